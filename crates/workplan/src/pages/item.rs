//! 事项: its measures with everything below them.

use super::{Asked, Opened, plan_of};
use crate::computed::Catalogue;
use crate::figures::{At, Figures, apart};
use crate::overview::event_days;
use crate::periods::{due_by, kept, periods};
use crate::store::entries;
use crate::tasks::{self, TaskStanding};
use crate::{Duty, Indicator, Item, Plan};
use access::{FormData, Reply, Scope};
use kernel::{Day, Moment, Refusal};
use maud::{Markup, html};

/// What the cards are drawn from.
struct Drawn<'d> {
    plan: &'d Plan,
    catalogue: &'d Catalogue,
    figures: &'d Figures,
    tasks: &'d [TaskStanding<'d>],
    visits: &'d [(String, Day)],
    asked: &'d Asked,
    today: Day,
}

pub(super) async fn show(Opened { house, catalogue, view, actor, id, .. }: Opened) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let item = plan.item(&id).ok_or_else(access::outside)?;
    let today = actor.now.day();
    let mut tx = house.db.read().await?;
    let asked = Asked::of(&actor, &FormData::default());
    let figures = Figures::load(&mut tx, &house, &actor.scope, plan, today).await?;
    let entries = entries::of_year(&mut tx, &Scope::City, plan.year).await?;
    let visits = event_days(&mut tx, plan, Moment::start_of(today.add_days(1))).await?;
    drop(tx);
    let tasks = tasks::all(plan, &entries, today).map_err(Refusal::from)?;
    let drawn =
        Drawn { plan, catalogue: &catalogue, figures: &figures, tasks: &tasks, visits: &visits, asked: &asked, today };
    let scheme = item.scheme.as_ref().and_then(|id| plan.schemes.iter().find(|(known, _)| known == id));
    let content = html! {
        (ui::crumbs(&[("待办", "/"), ("年度计划", "/workplan")], &item.short))
        div.headline { div { h1 { (item.id) " " (item.title) } p.lead { (item.content) } } }
        div.card { div.b {
            p { b { "种类　" } (item.role.chinese()) @if let Some((_, name)) = scheme { "，" (name) } }
            p { b { "责任　" } (item.leader) "，" (item.sections.join("、")) }
            @if let Some(lead) = &item.lead_department { p { b { "牵头单位　" } (lead) } }
            @if !item.supports.is_empty() { p { b { "配合　" } (item.supports.join("、")) } }
        } }
        @for (index, measure) in item.measures.iter().enumerate() {
            (ui::card(&format!("m{index}"), &format!("{} {}", measure.no, measure.text), &html! {}, &html! {
                @if !measure.indicators.is_empty() { (indicators(&drawn, &measure.indicators)) }
                @if !measure.tasks.is_empty() { (measure_tasks(&drawn, item, &measure.tasks)) }
                @if !measure.duties.is_empty() { (duties_table(&measure.duties.iter().collect::<Vec<_>>(), drawn.visits, drawn.today)) }
            }))
        }
    };
    Ok(view.page(&item.title, &content))
}

fn indicators(drawn: &Drawn<'_>, indicators: &[Indicator]) -> Markup {
    let at = drawn.asked.at();
    html! {
        table.ledger.stack {
            caption.vh { "指标" }
            thead { tr { th scope="col" { "指标" } th.num scope="col" { "目标" } th.num scope="col" { "上报数" } th.num scope="col" { "系统数" } th scope="col" { "态势" } } }
            tbody { @for one in indicators {
                @let target = drawn.figures.target(drawn.plan, one, at);
                @let reported = drawn.figures.reported(drawn.plan, one, at);
                @let computed = drawn.figures.computed(drawn.catalogue, one, at);
                tr {
                    td data-l="指标" { a.nm1 href={ "/workplan/indicators/" (one.id) (drawn.asked.query()) } { (one.name) } span.t2 { @if target.is_some() { "到" (one.due.short()) } @else { "只监测" } } }
                    td.num data-l="目标" { @match target { Some(target) => { (one.direction.chinese()) " " (target.shown()) " " (one.unit) } None => "—" } }
                    td.num data-l="上报数" { @match reported { Some((value, _)) => (value.shown()), None => "—" } }
                    td.num data-l="系统数" { @match computed { Some(computed) => (computed.value.shown()), None => "—" }
                        @if let (Some((reported, _)), Some(computed)) = (reported, computed) { (difference(reported, computed.value)) } }
                    td data-l="态势" { (standing(drawn, one, at)) }
                }
            } }
        }
    }
}

fn standing(drawn: &Drawn<'_>, one: &Indicator, at: At<'_>) -> Markup {
    match drawn.figures.standing((drawn.plan, drawn.catalogue), one, at, drawn.today) {
        Some(standing) => ui::tag(standing.tone(), standing.chinese()),
        None => html! { span.mut { "—" } },
    }
}

/// How far the two numbers are apart, in words.
pub(super) fn difference(reported: crate::Quantity, computed: crate::Quantity) -> Markup {
    html! {
        @if let Some((apart, is_much)) = apart(reported, computed) {
            @if apart == crate::Quantity::ZERO { span.t2 { "一致" } }
            @else { span.t2 { "差 " (apart.shown()) @if is_much { "，超过5%，请核对" } } }
        }
    }
}

fn measure_tasks(drawn: &Drawn<'_>, item: &Item, tasks: &[crate::Task]) -> Markup {
    let own = |task: &crate::Task| -> Vec<&TaskStanding<'_>> {
        drawn.tasks.iter().filter(|one| one.item.id == item.id && one.task.id == task.id).collect()
    };
    html! {
        table.ledger.stack {
            caption.vh { "任务" }
            thead { tr { th scope="col" { "任务" } th scope="col" { "期限" } th scope="col" { "单位" } } }
            tbody { @for task in tasks { tr {
                td data-l="任务" { (task.title) }
                td data-l="期限" { (task.due.short()) }
                td data-l="单位" { @for one in own(task) {
                    a.nb href={ "/workplan/tasks/" (task.id) "?county=" (one.county) } {
                        (drawn.plan.unit_name(&one.county))
                    } " " (ui::tag(one.light.tone(), one.light.chinese())) " "
                } }
            } } }
        }
    }
}

/// Duties with the periods that were kept and missed.
pub(super) fn duties_table(duties: &[&Duty], visits: &[(String, Day)], today: Day) -> Markup {
    let state = |duty: &Duty| {
        let all = periods(duty.from, duty.to, duty.every);
        let events: Vec<Day> = visits.iter().filter(|(id, _)| *id == duty.id).map(|(_, day)| *day).collect();
        let (ended, _) = due_by(&all, today);
        (kept(&all, &events), kept(&ended, &events).missed.len())
    };
    html! {
        table.ledger.stack {
            caption.vh { "周期责任" }
            thead { tr { th scope="col" { "周期责任" } th.num scope="col" { "完成期数" } th scope="col" { "缺" } } }
            tbody { @for duty in duties {
                @let (kept, missed) = state(duty);
                tr {
                    td data-l="周期责任" { a.nm1 href={ "/workplan/duties/" (duty.id) } { (duty.title) } }
                    td.num data-l="完成期数" { (kept.done) "/" (kept.periods) }
                    td data-l="缺" { @if missed > 0 { (ui::tag(ui::Tone::Red, &format!("缺 {missed} 期"))) } @else { "没有" } }
                }
            } }
        }
    }
}
