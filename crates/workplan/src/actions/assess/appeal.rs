//! 申诉 and its answer.

use super::super::common::{File, keep, place_of, required, stale};
use super::common::{load, own_unit, points, sheet};
use super::open::MayAssess;
use super::own::MayScoreOwn;
use crate::Plan;
use crate::assess::RoundState;
use crate::store::assess::appeals::{self, Appeal};
use crate::store::assess::scores;
use access::{Actor, House, Permit, permit};
use db::Outcome;
use kernel::Refusal;

/// What a unit objects to.
#[derive(Debug, Clone, Copy)]
pub struct Against<'f> {
    /// The criterion or extra.
    pub criterion: &'f str,
    /// Why.
    pub words: &'f str,
    /// Its evidence.
    pub file: Option<File<'f>>,
}

/// A unit objects to a line of its own sheet, once, while there is time.
///
/// # Errors
/// A refusal when it is no time for it, when it was done before, or when the reason is missing.
pub async fn appeal(house: &House, actor: &Actor, plan: &Plan, id: &str, form: &Against<'_>) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_rounds/{id}/{}", form.criterion);
    let _permit: Permit<MayScoreOwn> = permit(&mut tx, actor, &place, object, "appeal", false)?;
    let (round, _) = load(&mut tx, house, id).await?;
    let county = own_unit(actor, plan)?;
    sheet(&mut tx, &round, &county).await?;
    round.must_be(RoundState::Feedback)?;
    if let Some(due) = round.appeal_due.filter(|due| actor.now.day() > *due) {
        let sentence = format!("申诉到{}为止，已经过了期。", due.chinese());
        return Err(Refusal::not_now("workplan.appeal_over", sentence).into());
    }
    scores::get(&mut tx, id, &county, form.criterion).await?.ok_or_else(access::outside)?;
    let words = required(form.words, "words", "请写明哪里不对、应该怎么算。")?.to_owned();
    let evidence = match form.file.filter(|file| !file.bytes.is_empty()) {
        Some(file) => keep(&mut tx, house, actor, &place, file).await?.0,
        None => String::new(),
    };
    let new = Appeal {
        id: house.mint(),
        round: round.id,
        county,
        criterion: form.criterion.to_owned(),
        words,
        evidence,
        by: actor.staff.to_string(),
        at: actor.now,
        answer: String::new(),
        amended: None,
        answered_by: None,
        answered_at: None,
        version: 1,
    };
    match appeals::insert(&mut tx, &new).await {
        Err(fault) if fault.is_unique() => {
            return Err(Refusal::conflict("workplan.appeal_twice", "这一项已经申诉过，请等市局答复。").into());
        }
        other => other?,
    }
    tx.commit().await?;
    Ok(())
}

/// What the bureau answers.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'f> {
    /// The unit.
    pub county: &'f str,
    /// The criterion or extra.
    pub criterion: &'f str,
    /// The points it is changed to, as typed; empty when they stay.
    pub points: &'f str,
    /// Why.
    pub words: &'f str,
    /// The version when the form was made.
    pub seen: i64,
}

/// Answers an appeal: the points stay, or are changed. Whoever gave them does not answer.
///
/// # Errors
/// A refusal for the reviewer, when the words are missing, or when somebody was faster.
pub async fn answer(house: &House, actor: &Actor, plan: &Plan, id: &str, form: &Answer<'_>) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_rounds/{id}/{}/{}", form.county, form.criterion);
    let _permit: Permit<MayAssess> = permit(&mut tx, actor, &place, object, "answer", false)?;
    let (round, template) = load(&mut tx, house, id).await?;
    round.must_be(RoundState::Feedback)?;
    let appeal = appeals::get(&mut tx, id, form.county, form.criterion).await?.ok_or_else(access::outside)?;
    let mut score = scores::get(&mut tx, id, form.county, form.criterion).await?.ok_or_else(access::outside)?;
    if appeal.answered_by.is_some() || appeal.version != form.seen {
        return Err(stale().into());
    }
    let by = actor.staff.to_string();
    if score.reviewed_by.as_deref() == Some(by.as_str()) {
        let sentence = "这一项的分是您评的，申诉要由另一个人答复。";
        return Err(Refusal::forbidden("workplan.same_person", sentence).into());
    }
    let words = required(form.words, "answer", "请写明核查的情况和理由。")?.to_owned();
    let lines = template.lines();
    let most = lines.iter().find(|line| line.0 == form.criterion).map(|line| line.2).ok_or_else(access::outside)?;
    let amended = if form.points.trim().is_empty() { None } else { Some(points(form.points, most)?) };
    let answered = Appeal { answer: words, amended, answered_by: Some(by), answered_at: Some(actor.now), ..appeal };
    if !appeals::answer(&mut tx, &answered).await? {
        return Err(stale().into());
    }
    if amended.is_some() {
        score.amended = amended;
        if !scores::save(&mut tx, &score.signed(&house.keyring())).await? {
            return Err(stale().into());
        }
    }
    tx.commit().await?;
    Ok(())
}
