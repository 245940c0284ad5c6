//! Filling columns: a whole column at once, or one household after the other.

use std::sync::Arc;

use super::{ABSENT, Cells, FactColumn, GIVEN, Population, UNKNOWN, day_number, fault};
use crate::bind::{Given, bind};
use crate::facts::Facts;
use crate::number::Exact;
use crate::problem::RuleFault;
use crate::program::Literal;
use crate::unit::Type;

/// The largest number a fact may hold.
const MAX_NUMBER: i64 = 100_000_000_000;

/// Numbers as they are handed in.
pub(crate) struct NumberColumn {
    pub scale: i64,
    pub values: Vec<i64>,
}

impl NumberColumn {
    /// A column in 32 bits where that is enough.
    pub fn into_column(self, group: &str, fact: &str) -> Result<FactColumn, RuleFault> {
        let (low, high) = self.values.iter().fold((i64::MAX, i64::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
        let (low, high) = if self.values.is_empty() { (0, 0) } else { (low, high) };
        let largest = MAX_NUMBER.checked_mul(self.scale).unwrap_or(i64::MAX);
        if low < 0 || high > largest {
            return Err(fault(format!("{group}.{fact}"), format!("“{group}”的“{fact}”有负数或太大的数，请核对。")));
        }
        let cells = if i32::try_from(high).is_ok() {
            Cells::Narrow(self.values.iter().map(|value| i32::try_from(*value).unwrap_or(0)).collect())
        } else {
            Cells::Wide(self.values)
        };
        Ok(FactColumn { cells, presence: None, scale: self.scale, low, high })
    }
}

impl FactColumn {
    /// An empty column that cells are added to.
    fn growing(kind: &Type) -> Self {
        let cells = match kind {
            Type::Text => Cells::Text(Vec::new()),
            Type::Bool => Cells::Byte(Vec::new()),
            Type::Number(_) => Cells::Wide(Vec::new()),
            Type::Date | Type::Choice(_) | Type::Record(_) => Cells::Narrow(Vec::new()),
        };
        let scale = if matches!(kind, Type::Number(unit) if unit.is_money()) { 100 } else { 1 };
        Self { cells, presence: Some(Vec::new()), scale, low: 0, high: 0 }
    }

    /// The number as `cell / scale`; a finer number makes the whole column finer.
    fn scaled(&mut self, number: Exact) -> Option<i64> {
        let whole = |scale: i64| number.times(Exact::whole(scale)).and_then(Exact::as_whole);
        if let Some(cell) = whole(self.scale) {
            return Some(cell);
        }
        let finer = self.scale.checked_mul(i64::try_from(number.bottom()).ok()?)?;
        let factor = finer / self.scale;
        if let Cells::Wide(cells) = &mut self.cells {
            for cell in cells.iter_mut() {
                *cell = cell.checked_mul(factor)?;
            }
        }
        self.scale = finer;
        (self.low, self.high) = (self.low.checked_mul(factor)?, self.high.checked_mul(factor)?);
        whole(finer)
    }

    fn push(&mut self, literal: Option<&Literal>, row: Option<usize>, presence: u8) -> Option<()> {
        let code = match literal {
            None => row.map_or(Some(0), |row| i32::try_from(row).ok())?,
            Some(Literal::Bool(bool)) => i32::from(*bool),
            Some(Literal::Date(day)) => day_number(*day),
            Some(Literal::Symbol(symbol)) => i32::try_from(*symbol).ok()?,
            Some(Literal::Number(_) | Literal::Text(_)) => 0,
        };
        let number = match literal {
            Some(Literal::Number(number)) => self.scaled(*number)?,
            _ => i64::from(code),
        };
        match &mut self.cells {
            Cells::Wide(cells) => cells.push(number),
            Cells::Narrow(cells) => cells.push(code),
            Cells::Byte(cells) => cells.push(u8::try_from(code).ok()?),
            Cells::Text(cells) => {
                let text = if let Some(Literal::Text(text)) = literal { Arc::clone(text) } else { Arc::from("") };
                cells.push(text);
            }
        }
        (self.low, self.high) = (self.low.min(number), self.high.max(number));
        self.presence.get_or_insert_default().push(presence);
        Some(())
    }
}

impl Population {
    pub(super) fn push_bound(&mut self, facts: &Facts, division: &str) -> Result<(), RuleFault> {
        let bound = bind(&self.program, &self.symbols, facts)?;
        self.push_division(division);
        for (at, group) in bound.groups.iter().enumerate() {
            let columns = &mut self.groups[at];
            let rows = group.rows.as_deref().unwrap_or_default();
            if let Some(offsets) = &mut columns.offsets {
                let end = offsets.last().copied().unwrap_or(0);
                let added = u32::try_from(rows.len()).ok().and_then(|added| end.checked_add(added));
                offsets.push(added.ok_or_else(|| fault(String::new(), "人群太大，请分成几批。".to_owned()))?);
                if group.rows.is_none() || columns.unknown.is_some() {
                    let unknown = columns.unknown.get_or_insert_with(|| vec![false; self.count]);
                    unknown.push(group.rows.is_none());
                }
            }
            for (slot, definition) in self.program.groups[at].facts.iter().enumerate() {
                let column = columns.facts[slot].get_or_insert_with(|| FactColumn::growing(&definition.kind));
                for row in rows {
                    let pushed = match &row[slot] {
                        Given::Known(literal) => column.push(Some(literal), None, GIVEN),
                        Given::Row(target) => column.push(None, Some(*target), GIVEN),
                        Given::Default(literal) => column.push(Some(literal), None, ABSENT),
                        Given::Derived => column.push(None, None, ABSENT),
                        Given::Missing => column.push(None, None, UNKNOWN),
                    };
                    pushed.ok_or_else(|| {
                        fault(definition.name.clone(), format!("“{}”的数字太大或小数太多。", definition.name))
                    })?;
                }
            }
        }
        self.count += 1;
        Ok(())
    }

    fn push_division(&mut self, division: &str) {
        if self.count == 0 && self.division_of.is_none() {
            self.divisions = vec![division.to_owned()];
        }
        let index = self.divisions.iter().position(|known| known == division).unwrap_or_else(|| {
            self.divisions.push(division.to_owned());
            self.divisions.len() - 1
        });
        let count = self.count;
        if index > 0 || self.division_of.is_some() {
            self.division_of.get_or_insert_with(|| vec![0; count]).push(u32::try_from(index).unwrap_or(0));
        }
    }
}
