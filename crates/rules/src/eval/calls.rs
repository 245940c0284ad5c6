//! Rounding, the larger and the smaller, and the calendar (取整、最大最小、日期).

use kernel::{Day, age_on};

use super::{Cell, Env, Exact, Node, Operator, RoundMode, Run, unknown_of};
use crate::program::DateCall;
use crate::unit::Unit;

impl Run<'_> {
    pub(super) fn round(&self, value: &Node, step: &Node, mode: &Node, env: &mut Env) -> Cell {
        let value = self.eval(value, env);
        let step = self.eval(step, env);
        let mode = self.eval(mode, env);
        match (&value, &step, &mode) {
            (Cell::Number(value), Cell::Number(step), Cell::Symbol(symbol)) => {
                let mode = RoundMode::from_word(self.store.symbols.word(*symbol));
                self.number(mode.and_then(|mode| value.round(*step, mode)))
            }
            _ => unknown_of(&[&value, &step, &mode]),
        }
    }

    pub(super) fn extreme(&self, largest: bool, cells: Vec<Cell>) -> Cell {
        if !cells.iter().all(Cell::is_known) {
            return unknown_of(&cells.iter().collect::<Vec<_>>());
        }
        let mut best: Option<Cell> = None;
        for cell in cells {
            let operator = if largest { Operator::More } else { Operator::Less };
            let better =
                best.as_ref().is_none_or(|best| matches!(self.compare(operator, &cell, best), Cell::Bool(true)));
            if better {
                best = Some(cell);
            }
        }
        best.unwrap_or_else(|| self.arithmetic_fault("没有可比的数"))
    }

    pub(super) fn call(&self, call: DateCall, nodes: &[Node], env: &mut Env) -> Cell {
        let cells: Vec<Cell> = nodes.iter().map(|node| self.eval(node, env)).collect();
        match (call, cells.as_slice()) {
            (DateCall::Age, [Cell::Date(birth), Cell::Date(on)]) => {
                Cell::Number(Exact::whole(i64::from(age_on(*birth, *on))))
            }
            (DateCall::MonthStart, [Cell::Date(day)]) => Cell::Date(day.month_of().first_day()),
            (DateCall::NextMonthStart, [Cell::Date(day)]) => Cell::Date(day.month_of().next().first_day()),
            (DateCall::MonthEnd, [Cell::Date(day)]) => Cell::Date(day.month_of().last_day()),
            (DateCall::MonthCount, [Cell::Date(from), Cell::Date(to)]) => {
                let months = from.month_of().months_until(to.month_of()) + 1;
                Cell::Number(Exact::whole(months.max(0)))
            }
            (_, cells) => unknown_of(&cells.iter().collect::<Vec<_>>()),
        }
    }

    /// A day moved by days, months or years.
    pub(super) fn shift(&self, operator: Operator, day: &Cell, count: &Cell, unit: Unit) -> Cell {
        let (Cell::Date(from), Cell::Number(number)) = (day, count) else {
            return unknown_of(&[day, count]);
        };
        let number = if operator == Operator::Minus { number.opposite() } else { Some(*number) };
        number
            .and_then(Exact::as_whole)
            .and_then(|number| shifted(*from, number, unit))
            .map_or_else(|| self.arithmetic_fault("日期加减的不是整数，或超出范围"), Cell::Date)
    }
}

/// A day moved by whole days, months or years.
pub(crate) fn shifted(day: Day, count: i64, unit: Unit) -> Option<Day> {
    let count = i32::try_from(count).ok()?;
    match unit {
        Unit::Days => Some(day.add_days(count)),
        Unit::Months => Some(day.add_months(count)),
        Unit::Years => Some(day.add_months(count.checked_mul(12)?)),
        Unit::Yuan | Unit::YuanMonth | Unit::YuanYear | Unit::Person | Unit::Age | Unit::Plain => None,
    }
}
