//! One box: name, pinyin initials, exact id number, case number, village.

use crate::store;
use crate::types::{Household, Person};
use access::{Actor, House, Scope};
use db::Outcome;
use kernel::places::Level;
use kernel::{IdNumber, PlaceCode};

/// What the box found.
#[derive(Debug, Default)]
pub struct Found {
    /// Persons within the scope.
    pub persons: Vec<Person>,
    /// Households of a village within the scope.
    pub households: Vec<Household>,
    /// Counties outside the scope that know this exact id number.
    pub elsewhere: Vec<String>,
    /// A case number was typed: go there.
    pub case_number: Option<String>,
}

/// Rows shown at most; more ask for a longer word.
pub const MOST: i64 = 30;

/// Searches.
///
/// # Errors
/// When the database does.
pub async fn search(house: &House, actor: &Actor, typed: &str) -> Outcome<Found> {
    let text = kernel::narrow(typed);
    let mut found = Found::default();
    if text.is_empty() {
        return Ok(found);
    }
    if text.to_ascii_uppercase().starts_with("SL-") {
        found.case_number = Some(text.to_ascii_uppercase());
        return Ok(found);
    }
    let mut tx = house.db.read().await?;
    if text.chars().any(|c| c.is_ascii_digit()) {
        let Ok(number) = IdNumber::parse(&text) else { return Ok(found) };
        let blind = house.keyring().blind(crate::ID_DOMAIN, number.plain());
        for person in store::persons::by_blind(&mut tx, &blind).await? {
            if actor.scope.holds(&person.place) {
                found.persons.push(person);
            } else {
                found.elsewhere.push(crate::actions::county_name(house, &person.place.county));
            }
        }
        return Ok(found);
    }
    let counties = crate::actions::jurisdictions(house.places);
    if text.is_ascii() {
        let lower = text.to_ascii_lowercase();
        found.persons = store::persons::by_initials(&mut tx, &actor.scope, &counties, &lower, MOST).await?;
        return Ok(found);
    }
    found.persons = store::persons::by_name(&mut tx, &actor.scope, &counties, &text, MOST).await?;
    if found.persons.is_empty() {
        for village in villages_named(house, actor, &text) {
            let some = store::households::in_village(&mut tx, &actor.scope, village.as_str(), MOST).await?;
            found.households.extend(some);
        }
    }
    Ok(found)
}

fn villages_named(house: &House, actor: &Actor, text: &str) -> Vec<PlaceCode> {
    let within = |code: PlaceCode| match &actor.scope {
        Scope::City | Scope::County(_) => true,
        Scope::Township(_, township) => code.township9() == township,
        Scope::Village(_, _, village) => code.as_str() == village,
        Scope::Nowhere => false,
    };
    house
        .places
        .all(Level::Village, actor.now.day())
        .into_iter()
        .filter(|place| place.name.starts_with(text) && within(place.code))
        .map(|place| place.code)
        .take(5)
        .collect()
}
