//! 撤回: the applicant takes the application back.

use super::accept::Apply;
use super::common::{self, Line, check_version, open_case, required};
use crate::case::CaseId;
use access::{Actor, House, permit};
use db::Outcome;

/// Ends a case because its applicant takes it back.
///
/// # Errors
/// A refusal when it has ended or no reason is given.
pub async fn withdraw(house: &House, actor: &Actor, id: CaseId, seen: i64, why: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, _) = open_case(&mut tx, house, actor, id).await?;
    permit::<Apply>(&mut tx, actor, &case.place, case.object(), "withdraw", false)?;
    check_version(&case, seen)?;
    let why = required(why, "why", "请写撤回的原因，并存申请人签字的撤回书。")?.to_owned();
    let next = case.stage.withdraw(&*case.regime(&house.procedures)?, actor.now.day())?;
    common::moved(&mut case, next);
    let line = Line {
        step: "withdraw",
        outcome: "done",
        note: "申请人撤回".to_owned(),
        detail: serde_json::json!({ "why": why }),
    };
    common::save(&mut tx, house, actor, &mut case, line, None).await?;
    tx.commit().await?;
    Ok(())
}
