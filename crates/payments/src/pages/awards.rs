//! 一户的待遇: awards with their history, what was paid, and 缓发、恢复.

use super::{problems_of, programme_title};
use crate::actions;
use crate::amounts::{due, tampered};
use crate::award::{Award, AwardId, Segment, SegmentKind};
use crate::line::{Line, LineState};
use crate::store;
use access::{Actor, FormData, House, Reply, Submitted, View, may, see};
use axum::extract::{RawQuery, State};
use db::Problem;
use kernel::{Month, Refusal, RefusalKind};
use maud::{Markup, html};
use registry::HouseholdId;
use registry::actions::place_name;
use std::collections::HashMap;
use ui::{Field, Problems, Tone};

/// Payments shown.
const SHOWN: i64 = 36;

async fn content(
    house: &House,
    actor: &Actor,
    household: HouseholdId,
    form: &FormData,
    problems: &Problems,
) -> Result<Markup, Problem> {
    let mut tx = house.db.read().await?;
    let awards = store::awards::of_household(&mut tx, &actor.scope, household).await?;
    let Some(first) = awards.first() else {
        return Ok(html! {
            (ui::crumbs(&[("待办", "/"), ("发放批次", "/payments/runs")], "待遇"))
            div.headline { div { h1 { "待遇" } } }
            (ui::empty("这户在您的管辖范围里没有待遇。", &html! { p { "审批同意以后，会从下个月起有待遇。" } }))
        });
    };
    let ids: Vec<String> = awards.iter().map(|award| award.id.to_string()).collect();
    let histories = store::segments::of_awards(&mut tx, &ids).await?;
    let lines = store::lines::of_household(&mut tx, &actor.scope, household, SHOWN).await?;
    let mut runs = HashMap::new();
    for line in &lines {
        if !runs.contains_key(&line.run)
            && let Some(run) = store::runs::get(&mut tx, &actor.scope, line.run).await?
        {
            runs.insert(line.run, run);
        }
    }
    drop(tx);
    let object = format!("registry_households/{household}");
    house.db.log(access::line(actor, "payments.view", object, first.place.code(), "seen", "awards")).await?;
    let keys = house.keyring();
    Ok(html! {
        (ui::crumbs(&[("待办", "/"), ("发放批次", "/payments/runs")], "待遇"))
        div.headline { div { h1 { (first.name) "户的待遇" } p.lead { (place_name(house, &first.place)) "，" (first.persons) " 人" } } }
        (ui::error_summary(&problems.0))
        @for award in &awards {
            @let history = histories.get(&award.id).map_or([].as_slice(), Vec::as_slice);
            (award_card(house, actor, award, history, tampered(award, history, &keys), form, problems))
        }
        (paid_card(&lines, &runs))
    })
}

fn award_card(
    house: &House,
    actor: &Actor,
    award: &Award,
    history: &[Segment],
    tampered: Option<&str>,
    form: &FormData,
    problems: &Problems,
) -> Markup {
    let month = actor.now.day().month_of().max(award.first_month);
    let now = due(award, history, month);
    let aside = html! {
        @if award.last_month.is_some_and(|last| last < month) { (ui::tag(Tone::Grey, "已停发")) }
        @else if now.held.is_some() { (ui::tag(Tone::Amber, "缓发")) }
        @else { (ui::tag(Tone::Green, "在发")) }
    };
    let title = format!("{} 每月 {} 元", programme_title(house, &award.programme), now.amount.grouped());
    ui::card(
        &format!("award-{}", award.id),
        &title,
        &aside,
        &html! {
            @if let Some(why) = tampered { (ui::note(Tone::Red, "记录校验不符，已经停发这一户", &html! { p { (why) "。请马上告诉系统管理员和纪检。" } })) }
            p { "受理号 " span.mono { (award.case_number) } "，审批金额 " (award.amount.grouped()) " 元，从" (award.first_month.chinese()) "起"
                @if let Some(last) = award.last_month { "，发到" (last.chinese()) "为止" @if award.ended_why == "replaced" { "（有了新的决定）" } } "。" }
            table.ledger.stack {
                caption.vh { "待遇的经过" }
                thead { tr { th scope="col" { "从哪个月起" } th scope="col" { "做什么" } th.num scope="col" { "每月（元）" } th scope="col" { "为什么" } th scope="col" { "何时登记" } } }
                tbody { @for segment in history { tr {
                    td data-l="从哪个月起" { (segment.from.chinese()) }
                    td data-l="做什么" { (segment.kind.chinese()) }
                    td.num data-l="每月" { @if matches!(segment.kind, SegmentKind::Open | SegmentKind::Adjust) { (segment.amount.grouped()) } }
                    td data-l="为什么" { (segment.why) }
                    td data-l="何时登记" { (segment.at.local_minute()) }
                } } }
            }
            @if award.covers(month) {
                @if now.held.is_none() && may(actor.role, "payments.prepare") { (hold_form(house, award, "hold", "缓发", "从哪个月起缓发", "为什么缓发", month, form, problems)) }
                @if now.held.is_some() && may(actor.role, "payments.approve") { (hold_form(house, award, "release", "恢复发放", "从哪个月起恢复", "核实的结果", held_from(history).unwrap_or(month), form, problems)) }
            }
        },
    )
}

/// The month the last hold began with.
fn held_from(history: &[Segment]) -> Option<Month> {
    history.iter().rev().find(|segment| segment.kind == SegmentKind::Hold).map(|segment| segment.from)
}

#[expect(clippy::too_many_arguments, reason = "one form in two wordings")]
fn hold_form(
    house: &House,
    award: &Award,
    verb: &str,
    words: &str,
    from: &str,
    why: &str,
    month: Month,
    form: &FormData,
    problems: &Problems,
) -> Markup {
    let is_this = form.get("award") == award.id.to_string();
    let none = Problems::default();
    let problems = if is_this { problems } else { &none };
    let typed = |field: &str, usual: &str| {
        Some(form.get(field)).filter(|text| is_this && !text.is_empty()).unwrap_or(usual).to_owned()
    };
    let key = typed("key", &house.mint());
    html! {
        details.more open[is_this] {
            summary { (words) }
            form action={ "/payments/awards/" (award.id) "/" (verb) } method="post" {
                (ui::hidden("award", &award.id.to_string()))
                (ui::hidden("household", &award.household.to_string()))
                (ui::hidden("key", &key))
                div.row {
                    (ui::text(&Field { name: "from", label: from, value: &typed("from", &month.to_string()), class: "w8", ..Field::default() }, problems))
                    (ui::text(&Field { name: "why", label: why, value: &typed("why", ""), ..Field::default() }, problems))
                }
                div.btns { button.btn.sec type="submit" { (words) } }
            }
        }
    }
}

fn paid_card(lines: &[Line], runs: &HashMap<crate::run::RunId, crate::run::Run>) -> Markup {
    if lines.is_empty() {
        return html! {};
    }
    ui::card(
        "paid",
        "发放记录",
        &html! {},
        &html! {
            table.ledger.stack {
                caption.vh { "发放记录" }
                thead { tr { th scope="col" { "月份" } th scope="col" { "批次" } th.num scope="col" { "金额（元）" } th scope="col" { "账户" } th scope="col" { "状态" } } }
                tbody { @for line in lines {
                    @let run = runs.get(&line.run);
                    tr {
                        td data-l="月份" { (line.month.chinese()) }
                        td.mono data-l="批次" { @if let Some(run) = run { a href={ "/payments/runs/" (run.id) } { (run.number) } } }
                        td.num data-l="金额" { (line.amount.grouped()) }
                        td data-l="账户" { (line.bank) span.t2.mono { "****" (line.account_tail) } }
                        td data-l="状态" { @if let Some(run) = run { (ui::tag(if line.state == LineState::Arrived { Tone::Green } else { Tone::Plain }, line.chinese(run))) }
                            @if !line.reason.is_empty() { span.t2 { (line.reason) } } }
                    }
                } }
            }
        },
    )
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let household: HouseholdId = form.get("household").parse().map_err(|_| access::outside())?;
    let content = content(&house, &actor, household, &FormData::default(), &Problems::default()).await?;
    Ok(view.page("待遇", &content))
}

fn from(form: &FormData) -> Result<Month, Refusal> {
    Month::parse(form.get("from"))
        .map_err(|problem| Refusal::bad_input("payments.month", problem.sentence).on_field("from"))
}

async fn answer(house: &House, view: &View, actor: &Actor, form: &FormData, outcome: db::Outcome<()>) -> Reply {
    let household: HouseholdId = form.get("household").parse().map_err(|_| access::outside())?;
    match outcome {
        Ok(()) => Ok(see(&format!("/payments/awards?household={household}"))),
        Err(Problem::Refusal(refusal))
            if refusal.code == "access.second_factor"
                || !matches!(refusal.kind, RefusalKind::Forbidden | RefusalKind::NotFound) =>
        {
            let content = content(house, actor, household, form, &problems_of(&refusal)).await?;
            Ok(view.again("待遇", &content))
        }
        Err(problem) => Err(problem.into()),
    }
}

pub(super) async fn hold(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id: AwardId = id.parse().map_err(|_| access::outside())?;
    let outcome = match from(&form) {
        Ok(month) => actions::hold(&house, &actor, id, month, form.get("why"), form.get("key")).await,
        Err(refusal) => Err(refusal.into()),
    };
    answer(&house, &view, &actor, &form, outcome).await
}

pub(super) async fn release(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id: AwardId = id.parse().map_err(|_| access::outside())?;
    let outcome = match from(&form) {
        Ok(month) => actions::release(&house, &actor, id, month, form.get("why"), form.get("key")).await,
        Err(refusal) => Err(refusal.into()),
    };
    answer(&house, &view, &actor, &form, outcome).await
}
