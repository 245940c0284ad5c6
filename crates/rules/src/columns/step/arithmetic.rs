//! Sums, products, divisors and rounding of 64-bit cells.

use super::super::frame::Frame;
use super::super::op::{Mode, Reg};
use super::{States, trouble};
use crate::number::RoundMode;

impl Frame<'_> {
    /// Cell by cell, from two registers.
    pub(super) fn each(&mut self, reg: Reg, a: Reg, b: Reg, with: impl Fn(i64, i64) -> i64) {
        self.numbers_into(reg, |frame, out| {
            out.extend(frame.number(a).iter().zip(frame.number(b)).map(|(a, b)| with(*a, *b)));
            frame.worst(&[a, b])
        });
    }

    pub(super) fn product(&mut self, reg: Reg, a: Reg, b: Reg, checked: bool) {
        if !checked {
            return self.each(reg, a, b, i64::wrapping_mul);
        }
        self.numbers_into(reg, |frame, out| {
            let mut states = frame.worst(&[a, b]);
            let count = frame.number(a).len();
            for (row, (a, b)) in frame.number(a).iter().zip(frame.number(b)).enumerate() {
                let product = a.checked_mul(*b);
                out.push(product.unwrap_or(0));
                if product.is_none() {
                    trouble(&mut states, row, count);
                }
            }
            states
        });
    }

    pub(super) fn linear(&mut self, reg: Reg, terms: &[(Reg, i64)], plus: i64, checked: bool) {
        self.numbers_into(reg, |frame, out| {
            let regs: Vec<Reg> = terms.iter().map(|(reg, _)| *reg).collect();
            let mut states = frame.worst(&regs);
            if checked {
                frame.linear_checked(terms, plus, out, &mut states);
                return states;
            }
            match terms {
                [(a, k)] => out.extend(frame.number(*a).iter().map(|a| a.wrapping_mul(*k).wrapping_add(plus))),
                [(a, 1), (b, 1)] if plus == 0 => {
                    out.extend(frame.number(*a).iter().zip(frame.number(*b)).map(|(a, b)| a.wrapping_add(*b)));
                }
                [(a, 1), (b, 1), (c, 1), (d, 1)] if plus == 0 => {
                    let pairs = frame.number(*a).iter().zip(frame.number(*b));
                    let others = frame.number(*c).iter().zip(frame.number(*d));
                    let sum = |((a, b), (c, d)): ((&i64, &i64), (&i64, &i64))| {
                        a.wrapping_add(*b).wrapping_add(*c).wrapping_add(*d)
                    };
                    out.extend(pairs.zip(others).map(sum));
                }
                [(a, k), (b, l)] => {
                    let sum =
                        |(a, b): (&i64, &i64)| a.wrapping_mul(*k).wrapping_add(b.wrapping_mul(*l)).wrapping_add(plus);
                    out.extend(frame.number(*a).iter().zip(frame.number(*b)).map(sum));
                }
                _ => {
                    let count = terms.first().map_or(0, |(reg, _)| frame.number(*reg).len());
                    out.resize(count, plus);
                    for (reg, factor) in terms {
                        for (sum, cell) in out.iter_mut().zip(frame.number(*reg)) {
                            *sum = sum.wrapping_add(cell.wrapping_mul(*factor));
                        }
                    }
                }
            }
            states
        });
    }

    fn linear_checked(&self, terms: &[(Reg, i64)], plus: i64, out: &mut Vec<i64>, states: &mut States) {
        let count = terms.first().map_or(0, |(reg, _)| self.number(*reg).len());
        for row in 0..count {
            let sum = terms.iter().try_fold(i128::from(plus), |sum, (reg, factor)| {
                sum.checked_add(i128::from(self.number(*reg)[row]).checked_mul(i128::from(*factor))?)
            });
            let cell = sum.and_then(|sum| i64::try_from(sum).ok());
            out.push(cell.unwrap_or(0));
            if cell.is_none() {
                trouble(states, row, count);
            }
        }
    }

    pub(super) fn divisor(&mut self, reg: Reg, of: Reg) {
        self.numbers_into(reg, |frame, out| {
            let cells = frame.number(of);
            out.extend(cells.iter().map(|cell| cell.wrapping_abs().max(1)));
            let mut states = frame.worst(&[of]);
            if cells.contains(&0) {
                for (row, _) in cells.iter().enumerate().filter(|(_, cell)| **cell == 0) {
                    let known = states.as_ref().is_none_or(|states| states[row] == super::KNOWN);
                    if known {
                        trouble(&mut states, row, cells.len());
                    }
                }
            }
            states
        });
    }

    pub(super) fn round(&mut self, reg: Reg, top: Reg, scale: i64, bottom: Option<Reg>, mode: &Mode) {
        let word = if let Mode::Word(word, _) = mode { Some(*word) } else { None };
        self.numbers_into(reg, |frame, out| {
            let regs: Vec<Reg> = [Some(top), bottom, word].into_iter().flatten().collect();
            let mut states = frame.worst(&regs);
            match (bottom, mode) {
                (None, Mode::Fixed(mode)) => {
                    out.extend(frame.number(top).iter().map(|top| rounded(*top, scale, *mode)));
                }
                _ => frame.round_each(top, scale, bottom, mode, out, &mut states),
            }
            states
        });
    }

    fn round_each(
        &self,
        top: Reg,
        scale: i64,
        bottom: Option<Reg>,
        mode: &Mode,
        out: &mut Vec<i64>,
        states: &mut States,
    ) {
        let count = self.number(top).len();
        for (row, top) in self.number(top).iter().enumerate() {
            let bottom = bottom.map_or(Some(scale), |bottom| self.number(bottom)[row].checked_mul(scale));
            let mode = match mode {
                Mode::Fixed(mode) => Some(*mode),
                Mode::Word(word, words) => {
                    let code = self.code(*word)[row];
                    words.iter().find(|(known, _)| *known == code).map(|(_, mode)| *mode)
                }
            };
            let cell = bottom.zip(mode).map(|(bottom, mode)| rounded(*top, bottom.max(1), mode));
            out.push(cell.unwrap_or(0));
            if cell.is_none() {
                trouble(states, row, count);
            }
        }
    }
}

/// `top / bottom` to a whole number; `bottom` above zero.
fn rounded(top: i64, bottom: i64, mode: RoundMode) -> i64 {
    let (floor, rest) = (top.div_euclid(bottom), top.rem_euclid(bottom));
    let up = match mode {
        RoundMode::Down => false,
        RoundMode::Up => rest > 0,
        RoundMode::HalfUp => {
            let left = bottom - rest;
            rest > left || (rest == left && top > 0)
        }
    };
    floor + i64::from(up)
}
