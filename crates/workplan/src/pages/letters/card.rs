//! How many letters are signed: a card of the plan, and a line of an indicator.

use super::Spot;
use crate::Plan;
use crate::figures::Figures;
use crate::letter::{Count, SignedLetter, Standing};
use access::{Actor, House, Place, Scope};
use maud::{Markup, html};

/// `已签 6/6`, and who must sign anew.
fn words(count: Count) -> Markup {
    html! {
        "已签 " b { (count.signed) "/" (count.all) }
        @if count.changed > 0 { "，" b.hot { (count.changed) " 家目标已经变更，责任书要重签" } }
    }
}

/// The line of an indicator: of the units for the city, of its townships for a county.
pub(in crate::pages) fn count_line(
    house: &House,
    of: (&Plan, &Figures),
    signed: &[SignedLetter],
    county: &str,
) -> Markup {
    let spots = if county.is_empty() { Spot::units(house, of.0) } else { Spot::below(house, county) };
    let count = Count::of(spots.iter().map(|spot| spot.standing(of, signed)));
    let href = if county.is_empty() { "/workplan#letters".to_owned() } else { format!("/workplan/letters/{county}") };
    html! {
        @if count.all > 0 { p { b { "目标责任书　" } (words(count)) "。" a href=(href) { "看责任书" } } }
    }
}

/// The card of the plan: each unit with its letter and those of its townships, as far as the reader looks.
pub(in crate::pages) fn plan_card(
    house: &House,
    actor: &Actor,
    of: (&Plan, &Figures),
    signed: &[SignedLetter],
) -> Markup {
    let own = match &actor.scope {
        Scope::Township(_, code) | Scope::Village(_, code, _) => Some(format!("/workplan/letters/{code}")),
        Scope::City | Scope::County(_) | Scope::Nowhere => None,
    };
    let units = Spot::units(house, of.0);
    let standings: Vec<Standing> = units.iter().map(|spot| spot.standing(of, signed)).collect();
    ui::card(
        "letters",
        "目标责任书",
        &html! { span.s { (words(Count::of(standings.iter().copied()))) } },
        &html! {
            @if let Some(href) = own { p { a href=(href) { "本乡镇的目标责任书" } } }
            table.ledger.stack {
                caption.vh { "各单位的目标责任书" }
                thead { tr { th scope="col" { "责任单位" } th scope="col" { "与市局签订" } th scope="col" { "签订日期" } th scope="col" { "乡镇（街道）与本单位签订" } } }
                tbody { @for (spot, standing) in units.iter().zip(standings) { (unit_row(house, actor, of, signed, (spot, standing))) } }
            }
        },
    )
}

fn unit_row(
    house: &House,
    actor: &Actor,
    of: (&Plan, &Figures),
    signed: &[SignedLetter],
    (spot, standing): (&Spot, Standing),
) -> Markup {
    let is_seen = actor.scope.holds(&Place { village: String::new(), ..spot.place.clone() });
    html! { tr {
        td data-l="责任单位" { @if is_seen { a.nm1 href=(spot.path()) { (spot.name) } } @else { (spot.name) } }
        td data-l="与市局签订" { (ui::tag(standing.tone(), standing.chinese())) @if standing == Standing::Changed { span.t2 { "目标已经变更，责任书要重签" } } }
        td data-l="签订日期" { @match spot.newest(signed) { Some(letter) => (letter.signed_on.chinese()), None => "—" } }
        td data-l="乡镇（街道）与本单位签订" {
            @if is_seen {
                @let below = Spot::below(house, &spot.place.county);
                @let count = Count::of(below.iter().map(|town| town.standing(of, signed)));
                @if count.all == 0 { "目标还没有分到乡镇" } @else { (words(count)) }
            } @else { "—" }
        }
    } }
}
