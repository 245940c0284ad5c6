//! 发布: the plan of a year goes out to its addressees.

use super::common::{place_of, stale, tell};
use crate::Plan;
use crate::store::issues::{self, Issue};
use access::{Actor, House, Permit, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 发布工作计划.
    MayIssue = "workplan.issue";
}

/// Issues a plan, once; its text's digest is kept with it. Tells `workplan.issued`: year, title, addressees.
///
/// # Errors
/// A refusal when it was issued before.
pub async fn issue(house: &House, actor: &Actor, plan: &Plan) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan/{}", plan.year);
    let _permit: Permit<MayIssue> = permit(&mut tx, actor, &place, object, &plan.digest, false)?;
    if let Some(before) = issues::of_year(&mut tx, plan.year).await? {
        let sentence = format!("这一年的计划已经在{}发布过了，不用再发。", before.on.chinese());
        return Err(Refusal::conflict("workplan.issued", sentence).into());
    }
    let today = actor.now.day();
    if today < plan.day {
        let sentence = format!("文件落款是{}，不能在这之前发布。", plan.day.chinese());
        return Err(Refusal::not_now("workplan.early", sentence).into());
    }
    let issue = Issue {
        id: house.mint(),
        year: plan.year,
        county: place.county,
        digest: plan.digest.clone(),
        on: today,
        by: actor.staff.to_string(),
        at: actor.now,
    };
    match issues::insert(&mut tx, &issue).await {
        Err(fault) if fault.is_unique() => return Err(stale().into()),
        other => other?,
    }
    let payload = serde_json::json!({ "year": plan.year, "title": plan.title, "addressees": plan.addressees });
    tell(&mut tx, house, actor, ("workplan.issued", format!("workplan/{}", plan.year)), payload).await?;
    tx.commit().await?;
    Ok(())
}
