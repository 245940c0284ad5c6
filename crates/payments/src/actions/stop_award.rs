//! 停发: an award ends with a month, from the event `cases.stopped`, in the transaction of that decision.

use super::open_award::{month, text};
use super::recover::raise;
use crate::award::{Award, Segment, SegmentKind};
use crate::store;
use access::{Actor, House};
use db::{Fault, Outcome, Tx};
use kernel::{Fen, Month, Refusal};
use serde_json::Value as Json;

/// Ends an award with its last month; the same cause does it once. An earlier end stays.
///
/// # Errors
/// A refusal (409) when somebody changed the award meanwhile.
#[expect(clippy::too_many_arguments, reason = "an end is an award, a month and three words")]
pub(super) async fn end(
    tx: &mut Tx,
    house: &House,
    actor: &Actor,
    award: &Award,
    last_month: Month,
    ended_why: &str,
    cause: &str,
    why: &str,
) -> Outcome<Award> {
    if store::segments::has_cause(tx, cause).await? {
        return Ok(award.clone());
    }
    add_segment(tx, house, actor, award, SegmentKind::Stop, last_month.next(), Fen::ZERO, cause, why).await?;
    if award.last_month.is_some_and(|last| last <= last_month) {
        return Ok(award.clone());
    }
    let ended = Award {
        last_month: Some(last_month),
        ended_why: ended_why.to_owned(),
        version: award.version + 1,
        ..award.clone()
    }
    .signed(&house.keyring());
    if !store::awards::end(tx, &ended).await? {
        return Err(changed().into());
    }
    Ok(ended)
}

pub(super) fn changed() -> Refusal {
    Refusal::conflict("payments.award_changed", "刚才有人也在改这户的待遇，请刷新后再办。")
}

/// Adds a segment to an award's history.
///
/// # Errors
/// A refusal (409) when another one was added meanwhile.
#[expect(clippy::too_many_arguments, reason = "a segment is a kind, a month, an amount and two words")]
pub(super) async fn add_segment(
    tx: &mut Tx,
    house: &House,
    actor: &Actor,
    award: &Award,
    kind: SegmentKind,
    from: Month,
    amount: Fen,
    cause: &str,
    why: &str,
) -> Outcome<()> {
    let history = store::segments::of_award(tx, award.id).await?;
    let segment = Segment {
        id: house.mint(),
        award: award.id,
        county: award.place.county.clone(),
        seq: crate::plan::count(history.len()) + 1,
        kind,
        from,
        amount,
        cause: cause.to_owned(),
        why: why.to_owned(),
        by: actor.staff.to_string(),
        at: actor.now,
        mac: Vec::new(),
    }
    .signed(&house.keyring());
    match store::segments::insert(tx, &segment).await {
        Err(fault) if fault.is_unique() => Err(changed().into()),
        Err(fault) => Err(Fault::into(fault)),
        Ok(()) => Ok(()),
    }
}

/// Ends the awards a case opened; told twice, it does it once. Months paid beyond the end become recoveries (DB-26).
///
/// `payload` is that of `cases.stopped`: case, `last_month`, reason.
///
/// # Errors
/// When a field is missing, or the database errs.
pub async fn stop_award(tx: &mut Tx, house: &House, actor: &Actor, payload: &Json) -> Outcome<()> {
    let case = text(payload, "case")?;
    let (last_month, reason) = (month(payload, "last_month")?, text(payload, "reason")?);
    for award in store::awards::of_case(tx, &case).await? {
        let cause = format!("stop/{}/{last_month}", award.id);
        let ended = end(tx, house, actor, &award, last_month, "stopped", &cause, &reason).await?;
        raise(tx, house, actor, &ended, &format!("停发，发到 {} 为止", last_month.chinese())).await?;
        let detail = format!("last_month={last_month}");
        tx.log(access::line(actor, "payments.stop_award", ended.object(), ended.place.code(), "done", &detail));
    }
    Ok(())
}
