//! 主动发现 in batch: what households declared is looked at again under every programme as it stands today, so that a
//! raised standard, a birthday or a new programme reaches those it was made for. It proposes; nothing is decided.

use super::common::declaration;
use crate::case::Case;
use crate::clue::{Clue, ClueId, ClueState};
use crate::combination::excludes;
use crate::computed::facts_for;
use crate::questions::{HOME, MEMBER};
use crate::store;
use crate::store::applications::Taken;
use access::{Actor, House, Place, Scope, permit};
use db::{Fault, Outcome, Problem};
use kernel::{Day, Fen, Refusal};
use procedures::{Pays, Procedure};
use rules::{Answer, Facts, MissingFact, Policy, Population, Standing};
use std::collections::{BTreeSet, HashMap};

access::actions! {
    /// 比对主动发现线索.
    Discover = "cases.discover";
}

/// Households looked at in one transaction.
const CHUNK: i64 = 200;
/// A programme of which more different facts are missing says too little about a household to bother it; so does one that asks
/// for a list, such as bills: whether there are any is not known before somebody comes with them.
const SHORT: usize = 3;

/// What a look found.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Discovered {
    /// Households looked at.
    pub households: i64,
    /// Clues that are new.
    pub fresh: i64,
    /// Clues that no longer hold.
    pub lapsed: i64,
}

/// What one household may get.
struct Finding {
    /// Row of the page.
    at: usize,
    programme: String,
    amount: Option<Fen>,
    missing: String,
}

/// Looks at every household of the actor's township by its newest declaration.
///
/// # Errors
/// A refusal outside a township; a fault of the database.
pub async fn discover(house: &House, actor: &Actor) -> Outcome<Discovered> {
    let Scope::Township(county, township) = &actor.scope else {
        let sentence = "线索按乡镇比对，请由乡镇经办人员来做。";
        return Err(Refusal::forbidden("cases.discover_place", sentence).into());
    };
    let place = Place { county: county.clone(), township: township.clone(), village: String::new() };
    let today = actor.now.day();
    let mut done = Discovered::default();
    let mut after = String::new();
    loop {
        let mut tx = house.db.read().await?;
        let page = store::applications::newest(&mut tx, &actor.scope, &after, CHUNK).await?;
        let Some(last) = page.last() else { break };
        after = last.id.to_string();
        let taken = store::applications::taken(&mut tx, &households(&page)).await?;
        drop(tx);
        let found = look(house, &page, &taken, today)?;
        keep(house, actor, &place, &page, &found, &mut done).await?;
    }
    if done.households == 0 {
        let mut tx = house.db.begin().await?;
        permit::<Discover>(&mut tx, actor, &place, "cases_clues", "0", false)?;
        tx.commit().await?;
    }
    Ok(done)
}

fn households(page: &[Case]) -> Vec<String> {
    page.iter().map(|case| case.household.to_string()).collect()
}

/// What the page's households may get and do not have.
fn look(house: &House, page: &[Case], taken: &HashMap<String, Taken>, today: Day) -> Result<Vec<Finding>, Problem> {
    let keys = house.keyring();
    let none = Taken::default();
    let mut declared = Vec::with_capacity(page.len());
    for case in page {
        let mut own = declaration(&keys, case)?;
        let has = taken.get(&case.household.to_string()).unwrap_or(&none);
        own.know_benefits(has.granted.iter().filter_map(|programme| house.procedures.of(programme)));
        declared.push((own, has));
    }
    let library = house.library();
    let mut found = Vec::new();
    for procedure in house.procedures.all().filter(|procedure| procedure.regime_on(today).is_some()) {
        let Some(policy) = library.policy(&procedure.programme) else { continue };
        let mut asked = Vec::new();
        for (at, (own, has)) in declared.iter().enumerate() {
            let programme = &procedure.programme;
            let has_it = has.granted.contains(programme) || has.open.contains(programme);
            if !has_it && !excludes(house, programme, &has.granted, today) {
                let accepted = page.get(at).map_or(today, |case| case.accepted_on);
                let county = page.get(at).map_or("", |case| case.place.county.as_str());
                // A programme without a value for this day says nothing, here as below.
                if let Ok(facts) = facts_for(house, own, programme, county, accepted, today) {
                    asked.push((at, facts));
                }
            }
        }
        found.extend(of_programme(policy, procedure, page, &asked, today)?);
    }
    Ok(found)
}

/// One programme's answers; a programme without a value for this day and place says nothing.
fn of_programme(
    policy: &Policy,
    procedure: &Procedure,
    page: &[Case],
    asked: &[(usize, Facts)],
    today: Day,
) -> Result<Vec<Finding>, Fault> {
    let Some((decision, amount)) = policy.outcome() else { return Ok(Vec::new()) };
    let county = |at: usize| page.get(at).map_or("", |case| case.place.county.as_str());
    let mut population = Population::new(policy, 0);
    for (at, facts) in asked {
        population.push(facts, county(*at)).map_err(|fault| Fault::other(fault.to_string()))?;
    }
    let Ok(columns) = policy.evaluate_all(&population, today, &[decision, amount]) else { return Ok(Vec::new()) };
    let (Some(decisions), Some(amounts)) = (columns.column(decision), columns.column(amount)) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for (row, (at, facts)) in asked.iter().enumerate() {
        let programme = procedure.programme.clone();
        match decisions.standing(row) {
            Standing::Known if decisions.bool(row) == Some(true) => {
                let amount = amounts.fen(row).map(Fen::new).filter(|_| procedure.pays != Pays::Nothing);
                if amount != Some(Fen::ZERO) {
                    found.push(Finding { at: *at, programme, amount, missing: String::new() });
                }
            }
            Standing::Unknown => {
                let missing = missing(policy, facts, today, county(*at));
                if is_short(&missing) {
                    let words: Vec<String> = missing.iter().map(MissingFact::show).collect();
                    found.push(Finding { at: *at, programme, amount: None, missing: words.join("、") });
                }
            }
            Standing::Known | Standing::Other => {}
        }
    }
    Ok(found)
}

/// Whether asking a little settles it: few different facts, and all about the household and its people.
fn is_short(missing: &[MissingFact]) -> bool {
    let names: BTreeSet<&str> = missing.iter().map(|fact| fact.name.as_str()).collect();
    (1..=SHORT).contains(&names.len()) && missing.iter().all(|fact| [HOME, MEMBER].contains(&fact.group.as_str()))
}

fn missing(policy: &Policy, facts: &Facts, today: Day, county: &str) -> Vec<MissingFact> {
    match policy.assess(facts, today, county) {
        Ok(assessment) if matches!(assessment.decision, Answer::Unknown { .. }) => assessment.missing,
        Ok(_) | Err(_) => Vec::new(),
    }
}

/// Stores what is new, refreshes what waits, and lets go what no longer holds.
async fn keep(
    house: &House,
    actor: &Actor,
    place: &Place,
    page: &[Case],
    found: &[Finding],
    done: &mut Discovered,
) -> Outcome<()> {
    let today = actor.now.day();
    let mut tx = house.db.begin().await?;
    permit::<Discover>(&mut tx, actor, place, "cases_clues", &page.len().to_string(), false)?;
    let known = store::clues::of_households(&mut tx, &households(page)).await?;
    let mut known: HashMap<(String, String), Clue> =
        known.into_iter().map(|clue| ((clue.household.to_string(), clue.programme.clone()), clue)).collect();
    for one in found {
        let Some(case) = page.get(one.at) else { continue };
        let fresh = clue(house, actor, case, one);
        match known.remove(&(case.household.to_string(), one.programme.clone())) {
            None => done.fresh += i64::from(store::clues::insert(&mut tx, &fresh).await?),
            Some(old) => {
                let again = renewed(&old, fresh);
                done.fresh += i64::from(again.is_some() && !old.state.is_live());
                if let Some(again) = again {
                    store::clues::save(&mut tx, &again).await?;
                }
            }
        }
    }
    for old in known.into_values().filter(|clue| clue.state.is_live()) {
        let note = "重新比对，按现在的政策和情况不再符合".to_owned();
        let gone = Clue { state: ClueState::Lapsed, note, acted: Some(today), by: actor.staff.to_string(), ..old };
        done.lapsed += i64::from(store::clues::save(&mut tx, &gone).await?);
    }
    tx.commit().await?;
    done.households += i64::try_from(page.len()).unwrap_or(i64::MAX);
    Ok(())
}

fn clue(house: &House, actor: &Actor, case: &Case, one: &Finding) -> Clue {
    Clue {
        id: ClueId::mint(house.ids.as_ref(), actor.now),
        household: case.household,
        programme: one.programme.clone(),
        place: case.place.clone(),
        team: case.team.clone(),
        name: case.applicant_name.clone(),
        case: case.id,
        amount: one.amount,
        missing: one.missing.clone(),
        found: actor.now.day(),
        state: ClueState::Open,
        note: String::new(),
        acted: None,
        by: String::new(),
        version: 1,
    }
}

/// A clue found again: one that waits takes the new figures, one that had lapsed or whose application came to nothing
/// waits again, and one that is not needed stays so. `None` when nothing changes.
fn renewed(old: &Clue, fresh: Clue) -> Option<Clue> {
    let kept = |state: ClueState, note: String, acted: Option<Day>, by: String, found: Day| Clue {
        id: old.id,
        state,
        note,
        acted,
        by,
        found,
        version: old.version,
        ..fresh.clone()
    };
    let again = match old.state {
        ClueState::Open | ClueState::Informed => {
            kept(old.state, old.note.clone(), old.acted, old.by.clone(), old.found)
        }
        // An application that ended without a grant is no answer for ever: what the policy grants now is new.
        ClueState::Lapsed | ClueState::Applied => {
            kept(ClueState::Open, String::new(), None, String::new(), fresh.found)
        }
        ClueState::Unneeded => return None,
    };
    (again != *old).then_some(again)
}
