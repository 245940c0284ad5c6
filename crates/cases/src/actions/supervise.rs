//! 督办: the county or the bureau urges a case; both sides see it.

use super::common::{self, Line, open_case, required};
use crate::case::CaseId;
use access::{Actor, Event, House, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 督办.
    Supervise = "cases.supervise";
}

/// Urges a case. Tells `cases.supervised`: case, number, county, township, times.
///
/// # Errors
/// A refusal when it has ended or nothing is said.
pub async fn supervise(house: &House, actor: &Actor, id: CaseId, words: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, _) = open_case(&mut tx, house, actor, id).await?;
    permit::<Supervise>(&mut tx, actor, &case.place, case.object(), "", false)?;
    if case.stage.has_ended() {
        return Err(Refusal::not_now("cases.ended", "这件已经办结，不用督办。").into());
    }
    let words = required(words, "words", "请写督办要求。")?.to_owned();
    case.supervised += 1;
    let note = words;
    let line = Line { step: "supervise", outcome: "done", note, detail: serde_json::json!({}) };
    common::save(&mut tx, house, actor, &mut case, line, None).await?;
    let payload = serde_json::json!({
        "case": case.id.to_string(),
        "number": case.number,
        "county": case.place.county,
        "township": case.place.township,
        "times": case.supervised,
    });
    let event = Event { name: "cases.supervised", object: case.object(), payload };
    house.reactions.tell(&mut tx, house, actor, &event).await?;
    tx.commit().await?;
    Ok(())
}
