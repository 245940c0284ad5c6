//! 申请清单: posted, correcting, ended, or of one household.

use crate::case::Case;
use crate::stage::Stage;
use crate::store;
use crate::store::applications::Which;
use access::{Actor, FormData, House, Reply, View, see};
use axum::extract::{Path, RawQuery, State};
use kernel::Day;
use maud::{Markup, html};
use registry::HouseholdId;
use registry::actions::place_name;

/// Rows of a page.
const PAGE: i64 = 50;

fn which(code: &str) -> (Which, &'static str) {
    match code {
        "posted" => (Which::Posted, "正在公示"),
        "correcting" => (Which::Correcting, "等群众补正"),
        "closed" => (Which::Closed, "已办"),
        _ => (Which::Every, "全部申请"),
    }
}

fn state_of(house: &House, case: &Case, today: Day) -> (ui::Tone, String) {
    match &case.stage {
        Stage::Approved => (
            ui::Tone::Green,
            case.amount
                .map_or_else(|| "同意".to_owned(), |a| format!("同意，{}", case.pays(&house.procedures).amount(a))),
        ),
        Stage::Refused => (ui::Tone::Red, "不予同意".to_owned()),
        Stage::Withdrawn => (ui::Tone::Grey, "撤回".to_owned()),
        Stage::Correcting { since, .. } => (ui::Tone::Amber, format!("补正 {} 天", since.days_until(today))),
        Stage::Posted { until, .. } if today <= *until => (ui::Tone::Plain, format!("公示到 {}", until.short())),
        Stage::Waiting { .. } | Stage::Posted { .. } => {
            let name = case.step_on(&house.procedures, today).ok().flatten().map_or_else(String::new, |step| step.name);
            (ui::Tone::Plain, format!("等{name}"))
        }
    }
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let today = actor.now.day();
    let offset: i64 = form.get("offset").parse::<i64>().unwrap_or(0).clamp(0, 1_000_000);
    let (kind, mut title) = which(form.get("which"));
    let mut tx = house.db.read().await?;
    let (cases, total) = if let Ok(household) = form.get("household").parse::<HouseholdId>() {
        title = "这户的申请";
        let cases = store::applications::of_household(&mut tx, &actor.scope, household).await?;
        let total = i64::try_from(cases.len()).unwrap_or(i64::MAX);
        (cases, total)
    } else {
        let cases = store::applications::page(&mut tx, &actor.scope, kind, &[], today, offset, PAGE).await?;
        (cases, store::applications::count(&mut tx, &actor.scope, kind, &[], today).await?)
    };
    let more = (offset + PAGE < total).then(|| format!("/cases?which={}&offset={}", form.get("which"), offset + PAGE));
    let content = html! {
        (ui::crumbs(&[("待办", "/")], title))
        div.headline { div { h1 { (title) } p.lead { "共 " b { (total) } " 件。" } } }
        @if cases.is_empty() { (ui::empty("没有。", &html! {})) } @else { (table(&house, &cases, today)) }
        (ui::pager(&format!("第 {}–{} 件，共 {total} 件", (offset + 1).min(total), (offset + PAGE).min(total)), more.as_deref()))
    };
    Ok(view.page(title, &content))
}

fn table(house: &House, cases: &[Case], today: Day) -> Markup {
    html! {
        table.ledger.stack {
            caption.vh { "申请" }
            thead { tr { th scope="col" { "申请人" } th scope="col" { "受理号" } th scope="col" { "受理" } th scope="col" { "状态" } } }
            tbody { @for case in cases {
                @let (tone, words) = state_of(house, case, today);
                tr {
                    td data-l="申请人" { a.nm1 href={ "/cases/" (case.id) } { (case.applicant_name) } span.t2 { (place_name(house, &case.place)) (case.team) } }
                    td.mono data-l="受理号" { (case.number) }
                    td data-l="受理" { (case.accepted_on) }
                    td data-l="状态" { (ui::tag(tone, &words)) }
                }
            } }
        }
    }
}

pub(super) async fn by_number(State(house): State<House>, actor: Actor, Path(number): Path<String>) -> Reply {
    let mut tx = house.db.read().await?;
    let case = store::applications::by_number(&mut tx, &actor.scope, &number).await?.ok_or_else(access::outside)?;
    Ok(see(&format!("/cases/{}", case.id)))
}
