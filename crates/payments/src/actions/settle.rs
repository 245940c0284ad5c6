//! 核实处理: something that did not fit is settled by the one who closes, in words.

use super::common::{open_run, recuse, required};
use super::import_return::reconcile;
use crate::run::RunId;
use crate::store;
use access::{Actor, House, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 核实处理, by whoever closes.
    Close = "payments.close";
}

/// Settles one open exception with words; the line it is about keeps its state until the bank answers anew.
///
/// # Errors
/// A refusal: not found (404), settled already (409), no words (422), kin (403).
pub async fn settle(house: &House, actor: &Actor, id: RunId, exception: &str, how: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let run = open_run(&mut tx, house, actor, id).await?;
    permit::<Close>(&mut tx, actor, &run.place(), run.object(), &format!("settle {exception}"), false)?;
    recuse(&mut tx, house, actor, &run).await?;
    let how = required(how, "how", "请写明向银行核实的结果。")?.to_owned();
    let me = actor.staff.to_string();
    if !store::exceptions::settle(&mut tx, id, exception, &how, &me, actor.now).await? {
        let sentence = "这一条已经处理过，或者不能这样处理。请刷新页面看最新的情况。";
        return Err(Refusal::conflict("payments.settled", sentence).into());
    }
    reconcile(&mut tx, house, actor, run).await?;
    tx.commit().await?;
    Ok(())
}
