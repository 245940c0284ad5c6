//! 补正: the applicant is told once, in writing, what is missing; the clock stands still meanwhile.

use super::common::{self, Line, check_version, is_again, key_of, open_case, required};
use crate::case::CaseId;
use crate::stage::Stage;
use access::{Actor, House, permit};
use db::Outcome;
use kernel::{Refusal, WorkingDays};

access::actions! {
    /// 一次性告知补正.
    Correct = "cases.correct";
}

/// Tells the applicant what is missing. A second time for the same application is refused (一次性告知).
///
/// # Errors
/// A refusal when nothing waits, the list is empty, or it was done before.
pub async fn correct(house: &House, actor: &Actor, id: CaseId, seen: i64, missing: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, _) = open_case(&mut tx, house, actor, id).await?;
    let key = key_of("cases.correct", &case, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    permit::<Correct>(&mut tx, actor, &case.place, case.object(), "ask", false)?;
    check_version(&case, seen)?;
    let missing = required(missing, "missing", "请逐项写明缺什么材料、到哪里办，一次写全。")?.to_owned();
    let keys = house.keyring();
    let before = crate::store::steps::of_case(&mut tx, &keys, id).await?;
    if before.iter().any(|step| step.step == "correct") {
        let sentence = "这件已经一次性告知过补正，不能再要求补正；请按现有材料办理，或登记补齐。";
        return Err(Refusal::conflict("cases.correct_once", sentence).into());
    }
    let today = actor.now.day();
    let left = case.due.map_or(1, |due| WorkingDays::shipped().working_days_between(today, due).unwrap_or(1));
    let next = case.stage.correct(&*case.regime(&house.procedures)?, today)?;
    common::moved(&mut case, next);
    let line = Line {
        step: "correct",
        outcome: "asked",
        note: "一次性告知补正，停表".to_owned(),
        detail: serde_json::json!({ "missing": missing, "left": left }),
    };
    common::save(&mut tx, house, actor, &mut case, line, Some(&key)).await?;
    tx.commit().await?;
    Ok(())
}

/// What was missing has come.
///
/// # Errors
/// A refusal when nothing was asked for.
pub async fn corrected(house: &House, actor: &Actor, id: CaseId, seen: i64) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, _) = open_case(&mut tx, house, actor, id).await?;
    let key = key_of("cases.corrected", &case, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    permit::<Correct>(&mut tx, actor, &case.place, case.object(), "done", false)?;
    check_version(&case, seen)?;
    let keys = house.keyring();
    let before = crate::store::steps::of_case(&mut tx, &keys, id).await?;
    let left = before
        .iter()
        .rev()
        .find(|step| step.step == "correct")
        .and_then(|step| step.detail.get("left").and_then(serde_json::Value::as_u64))
        .and_then(|left| u32::try_from(left).ok())
        .unwrap_or(1);
    let waited = match case.stage {
        Stage::Correcting { since, .. } => since.days_until(actor.now.day()),
        Stage::Waiting { .. } | Stage::Posted { .. } | Stage::Approved | Stage::Refused | Stage::Withdrawn => 0,
    };
    let next = case.stage.corrected(&*case.regime(&house.procedures)?, left, actor.now.day())?;
    common::moved(&mut case, next);
    let line = Line {
        step: "corrected",
        outcome: "done",
        note: format!("材料补齐，停表 {waited} 天，接着走"),
        detail: serde_json::json!({}),
    };
    common::save(&mut tx, house, actor, &mut case, line, Some(&key)).await?;
    tx.commit().await?;
    Ok(())
}
