//! What every step of a run does: load within the scope, stand aside for kin, bind to the version, save with its code.

use crate::run::{Done, Run, RunId};
use crate::store;
use access::{Actor, House};
use db::{Fault, Once, Outcome, Tx};
use kernel::Refusal;
use std::collections::BTreeSet;

/// The households of the actor's declared kin, and their own.
///
/// # Errors
/// When the database does.
pub(crate) async fn kin_households(tx: &mut Tx, house: &House, actor: &Actor) -> Result<BTreeSet<String>, Fault> {
    let keys = house.keyring();
    let mut blinds: Vec<Vec<u8>> = actor.own_blind.iter().cloned().collect();
    for kin in access::store::kin::of_staff(tx, actor.staff).await?.iter().filter(|kin| kin.ended.is_none()) {
        let place = format!("access_kin.person.{}", kin.id);
        let plain = registry::open_text(&keys, &place, &kin.sealed)?;
        if let Some((_, number)) = plain.split_once('|') {
            blinds.push(keys.blind(registry::ID_DOMAIN, number).to_vec());
        }
    }
    let mut households = BTreeSet::new();
    for blind in blinds {
        for person in registry::store::persons::by_blind(tx, &blind).await? {
            let lived = registry::store::members::of_person(tx, person.id).await?;
            households.extend(lived.iter().map(|member| member.household.to_string()));
        }
    }
    Ok(households)
}

/// The actor's kin are on this list: somebody else must handle it.
pub(crate) fn kin_refusal(seqs: &[i64]) -> Refusal {
    let shown: Vec<String> = seqs.iter().take(5).map(i64::to_string).collect();
    let sentence = format!(
        "这个批次里有您备案的近亲属或本人家庭（第 {} 行），您应当回避，这一步请交给本单位其他人员办理。",
        shown.join("、")
    );
    Refusal::forbidden("access.kin", sentence)
}

/// Loads a run within the scope, locked.
///
/// # Errors
/// A refusal: not found (404).
pub(crate) async fn open_run(tx: &mut Tx, house: &House, actor: &Actor, id: RunId) -> Outcome<Run> {
    let run = store::runs::get(tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    if !run.is_intact(&house.keyring()) {
        let sentence = format!(
            "批次 {} 的记录校验不符，可能被人改动过，已经停下。请不要继续办理，马上告诉系统管理员和纪检。",
            run.number
        );
        return Err(Refusal::not_now("payments.tampered", sentence).into());
    }
    Ok(run)
}

/// Keeps the actor away from a run that pays their kin.
///
/// # Errors
/// A refusal (403) that names the lines.
pub(crate) async fn recuse(tx: &mut Tx, house: &House, actor: &Actor, run: &Run) -> Outcome<()> {
    let households: Vec<String> = kin_households(tx, house, actor).await?.into_iter().collect();
    if households.is_empty() {
        return Ok(());
    }
    let seqs = store::lines::run_has_household(tx, run.id, &households).await?;
    if seqs.is_empty() { Ok(()) } else { Err(kin_refusal(&seqs).into()) }
}

/// The key under which a form's effect is remembered: the same press on the same version.
pub(crate) fn key_of(action: &str, run: RunId, actor: &Actor, seen: i64) -> String {
    format!("{action}/{run}/{seen}/{}", actor.staff)
}

/// Whether this very press was done before: then there is nothing left to do.
///
/// # Errors
/// When the database does.
pub(crate) async fn is_again(tx: &mut Tx, key: &str) -> Outcome<bool> {
    Ok(matches!(db::once(tx, key).await?, Once::Again(_)))
}

/// The form was made for another version of the run.
pub(crate) fn stale() -> Refusal {
    Refusal::conflict("payments.stale", "您打开以后，这个批次有人办过，这一步没有做。请看过最新的情况再办。")
}

/// The form must have been made for the version that is stored.
///
/// # Errors
/// A refusal (409).
pub(crate) fn check_version(run: &Run, seen: i64) -> Outcome<()> {
    if run.version == seen { Ok(()) } else { Err(stale().into()) }
}

/// Saves a run that moved, with its new version and code.
///
/// # Errors
/// A refusal (409) when somebody else was faster.
pub(crate) async fn save(tx: &mut Tx, house: &House, run: Run) -> Outcome<Run> {
    let next = Run { version: run.version + 1, ..run }.signed(&house.keyring());
    if store::runs::save(tx, &next).await? { Ok(next) } else { Err(stale().into()) }
}

/// Remembers a press in the transaction that did it.
///
/// # Errors
/// A refusal (409) when the same press was done meanwhile.
pub(crate) async fn remember(tx: &mut Tx, key: &str, result: &str, actor: &Actor) -> Outcome<()> {
    match db::remember(tx, key, result, actor.now).await {
        Err(fault) if fault.is_unique() => Err(stale().into()),
        other => Ok(other?),
    }
}

/// Now, by this actor.
pub(crate) fn done(actor: &Actor) -> Done {
    Done { by: actor.staff.to_string(), at: actor.now }
}

/// A required text of a form.
///
/// # Errors
/// A refusal on the field.
pub(crate) fn required<'t>(text: &'t str, field: &str, sentence: &str) -> Result<&'t str, Refusal> {
    let text = text.trim();
    if text.is_empty() { Err(Refusal::bad_input("payments.missing", sentence).on_field(field)) } else { Ok(text) }
}
