//! 年内累计: what the earlier events of the same year, and of the same person, add up to.

use std::ops::Range;

use super::super::frame::{Frame, at};
use super::super::op::{KNOWN, Reg, TROUBLE};
use super::super::plan::MOST;
use super::at_state;
use crate::population::day_of_number;

/// Households with more events of one person in one year are left to the row evaluator.
const LONGEST: usize = 40;

/// How the events of a chunk follow each other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sequence {
    /// The rows in their order, and whether the row is the first of its person and year.
    order: Vec<(u32, bool)>,
    /// Rows of households whose events have no certain order.
    unordered: Vec<u32>,
    /// Of how many events the longest year of one person consists.
    pub longest: usize,
}

impl Sequence {
    fn clear(&mut self) {
        self.order.clear();
        self.unordered.clear();
        self.longest = 0;
    }

    /// Takes the events of one household, as (whose, day, row).
    fn take(&mut self, events: &mut [(i32, i32, u32)]) {
        events.sort_unstable();
        let before = self.order.len();
        let (mut last, mut length, mut longest): (Option<(i32, i16)>, usize, usize) = (None, 0, 0);
        for (each, day, row) in &*events {
            let own = (*each, day_of_number(*day).year());
            let first = last != Some(own);
            length = if first { 1 } else { length + 1 };
            longest = longest.max(length);
            last = Some(own);
            self.order.push((*row, first));
        }
        if longest > LONGEST {
            self.order.truncate(before);
            self.unordered.extend(events.iter().map(|(.., row)| *row));
        } else {
            self.longest = self.longest.max(longest);
        }
    }
}

impl Frame<'_> {
    /// Puts the events of the chunk in order, once for each chunk.
    pub(super) fn follow(&mut self, group: usize, day: Reg, each: Option<Reg>) {
        if self.pass > 0 {
            return;
        }
        let mut sequence = std::mem::take(&mut self.sequences[group]);
        sequence.clear();
        let mut events: Vec<(i32, i32, u32)> = Vec::new();
        let known = |rows: Range<usize>| {
            let mut regs = std::iter::once(day).chain(each).filter_map(|reg| self.state(reg));
            regs.all(|states| states[rows.clone()].iter().all(|state| *state == KNOWN))
        };
        for pair in self.offsets[group].windows(2) {
            if !known(at(pair[0])..at(pair[1])) {
                sequence.unordered.extend(pair[0]..pair[1]);
                continue;
            }
            events.clear();
            for row in pair[0]..pair[1] {
                let whose = each.map_or(0, |each| self.code(each)[at(row)]);
                events.push((whose, self.code(day)[at(row)], row));
            }
            sequence.take(&mut events);
        }
        self.sequences[group] = sequence;
    }

    /// Prefix sums in that order; without a body every sum is still zero.
    pub(super) fn year_total(&mut self, reg: Reg, group: usize, filter: Option<Reg>, body: Option<Reg>) {
        self.numbers_into(reg, |frame, out| {
            let sequence = &frame.sequences[group];
            let count = frame.rows[group].len();
            out.resize(count, 0);
            let mut states = vec![KNOWN; count];
            sequence.unordered.iter().for_each(|row| states[at(*row)] = TROUBLE);
            if let Some(body) = body {
                let (cells, body_states) = (frame.number(body), frame.state(body));
                let (mut sum, mut open) = (0_i64, KNOWN);
                for (row, first) in &sequence.order {
                    let row = at(*row);
                    if *first {
                        (sum, open) = (0, KNOWN);
                    }
                    (out[row], states[row]) = (sum, open);
                    let (taken, state) = frame.taken(filter, row);
                    let body_state = at_state(body_states, row);
                    if (state == KNOWN && taken == 0) || (body_state == KNOWN && cells[row] == 0) {
                        continue;
                    }
                    open = open.max(state).max(body_state);
                    if state.max(body_state) == KNOWN {
                        sum = sum.saturating_add(cells[row]);
                        open = if sum.abs() > MOST { TROUBLE } else { open };
                    }
                }
            }
            Some(states).filter(|states| states.iter().any(|state| *state != KNOWN))
        });
    }
}
