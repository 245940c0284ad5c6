//! 按月重算: one month of every programme by the policies in force.

use super::propose::city;
use super::recompute::KIND;
use access::{Actor, House, permit};
use db::Outcome;
use kernel::{Month, Refusal};

access::actions! {
    /// 按月重算.
    RecomputeMonth = "policies.sign", WITH_SECOND_FACTOR;
}

/// The job of a month.
#[must_use]
pub fn job_of(month: Month) -> String {
    format!("policies.month/{month}")
}

/// Asks for the recomputation of a month; each month once.
///
/// # Errors
/// A refusal when the month is past or far ahead, or was asked for before.
pub async fn recompute_month(house: &House, actor: &Actor, month: Month) -> Outcome<()> {
    check(actor, month)?;
    let mut tx = house.db.begin().await?;
    let job = job_of(month);
    permit::<RecomputeMonth>(&mut tx, actor, &city(), &job, "", house.settings.second_factor)?;
    if db::job(&mut tx, &job).await?.is_some() {
        let sentence = format!("{}已经重算过；以后的变化用参数变更或新的决定办。", month.chinese());
        return Err(Refusal::conflict("policies.month_done", sentence).into());
    }
    let payload = serde_json::json!({
        "change": "", "month": month.to_string(), "staff": actor.staff.to_string(), "post": actor.post.to_string(),
    });
    db::create_job(&mut tx, &job, KIND, &payload.to_string(), &actor.staff.to_string(), actor.now).await?;
    tx.commit().await?;
    Ok(())
}

/// Only the month that runs and the next one: what is paid already is changed by a change with its document.
///
/// # Errors
/// A refusal on the field.
pub fn check(actor: &Actor, month: Month) -> Result<(), Refusal> {
    let now = actor.now.day().month_of();
    if month == now || month == now.next() {
        return Ok(());
    }
    let sentence = format!("只能重算{}或{}。", now.chinese(), now.next().chinese());
    Err(Refusal::bad_input("policies.month", sentence).on_field("month"))
}
