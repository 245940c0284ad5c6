//! 审核上报: the county, then the city; never one's own.

use super::common::{bounded, stale, tell};
use crate::report::{ReportState, Verdict};
use crate::store::reports;
use access::{Actor, House, Permit, Place, Scope, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 审核上报.
    MayCheck = "workplan.check";
}

/// Checks a report at the level whose turn it is. An approved figure counts from now on, unless one of a later day
/// counts already. Tells `workplan.returned` when it is sent back: report, indicator, year, county, township, version.
///
/// # Errors
/// A refusal when it is another level's turn, when one's own, when tampered with, or when the form is stale.
pub async fn check(house: &House, actor: &Actor, id: &str, (verdict, note): (Verdict, &str), seen: i64) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let report = reports::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    let place = Place { county: report.county.clone(), township: report.township.clone(), village: String::new() };
    let object = format!("workplan_reports/{id}");
    let _permit: Permit<MayCheck> = permit(&mut tx, actor, &place, object, "check", false)?;
    let keys = house.keyring();
    if !report.is_intact(&keys) {
        let sentence = "这个上报的记录校验不符，可能被人改动过，已经停下。请不要继续办理，马上告诉系统管理员。";
        return Err(Refusal::not_now("workplan.tampered", sentence).into());
    }
    if report.version != seen {
        return Err(stale().into());
    }
    let is_turn = match (report.state, &actor.scope) {
        (ReportState::AtCounty, Scope::County(_)) | (ReportState::AtCity, Scope::City) => true,
        (ReportState::AtCounty | ReportState::AtCity, _) => false,
        (ReportState::Approved | ReportState::Returned, _) => true,
    };
    if !is_turn {
        let sentence = format!("这个数现在是“{}”，还轮不到您这一级。", report.state.chinese());
        return Err(Refusal::forbidden("workplan.not_your_turn", sentence).into());
    }
    let note = bounded(note, "note")?;
    let mut next = report.checked(verdict, &actor.staff.to_string(), note, actor.now)?;
    if next.state == ReportState::Approved {
        let key = next.key();
        let before = reports::holder(&mut tx, &key).await?;
        let is_newest = before.as_ref().is_none_or(|before| before.as_of <= next.as_of);
        if let Some(before) = before.filter(|_| is_newest) {
            reports::let_go(&mut tx, &before.id).await?;
        }
        next.live_key = is_newest.then_some(key);
    }
    let next = next.signed(&keys);
    if !reports::save(&mut tx, &next).await? {
        return Err(stale().into());
    }
    if next.state == ReportState::Returned {
        let payload = serde_json::json!({
            "report": next.id,
            "indicator": next.indicator,
            "year": next.year,
            "county": next.county,
            "township": next.township,
            "version": next.version,
        });
        tell(&mut tx, house, actor, ("workplan.returned", format!("workplan_reports/{id}")), payload).await?;
    }
    tx.commit().await?;
    Ok(())
}
