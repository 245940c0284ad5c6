//! From a checked policy to column operations, for one population and one day.
//!
//! Every expression is computed in the smallest space it depends on and once: what does not depend
//! on the row of a list is a column of households. Ranges are known beforehand, so that arithmetic
//! is checked only where a number could leave 64 bits. What has no column form is left out
//! (`None`); the row evaluator computes it.

use std::collections::HashMap;

use kernel::Day;

use super::op::{Entry, Kind, LookupTable, Op, Passes, Reg, Space, TROUBLE};
use crate::number::Exact;
use crate::parameters::ParameterStore;
use crate::population::{Population, day_number};
use crate::program::{Definition, Literal, Node, Program, Step};
use crate::unit::Type;

mod conditions;
mod events;
mod lists;
mod names;
mod numbers;

pub(crate) use events::MOST;

/// An exact number in registers: `top / (scale × bottom)`, scale and bottom above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fraction {
    pub top: Reg,
    pub scale: i64,
    pub bottom: Option<Reg>,
}

/// What became of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Planned {
    Fixed(Literal),
    Number(Fraction),
    Bool(Reg),
    Code(Reg),
    /// Known nowhere: 未知 or trouble.
    Nowhere(u8),
}

pub(crate) struct Planner<'a> {
    pub program: &'a Program,
    pub store: &'a ParameterStore,
    pub population: &'a Population,
    pub on: Day,
    pub entries: Vec<Entry>,
    /// The least and the largest number of each register.
    pub ranges: Vec<(i128, i128)>,
    pub tables: Vec<LookupTable>,
    pub passes: Vec<Passes>,
    known: HashMap<Entry, Reg>,
    definitions: Vec<Option<Planned>>,
    /// The rules about events under way that are not planned yet, and what has to wait for them.
    open: Vec<usize>,
    waiting: Vec<events::Waiting>,
}

/// Everything that an output needs, with its register.
impl<'a> Planner<'a> {
    pub fn new(program: &'a Program, store: &'a ParameterStore, population: &'a Population, on: Day) -> Self {
        let definitions = vec![None; program.definitions.len()];
        Self {
            program,
            store,
            population,
            on,
            entries: Vec::new(),
            ranges: Vec::new(),
            tables: Vec::new(),
            passes: Vec::new(),
            known: HashMap::new(),
            definitions,
            open: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// Plans these definitions and those they read; what cannot be planned stays open.
    pub fn definitions(&mut self, wanted: &[usize]) {
        let mut needed = vec![false; self.program.definitions.len()];
        let mut open: Vec<usize> = wanted.to_vec();
        while let Some(index) = open.pop() {
            if std::mem::replace(&mut needed[index], true) {
                continue;
            }
            crate::compile::walk_value(&self.program.definitions[index], &mut |node| {
                if let Node::Definition(read) = node {
                    open.push(*read);
                }
            });
        }
        for step in &self.program.order {
            match step {
                Step::One(index) if needed[*index] => {
                    self.definitions[*index] = self.definition(&self.program.definitions[*index]);
                }
                Step::Events { group, definitions } if definitions.iter().any(|index| needed[*index]) => {
                    self.events(*group, definitions);
                }
                Step::One(_) | Step::Events { .. } => {}
            }
        }
    }

    /// The rules that a condition reads.
    pub fn read_by(&self, node: &Node, found: &mut Vec<usize>) {
        crate::compile::walk(node, &mut |node| {
            if let Node::Definition(read) = node {
                found.push(*read);
            }
        });
    }

    /// The register of a condition about households.
    pub fn guard(&mut self, node: &Node) -> Option<Reg> {
        let planned = self.plan(node, &[])?;
        let reg = self.bool(&planned)?;
        (self.space(reg) == Space::Households).then_some(reg)
    }

    /// A register with the states of a rule.
    pub fn witness(&mut self, index: usize) -> Option<Reg> {
        let planned = self.planned(index)?;
        let reg = match shared_kind([&planned]) {
            Some(Kind::Bool) | None => self.bool(&planned)?,
            Some(Kind::Code) => self.code(&planned)?,
            Some(Kind::Number) => {
                let fraction = self.number(&planned)?;
                fraction.bottom.map_or(Some(fraction.top), |_| None)?
            }
        };
        (self.space(reg) == Space::Households).then_some(reg)
    }

    pub fn planned(&self, index: usize) -> Option<Planned> {
        self.definitions[index].clone()
    }

    fn definition(&mut self, definition: &Definition) -> Option<Planned> {
        let scope: Vec<usize> = definition.group.into_iter().collect();
        let body = self.plan(&definition.body, &scope);
        if definition.exceptions.is_empty() {
            return body;
        }
        let (mut whens, mut values) = (Vec::new(), Vec::new());
        for exception in &definition.exceptions {
            whens.push(self.plan(&exception.when, &scope)?);
            values.push(self.plan(&exception.value, &scope)?);
        }
        values.push(body?);
        self.exceptions(whens, values, &scope)
    }

    pub fn plan(&mut self, node: &Node, scope: &[usize]) -> Option<Planned> {
        match node {
            Node::Literal(Literal::Text(_), _) => None,
            Node::Literal(literal, _) => Some(Planned::Fixed(literal.clone())),
            Node::On => Some(Planned::Fixed(Literal::Date(self.on))),
            Node::SelfRow { group, .. } => {
                Some(Planned::Code(self.push(Op::LocalRow, Space::List(*group), Kind::Code, (0, 0))))
            }
            Node::Fact { group, fact } => self.fact(*group, *fact),
            Node::Definition(index) => self.definitions[*index].clone(),
            Node::Parameter { parameter, key, at } => self.parameter(*parameter, key.as_deref(), *at, scope),
            Node::Via { record, group, inner } => self.via(record, *group, inner, scope),
            Node::Not(inner) => {
                let inner = self.plan(inner, scope)?;
                self.not(inner)
            }
            Node::Negate(inner, _) => {
                let inner = self.plan(inner, scope)?;
                self.scaled(inner, Exact::whole(-1))
            }
            Node::And(left, right) => self.junction(false, left, right, scope),
            Node::Or(left, right) => self.junction(true, left, right, scope),
            Node::Compare(operator, left, right) => {
                let (left, right) = (self.plan(left, scope)?, self.plan(right, scope)?);
                self.compare(*operator, left, right, scope)
            }
            Node::Arithmetic(operator, left, right, _) => {
                let (left, right) = (self.plan(left, scope)?, self.plan(right, scope)?);
                self.arithmetic(*operator, left, right, scope)
            }
            Node::Shift(operator, day, count, unit) => self.shift(*operator, day, count, *unit, scope),
            Node::If(condition, yes, no) => {
                let condition = self.plan(condition, scope)?;
                let (yes, no) = (self.plan(yes, scope)?, self.plan(no, scope)?);
                self.choose(condition, yes, no, scope)
            }
            Node::InSet(left, nodes) => self.in_set(left, nodes, scope),
            Node::InRange(left, low, high) => {
                let left = self.plan(left, scope)?;
                self.in_range(&left, low, high, crate::ast::Operator::AtMost, scope)
            }
            Node::Round(value, step, mode, _) => self.round(value, step, mode, scope),
            Node::Extreme { largest, items, .. } => self.extreme(*largest, items, scope),
            Node::Call(call, nodes) => self.call(*call, nodes, scope),
            Node::Aggregate { kind, group, filter, body, .. } => {
                self.aggregate(*kind, *group, filter.as_deref(), body.as_deref(), scope)
            }
            Node::YearTotal { group, filter, body, .. } => self.year_total(*group, filter.as_deref(), body),
            Node::Table(table) => self.table(table, scope),
        }
    }

    /// The register of an operation; the same operation is done once.
    pub fn push(&mut self, op: Op, space: Space, kind: Kind, range: (i128, i128)) -> Reg {
        let entry = Entry { op, space, kind };
        if let Some(known) = self.known.get(&entry) {
            return *known;
        }
        self.known.insert(entry.clone(), self.entries.len());
        self.entries.push(entry);
        self.ranges.push(range);
        self.entries.len() - 1
    }

    pub fn space(&self, reg: Reg) -> Space {
        self.entries[reg].space
    }

    /// The space in which both can be had.
    fn meet(a: Space, b: Space, scope: &[usize]) -> Option<Space> {
        match (a, b) {
            (Space::Households, other) | (other, Space::Households) => Some(other),
            (a, b) if a == b => Some(a),
            _ => match scope {
                [outer, inner] if outer != inner => {
                    let pairs = Space::Pairs { outer: *outer, inner: *inner };
                    let within = |space| [Space::List(*outer), Space::List(*inner), pairs].contains(&space);
                    (within(a) && within(b)).then_some(pairs)
                }
                _ => None,
            },
        }
    }

    pub fn common(&self, regs: &[Reg], scope: &[usize]) -> Option<Space> {
        regs.iter().try_fold(Space::Households, |space, reg| Self::meet(space, self.space(*reg), scope))
    }

    /// The register in a space with more cells.
    pub fn lift(&mut self, reg: Reg, space: Space) -> Reg {
        let entry = self.entries[reg].clone();
        if entry.space == space {
            return reg;
        }
        let range = self.ranges[reg];
        let fixed = matches!(entry.op, Op::FillNumber(_) | Op::FillCode(_) | Op::FillBool(_) | Op::Unfilled(_));
        let op = if fixed { entry.op } else { Op::Broadcast(reg) };
        self.push(op, space, entry.kind, range)
    }

    fn nowhere(&mut self, state: u8, kind: Kind) -> Reg {
        self.push(Op::Unfilled(state), Space::Households, kind, (0, 1))
    }

    /// As a fraction in registers.
    pub fn number(&mut self, planned: &Planned) -> Option<Fraction> {
        match planned {
            Planned::Number(fraction) => Some(*fraction),
            Planned::Fixed(Literal::Number(number)) => {
                let (Ok(top), Ok(scale)) = (i64::try_from(number.top()), i64::try_from(number.bottom())) else {
                    return self.number(&Planned::Nowhere(TROUBLE));
                };
                let range = (i128::from(top), i128::from(top));
                let top = self.push(Op::FillNumber(top), Space::Households, Kind::Number, range);
                Some(Fraction { top, scale, bottom: None })
            }
            Planned::Nowhere(state) => {
                Some(Fraction { top: self.nowhere(*state, Kind::Number), scale: 1, bottom: None })
            }
            Planned::Fixed(_) | Planned::Bool(_) | Planned::Code(_) => None,
        }
    }

    pub fn bool(&mut self, planned: &Planned) -> Option<Reg> {
        match planned {
            Planned::Bool(reg) => Some(*reg),
            Planned::Fixed(Literal::Bool(bool)) => {
                Some(self.push(Op::FillBool(*bool), Space::Households, Kind::Bool, (0, 1)))
            }
            Planned::Nowhere(state) => Some(self.nowhere(*state, Kind::Bool)),
            Planned::Fixed(_) | Planned::Number(_) | Planned::Code(_) => None,
        }
    }

    pub fn code(&mut self, planned: &Planned) -> Option<Reg> {
        match planned {
            Planned::Code(reg) => Some(*reg),
            Planned::Fixed(literal) => {
                let code = code_of(literal)?;
                Some(self.push(Op::FillCode(code), Space::Households, Kind::Code, (0, 0)))
            }
            Planned::Nowhere(state) => Some(self.nowhere(*state, Kind::Code)),
            Planned::Number(_) | Planned::Bool(_) => None,
        }
    }
}

/// Words by their number, days by theirs.
pub(crate) fn code_of(literal: &Literal) -> Option<i32> {
    match literal {
        Literal::Symbol(symbol) => i32::try_from(*symbol).ok(),
        Literal::Date(day) => Some(day_number(*day)),
        Literal::Number(_) | Literal::Bool(_) | Literal::Text(_) => None,
    }
}

/// Which kind of register holds a type.
pub(crate) fn kind_of(kind: &Type) -> Option<Kind> {
    match kind {
        Type::Number(_) => Some(Kind::Number),
        Type::Bool => Some(Kind::Bool),
        Type::Date | Type::Choice(_) | Type::Record(_) => Some(Kind::Code),
        Type::Text => None,
    }
}

/// The kind that several answers share; `None` when none of them is more than 未知.
pub(crate) fn shared_kind<'p>(planned: impl IntoIterator<Item = &'p Planned>) -> Option<Kind> {
    planned.into_iter().find_map(|planned| match planned {
        Planned::Number(_) | Planned::Fixed(Literal::Number(_)) => Some(Kind::Number),
        Planned::Bool(_) | Planned::Fixed(Literal::Bool(_)) => Some(Kind::Bool),
        Planned::Code(_) | Planned::Fixed(Literal::Symbol(_) | Literal::Date(_)) => Some(Kind::Code),
        Planned::Fixed(Literal::Text(_)) | Planned::Nowhere(_) => None,
    })
}
