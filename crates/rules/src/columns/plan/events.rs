//! 年内累计 in columns: a prefix sum over the events of a person and year, in their order.
//!
//! Rules that read each other's results of earlier events are computed in passes over all events:
//! after the first pass the first event of everybody is right, after the second pass the second one.

use super::super::op::{Kind, Op, Passes, Reg, Space};
use super::{Fraction, Planned, Planner};
use crate::program::{Literal, Node};

/// The denominator of every running total: money is whole fen.
const SCALE: i64 = 100;
/// Running totals beyond this are left to the row evaluator (ten billion yuan in fen).
pub(crate) const MOST: i64 = 1_000_000_000_000;

/// A running total of rules that are not planned yet.
pub(crate) struct Waiting {
    reg: Reg,
    group: usize,
    filter: Option<Node>,
    body: Node,
}

impl Planner<'_> {
    /// Rules about one list of events that read each other's results of earlier events.
    pub(super) fn events(&mut self, group: usize, definitions: &[usize]) {
        let start = self.entries.len();
        self.open = definitions.to_vec();
        let planned = self.each_of(definitions).and_then(|()| self.close());
        self.open.clear();
        self.waiting.clear();
        match planned {
            Some(()) => self.passes.push(Passes { group, start, end: self.entries.len() }),
            None => definitions.iter().for_each(|index| self.definitions[*index] = None),
        }
    }

    fn each_of(&mut self, definitions: &[usize]) -> Option<()> {
        let program = self.program;
        for index in definitions {
            let planned = self.definition(&program.definitions[*index])?;
            self.definitions[*index] = Some(planned);
            self.open.retain(|open| open != index);
        }
        Some(())
    }

    /// Says of each running total what it adds up, now that all rules are planned.
    fn close(&mut self) -> Option<()> {
        for waiting in std::mem::take(&mut self.waiting) {
            let (own_filter, own_body) = self.added(waiting.group, waiting.filter.as_ref(), &waiting.body)?;
            if let Op::YearTotal { filter, body, .. } = &mut self.entries[waiting.reg].op {
                *filter = own_filter;
                *body = Some(own_body);
            }
        }
        Some(())
    }

    pub(super) fn year_total(&mut self, group: usize, filter: Option<&Node>, body: &Node) -> Option<Planned> {
        let events = self.program.groups[group].events?;
        let day = self.key_of(group, events.date)?;
        let each = match events.each {
            None => None,
            Some(each) => Some(self.key_of(group, each)?),
        };
        let mut later = false;
        for node in filter.into_iter().chain([body]) {
            let mut read = Vec::new();
            self.read_by(node, &mut read);
            later |= read.iter().any(|index| self.open.contains(index));
        }
        let (filter, body, later) = if later {
            let reg = self.entries.len();
            self.waiting.push(Waiting { reg, group, filter: filter.cloned(), body: body.clone() });
            (None, None, Some(reg))
        } else {
            let (filter, body) = self.added(group, filter, body)?;
            (filter, Some(body), None)
        };
        let op = Op::YearTotal { group, day, each, filter, body, later };
        let most = i128::from(MOST);
        let top = self.push(op, Space::List(group), Kind::Number, (-most, most));
        Some(Planned::Number(Fraction { top, scale: SCALE, bottom: None }))
    }

    /// A day, or whose event it is.
    fn key_of(&mut self, group: usize, fact: usize) -> Option<Reg> {
        let planned = self.fact(group, fact)?;
        let reg = self.code(&planned)?;
        Some(self.lift(reg, Space::List(group)))
    }

    /// What an event adds and whether it does, in registers of the list.
    fn added(&mut self, group: usize, filter: Option<&Node>, body: &Node) -> Option<(Option<Reg>, Reg)> {
        let list = Space::List(group);
        let filter = match filter {
            None => None,
            Some(filter) => {
                let planned = self.plan(filter, &[group])?;
                let all = planned == Planned::Fixed(Literal::Bool(true));
                if all { None } else { Some(self.bool(&planned)?) }
            }
        };
        let body = self.plan(body, &[group])?;
        let body = self.number(&body)?;
        if body.bottom.is_some() || SCALE % body.scale != 0 {
            return None;
        }
        let top = self.times_fixed(body.top, SCALE / body.scale);
        let within = [Space::Households, list];
        if !filter.iter().chain([&top]).all(|reg| within.contains(&self.space(*reg))) {
            return None;
        }
        Some((filter.map(|filter| self.lift(filter, list)), self.lift(top, list)))
    }
}
