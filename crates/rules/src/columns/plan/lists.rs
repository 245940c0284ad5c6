//! 计数、求和、最大、最小、存在、全部 in columns.

use super::super::op::{Kind, Op, Reg, Space};
use super::{Fraction, Planned, Planner};
use crate::ast::AggregateKind;
use crate::program::{Literal, Node};

impl Planner<'_> {
    pub(super) fn aggregate(
        &mut self,
        kind: AggregateKind,
        group: usize,
        filter: Option<&Node>,
        body: Option<&Node>,
        scope: &[usize],
    ) -> Option<Planned> {
        let mut inner: Vec<usize> = scope.iter().copied().filter(|open| *open != group).collect();
        inner.push(group);
        let filter = match filter {
            None => None,
            Some(filter) => {
                let planned = self.plan(filter, &inner)?;
                let all = planned == Planned::Fixed(Literal::Bool(true));
                if all { None } else { Some(self.bool(&planned)?) }
            }
        };
        let body = match body {
            None => Planned::Fixed(Literal::Bool(true)),
            Some(body) => self.plan(body, &inner)?,
        };
        match kind {
            AggregateKind::Count => {
                let over = self.over_space(group, &filter.into_iter().collect::<Vec<_>>(), &inner)?;
                let filter = filter.map(|filter| self.lift(filter, over));
                let range = (0, i128::from(self.longest(group)));
                let top = self.push(Op::Count { over, filter }, out_of(over), Kind::Number, range);
                Some(Planned::Number(Fraction { top, scale: 1, bottom: None }))
            }
            AggregateKind::Any | AggregateKind::All => {
                let body = self.bool(&body)?;
                let over = self.over_space(group, &with(filter, &[body]), &inner)?;
                let (filter, body) = (filter.map(|filter| self.lift(filter, over)), self.lift(body, over));
                let any = kind == AggregateKind::Any;
                let op = if any { Op::Any { over, filter, body } } else { Op::All { over, filter, body } };
                Some(Planned::Bool(self.push(op, out_of(over), Kind::Bool, (0, 1))))
            }
            AggregateKind::Sum => {
                let body = self.number(&body)?;
                self.sum_of(group, filter, body, &inner)
            }
            AggregateKind::Max | AggregateKind::Min => {
                let body = self.number(&body)?;
                if body.bottom.is_some() {
                    return None;
                }
                let over = self.over_space(group, &with(filter, &[body.top]), &inner)?;
                let range = self.ranges[body.top];
                let (filter, top) = (filter.map(|filter| self.lift(filter, over)), self.lift(body.top, over));
                let op = Op::Best { over, filter, body: top, largest: kind == AggregateKind::Max };
                let top = self.push(op, out_of(over), Kind::Number, range);
                Some(Planned::Number(Fraction { top, ..body }))
            }
        }
    }

    fn sum_of(&mut self, group: usize, filter: Option<Reg>, body: Fraction, inner: &[usize]) -> Option<Planned> {
        let regs: Vec<Reg> = [Some(body.top), body.bottom].into_iter().flatten().collect();
        let over = self.over_space(group, &with(filter, &regs), inner)?;
        let longest = i128::from(self.longest(group));
        let (low, high) = self.ranges[body.top];
        let (low, high) = (low.min(0).saturating_mul(longest), high.max(0).saturating_mul(longest));
        let limit = i128::from(i64::MAX);
        let checked = low < -limit || high > limit;
        let range = (low.max(-limit), high.min(limit));
        let filter = filter.map(|filter| self.lift(filter, over));
        let top = self.lift(body.top, over);
        let Some(bottom) = body.bottom else {
            let top = self.push(Op::Sum { over, filter, body: top, checked }, out_of(over), Kind::Number, range);
            return Some(Planned::Number(Fraction { top, ..body }));
        };
        let bottom = self.lift(bottom, over);
        let mut part = |is_top: bool, range: (i128, i128)| {
            let op = Op::SumFraction { over, filter, top, bottom, is_top };
            self.push(op, out_of(over), Kind::Number, range)
        };
        let (top, bottom) = (part(true, (-limit, limit)), part(false, (1, limit)));
        Some(Planned::Number(Fraction { top, scale: body.scale, bottom: Some(bottom) }))
    }

    /// The space whose cells are folded.
    fn over_space(&self, group: usize, regs: &[Reg], inner: &[usize]) -> Option<Space> {
        let list = Space::List(group);
        let space = self.common(regs, inner)?;
        match space {
            Space::Households => Some(list),
            Space::List(own) if own == group => Some(list),
            Space::List(outer) => Some(Space::Pairs { outer, inner: group }),
            Space::Pairs { inner: own, .. } => (own == group).then_some(space),
        }
    }

    /// The most rows of one household.
    fn longest(&self, group: usize) -> u32 {
        let offsets = self.population.groups[group].offsets.as_deref().unwrap_or_default();
        offsets.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0)
    }
}

fn with(filter: Option<Reg>, regs: &[Reg]) -> Vec<Reg> {
    filter.into_iter().chain(regs.iter().copied()).collect()
}

/// The space that a fold leads to.
fn out_of(over: Space) -> Space {
    if let Space::Pairs { outer, .. } = over { Space::List(outer) } else { Space::Households }
}
