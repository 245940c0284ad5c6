//! The facts and parameters a line used.

use crate::answer::{UsedFact, UsedParameter};
use crate::bind::Given;
use crate::eval::{Cell, Env, Run};
use crate::program::Node;

/// What a formula used on its way.
#[derive(Default)]
pub(crate) struct Used {
    pub facts: Vec<UsedFact>,
    pub parameters: Vec<UsedParameter>,
    /// The facts and parameters noted already, by slot and row.
    noted: Vec<(bool, usize, usize, usize)>,
}

impl Used {
    /// Whether this is the first time.
    fn note(&mut self, key: (bool, usize, usize, usize)) -> bool {
        let new = !self.noted.contains(&key);
        if new {
            self.noted.push(key);
        }
        new
    }
}

impl Run<'_> {
    pub(super) fn use_fact(&self, group: usize, fact: usize, env: &mut Env, used: &mut Used) {
        let definition = &self.program.groups[group].facts[fact];
        let row = env[group];
        if !used.note((true, group, fact, row)) {
            return;
        }
        let given =
            self.bound.groups[group].rows.as_ref().and_then(|rows| rows.get(row)).and_then(|cells| cells.get(fact));
        let source = match given {
            Some(Given::Default(_)) => format!("缺省：{}", definition.note),
            Some(Given::Derived) => "推算".to_owned(),
            Some(Given::Known(_) | Given::Row(_) | Given::Missing) | None => definition.source.clone(),
        };
        let cell = self.eval(&Node::Fact { group, fact }, env);
        used.facts.push(UsedFact { name: definition.name.clone(), value: self.show(&cell, &definition.kind), source });
    }

    pub(super) fn use_parameter(
        &self,
        parameter: usize,
        key: Option<&Node>,
        at: Option<usize>,
        env: &mut Env,
        used: &mut Used,
    ) {
        let symbol = match key.map(|key| self.eval(key, env)) {
            None => None,
            Some(cell) => match cell.symbol() {
                Some(symbol) => Some(symbol),
                None => return,
            },
        };
        let slot = symbol.and_then(|s| usize::try_from(s).ok());
        if !used.note((false, parameter, slot.map_or(0, |slot| slot + 1), 0)) {
            return;
        }
        let Cell::Date(on) = self.day_of(at, env) else {
            return;
        };
        let Ok(entry) = self.store.lookup(parameter, on, self.division, symbol) else {
            return;
        };
        let table = &self.store.tables[parameter];
        let name = match symbol {
            None => table.name.clone(),
            Some(symbol) => format!("{}[{}]", table.name, self.store.symbols.word(symbol)),
        };
        used.parameters.push(UsedParameter {
            name,
            value: self.show(&Cell::from_literal(&entry.value), &table.kind),
            from: entry.from,
            document: entry.document.clone(),
        });
    }
}
