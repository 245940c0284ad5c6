//! 缓发 and 恢复发放.

use super::common::required;
use super::stop_award::add_segment;
use crate::award::{Award, AwardId, SegmentKind};
use crate::store;
use access::{Actor, House, Permit, permit};
use db::{Outcome, Tx};
use kernel::{Fen, Month, Refusal};

access::actions! {
    /// 缓发: the cashier holds.
    Prepare = "payments.prepare";
    /// 恢复发放: whoever signs gives it free.
    Approve = "payments.approve", WITH_SECOND_FACTOR;
}

async fn open(tx: &mut Tx, house: &House, actor: &Actor, id: AwardId) -> Outcome<Award> {
    let award = store::awards::get(tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    if super::kin_households(tx, house, actor).await?.contains(&award.household.to_string()) {
        let sentence = "这户是您备案的近亲属或本人家庭，您应当回避，请交给本单位其他人员办理。";
        return Err(Refusal::forbidden("access.kin", sentence).into());
    }
    Ok(award)
}

/// Holds an award from a month on, with a reason; the lines stay in the list and are not paid.
///
/// # Errors
/// A refusal when the award does not cover the month, is held already, or the reason is missing.
pub async fn hold(house: &House, actor: &Actor, id: AwardId, from: Month, why: &str, key: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let award = open(&mut tx, house, actor, id).await?;
    let cause = format!("hold/{id}/{key}");
    let _permit: Permit<Prepare> = permit(&mut tx, actor, &award.place, award.object(), "hold", false)?;
    if store::segments::has_cause(&mut tx, &cause).await? {
        return Ok(());
    }
    let why = required(why, "why", "请写明为什么缓发，会告知本人。")?;
    if !award.covers(from) {
        let sentence = format!("这份待遇在 {} 没有在发，不用缓发。", from.chinese());
        return Err(Refusal::not_now("payments.hold_month", sentence).on_field("from").into());
    }
    let history = store::segments::of_award(&mut tx, id).await?;
    if crate::amounts::due(&award, &history, from).held.is_some() {
        return Err(Refusal::conflict("payments.held", "这份待遇从这个月起已经缓发了。").into());
    }
    add_segment(&mut tx, house, actor, &award, SegmentKind::Hold, from, Fen::ZERO, &cause, why).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives an award free again from a month on. From the month it was held: the held months are paid by the next back-pay
/// run. From a later month: they are not.
///
/// # Errors
/// A refusal when it is not held in that month, the same person held it, or the reason is missing.
pub async fn release(house: &House, actor: &Actor, id: AwardId, from: Month, why: &str, key: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let award = open(&mut tx, house, actor, id).await?;
    let cause = format!("release/{id}/{key}");
    let second = house.settings.second_factor;
    let _permit: Permit<Approve> = permit(&mut tx, actor, &award.place, award.object(), "release", second)?;
    if store::segments::has_cause(&mut tx, &cause).await? {
        return Ok(());
    }
    let why = required(why, "why", "请写明核实的结果。")?;
    let history = store::segments::of_award(&mut tx, id).await?;
    if crate::amounts::due(&award, &history, from).held.is_none() {
        let sentence = format!("这份待遇在 {} 没有缓发，不用恢复。", from.chinese());
        return Err(Refusal::not_now("payments.not_held", sentence).on_field("from").into());
    }
    let me = actor.staff.to_string();
    if history.iter().rev().find(|segment| segment.kind == SegmentKind::Hold).is_some_and(|hold| hold.by == me) {
        return Err(Refusal::forbidden("payments.same_person", "缓发是您登记的，恢复要由另一个人决定。").into());
    }
    add_segment(&mut tx, house, actor, &award, SegmentKind::Release, from, Fen::ZERO, &cause, why).await?;
    tx.commit().await?;
    Ok(())
}
