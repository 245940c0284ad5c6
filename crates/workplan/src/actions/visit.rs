//! 走访和会议: an event of a periodic duty.

use super::common::{File, again, issued, keep, past_day, place_of, remember, required};
use crate::store::visits::{self, Visit};
use crate::{Duty, Plan};
use access::{Actor, House, Permit, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 登记走访和会议.
    MayVisit = "workplan.visit";
}

/// What a form says.
#[derive(Debug, Clone, Copy)]
pub struct Attended<'f> {
    /// The day, as typed.
    pub on: &'f str,
    /// Who took part.
    pub people: &'f str,
    /// Which leaders took part, by id.
    pub leaders: &'f [&'f str],
    /// Where.
    pub place: &'f str,
    /// What was done.
    pub words: &'f str,
    /// A photo or the minutes.
    pub file: Option<File<'f>>,
    /// The press.
    pub key: &'f str,
}

/// Records an event. A second one in the same period is kept too, and repairs no other period.
///
/// # Errors
/// A refusal when something is missing, or the day is not one of the duty's.
pub async fn visit(house: &House, actor: &Actor, plan: &Plan, duty: &Duty, form: &Attended<'_>) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_visits/{}/{}", plan.year, duty.id);
    let _permit: Permit<MayVisit> = permit(&mut tx, actor, &place, object, "visit", false)?;
    let key = format!("workplan.visit/{}/{}", actor.staff, form.key);
    if again(&mut tx, &key).await?.is_some() {
        return Ok(());
    }
    issued(&mut tx, plan).await?;
    let span = (duty.from.first_day(), duty.to.last_day());
    let on = past_day(form.on, "on", span, actor.now.day())?;
    let people = required(form.people, "people", "请写参加的人（职务就行）。")?.to_owned();
    let leaders = leaders(plan, duty, form.leaders)?;
    let at_place = required(form.place, "place", "请写地点。")?.to_owned();
    let words = required(form.words, "words", "请写做了什么、议定了什么。")?.to_owned();
    let evidence = match form.file.filter(|file| !file.bytes.is_empty()) {
        Some(file) => keep(&mut tx, house, actor, &place, file).await?.0,
        None => String::new(),
    };
    let visit = Visit {
        id: house.mint(),
        year: plan.year,
        duty: duty.id.clone(),
        county: place.county,
        on,
        people,
        place: at_place,
        words,
        evidence,
        by: actor.staff.to_string(),
        at: actor.now,
        leaders,
    };
    visits::insert(&mut tx, &visit).await?;
    remember(&mut tx, &key, &visit.id, actor).await?;
    tx.commit().await?;
    Ok(())
}

/// The leaders of a form, each once; a duty of each leader needs one at least.
fn leaders(plan: &Plan, duty: &Duty, chosen: &[&str]) -> Result<Vec<String>, Refusal> {
    if duty.by_leader && chosen.is_empty() {
        let sentence = "这项责任按每位领导分别算，请勾选去了的领导。";
        return Err(Refusal::bad_input("workplan.leaders", sentence).on_field("leader"));
    }
    if let Some(unknown) = chosen.iter().find(|id| !plan.leaders.iter().any(|(known, _)| known == *id)) {
        let sentence = format!("计划里没有“{unknown}”这位领导，请重新打开页面再选。");
        return Err(Refusal::bad_input("workplan.leader", sentence).on_field("leader"));
    }
    let in_order = plan.leaders.iter().filter(|(id, _)| chosen.contains(&id.as_str()));
    Ok(in_order.map(|(id, _)| id.clone()).collect())
}
