//! 县级抽查: at least the share the procedure says is visited, kin and objections always.

use super::common::{self, Line, check_version, is_again, key_of, open_case, required};
use crate::case::{Case, CaseId, Draw};
use crate::store;
use access::{Actor, House, permit};
use crypto::Keyring;
use db::{Outcome, Tx};
use kernel::{Day, Refusal};
use procedures::{Regime, StepKind};

access::actions! {
    /// 县级抽查.
    SpotCheck = "cases.spot_check";
}

/// Draws a case, once: by a keyed hash nobody can foretell, and always when the share of this year's cases would fall
/// below what the procedure asks.
///
/// # Errors
/// When the database does.
pub async fn draw(tx: &mut Tx, keys: &Keyring, case: &Case, regime: &Regime, today: Day) -> Outcome<Draw> {
    if case.draw != Draw::Open {
        return Ok(case.draw);
    }
    let first = Day::new(today.year(), 1, 1).unwrap_or(today);
    let (seen, drawn) = store::applications::drawn_since(tx, &case.place.county, first).await?;
    let percent = i128::from(regime.spot_check_percent);
    let needed = (i128::from(seen + 1) * percent + 99) / 100;
    let lot = keys.mac("cases.draw", case.id.to_string().as_bytes());
    let lot = u32::from_be_bytes([lot[0], lot[1], lot[2], lot[3]]) % 100;
    let is_drawn = i128::from(drawn) < needed || i128::from(lot) < percent;
    Ok(if percent > 0 && is_drawn { Draw::Drawn } else { Draw::Passed })
}

/// Records the county's check: a visit by two where the case was drawn.
///
/// # Errors
/// A refusal when the case was drawn and no visit is recorded.
pub async fn spot_check(
    house: &House,
    actor: &Actor,
    id: CaseId,
    seen: i64,
    visitors: &[String],
    findings: &str,
) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, _) = open_case(&mut tx, house, actor, id).await?;
    let key = key_of("cases.spot_check", &case, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    permit::<SpotCheck>(&mut tx, actor, &case.place, case.object(), "", false)?;
    check_version(&case, seen)?;
    let today = actor.now.day();
    let whole = case.regime(&house.procedures)?;
    let regime = whole.as_ref();
    case.stage.awaits(regime, StepKind::SpotCheck, today)?;
    case.draw = draw(&mut tx, &house.keyring(), &case, regime, today).await?;
    let mut names: Vec<&str> = visitors.iter().map(|n| n.trim()).filter(|n| !n.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    if case.draw.needs_visit() && names.len() < 2 {
        let sentence = "这件抽中了，县里要两个人入户，请填两名不同的人和看到的情况。";
        return Err(Refusal::bad_input("cases.county_visit", sentence).on_field("second").into());
    }
    let findings = if case.draw.needs_visit() {
        required(findings, "findings", "请写县里入户看到、问到的情况。")?.to_owned()
    } else {
        findings.trim().to_owned()
    };
    let next = case.stage.done(regime, StepKind::SpotCheck, today)?;
    common::moved(&mut case, next);
    let note = match case.draw {
        Draw::Mandatory => "应当入户的，县里已入户",
        Draw::Drawn => "抽中，县里已入户",
        Draw::Open | Draw::Passed => "未抽中，已核对材料",
    };
    let line = Line {
        step: "spot_check",
        outcome: "done",
        note: note.to_owned(),
        detail: serde_json::json!({ "visitors": names, "findings": findings }),
    };
    common::save(&mut tx, house, actor, &mut case, line, Some(&key)).await?;
    tx.commit().await?;
    Ok(())
}
