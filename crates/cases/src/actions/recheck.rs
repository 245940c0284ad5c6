//! 定期复核 and 停发.

use super::common::{self, Line, open_case, required};
use crate::assess;
use crate::case::{Case, CaseId};
use crate::declared::Declaration;
use crate::store;
use access::{Actor, Event, House, permit};
use db::{Fault, Outcome, Tx};
use kernel::{Day, Month, Refusal};

access::actions! {
    /// 定期复核.
    Recheck = "cases.recheck";
    /// 停发.
    Stop = "cases.stop", WITH_SECOND_FACTOR;
}

/// Opens the next re-check, where the programme has one.
///
/// # Errors
/// When the policy does not say how often, or the database refuses.
pub(super) async fn open_recheck(
    tx: &mut Tx,
    house: &House,
    declared: &Declaration,
    case: &Case,
    from: Day,
) -> Outcome<()> {
    let Some(months) = assess::recheck_months(house, declared, case, from)? else { return Ok(()) };
    let months = i32::try_from(months).map_err(|_| Fault::other(format!("复核间隔 {months}")))?;
    let due = from.add_months(months);
    store::rechecks::insert(tx, &house.mint(), case.id, &case.place.county, &case.place.township, due).await?;
    Ok(())
}

/// Records a re-check: unchanged, to be changed (a new application follows), or to be stopped (the county decides).
///
/// # Errors
/// A refusal when none is open or the result is unknown.
pub async fn recheck(house: &House, actor: &Actor, id: CaseId, result: &str, note: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (case, declared) = open_case(&mut tx, house, actor, id).await?;
    permit::<Recheck>(&mut tx, actor, &case.place, case.object(), result, false)?;
    if !["same", "change", "stop"].contains(&result) {
        return Err(Refusal::bad_input("cases.recheck", "请选择复核结果。").on_field("result").into());
    }
    let note = required(note, "note", "请写复核看到的情况。")?.to_owned();
    let today = actor.now.day();
    let Some(open) = store::rechecks::of_case(&mut tx, id).await? else {
        return Err(Refusal::not_now("cases.recheck_none", "这户现在没有到期的复核。").into());
    };
    store::rechecks::done(&mut tx, &open.id, today, result, &note, &actor.staff.to_string()).await?;
    open_recheck(&mut tx, house, &declared, &case, today).await?;
    let mut case = case;
    let words = match result {
        "same" => "复核：没有变化",
        "change" => "复核：情况有变，另行申请调整",
        _ => "复核：建议停发，等县里决定",
    };
    let detail = serde_json::json!({ "note": note });
    let line = Line { step: "recheck", outcome: result, note: words.to_owned(), detail };
    common::save(&mut tx, house, actor, &mut case, line, None).await?;
    tx.commit().await?;
    Ok(())
}

/// Stops an award from a month on, with a reason (649号令第十三条: 停发应当说明理由). Tells `cases.stopped`: case, number,
/// programme, county, township, last_month, reason.
///
/// # Errors
/// A refusal when the case is not approved, the reason is missing, or the actor took part.
pub async fn stop(house: &House, actor: &Actor, id: CaseId, last_month: Month, reason: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, _) = open_case(&mut tx, house, actor, id).await?;
    permit::<Stop>(&mut tx, actor, &case.place, case.object(), &last_month.to_string(), house.settings.second_factor)?;
    if case.stage != crate::stage::Stage::Approved {
        return Err(Refusal::not_now("cases.stop", "只有批准过的才能停发。").into());
    }
    if case.accepted_by == actor.staff.to_string() {
        return Err(Refusal::forbidden("cases.own_work", "这件您经办过，停发要由另一个人决定。").into());
    }
    let reason = required(reason, "reason", "停发要写明理由，会告知本人。")?.to_owned();
    let note = format!("停发，发到 {} 为止", last_month.chinese());
    let detail = serde_json::json!({ "reason": reason });
    let line = Line { step: "stop", outcome: "done", note, detail };
    common::save(&mut tx, house, actor, &mut case, line, None).await?;
    let payload = serde_json::json!({
        "case": case.id.to_string(),
        "number": case.number,
        "programme": case.programme,
        "county": case.place.county,
        "township": case.place.township,
        "last_month": last_month.to_string(),
        "reason": reason,
    });
    let event = Event { name: "cases.stopped", object: case.object(), payload };
    house.reactions.tell(&mut tx, house, actor, &event).await?;
    tx.commit().await?;
    Ok(())
}
