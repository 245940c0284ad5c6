//! The work plan of the year in hand: issued, signed for, shared out, reported, checked, late here and there; through the
//! same actions as people use, in the order of their days.

mod figures;
mod round;
mod story;
mod teller;
mod works;

use access::House;
use db::Outcome;
use kernel::Moment;
use story::Story;
use teller::Teller;
use workplan::{Catalogue, Plan};

/// The first act of the house's day is this long after midnight; the house opens at half past nine.
const EARLY_MS: i64 = 8 * 3_600_000;

/// Works on a plan up to the house's day, in a city that has its staff; answers how many acts that took. Before the plan's
/// own day there is nothing to do.
///
/// # Errors
/// When an office of the plan has no staff, or the database errs.
pub async fn work(house: &House, catalogue: &Catalogue, plan: &Plan, seed: u64) -> Outcome<usize> {
    let today = house.now().day();
    if today < plan.day {
        return Ok(0);
    }
    let mut teller = Teller::begin(house, (catalogue, plan), seed).await?;
    let mut acts = Story::new(house, plan, teller.persons(), seed).acts()?;
    acts.retain(|told| told.at <= house.now() && told.at.day() <= today);
    acts.sort_by_key(|told| told.at);
    for told in &acts {
        teller.perform(told).await?;
    }
    house.db.settle().await?;
    Ok(acts.len())
}

/// A moment of a day: hours and minutes; on the house's own day everything is done before it opens.
fn at(day: kernel::Day, minute: i64) -> Moment {
    Moment::start_of(day).plus_millis(EARLY_MS + minute * 60_000)
}
