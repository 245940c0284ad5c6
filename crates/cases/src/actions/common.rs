//! What every step of a case does: load within the scope, stand aside for kin, bind to the version, write the line.

use crate::case::{Case, CaseId, by};
use crate::declared::Declaration;
use crate::stage::Moved;
use crate::store;
use crate::store::steps::StepRow;
use access::{Actor, House};
use crypto::Keyring;
use db::{Fault, Once, Outcome, Tx};
use kernel::Refusal;
use serde_json::Value as Json;

/// The declaration of a case in clear.
///
/// # Errors
/// When it cannot be opened.
pub(crate) fn declaration(keys: &Keyring, case: &Case) -> Result<Declaration, Fault> {
    let plain = store::applications::declared(keys, case)?;
    serde_json::from_slice(&plain).map_err(|e| Fault::other(format!("{}: {e}", case.object())))
}

/// Seals a declaration into its case.
///
/// # Errors
/// Never in practice: a declaration is plain data.
pub(crate) fn seal(keys: &Keyring, case: &mut Case, declared: &Declaration) -> Result<(), Fault> {
    let plain = serde_json::to_vec(declared).map_err(|e| Fault::other(e.to_string()))?;
    case.declared_sealed = keys.seal(&store::applications::declared_place(case.id), &plain);
    Ok(())
}

/// The keyed hashes of everybody in a declaration.
pub fn kin_blinds(keys: &Keyring, declared: &Declaration) -> Vec<Vec<u8>> {
    declared
        .members
        .iter()
        .filter(|member| !member.id_number.is_empty())
        .map(|member| keys.blind(registry::ID_DOMAIN, &member.id_number).to_vec())
        .collect()
}

/// Loads a case within the actor's scope and keeps their kin's cases away from them.
///
/// # Errors
/// A refusal: not found (404), or kin (403).
pub async fn open_case(tx: &mut Tx, house: &House, actor: &Actor, id: CaseId) -> Outcome<(Case, Declaration)> {
    let case = if tx.is_writing() {
        store::applications::lock(tx, &actor.scope, id).await?
    } else {
        store::applications::get(tx, &actor.scope, id).await?
    };
    let case = case.ok_or_else(access::outside)?;
    let keys = house.keyring();
    let declared = declaration(&keys, &case)?;
    access::kin::recuse(tx, actor, &kin_blinds(&keys, &declared)).await?;
    Ok((case, declared))
}

/// The key under which a form's effect is remembered: the same press on the same version.
pub(crate) fn key_of(action: &str, case: &Case, actor: &Actor, seen: i64) -> String {
    format!("{action}/{}/{seen}/{}", case.id, actor.staff)
}

/// Whether this very press was done before: then there is nothing left to do.
///
/// # Errors
/// When the database does.
pub(crate) async fn is_again(tx: &mut Tx, key: &str) -> Outcome<bool> {
    Ok(matches!(db::once(tx, key).await?, Once::Again(_)))
}

/// The form was made for another version of the case.
pub(crate) fn stale() -> Refusal {
    Refusal::conflict("cases.stale", "您打开以后，这件有人办过。下面标出了多出来的经过，您填的还在，请看过再提交。")
}

/// The form must have been made for the version that is stored.
///
/// # Errors
/// A refusal (409).
pub(crate) fn check_version(case: &Case, seen: i64) -> Outcome<()> {
    if case.version == seen { Ok(()) } else { Err(stale().into()) }
}

/// What a step writes into the timeline.
pub(crate) struct Line<'l> {
    /// `investigate` …
    pub step: &'l str,
    /// `done`, `agree` …
    pub outcome: &'l str,
    /// A sentence without names or numbers of citizens.
    pub note: String,
    /// Everything else; sealed.
    pub detail: Json,
}

/// Saves a moved case with its line in the timeline, and remembers the press.
///
/// # Errors
/// A refusal (409) when somebody else was faster.
pub(crate) async fn save(
    tx: &mut Tx,
    house: &House,
    actor: &Actor,
    case: &mut Case,
    line: Line<'_>,
    key: Option<&str>,
) -> Outcome<()> {
    if !store::applications::save(tx, case).await? {
        return Err(stale().into());
    }
    let mut step = StepRow {
        id: house.mint(),
        case: case.id,
        seq: 0,
        step: line.step.to_owned(),
        outcome: line.outcome.to_owned(),
        by: by(actor.staff),
        on: actor.now.day(),
        at: actor.now,
        note: line.note,
        detail: line.detail,
    };
    match store::steps::add(tx, &house.keyring(), &case.place.county, &mut step).await {
        Err(fault) if fault.is_unique() => return Err(stale().into()),
        other => other?,
    }
    case.version += 1;
    if let Some(key) = key {
        match db::remember(tx, key, &case.id.to_string(), actor.now).await {
            Err(fault) if fault.is_unique() => return Err(stale().into()),
            other => other?,
        }
    }
    Ok(())
}

/// Moves a case and says until when the next step runs.
pub(crate) fn moved(case: &mut Case, moved: Moved) {
    case.apply(moved);
    if case.stage.has_ended() {
        case.closed_on = Some(case.since);
    }
}

/// A required text of a form.
///
/// # Errors
/// A refusal on the field.
pub(crate) fn required<'t>(text: &'t str, field: &str, sentence: &str) -> Result<&'t str, Refusal> {
    let text = text.trim();
    if text.is_empty() { Err(Refusal::bad_input("cases.missing", sentence).on_field(field)) } else { Ok(text) }
}
