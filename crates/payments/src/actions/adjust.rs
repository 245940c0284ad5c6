//! 调整: another amount from a month on, also backwards (DB-14, DB-25); what was paid too much becomes a recovery.

use super::recover::{Difference, differences, raise};
use super::stop_award::add_segment;
use crate::award::{AwardId, SegmentKind};
use crate::store;
use access::{Actor, House};
use db::{Outcome, Tx};
use kernel::{Fen, Month, Refusal};

/// Another amount from a month on.
#[derive(Debug, Clone)]
pub struct Adjustment {
    /// The award.
    pub award: AwardId,
    /// From this month on; may lie in the past.
    pub from: Month,
    /// Fen a month, as the policy gives it.
    pub amount: Fen,
    /// The decision or document it stands on; the same one adjusts once.
    pub cause: String,
    /// Why, in words.
    pub why: String,
}

/// Adjusts an award in the caller's transaction; the caller holds the permission. Answers every month that no longer
/// agrees with what was paid: a month short of money is paid by the next back-pay run, a month with too much has
/// become a recovery.
///
/// # Errors
/// A refusal when the award is not there, has ended before the month, or begins after it.
pub async fn adjust_award(tx: &mut Tx, house: &House, actor: &Actor, new: &Adjustment) -> Outcome<Vec<Difference>> {
    let award = store::awards::get(tx, &actor.scope, new.award).await?.ok_or_else(access::outside)?;
    if new.amount < Fen::ZERO {
        return Err(Refusal::bad_input("payments.amount", "金额不能小于零，请核对。").on_field("amount").into());
    }
    if !award.covers(new.from) {
        let sentence = format!("这份待遇在 {} 没有在发，不能从这个月起调整。", new.from.chinese());
        return Err(Refusal::not_now("payments.adjust_month", sentence).on_field("from").into());
    }
    let cause = format!("adjust/{}/{}", award.id, new.cause);
    if !store::segments::has_cause(tx, &cause).await? {
        add_segment(tx, house, actor, &award, SegmentKind::Adjust, new.from, new.amount, &cause, &new.why).await?;
        raise(tx, house, actor, &award, &new.why).await?;
        let detail = format!("from={} cause={}", new.from, new.cause);
        tx.log(access::line(actor, "payments.adjust_award", award.object(), award.place.code(), "done", &detail));
    }
    Ok(differences(tx, &award).await?)
}
