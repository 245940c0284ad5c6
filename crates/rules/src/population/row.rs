//! One household of a population, as the row evaluator takes it.

use std::sync::Arc;

use super::{ABSENT, Cells, FactColumn, GIVEN, Population, day_of_number, exact, symbol_of};
use crate::bind::{Bound, BoundGroup, Given};
use crate::program::{FactDefinition, GroupDefinition, Literal};
use crate::unit::Type;

impl Population {
    /// The facts of one household in their slots.
    pub(crate) fn bound(&self, household: usize) -> Bound {
        let groups = self.program.groups.iter().enumerate();
        Bound { groups: groups.map(|(at, group)| self.bound_group(at, group, household)).collect() }
    }

    fn bound_group(&self, at: usize, group: &GroupDefinition, household: usize) -> BoundGroup {
        let columns = &self.groups[at];
        let unknown = columns.unknown.as_ref().is_some_and(|unknown| unknown.get(household).copied().unwrap_or(true));
        if unknown {
            return BoundGroup { rows: None, keys: Vec::new() };
        }
        let range = self.rows_of(at, household);
        let mut rows = Vec::with_capacity(range.len());
        let mut keys: Vec<Arc<str>> = Vec::new();
        for (number, row) in range.enumerate() {
            rows.push(
                group
                    .facts
                    .iter()
                    .zip(&columns.facts)
                    .map(|(fact, c)| self.given(fact, c.as_ref(), row, household))
                    .collect(),
            );
            if let Some(key) = group.key {
                keys.push(match columns.facts[key].as_ref().map(|column| &column.cells) {
                    Some(Cells::Text(texts)) if texts.get(row).is_some() => Arc::clone(&texts[row]),
                    _ => Arc::from((number + 1).to_string()),
                });
            }
        }
        BoundGroup { rows: Some(rows), keys }
    }

    fn given(&self, fact: &FactDefinition, column: Option<&FactColumn>, row: usize, household: usize) -> Given {
        let presence = column.map_or(ABSENT, |column| column.presence(row));
        if presence == ABSENT {
            return match (&fact.default, &fact.derive) {
                (Some(default), _) => Given::Default(default.clone()),
                (None, Some(_)) => Given::Derived,
                (None, None) => Given::Missing,
            };
        }
        let Some(column) = column.filter(|_| presence == GIVEN) else {
            return Given::Missing;
        };
        let cell = column.cells.get(row);
        Given::Known(match &fact.kind {
            Type::Number(_) => Literal::Number(exact(cell, column.scale)),
            Type::Bool => Literal::Bool(cell != 0),
            Type::Date => Literal::Date(day_of_number(i32::try_from(cell).unwrap_or(0))),
            Type::Choice(_) => Literal::Symbol(symbol_of(cell)),
            Type::Text => match &column.cells {
                Cells::Text(texts) => Literal::Text(Arc::clone(&texts[row])),
                Cells::Wide(_) | Cells::Narrow(_) | Cells::Byte(_) => return Given::Missing,
            },
            Type::Record(target) => {
                let unknown = self.groups[*target].unknown.as_ref();
                let open = unknown.is_some_and(|unknown| unknown.get(household).copied().unwrap_or(true));
                return if open { Given::Missing } else { Given::Row(usize::try_from(cell).unwrap_or(0)) };
            }
        })
    }
}
