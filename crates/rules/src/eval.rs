//! Evaluation (求值): every definition once, in order, with 未知 and faults carried as values.
//!
//! A condition that is already decided does not look at the rest (有车则不必查存款): a known 否 makes
//! 且 否 whatever else is unknown. What stays unknown carries the facts that could change it.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::Day;

use crate::ast::{AggregateKind, Operator};
use crate::bind::{Bound, Given};
use crate::number::{Exact, RoundMode};
use crate::parameters::ParameterStore;
use crate::problem::RuleFault;
use crate::program::{Definition, Literal, Node, Program, Step, Symbol};

mod aggregate;
mod calls;
mod events;
mod tables;

pub(crate) use calls::shifted;

/// A fact at its place: group, fact (`None` for the whole list), row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FactAt {
    pub group: usize,
    pub fact: Option<usize>,
    pub row: usize,
}

/// The facts that could change an unknown value.
pub(crate) type Missing = Arc<BTreeSet<FactAt>>;

/// A value during evaluation.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Number(Exact),
    Bool(bool),
    Date(Day),
    Symbol(Symbol),
    Row(usize),
    Text(Arc<str>),
    Unknown(Missing),
    Fault(Arc<RuleFault>),
}

impl Cell {
    pub fn from_literal(literal: &Literal) -> Self {
        match literal {
            Literal::Number(number) => Self::Number(*number),
            Literal::Bool(bool) => Self::Bool(*bool),
            Literal::Date(day) => Self::Date(*day),
            Literal::Symbol(symbol) => Self::Symbol(*symbol),
            Literal::Text(text) => Self::Text(Arc::clone(text)),
        }
    }

    /// The yes or no, if it is one.
    pub fn bool(&self) -> Option<bool> {
        if let Self::Bool(bool) = self { Some(*bool) } else { None }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<Exact> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// The row, if it is one.
    pub fn row(&self) -> Option<usize> {
        if let Self::Row(row) = self { Some(*row) } else { None }
    }

    /// The word, if it is one.
    pub fn symbol(&self) -> Option<Symbol> {
        if let Self::Symbol(symbol) = self { Some(*symbol) } else { None }
    }

    fn missing(at: FactAt) -> Self {
        Self::Unknown(Arc::new(BTreeSet::from([at])))
    }

    fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown(_) | Self::Fault(_))
    }

    /// Known and the same.
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Date(a), Self::Date(b)) => a == b,
            (Self::Symbol(a), Self::Symbol(b)) => a == b,
            (Self::Row(a), Self::Row(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            _ => false,
        }
    }
}

/// What is not known of two cells; a fault goes before the unknown.
fn unknown_of(cells: &[&Cell]) -> Cell {
    let mut all: BTreeSet<FactAt> = BTreeSet::new();
    let mut only: Option<&Missing> = None;
    for cell in cells {
        match cell {
            Cell::Fault(_) => return (*cell).clone(),
            Cell::Unknown(missing) => {
                if only.is_none() {
                    only = Some(missing);
                }
                all.extend(missing.iter());
            }
            Cell::Number(_) | Cell::Bool(_) | Cell::Date(_) | Cell::Symbol(_) | Cell::Row(_) | Cell::Text(_) => {}
        }
    }
    match only {
        Some(missing) if missing.len() == all.len() => Cell::Unknown(Arc::clone(missing)),
        _ => Cell::Unknown(Arc::new(all)),
    }
}

/// The rows that are open: one position for each group.
pub(crate) type Env = Vec<usize>;

/// One evaluation of one household.
pub(crate) struct Run<'a> {
    pub program: &'a Program,
    pub store: &'a ParameterStore,
    pub bound: &'a Bound,
    pub on: Day,
    pub division: &'a str,
    /// The values of each definition, one for each row of its group.
    pub cells: Vec<Vec<Cell>>,
    /// The definition that is being computed, for messages.
    pub current: usize,
    /// Expressions looked at so far.
    steps: std::cell::Cell<u64>,
}

/// The most expressions that one evaluation looks at.
pub(crate) const MAX_STEPS: u64 = 10_000_000;

impl<'a> Run<'a> {
    /// Computes every definition.
    pub fn new(program: &'a Program, store: &'a ParameterStore, bound: &'a Bound, on: Day, division: &'a str) -> Self {
        let mut run = Self {
            program,
            store,
            bound,
            on,
            division,
            cells: vec![Vec::new(); program.definitions.len()],
            current: 0,
            steps: std::cell::Cell::new(0),
        };
        let mut env = run.env();
        for step in &program.order {
            let index = match step {
                Step::One(index) => index,
                Step::Events { group, definitions } => {
                    run.events(*group, definitions, &mut env);
                    continue;
                }
            };
            run.current = *index;
            let definition = &program.definitions[*index];
            let cells = match definition.group {
                None => vec![run.value(definition, &mut env)],
                Some(group) => {
                    let rows = run.bound.groups[group].rows.as_ref().map_or(0, Vec::len);
                    let mut cells = Vec::with_capacity(rows);
                    for row in 0..rows {
                        env[group] = row;
                        cells.push(run.value(definition, &mut env));
                    }
                    env[group] = 0;
                    cells
                }
            };
            run.cells[*index] = cells;
        }
        run
    }

    pub fn env(&self) -> Env {
        vec![0; self.program.groups.len()]
    }

    /// The value of a definition with its exceptions; at most one exception may apply.
    fn value(&self, definition: &Definition, env: &mut Env) -> Cell {
        if definition.exceptions.is_empty() {
            return self.eval(&definition.body, env);
        }
        let mut applied: Option<usize> = None;
        let mut open: Vec<Cell> = Vec::new();
        for (index, exception) in definition.exceptions.iter().enumerate() {
            let when = self.eval(&exception.when, env);
            match when.bool() {
                Some(true) => {
                    if let Some(first) = applied {
                        let names = (&definition.exceptions[first].name, &exception.name);
                        return self.conflict(format!("例外“{}”和“{}”同时适用", names.0, names.1));
                    }
                    applied = Some(index);
                }
                Some(false) => {}
                None => open.push(when),
            }
        }
        let value = match applied {
            Some(index) => self.eval(&definition.exceptions[index].value, env),
            None => self.eval(&definition.body, env),
        };
        if open.is_empty() {
            return value;
        }
        let mut parts: Vec<&Cell> = open.iter().collect();
        parts.push(&value);
        unknown_of(&parts)
    }

    fn conflict(&self, what: String) -> Cell {
        Cell::Fault(Arc::new(RuleFault::Conflict { name: self.program.definitions[self.current].name.clone(), what }))
    }

    fn arithmetic_fault(&self, what: &str) -> Cell {
        Cell::Fault(Arc::new(RuleFault::Arithmetic {
            name: self.program.definitions[self.current].name.clone(),
            what: what.to_owned(),
        }))
    }

    fn number(&self, number: Option<Exact>) -> Cell {
        number.map_or_else(|| self.arithmetic_fault("数字太大"), Cell::Number)
    }

    /// Expressions looked at so far.
    pub fn steps(&self) -> u64 {
        self.steps.get()
    }

    pub fn eval(&self, node: &Node, env: &mut Env) -> Cell {
        let steps = self.steps.get() + 1;
        self.steps.set(steps);
        if steps > MAX_STEPS {
            return self.arithmetic_fault("要算的步数太多，材料里的条数可能填错了");
        }
        match node {
            Node::Literal(literal, _) => Cell::from_literal(literal),
            Node::On => Cell::Date(self.on),
            Node::SelfRow { group, .. } => Cell::Row(env[*group]),
            Node::Fact { group, fact } => self.fact(*group, *fact, env),
            Node::Definition(index) => {
                let row = self.program.definitions[*index].group.map_or(0, |g| env[g]);
                self.cells[*index].get(row).cloned().unwrap_or_else(|| self.arithmetic_fault("没有这一条记录"))
            }
            Node::Parameter { parameter, key, at } => self.parameter(*parameter, key.as_deref(), *at, env),
            Node::Via { record, group, inner } => self.via(record, *group, inner, env),
            Node::Not(inner) => {
                let cell = self.eval(inner, env);
                cell.bool().map_or(cell, |bool| Cell::Bool(!bool))
            }
            Node::Negate(inner, _) => {
                let cell = self.eval(inner, env);
                match cell.number() {
                    Some(number) => self.number(number.opposite()),
                    None => cell,
                }
            }
            Node::And(left, right) => self.junction(false, left, right, env),
            Node::Or(left, right) => self.junction(true, left, right, env),
            Node::Compare(operator, left, right) => {
                let (left, right) = (self.eval(left, env), self.eval(right, env));
                self.compare(*operator, &left, &right)
            }
            Node::Arithmetic(operator, left, right, _) => {
                let (left, right) = (self.eval(left, env), self.eval(right, env));
                self.arithmetic(*operator, &left, &right)
            }
            Node::Shift(operator, day, count, unit) => {
                let (day, count) = (self.eval(day, env), self.eval(count, env));
                self.shift(*operator, &day, &count, *unit)
            }
            Node::If(condition, yes, no) => self.choose(condition, yes, no, env),
            Node::InSet(left, nodes) => self.in_set(left, nodes, env),
            Node::InRange(left, low, high) => {
                let left = self.eval(left, env);
                let low = self.compare(Operator::AtLeast, &left, &self.eval(low, env));
                let high = self.compare(Operator::AtMost, &left, &self.eval(high, env));
                junction_of(false, low, high)
            }
            Node::Round(value, step, mode, _) => self.round(value, step, mode, env),
            Node::Extreme { largest, items, .. } => {
                let cells: Vec<Cell> = items.iter().map(|item| self.eval(item, env)).collect();
                self.extreme(*largest, cells)
            }
            Node::Call(call, nodes) => self.call(*call, nodes, env),
            Node::Aggregate { kind, group, filter, body, .. } => {
                self.aggregate(*kind, *group, filter.as_deref(), body.as_deref(), env)
            }
            Node::YearTotal { group, filter, body, .. } => self.year_total(*group, filter.as_deref(), body, env),
            Node::Table(table) => self.table(table, env),
        }
    }

    /// The inner expression at the row that a record points to.
    fn via(&self, record: &Node, group: usize, inner: &Node, env: &mut Env) -> Cell {
        let record = self.eval(record, env);
        let Some(row) = record.row() else {
            return record;
        };
        let before = std::mem::replace(&mut env[group], row);
        let cell = self.eval(inner, env);
        env[group] = before;
        cell
    }

    fn fact(&self, group: usize, fact: usize, env: &mut Env) -> Cell {
        let at = FactAt { group, fact: Some(fact), row: env[group] };
        let Some(rows) = &self.bound.groups[group].rows else {
            return Cell::missing(FactAt { fact: None, ..at });
        };
        match rows.get(at.row).and_then(|cells| cells.get(fact)) {
            Some(Given::Known(literal) | Given::Default(literal)) => Cell::from_literal(literal),
            Some(Given::Row(row)) => Cell::Row(*row),
            Some(Given::Missing) => Cell::missing(at),
            Some(Given::Derived) => {
                let derive = self.program.groups[group].facts[fact].derive.as_ref();
                match derive.map(|node| self.eval(node, env)) {
                    Some(Cell::Unknown(_)) | None => Cell::missing(at),
                    Some(cell) => cell,
                }
            }
            None => self.arithmetic_fault("没有这一条记录"),
        }
    }

    /// 评定日期, or the day of the event that is open.
    pub fn day_of(&self, at: Option<usize>, env: &mut Env) -> Cell {
        let events = at.and_then(|group| Some((group, self.program.groups[group].events?)));
        events.map_or(Cell::Date(self.on), |(group, events)| self.fact(group, events.date, env))
    }

    fn parameter(&self, parameter: usize, key: Option<&Node>, at: Option<usize>, env: &mut Env) -> Cell {
        let day = self.day_of(at, env);
        let Cell::Date(on) = day else {
            return day;
        };
        let key = match key {
            None => None,
            Some(node) => {
                let cell = self.eval(node, env);
                let Some(symbol) = cell.symbol() else {
                    return cell;
                };
                Some(symbol)
            }
        };
        match self.store.lookup(parameter, on, self.division, key) {
            Ok(entry) => Cell::from_literal(&entry.value),
            Err(fault) => Cell::Fault(Arc::new(fault)),
        }
    }

    /// 且 (`decider` 否) or 或 (`decider` 是): a known decider decides alone.
    fn junction(&self, decider: bool, left: &Node, right: &Node, env: &mut Env) -> Cell {
        let left = self.eval(left, env);
        if matches!(left, Cell::Bool(bool) if bool == decider) {
            return left;
        }
        junction_of(decider, left, self.eval(right, env))
    }

    fn compare(&self, operator: Operator, left: &Cell, right: &Cell) -> Cell {
        let ordering = match (left, right) {
            (Cell::Number(a), Cell::Number(b)) => match a.compare(*b) {
                Some(ordering) => ordering,
                None => return self.arithmetic_fault("数字太大"),
            },
            (Cell::Date(a), Cell::Date(b)) => a.cmp(b),
            _ if left.is_known() && right.is_known() => {
                if left.same(right) {
                    Ordering::Equal
                } else {
                    Ordering::Less
                }
            }
            _ => return unknown_of(&[left, right]),
        };
        Cell::Bool(match operator {
            Operator::Less => ordering == Ordering::Less,
            Operator::AtMost => ordering != Ordering::Greater,
            Operator::More => ordering == Ordering::Greater,
            Operator::AtLeast => ordering != Ordering::Less,
            Operator::Is => ordering == Ordering::Equal,
            Operator::IsNot => ordering != Ordering::Equal,
            Operator::Or | Operator::And | Operator::Plus | Operator::Minus | Operator::Times | Operator::Over => false,
        })
    }

    fn arithmetic(&self, operator: Operator, left: &Cell, right: &Cell) -> Cell {
        match (left, right) {
            (Cell::Number(_), Cell::Number(b)) if operator == Operator::Over && b.is_zero() => {
                self.arithmetic_fault("除数为零")
            }
            (Cell::Number(a), Cell::Number(b)) => self.number(match operator {
                Operator::Plus => a.plus(*b),
                Operator::Minus => a.minus(*b),
                Operator::Times => a.times(*b),
                Operator::Over => a.over(*b),
                Operator::Or
                | Operator::And
                | Operator::Less
                | Operator::AtMost
                | Operator::More
                | Operator::AtLeast
                | Operator::Is
                | Operator::IsNot => None,
            }),
            (Cell::Date(a), Cell::Date(b)) => Cell::Number(Exact::whole(b.days_until(*a))),
            _ => unknown_of(&[left, right]),
        }
    }

    fn choose(&self, condition: &Node, yes: &Node, no: &Node, env: &mut Env) -> Cell {
        let open = self.eval(condition, env);
        match open.bool() {
            Some(true) => return self.eval(yes, env),
            Some(false) => return self.eval(no, env),
            None => {}
        }
        if matches!(open, Cell::Fault(_)) {
            return open;
        }
        let (yes, no) = (self.eval(yes, env), self.eval(no, env));
        if yes.is_known() && yes.same(&no) {
            return yes;
        }
        // A branch that cannot be computed is no reason to fail before it is chosen.
        let parts: Vec<&Cell> = [&open, &yes, &no].into_iter().filter(|cell| !matches!(cell, Cell::Fault(_))).collect();
        unknown_of(&parts)
    }

    fn in_set(&self, left: &Node, nodes: &[Node], env: &mut Env) -> Cell {
        let left = self.eval(left, env);
        let mut found = Cell::Bool(false);
        for node in nodes {
            let right = self.eval(node, env);
            found = junction_of(true, found, self.compare(Operator::Is, &left, &right));
        }
        found
    }
}

/// 且 (`decider` 否) or 或 (`decider` 是) of two cells.
fn junction_of(decider: bool, left: Cell, right: Cell) -> Cell {
    match (&left, &right) {
        (Cell::Bool(bool), _) if *bool == decider => left,
        (_, Cell::Bool(bool)) if *bool == decider => right,
        (Cell::Bool(_), Cell::Bool(_)) => left,
        _ => unknown_of(&[&left, &right]),
    }
}
