//! 签发: a third person signs the counted list; from now on the money is owed.

use super::common::{check_version, done, is_again, key_of, open_run, recuse, remember, save};
use super::freeze::{only_whole, reckon};
use super::recover::entry;
use crate::run::{RunId, RunKind, RunState};
use access::{Actor, House, permit};
use db::Outcome;
use kernel::Refusal;
use ledger::chart::{COMMITTED, PAYABLE};

access::actions! {
    /// 签发.
    Approve = "payments.approve", WITH_SECOND_FACTOR;
}

/// Signs a run; `digest` is the one the signer had before them.
///
/// # Errors
/// A refusal: stale or another digest (409), one of the earlier persons or kin (403), no second factor (403), a list
/// that is no longer what was frozen (409).
pub async fn approve(house: &House, actor: &Actor, id: RunId, seen: i64, digest: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let mut run = open_run(&mut tx, house, actor, id).await?;
    let key = key_of("payments.approve", id, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    access::check_role(actor, "payments.approve")?;
    check_version(&run, seen)?;
    run.awaits(RunState::Counted)?;
    run.must_be_another(&actor.staff.to_string(), "签发")?;
    recuse(&mut tx, house, actor, &run).await?;
    let keys = house.keyring();
    let reckoned = reckon(&mut tx, &keys, id).await?;
    if digest != run.digest || reckoned.digest != run.digest {
        return Err(not_as_frozen(&run.number).into());
    }
    let mut tx = only_whole(tx, house, actor, &run, "payments.approve").await?;
    let second = house.settings.second_factor;
    permit::<Approve>(&mut tx, actor, &run.place(), run.object(), &format!("version={seen}"), second)?;
    // A correction pays what was owed before: it owes nothing new.
    if run.kind != RunKind::Correction {
        let of = (run.programme.as_str(), run.county.as_str(), run.month);
        let entry = entry(house, actor, format!("payments.approve/{id}/{seen}"), &format!("签发批次 {}", run.number))
            .moving(run.sum, COMMITTED, PAYABLE, of);
        ledger::post(&mut tx, &keys, &entry).await?;
    }
    run.state = RunState::Approved;
    run.approved = Some(done(actor));
    save(&mut tx, house, run).await?;
    remember(&mut tx, &key, "done", actor).await?;
    tx.commit().await?;
    Ok(())
}

/// The stored list is not the frozen one.
pub(super) fn not_as_frozen(number: &str) -> Refusal {
    let sentence = format!(
        "批次 {number} 的名册和冻结时不一样，可能被人改动过，已经停下。请不要继续办理，马上告诉系统管理员和纪检。"
    );
    Refusal::not_now("payments.tampered", sentence)
}
