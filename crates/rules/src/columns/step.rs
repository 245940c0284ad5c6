//! One operation on one chunk. Cells that are not known hold some number; what counts is their state.

use super::frame::Frame;
use super::op::{KNOWN, Op, Reg, TROUBLE};

mod arithmetic;
mod choice;
mod codes;
mod events;
mod fold;

pub(super) use events::Sequence;

/// The states of a register: `None` while every cell is known.
pub(super) type States = Option<Vec<u8>>;

/// Marks one of `count` cells as trouble.
fn trouble(states: &mut States, row: usize, count: usize) {
    states.get_or_insert_with(|| vec![KNOWN; count])[row] = TROUBLE;
}

/// The state of one cell.
fn at_state(states: Option<&[u8]>, row: usize) -> u8 {
    states.map_or(KNOWN, |states| states[row])
}

impl Frame<'_> {
    pub(super) fn numbers_into(&mut self, reg: Reg, write: impl FnOnce(&Self, &mut Vec<i64>) -> States) {
        let mut out = std::mem::take(&mut self.numbers[reg]);
        out.clear();
        let states = write(self, &mut out);
        self.numbers[reg] = out;
        self.states[reg] = states;
    }

    pub(super) fn codes_into(&mut self, reg: Reg, write: impl FnOnce(&Self, &mut Vec<i32>) -> States) {
        let mut out = std::mem::take(&mut self.codes[reg]);
        out.clear();
        let states = write(self, &mut out);
        self.codes[reg] = out;
        self.states[reg] = states;
    }

    pub(super) fn bools_into(&mut self, reg: Reg, write: impl FnOnce(&Self, &mut Vec<u8>) -> States) {
        let mut out = std::mem::take(&mut self.bools[reg]);
        out.clear();
        let states = write(self, &mut out);
        self.bools[reg] = out;
        self.states[reg] = states;
    }

    pub(super) fn step(&mut self, reg: Reg) {
        let plan = self.plan;
        let entry = &plan.entries[reg];
        match &entry.op {
            Op::Load { group, fact } => self.load(reg, *group, *fact),
            Op::Derived { group, fact, given, derived } => self.derived(reg, (*group, *fact), *given, *derived),
            Op::FillNumber(_) | Op::FillCode(_) | Op::FillBool(_) | Op::Unfilled(_) => self.fill(reg),
            Op::LocalRow => self.local_row(reg),
            Op::Division => self.division(reg),
            Op::Broadcast(from) => self.broadcast(reg, *from),
            Op::Gather { from, row } => self.gather(reg, *from, *row),
            Op::Linear { terms, plus, checked } => self.linear(reg, terms, *plus, *checked),
            Op::Product { a, b, checked } => self.product(reg, *a, *b, *checked),
            Op::Divisor(of) => self.divisor(reg, *of),
            Op::Signed { a, by } => self.each(reg, *a, *by, |a, by| if by < 0 { a.wrapping_neg() } else { a }),
            Op::Larger { a, b, largest: true } => self.each(reg, *a, *b, i64::max),
            Op::Larger { a, b, largest: false } => self.each(reg, *a, *b, i64::min),
            Op::Round { top, scale, bottom, mode } => self.round(reg, *top, *scale, *bottom, mode),
            Op::Choose { condition, yes, no, exact } => self.choose(reg, *condition, (*yes, *no), *exact),
            Op::Compare { operator, a, b } => self.compare(reg, *operator, *a, *b),
            Op::Not(of) => self.not(reg, *of),
            Op::And(a, b) => self.junction(reg, false, *a, *b),
            Op::Or(a, b) => self.junction(reg, true, *a, *b),
            Op::Table { fits, results } => self.pick(reg, fits, results, None),
            Op::Exceptions { whens, values, body } => self.pick(reg, whens, values, Some(*body)),
            Op::Sum { over, filter, body, checked } => self.sum(reg, *over, *filter, *body, *checked),
            Op::SumFraction { over, filter, top, bottom, is_top } => {
                self.sum_fraction(reg, *over, *filter, (*top, *bottom), *is_top);
            }
            Op::Count { over, filter } => self.count(reg, *over, *filter),
            Op::Best { over, filter, body, largest } => self.best(reg, *over, *filter, *body, *largest),
            Op::Any { over, filter, body } => self.any_or_all(reg, *over, *filter, *body, true),
            Op::All { over, filter, body } => self.any_or_all(reg, *over, *filter, *body, false),
            Op::CodeIn { of, codes } => self.code_in(reg, *of, codes),
            Op::Lookup { table, division, key, day } => self.lookup(reg, *table, [*division, *key, *day]),
            Op::Shift { day, count, scale, unit, back } => self.shift(reg, (*day, *count), *scale, *unit, *back),
            Op::Calendar { call, a, b } => self.calendar(reg, *call, *a, *b),
            Op::DaysBetween { from, to } => self.days_between(reg, *from, *to),
            Op::YearTotal { group, day, each, filter, body, later } => {
                self.follow(*group, *day, *each);
                // Before any event was computed nothing was paid yet.
                let body = body.filter(|_| later.is_none() || self.pass > 0);
                self.year_total(reg, *group, *filter, body);
            }
        }
    }
}
