//! 任务和督办: every task with its light; the board's links come here.

use super::item::duties_table;
use super::{Opened, plan_of};
use crate::overview::event_days;
use crate::schedule::Light;
use crate::store::entries;
use crate::tasks::{self, TaskStanding};
use access::{FormData, Reply, Scope};
use kernel::{Moment, Refusal};
use maud::{Markup, html};

const LIGHTS: &[(&str, Light)] = &[
    ("red", Light::Red),
    ("amber", Light::Amber),
    ("plain", Light::Plain),
    ("grey", Light::Grey),
    ("green", Light::Green),
];

pub(super) async fn show(Opened { house, catalogue, view, actor, query: form, .. }: Opened) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let today = actor.now.day();
    let mut tx = house.db.read().await?;
    let entries = entries::of_year(&mut tx, &Scope::City, plan.year).await?;
    let visits = event_days(&mut tx, plan, Moment::start_of(today.add_days(1))).await?;
    drop(tx);
    let duties: Vec<&crate::Duty> = plan.items.iter().flat_map(crate::Item::duties).collect();
    let all = tasks::all(plan, &entries, today).map_err(Refusal::from)?;
    let own = match &actor.scope {
        Scope::City | Scope::Nowhere => form.get("county"),
        Scope::County(county) | Scope::Township(county, _) | Scope::Village(county, _, _) => county.as_str(),
    };
    let is_own = |one: &&TaskStanding<'_>| own.is_empty() || one.county == own || one.county == plan.city;
    let wanted = form.get("task");
    let of_task = |one: &&TaskStanding<'_>| wanted.is_empty() || one.task.id == wanted;
    let light = LIGHTS.iter().find(|(code, _)| *code == form.get("light")).map(|(_, light)| *light);
    let mine: Vec<&TaskStanding<'_>> = all.iter().filter(is_own).filter(of_task).collect();
    let mut shown: Vec<&&TaskStanding<'_>> = mine.iter().filter(|one| light.is_none_or(|l| l == one.light)).collect();
    shown.sort_by_key(|one| (one.light, one.task.due));
    let tabs = tabs(&mine, &form, light);
    let red = mine.iter().filter(|one| one.light == Light::Red).count();
    let supervised = mine.iter().filter(|one| one.supervised.is_some()).count();
    let content = html! {
        (ui::crumbs(&[("待办", "/"), ("年度计划", "/workplan")], "任务和督办"))
        div.headline { div { h1 { "任务和督办" } p.lead { b.hot { (red) } " 项超期，" b { (supervised) } " 项督办等回复。" } } }
        (ui::tabs("按灯看", &tabs))
        @if shown.is_empty() { (ui::empty("没有这样的任务。", &html! {})) } @else {
            table.ledger.stack {
                caption.vh { "任务" }
                thead { tr { th scope="col" { "任务" } th scope="col" { "单位" } th scope="col" { "期限" } th scope="col" { "灯" } th scope="col" { "节点" } } }
                tbody { @for one in &shown { tr {
                    td data-l="任务" { a.nm1 href={ "/workplan/tasks/" (one.task.id) "?county=" (one.county) } { (one.task.title) } span.t2 { (one.item.id) " " (one.item.short) } }
                    td data-l="单位" { (plan.unit_name(&one.county)) }
                    td data-l="期限" { (one.task.due.short()) }
                    td data-l="灯" { (ui::tag(one.light.tone(), one.light.chinese())) (late(one)) }
                    td data-l="节点" { (milestones(one, today)) }
                } } }
            }
        }
        (ui::card("duties", "周期责任（市局）", &html! {}, &duties_table(&duties, &visits, today)))
    };
    Ok(view.page("任务和督办", &content))
}

fn tabs(mine: &[&TaskStanding<'_>], form: &FormData, chosen: Option<Light>) -> Vec<(String, String, i64, bool)> {
    let count = |light: Option<Light>| {
        let found = mine.iter().filter(|one| light.is_none_or(|l| l == one.light)).count();
        i64::try_from(found).unwrap_or(0)
    };
    let rest = format!("&task={}&county={}", form.get("task"), form.get("county"));
    let mut tabs = vec![("全部".to_owned(), format!("/workplan/tasks?light={rest}"), count(None), chosen.is_none())];
    tabs.extend(LIGHTS.iter().map(|(code, light)| {
        let href = format!("/workplan/tasks?light={code}{rest}");
        (light.chinese().to_owned(), href, count(Some(*light)), chosen == Some(*light))
    }));
    tabs
}

/// `超 6 个工作日`; it stays when the task is done.
pub(super) fn late(one: &TaskStanding<'_>) -> Markup {
    html! {
        @if one.late > 0 { span.t2 { @if one.done.is_some() { "迟 " } @else { "超 " } (one.late) " 个工作日" } }
        @if let Some(due) = one.supervised { span.t2 { "已督办，限" (due.short()) "回复" } }
    }
}

fn milestones(one: &TaskStanding<'_>, today: kernel::Day) -> Markup {
    let done = one.milestones.iter().filter(|(_, is_done)| *is_done).count();
    html! {
        (done) "/" (one.milestones.len())
        @if let Some(dated) = one.overdue_milestone(today) { span.t2 { "“" (dated.name) "”应在" (dated.due.short()) "完成" } }
    }
}
