//! 任务: its milestones counted back from the end, what happened, and 督办 that both sides see.

use super::tasks::late;
use super::{Opened, Shared, again, number, plan_of, problems_of, refused};
use crate::actions::{self, Progress};
use crate::computed::Catalogue;
use crate::store::entries::{self, Entry, EntryKind};
use crate::tasks::{self, TaskStanding};
use crate::{Item, Plan, Task};
use access::{Actor, FormData, House, Reply, Scope, Submitted, may, see};
use axum::Extension;
use db::{Outcome, Problem};
use kernel::Refusal;
use maud::{Markup, html};
use std::collections::HashMap;
use ui::{Choice, Field, Problems, StepState};

/// A task of an office, with its entries.
struct Loaded<'p> {
    plan: &'p Plan,
    standing: TaskStanding<'p>,
    entries: Vec<Entry>,
    /// Of each 督办, by its entry: posts that were told, and those of them that have read it.
    read: HashMap<String, (i64, i64)>,
}

async fn load<'p>(
    house: &House,
    catalogue: &'p Catalogue,
    actor: &Actor,
    id: &str,
    county: &str,
) -> Result<Loaded<'p>, Problem> {
    let plan = plan_of(catalogue, house)?;
    let (item, task): (&Item, &Task) = plan.task(id).ok_or_else(access::outside)?;
    let own = match &actor.scope {
        Scope::City => county,
        Scope::County(own) | Scope::Township(own, _) | Scope::Village(own, _, _) if county.is_empty() => own,
        Scope::County(own) | Scope::Township(own, _) | Scope::Village(own, _, _) => {
            // The bureau's own tasks are seen from everywhere; another county's are not.
            if county != own && county != plan.city {
                return Err(access::outside().into());
            }
            county
        }
        Scope::Nowhere => return Err(access::outside().into()),
    };
    let doers = plan.doers(task);
    let first = doers.first().copied().unwrap_or("");
    let county = if own.is_empty() { first } else { own };
    if !doers.contains(&county) {
        return Err(access::outside().into());
    }
    let mut tx = house.db.read().await?;
    let entries = entries::of_task(&mut tx, plan.year, id, county).await?;
    let standing = tasks::standing((item, task), county, &entries, actor.now.day()).map_err(Refusal::from)?;
    let mut read = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.kind == EntryKind::Supervise) {
        let key = messages::key("workplan.supervised", &format!("workplan_entries/{}", entry.id), "", 0);
        if let Some(counted) = messages::store::deliveries::read_of(&mut tx, &key).await? {
            read.insert(entry.id.clone(), counted);
        }
    }
    Ok(Loaded { plan, standing, entries, read })
}

pub(super) async fn show(Opened { house, catalogue, view, actor, id, query: form }: Opened) -> Reply {
    let loaded = load(&house, &catalogue, &actor, &id, form.get("county")).await?;
    let content = content(&actor, &loaded, &FormData::default(), &Problems::default());
    Ok(view.page(&loaded.standing.task.title, &content))
}

fn content(actor: &Actor, loaded: &Loaded<'_>, form: &FormData, problems: &Problems) -> Markup {
    let one = &loaded.standing;
    let item = format!("/workplan/items/{}", one.item.id);
    let office = loaded.plan.unit_name(&one.county).to_owned();
    html! {
        (ui::crumbs(&[("年度计划", "/workplan"), (one.item.short.as_str(), item.as_str()), ("任务和督办", "/workplan/tasks")], &office))
        div.headline { div {
            h1 { (one.task.title) }
            p.lead { (office) "，" (one.task.due.chinese()) "前完成。" (ui::tag(one.light.tone(), one.light.chinese())) (late(one)) }
        } }
        (ui::error_summary(&problems.0))
        (ui::card("schedule", "倒排工期", &html! { span.s.mut { "从完成期限往回数的工作日" } }, &steps(one)))
        (ui::card("entries", "办理过程", &html! {}, &timeline(loaded)))
        (progress_form(actor, loaded, form, problems))
        (supervise_form(actor, loaded, form, problems))
    }
}

fn steps(one: &TaskStanding<'_>) -> Markup {
    let next = one.milestones.iter().position(|(_, is_done)| !is_done);
    let steps: Vec<ui::Step> = one
        .milestones
        .iter()
        .enumerate()
        .map(|(index, (dated, is_done))| ui::Step {
            name: dated.name.clone(),
            below: dated.due.short(),
            state: match (*is_done, next == Some(index)) {
                (true, _) => StepState::Done,
                (false, true) => StepState::Now,
                (false, false) => StepState::Todo,
            },
        })
        .collect();
    html! { @if steps.is_empty() { p { "没有节点。" } } @else { (ui::stage_line(&steps)) } }
}

fn timeline(loaded: &Loaded<'_>) -> Markup {
    let entries = &loaded.entries;
    html! {
        @if entries.is_empty() { p { "还没有登记。" } } @else {
            ol.tl { @for entry in entries.iter().rev() {
                li.warn[entry.kind == EntryKind::Supervise] {
                    time datetime=(entry.on) { (entry.on.short()) } " "
                    b { (entry.kind.chinese()) @if !entry.milestone.is_empty() { "：" (entry.milestone) } } " " (entry.words)
                    span.t2 { (entry.office) @if let Some(due) = entry.due { "，要求" (due.short()) "前回复" }
                        @if let Some((told, read)) = loaded.read.get(&entry.id) { "，通知 " (told) " 人，已读 " (read) " 人" } }
                }
            } }
        }
    }
}

/// Fields that travel with both forms.
fn keys(loaded: &Loaded<'_>, name: &str) -> Markup {
    let seen = loaded.entries.last().map_or(0, |last| last.seq).to_string();
    html! { (ui::hidden("form", name)) (ui::hidden("county", &loaded.standing.county)) (ui::hidden("seen", &seen)) }
}

fn progress_form(actor: &Actor, loaded: &Loaded<'_>, form: &FormData, problems: &Problems) -> Markup {
    let one = &loaded.standing;
    let is_own = match &actor.scope {
        Scope::City => one.county == loaded.plan.city,
        Scope::County(own) => one.county == *own,
        Scope::Township(..) | Scope::Village(..) | Scope::Nowhere => false,
    };
    if !is_own || !may(actor.role, "workplan.progress") {
        return html! {};
    }
    let is_this = form.get("form") == "progress";
    let none = Problems::default();
    let shown = if is_this { problems } else { &none };
    let today = actor.now.day().to_string();
    let on = if is_this { form.get("on") } else { &today };
    let kinds: Vec<Choice> = [EntryKind::Note, EntryKind::Milestone, EntryKind::Done, EntryKind::Answer]
        .iter()
        .filter(|kind| **kind != EntryKind::Answer || one.supervised.is_some())
        .map(|kind| Choice::new(kind.code(), kind.chinese()))
        .collect();
    let open: Vec<Choice> = one
        .milestones
        .iter()
        .filter(|(_, is_done)| !is_done)
        .map(|(dated, _)| Choice::new(&dated.name, format!("{}（{}）", dated.name, dated.due.short())))
        .collect();
    ui::card(
        "progress",
        "登记进展",
        &html! {},
        &html! {
            form action={ "/workplan/tasks/" (one.task.id) "/progress" } method="post" {
                (keys(loaded, "progress"))
                div.row {
                    (ui::select("kind", "登记什么", &kinds, if is_this { form.get("kind") } else { "" }, shown))
                    (ui::select("milestone", "哪个节点（节点完成时选）", &open, if is_this { form.get("milestone") } else { "" }, shown))
                    (ui::text(&Field { name: "on", label: "日期", value: on, class: "w12", optional: "文件日期或完成日期", ..Field::default() }, shown))
                }
                (ui::area("words", "做了什么", "完成的写文号或材料名称", if is_this { form.get("words") } else { "" }, shown))
                div.btns { button.btn type="submit" { "登记" } }
            }
        },
    )
}

fn supervise_form(actor: &Actor, loaded: &Loaded<'_>, form: &FormData, problems: &Problems) -> Markup {
    let one = &loaded.standing;
    if one.done.is_some() || !may(actor.role, "workplan.supervise") {
        return html! {};
    }
    let is_this = form.get("form") == "supervise";
    let none = Problems::default();
    let shown = if is_this { problems } else { &none };
    let typed = |field: &'static str| if is_this { form.get(field) } else { "" };
    ui::card(
        "supervise",
        "督办",
        &html! { span.s.mut { "承办单位在这一页和“任务和督办”里看得到" } },
        &html! {
            form action={ "/workplan/tasks/" (one.task.id) "/supervise" } method="post" {
                (keys(loaded, "supervise"))
                (ui::area("order", "督办什么、要求怎么办", "", typed("order"), shown))
                (ui::text(&Field { name: "due", label: "要求哪天前回复", value: typed("due"), class: "w12", optional: "如 2017-05-12", ..Field::default() }, shown))
                div.btns { button.btn.red type="submit" { "督办" } }
            }
        },
    )
}

/// Goes on, or shows the form again with what was typed.
async fn answer(to: Submitted, catalogue: &Catalogue, outcome: Outcome<()>) -> Reply {
    let Submitted { house, view, actor, id, form } = to;
    let county = form.get("county");
    let Some(refusal) = refused(outcome)? else {
        return Ok(see(&format!("/workplan/tasks/{id}?county={county}#entries")));
    };
    let loaded = load(&house, catalogue, &actor, &id, county).await?;
    let mut problems = problems_of(&refusal);
    for (field, _) in problems.0.iter_mut().filter(|_| form.get("form") == "supervise") {
        if field == "words" {
            "order".clone_into(field);
        }
    }
    let content = content(&actor, &loaded, &form, &problems);
    Ok(again(&view, &loaded.standing.task.title, &refusal, &content))
}

pub(super) async fn progress(Extension(catalogue): Shared, to: Submitted) -> Reply {
    let (plan, form) = (plan_of(&catalogue, &to.house)?, &to.form);
    let (_, task) = plan.task(&to.id).ok_or_else(access::outside)?;
    let kind = form.get("kind").parse::<EntryKind>().ok().filter(|kind| *kind != EntryKind::Supervise);
    let outcome = match kind {
        None => Err(Refusal::bad_input("workplan.kind", "请选择登记什么。").on_field("kind").into()),
        Some(kind) => {
            let progress = Progress {
                county: form.get("county"),
                kind,
                milestone: form.get("milestone"),
                on: form.get("on"),
                words: form.get("words"),
                seen: number(form, "seen"),
            };
            actions::progress(&to.house, &to.actor, plan, task, &progress).await
        }
    };
    answer(to, &catalogue, outcome).await
}

pub(super) async fn supervise(Extension(catalogue): Shared, to: Submitted) -> Reply {
    let (plan, form) = (plan_of(&catalogue, &to.house)?, &to.form);
    let (_, task) = plan.task(&to.id).ok_or_else(access::outside)?;
    let (whose, order) = ((plan, task, form.get("county")), (form.get("order"), form.get("due")));
    let outcome = actions::supervise(&to.house, &to.actor, whose, order, number(form, "seen")).await;
    answer(to, &catalogue, outcome).await
}
