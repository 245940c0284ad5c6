//! Conditions and choices in columns: 且、或、若, comparisons, tables, exceptions.

use super::super::op::{Kind, OPEN, Op, Reg, Space, TROUBLE};
use super::{Fraction, Planned, Planner, code_of, shared_kind};
use crate::ast::Operator;
use crate::program::{CellTestNode, Literal, Node, TableNode};

impl Planner<'_> {
    pub(super) fn not(&mut self, inner: Planned) -> Option<Planned> {
        match inner {
            Planned::Fixed(Literal::Bool(bool)) => Some(Planned::Fixed(Literal::Bool(!bool))),
            Planned::Nowhere(_) => Some(inner),
            Planned::Fixed(_) | Planned::Number(_) | Planned::Bool(_) | Planned::Code(_) => {
                let reg = self.bool(&inner)?;
                Some(Planned::Bool(self.push(Op::Not(reg), self.space(reg), Kind::Bool, (0, 1))))
            }
        }
    }

    pub(super) fn junction(&mut self, decider: bool, left: &Node, right: &Node, scope: &[usize]) -> Option<Planned> {
        let left = self.plan(left, scope)?;
        let right = self.plan(right, scope)?;
        self.joined(decider, left, right, scope)
    }

    /// 且 (`decider` 否) or 或 (`decider` 是).
    pub(super) fn joined(&mut self, decider: bool, left: Planned, right: Planned, scope: &[usize]) -> Option<Planned> {
        for (one, other) in [(&left, &right), (&right, &left)] {
            if let Planned::Fixed(Literal::Bool(bool)) = one {
                return Some(if *bool == decider { one.clone() } else { other.clone() });
            }
        }
        let (left, right) = (self.bool(&left)?, self.bool(&right)?);
        let space = self.common(&[left, right], scope)?;
        let (left, right) = (self.lift(left, space), self.lift(right, space));
        let op = if decider { Op::Or(left, right) } else { Op::And(left, right) };
        Some(Planned::Bool(self.push(op, space, Kind::Bool, (0, 1))))
    }

    pub(super) fn compare(
        &mut self,
        operator: Operator,
        left: Planned,
        right: Planned,
        scope: &[usize],
    ) -> Option<Planned> {
        if let (Planned::Fixed(a), Planned::Fixed(b)) = (&left, &right) {
            let order = match (a, b) {
                (Literal::Number(a), Literal::Number(b)) => a.compare(*b)?,
                (Literal::Date(a), Literal::Date(b)) => a.cmp(b),
                _ if a == b => std::cmp::Ordering::Equal,
                _ => std::cmp::Ordering::Less,
            };
            return Some(Planned::Fixed(Literal::Bool(holds(operator, order))));
        }
        let (a, b) = match shared_kind([&left, &right]) {
            None => return Some(both_nowhere(&left, &right)),
            Some(Kind::Number) => {
                let (left, right) = (self.number(&left)?, self.number(&right)?);
                self.crossed(left, right, scope)?
            }
            Some(Kind::Bool) => (self.bool(&left)?, self.bool(&right)?),
            Some(Kind::Code) => (self.code(&left)?, self.code(&right)?),
        };
        let space = self.common(&[a, b], scope)?;
        let (a, b) = (self.lift(a, space), self.lift(b, space));
        Some(Planned::Bool(self.push(Op::Compare { operator, a, b }, space, Kind::Bool, (0, 1))))
    }

    /// Two registers that compare as the fractions do.
    fn crossed(&mut self, left: Fraction, right: Fraction, scope: &[usize]) -> Option<(Reg, Reg)> {
        let common = super::numbers::gcd(left.scale, right.scale);
        let (mut a, mut b) = (left.top, right.top);
        if left.bottom != right.bottom {
            if let Some(bottom) = right.bottom {
                a = self.product(a, bottom, scope)?;
            }
            if let Some(bottom) = left.bottom {
                b = self.product(b, bottom, scope)?;
            }
        }
        Some((self.times_fixed(a, right.scale / common), self.times_fixed(b, left.scale / common)))
    }

    pub(super) fn choose(&mut self, condition: Planned, yes: Planned, no: Planned, scope: &[usize]) -> Option<Planned> {
        if let Planned::Fixed(Literal::Bool(holds)) = &condition {
            return Some(if *holds { yes } else { no });
        }
        if condition == Planned::Nowhere(TROUBLE) {
            return Some(condition);
        }
        let condition = self.bool(&condition)?;
        let Some(kind) = shared_kind([&yes, &no]) else {
            return Some(both_nowhere(&yes, &no));
        };
        match kind {
            Kind::Number => {
                let (yes, no) = (self.number(&yes)?, self.number(&no)?);
                self.choose_number(condition, yes, no, scope)
            }
            Kind::Bool => {
                let (yes, no) = (self.bool(&yes)?, self.bool(&no)?);
                self.chosen(condition, (yes, no), kind, true, scope).map(Planned::Bool)
            }
            Kind::Code => {
                let (yes, no) = (self.code(&yes)?, self.code(&no)?);
                self.chosen(condition, (yes, no), kind, true, scope).map(Planned::Code)
            }
        }
    }

    fn choose_number(&mut self, condition: Reg, yes: Fraction, no: Fraction, scope: &[usize]) -> Option<Planned> {
        let (yes, no, scale) = self.aligned(yes, no)?;
        let plain = yes.bottom.is_none() && no.bottom.is_none();
        let top = self.chosen(condition, (yes.top, no.top), Kind::Number, plain, scope)?;
        let bottom = if plain {
            None
        } else {
            let one = self.push(Op::FillNumber(1), Space::Households, Kind::Number, (1, 1));
            let bottoms = (yes.bottom.unwrap_or(one), no.bottom.unwrap_or(one));
            Some(self.chosen(condition, bottoms, Kind::Number, false, scope)?)
        };
        Some(Planned::Number(Fraction { top, scale, bottom }))
    }

    pub(super) fn chosen(
        &mut self,
        condition: Reg,
        (yes, no): (Reg, Reg),
        kind: Kind,
        exact: bool,
        scope: &[usize],
    ) -> Option<Reg> {
        let space = self.common(&[condition, yes, no], scope)?;
        let ((low, high), (other_low, other_high)) = (self.ranges[yes], self.ranges[no]);
        let [condition, yes, no] = [condition, yes, no].map(|reg| self.lift(reg, space));
        let range = (low.min(other_low), high.max(other_high));
        Some(self.push(Op::Choose { condition, yes, no, exact }, space, kind, range))
    }

    pub(super) fn in_set(&mut self, left: &Node, nodes: &[Node], scope: &[usize]) -> Option<Planned> {
        let left = self.plan(left, scope)?;
        self.one_of(&left, nodes, scope)
    }

    fn one_of(&mut self, left: &Planned, nodes: &[Node], scope: &[usize]) -> Option<Planned> {
        let mut planned = Vec::new();
        for node in nodes {
            planned.push(self.plan(node, scope)?);
        }
        if let Planned::Code(of) = left {
            let codes: Option<Vec<i32>> = planned
                .iter()
                .map(|planned| if let Planned::Fixed(literal) = planned { code_of(literal) } else { None })
                .collect();
            if let Some(codes) = codes {
                let op = Op::CodeIn { of: *of, codes };
                return Some(Planned::Bool(self.push(op, self.space(*of), Kind::Bool, (0, 1))));
            }
        }
        let mut found = Planned::Fixed(Literal::Bool(false));
        for right in planned {
            let same = self.compare(Operator::Is, left.clone(), right, scope)?;
            found = self.joined(true, found, same, scope)?;
        }
        Some(found)
    }

    pub(super) fn in_range(
        &mut self,
        left: &Planned,
        low: &Node,
        high: &Node,
        end: Operator,
        scope: &[usize],
    ) -> Option<Planned> {
        let low = self.plan(low, scope)?;
        let high = self.plan(high, scope)?;
        let low = self.compare(Operator::AtLeast, left.clone(), low, scope)?;
        let high = self.compare(end, left.clone(), high, scope)?;
        self.joined(false, low, high, scope)
    }

    pub(super) fn table(&mut self, table: &TableNode, scope: &[usize]) -> Option<Planned> {
        let mut heads = Vec::new();
        for head in &table.heads {
            heads.push(self.plan(head, scope)?);
        }
        let (mut fits, mut results) = (Vec::new(), Vec::new());
        let mut others = Planned::Fixed(Literal::Bool(false));
        let rows = || table.rows.iter();
        for row in rows().filter(|row| !row.rest).chain(rows().filter(|row| row.rest)) {
            let mut fit = if row.rest { self.not(others.clone())? } else { Planned::Fixed(Literal::Bool(true)) };
            for (test, head) in row.tests.iter().zip(&heads) {
                let test = self.test(test, head, scope)?;
                fit = self.joined(false, fit, test, scope)?;
            }
            if !row.rest {
                others = self.joined(true, others, fit.clone(), scope)?;
            }
            fits.push(fit);
            results.push(self.plan(&row.result, scope)?);
        }
        self.picked(fits, results, None, scope)
    }

    fn test(&mut self, test: &CellTestNode, head: &Planned, scope: &[usize]) -> Option<Planned> {
        match test {
            CellTestNode::Any => Some(Planned::Fixed(Literal::Bool(true))),
            CellTestNode::Compare(operator, node) => {
                let right = self.plan(node, scope)?;
                self.compare(*operator, head.clone(), right, scope)
            }
            CellTestNode::Range(low, high, end) => self.in_range(head, low, high, *end, scope),
            CellTestNode::OneOf(nodes) => self.one_of(head, nodes, scope),
        }
    }

    /// `values` are those of the exceptions and, last, the body.
    pub(super) fn exceptions(
        &mut self,
        whens: Vec<Planned>,
        mut values: Vec<Planned>,
        scope: &[usize],
    ) -> Option<Planned> {
        let body = values.pop()?;
        self.picked(whens, values, Some(body), scope)
    }

    /// The value of the condition that holds: exactly one, or at most one beside `body`.
    fn picked(
        &mut self,
        conditions: Vec<Planned>,
        values: Vec<Planned>,
        body: Option<Planned>,
        scope: &[usize],
    ) -> Option<Planned> {
        let Some(kind) = shared_kind(values.iter().chain(&body)) else {
            return Some(Planned::Nowhere(TROUBLE));
        };
        let mut scale = 1;
        let mut regs = Vec::new();
        if kind == Kind::Number {
            let mut fractions = Vec::new();
            for value in values.iter().chain(&body) {
                let fraction = self.number(value)?;
                scale = super::numbers::lcm(scale, fraction.scale)?;
                fractions.push(fraction);
            }
            if fractions.iter().any(|fraction| fraction.bottom.is_some()) {
                return None;
            }
            regs.extend(fractions.iter().map(|f| self.times_fixed(f.top, scale / f.scale)));
        } else {
            for value in values.iter().chain(&body) {
                regs.push(if kind == Kind::Bool { self.bool(value)? } else { self.code(value)? });
            }
        }
        let mut fits = Vec::new();
        for condition in &conditions {
            fits.push(self.bool(condition)?);
        }
        let every: Vec<Reg> = fits.iter().chain(&regs).copied().collect();
        let space = self.common(&every, scope)?;
        let fits: Vec<Reg> = fits.into_iter().map(|reg| self.lift(reg, space)).collect();
        let range = regs.iter().fold((0, 0), |(low, high), reg| {
            let (own_low, own_high) = self.ranges[*reg];
            (own_low.min(low), own_high.max(high))
        });
        let mut results: Vec<Reg> = regs.into_iter().map(|reg| self.lift(reg, space)).collect();
        let op = match body {
            None => Op::Table { fits, results },
            Some(_) => {
                let body = results.pop()?;
                Op::Exceptions { whens: fits, values: results, body }
            }
        };
        let reg = self.push(op, space, kind, range);
        Some(match kind {
            Kind::Number => Planned::Number(Fraction { top: reg, scale, bottom: None }),
            Kind::Bool => Planned::Bool(reg),
            Kind::Code => Planned::Code(reg),
        })
    }
}

/// What two answers make that are known nowhere.
pub(super) fn both_nowhere(left: &Planned, right: &Planned) -> Planned {
    let trouble = [left, right].into_iter().any(|planned| *planned == Planned::Nowhere(TROUBLE));
    Planned::Nowhere(if trouble { TROUBLE } else { OPEN })
}

/// Whether an order satisfies a comparison.
pub(crate) fn holds(operator: Operator, order: std::cmp::Ordering) -> bool {
    match operator {
        Operator::Less => order.is_lt(),
        Operator::AtMost => order.is_le(),
        Operator::More => order.is_gt(),
        Operator::AtLeast => order.is_ge(),
        Operator::Is => order.is_eq(),
        Operator::IsNot => order.is_ne(),
        Operator::Or | Operator::And | Operator::Plus | Operator::Minus | Operator::Times | Operator::Over => false,
    }
}
