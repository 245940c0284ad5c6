//! Arithmetic in columns: constant denominators where they are, a column of them where they vary.

use super::super::op::{Kind, Mode, Op, Reg, Space, TROUBLE};
use super::{Fraction, Planned, Planner};
use crate::ast::Operator;
use crate::number::{Exact, RoundMode};
use crate::program::{DateCall, Literal, Node};
use crate::unit::Unit;

/// The numbers that a register holds: ±(2^63 − 1).
const SMALLEST: i128 = -0x7fff_ffff_ffff_ffff;
const LARGEST: i128 = 0x7fff_ffff_ffff_ffff;

pub(super) fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

pub(super) fn lcm(a: i64, b: i64) -> Option<i64> {
    (a / gcd(a, b)).checked_mul(b)
}

/// The range, cut to 64 bits, and whether it had to be cut.
fn fit((low, high): (i128, i128)) -> ((i128, i128), bool) {
    let cut = (low.clamp(SMALLEST, LARGEST), high.clamp(SMALLEST, LARGEST));
    (cut, cut != (low, high))
}

fn times_range((a, b): (i128, i128), (c, d): (i128, i128)) -> (i128, i128) {
    let ends = [a.saturating_mul(c), a.saturating_mul(d), b.saturating_mul(c), b.saturating_mul(d)];
    ends.iter().fold((i128::MAX, i128::MIN), |(low, high), end| (low.min(*end), high.max(*end)))
}

impl Planner<'_> {
    pub(super) fn times_fixed(&mut self, reg: Reg, factor: i64) -> Reg {
        if factor == 1 {
            return reg;
        }
        self.linear(vec![(reg, factor)], self.space(reg))
    }

    pub(super) fn product(&mut self, a: Reg, b: Reg, scope: &[usize]) -> Option<Reg> {
        for (fixed, other) in [(a, b), (b, a)] {
            if let Op::FillNumber(number) = self.entries[fixed].op {
                return Some(self.times_fixed(other, number));
            }
        }
        let space = self.common(&[a, b], scope)?;
        let (range, checked) = fit(times_range(self.ranges[a], self.ranges[b]));
        let (a, b) = (self.lift(a, space), self.lift(b, space));
        Some(self.push(Op::Product { a, b, checked }, space, Kind::Number, range))
    }

    /// The sum of registers times constants; sums of sums become one. Whatever happens on the way,
    /// a sum that fits 64 bits in the end is exact.
    fn linear(&mut self, terms: Vec<(Reg, i64)>, space: Space) -> Reg {
        let mut plus = 0_i128;
        let mut flat: Vec<(Reg, i64)> = Vec::new();
        let mut range = (0_i128, 0_i128);
        for (reg, factor) in terms {
            let times = i128::from(factor);
            let own = times_range(self.ranges[reg], (times, times));
            range = (range.0.saturating_add(own.0), range.1.saturating_add(own.1));
            if let Op::FillNumber(number) = &self.entries[reg].op {
                plus = plus.saturating_add(i128::from(*number).saturating_mul(times));
            } else if let Op::Linear { terms, plus: inner, checked: false } = &self.entries[reg].op
                && terms.len() + flat.len() <= 8
                && terms.iter().all(|(_, own)| own.checked_mul(factor).is_some())
            {
                plus = plus.saturating_add(i128::from(*inner).saturating_mul(times));
                flat.extend(terms.iter().map(|(reg, own)| (*reg, own * factor)));
            } else {
                flat.push((reg, factor));
            }
        }
        let (range, checked) = fit(range);
        let Ok(plus) = i64::try_from(plus) else {
            return self.push(Op::Unfilled(TROUBLE), space, Kind::Number, (0, 1));
        };
        if flat.is_empty() {
            return self.push(Op::FillNumber(plus), Space::Households, Kind::Number, range);
        }
        let terms = flat.into_iter().map(|(reg, factor)| (self.lift(reg, space), factor)).collect();
        self.push(Op::Linear { terms, plus, checked }, space, Kind::Number, range)
    }

    /// Both with the same scale.
    pub(super) fn aligned(&mut self, a: Fraction, b: Fraction) -> Option<(Fraction, Fraction, i64)> {
        let scale = lcm(a.scale, b.scale)?;
        let (top, other) = (self.times_fixed(a.top, scale / a.scale), self.times_fixed(b.top, scale / b.scale));
        Some((Fraction { top, scale, ..a }, Fraction { top: other, scale, ..b }, scale))
    }

    /// A number times a fixed one.
    pub(super) fn scaled(&mut self, number: Planned, by: Exact) -> Option<Planned> {
        if let Planned::Nowhere(_) = number {
            return Some(number);
        }
        if let Planned::Fixed(Literal::Number(own)) = number {
            return Some(own.times(by).map_or(Planned::Nowhere(TROUBLE), |n| Planned::Fixed(Literal::Number(n))));
        }
        let number = self.number(&number)?;
        let (Ok(top), Ok(bottom)) = (i64::try_from(by.top()), i64::try_from(by.bottom())) else {
            return Some(Planned::Nowhere(TROUBLE));
        };
        let common = gcd(top.checked_abs()?, number.scale);
        let Some(scale) = (number.scale / common).checked_mul(bottom) else {
            return Some(Planned::Nowhere(TROUBLE));
        };
        Some(Planned::Number(Fraction { top: self.times_fixed(number.top, top / common), scale, ..number }))
    }

    pub(super) fn arithmetic(
        &mut self,
        operator: Operator,
        left: Planned,
        right: Planned,
        scope: &[usize],
    ) -> Option<Planned> {
        if let (Planned::Nowhere(_), Planned::Nowhere(_)) = (&left, &right) {
            return Some(super::conditions::both_nowhere(&left, &right));
        }
        if let (Planned::Fixed(Literal::Number(a)), Planned::Fixed(Literal::Number(b))) = (&left, &right) {
            let value = fixed(operator, *a, *b);
            return Some(value.map_or(Planned::Nowhere(TROUBLE), |n| Planned::Fixed(Literal::Number(n))));
        }
        let is_day = |planned: &Planned| matches!(planned, Planned::Code(_) | Planned::Fixed(Literal::Date(_)));
        if is_day(&left) || is_day(&right) {
            return self.days_between(&right, &left, scope);
        }
        match (operator, &left, &right) {
            (Operator::Times, other, Planned::Fixed(Literal::Number(number)))
            | (Operator::Times, Planned::Fixed(Literal::Number(number)), other) => self.scaled(other.clone(), *number),
            (Operator::Over, other, Planned::Fixed(Literal::Number(number))) => match Exact::ONE.over(*number) {
                Some(part) => self.scaled(other.clone(), part),
                None => Some(Planned::Nowhere(TROUBLE)),
            },
            (Operator::Plus, ..) => self.sum(&left, &right, 1, scope),
            (Operator::Minus, ..) => self.sum(&left, &right, -1, scope),
            (Operator::Times, ..) => self.times(&left, &right, scope),
            (Operator::Over, ..) => self.over(&left, &right, scope),
            (
                Operator::Or
                | Operator::And
                | Operator::Less
                | Operator::AtMost
                | Operator::More
                | Operator::AtLeast
                | Operator::Is
                | Operator::IsNot,
                ..,
            ) => None,
        }
    }

    fn days_between(&mut self, from: &Planned, to: &Planned, scope: &[usize]) -> Option<Planned> {
        let (from, to) = (self.code(from)?, self.code(to)?);
        let space = self.common(&[from, to], scope)?;
        let (from, to) = (self.lift(from, space), self.lift(to, space));
        let top = self.push(Op::DaysBetween { from, to }, space, Kind::Number, (-500_000, 500_000));
        Some(Planned::Number(Fraction { top, scale: 1, bottom: None }))
    }

    fn sum(&mut self, left: &Planned, right: &Planned, sign: i64, scope: &[usize]) -> Option<Planned> {
        let (left, right) = (self.number(left)?, self.number(right)?);
        let Some(scale) = lcm(left.scale, right.scale) else {
            return Some(Planned::Nowhere(TROUBLE));
        };
        let (mut a, mut b) = (left.top, right.top);
        let mut bottom = left.bottom;
        if left.bottom != right.bottom {
            if let Some(other) = right.bottom {
                a = self.product(a, other, scope)?;
                bottom = Some(other);
            }
            if let Some(own) = left.bottom {
                b = self.product(b, own, scope)?;
                bottom = Some(match right.bottom {
                    None => own,
                    Some(other) => self.product(own, other, scope)?,
                });
            }
        }
        let space = self.common(&[a, b], scope)?;
        let top = self.linear(vec![(a, scale / left.scale), (b, sign * (scale / right.scale))], space);
        Some(Planned::Number(Fraction { top, scale, bottom }))
    }

    fn times(&mut self, left: &Planned, right: &Planned, scope: &[usize]) -> Option<Planned> {
        let (left, right) = (self.number(left)?, self.number(right)?);
        let Some(scale) = left.scale.checked_mul(right.scale) else {
            return Some(Planned::Nowhere(TROUBLE));
        };
        let top = self.product(left.top, right.top, scope)?;
        let bottom = match (left.bottom, right.bottom) {
            (Some(a), Some(b)) => Some(self.product(a, b, scope)?),
            (one, other) => one.or(other),
        };
        Some(Planned::Number(Fraction { top, scale, bottom }))
    }

    fn over(&mut self, left: &Planned, right: &Planned, scope: &[usize]) -> Option<Planned> {
        let (left, right) = (self.number(left)?, self.number(right)?);
        let common = gcd(left.scale, right.scale);
        let (low, high) = self.ranges[right.top];
        let size = (low.unsigned_abs().max(high.unsigned_abs())).try_into().unwrap_or(LARGEST);
        let space = self.space(right.top);
        let mut bottom = self.push(Op::Divisor(right.top), space, Kind::Number, (1, size.max(1)));
        let mut top = left.top;
        if low < 0 {
            let space = self.common(&[top, right.top], scope)?;
            let (low, high) = self.ranges[top];
            let widest = low.abs().max(high.abs());
            let (a, by) = (self.lift(top, space), self.lift(right.top, space));
            top = self.push(Op::Signed { a, by }, space, Kind::Number, (-widest, widest));
        }
        if let Some(other) = right.bottom {
            top = self.product(top, other, scope)?;
        }
        if let Some(own) = left.bottom {
            bottom = self.product(bottom, own, scope)?;
        }
        let top = self.times_fixed(top, right.scale / common);
        Some(Planned::Number(Fraction { top, scale: left.scale / common, bottom: Some(bottom) }))
    }

    pub(super) fn extreme(&mut self, largest: bool, items: &[Node], scope: &[usize]) -> Option<Planned> {
        let mut best: Option<Planned> = None;
        for item in items {
            let item = self.plan(item, scope)?;
            best = Some(match best {
                None => item,
                Some(best) => self.larger(largest, item, best, scope)?,
            });
        }
        best
    }

    fn larger(&mut self, largest: bool, item: Planned, best: Planned, scope: &[usize]) -> Option<Planned> {
        if let (Planned::Nowhere(_), Planned::Nowhere(_)) = (&item, &best) {
            return Some(super::conditions::both_nowhere(&item, &best));
        }
        let operator = if largest { Operator::More } else { Operator::Less };
        if let (Some(a), Some(b)) = (self.number(&item), self.number(&best))
            && a.bottom.is_none()
            && b.bottom.is_none()
            && !matches!((&item, &best), (Planned::Fixed(_), Planned::Fixed(_)))
        {
            let (a, b, scale) = self.aligned(a, b)?;
            let space = self.common(&[a.top, b.top], scope)?;
            let ((low, high), (other_low, other_high)) = (self.ranges[a.top], self.ranges[b.top]);
            let range = if largest {
                (low.max(other_low), high.max(other_high))
            } else {
                (low.min(other_low), high.min(other_high))
            };
            let (a, b) = (self.lift(a.top, space), self.lift(b.top, space));
            let top = self.push(Op::Larger { a, b, largest }, space, Kind::Number, range);
            return Some(Planned::Number(Fraction { top, scale, bottom: None }));
        }
        let better = self.compare(operator, item.clone(), best.clone(), scope)?;
        self.choose(better, item, best, scope)
    }

    pub(super) fn round(&mut self, value: &Node, step: &Node, mode: &Node, scope: &[usize]) -> Option<Planned> {
        let value = self.plan(value, scope)?;
        let step = self.plan(step, scope)?;
        let mode = self.plan(mode, scope)?;
        if let (
            Planned::Fixed(Literal::Number(value)),
            Planned::Fixed(Literal::Number(step)),
            Planned::Fixed(Literal::Symbol(mode)),
        ) = (&value, &step, &mode)
        {
            let mode = RoundMode::from_word(self.store.symbols.word(*mode))?;
            return Some(
                value.round(*step, mode).map_or(Planned::Nowhere(TROUBLE), |n| Planned::Fixed(Literal::Number(n))),
            );
        }
        let mode = match mode {
            Planned::Fixed(Literal::Symbol(symbol)) => {
                Mode::Fixed(RoundMode::from_word(self.store.symbols.word(symbol))?)
            }
            mode @ (Planned::Fixed(_)
            | Planned::Number(_)
            | Planned::Bool(_)
            | Planned::Code(_)
            | Planned::Nowhere(_)) => {
                let reg = self.code(&mode)?;
                let word = |mode: RoundMode, word: &str| {
                    let code = self.store.symbols.find(word).and_then(|symbol| i32::try_from(symbol).ok());
                    (code.unwrap_or(-1), mode)
                };
                let [half, up, down] = RoundMode::WORDS;
                Mode::Word(reg, [word(RoundMode::HalfUp, half), word(RoundMode::Up, up), word(RoundMode::Down, down)])
            }
        };
        let steps = self.arithmetic(Operator::Over, value, step.clone(), scope)?;
        if let Planned::Nowhere(_) = steps {
            return Some(Planned::Nowhere(TROUBLE));
        }
        let steps = self.number(&steps)?;
        let word = if let Mode::Word(reg, _) = &mode { Some(*reg) } else { None };
        let regs: Vec<Reg> = [Some(steps.top), steps.bottom, word].into_iter().flatten().collect();
        let space = self.common(&regs, scope)?;
        let (low, high) = self.ranges[steps.top];
        let range = (low.min(0) / i128::from(steps.scale) - 1, high.max(0) / i128::from(steps.scale) + 1);
        let mode = match mode {
            Mode::Word(reg, words) => Mode::Word(self.lift(reg, space), words),
            Mode::Fixed(mode) => Mode::Fixed(mode),
        };
        let (top, bottom) = (self.lift(steps.top, space), steps.bottom.map(|bottom| self.lift(bottom, space)));
        let whole = self.push(Op::Round { top, scale: steps.scale, bottom, mode }, space, Kind::Number, range);
        let whole = Planned::Number(Fraction { top: whole, scale: 1, bottom: None });
        self.arithmetic(Operator::Times, whole, step, scope)
    }

    pub(super) fn shift(
        &mut self,
        operator: Operator,
        day: &Node,
        count: &Node,
        unit: Unit,
        scope: &[usize],
    ) -> Option<Planned> {
        let day = self.plan(day, scope)?;
        let count = self.plan(count, scope)?;
        let (day, count) = (self.code(&day)?, self.number(&count)?);
        if count.bottom.is_some() {
            return None;
        }
        let space = self.common(&[day, count.top], scope)?;
        let (day, top) = (self.lift(day, space), self.lift(count.top, space));
        let op = Op::Shift { day, count: top, scale: count.scale, unit, back: operator == Operator::Minus };
        Some(Planned::Code(self.push(op, space, Kind::Code, (0, 0))))
    }

    pub(super) fn call(&mut self, call: DateCall, nodes: &[Node], scope: &[usize]) -> Option<Planned> {
        let mut regs = Vec::new();
        for node in nodes {
            let planned = self.plan(node, scope)?;
            regs.push(self.code(&planned)?);
        }
        let space = self.common(&regs, scope)?;
        let regs: Vec<Reg> = regs.into_iter().map(|reg| self.lift(reg, space)).collect();
        let op = Op::Calendar { call, a: *regs.first()?, b: regs.get(1).copied() };
        Some(match call {
            DateCall::Age | DateCall::MonthCount => {
                let top = self.push(op, space, Kind::Number, (0, 20_000));
                Planned::Number(Fraction { top, scale: 1, bottom: None })
            }
            DateCall::MonthStart | DateCall::NextMonthStart | DateCall::MonthEnd => {
                Planned::Code(self.push(op, space, Kind::Code, (0, 0)))
            }
        })
    }
}

fn fixed(operator: Operator, a: Exact, b: Exact) -> Option<Exact> {
    match operator {
        Operator::Plus => a.plus(b),
        Operator::Minus => a.minus(b),
        Operator::Times => a.times(b),
        Operator::Over => a.over(b),
        Operator::Or
        | Operator::And
        | Operator::Less
        | Operator::AtMost
        | Operator::More
        | Operator::AtLeast
        | Operator::Is
        | Operator::IsNot => None,
    }
}
