//! 上报: a figure with its evidence.

use super::common::{File, again, bounded, issued, keep, past_day, place_of, remember};
use crate::quantity::Quantity;
use crate::report::{Report, ReportState};
use crate::store::reports;
use crate::{Indicator, Plan, ReportedBy};
use access::{Actor, House, Permit, Scope, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 上报进度.
    MayReport = "workplan.report";
}

/// What a form hands in.
#[derive(Debug, Clone, Copy)]
pub struct HandIn<'f> {
    /// The figure, as typed.
    pub value: &'f str,
    /// The day it is of, as typed.
    pub as_of: &'f str,
    /// What it says.
    pub note: &'f str,
    /// The evidence; nothing when none was chosen.
    pub file: Option<File<'f>>,
    /// The press.
    pub key: &'f str,
}

/// Hands a figure in; it waits for the level above.
///
/// # Errors
/// A refusal when this level does not hand this indicator in, or when something is missing or cannot be.
pub async fn report(
    house: &House,
    actor: &Actor,
    plan: &Plan,
    indicator: &Indicator,
    form: &HandIn<'_>,
) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_reports/{}/{}", plan.year, indicator.id);
    let _permit: Permit<MayReport> = permit(&mut tx, actor, &place, object, "report", false)?;
    let key = format!("workplan.report/{}/{}", actor.staff, form.key);
    if again(&mut tx, &key).await?.is_some() {
        return Ok(());
    }
    issued(&mut tx, plan).await?;
    let state = first_state(actor, indicator)?;
    let value = Quantity::parse(form.value).map_err(|problem| Refusal::from(problem).on_field("value"))?;
    if indicator.unit == "%" && value > Quantity::whole(100) {
        let sentence = "百分比不能超过100，请核对分子、分母。";
        return Err(Refusal::bad_input("workplan.percent", sentence).on_field("value").into());
    }
    let as_of = past_day(form.as_of, "as_of", (plan.start, plan.end), actor.now.day())?;
    let note = bounded(form.note.trim(), "note")?.to_owned();
    let Some(file) = form.file.filter(|file| !file.bytes.is_empty()) else {
        let sentence = "上报要有凭证：请选择文件（文件、名单、照片），或者把材料文字贴在下面。";
        return Err(Refusal::bad_input("workplan.evidence", sentence).on_field("file").into());
    };
    let (evidence, evidence_digest) = keep(&mut tx, house, actor, &place, file).await?;
    let new = Report {
        id: house.mint(),
        year: plan.year,
        indicator: indicator.id.clone(),
        county: place.county,
        township: place.township,
        as_of,
        value: value.to_string(),
        note,
        evidence,
        evidence_digest,
        state,
        by: actor.staff.to_string(),
        at: actor.now,
        county_by: None,
        county_at: None,
        county_note: String::new(),
        city_by: None,
        city_at: None,
        city_note: String::new(),
        live_key: None,
        version: 1,
        mac: Vec::new(),
    };
    let new = new.signed(&house.keyring());
    reports::insert(&mut tx, &new).await?;
    remember(&mut tx, &key, &new.id, actor).await?;
    tx.commit().await?;
    Ok(())
}

/// Who looks at it next; a level that does not hand it in is told who does.
fn first_state(actor: &Actor, indicator: &Indicator) -> Result<ReportState, Refusal> {
    match (indicator.reported_by, &actor.scope) {
        (ReportedBy::Township, Scope::Township(..)) => Ok(ReportState::AtCounty),
        (ReportedBy::County, Scope::County(_)) | (ReportedBy::City, Scope::City) => Ok(ReportState::AtCity),
        (by, _) => {
            let sentence = format!("“{}”由别的单位报：{}。", indicator.name, by.chinese());
            Err(Refusal::forbidden("workplan.wrong_level", sentence))
        }
    }
}
