//! 周期责任: period by period, with the visits and meetings.

use super::{Opened, Shared, again, files, plan_of, pressed, problems_of, refused};
use crate::actions::{self, Attended};
use crate::periods::{LeadersDay, Period, kept, kept_by_each, periods};
use crate::store::visits::{self, Visit};
use crate::{Duty, Item, Plan};
use access::{Actor, FormData, House, Reply, View, may, see};
use axum::Extension;
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use db::{Outcome, Problem};
use kernel::Day;
use maud::{Markup, html};
use ui::{Field, Problems, Tone};

pub(super) async fn show(Opened { house, catalogue, view, actor, id, .. }: Opened) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let (item, duty) = plan.duty(&id).ok_or_else(access::outside)?;
    let content = content(&house, &actor, (plan, item, duty), &FormData::default(), &Problems::default()).await?;
    Ok(view.page(&duty.title, &content))
}

async fn content(
    house: &House,
    actor: &Actor,
    (plan, item, duty): (&Plan, &Item, &Duty),
    form: &FormData,
    problems: &Problems,
) -> Result<Markup, Problem> {
    let mut tx = house.db.read().await?;
    let found = visits::of_duty(&mut tx, plan.year, &duty.id).await?;
    drop(tx);
    let all = periods(duty.from, duty.to, duty.every);
    let days: Vec<Day> = if duty.by_leader {
        let ids: Vec<String> = plan.leaders.iter().map(|(id, _)| id.clone()).collect();
        kept_by_each(&all, &ids, &leaders_days(&found))
    } else {
        found.iter().map(|visit| visit.on).collect()
    };
    let kept = kept(&all, &days);
    let above = format!("/workplan/items/{}", item.id);
    let village = duty.village.as_ref().and_then(|code| plan.villages.iter().find(|village| village.code == *code));
    Ok(html! {
        (ui::crumbs(&[("年度计划", "/workplan"), (item.short.as_str(), above.as_str())], &duty.title))
        div.headline { div { h1 { (duty.title) } p.lead {
            "共 " (kept.periods) " 期，已完成 " b { (kept.done) } " 期。"
            @if duty.by_leader { "每位领导每期都要有一次，缺一位这一期就没有完成。" } @else { "一期要有一次，同一期去两次不能顶另一期。" }
            @if let Some(village) = village { " 地点：" a href={ "/workplan/villages/" (village.code) } { (village.name) } "。" }
        } } }
        (ui::error_summary(&problems.0))
        @if duty.by_leader { (ui::card("leaders", "各位领导", &html! {}, &leaders_table(plan, &all, &found, actor.now.day()))) }
        (ui::card("periods", "各期", &html! {}, &periods_table(&all, (&found, &days), actor.now.day())))
        @if may(actor.role, "workplan.visit") { (visit_form(house, actor, (plan, duty), form, problems)) }
    })
}

fn state(period: &Period, has: bool, today: Day) -> Markup {
    match (has, period.last.last_day() < today, period.first.first_day() > today) {
        (true, _, _) => ui::tag(Tone::Green, "完成"),
        (false, true, _) => ui::tag(Tone::Red, "缺"),
        (false, false, true) => ui::tag(Tone::Grey, "未到"),
        (false, false, false) => ui::tag(Tone::Amber, "这一期还没有"),
    }
}

fn leaders_days(found: &[Visit]) -> Vec<LeadersDay> {
    found.iter().flat_map(|visit| visit.leaders.iter().map(|leader| (leader.clone(), visit.on))).collect()
}

/// Each leader with what they did in each period.
fn leaders_table(plan: &Plan, all: &[Period], found: &[Visit], today: Day) -> Markup {
    let days = leaders_days(found);
    let own = |leader: &str, period: &Period| -> Vec<Day> {
        days.iter().filter(|(who, day)| who == leader && period.holds(*day)).map(|(_, day)| *day).collect()
    };
    html! {
        table.ledger.stack {
            caption.vh { "各位领导每期的走访" }
            thead { tr { th scope="col" { "领导" } @for period in all { th scope="col" { (period.chinese()) } } } }
            tbody { @for (id, post) in &plan.leaders { tr {
                td data-l="领导" { (post) }
                @for period in all {
                    @let visited = own(id, period);
                    td data-l=(period.chinese()) { (state(period, !visited.is_empty(), today))
                        @if let Some(first) = visited.first() { " " (first.short()) @if visited.len() > 1 { span.t2 { "共 " (visited.len()) " 次" } } } }
                }
            } } }
        }
    }
}

fn periods_table(all: &[Period], (found, days): (&[Visit], &[Day]), today: Day) -> Markup {
    html! {
        table.ledger.stack {
            caption.vh { "各期" }
            thead { tr { th scope="col" { "期" } th scope="col" { "状态" } th scope="col" { "走访和会议" } } }
            tbody { @for period in all {
                @let own: Vec<&Visit> = found.iter().filter(|visit| period.holds(visit.on)).collect();
                tr {
                    td data-l="期" { (period.chinese()) }
                    td data-l="状态" { (state(period, days.iter().any(|day| period.holds(*day)), today)) }
                    td data-l="走访和会议" { @for visit in &own {
                        p { b { (visit.on.short()) } " " (visit.place) "：" (visit.words) span.t2 { (visit.people)
                            @if !visit.evidence.is_empty() { " " a href={ "/workplan/evidence/" (visit.evidence) } { "凭证" span.vh { "，" (visit.on.short()) } } } } }
                    } }
                }
            } }
        }
    }
}

fn visit_form(
    house: &House,
    actor: &Actor,
    (plan, duty): (&Plan, &Duty),
    form: &FormData,
    problems: &Problems,
) -> Markup {
    let is_this = !form.pairs().is_empty();
    let today = actor.now.day().to_string();
    let on = if is_this { form.get("on") } else { &today };
    let fresh = house.mint();
    let key = if form.get("key").is_empty() { &fresh } else { form.get("key") };
    ui::card(
        "visit",
        "登记一次",
        &html! {},
        &html! {
            form action={ "/workplan/duties/" (duty.id) "/visits" } method="post" enctype="multipart/form-data" {
                (ui::hidden("key", key))
                div.row {
                    (ui::text(&Field { name: "on", label: "日期", value: on, class: "w12", ..Field::default() }, problems))
                    (ui::text(&Field { name: "place", label: "地点", value: form.get("place"), class: "w18", ..Field::default() }, problems))
                    (ui::text(&Field { name: "people", label: "参加的人", value: form.get("people"), class: "w18", optional: "写职务就行", ..Field::default() }, problems))
                }
                @if duty.by_leader { fieldset.f.ticks id="leader" { legend { "去了的领导" }
                    @if let Some(sentence) = problems.of("leader") { p.msg.bad { span.vh { "错误：" } (sentence) } }
                    @for (id, post) in &plan.leaders { label.tick { input type="checkbox" name="leader" value=(id) checked[form.all("leader").contains(&id.as_str())]; " " (post) } }
                } }
                (ui::area("words", "做了什么、议定了什么", "", form.get("words"), problems))
                (files::fields(problems, form.get("text"), "照片或纪要（2MB以内）", false))
                div.btns { button.btn type="submit" { "登记" } }
            }
        },
    )
}

pub(super) async fn visit(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path(id): Path<String>,
    parts: Multipart,
) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let (item, duty) = plan.duty(&id).ok_or_else(access::outside)?;
    let (sent, is_whole) = files::taken(parts).await;
    let outcome = match is_whole {
        Ok(()) => attend(&house, &actor, plan, duty, &sent).await,
        Err(refusal) => Err(refusal.into()),
    };
    let Some(refusal) = refused(outcome)? else { return Ok(see(&format!("/workplan/duties/{id}#periods"))) };
    let page = content(&house, &actor, (plan, item, duty), &sent.form, &problems_of(&refusal)).await?;
    Ok(again(&view, &duty.title, &refusal, &page))
}

async fn attend(house: &House, actor: &Actor, plan: &Plan, duty: &Duty, sent: &files::Sent) -> Outcome<()> {
    let form = &sent.form;
    let attended = Attended {
        on: form.get("on"),
        people: form.get("people"),
        leaders: &form.all("leader"),
        place: form.get("place"),
        words: form.get("words"),
        file: sent.file()?,
        key: pressed(form)?,
    };
    actions::visit(house, actor, plan, duty, &attended).await
}
