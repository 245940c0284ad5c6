//! The explanation (说明): each line with its numbers filled in, its clause, its facts.
//!
//! It is written from the same cells that decided; nothing is computed a second way.

use std::collections::BTreeSet;

use crate::answer::{Answer, MissingFact, TraceLine, Value, show_missing};
use crate::eval::{Cell, Env, FactAt, Run};
use crate::problem::RuleFault;
use crate::program::{DateCall, Definition, Node, PhraseForm, PhraseNode, PhrasePart};
use crate::unit::{BOOL, DATE, Type, Unit, number_type};

mod formula;
mod used;
mod writer;

pub(crate) use used::Used;

impl Run<'_> {
    /// Every line of the explanation, in the order of the file.
    pub fn trace(&self) -> Vec<TraceLine> {
        let mut lines = Vec::new();
        let mut env = self.env();
        for (index, definition) in self.program.definitions.iter().enumerate() {
            if !definition.show {
                continue;
            }
            let rows = self.cells[index].len();
            for row in 0..rows {
                if let Some(group) = definition.group {
                    env[group] = row;
                }
                let hidden =
                    definition.show_when.as_ref().is_some_and(|node| self.eval(node, &mut env).bool() == Some(false));
                if !hidden {
                    lines.push(self.line(definition, &self.cells[index][row], row, &mut env));
                }
            }
            if let Some(group) = definition.group {
                env[group] = 0;
            }
        }
        lines
    }

    fn line(&self, definition: &Definition, cell: &Cell, row: usize, env: &mut Env) -> TraceLine {
        let applied = definition.exceptions.iter().find(|e| self.eval(&e.when, env).bool() == Some(true));
        let (body, clauses) = applied.map_or((&definition.body, &definition.clauses), |e| (&e.value, &e.clauses));
        let value = self.show(cell, &definition.kind);
        let (mut formula, used) = self.formula(body, cell, &definition.kind, env);
        if let Some(exception) = applied {
            formula = format!("例外“{}”：{formula}", exception.name);
        }
        let excluded = definition.excluded.as_ref().is_some_and(|node| self.eval(node, env).bool() == Some(true));
        TraceLine {
            section: definition.section.clone(),
            name: self.phrase(&definition.label, env).unwrap_or_else(|| self.plain_name(definition, row)),
            value,
            formula,
            clause: self.clauses(clauses, env),
            facts: used.facts,
            parameters: used.parameters,
            excluded,
            plain: self.phrase(&definition.plain, env),
        }
    }

    fn plain_name(&self, definition: &Definition, row: usize) -> String {
        match definition.group {
            None => definition.name.clone(),
            Some(group) => {
                let keys = &self.bound.groups[group].keys;
                let group = &self.program.groups[group].name;
                match keys.get(row) {
                    Some(key) => format!("{group}“{key}”的{}", definition.name),
                    None => format!("{group}第{}项的{}", row + 1, definition.name),
                }
            }
        }
    }

    /// All clauses whose condition holds.
    fn clauses(&self, phrases: &[PhraseNode], env: &mut Env) -> String {
        let mut texts = Vec::new();
        for phrase in phrases {
            if self.holds(phrase, env)
                && let Some(text) = self.fill(phrase, env)
            {
                texts.push(text);
            }
        }
        texts.join("；")
    }

    /// The first text whose condition holds and whose values are all known; none behind a condition that is open, for
    /// then the later text may be the wrong one.
    fn phrase(&self, phrases: &[PhraseNode], env: &mut Env) -> Option<String> {
        for phrase in phrases {
            match phrase.when.as_ref().map_or(Some(true), |when| self.eval(when, env).bool()) {
                Some(true) => return self.fill(phrase, env),
                Some(false) => {}
                None => return None,
            }
        }
        None
    }

    fn holds(&self, phrase: &PhraseNode, env: &mut Env) -> bool {
        phrase.when.as_ref().is_none_or(|when| self.eval(when, env).bool() == Some(true))
    }

    fn fill(&self, phrase: &PhraseNode, env: &mut Env) -> Option<String> {
        let mut text = String::new();
        for part in &phrase.parts {
            match part {
                PhrasePart::Text(fixed) => text.push_str(fixed),
                PhrasePart::Value(node, form) => {
                    let value = self.as_value(&self.eval(node, env), self.kind(node))?;
                    text.push_str(&form_of(&value, *form));
                }
            }
        }
        Some(text)
    }

    /// The type of an expression.
    pub fn kind<'n>(&'n self, node: &'n Node) -> &'n Type {
        match node {
            Node::Literal(_, kind)
            | Node::SelfRow { kind, .. }
            | Node::Arithmetic(_, _, _, kind)
            | Node::Extreme { kind, .. }
            | Node::Aggregate { result: kind, .. }
            | Node::YearTotal { result: kind, .. } => kind,
            Node::On | Node::Shift(..) => &DATE,
            Node::Fact { group, fact } => &self.program.groups[*group].facts[*fact].kind,
            Node::Definition(index) => &self.program.definitions[*index].kind,
            Node::Parameter { parameter, .. } => &self.store.tables[*parameter].kind,
            Node::Via { inner, .. } => self.kind(inner),
            Node::Negate(_, unit) | Node::Round(_, _, _, unit) => number_type(*unit),
            Node::Not(_) | Node::And(..) | Node::Or(..) | Node::Compare(..) | Node::InSet(..) | Node::InRange(..) => {
                &BOOL
            }
            Node::If(_, yes, _) => self.kind(yes),
            Node::Table(table) => &table.kind,
            Node::Call(call, _) => match call {
                DateCall::Age => number_type(Unit::Age),
                DateCall::MonthCount => number_type(Unit::Months),
                DateCall::MonthStart | DateCall::NextMonthStart | DateCall::MonthEnd => &DATE,
            },
        }
    }

    /// A known cell as a public value.
    pub fn as_value(&self, cell: &Cell, kind: &Type) -> Option<Value> {
        Some(match cell {
            Cell::Number(number) => Value::Number {
                number: *number,
                unit: match kind {
                    Type::Number(unit) => *unit,
                    Type::Bool | Type::Date | Type::Text | Type::Choice(_) | Type::Record(_) => Unit::Plain,
                },
            },
            Cell::Bool(bool) => Value::Bool(*bool),
            Cell::Date(day) => Value::Date(*day),
            Cell::Symbol(symbol) => Value::Text(self.store.symbols.word(*symbol).to_owned()),
            Cell::Text(text) => Value::Text(text.to_string()),
            Cell::Row(row) => Value::Text(match kind {
                Type::Record(group) => {
                    self.bound.groups[*group].keys.get(*row).map_or_else(String::new, ToString::to_string)
                }
                Type::Number(_) | Type::Bool | Type::Date | Type::Text | Type::Choice(_) => String::new(),
            }),
            Cell::Unknown(_) | Cell::Fault(_) => return None,
        })
    }

    /// The public answer of a cell.
    pub fn answer(&self, cell: &Cell, kind: &Type) -> Result<Answer, RuleFault> {
        match cell {
            Cell::Fault(fault) => Err(RuleFault::clone(fault)),
            Cell::Unknown(missing) => Ok(Answer::Unknown { missing: self.missing(missing) }),
            Cell::Number(_) | Cell::Bool(_) | Cell::Date(_) | Cell::Symbol(_) | Cell::Row(_) | Cell::Text(_) => {
                Ok(self.as_value(cell, kind).map_or(Answer::Unknown { missing: Vec::new() }, Answer::Known))
            }
        }
    }

    pub fn missing(&self, missing: &BTreeSet<FactAt>) -> Vec<MissingFact> {
        missing
            .iter()
            .map(|at| {
                let group = &self.program.groups[at.group];
                let fact = at.fact.map(|fact| &group.facts[fact]);
                let listed = fact.is_some() && !group.single;
                MissingFact {
                    group: group.name.clone(),
                    row: listed.then_some(at.row),
                    row_key: self.bound.groups[at.group].keys.get(at.row).filter(|_| listed).map(ToString::to_string),
                    name: fact.map_or(String::new(), |f| f.name.clone()),
                    source: fact.map_or(String::new(), |f| f.source.clone()),
                }
            })
            .collect()
    }

    /// A cell with its unit, or 未知 with what is missing.
    fn show(&self, cell: &Cell, kind: &Type) -> String {
        match cell {
            Cell::Unknown(missing) => {
                format!("未知（缺：{}）", show_missing(&self.missing(missing)))
            }
            Cell::Fault(_) => "不适用".to_owned(),
            Cell::Number(_) | Cell::Bool(_) | Cell::Date(_) | Cell::Symbol(_) | Cell::Row(_) | Cell::Text(_) => {
                self.as_value(cell, kind).map_or_else(String::new, |value| value.show())
            }
        }
    }
}

/// A value in the form a text asks for; whole yuan are shown without 角 and 分 in sentences.
fn form_of(value: &Value, form: PhraseForm) -> String {
    match (form, value) {
        (PhraseForm::NumberOnly, Value::Number { number, unit }) => {
            if number.as_whole().is_some() {
                number.show(0)
            } else {
                number.show(unit.decimals())
            }
        }
        (PhraseForm::Month, Value::Date(day)) => day.month_of().chinese(),
        (_, value) => value.show(),
    }
}
