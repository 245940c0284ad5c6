//! The columns and the row evaluator say the same: values, 未知 with what is missing, faults.

use super::dice::Dice;
use super::drawn::{Gaps, household};
use super::{day, shipped};
use crate::{Answer, Facts, Policy, Population, RuleFault, Standing};

/// 结论, 原因 and 金额 of the row evaluator.
fn verdict(policy: &Policy, facts: &Facts, on: &str, division: &str) -> Vec<(String, Result<Answer, RuleFault>)> {
    let answers = match policy.assess(facts, day(on), division) {
        Ok(found) => [Ok(found.decision), Ok(found.reason), Ok(found.amount)],
        Err(fault) => [Err(fault.clone()), Err(fault.clone()), Err(fault)],
    };
    ["结论", "原因", "金额"].map(str::to_owned).into_iter().zip(answers).collect()
}

/// Compares every household-level rule of a policy; how many answers were known, unknown, and neither
/// in columns although the row evaluator has an answer.
fn compare(policy: &Policy, dice: &mut Dice, count: usize, gaps: Gaps, on: &str) -> (usize, usize, usize) {
    let divisions = ["船山区", "射洪县", ""];
    let households: Vec<(Facts, &str)> = (0..count)
        .map(|_| (household(dice, policy, gaps), divisions[usize::try_from(dice.roll(3)).unwrap()]))
        .collect();
    let mut population = Population::new(policy, 0);
    for (facts, division) in &households {
        population.push(facts, division).unwrap_or_else(|fault| panic!("{}: {fault}", policy.id()));
    }
    let first = policy.evaluate(&households[0].0, day(on), "").unwrap();
    let mut names: Vec<&str> = first.values.iter().map(|(name, _)| name.as_str()).collect();
    let decides = !matches!(policy.assess(&households[0].0, day(on), ""), Err(RuleFault::NoSuchName { .. }));
    if decides {
        names.extend(["结论", "原因", "金额"]);
    }
    let columns = policy.evaluate_all(&population, day(on), &names).unwrap();
    let (mut known, mut unknown, mut odd) = (0, 0, 0);
    for (index, (facts, division)) in households.iter().enumerate() {
        let mut wanted = policy.evaluate(facts, day(on), division).unwrap().values;
        if decides {
            wanted.extend(verdict(policy, facts, on, division));
        }
        for (name, wanted) in &wanted {
            let column = columns.column(name).unwrap();
            let shown = || format!("{} {name}, household {index}: {}", policy.id(), facts.to_json().unwrap());
            odd += usize::from(matches!(column.odd(index), Some(Ok(_))));
            if let Some(found) = column.odd(index) {
                assert_eq!(found, wanted, "{}", shown());
                continue;
            }
            match wanted {
                Ok(Answer::Known(value)) => {
                    assert_eq!(columns.value(name, index).as_ref(), Some(value), "{}", shown());
                    known += 1;
                }
                Ok(Answer::Unknown { .. }) => {
                    assert_eq!(column.standing(index), Standing::Unknown, "{}", shown());
                    let asked = policy.answer_in(&population, index, day(on), name).unwrap();
                    assert_eq!(Ok(asked), *wanted, "{}", shown());
                    unknown += 1;
                }
                Ok(Answer::Manual { .. }) | Err(_) => panic!("a fault that the columns did not see: {}", shown()),
            }
        }
    }
    (known, unknown, odd)
}

#[test]
fn columns_and_rows_agree_on_every_shipped_policy() {
    let library = shipped();
    let mut dice = Dice(0x2017_0501);
    let all = [Gaps { absent: 0, unknown: 0 }, Gaps { absent: 30, unknown: 0 }, Gaps { absent: 20, unknown: 10 }];
    let (mut known, mut unknown, mut odd) = (0, 0, 0);
    for policy in library.policies() {
        for gaps in all {
            if policy.facts_needed().is_empty() {
                continue;
            }
            let found = compare(policy, &mut dice, 250, gaps, "2017-05-01");
            (known, unknown, odd) = (known + found.0, unknown + found.1, odd + found.2);
        }
    }
    assert!(known > 50_000 && unknown > 10_000, "{known} {unknown} {odd}");
}

#[test]
fn most_rules_have_a_column_form() {
    let library = shipped();
    let policy = library.policy("dibao").unwrap();
    let mut dice = Dice(0x1949);
    let (known, unknown, odd) = compare(policy, &mut dice, 1_000, Gaps { absent: 20, unknown: 2 }, "2017-05-01");
    assert!(odd * 8 < known + unknown, "{known} {unknown} {odd}");
}
