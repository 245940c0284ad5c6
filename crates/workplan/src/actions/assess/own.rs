//! 自评: a unit scores itself, with evidence, and hands its sheet in.

use super::super::common::{File, keep, place_of, required, stale};
use super::common::{by_hand, load, own_unit, points, sheet};
use crate::Plan;
use crate::assess::{Round, RoundState, Rule, Sheet};
use crate::quantity::Quantity;
use crate::store::assess::{scores, sheets};
use access::{Actor, House, Permit, permit};
use db::Outcome;
use kernel::{Day, Refusal};

access::actions! {
    /// 自评和申诉.
    MayScoreOwn = "workplan.self_score";
}

/// What a unit says of one line.
#[derive(Debug, Clone, Copy)]
pub struct OwnScore<'f> {
    /// The criterion or extra.
    pub criterion: &'f str,
    /// The points, as typed.
    pub points: &'f str,
    /// Why.
    pub note: &'f str,
    /// The evidence.
    pub file: Option<File<'f>>,
    /// The version when the form was made.
    pub seen: i64,
}

/// Self-scoring is open until its last day, and until the sheet is handed in.
fn open(round: &Round, sheet: &Sheet, today: Day) -> Result<(), Refusal> {
    round.must_be(RoundState::SelfScore)?;
    if sheet.submitted_by.is_some() {
        return Err(Refusal::conflict("workplan.submitted", "自评已经交了，不能再改。"));
    }
    if today > round.self_due {
        let sentence = format!("自评到{}为止，已经过了期。没有交的由评审人直接评。", round.self_due.chinese());
        return Err(Refusal::not_now("workplan.self_over", sentence));
    }
    Ok(())
}

/// Scores one line of one's own sheet.
///
/// # Errors
/// A refusal when the line is computed, the time is over, the evidence is missing, or the form is stale.
pub async fn own_score(house: &House, actor: &Actor, plan: &Plan, id: &str, form: &OwnScore<'_>) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_rounds/{id}/{}", form.criterion);
    let _permit: Permit<MayScoreOwn> = permit(&mut tx, actor, &place, object, form.points, false)?;
    let (round, template) = load(&mut tx, house, id).await?;
    let county = own_unit(actor, plan)?;
    let own = sheet(&mut tx, &round, &county).await?;
    open(&round, &own, actor.now.day())?;
    let most = by_hand(&template, form.criterion)?;
    let mut score = scores::get(&mut tx, id, &county, form.criterion).await?.ok_or_else(access::outside)?;
    if score.version != form.seen {
        return Err(stale().into());
    }
    let own = points(form.points, most)?;
    let note = required(form.note, "note", "请写明为什么得这些分。")?;
    let file = form.file.filter(|file| !file.bytes.is_empty());
    if file.is_none() && score.evidence.is_empty() && own > Quantity::ZERO {
        let sentence = "给自己打了分就要有凭证：请选择文件，或者把材料文字贴在下面。";
        return Err(Refusal::bad_input("workplan.evidence", sentence).on_field("file").into());
    }
    if let Some(file) = file {
        (score.evidence, score.evidence_digest) = keep(&mut tx, house, actor, &place, file).await?;
    }
    score.own = Some(own);
    note.clone_into(&mut score.own_note);
    (score.own_by, score.own_at) = (Some(actor.staff.to_string()), Some(actor.now));
    if !scores::save(&mut tx, &score.signed(&house.keyring())).await? {
        return Err(stale().into());
    }
    tx.commit().await?;
    Ok(())
}

/// Hands the sheet in; after that nothing of it changes.
///
/// # Errors
/// A refusal that names the lines without a score.
pub async fn submit(house: &House, actor: &Actor, plan: &Plan, id: &str, seen: i64) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_rounds/{id}");
    let _permit: Permit<MayScoreOwn> = permit(&mut tx, actor, &place, object, "submit", false)?;
    let (round, template) = load(&mut tx, house, id).await?;
    let county = own_unit(actor, plan)?;
    let mut own = sheet(&mut tx, &round, &county).await?;
    open(&round, &own, actor.now.day())?;
    if own.version != seen {
        return Err(stale().into());
    }
    let lines = scores::of_unit(&mut tx, id, &county).await?;
    let is_open = |id: &str| !lines.iter().any(|line| line.criterion == id && line.own.is_some());
    let hand = template.criteria().filter(|one| one.rule == Rule::Hand && is_open(&one.id));
    let open: Vec<&str> = hand.map(|one| one.name.as_str()).collect();
    if !open.is_empty() {
        let sentence = format!("还没有自评的：{}。都评了才能交。", open.join("、"));
        return Err(Refusal::not_now("workplan.own_missing", sentence).into());
    }
    (own.submitted_by, own.submitted_at) = (Some(actor.staff.to_string()), Some(actor.now));
    if !sheets::save(&mut tx, &own.signed(&house.keyring())).await? {
        return Err(stale().into());
    }
    tx.commit().await?;
    Ok(())
}
