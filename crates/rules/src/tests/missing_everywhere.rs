//! Every fact of every shipped policy is blanked in turn: each answer is 未知 and names it, or is the
//! same whatever the fact is.

use serde_json::{Value as Json, json};

use super::dice::Dice;
use super::drawn::{Gaps, household, value};
use super::{day, shipped};
use crate::{Answer, FactSpec, Facts, Policy, RuleFault};

type Answers = Vec<(String, Result<Answer, RuleFault>)>;

fn answers(policy: &Policy, facts: &Facts) -> Answers {
    policy
        .evaluate(facts, day("2017-05-01"), "船山区")
        .unwrap_or_else(|fault| panic!("{}: {fault}", policy.id()))
        .values
}

/// The facts with one of them replaced.
fn with(facts: &Facts, spec: &FactSpec, row: usize, new: Json) -> Facts {
    let mut changed = facts.clone();
    let mut group = facts.groups()[&spec.group].clone();
    let fields = if spec.single { &mut group } else { &mut group[row] };
    fields[&spec.name] = new;
    changed.put(&spec.group, group);
    changed
}

/// Whether an answer names this fact of this row.
fn names(answer: &Answer, spec: &FactSpec, row: usize) -> bool {
    let Answer::Unknown { missing } = answer else {
        return false;
    };
    missing.iter().any(|m| m.group == spec.group && m.name == spec.name && m.row.is_none_or(|own| own == row))
}

/// Blanks one fact; how many answers named it and how many did not depend on it.
fn blank(policy: &Policy, facts: &Facts, spec: &FactSpec, row: usize, dice: &mut Dice) -> (usize, usize) {
    let full = answers(policy, facts);
    let open = answers(policy, &with(facts, spec, row, Json::Null));
    let count = |group: &str| facts.groups().get(group).and_then(Json::as_array).map_or(0, Vec::len);
    let completed: Vec<Answers> = (0..4)
        .map(|_| value(dice, spec, &count))
        .filter(|value| !value.is_null())
        .map(|value| answers(policy, &with(facts, spec, row, value)))
        .collect();
    let (mut named, mut independent) = (0, 0);
    for (index, (name, answer)) in open.iter().enumerate() {
        let place = || format!("{}.{}.{} → {name}\n{}", policy.id(), spec.group, spec.name, facts.to_json().unwrap());
        match (answer, &full[index].1) {
            (Ok(Answer::Unknown { .. }), Ok(Answer::Known(_))) => {
                assert!(names(answer.as_ref().unwrap(), spec, row), "unknown but not named: {}", place());
                named += 1;
            }
            (Ok(Answer::Known(value)), _) => {
                for other in &completed {
                    // A value that makes a rule impossible (a division by zero) is no other answer.
                    if let Ok(found) = &other[index].1 {
                        assert_eq!(found.known(), Some(value), "{}", place());
                    }
                }
                independent += 1;
            }
            (Ok(Answer::Unknown { .. } | Answer::Manual { .. }) | Err(_), _) => {}
        }
    }
    (named, independent)
}

#[test]
fn a_blank_fact_is_named_or_does_not_matter_in_any_policy() {
    let library = shipped();
    let mut dice = Dice(0x0118_1840);
    let mut most = 0;
    for policy in library.policies().iter().filter(|policy| !policy.facts_needed().is_empty()) {
        let (mut named, mut independent) = (0, 0);
        for _ in 0..8 {
            let facts = household(&mut dice, policy, Gaps { absent: 0, unknown: 0 });
            for spec in policy.facts_needed().iter().filter(|spec| !spec.key) {
                let rows = facts.groups()[&spec.group].as_array().map_or(1, Vec::len);
                for row in 0..rows.min(2) {
                    let found = blank(policy, &facts, spec, row, &mut dice);
                    (named, independent) = (named + found.0, independent + found.1);
                }
            }
        }
        assert!(named + independent > 0, "{}", policy.id());
        most += named;
    }
    assert!(most > 1_000, "{most}");
}

#[test]
fn a_blank_list_is_named_or_does_not_matter_in_any_policy() {
    let library = shipped();
    let mut dice = Dice(0x0229_2000);
    for policy in library.policies().iter().filter(|policy| !policy.facts_needed().is_empty()) {
        let lists: std::collections::BTreeSet<&str> =
            policy.facts_needed().iter().filter(|spec| !spec.single).map(|spec| spec.group.as_str()).collect();
        for list in lists {
            let facts = household(&mut dice, policy, Gaps { absent: 0, unknown: 0 });
            let values = |facts: &Facts| policy.evaluate(facts, day("2017-05-01"), "船山区").unwrap().values;
            let (full, mut changed) = (values(&facts), facts.clone());
            changed.put(list, Json::Null);
            // References to rows that are not there any more are unknown with them.
            let Ok(open) = policy.evaluate(&changed, day("2017-05-01"), "船山区") else { continue };
            let open = open.values;
            changed.put(list, json!([]));
            let empty = policy.evaluate(&changed, day("2017-05-01"), "船山区");
            for (index, (name, answer)) in open.iter().enumerate() {
                match (answer, &full[index].1) {
                    (Ok(Answer::Unknown { missing }), Ok(Answer::Known(_))) => {
                        assert!(missing.iter().any(|m| m.group == list), "{} {name}: {missing:?}", policy.id());
                    }
                    (Ok(Answer::Known(value)), other) => {
                        let others = [Some(other), empty.as_ref().ok().map(|e| &e.values[index].1)];
                        for found in others.into_iter().flatten().flatten() {
                            assert_eq!(found.known(), Some(value), "{} {name}", policy.id());
                        }
                    }
                    (Ok(Answer::Unknown { .. } | Answer::Manual { .. }) | Err(_), _) => {}
                }
            }
        }
    }
}
