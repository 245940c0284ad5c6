//! Facts of a policy that another policy computes (低保测算): the income a household of 低保边缘 is judged by is the one
//! the policy of dibao counts, not a second count. What somebody answered on the form itself stands.

use crate::assess::{facts_of, rule_problem};
use crate::declared::Declaration;
use crate::questions::{HOME, Questions};
use access::House;
use db::{Fault, Problem};
use kernel::Day;
use rules::{Answer, Facts, RuleFault, Value};
use serde_json::{Value as Json, json};

/// The facts of a declaration for a programme, with those another policy computes from it.
///
/// # Errors
/// As computing the other policy; a fault when a policy is gone.
pub fn facts_for(
    house: &House,
    declared: &Declaration,
    programme: &str,
    county: &str,
    accepted_on: Day,
    on: Day,
) -> Result<Facts, Problem> {
    let mut facts = facts_of(declared, &Questions::of(house, programme), accepted_on);
    let procedure = house.procedures.of(programme);
    let Some(other) = procedure.and_then(|procedure| procedure.computed_by.as_deref()) else { return Ok(facts) };
    let library = house.library();
    let gone = |id: &str| Fault::other(format!("no policy {id}"));
    let policy = library.policy(programme).ok_or_else(|| gone(programme))?;
    let computing = library.policy(other).ok_or_else(|| gone(other))?;
    let theirs = facts_of(declared, &Questions::of(house, other), accepted_on);
    let evaluation = computing.evaluate(&theirs, on, county).map_err(rule_problem)?;
    for spec in policy.facts_needed().iter().filter(|spec| spec.single && spec.group == HOME) {
        let is_known = facts.groups().get(HOME).and_then(|home| home.get(&spec.name)).is_some();
        if is_known {
            continue;
        }
        match evaluation.value(&spec.name) {
            Ok(Answer::Known(value)) => {
                if let Some(value) = as_fact(value) {
                    facts.set(HOME, &spec.name, value);
                }
            }
            // Not computed there, or not known: the fact stays unknown here.
            Ok(Answer::Unknown { .. } | Answer::Manual { .. }) | Err(RuleFault::NoSuchName { .. }) => {}
            Err(fault) => return Err(rule_problem(fault)),
        }
    }
    Ok(facts)
}

/// A computed value in the words facts are written in; `None` for a fraction of a fen.
fn as_fact(value: &Value) -> Option<Json> {
    match value {
        Value::Bool(value) => Some(json!(value)),
        Value::Text(word) => Some(json!(word)),
        Value::Date(day) => Some(json!(day.to_string())),
        Value::Number { unit, .. } if unit.is_money() => value.fen().map(|fen| json!(fen.to_string())),
        Value::Number { .. } => value.whole().map(|whole| json!(whole)),
    }
}
