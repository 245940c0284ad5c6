//! The columns and the row evaluator say the same: values, 未知 with what is missing, faults.

use serde_json::{Map, Value as Json, json};

use super::dice::Dice;
use super::{day, shipped};
use crate::{Answer, FactKind, FactSpec, Facts, Policy, Population, Standing, Unit};

/// How often a fact is left out, and how often it is 未知, in percent.
#[derive(Clone, Copy)]
struct Gaps {
    absent: u64,
    unknown: u64,
}

fn number(dice: &mut Dice, unit: Unit) -> Json {
    match unit {
        Unit::Yuan | Unit::YuanMonth | Unit::YuanYear => {
            let fen = match dice.roll(6) {
                0 => 0,
                1 => dice.roll(300),
                2 => 330_000 * (1 + dice.roll(4)),
                3 => 330_000 * (1 + dice.roll(4)) + 1,
                4 => dice.roll(90_000_000),
                _ => dice.roll(1_200_000),
            };
            json!(format!("{}.{:02}", fen / 100, fen % 100))
        }
        Unit::Age => json!(dice.roll(95)),
        Unit::Plain if dice.chance(30) => json!(format!("{}.{}", dice.roll(3), dice.roll(1000))),
        Unit::Person | Unit::Plain => json!(dice.roll(6)),
        Unit::Days | Unit::Months => json!(dice.roll(25)),
        Unit::Years => json!(dice.roll(5)),
    }
}

fn value(dice: &mut Dice, spec: &FactSpec, rows: &dyn Fn(&str) -> usize) -> Json {
    match &spec.kind {
        FactKind::Number(unit) => number(dice, *unit),
        FactKind::Bool => json!(dice.chance(50)),
        FactKind::Date => {
            let year = if dice.chance(50) { 2015 + dice.roll(4) } else { 1930 + dice.roll(90) };
            json!(format!("{year}-{:02}-{:02}", 1 + dice.roll(12), 1 + dice.roll(28)))
        }
        FactKind::Text => json!(format!("文{}", dice.roll(100))),
        FactKind::Choice(words) => {
            json!(words[usize::try_from(dice.roll(u64::try_from(words.len()).unwrap())).unwrap()])
        }
        FactKind::Reference(list) => match rows(list) {
            0 => Json::Null,
            count => json!((dice.roll(u64::try_from(count).unwrap()) + 1).to_string()),
        },
    }
}

/// A household with facts drawn by lot.
fn household(dice: &mut Dice, policy: &Policy, gaps: Gaps) -> Facts {
    let specs = policy.facts_needed();
    let mut groups: Vec<(&str, bool, usize)> = Vec::new();
    for spec in specs {
        if !groups.iter().any(|(name, ..)| *name == spec.group) {
            let rows = if spec.single { 1 } else { usize::try_from(dice.roll(5)).unwrap() };
            groups.push((&spec.group, spec.single, rows));
        }
    }
    let mut facts = Facts::new();
    for (group, single, rows) in &groups {
        if !single && dice.chance(gaps.unknown) {
            facts.put(group, Json::Null);
            continue;
        }
        let mut list = Vec::new();
        for row in 0..*rows {
            let mut fields = Map::new();
            for spec in specs.iter().filter(|spec| spec.group == *group) {
                let count =
                    |name: &str| groups.iter().find(|(group, ..)| *group == name).map_or(0, |(_, _, rows)| *rows);
                if spec.key {
                    fields.insert(spec.name.clone(), json!((row + 1).to_string()));
                } else if dice.chance(gaps.unknown) {
                    fields.insert(spec.name.clone(), Json::Null);
                } else if !dice.chance(gaps.absent) {
                    fields.insert(spec.name.clone(), value(dice, spec, &count));
                }
            }
            list.push(Json::Object(fields));
        }
        facts.put(group, if *single { list.remove(0) } else { Json::Array(list) });
    }
    facts
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
    let names: Vec<&str> = first.values.iter().map(|(name, _)| name.as_str()).collect();
    let columns = policy.evaluate_all(&population, day(on), &names).unwrap();
    let (mut known, mut unknown, mut odd) = (0, 0, 0);
    for (index, (facts, division)) in households.iter().enumerate() {
        let rows = policy.evaluate(facts, day(on), division).unwrap();
        for (name, wanted) in &rows.values {
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
