//! 签字 and 撤回: the second person puts a change in force; until then it can be taken back.

use super::propose::city;
use super::recompute::KIND;
use super::refresh::refresh;
use crate::change::{Change, ChangeId, ChangeState};
use crate::store;
use access::{Actor, Event, House, permit};
use db::{Outcome, Tx};
use kernel::Refusal;

access::actions! {
    /// 签署参数变更.
    Sign = "policies.sign", WITH_SECOND_FACTOR;
    /// 撤回参数变更.
    Withdraw = "policies.propose";
}

async fn open(tx: &mut Tx, id: ChangeId, seen: i64) -> Outcome<Change> {
    let change = store::changes::get(tx, id).await?.ok_or_else(access::outside)?;
    if change.state != ChangeState::Proposed {
        let sentence = format!("这项变更{}，不能再办。", change.state.chinese());
        return Err(Refusal::conflict("policies.done", sentence).into());
    }
    if change.version != seen {
        return Err(Refusal::conflict("policies.stale", "您打开以后有人改过这项变更，请看过再签。").into());
    }
    Ok(change)
}

/// Signs: the library changes for every later decision, and a job recomputes what is in force. Tells `policies.signed`:
/// change, parameter, division, from.
///
/// # Errors
/// A refusal when it is the signer's own proposal, was changed meanwhile, or does not fit any more.
pub async fn sign(house: &House, actor: &Actor, id: ChangeId, seen: i64) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let mut change = open(&mut tx, id, seen).await?;
    permit::<Sign>(&mut tx, actor, &city(), change.object(), &format!("version={seen}"), house.settings.second_factor)?;
    if change.proposed_by == actor.staff.to_string() {
        let sentence = "这项变更是您提出的，要由另一个人签字。";
        return Err(Refusal::forbidden("policies.own_change", sentence).into());
    }
    change
        .over(&house.library())
        .map_err(|error| Refusal::not_now("policies.value", format!("现在签不了：{}", error.sentence)))?;
    change.state = ChangeState::Signed;
    change.signed_by = actor.staff.to_string();
    change.signed = Some(actor.now);
    change.job = format!("policies.recompute/{id}");
    if !store::changes::save(&mut tx, &change).await? {
        return Err(Refusal::conflict("policies.stale", "刚才有人也在办这项变更，请刷新后再看。").into());
    }
    let payload = serde_json::json!({ "month": "", "change": id.to_string(), "staff": actor.staff.to_string(), "post": actor.post.to_string() });
    db::create_job(&mut tx, &change.job, KIND, &payload.to_string(), &actor.staff.to_string(), actor.now).await?;
    let payload = serde_json::json!({
        "change": id.to_string(),
        "parameter": change.parameter,
        "division": change.division,
        "from": change.from.chinese(),
    });
    let event = Event { name: "policies.signed", object: change.object(), payload };
    house.reactions.tell(&mut tx, house, actor, &event).await?;
    tx.commit().await?;
    refresh(house).await?;
    Ok(())
}

/// Takes a proposal back.
///
/// # Errors
/// A refusal when it was signed, or nothing says why.
pub async fn withdraw(house: &House, actor: &Actor, id: ChangeId, seen: i64, why: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let mut change = open(&mut tx, id, seen).await?;
    permit::<Withdraw>(&mut tx, actor, &city(), change.object(), "withdraw", false)?;
    let why = why.trim();
    if why.is_empty() {
        return Err(Refusal::bad_input("policies.why", "请写为什么撤回。").on_field("ended_why").into());
    }
    change.state = ChangeState::Withdrawn;
    why.clone_into(&mut change.ended_why);
    if !store::changes::save(&mut tx, &change).await? {
        return Err(Refusal::conflict("policies.stale", "刚才有人也在办这项变更，请刷新后再看。").into());
    }
    tx.commit().await?;
    Ok(())
}
