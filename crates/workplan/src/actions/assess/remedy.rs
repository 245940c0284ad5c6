//! 整改清单: what must be put right, what the unit did, and its closing (销号).

use super::super::common::{File, again, bounded, keep, place_of, remember, required, stale};
use super::common::{load, own_unit, sheet};
use super::open::MayAssess;
use crate::Plan;
use crate::assess::RoundState;
use crate::report::Verdict;
use crate::store::assess::remedies::{self, Remedy};
use access::{Actor, House, Permit, permit};
use db::Outcome;
use kernel::{Day, Refusal};

access::actions! {
    /// 报整改结果.
    MayPutRight = "workplan.put_right";
}

/// What must be put right.
#[derive(Debug, Clone, Copy)]
pub struct Wrong<'f> {
    /// The unit.
    pub county: &'f str,
    /// What is wrong, and what is asked for.
    pub problem: &'f str,
    /// By when, as typed.
    pub due: &'f str,
    /// The press.
    pub key: &'f str,
}

/// The bureau puts something on the list.
///
/// # Errors
/// A refusal when the words are missing, the day has passed, or the round is not published.
pub async fn require(house: &House, actor: &Actor, plan: &Plan, id: &str, form: &Wrong<'_>) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_rounds/{id}/{}", form.county);
    let _permit: Permit<MayAssess> = permit(&mut tx, actor, &place, object, "require", false)?;
    let key = format!("workplan.require/{}/{}", actor.staff, form.key);
    if again(&mut tx, &key).await?.is_some() {
        return Ok(());
    }
    let (round, _) = load(&mut tx, house, id).await?;
    round.must_be(RoundState::Published)?;
    sheet(&mut tx, &round, form.county).await?;
    let problem = required(form.problem, "problem", "请写明问题和整改要求。")?.to_owned();
    let due = Day::parse(form.due).map_err(|problem| Refusal::from(problem).on_field("due"))?;
    if due < actor.now.day() {
        let sentence = "整改期限已经过了，请写今天或以后的日期。";
        return Err(Refusal::bad_input("workplan.past_due", sentence).on_field("due").into());
    }
    let new = Remedy {
        id: house.mint(),
        round: round.id,
        county: form.county.to_owned(),
        problem,
        due,
        by: actor.staff.to_string(),
        at: actor.now,
        done_words: String::new(),
        evidence: String::new(),
        done_by: None,
        done_at: None,
        closed_note: String::new(),
        closed_by: None,
        closed_at: None,
        version: 1,
    };
    remedies::insert(&mut tx, &new).await?;
    remember(&mut tx, &key, &new.id, actor).await?;
    tx.commit().await?;
    Ok(())
}

/// The unit says what it did, with evidence; the bureau may say it for a unit that cannot, and somebody else closes it.
///
/// # Errors
/// A refusal for another unit's line (it does not exist), a closed one, or when something is missing.
pub async fn report_remedy(
    house: &House,
    actor: &Actor,
    plan: &Plan,
    (id, remedy): (&str, &str),
    (words, file, seen): (&str, Option<File<'_>>, i64),
) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_remedies/{remedy}");
    let _permit: Permit<MayPutRight> = permit(&mut tx, actor, &place, object, "done", false)?;
    let (round, _) = load(&mut tx, house, id).await?;
    round.must_be(RoundState::Published)?;
    let mut own = remedies::get(&mut tx, id, remedy).await?.ok_or_else(access::outside)?;
    let unit = own_unit(actor, plan)?;
    if own.county != unit && unit != plan.city {
        return Err(access::outside().into());
    }
    if own.version != seen || own.closed_by.is_some() {
        return Err(stale().into());
    }
    required(words, "words", "请写明怎么改的、改到什么程度。")?.clone_into(&mut own.done_words);
    let Some(file) = file.filter(|file| !file.bytes.is_empty()) else {
        let sentence = "整改要有凭证：请选择文件，或者把材料文字贴在下面。";
        return Err(Refusal::bad_input("workplan.evidence", sentence).on_field("file").into());
    };
    own.evidence = keep(&mut tx, house, actor, &place, file).await?.0;
    (own.done_by, own.done_at) = (Some(actor.staff.to_string()), Some(actor.now));
    if !remedies::save(&mut tx, &own).await? {
        return Err(stale().into());
    }
    tx.commit().await?;
    Ok(())
}

/// The bureau closes a line, or sends it back with a reason.
///
/// # Errors
/// A refusal when nothing was done yet, when a return has no reason, or when the form is stale.
pub async fn close_remedy(
    house: &House,
    actor: &Actor,
    plan: &Plan,
    (id, remedy): (&str, &str),
    (verdict, note, seen): (Verdict, &str, i64),
) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_remedies/{remedy}");
    let _permit: Permit<MayAssess> = permit(&mut tx, actor, &place, object, "close", false)?;
    let (round, _) = load(&mut tx, house, id).await?;
    round.must_be(RoundState::Published)?;
    let mut one = remedies::get(&mut tx, id, remedy).await?.ok_or_else(access::outside)?;
    if one.version != seen || one.closed_by.is_some() {
        return Err(stale().into());
    }
    if one.done_by.is_none() {
        return Err(Refusal::not_now("workplan.not_done", "单位还没有报整改结果，不能销号。").into());
    }
    if one.done_by.as_deref() == Some(actor.staff.to_string().as_str()) {
        let sentence = "整改结果是您代报的，销号要由另一个人来做。";
        return Err(Refusal::forbidden("workplan.same_person", sentence).into());
    }
    bounded(note.trim(), "note")?.clone_into(&mut one.closed_note);
    match verdict {
        Verdict::Pass => (one.closed_by, one.closed_at) = (Some(actor.staff.to_string()), Some(actor.now)),
        Verdict::Return => {
            if one.closed_note.is_empty() {
                let sentence = "退回要写明哪里没有改到位。";
                return Err(Refusal::bad_input("workplan.return_reason", sentence).on_field("note").into());
            }
            (one.done_by, one.done_at) = (None, None);
        }
    }
    if !remedies::save(&mut tx, &one).await? {
        return Err(stale().into());
    }
    tx.commit().await?;
    Ok(())
}
