//! 督办: the county or the bureau urges a case; both sides see it.

use super::common::{self, Line, open_case, required};
use crate::case::CaseId;
use access::{Actor, House, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 督办.
    Supervise = "cases.supervise";
}

/// Urges a case.
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
    tx.commit().await?;
    Ok(())
}
