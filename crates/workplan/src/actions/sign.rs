//! 签收: an addressee signs for the plan.

use super::common::{issued, place_of};
use crate::Plan;
use crate::store::issues::{self, Receipt};
use access::{Actor, House, Permit, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 签收工作计划.
    MaySign = "workplan.sign";
}

/// Signs for the plan in the name of the actor's county or park; twice is once.
///
/// # Errors
/// A refusal when the plan was not issued, or was not sent to this office.
pub async fn sign(house: &House, actor: &Actor, plan: &Plan) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan/{}", plan.year);
    let _permit: Permit<MaySign> = permit(&mut tx, actor, &place, object, "sign", false)?;
    issued(&mut tx, plan).await?;
    if !plan.addressees.contains(&place.county) {
        let sentence = "这份计划没有发给您的单位，不用签收。要抄送的请与市局联系。";
        return Err(Refusal::not_now("workplan.not_addressed", sentence).into());
    }
    let receipt = Receipt {
        id: house.mint(),
        year: plan.year,
        county: place.county,
        office: actor.office_name.clone(),
        by: actor.staff.to_string(),
        at: actor.now,
    };
    match issues::sign(&mut tx, &receipt).await {
        // A colleague was faster: it is signed for.
        Err(fault) if fault.is_unique() => return Ok(()),
        other => other?,
    }
    tx.commit().await?;
    Ok(())
}
