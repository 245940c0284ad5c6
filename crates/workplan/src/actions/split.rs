//! 目标分解: the bureau shares a target out to the counties, a county to its townships.

use super::common::{again, bounded, issued, place_of, remember, stale, tell};
use crate::quantity::Quantity;
use crate::split::{self as rules, Part};
use crate::store::splits::{self, SplitState, TargetSplit};
use crate::{Indicator, Plan, Split};
use access::{Actor, House, Permit, Place, permit};
use db::{Outcome, Tx};
use kernel::Refusal;

access::actions! {
    /// 分解目标.
    MaySplit = "workplan.split";
}

/// What a form shares out.
#[derive(Debug, Clone)]
pub struct Shares {
    /// The parts by code.
    pub parts: Vec<Part>,
    /// Why it is changed.
    pub reason: String,
    /// The newest number when the form was made.
    pub seen: i64,
    /// The press.
    pub key: String,
}

/// Shares a target out. The bureau's own counts at once; a county's waits for the bureau. Tells `workplan.shared` when it
/// counts: split, indicator, year, county, units (codes of those with a share).
///
/// # Errors
/// A refusal when there is nothing to share out, the parts do not add up, a change has no reason, or the form is stale.
pub async fn split(house: &House, actor: &Actor, plan: &Plan, indicator: &Indicator, shares: &Shares) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_splits/{}/{}", plan.year, indicator.id);
    let _permit: Permit<MaySplit> = permit(&mut tx, actor, &place, object, "split", false)?;
    let key = format!("workplan.split/{}/{}/{}", indicator.id, place.county, shares.key);
    if again(&mut tx, &key).await?.is_some() {
        return Ok(());
    }
    issued(&mut tx, plan).await?;
    let whole = whole(&mut tx, plan, indicator, &place).await?;
    rules::check(whole, &shares.parts, &indicator.unit)?;
    let last = splits::last_seq(&mut tx, plan.year, &indicator.id, &place.county).await?;
    if last != shares.seen {
        return Err(stale().into());
    }
    let reason = bounded(shares.reason.trim(), "reason")?.to_owned();
    if last > 0 && reason.is_empty() {
        let sentence = "已经分解过一次，再改要写明原因，历次分解都会留着。";
        return Err(Refusal::bad_input("workplan.split_reason", sentence).on_field("reason").into());
    }
    let is_city = place.county == plan.city;
    let new = TargetSplit {
        id: house.mint(),
        year: plan.year,
        indicator: indicator.id.clone(),
        county: place.county,
        seq: last + 1,
        parts: shares.parts.clone(),
        reason,
        state: if is_city { SplitState::Approved } else { SplitState::Proposed },
        by: actor.staff.to_string(),
        at: actor.now,
        decided_by: None,
        decided_note: String::new(),
        version: 1,
    };
    match splits::insert(&mut tx, &new).await {
        Err(fault) if fault.is_unique() => return Err(stale().into()),
        other => other?,
    }
    remember(&mut tx, &key, &new.id, actor).await?;
    if new.state == SplitState::Approved {
        tell_shared(&mut tx, house, actor, &new).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Tells those with a share that a split counts now.
pub(super) async fn tell_shared(tx: &mut Tx, house: &House, actor: &Actor, split: &TargetSplit) -> Outcome<()> {
    let with_share = split.parts.iter().filter(|part| part.value > Quantity::ZERO);
    let payload = serde_json::json!({
        "split": split.id,
        "indicator": split.indicator,
        "year": split.year,
        "county": split.county,
        "units": with_share.map(|part| part.place.as_str()).collect::<Vec<_>>(),
    });
    tell(tx, house, actor, ("workplan.shared", format!("workplan_splits/{}", split.id)), payload).await
}

/// What there is to share out.
async fn whole(tx: &mut Tx, plan: &Plan, indicator: &Indicator, place: &Place) -> Outcome<Quantity> {
    let no = |sentence: &str| Refusal::not_now("workplan.no_split", sentence.to_owned());
    match indicator.split {
        Split::AddUp => {}
        Split::None => return Err(no("这个指标不用分解。").into()),
        Split::Same => return Err(no("这个指标各单位同一个目标，不用分解。").into()),
        Split::Each(_) => return Err(no("这个指标每个单位的数在计划里写好了，不用分解。").into()),
    }
    if place.county == plan.city {
        return Ok(indicator.target.ok_or_else(|| no("这个指标没有目标数，不用分解。"))?);
    }
    let splits = splits::in_force(tx, plan.year).await?;
    let of_city = splits.iter().find(|split| split.indicator == indicator.id && split.county == plan.city);
    let share = of_city.and_then(|split| split.parts.iter().find(|part| part.place == place.county));
    Ok(share
        .map(|part| part.value)
        .ok_or_else(|| no("市局还没有把这个目标分到您的单位，请等市局分解以后再往下分。"))?)
}
