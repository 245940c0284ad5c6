//! 审定分解: the bureau lets a county's split through, or sends it back.

use super::common::{stale, tell};
use super::split::tell_shared;
use crate::report::Verdict;
use crate::store::splits::{self, SplitState};
use access::{Actor, House, Permit, Place, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 审核上报.
    MayCheck = "workplan.check";
}

/// Decides on a county's split. Tells `workplan.split_decided`: split, indicator, year, county, verdict (`pass`,
/// `return`), and `workplan.shared` as [`super::split()`] does when it passes.
///
/// # Errors
/// A refusal when it is not open, when one's own, when a return has no reason, or when the form is stale.
pub async fn decide_split(
    house: &House,
    actor: &Actor,
    id: &str,
    (verdict, note): (Verdict, &str),
    seen: i64,
) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let mut split = splits::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    let place = Place { county: split.county.clone(), township: String::new(), village: String::new() };
    let object = format!("workplan_splits/{id}");
    let _permit: Permit<MayCheck> = permit(&mut tx, actor, &place, object, "decide", false)?;
    if !matches!(actor.scope, access::Scope::City) {
        let sentence = "县（区）、园区的分解由市局审定，请等市局办理。";
        return Err(Refusal::forbidden("workplan.city_only", sentence).into());
    }
    let by = actor.staff.to_string();
    if split.version != seen || split.state != SplitState::Proposed {
        return Err(stale().into());
    }
    if split.by == by {
        return Err(Refusal::forbidden("workplan.same_person", "不能审定自己报的分解，请交给别的同事。").into());
    }
    let note = super::common::bounded(note.trim(), "note")?.to_owned();
    if verdict == Verdict::Return && note.is_empty() {
        let sentence = "退回要写明哪里不对、怎么改。";
        return Err(Refusal::bad_input("workplan.return_reason", sentence).on_field("note").into());
    }
    split.state = if verdict == Verdict::Pass { SplitState::Approved } else { SplitState::Returned };
    split.decided_by = Some(by);
    split.decided_note = note;
    if !splits::decide(&mut tx, &split, actor.now).await? {
        return Err(stale().into());
    }
    let payload = serde_json::json!({
        "split": split.id,
        "indicator": split.indicator,
        "year": split.year,
        "county": split.county,
        "verdict": if verdict == Verdict::Pass { "pass" } else { "return" },
    });
    tell(&mut tx, house, actor, ("workplan.split_decided", format!("workplan_splits/{id}")), payload).await?;
    if split.state == SplitState::Approved {
        tell_shared(&mut tx, house, actor, &split).await?;
    }
    tx.commit().await?;
    Ok(())
}
