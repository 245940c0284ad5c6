//! What every action of a round does first.

use super::super::common::place_of;
use crate::Plan;
use crate::assess::{Round, Sheet, Template};
use crate::quantity::Quantity;
use crate::store::assess::{rounds, sheets};
use access::{Actor, House};
use db::{Fault, Outcome, Tx};
use kernel::Refusal;

/// The round, locked, and the rules it was opened with.
pub(super) async fn load(tx: &mut Tx, house: &House, id: &str) -> Outcome<(Round, Template)> {
    let round = rounds::get(tx, id).await?.ok_or_else(access::outside)?;
    if !round.is_intact(&house.keyring()) {
        let sentence = "这次考核的记录校验不符，可能被人改动过，已经停下。请不要继续办理，马上告诉系统管理员。";
        return Err(Refusal::not_now("workplan.tampered", sentence).into());
    }
    let template = round.template().ok_or_else(|| Fault::other(format!("the rules of round {id} do not load")))?;
    Ok((round, template))
}

/// The sheet of a unit, locked.
pub(super) async fn sheet(tx: &mut Tx, round: &Round, county: &str) -> Outcome<Sheet> {
    Ok(sheets::get(tx, &round.id, county).await?.ok_or_else(access::outside)?)
}

/// The unit the actor acts for; the bureau is the city.
pub(super) fn own_unit(actor: &Actor, plan: &Plan) -> Result<String, Refusal> {
    Ok(place_of(actor, plan)?.county)
}

/// Points as typed: two digits behind the point, and not more than there are.
pub(super) fn points(text: &str, most: Quantity) -> Result<Quantity, Refusal> {
    let value = Quantity::parse(text).map_err(|problem| Refusal::from(problem).on_field("points"))?;
    let is_short = value.scaled(Quantity::whole(100), Quantity::whole(1)).is_some_and(Quantity::is_whole);
    if value > most || !is_short {
        let sentence = format!("分数在 0 到 {} 之间，最多两位小数。", most.shown());
        return Err(Refusal::bad_input("workplan.points", sentence).on_field("points"));
    }
    Ok(value)
}

/// A line that a person scores: its points at most. A computed one is locked.
pub(super) fn by_hand(template: &Template, criterion: &str) -> Result<Quantity, Refusal> {
    let lines = template.lines();
    let (_, name, most, is_computed) =
        lines.into_iter().find(|line| line.0 == criterion).ok_or_else(access::outside)?;
    if is_computed {
        let sentence = format!("“{name}”由系统按截止日的数算分，已经锁定，不能改。认为数不对的，反馈以后可以申诉。");
        return Err(Refusal::forbidden("workplan.locked", sentence));
    }
    Ok(most)
}
