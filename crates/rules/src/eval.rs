//! Evaluation (求值): every definition once, in order, with 未知 and faults carried as values.
//!
//! A condition that is already decided does not look at the rest (有车则不必查存款): a known 否 makes
//! 且 否 whatever else is unknown. What stays unknown carries the facts that could change it.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::{Day, age_on};

use crate::ast::{AggregateKind, Operator};
use crate::bind::{Bound, Given};
use crate::number::{Exact, RoundMode};
use crate::parameters::ParameterStore;
use crate::problem::RuleFault;
use crate::program::{
    CellTestNode, DateCall, Definition, Literal, Node, Program, Symbol, TableNode,
};
use crate::unit::Unit;

mod aggregate;

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
            Cell::Number(_)
            | Cell::Bool(_)
            | Cell::Date(_)
            | Cell::Symbol(_)
            | Cell::Row(_)
            | Cell::Text(_) => {}
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
}

impl<'a> Run<'a> {
    /// Computes every definition.
    pub fn new(
        program: &'a Program,
        store: &'a ParameterStore,
        bound: &'a Bound,
        on: Day,
        division: &'a str,
    ) -> Self {
        let mut run = Self {
            program,
            store,
            bound,
            on,
            division,
            cells: vec![Vec::new(); program.definitions.len()],
            current: 0,
        };
        let mut env = run.env();
        for index in &program.order {
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
            match self.eval(&exception.when, env) {
                Cell::Bool(true) => {
                    if let Some(first) = applied {
                        let names = (&definition.exceptions[first].name, &exception.name);
                        return self.conflict(format!("例外“{}”和“{}”同时适用", names.0, names.1));
                    }
                    applied = Some(index);
                }
                Cell::Bool(false) => {}
                other => open.push(other),
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
        Cell::Fault(Arc::new(RuleFault::Conflict {
            name: self.program.definitions[self.current].name.clone(),
            what,
        }))
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

    pub fn eval(&self, node: &Node, env: &mut Env) -> Cell {
        match node {
            Node::Literal(literal, _) => Cell::from_literal(literal),
            Node::On => Cell::Date(self.on),
            Node::SelfRow(group) => Cell::Row(env[*group]),
            Node::Fact { group, fact } => self.fact(*group, *fact, env),
            Node::Definition(index) => {
                let row = self.program.definitions[*index].group.map_or(0, |g| env[g]);
                self.cells[*index]
                    .get(row)
                    .cloned()
                    .unwrap_or_else(|| self.arithmetic_fault("没有这一条记录"))
            }
            Node::Parameter { parameter, key } => self.parameter(*parameter, key.as_deref(), env),
            Node::Via {
                record,
                group,
                inner,
            } => match self.eval(record, env) {
                Cell::Row(row) => {
                    let before = std::mem::replace(&mut env[*group], row);
                    let cell = self.eval(inner, env);
                    env[*group] = before;
                    cell
                }
                other => other,
            },
            Node::Not(inner) => match self.eval(inner, env) {
                Cell::Bool(bool) => Cell::Bool(!bool),
                other => other,
            },
            Node::Negate(inner, _) => match self.eval(inner, env) {
                Cell::Number(number) => self.number(number.neg()),
                other => other,
            },
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
            Node::Aggregate {
                kind,
                group,
                filter,
                body,
                ..
            } => self.aggregate(*kind, *group, filter.as_deref(), body.as_deref(), env),
            Node::Table(table) => self.table(table, env),
        }
    }

    fn fact(&self, group: usize, fact: usize, env: &mut Env) -> Cell {
        let at = FactAt {
            group,
            fact: Some(fact),
            row: env[group],
        };
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

    fn parameter(&self, parameter: usize, key: Option<&Node>, env: &mut Env) -> Cell {
        let key = match key {
            None => None,
            Some(node) => match self.eval(node, env) {
                Cell::Symbol(symbol) => Some(symbol),
                other => return other,
            },
        };
        match self.store.lookup(parameter, self.on, self.division, key) {
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
            Operator::Or
            | Operator::And
            | Operator::Plus
            | Operator::Minus
            | Operator::Times
            | Operator::Over => false,
        })
    }

    fn arithmetic(&self, operator: Operator, left: &Cell, right: &Cell) -> Cell {
        match (left, right) {
            (Cell::Number(_), Cell::Number(b)) if operator == Operator::Over && b.is_zero() => {
                self.arithmetic_fault("除数为零")
            }
            (Cell::Number(a), Cell::Number(b)) => self.number(match operator {
                Operator::Plus => a.add(*b),
                Operator::Minus => a.sub(*b),
                Operator::Times => a.mul(*b),
                Operator::Over => a.div(*b),
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

    /// A day moved by days, months or years.
    fn shift(&self, operator: Operator, day: &Cell, count: &Cell, unit: Unit) -> Cell {
        let (Cell::Date(from), Cell::Number(number)) = (day, count) else {
            return unknown_of(&[day, count]);
        };
        let number = if operator == Operator::Minus {
            number.neg()
        } else {
            Some(*number)
        };
        number
            .and_then(Exact::as_whole)
            .and_then(|number| shift(*from, number, unit))
            .map_or_else(
                || self.arithmetic_fault("日期加减的不是整数，或超出范围"),
                Cell::Date,
            )
    }

    fn choose(&self, condition: &Node, yes: &Node, no: &Node, env: &mut Env) -> Cell {
        match self.eval(condition, env) {
            Cell::Bool(true) => self.eval(yes, env),
            Cell::Bool(false) => self.eval(no, env),
            open @ Cell::Unknown(_) => {
                let (yes, no) = (self.eval(yes, env), self.eval(no, env));
                if yes.is_known() && yes.same(&no) {
                    return yes;
                }
                // A branch that cannot be computed is no reason to fail before it is chosen.
                let parts = [&open, &yes, &no];
                let parts: Vec<&Cell> = parts
                    .into_iter()
                    .filter(|cell| !matches!(cell, Cell::Fault(_)))
                    .collect();
                unknown_of(&parts)
            }
            other => other,
        }
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

    fn round(&self, value: &Node, step: &Node, mode: &Node, env: &mut Env) -> Cell {
        let value = self.eval(value, env);
        let step = self.eval(step, env);
        let mode = self.eval(mode, env);
        match (&value, &step, &mode) {
            (Cell::Number(value), Cell::Number(step), Cell::Symbol(symbol)) => {
                let mode = RoundMode::from_word(self.store.symbols.word(*symbol));
                self.number(mode.and_then(|mode| value.round(*step, mode)))
            }
            _ => unknown_of(&[&value, &step, &mode]),
        }
    }

    fn extreme(&self, largest: bool, cells: Vec<Cell>) -> Cell {
        if !cells.iter().all(Cell::is_known) {
            return unknown_of(&cells.iter().collect::<Vec<_>>());
        }
        let mut best: Option<Cell> = None;
        for cell in cells {
            let operator = if largest {
                Operator::More
            } else {
                Operator::Less
            };
            let better = best
                .as_ref()
                .is_none_or(|best| matches!(self.compare(operator, &cell, best), Cell::Bool(true)));
            if better {
                best = Some(cell);
            }
        }
        best.unwrap_or_else(|| self.arithmetic_fault("没有可比的数"))
    }

    fn call(&self, call: DateCall, nodes: &[Node], env: &mut Env) -> Cell {
        let cells: Vec<Cell> = nodes.iter().map(|node| self.eval(node, env)).collect();
        match (call, cells.as_slice()) {
            (DateCall::Age, [Cell::Date(birth), Cell::Date(on)]) => {
                Cell::Number(Exact::whole(i64::from(age_on(*birth, *on))))
            }
            (DateCall::MonthStart, [Cell::Date(day)]) => Cell::Date(day.month_of().first_day()),
            (DateCall::NextMonthStart, [Cell::Date(day)]) => {
                Cell::Date(day.month_of().next().first_day())
            }
            (DateCall::MonthEnd, [Cell::Date(day)]) => Cell::Date(day.month_of().last_day()),
            (DateCall::MonthCount, [Cell::Date(from), Cell::Date(to)]) => {
                let months = from.month_of().months_until(to.month_of()) + 1;
                Cell::Number(Exact::whole(months.max(0)))
            }
            (_, cells) => unknown_of(&cells.iter().collect::<Vec<_>>()),
        }
    }

    /// Exactly one row must hit; rows that may still hit keep it open.
    fn table(&self, table: &TableNode, env: &mut Env) -> Cell {
        let heads: Vec<Cell> = table
            .heads
            .iter()
            .map(|head| self.eval(head, env))
            .collect();
        let mut hit: Option<(u32, Cell)> = None;
        let mut open: Vec<Cell> = Vec::new();
        for row in &table.rows {
            let mut fits = Cell::Bool(true);
            for (test, head) in row.tests.iter().zip(&heads) {
                fits = junction_of(false, fits, self.test(test, head, env));
                if matches!(fits, Cell::Bool(false)) {
                    break;
                }
            }
            match fits {
                Cell::Bool(false) => {}
                Cell::Bool(true) => {
                    if let Some((first, _)) = hit {
                        return self.conflict(format!("表里第{first}行和第{}行同时命中", row.line));
                    }
                    hit = Some((row.line, self.eval(&row.result, env)));
                }
                fault @ Cell::Fault(_) => return fault,
                unknown => {
                    open.push(unknown);
                    open.push(self.eval(&row.result, env));
                }
            }
        }
        match (hit, open.as_slice()) {
            (Some((_, value)), _) => value,
            (None, []) => self.conflict("表里没有一行命中".to_owned()),
            (None, _) => {
                let results: Vec<&Cell> = open.iter().skip(1).step_by(2).collect();
                let first = results[0];
                if results.len() > 1 && results.iter().all(|cell| first.same(cell)) {
                    return first.clone();
                }
                unknown_of(&open.iter().collect::<Vec<_>>())
            }
        }
    }

    fn test(&self, test: &CellTestNode, head: &Cell, env: &mut Env) -> Cell {
        match test {
            CellTestNode::Any => Cell::Bool(true),
            CellTestNode::Compare(operator, node) => {
                self.compare(*operator, head, &self.eval(node, env))
            }
            CellTestNode::Range(low, high) => {
                let low = self.compare(Operator::AtLeast, head, &self.eval(low, env));
                let high = self.compare(Operator::AtMost, head, &self.eval(high, env));
                junction_of(false, low, high)
            }
            CellTestNode::OneOf(nodes) => {
                let mut found = Cell::Bool(false);
                for node in nodes {
                    let right = self.eval(node, env);
                    found = junction_of(true, found, self.compare(Operator::Is, head, &right));
                }
                found
            }
        }
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

fn shift(day: Day, count: i64, unit: Unit) -> Option<Day> {
    let count = i32::try_from(count).ok()?;
    match unit {
        Unit::Days => Some(day.add_days(count)),
        Unit::Months => Some(day.add_months(count)),
        Unit::Years => Some(day.add_months(count.checked_mul(12)?)),
        Unit::Yuan | Unit::YuanMonth | Unit::YuanYear | Unit::Person | Unit::Age | Unit::Plain => {
            None
        }
    }
}
