//! What a change of a parameter does to the awards in force: one computation for the preview and for the
//! recomputation after the signature, by the columns of crate `rules` over what the households declared.
//!
//! Facts a person judged at the decision are not judged again here. A household that would no longer be entitled, or
//! whose facts no longer say, keeps what it has and is named.

use crate::change::Change;
use access::{House, Scope};
use cases::assess::facts_of;
use cases::declared::Declaration;
use db::{Fault, Problem, Tx};
use kernel::{Fen, Month, Refusal};
use payments::amounts::due;
use payments::{Award, Segment, SegmentKind};
use procedures::Pays;
use rules::{Column, Columns, Library, Population, Standing};
use std::collections::HashMap;

/// Awards computed at a time.
pub const CHUNK: i64 = 500;
/// Months a change may reach back.
const MOST_MONTHS: i64 = 36;

/// What becomes of one award.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The amounts from these months on; empty when nothing changes.
    Adjusted(Vec<(Month, Fen)>),
    /// The policy would no longer say yes: people must look.
    NotEntitled,
    /// A fact that is now needed is missing: people must look.
    Unknown,
}

/// One award under the change.
#[derive(Debug, Clone)]
pub struct Turned {
    /// The award.
    pub award: Award,
    /// What it gives in the month that is shown, today.
    pub before: Fen,
    /// What it would give then.
    pub after: Fen,
    /// What is owed for months that have been paid already; negative when too much was paid.
    pub back: Fen,
    /// What becomes of it.
    pub fate: Fate,
}

/// The months a change is computed for, the first and those up to today.
///
/// # Errors
/// A refusal when it reaches back too far.
pub fn months(change: &Change, today: Month) -> Result<Vec<Month>, Refusal> {
    let first = change.from.month_of();
    let mut months = vec![first];
    let mut month = first.next();
    while month <= today {
        months.push(month);
        month = month.next();
        if i64::try_from(months.len()).is_ok_and(|count| count > MOST_MONTHS) {
            let sentence = format!("起始日期最多往前 {MOST_MONTHS} 个月；更早的请分段处理。");
            return Err(Refusal::bad_input("policies.too_early", sentence).on_field("from"));
        }
    }
    Ok(months)
}

/// The programmes that pay and whose policy reads the parameter.
#[must_use]
pub fn programmes(house: &House, library: &Library, parameter: &str) -> Vec<String> {
    house
        .procedures
        .all()
        .filter(|procedure| procedure.pays == Pays::Monthly)
        .filter(|procedure| {
            let policy = library.policy(&procedure.programme);
            policy.is_some_and(|policy| policy.parameters().iter().any(|known| known.name == parameter))
        })
        .map(|procedure| procedure.programme.clone())
        .collect()
}

struct Answers {
    month: Month,
    columns: Columns,
}

fn answer(columns: &Columns, names: (&str, &str), at: usize) -> Result<Option<Fen>, ()> {
    let (decision, amount): (&Column, &Column) =
        (columns.column(names.0).ok_or(())?, columns.column(names.1).ok_or(())?);
    if decision.standing(at) != Standing::Known || amount.standing(at) != Standing::Known {
        return Err(());
    }
    match decision.bool(at) {
        Some(true) => Ok(Some(Fen::new(amount.fen(at).ok_or(())?))),
        Some(false) => Ok(None),
        None => Err(()),
    }
}

/// The amounts to record so that every month from the first on is what the policy gives; a later amount that was
/// recorded before is recorded again behind them.
fn steps(award: &Award, segments: &[Segment], wanted: &[(Month, Fen)]) -> Vec<(Month, Fen)> {
    let mut steps: Vec<(Month, Fen)> = Vec::new();
    for (month, amount) in wanted {
        let stands = steps.last().map_or_else(|| due(award, segments, *month).amount, |(_, amount)| *amount);
        if stands != *amount {
            steps.push((*month, *amount));
        }
    }
    let last = wanted.last().map(|(month, _)| *month);
    if let (false, Some(last)) = (steps.is_empty(), last) {
        let later = segments.iter().filter(|segment| segment.kind == SegmentKind::Adjust && segment.from > last);
        steps.extend(later.map(|segment| (segment.from, segment.amount)));
    }
    steps
}

fn turned(
    award: Award,
    segments: &[Segment],
    answers: &[Answers],
    names: (&str, &str),
    at: usize,
    today: Month,
) -> Turned {
    let covered: Vec<&Answers> = answers.iter().filter(|answers| award.covers(answers.month)).collect();
    let shown = covered.last().map_or(today, |answers| answers.month);
    let before = due(&award, segments, shown).amount;
    let mut wanted = Vec::new();
    for answers in &covered {
        match answer(&answers.columns, names, at) {
            Ok(Some(amount)) => wanted.push((answers.month, amount)),
            Ok(None) => return Turned { award, before, after: before, back: Fen::ZERO, fate: Fate::NotEntitled },
            Err(()) => return Turned { award, before, after: before, back: Fen::ZERO, fate: Fate::Unknown },
        }
    }
    let after = wanted.last().map_or(before, |(_, amount)| *amount);
    let past = wanted.iter().filter(|(month, _)| *month < today);
    let back = past.map(|(month, amount)| amount.get() - due(&award, segments, *month).amount.get()).sum();
    let steps = steps(&award, segments, &wanted);
    Turned { award, before, after, back: Fen::new(back), fate: Fate::Adjusted(steps) }
}

/// One page of a programme's awards in a jurisdiction under the library with the change.
///
/// # Errors
/// A refusal when the policy cannot be computed that month; a fault of the database.
pub async fn page(
    tx: &mut Tx,
    house: &House,
    library: &Library,
    programme: &str,
    county: &str,
    months: &[Month],
    after: &str,
) -> Result<Vec<Turned>, Problem> {
    let first = months.first().copied().ok_or_else(|| Fault::other("no month to compute"))?;
    let awards = payments::store::awards::from_month(tx, programme, county, first, after, CHUNK).await?;
    if awards.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = awards.iter().map(|award| award.id.to_string()).collect();
    let segments = payments::store::segments::of_awards(tx, &ids).await?;
    let wanted: Vec<String> = awards.iter().map(|award| award.case.clone()).collect();
    let cases = cases::store::applications::with_ids(tx, &Scope::City, &wanted).await?;
    let by_id: HashMap<String, &cases::Case> = cases.iter().map(|case| (case.id.to_string(), case)).collect();
    let policy = library.policy(programme).ok_or_else(|| Fault::other(format!("no policy for {programme}")))?;
    let names = policy.outcome().ok_or_else(|| Fault::other(format!("{programme} decides nothing")))?;
    let questions = cases::Questions::of(house, programme);
    let keys = house.keyring();
    let mut population = Population::new(policy, 0);
    let mut known = Vec::with_capacity(awards.len());
    for award in awards {
        let Some(case) = by_id.get(&award.case) else {
            return Err(Fault::other(format!("{}: its case is missing", award.object())).into());
        };
        let plain = cases::store::applications::declared(&keys, case)?;
        let declared: Declaration =
            serde_json::from_slice(&plain).map_err(|e| Fault::other(format!("{}: {e}", case.object())))?;
        let facts = facts_of(&declared, &questions, case.accepted_on);
        population.push(&facts, county).map_err(|fault| Fault::other(format!("{}: {fault}", case.object())))?;
        known.push(award);
    }
    let mut answers = Vec::with_capacity(months.len());
    for month in months {
        let columns = policy
            .evaluate_all(&population, month.first_day(), &[names.0, names.1])
            .map_err(|fault| Refusal::not_now("policies.rule", fault.to_string()))?;
        answers.push(Answers { month: *month, columns });
    }
    let today = house.now().day().month_of();
    let none = Vec::new();
    let turn = |(at, award): (usize, Award)| {
        let own = segments.get(&award.id).unwrap_or(&none);
        turned(award, own, &answers, names, at, today)
    };
    Ok(known.into_iter().enumerate().map(turn).collect())
}

/// The programmes that pay every month.
#[must_use]
pub fn monthly(house: &House) -> Vec<String> {
    let pays = house.procedures.all().filter(|procedure| procedure.pays == Pays::Monthly);
    pays.map(|procedure| procedure.programme.clone()).collect()
}
