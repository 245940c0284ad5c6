//! 关账: a month whose runs are all answered is closed, when the list and the book say the same.

use super::common::{check_version, done, is_again, key_of, open_run, recuse, remember, save};
use crate::close::{Figures, figures};
use crate::run::{RunId, RunState};
use crate::store;
use access::{Actor, House, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 关账.
    Close = "payments.close", WITH_SECOND_FACTOR;
}

/// Closes the month of a run, with all its runs.
///
/// # Errors
/// A refusal: stale (409), kin or the preparer (403), a run not answered, exceptions open, or figures that do not agree
/// (409, with the numbers).
pub async fn close_month(house: &House, actor: &Actor, id: RunId, seen: i64) -> Outcome<Figures> {
    let mut tx = house.db.begin().await?;
    let run = open_run(&mut tx, house, actor, id).await?;
    let key = key_of("payments.close", id, actor, seen);
    let (programme, county, month) = (run.programme.clone(), run.county.clone(), run.month);
    if is_again(&mut tx, &key).await? {
        return Ok(figures(&mut tx, &programme, &county, month).await?);
    }
    let second = house.settings.second_factor;
    permit::<Close>(&mut tx, actor, &run.place(), run.object(), &format!("{month} version={seen}"), second)?;
    check_version(&run, seen)?;
    if store::months::is_closed(&mut tx, &programme, &county, month).await? {
        let sentence = format!("{}已经关账。", month.chinese());
        return Err(Refusal::conflict("payments.month_closed", sentence).into());
    }
    let me = actor.staff.to_string();
    let runs = store::runs::of_month(&mut tx, &programme, &county, month).await?;
    for one in &runs {
        if one.drafted.by == me || one.frozen.as_ref().is_some_and(|frozen| frozen.by == me) {
            let sentence = format!("批次 {} 由您编制或冻结，关账要由另一个人来做。", one.number);
            return Err(Refusal::forbidden("payments.same_person", sentence).into());
        }
        recuse(&mut tx, house, actor, one).await?;
        let open = store::exceptions::open_of_run(&mut tx, one.id).await?;
        if open > 0 {
            let sentence = format!("批次 {} 还有 {open} 条对不上的没有处理，不能关账。请先逐条核实处理。", one.number);
            return Err(Refusal::not_now("payments.close_exceptions", sentence).into());
        }
    }
    let figures = figures(&mut tx, &programme, &county, month).await?;
    figures.check()?;
    if let Some(early) = runs.iter().find(|run| run.state != RunState::Reconciled) {
        early.awaits(RunState::Reconciled)?;
    }
    match store::months::insert(&mut tx, &programme, &county, month, &figures, &me, actor.now).await {
        Err(fault) if fault.is_unique() => {
            return Err(Refusal::conflict("payments.month_closed", "这个月刚刚已经关账。").into());
        }
        other => other?,
    }
    for mut one in runs {
        one.state = RunState::Closed;
        one.closed = Some(done(actor));
        save(&mut tx, house, one).await?;
    }
    remember(&mut tx, &key, "done", actor).await?;
    tx.commit().await?;
    Ok(figures)
}
