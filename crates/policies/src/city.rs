//! The preview over a whole scope: every programme and jurisdiction is a part of its own, and two parts are computed at
//! the same time, so that a city of four million is answered while somebody waits.

use crate::change::Change;
use crate::impact::{Fate, Turned, monthly, months, page, programmes};
use access::{House, Place, Scope};
use db::{Fault, Problem};
use kernel::{Fen, Month, Refusal};
use rules::Library;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Parts computed at the same time: one may decrypt while the other waits for the database, and readers are left for
/// everybody else.
const AT_ONCE: usize = 2;

/// A jurisdiction in the preview.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    /// Its code.
    pub county: String,
    /// The programme.
    pub programme: String,
    /// Awards looked at.
    pub households: i64,
    /// More than before.
    pub more: i64,
    /// Less than before.
    pub less: i64,
    /// To be looked at by people.
    pub open: i64,
    /// A month today, fen.
    pub before: Fen,
    /// A month then, fen.
    pub after: Fen,
    /// Back pay, fen.
    pub back: Fen,
}

/// The whole preview: sums by jurisdiction and programme, and the households that change most.
#[derive(Debug, Clone, Default)]
pub struct Impact {
    /// By jurisdiction and programme.
    pub sums: Vec<Sum>,
    /// The households whose amount changes most, and all that people must look at, at most [`SHOWN`].
    pub households: Vec<Turned>,
}

/// Households listed in a preview.
pub const SHOWN: usize = 200;

impl Sum {
    fn add(&mut self, turned: &Turned) -> Result<(), kernel::Overflow> {
        self.households += 1;
        match turned.fate {
            Fate::NotEntitled | Fate::Unknown => self.open += 1,
            Fate::Adjusted(_) if turned.after > turned.before => self.more += 1,
            Fate::Adjusted(_) if turned.after < turned.before => self.less += 1,
            Fate::Adjusted(_) => {}
        }
        self.before = kernel::try_sum([self.before, turned.before])?;
        self.after = kernel::try_sum([self.after, turned.after])?;
        self.back = kernel::try_sum([self.back, turned.back])?;
        Ok(())
    }
}

/// What stands out first: what people must look at, then the largest changes.
fn weight(turned: &Turned) -> (bool, i64) {
    (matches!(turned.fate, Fate::NotEntitled | Fate::Unknown), (turned.after.get() - turned.before.get()).abs())
}

/// Computes the preview of a change within a scope.
///
/// # Errors
/// A refusal when the change does not fit, or the policy cannot be computed; a fault of the database.
pub async fn impact(house: &House, change: &Change, scope: &Scope) -> Result<Impact, Problem> {
    let library = house.library();
    let changed =
        change.over(&library).map_err(|e| Refusal::bad_input("policies.value", e.sentence).on_field("value"))?;
    let months = months(change, house.now().day().month_of())?;
    let programmes = programmes(house, &library, &change.parameter);
    let is_meant = |county: &str| change.division().is_none_or(|division| division == county);
    compute(house, Arc::new(changed), parts(house, programmes, scope, is_meant), months).await
}

/// Computes what the policies in force give in one month beside what the awards hold: ages reached and values announced
/// earlier for a later day.
///
/// # Errors
/// A refusal when a policy cannot be computed that month; a fault of the database.
pub async fn month_impact(house: &House, month: Month, scope: &Scope) -> Result<Impact, Problem> {
    let library = house.library();
    compute(house, library, parts(house, monthly(house), scope, |_| true), vec![month]).await
}

/// A programme in a jurisdiction.
struct Part {
    programme: String,
    county: String,
}

fn parts(house: &House, programmes: Vec<String>, scope: &Scope, is_meant: impl Fn(&str) -> bool) -> Vec<Part> {
    let holds = |county: &String| {
        let place = Place { county: county.clone(), township: String::new(), village: String::new() };
        is_meant(county) && scope.holds(&place)
    };
    let counties: Vec<String> = registry::actions::jurisdictions(house.places).into_iter().filter(holds).collect();
    let of = |programme: String| {
        let part = move |county: &String| Part { programme: programme.clone(), county: county.clone() };
        counties.iter().map(part).collect::<Vec<_>>()
    };
    programmes.into_iter().flat_map(of).collect()
}

/// What a part gives: its line, and its households that stand out.
struct Found {
    sum: Sum,
    households: Vec<Turned>,
}

/// Computes the parts, some at the same time, and puts them together in their order.
async fn compute(
    house: &House,
    library: Arc<Library>,
    parts: Vec<Part>,
    months: Vec<Month>,
) -> Result<Impact, Problem> {
    let shared = Arc::new((library, months));
    let mut found: Vec<Option<Found>> = Vec::new();
    found.resize_with(parts.len(), || None);
    let mut waiting = parts.into_iter().enumerate();
    let mut running = JoinSet::new();
    loop {
        while running.len() < AT_ONCE {
            let Some((at, part)) = waiting.next() else { break };
            let (house, shared) = (house.clone(), Arc::clone(&shared));
            running.spawn(async move { (at, of_part(&house, &shared.0, &part, &shared.1).await) });
        }
        let Some(done) = running.join_next().await else { break };
        let (at, answer) = done.map_err(|fault| Fault::other(format!("a part of the preview: {fault}")))?;
        if let Some(place) = found.get_mut(at) {
            *place = Some(answer?);
        }
    }
    let mut impact = Impact::default();
    for part in found.into_iter().flatten() {
        if part.sum.households > 0 {
            impact.sums.push(part.sum);
        }
        impact.households.extend(part.households);
    }
    keep_largest(&mut impact.households);
    Ok(impact)
}

fn keep_largest(households: &mut Vec<Turned>) {
    households.sort_by_key(|turned| std::cmp::Reverse(weight(turned)));
    households.truncate(SHOWN);
}

async fn of_part(house: &House, library: &Library, part: &Part, months: &[Month]) -> Result<Found, Problem> {
    let mut tx = house.db.read().await?;
    let (county, programme) = (part.county.clone(), part.programme.clone());
    let mut found = Found { sum: Sum { county, programme, ..Sum::default() }, households: Vec::new() };
    let mut after = String::new();
    loop {
        let page = page(&mut tx, house, library, &part.programme, &part.county, months, &after).await?;
        let Some(last) = page.last() else { break };
        after = last.award.id.to_string();
        for turned in &page {
            found.sum.add(turned).map_err(|e| Fault::other(e.to_string()))?;
        }
        found.households.extend(page.into_iter().filter(|turned| weight(turned) != (false, 0)));
        keep_largest(&mut found.households);
        // Other requests wait for this thread too.
        tokio::task::yield_now().await;
    }
    Ok(found)
}
