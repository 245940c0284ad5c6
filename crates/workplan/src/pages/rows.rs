//! 明细: the rows behind a computed figure, without names.

use super::{Asked, Opened, indicator_of, plan_of};
use access::{Reply, may};
use maud::{Markup, html};
use registry::actions::{county_name, place_name};

/// Rows of a page.
const PAGE: i64 = 100;

pub(super) async fn show(Opened { house, catalogue, view, actor, id, query: form }: Opened) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let (_, indicator) = indicator_of(plan, &id)?;
    let named = indicator.computed.as_deref().ok_or_else(access::outside)?;
    let (figure, of) = catalogue.figure(named).ok_or_else(access::outside)?;
    let rows = figure.rows.ok_or_else(access::outside)?;
    let asked = Asked::of(&actor, &form);
    let (scope, today) = (asked.scope(), actor.now.day());
    let mut tx = house.db.read().await?;
    let mut found = rows(&mut tx, &scope, of, today, (form.get("after"), PAGE + 1)).await?;
    drop(tx);
    let has_more = i64::try_from(found.len()).unwrap_or(0) > PAGE;
    found.truncate(usize::try_from(PAGE).unwrap_or(100));
    house
        .db
        .log(access::line(&actor, "workplan.view", format!("workplan_figures/{named}"), &asked.county, "seen", ""))
        .await?;
    let next = found.last().filter(|_| has_more).map(|last| {
        let joint = if asked.query().is_empty() { "?" } else { "&" };
        format!("/workplan/indicators/{id}/rows{}{joint}after={}", asked.query(), last.id)
    });
    let back = format!("/workplan/indicators/{id}{}", asked.query());
    let may_open = |href: &str| {
        let action = ["registry.view_person", "cases.view", "payments.view"]
            .into_iter()
            .find(|action| action.split_once('.').is_some_and(|(first, _)| href.starts_with(&format!("/{first}/"))));
        action.is_some_and(|action| may(actor.role, action))
    };
    let content: Markup = html! {
        (ui::crumbs(&[("年度计划", "/workplan"), (indicator.name.as_str(), back.as_str())], "明细"))
        div.headline { div { h1 { (indicator.name) " · " (asked.name(&house)) " · 明细" } p.lead { (figure.definition) " 按现在的数据列出；取数以后有变动的，行数会与当天的数不同。" } } }
        @if found.is_empty() { (ui::empty("没有。", &html! {})) } @else {
            table.ledger.stack {
                caption.vh { "明细" }
                thead { tr { th scope="col" { "编号" } th scope="col" { "县（区）" } th scope="col" { "地方" } th scope="col" { "数" } } }
                tbody { @for line in &found { tr {
                    td.mono data-l="编号" { @if may_open(&line.href) { a href=(line.href) { (line.number) } } @else { (line.number) } }
                    td data-l="县（区）" { (county_name(&house, &line.place.county)) }
                    td data-l="地方" { (place_name(&house, &line.place)) }
                    td data-l="数" { (line.value) }
                } } }
            }
            (ui::pager(&format!("这一页 {} 行", found.len()), next.as_deref()))
        }
    };
    Ok(view.page(&format!("{}明细", indicator.name), &content))
}
