//! 一个村: what the data say of it, each number with its rows, and the visits that the plan asks for there. No names.

use super::{Asked, Opened, plan_of};
use crate::computed::Catalogue;
use crate::store::visits::{self, Visit};
use crate::{Duty, Indicator, Item, Plan};
use access::{House, Place, Reply};
use db::{Fault, Tx};
use kernel::{Day, PlaceCode, Refusal};
use maud::{Markup, html};
use registry::actions::{county_name, jurisdiction_of, place_name};

/// Rows counted; a village has fewer.
const MOST: i64 = 5_000;

/// A figure with the rows it has in the village.
struct Counted<'p> {
    item: &'p Item,
    indicator: &'p Indicator,
    rows: usize,
}

pub(super) async fn show(Opened { house, catalogue, view, actor, id: code, .. }: Opened) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let today = actor.now.day();
    let place = village_of(&house, &code, today)?;
    if !actor.scope.holds(&place) {
        return Err(access::outside().into());
    }
    let asked =
        Asked { county: place.county.clone(), township: place.township.clone(), village: place.village.clone() };
    let mut tx = house.db.read().await?;
    let households = registry::store::totals::households(&mut tx, &asked.scope()).await?;
    let counted = counted(&mut tx, &catalogue, plan, &asked, today).await?;
    let mut duties: Vec<(&Duty, Vec<Visit>)> = Vec::new();
    for duty in plan.items.iter().flat_map(Item::duties).filter(|duty| duty.village.as_ref() == Some(&code)) {
        duties.push((duty, visits::of_duty(&mut tx, plan.year, &duty.id).await?));
    }
    drop(tx);
    let name = format!("{}{}", county_name(&house, &place.county), place_name(&house, &place));
    let above = Asked { village: String::new(), ..asked.clone() };
    let href = format!("/workplan/indicators/{}{}", plan.board_villages, above.query());
    let content = html! {
        (ui::crumbs(&[("年度计划", "/workplan"), (above.name(&house).as_str(), href.as_str())], &name))
        div.headline { div { h1 { (name) } p.lead {
            "登记在册、没有销户的 " b { (households) } " 户。"
            @if let Some(year) = plan.villages.iter().find(|one| one.code == code).and_then(|one| one.exit_year) { "计划 " (year) " 年退出贫困村。" }
        } } }
        (figures_card(&counted, &asked))
        @for (duty, found) in &duties { (duty_card(duty, found)) }
    };
    Ok(view.page(&name, &content))
}

/// The village of a code that there is today.
fn village_of(house: &House, code: &str, today: Day) -> Result<Place, Refusal> {
    let parsed = PlaceCode::parse(code).ok().filter(|found| found.as_str() == code);
    let parsed = parsed.ok_or_else(access::outside)?;
    house.places.find(parsed, today).ok_or_else(access::outside)?;
    let (township, village) = (parsed.township9().to_owned(), code.to_owned());
    if village.ends_with("000") {
        return Err(access::outside());
    }
    Ok(Place { county: jurisdiction_of(house.places, parsed), township, village })
}

async fn counted<'p>(
    tx: &mut Tx,
    catalogue: &Catalogue,
    plan: &'p Plan,
    asked: &Asked,
    today: Day,
) -> Result<Vec<Counted<'p>>, Fault> {
    let mut found = Vec::new();
    for item in &plan.items {
        for indicator in item.indicators() {
            let figure = indicator.computed.as_deref().and_then(|named| catalogue.figure(named));
            let Some((rows, of)) = figure.and_then(|(figure, of)| Some((figure.rows?, of))) else { continue };
            let rows = rows(tx, &asked.scope(), of, today, ("", MOST)).await?.len();
            found.push(Counted { item, indicator, rows });
        }
    }
    Ok(found)
}

fn figures_card(counted: &[Counted<'_>], asked: &Asked) -> Markup {
    ui::card(
        "figures",
        "系统数的明细",
        &html! { span.s.mut { "按现在的数据，点开看是哪些" } },
        &html! {
            table.ledger.stack {
                caption.vh { "系统数的明细" }
                thead { tr { th scope="col" { "指标" } th scope="col" { "事项" } th.num scope="col" { "明细" } } }
                tbody { @for one in counted { tr {
                    td data-l="指标" { (one.indicator.name) }
                    td data-l="事项" { (one.item.short) }
                    td.num data-l="明细" {
                        @if one.rows == 0 { "0 行" } @else {
                            a href={ "/workplan/indicators/" (one.indicator.id) "/rows" (asked.query()) } { (one.rows) " 行" span.vh { "，看 " (one.indicator.name) " 的明细" } }
                        }
                    }
                } } }
            }
        },
    )
}

fn duty_card(duty: &Duty, found: &[Visit]) -> Markup {
    let href = format!("/workplan/duties/{}", duty.id);
    ui::card(
        &format!("duty-{}", duty.id.replace('.', "-")),
        &duty.title,
        &html! { a href=(href) { "看各期" span.vh { "：" (duty.title) } } },
        &html! {
            @if found.is_empty() { p { "还没有去过。" } } @else {
                ol.tl { @for visit in found { li {
                    time datetime=(visit.on) { (visit.on.short()) } " " (visit.words) span.t2 { (visit.people) }
                } } }
            }
        },
    )
}
