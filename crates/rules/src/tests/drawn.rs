//! Households drawn by lot for any policy, from the facts it says it needs.

use serde_json::{Map, Value as Json, json};

use super::dice::Dice;
use crate::{FactKind, FactSpec, Facts, Policy, Unit};

/// How often a fact is left out, and how often it is 未知, in percent.
#[derive(Clone, Copy)]
pub(super) struct Gaps {
    pub absent: u64,
    pub unknown: u64,
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

pub(super) fn value(dice: &mut Dice, spec: &FactSpec, rows: &dyn Fn(&str) -> usize) -> Json {
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
pub(super) fn household(dice: &mut Dice, policy: &Policy, gaps: Gaps) -> Facts {
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
