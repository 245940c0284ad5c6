//! 评审 and 复核: somebody of another unit scores, somebody of the bureau who did not score confirms.

use super::super::common::{bounded, place_of, required, stale};
use super::common::{by_hand, load, own_unit, points, sheet};
use super::open::MayAssess;
use crate::Plan;
use crate::assess::{Round, RoundState, Rule, Sheet};
use crate::store::assess::{onsite, scores, sheets};
use access::{Actor, House, Permit, permit};
use db::{Outcome, Tx};
use kernel::Refusal;

access::actions! {
    /// 评审考核.
    MayReview = "workplan.review";
}

/// What a reviewer says of one line.
#[derive(Debug, Clone, Copy)]
pub struct Reviewed<'f> {
    /// The unit.
    pub county: &'f str,
    /// The criterion or extra.
    pub criterion: &'f str,
    /// The points, as typed.
    pub points: &'f str,
    /// Why.
    pub note: &'f str,
    /// The version when the form was made.
    pub seen: i64,
}

/// Nobody reviews a unit they belong to, by this post or another one (AS-04); else the bureau and the assigned unit may.
async fn may_look(tx: &mut Tx, actor: &Actor, plan: &Plan, sheet: &Sheet) -> Outcome<()> {
    let own = own_unit(actor, plan)?;
    let mut is_own = own == sheet.county;
    for post in access::store::posts::of_staff(tx, actor.staff, actor.now.day()).await? {
        let office = access::store::offices::get(tx, post.office).await?;
        is_own |= office.is_some_and(|office| office.place.county == sheet.county);
    }
    if is_own {
        let sentence = "不能评审自己的单位，请由对口评审的单位或者市局来评。";
        return Err(Refusal::forbidden("workplan.own_unit", sentence).into());
    }
    if own != plan.city && own != sheet.reviewer {
        let sentence = format!("这个单位由{}评审，没有分给您。", plan.unit_name(&sheet.reviewer));
        return Err(Refusal::forbidden("workplan.other_reviewer", sentence).into());
    }
    Ok(())
}

/// A sheet that may still be reviewed.
async fn open(tx: &mut Tx, actor: &Actor, plan: &Plan, round: &Round, county: &str) -> Outcome<Sheet> {
    let sheet = sheet(tx, round, county).await?;
    may_look(tx, actor, plan, &sheet).await?;
    round.must_be(RoundState::Review)?;
    if sheet.confirmed_by.is_some() {
        return Err(Refusal::conflict("workplan.confirmed", "这个单位的评审已经复核，不能再改；有异议走申诉。").into());
    }
    Ok(sheet)
}

/// Scores one line of another unit's sheet.
///
/// # Errors
/// A refusal for one's own unit, for a computed line, for points that differ from the unit's own without a reason, or
/// when the form is stale.
pub async fn review(house: &House, actor: &Actor, plan: &Plan, id: &str, form: &Reviewed<'_>) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_rounds/{id}/{}/{}", form.county, form.criterion);
    let _permit: Permit<MayReview> = permit(&mut tx, actor, &place, object, form.points, false)?;
    let (round, template) = load(&mut tx, house, id).await?;
    open(&mut tx, actor, plan, &round, form.county).await?;
    let most = by_hand(&template, form.criterion)?;
    let mut score = scores::get(&mut tx, id, form.county, form.criterion).await?.ok_or_else(access::outside)?;
    if score.version != form.seen {
        return Err(stale().into());
    }
    let reviewed = points(form.points, most)?;
    let note = if score.own == Some(reviewed) {
        bounded(form.note.trim(), "note")?
    } else {
        required(form.note, "note", "评的分与自评不一样，请写明为什么。")?
    };
    score.reviewed = Some(reviewed);
    note.clone_into(&mut score.reviewed_note);
    (score.reviewed_by, score.reviewed_at) = (Some(actor.staff.to_string()), Some(actor.now));
    if !scores::save(&mut tx, &score.signed(&house.keyring())).await? {
        return Err(stale().into());
    }
    tx.commit().await?;
    Ok(())
}

/// Vetoes a unit (一票否决), or takes the veto back with empty words, before the sheet is confirmed.
///
/// # Errors
/// A refusal for one's own unit, or when the form is stale.
pub async fn veto(
    house: &House,
    actor: &Actor,
    plan: &Plan,
    (id, county): (&str, &str),
    (words, seen): (&str, i64),
) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_rounds/{id}/{county}");
    let _permit: Permit<MayReview> = permit(&mut tx, actor, &place, object, "veto", false)?;
    let (round, _) = load(&mut tx, house, id).await?;
    let mut sheet = open(&mut tx, actor, plan, &round, county).await?;
    if sheet.version != seen {
        return Err(stale().into());
    }
    bounded(words.trim(), "veto")?.clone_into(&mut sheet.veto);
    sheet.veto_by = (!sheet.veto.is_empty()).then(|| actor.staff.to_string());
    if !sheets::save(&mut tx, &sheet.signed(&house.keyring())).await? {
        return Err(stale().into());
    }
    tx.commit().await?;
    Ok(())
}

/// Confirms the review of a unit: by somebody of the bureau who scored nothing of it (四眼).
///
/// # Errors
/// A refusal for the reviewer, when lines have no score yet, or nobody was on the spot.
pub async fn confirm(house: &House, actor: &Actor, plan: &Plan, (id, county): (&str, &str), seen: i64) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_rounds/{id}/{county}");
    let _permit: Permit<MayAssess> = permit(&mut tx, actor, &place, object, "confirm", false)?;
    let (round, template) = load(&mut tx, house, id).await?;
    let mut sheet = open(&mut tx, actor, plan, &round, county).await?;
    if sheet.version != seen {
        return Err(stale().into());
    }
    let by = actor.staff.to_string();
    let lines = scores::of_unit(&mut tx, id, county).await?;
    let is_reviewer = lines.iter().any(|line| line.reviewed_by.as_deref() == Some(by.as_str()));
    if is_reviewer || sheet.veto_by.as_deref() == Some(by.as_str()) {
        let sentence = "这个单位有您评的分，复核要由另一个人来做。";
        return Err(Refusal::forbidden("workplan.same_person", sentence).into());
    }
    let is_open = |id: &str| !lines.iter().any(|line| line.criterion == id && line.reviewed.is_some());
    let hand = template.criteria().filter(|one| one.rule == Rule::Hand && is_open(&one.id));
    let open: Vec<&str> = hand.map(|one| one.name.as_str()).collect();
    if !open.is_empty() {
        let sentence = format!("还没有评审的：{}。", open.join("、"));
        return Err(Refusal::not_now("workplan.review_missing", sentence).into());
    }
    if onsite::of_unit(&mut tx, id, county).await?.is_empty() {
        let sentence = "还没有现场核查记录，要两个人到现场看过才能复核。";
        return Err(Refusal::not_now("workplan.no_onsite", sentence).into());
    }
    (sheet.confirmed_by, sheet.confirmed_at) = (Some(by), Some(actor.now));
    if !sheets::save(&mut tx, &sheet.signed(&house.keyring())).await? {
        return Err(stale().into());
    }
    tx.commit().await?;
    Ok(())
}
