//! 建立待遇: what a decision gives, from the event `cases.approved`, in the transaction of the decision.

use super::recover::raise;
use super::stop_award::end;
use crate::award::{Award, AwardId, Segment, SegmentKind};
use crate::store;
use access::{Actor, House, Place};
use db::{Fault, Outcome, Tx};
use kernel::{Fen, Month};
use registry::{HouseholdId, PersonId};
use serde_json::Value as Json;

/// A text of the event.
pub(super) fn text(payload: &Json, field: &str) -> Result<String, Fault> {
    let value = payload.get(field).and_then(Json::as_str);
    value.map(str::to_owned).ok_or_else(|| Fault::other(format!("event: {field} is missing")))
}

/// A number of the event.
fn number(payload: &Json, field: &str) -> Result<i64, Fault> {
    payload.get(field).and_then(Json::as_i64).ok_or_else(|| Fault::other(format!("event: {field} is missing")))
}

/// A month of the event.
pub(super) fn month(payload: &Json, field: &str) -> Result<Month, Fault> {
    Month::parse(&text(payload, field)?)
        .map_err(|problem| Fault::other(format!("event: {field}: {}", problem.sentence)))
}

fn parsed<T: std::str::FromStr>(payload: &Json, field: &str) -> Result<T, Fault> {
    let value = text(payload, field)?;
    value.parse().map_err(|_| Fault::other(format!("event: {field} is {value}")))
}

/// The same payee in every county has the same key: the keyed hash of the id number, or the record where there is none.
///
/// # Errors
/// When the person is not registered, or the database errs.
async fn payee_key(tx: &mut Tx, person: PersonId) -> Result<String, Fault> {
    let found = registry::store::persons::of_household(tx, &[person]).await?;
    let found = found.first().ok_or_else(|| Fault::other(format!("registry_persons: {person} is missing")))?;
    Ok(found.id_blind.as_deref().map_or_else(|| format!("p{person}"), crypto::hex))
}

/// Opens the award of a decision; the same decision opens one, however often it is told. An award of the same payee or
/// household ends the month before, so that nobody is paid twice for a month.
///
/// `payload` is that of `cases.approved`: case, number, programme, household, person, name, county, township, village,
/// `amount_fen`, persons, `first_month`, pays, decision.
///
/// # Errors
/// When a field is missing, or the database errs.
pub async fn open_award(tx: &mut Tx, house: &House, actor: &Actor, payload: &Json) -> Outcome<AwardId> {
    let decision = text(payload, "decision")?;
    if let Some(known) = store::awards::of_decision(tx, &decision).await? {
        return Ok(known.id);
    }
    let keys = house.keyring();
    let person: PersonId = parsed(payload, "person")?;
    let household: HouseholdId = parsed(payload, "household")?;
    let first_month = month(payload, "first_month")?;
    let award = Award {
        id: AwardId::mint(house.ids.as_ref(), actor.now),
        decision: decision.clone(),
        case: text(payload, "case")?,
        case_number: text(payload, "number")?,
        programme: text(payload, "programme")?,
        place: Place {
            county: text(payload, "county")?,
            township: text(payload, "township")?,
            village: text(payload, "village")?,
        },
        household,
        person,
        payee_key: payee_key(tx, person).await?,
        name: text(payload, "name")?,
        persons: number(payload, "persons")?,
        amount: Fen::new(number(payload, "amount_fen")?),
        first_month,
        // Aid that is paid once has one month.
        last_month: (text(payload, "pays")? == "once").then_some(first_month),
        ended_why: String::new(),
        opened_by: actor.staff.to_string(),
        opened: actor.now,
        version: 1,
        mac: Vec::new(),
    }
    .signed(&keys);
    let before = store::awards::reaching(tx, &award.programme, &award.payee_key, household, first_month).await?;
    let mut ended = Vec::with_capacity(before.len());
    for old in before {
        let cause = format!("replaced/{decision}/{}", old.id);
        let why = format!("新的决定从 {} 起发", first_month.chinese());
        ended.push(end(tx, house, actor, &old, first_month.prev(), "replaced", &cause, &why).await?);
    }
    store::awards::insert(tx, &award).await?;
    let segment = Segment {
        id: house.mint(),
        award: award.id,
        county: award.place.county.clone(),
        seq: 1,
        kind: SegmentKind::Open,
        from: first_month,
        amount: award.amount,
        cause: format!("open/{decision}"),
        why: format!("审批决定，受理号 {}", award.case_number),
        by: award.opened_by.clone(),
        at: actor.now,
        mac: Vec::new(),
    }
    .signed(&keys);
    store::segments::insert(tx, &segment).await?;
    for old in &ended {
        raise(tx, house, actor, old, "新的决定生效以后还按原来的发过").await?;
    }
    tx.log(access::line(actor, "payments.open_award", award.object(), award.place.code(), "done", &award.case_number));
    Ok(award.id)
}
