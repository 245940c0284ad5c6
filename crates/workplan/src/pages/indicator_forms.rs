//! The two forms of an indicator: 分解 and 上报.

use super::indicator::{Loaded, content};
use super::{Asked, Shared, again, files, letters, number, pressed, problems_of, refused};
use crate::actions::{self, HandIn, Shares};
use crate::figures::At;
use crate::quantity::Quantity;
use crate::split::Part;
use crate::store::splits::SplitState;
use crate::{ReportedBy, Split};
use access::{Actor, FormData, House, Reply, Scope, Submitted, View, may, see};
use axum::Extension;
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use db::Outcome;
use maud::{Markup, html};
use ui::{Field, Problems};

/// Whether this reader shares this target out at this level.
fn may_split(actor: &Actor, loaded: &Loaded<'_>) -> bool {
    let is_level = match (loaded.asked.at(), &actor.scope) {
        (At::City, Scope::City) => true,
        (At::County(_), Scope::County(_)) => loaded.indicator.reported_by == ReportedBy::Township,
        _ => false,
    };
    is_level && may(actor.role, "workplan.split") && loaded.indicator.split == Split::AddUp
}

pub(super) fn split_card(
    house: &House,
    actor: &Actor,
    loaded: &Loaded<'_>,
    form: &FormData,
    problems: &Problems,
) -> Markup {
    let is_mine = may_split(actor, loaded);
    if !is_mine && loaded.history.is_empty() {
        return html! {};
    }
    let is_this = form.get("form") == "split";
    ui::card(
        "split",
        "目标分解",
        &html! {},
        &html! {
            @if is_mine { (split_form(house, loaded, form, is_this.then_some(problems))) }
            @if !loaded.history.is_empty() { (history(house, loaded)) }
            @if loaded.asked.township.is_empty() {
                (letters::count_line(house, (loaded.plan, &loaded.figures), &loaded.signed, &loaded.asked.county))
            }
        },
    )
}

fn split_form(house: &House, loaded: &Loaded<'_>, form: &FormData, problems: Option<&Problems>) -> Markup {
    let none = Problems::default();
    let shown = problems.unwrap_or(&none);
    let last = loaded.history.first();
    let whole = loaded.figures.target(loaded.plan, loaded.indicator, loaded.asked.at());
    let typed = |code: &str| {
        if problems.is_some() {
            return form.get(&format!("part.{code}")).to_owned();
        }
        let part = last.and_then(|split| split.parts.iter().find(|part| part.place == code));
        part.map_or_else(String::new, |part| part.value.to_string())
    };
    let fresh = house.mint();
    let key = if problems.is_some() && !form.get("key").is_empty() { form.get("key") } else { &fresh };
    html! {
        @match whole {
            None => p { "上级还没有把这个目标分下来，分下来以后再往下分。" },
            Some(whole) => form action={ "/workplan/indicators/" (loaded.indicator.id) "/split" (loaded.asked.query()) } method="post" {
                p { "要分的总数是 " b { (whole.shown()) } " " (loaded.indicator.unit) "，各单位加起来要正好相等。" }
                @if let Some(sentence) = shown.of("parts") { p.msg.bad { span.vh { "错误：" } (sentence) } }
                (ui::hidden("form", "split")) (ui::hidden("key", key))
                (ui::hidden("seen", &last.map_or(0, |split| split.seq).to_string()))
                div.row #parts {
                    @for (asked, name) in loaded.below(house) {
                        @let code = if asked.township.is_empty() { asked.county } else { asked.township };
                        (ui::text(&Field { name: &format!("part.{code}"), label: &name, value: &typed(&code), class: "w8 num", mode: "decimal", ..Field::default() }, shown))
                    }
                }
                @if last.is_some() {
                    (ui::text(&Field { name: "reason", label: "为什么改", value: form.get("reason"), ..Field::default() }, shown))
                }
                div.btns { button.btn type="submit" { "保存分解" } }
            },
        }
    }
}

fn history(house: &House, loaded: &Loaded<'_>) -> Markup {
    let name = |code: &str| {
        if code.len() == 9 {
            return Asked { county: loaded.asked.county.clone(), township: code.to_owned(), ..Asked::default() }
                .name(house);
        }
        loaded.plan.unit_name(code).to_owned()
    };
    html! {
        table.ledger.stack {
            caption { "历次分解" }
            thead { tr { th scope="col" { "第几次" } th scope="col" { "各单位" } th scope="col" { "状态" } th scope="col" { "原因" } } }
            tbody { @for split in &loaded.history { tr {
                td data-l="第几次" { "第 " (split.seq) " 次" span.t2 { (split.at.day().chinese()) } }
                td data-l="各单位" { @for part in split.parts.iter().filter(|part| part.value > Quantity::ZERO) { span.nb { (name(&part.place)) " " (part.value.shown()) } " " } }
                td data-l="状态" { (ui::tag(tone(split.state), split.state.chinese())) span.t2 { (split.decided_note) } }
                td data-l="原因" { (split.reason) }
            } } }
        }
    }
}

fn tone(state: SplitState) -> ui::Tone {
    match state {
        SplitState::Proposed => ui::Tone::Amber,
        SplitState::Approved => ui::Tone::Green,
        SplitState::Returned => ui::Tone::Red,
    }
}

pub(super) async fn split(Extension(catalogue): Shared, to: Submitted) -> Reply {
    let Submitted { house, view, actor, id, form } = to;
    let asked = Asked::of(&actor, &FormData::default());
    let loaded = Loaded::load(&house, &catalogue, &actor, &id, asked).await?;
    let page = |problems: &Problems| content(&house, &catalogue, &actor, &loaded, &form, problems);
    let parts = match parts(&loaded, &house, &form) {
        Ok(parts) => parts,
        Err(problems) => return Ok(view.again(&loaded.indicator.name, &page(&problems))),
    };
    let shares = Shares {
        parts,
        reason: form.get("reason").to_owned(),
        seen: number(&form, "seen"),
        key: form.get("key").to_owned(),
    };
    let outcome = actions::split(&house, &actor, loaded.plan, loaded.indicator, &shares).await;
    let Some(refusal) = refused(outcome)? else {
        return Ok(see(&format!("/workplan/indicators/{id}{}#split", loaded.asked.query())));
    };
    Ok(again(&view, &loaded.indicator.name, &refusal, &page(&problems_of(&refusal))))
}

/// The typed parts; an empty one is nothing.
fn parts(loaded: &Loaded<'_>, house: &House, form: &FormData) -> Result<Vec<Part>, Problems> {
    let mut problems = Problems::default();
    let mut parts = Vec::new();
    for (asked, name) in loaded.below(house) {
        let place = if asked.township.is_empty() { asked.county } else { asked.township };
        let field = format!("part.{place}");
        match form.get(&field) {
            "" => parts.push(Part { place, value: Quantity::ZERO }),
            text => match Quantity::parse(text) {
                Ok(value) => parts.push(Part { place, value }),
                Err(problem) => problems.add(field, format!("{name}：{}", problem.sentence)),
            },
        }
    }
    if problems.is_empty() { Ok(parts) } else { Err(problems) }
}

/// Whether this reader hands this figure in.
fn may_report(actor: &Actor, loaded: &Loaded<'_>) -> bool {
    let is_level = matches!(
        (loaded.indicator.reported_by, &actor.scope, loaded.asked.at()),
        (ReportedBy::Township, Scope::Township(..), _)
            | (ReportedBy::County, Scope::County(_), At::County(_))
            | (ReportedBy::City, Scope::City, At::City)
    );
    is_level && may(actor.role, "workplan.report")
}

pub(super) fn report_card(
    house: &House,
    actor: &Actor,
    loaded: &Loaded<'_>,
    form: &FormData,
    problems: &Problems,
) -> Markup {
    if !may_report(actor, loaded) {
        return html! {};
    }
    let is_this = form.get("form") == "report";
    let none = Problems::default();
    let shown = if is_this { problems } else { &none };
    let today = actor.now.day().to_string();
    let typed = |field: &'static str| if is_this { form.get(field) } else { "" };
    let as_of = if is_this { form.get("as_of") } else { &today };
    let fresh = house.mint();
    let key = if is_this && !form.get("key").is_empty() { form.get("key") } else { &fresh };
    let action = format!("/workplan/indicators/{}/report", loaded.indicator.id);
    ui::card(
        "report",
        "上报",
        &html! {},
        &html! {
            form action=(action) method="post" enctype="multipart/form-data" {
                (ui::hidden("form", "report")) (ui::hidden("key", key))
                div.row {
                    (ui::text(&Field { name: "value", label: &format!("累计完成（{}）", loaded.indicator.unit), value: typed("value"), class: "w12 num", mode: "decimal", ..Field::default() }, shown))
                    (ui::text(&Field { name: "as_of", label: "截至哪天", value: as_of, class: "w12", optional: "如 2017-05-09", ..Field::default() }, shown))
                }
                (ui::area("note", "说明", "可不填", typed("note"), shown))
                (files::fields(shown, typed("text"), "凭证（文件、名单、照片，2MB以内）", true))
                div.btns { button.btn type="submit" { "上报" } }
            }
        },
    )
}

pub(super) async fn report(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path(id): Path<String>,
    parts: Multipart,
) -> Reply {
    let asked = Asked::of(&actor, &FormData::default());
    let loaded = Loaded::load(&house, &catalogue, &actor, &id, asked).await?;
    let (sent, is_whole) = files::taken(parts).await;
    let outcome = match is_whole {
        Ok(()) => hand_in(&house, &actor, &loaded, &sent).await,
        Err(refusal) => Err(refusal.into()),
    };
    let Some(refusal) = refused(outcome)? else { return Ok(see(&format!("/workplan/indicators/{id}#reports"))) };
    let page = content(&house, &catalogue, &actor, &loaded, &sent.form, &problems_of(&refusal));
    Ok(again(&view, &loaded.indicator.name, &refusal, &page))
}

async fn hand_in(house: &House, actor: &Actor, loaded: &Loaded<'_>, sent: &files::Sent) -> Outcome<()> {
    let file = sent.file()?;
    let hand_in = HandIn {
        value: sent.form.get("value"),
        as_of: sent.form.get("as_of"),
        note: sent.form.get("note"),
        file,
        key: pressed(&sent.form)?,
    };
    actions::report(house, actor, loaded.plan, loaded.indicator, &hand_in).await
}
