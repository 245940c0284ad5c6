//! 现场核查: two people of the bureau look on the spot.

use super::super::common::{File, again, keep, past_day, place_of, remember, required};
use super::common::{load, sheet};
use crate::Plan;
use crate::assess::RoundState;
use crate::store::assess::onsite::{self, Onsite};
use access::{Actor, House, Permit, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 现场核查.
    MayInspect = "workplan.inspect";
}

/// What a form says of a check.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'f> {
    /// The day, as typed.
    pub on: &'f str,
    /// The other person.
    pub companion: &'f str,
    /// What they found.
    pub findings: &'f str,
    /// A photo or the minutes.
    pub file: Option<File<'f>>,
    /// The press.
    pub key: &'f str,
}

/// Records a check of a unit: the one who writes and another one.
///
/// # Errors
/// A refusal when it was one person only, when something is missing, or when it is no time for it.
pub async fn onsite(
    house: &House,
    actor: &Actor,
    plan: &Plan,
    (id, county): (&str, &str),
    form: &Looked<'_>,
) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_rounds/{id}/{county}");
    let _permit: Permit<MayInspect> = permit(&mut tx, actor, &place, object, "onsite", false)?;
    let key = format!("workplan.onsite/{}/{}", actor.staff, form.key);
    if again(&mut tx, &key).await?.is_some() {
        return Ok(());
    }
    let (round, _) = load(&mut tx, house, id).await?;
    let sheet = sheet(&mut tx, &round, county).await?;
    round.must_be(RoundState::Review)?;
    if sheet.confirmed_by.is_some() {
        return Err(Refusal::conflict("workplan.confirmed", "这个单位的评审已经复核，不能再登记核查。").into());
    }
    let today = actor.now.day();
    let on = past_day(form.on, "on", (round.day, today), today)?;
    let companion = required(form.companion, "companion", "现场核查要两个人，请写同去的人。")?;
    if companion == actor.name {
        let sentence = "现场核查要两个人，同去的人不能写自己。";
        return Err(Refusal::bad_input("workplan.one_person", sentence).on_field("companion").into());
    }
    let findings = required(form.findings, "findings", "请写明看了什么、核对的结果。")?;
    let evidence = match form.file.filter(|file| !file.bytes.is_empty()) {
        Some(file) => keep(&mut tx, house, actor, &place, file).await?.0,
        None => String::new(),
    };
    let new = Onsite {
        id: house.mint(),
        round: round.id,
        county: county.to_owned(),
        on,
        first: actor.name.clone(),
        second: companion.to_owned(),
        findings: findings.to_owned(),
        evidence,
        by: actor.staff.to_string(),
        at: actor.now,
    };
    onsite::insert(&mut tx, &new).await?;
    remember(&mut tx, &key, &new.id, actor).await?;
    tx.commit().await?;
    Ok(())
}
