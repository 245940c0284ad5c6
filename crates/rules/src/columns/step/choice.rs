//! Conditions of three states, choices, tables and exceptions.

use super::super::frame::Frame;
use super::super::op::{KNOWN, Kind, OPEN, Reg, TROUBLE};
use super::{States, at_state, trouble};
use crate::ast::Operator;

/// 且 (`decider` 否) or 或 (`decider` 是) of two cells, with their states.
pub(super) fn joined(decider: bool, (a, a_state): (u8, u8), (b, b_state): (u8, u8)) -> (u8, u8) {
    let deciding = |cell: u8, state: u8| state == KNOWN && (cell != 0) == decider;
    if deciding(a, a_state) || deciding(b, b_state) {
        return (u8::from(decider), KNOWN);
    }
    (u8::from(!decider), a_state.max(b_state))
}

impl Frame<'_> {
    pub(super) fn not(&mut self, reg: Reg, of: Reg) {
        self.bools_into(reg, |frame, out| {
            out.extend(frame.bool(of).iter().map(|cell| cell ^ 1));
            frame.worst(&[of])
        });
    }

    pub(super) fn junction(&mut self, reg: Reg, decider: bool, a: Reg, b: Reg) {
        self.bools_into(reg, |frame, out| {
            let both = frame.bool(a).iter().zip(frame.bool(b));
            let (a_states, b_states) = (frame.state(a), frame.state(b));
            if a_states.is_none() && b_states.is_none() {
                if decider {
                    out.extend(both.map(|(a, b)| a | b));
                } else {
                    out.extend(both.map(|(a, b)| a & b));
                }
                return None;
            }
            let mut states = Vec::with_capacity(frame.bool(a).len());
            for (row, (a, b)) in both.enumerate() {
                let (cell, state) = joined(decider, (*a, at_state(a_states, row)), (*b, at_state(b_states, row)));
                out.push(cell);
                states.push(state);
            }
            Some(states).filter(|states| states.iter().any(|state| *state != KNOWN))
        });
    }

    pub(super) fn compare(&mut self, reg: Reg, operator: Operator, a: Reg, b: Reg) {
        let kind = self.plan.entries[a].kind;
        self.bools_into(reg, |frame, out| {
            match kind {
                Kind::Number => compared(operator, frame.number(a), frame.number(b), out),
                Kind::Code => compared(operator, frame.code(a), frame.code(b), out),
                Kind::Bool => compared(operator, frame.bool(a), frame.bool(b), out),
            }
            frame.worst(&[a, b])
        });
    }

    pub(super) fn choose(&mut self, reg: Reg, condition: Reg, (yes, no): (Reg, Reg), exact: bool) {
        match self.plan.entries[reg].kind {
            Kind::Number => self.numbers_into(reg, |frame, out| {
                frame.chosen(condition, frame.number(yes), frame.number(no), (yes, no), exact, out)
            }),
            Kind::Code => self.codes_into(reg, |frame, out| {
                frame.chosen(condition, frame.code(yes), frame.code(no), (yes, no), exact, out)
            }),
            Kind::Bool => self.bools_into(reg, |frame, out| {
                frame.chosen(condition, frame.bool(yes), frame.bool(no), (yes, no), exact, out)
            }),
        }
    }

    fn chosen<T: Copy + PartialEq>(
        &self,
        condition: Reg,
        yes: &[T],
        no: &[T],
        (yes_reg, no_reg): (Reg, Reg),
        exact: bool,
        out: &mut Vec<T>,
    ) -> States {
        let conditions = self.bool(condition);
        out.extend(conditions.iter().zip(yes.iter().zip(no)).map(|(c, (yes, no))| if *c != 0 { *yes } else { *no }));
        let (open, yes_states, no_states) = (self.state(condition), self.state(yes_reg), self.state(no_reg));
        if open.is_none() && yes_states.is_none() && no_states.is_none() {
            return None;
        }
        let mut states = Vec::with_capacity(conditions.len());
        for (row, condition) in conditions.iter().enumerate() {
            let (on_yes, on_no) = (at_state(yes_states, row), at_state(no_states, row));
            states.push(match at_state(open, row) {
                KNOWN if *condition != 0 => on_yes,
                KNOWN => on_no,
                OPEN if on_yes == KNOWN && on_no == KNOWN => {
                    let same = yes[row] == no[row];
                    if same && exact {
                        KNOWN
                    } else if exact {
                        OPEN
                    } else {
                        TROUBLE
                    }
                }
                OPEN => on_yes.max(on_no).max(OPEN),
                _ => TROUBLE,
            });
        }
        Some(states).filter(|states| states.iter().any(|state| *state != KNOWN))
    }

    /// The value whose condition holds: exactly one of them, or at most one beside the body.
    pub(super) fn pick(&mut self, reg: Reg, fits: &[Reg], values: &[Reg], body: Option<Reg>) {
        match self.plan.entries[reg].kind {
            Kind::Number => self.numbers_into(reg, |frame, out| {
                let cells: Vec<&[i64]> = values.iter().map(|reg| frame.number(*reg)).collect();
                frame.picked(fits, &cells, values, body.map(|body| (frame.number(body), body)), 0, out)
            }),
            Kind::Code => self.codes_into(reg, |frame, out| {
                let cells: Vec<&[i32]> = values.iter().map(|reg| frame.code(*reg)).collect();
                frame.picked(fits, &cells, values, body.map(|body| (frame.code(body), body)), 0, out)
            }),
            Kind::Bool => self.bools_into(reg, |frame, out| {
                let cells: Vec<&[u8]> = values.iter().map(|reg| frame.bool(*reg)).collect();
                frame.picked(fits, &cells, values, body.map(|body| (frame.bool(body), body)), 0, out)
            }),
        }
    }

    fn picked<T: Copy + PartialEq>(
        &self,
        fits: &[Reg],
        cells: &[&[T]],
        values: &[Reg],
        body: Option<(&[T], Reg)>,
        idle: T,
        out: &mut Vec<T>,
    ) -> States {
        let count = fits.first().map_or(0, |fit| self.bool(*fit).len());
        match body {
            Some((body, _)) => out.extend_from_slice(body),
            None => out.resize(count, idle),
        }
        let mut hits = vec![0_u16; count];
        for (fit, cells) in fits.iter().zip(cells) {
            for (((hit, out), fit), cell) in hits.iter_mut().zip(out.iter_mut()).zip(self.bool(*fit)).zip(*cells) {
                *hit += u16::from(*fit);
                if *fit != 0 {
                    *out = *cell;
                }
            }
        }
        let known = |reg: &Reg| self.state(*reg).is_none();
        let all_known = fits.iter().chain(values).all(known) && body.is_none_or(|(_, body)| known(&body));
        if all_known {
            let mut states = None;
            let wrong = |hit: u16| if body.is_some() { hit > 1 } else { hit != 1 };
            if hits.iter().any(|hit| wrong(*hit)) {
                for (row, _) in hits.iter().enumerate().filter(|(_, hit)| wrong(**hit)) {
                    trouble(&mut states, row, count);
                }
            }
            return states;
        }
        let mut states = Vec::with_capacity(count);
        for (row, out) in out.iter_mut().enumerate() {
            let (cell, state) = match body {
                Some((body, reg)) => self.excepted(fits, cells, values, (body[row], reg), row),
                None => self.hit(fits, cells, values, row).unwrap_or((idle, TROUBLE)),
            };
            *out = cell;
            states.push(state);
        }
        Some(states).filter(|states| states.iter().any(|state| *state != KNOWN))
    }

    /// One row of a table that is not wholly known; `None` is trouble.
    fn hit<T: Copy + PartialEq>(&self, fits: &[Reg], cells: &[&[T]], values: &[Reg], row: usize) -> Option<(T, u8)> {
        let mut hit: Option<usize> = None;
        let mut open: Vec<usize> = Vec::new();
        for (index, fit) in fits.iter().enumerate() {
            match (at_state(self.state(*fit), row), self.bool(*fit)[row]) {
                (KNOWN, 0) => {}
                (KNOWN, _) if hit.is_some() => return None,
                (KNOWN, _) => hit = Some(index),
                (OPEN, _) => open.push(index),
                _ => return None,
            }
        }
        if let Some(index) = hit {
            return Some((cells[index][row], at_state(self.state(values[index]), row)));
        }
        let first = cells[*open.first()?][row];
        let state = open.iter().map(|index| at_state(self.state(values[*index]), row)).max()?;
        let same = state == KNOWN && open.len() > 1 && open.iter().all(|index| cells[*index][row] == first);
        Some((first, if same { KNOWN } else { state.max(OPEN) }))
    }

    /// One row of a rule with exceptions that is not wholly known.
    fn excepted<T: Copy>(
        &self,
        fits: &[Reg],
        cells: &[&[T]],
        values: &[Reg],
        (body, body_reg): (T, Reg),
        row: usize,
    ) -> (T, u8) {
        let mut applied: Option<usize> = None;
        let mut open = KNOWN;
        for (index, fit) in fits.iter().enumerate() {
            match (at_state(self.state(*fit), row), self.bool(*fit)[row]) {
                (KNOWN, 0) => {}
                (KNOWN, _) if applied.is_some() => return (body, TROUBLE),
                (KNOWN, _) => applied = Some(index),
                (state, _) => open = open.max(state),
            }
        }
        let (cell, state) = match applied {
            Some(index) => (cells[index][row], at_state(self.state(values[index]), row)),
            None => (body, at_state(self.state(body_reg), row)),
        };
        (cell, open.max(state))
    }
}

fn compared<T: Copy + Ord>(operator: Operator, a: &[T], b: &[T], out: &mut Vec<u8>) {
    let both = a.iter().zip(b);
    match operator {
        Operator::Less => out.extend(both.map(|(a, b)| u8::from(a < b))),
        Operator::AtMost => out.extend(both.map(|(a, b)| u8::from(a <= b))),
        Operator::More => out.extend(both.map(|(a, b)| u8::from(a > b))),
        Operator::AtLeast => out.extend(both.map(|(a, b)| u8::from(a >= b))),
        Operator::Is => out.extend(both.map(|(a, b)| u8::from(a == b))),
        Operator::IsNot => out.extend(both.map(|(a, b)| u8::from(a != b))),
        Operator::Or | Operator::And | Operator::Plus | Operator::Minus | Operator::Times | Operator::Over => {
            out.resize(a.len(), 0);
        }
    }
}
