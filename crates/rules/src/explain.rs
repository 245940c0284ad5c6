//! The explanation (说明): each line with its numbers filled in, its clause, its facts.
//!
//! It is written from the same cells that decided; nothing is computed a second way.

use std::collections::BTreeSet;

use crate::answer::{Answer, MissingFact, TraceLine, UsedFact, UsedParameter, Value, show_missing};
use crate::bind::Given;
use crate::eval::{Cell, Env, FactAt, Run};
use crate::problem::RuleFault;
use crate::program::{Definition, Node, PhraseForm, PhraseNode, PhrasePart};
use crate::unit::{Type, Unit};

mod formula;

/// What a formula used on its way.
#[derive(Default)]
pub(crate) struct Used {
    facts: Vec<UsedFact>,
    parameters: Vec<UsedParameter>,
}

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
                let hidden = definition
                    .show_when
                    .as_ref()
                    .is_some_and(|node| matches!(self.eval(node, &mut env), Cell::Bool(false)));
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
        let mut used = Used::default();
        let applied = definition
            .exceptions
            .iter()
            .find(|e| matches!(self.eval(&e.when, env), Cell::Bool(true)));
        let (body, clauses) = applied.map_or((&definition.body, &definition.clauses), |e| {
            (&e.value, &e.clauses)
        });
        let value = self.show(cell, &definition.kind);
        let mut formula = self.formula(body, env, &mut used);
        if let Some(exception) = applied {
            formula = format!("例外“{}”：{formula}", exception.name);
        }
        let excluded = definition
            .excluded
            .as_ref()
            .is_some_and(|node| matches!(self.eval(node, env), Cell::Bool(true)));
        TraceLine {
            section: definition.section.clone(),
            name: self
                .phrase(&definition.label, env)
                .unwrap_or_else(|| self.plain_name(definition, row)),
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

    /// The first text whose condition holds and whose values are all known.
    fn phrase(&self, phrases: &[PhraseNode], env: &mut Env) -> Option<String> {
        let phrase = phrases.iter().find(|phrase| self.holds(phrase, env))?;
        self.fill(phrase, env)
    }

    fn holds(&self, phrase: &PhraseNode, env: &mut Env) -> bool {
        phrase
            .when
            .as_ref()
            .is_none_or(|when| matches!(self.eval(when, env), Cell::Bool(true)))
    }

    fn fill(&self, phrase: &PhraseNode, env: &mut Env) -> Option<String> {
        let mut text = String::new();
        for part in &phrase.parts {
            match part {
                PhrasePart::Text(fixed) => text.push_str(fixed),
                PhrasePart::Value(node, form) => {
                    let value = self.as_value(&self.eval(node, env), &self.kind(node))?;
                    text.push_str(&form_of(&value, *form));
                }
            }
        }
        Some(text)
    }

    /// The type of an expression.
    pub fn kind(&self, node: &Node) -> Type {
        match node {
            Node::Literal(_, kind) => kind.clone(),
            Node::On | Node::Shift(..) => Type::Date,
            Node::SelfRow(group) => Type::Record(*group),
            Node::Fact { group, fact } => self.program.groups[*group].facts[*fact].kind.clone(),
            Node::Definition(index) => self.program.definitions[*index].kind.clone(),
            Node::Parameter { parameter, .. } => self.store.tables[*parameter].kind.clone(),
            Node::Via { inner, .. } => self.kind(inner),
            Node::Negate(_, unit) | Node::Round(_, _, _, unit) => Type::Number(*unit),
            Node::Not(_)
            | Node::And(..)
            | Node::Or(..)
            | Node::Compare(..)
            | Node::InSet(..)
            | Node::InRange(..) => Type::Bool,
            Node::Arithmetic(_, _, _, kind) | Node::Extreme { kind, .. } => kind.clone(),
            Node::Aggregate { result, .. } => result.clone(),
            Node::If(_, yes, _) => self.kind(yes),
            Node::Table(table) => table.kind.clone(),
            Node::Call(call, _) => match call {
                crate::program::DateCall::Age => Type::Number(Unit::Age),
                crate::program::DateCall::MonthCount => Type::Number(Unit::Months),
                crate::program::DateCall::MonthStart
                | crate::program::DateCall::NextMonthStart
                | crate::program::DateCall::MonthEnd => Type::Date,
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
                    Type::Bool | Type::Date | Type::Text | Type::Choice(_) | Type::Record(_) => {
                        Unit::Plain
                    }
                },
            },
            Cell::Bool(bool) => Value::Bool(*bool),
            Cell::Date(day) => Value::Date(*day),
            Cell::Symbol(symbol) => Value::Text(self.store.symbols.word(*symbol).to_owned()),
            Cell::Text(text) => Value::Text(text.to_string()),
            Cell::Row(row) => Value::Text(match kind {
                Type::Record(group) => self.bound.groups[*group]
                    .keys
                    .get(*row)
                    .map_or_else(String::new, ToString::to_string),
                Type::Number(_) | Type::Bool | Type::Date | Type::Text | Type::Choice(_) => {
                    String::new()
                }
            }),
            Cell::Unknown(_) | Cell::Fault(_) => return None,
        })
    }

    /// The public answer of a cell.
    pub fn answer(&self, cell: &Cell, kind: &Type) -> Result<Answer, RuleFault> {
        match cell {
            Cell::Fault(fault) => Err(RuleFault::clone(fault)),
            Cell::Unknown(missing) => Ok(Answer::Unknown {
                missing: self.missing(missing),
            }),
            Cell::Number(_)
            | Cell::Bool(_)
            | Cell::Date(_)
            | Cell::Symbol(_)
            | Cell::Row(_)
            | Cell::Text(_) => Ok(self.as_value(cell, kind).map_or(
                Answer::Unknown {
                    missing: Vec::new(),
                },
                Answer::Known,
            )),
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
                    row_key: self.bound.groups[at.group]
                        .keys
                        .get(at.row)
                        .filter(|_| listed)
                        .map(ToString::to_string),
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
            Cell::Number(_)
            | Cell::Bool(_)
            | Cell::Date(_)
            | Cell::Symbol(_)
            | Cell::Row(_)
            | Cell::Text(_) => self
                .as_value(cell, kind)
                .map_or_else(String::new, |value| value.show()),
        }
    }

    fn use_fact(&self, group: usize, fact: usize, env: &mut Env, used: &mut Used) {
        let definition = &self.program.groups[group].facts[fact];
        let row = env[group];
        let given = self.bound.groups[group]
            .rows
            .as_ref()
            .and_then(|rows| rows.get(row))
            .and_then(|cells| cells.get(fact));
        let source = match given {
            Some(Given::Default(_)) => format!("缺省：{}", definition.note),
            Some(Given::Derived) => "推算".to_owned(),
            Some(Given::Known(_) | Given::Row(_) | Given::Missing) | None => {
                definition.source.clone()
            }
        };
        let cell = self.eval(&Node::Fact { group, fact }, env);
        let entry = UsedFact {
            name: definition.name.clone(),
            value: self.show(&cell, &definition.kind),
            source,
        };
        if !used.facts.contains(&entry) {
            used.facts.push(entry);
        }
    }

    fn use_parameter(&self, parameter: usize, key: Option<&Node>, env: &mut Env, used: &mut Used) {
        let symbol = match key.map(|key| self.eval(key, env)) {
            Some(Cell::Symbol(symbol)) => Some(symbol),
            None => None,
            Some(_) => return,
        };
        let Ok(entry) = self.store.lookup(parameter, self.on, self.division, symbol) else {
            return;
        };
        let table = &self.store.tables[parameter];
        let name = match symbol {
            None => table.name.clone(),
            Some(symbol) => format!("{}[{}]", table.name, self.store.symbols.word(symbol)),
        };
        let entry = UsedParameter {
            name,
            value: self.show(&Cell::from_literal(&entry.value), &table.kind),
            from: entry.from,
            document: entry.document.clone(),
        };
        if !used.parameters.contains(&entry) {
            used.parameters.push(entry);
        }
    }
}

fn form_of(value: &Value, form: PhraseForm) -> String {
    match (form, value) {
        (PhraseForm::NumberOnly, Value::Number { number, unit }) => number.show(unit.decimals()),
        (PhraseForm::Month, Value::Date(day)) => day.month_of().chinese(),
        (_, value) => value.show(),
    }
}
