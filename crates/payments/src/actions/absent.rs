//! 银行说没有: a line in 待查 may be sent again only after the bank stated in writing that it did not pay.

use super::common::{recuse, required};
use super::import_return::reconcile;
use super::recover::entry;
use crate::line::{Line, LineId, LineState};
use crate::store;
use crate::store::answers::Answer;
use access::{Actor, House, permit};
use db::Outcome;
use kernel::Refusal;
use ledger::chart::{RETURNED, TRANSIT};

access::actions! {
    /// 登记银行的书面说明, by whoever closes.
    Close = "payments.close", WITH_SECOND_FACTOR;
}

/// Records the bank's signed statement (its number) that a line in 待查 was not paid.
///
/// # Errors
/// A refusal: not found (404), not in 待查 (409), no number (422), the same person who brought the answer in, or kin
/// (403).
pub async fn absent(house: &House, actor: &Actor, id: LineId, paper: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let line = store::lines::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    let run = super::common::open_run(&mut tx, house, actor, line.run).await?;
    let second = house.settings.second_factor;
    permit::<Close>(&mut tx, actor, &line.place, format!("payments_lines/{id}"), "absent", second)?;
    recuse(&mut tx, house, actor, &run).await?;
    let paper = required(paper, "paper", "请填写银行盖章说明的文号。")?.to_owned();
    if line.state == LineState::Absent {
        return Ok(());
    }
    if line.state != LineState::Unknown {
        let sentence = "这一笔不是“待查”，不用登记。请刷新页面看最新的情况。";
        return Err(Refusal::not_now("payments.not_unknown", sentence).into());
    }
    let before = store::answers::of_lines(&mut tx, &[id.to_string()]).await?.remove(&id).unwrap_or_default();
    let me = actor.staff.to_string();
    if before.last().is_some_and(|answer| answer.by == me) {
        let sentence = "“待查”的回盘是您导入的，银行的书面说明要由另一个人登记。";
        return Err(Refusal::forbidden("payments.same_person", sentence).into());
    }
    record(&mut tx, house, actor, &line, &paper, crate::plan::count(before.len()) + 1).await?;
    let of = (run.programme.as_str(), run.county.as_str());
    let entry = entry(house, actor, format!("payments.absent/{id}"), &format!("银行书面说明未付，批次 {}", run.number))
        .between(line.amount, (RETURNED, line.origin_month), (TRANSIT, run.month), of);
    ledger::post(&mut tx, &house.keyring(), &entry).await?;
    reconcile(&mut tx, house, actor, run).await?;
    tx.commit().await?;
    Ok(())
}

async fn record(tx: &mut db::Tx, house: &House, actor: &Actor, line: &Line, paper: &str, round: i64) -> Outcome<()> {
    let reason = format!("银行书面说明 {paper}");
    let answer = Answer {
        line: line.id,
        round,
        county: line.place.county.clone(),
        run: line.run,
        import: String::new(),
        outcome: LineState::Absent,
        code: "20".to_owned(),
        reason: reason.clone(),
        at: actor.now,
        by: actor.staff.to_string(),
        mac: Vec::new(),
    }
    .signed(&house.keyring());
    store::answers::insert(tx, &[answer]).await?;
    store::lines::answer(tx, &[line.id], LineState::Absent, "20", &reason).await?;
    Ok(())
}
