//! Whether every value keeps to what the level above allows (约束).

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::Day;

use crate::ast::Operator;
use crate::number::Exact;
use crate::problem::Place;
use crate::program::{Literal, Symbol};

use super::{Bound, Entry, Limit, ParameterStore};

/// The most comparisons for one 约束.
const MAX_WORK: usize = 50_000_000;

/// Where a value was written; nothing for one entered in the program.
type Origin = Option<(Arc<str>, Place)>;

impl ParameterStore {
    /// The values that go beyond a 约束, each once, with where they stand and a sentence.
    pub fn broken_bounds(&self) -> Vec<(Origin, String)> {
        let mut found: Vec<(Origin, String)> = Vec::new();
        for (index, table) in self.tables.iter().enumerate() {
            for bound in &table.bounds {
                self.break_of(index, bound, &mut found);
            }
        }
        found
    }

    /// Every day on which the value or its limit may change.
    fn days(&self, index: usize, bound: &Bound) -> BTreeSet<Day> {
        let other = if let Limit::Parameter(other) = bound.limit { Some(other) } else { None };
        let tables = [Some(index), other].into_iter().flatten();
        let begins = tables.flat_map(|table| self.tables[table].entries.iter().map(|entry| entry.from));
        begins.chain(bound.from).filter(|day| bound.from.is_none_or(|from| from <= *day)).collect()
    }

    fn break_of(&self, index: usize, bound: &Bound, found: &mut Vec<(Origin, String)>) {
        let table = &self.tables[index];
        let own = table.keys.iter().flatten().filter_map(|word| self.symbols.find(word)).map(Some);
        let keys: Vec<Option<Symbol>> = match (&table.keys, bound.keys.is_empty()) {
            (None, _) => vec![None],
            (Some(_), true) => own.collect(),
            (Some(_), false) => bound.keys.iter().copied().map(Some).collect(),
        };
        let mut divisions: BTreeSet<&str> = BTreeSet::from([""]);
        divisions.extend(table.entries.iter().filter_map(|entry| entry.division.as_deref()));
        if let Limit::Parameter(other) = bound.limit {
            divisions.extend(self.tables[other].entries.iter().filter_map(|entry| entry.division.as_deref()));
        }
        let days = self.days(index, bound);
        let work = [days.len(), divisions.len(), keys.len(), table.entries.len()];
        if work.iter().try_fold(1_usize, |all, some| all.checked_mul(*some)).is_none_or(|all| all > MAX_WORK) {
            let sentence = format!("参数“{}”的数值太多，核对不完“约束”，请减少分项或日期。", table.name);
            found.push((table.entries.first().and_then(|entry| entry.origin.clone()), sentence));
            return;
        }
        for day in days {
            for division in &divisions {
                for key in &keys {
                    let Ok(entry) = self.lookup(index, day, division, *key) else {
                        continue;
                    };
                    let Some(limit) = self.limit(bound, day, division) else {
                        continue;
                    };
                    if let Some(sentence) = self.beyond(index, bound, entry, limit)
                        && !found.iter().any(|(origin, known)| *origin == entry.origin && *known == sentence)
                    {
                        found.push((entry.origin.clone(), sentence));
                    }
                }
            }
        }
    }

    fn limit(&self, bound: &Bound, day: Day, division: &str) -> Option<Exact> {
        match bound.limit {
            Limit::Fixed(limit) => Some(limit),
            Limit::Parameter(other) => match self.lookup(other, day, division, None).ok()?.value {
                Literal::Number(limit) => Some(limit),
                Literal::Bool(_) | Literal::Date(_) | Literal::Symbol(_) | Literal::Text(_) => None,
            },
        }
    }

    fn beyond(&self, index: usize, bound: &Bound, entry: &Entry, limit: Exact) -> Option<String> {
        let Literal::Number(value) = entry.value else {
            return None;
        };
        let order = value.compare(limit)?;
        let (kept, what) = match bound.operator {
            Operator::AtLeast => (order != Ordering::Less, "低于"),
            Operator::More => (order == Ordering::Greater, "没有高于"),
            Operator::AtMost => (order != Ordering::Greater, "高于"),
            Operator::Less => (order == Ordering::Less, "没有低于"),
            Operator::Or
            | Operator::And
            | Operator::Is
            | Operator::IsNot
            | Operator::Plus
            | Operator::Minus
            | Operator::Times
            | Operator::Over => (true, ""),
        };
        if kept {
            return None;
        }
        let table = &self.tables[index];
        let side = if matches!(bound.operator, Operator::AtLeast | Operator::More) { "下限" } else { "上限" };
        let item = entry.key.map_or(String::new(), |key| format!("[{}]", self.symbols.word(key)));
        let place = entry.division.as_deref().map_or(String::new(), |division| format!("（{division}）"));
        let (level, name, from) = (&bound.level, &table.name, entry.from.chinese());
        Some(format!(
            "参数“{name}{item}”{place}从{from}起是{value}，{what}{level}{side} {limit}。依据：{}。请改正这个数值。",
            bound.document
        ))
    }
}
