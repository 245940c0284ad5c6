//! Writing an expression with its values filled in.

use crate::ast::{AggregateKind, Operator};
use crate::eval::{Cell, Env, Run};
use crate::program::{Literal, Node};
use crate::unit::Type;

use super::Used;

/// The most terms of a sum that are written out.
const MAX_TERMS: usize = 12;
/// How deep definitions that have no line of their own are written out.
const MAX_UNFOLDED: u32 = 4;

/// How many of them one line writes out.
const MAX_UNFOLDED_IN_ALL: u32 = 60;

/// How tightly an expression binds, for brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Single,
}

type Written = (String, Tightness);

/// One formula under way.
pub(super) struct Writer<'w, 'r> {
    run: &'w Run<'r>,
    env: &'w mut Env,
    used: Used,
    rounding: String,
    unfolded: u32,
    unfolded_in_all: u32,
}

impl<'w, 'r> Writer<'w, 'r> {
    pub fn new(run: &'w Run<'r>, env: &'w mut Env) -> Self {
        Self { run, env, used: Used::default(), rounding: String::new(), unfolded: 0, unfolded_in_all: 0 }
    }

    pub fn finish(self) -> (Used, String) {
        (self.used, self.rounding)
    }

    fn eval(&mut self, node: &Node) -> Cell {
        self.run.eval(node, self.env)
    }

    /// The branch of a 若 that was taken, with the conditions that led there. Of the conditions
    /// passed by, only the last one tells.
    pub fn taken<'n>(&mut self, node: &'n Node, reasons: &mut Vec<String>) -> &'n Node {
        let mut told: Vec<(&Node, bool)> = Vec::new();
        let mut at = node;
        while let Node::If(condition, yes, no) = at {
            at = match self.eval(condition).bool() {
                Some(true) => {
                    told.push((condition, true));
                    yes
                }
                Some(false) => {
                    told.clear();
                    told.push((condition, false));
                    no
                }
                None => return condition,
            };
        }
        for (condition, holds) in told {
            let text = self.text(condition);
            reasons.push(if holds { text } else { format!("不满足：{text}") });
        }
        at
    }

    pub fn text(&mut self, node: &Node) -> String {
        self.write(node).0
    }

    fn within(&mut self, node: &Node, least: Tightness) -> String {
        let (text, tightness) = self.write(node);
        if tightness < least { format!("({text})") } else { text }
    }

    /// The name of what stands there.
    fn name_of(&self, node: &Node) -> String {
        match node {
            Node::Fact { group, fact } => self.run.program.groups[*group].facts[*fact].name.clone(),
            Node::Definition(index) => self.run.program.definitions[*index].name.clone(),
            Node::Parameter { parameter, key, .. } => {
                let name = &self.run.store.tables[*parameter].name;
                let key = key.as_ref().map(|key| {
                    let cell = self.run.eval(key, &mut self.env.clone());
                    self.run.bare(&cell, self.run.kind(key))
                });
                key.map_or_else(|| name.clone(), |key| format!("{name}[{key}]"))
            }
            Node::Via { inner, .. } => self.name_of(inner),
            Node::Aggregate { kind, group, .. } => {
                let group = &self.run.program.groups[*group].name;
                match kind {
                    AggregateKind::Any => format!("有满足条件的{group}"),
                    AggregateKind::All => format!("每项{group}都满足条件"),
                    AggregateKind::Count | AggregateKind::Sum | AggregateKind::Max | AggregateKind::Min => {
                        format!("{}{group}", kind.word())
                    }
                }
            }
            Node::YearTotal { body, .. } => format!("年内此前{}", self.name_of(body)),
            Node::Literal(..)
            | Node::On
            | Node::SelfRow { .. }
            | Node::Not(_)
            | Node::Negate(..)
            | Node::And(..)
            | Node::Or(..)
            | Node::Compare(..)
            | Node::Arithmetic(..)
            | Node::Shift(..)
            | Node::If(..)
            | Node::InSet(..)
            | Node::InRange(..)
            | Node::Round(..)
            | Node::Extreme { .. }
            | Node::Call(..)
            | Node::Table(_) => String::new(),
        }
    }

    /// A leaf: its value, with its name where a bare 是 would say nothing.
    fn leaf(&mut self, node: &Node) -> Written {
        let cell = self.eval(node);
        let kind = self.run.kind(node);
        let value = self.run.bare(&cell, kind);
        let text = if *kind == Type::Bool { format!("{}（{value}）", self.name_of(node)) } else { value };
        (text, Tightness::Single)
    }

    fn write(&mut self, node: &Node) -> Written {
        match node {
            Node::Literal(..) | Node::On | Node::SelfRow { .. } => self.leaf(node),
            Node::YearTotal { .. } => {
                let value = self.leaf(node).0;
                (format!("{}（{value}）", self.name_of(node)), Tightness::Single)
            }
            Node::Fact { group, fact } => {
                self.run.use_fact(*group, *fact, self.env, &mut self.used);
                self.leaf(node)
            }
            Node::Definition(index) => self.definition(node, *index),
            Node::Parameter { parameter, key, at } => {
                let key = key.as_deref();
                self.run.use_parameter(*parameter, key, *at, self.env, &mut self.used);
                self.leaf(node)
            }
            Node::Via { record, group, inner } => self.via(record, *group, inner),
            Node::Not(inner) => self.not(inner),
            Node::Negate(inner, _) => (format!("−{}", self.within(inner, Tightness::Single)), Tightness::Product),
            Node::And(left, right) => self.junction(Operator::And, left, right),
            Node::Or(left, right) => self.junction(Operator::Or, left, right),
            Node::Compare(operator, left, right) => self.compare(*operator, left, right),
            Node::Arithmetic(operator, left, right, _) | Node::Shift(operator, left, right, _) => {
                self.arithmetic(*operator, left, right)
            }
            Node::If(..) => self.if_text(node),
            Node::InSet(left, nodes) => self.in_set(node, left, nodes),
            Node::InRange(left, low, high) => self.range(left, low, high),
            Node::Round(value, step, mode, unit) => {
                let written = self.write(value);
                let step = self.text(step);
                let mode = self.text(mode);
                let word = if unit.is_money() { "元" } else { "" };
                self.rounding = format!("，{mode}到{step}{word}");
                written
            }
            Node::Extreme { largest, items, .. } => self.extreme(node, *largest, items),
            Node::Call(_, nodes) => {
                self.list(nodes);
                self.leaf(node)
            }
            Node::Aggregate { kind, group, filter, body, .. } => match (kind, body) {
                (AggregateKind::Sum, Some(body)) => self.sum(node, *group, filter.as_deref(), body),
                _ => self.leaf(node),
            },
            Node::Table(table) => {
                self.list(&table.heads);
                self.leaf(node)
            }
        }
    }

    /// A name carries its own 是 or 否; only a longer condition is written with 非.
    fn not(&mut self, inner: &Node) -> Written {
        let named =
            matches!(inner, Node::Fact { .. } | Node::Definition(_) | Node::Parameter { .. } | Node::Via { .. });
        let (text, tightness) = self.write(inner);
        if named && tightness == Tightness::Single {
            return (text, tightness);
        }
        let text = if tightness < Tightness::Comparison { format!("非 ({text})") } else { format!("非 {text}") };
        (text, Tightness::Comparison)
    }

    /// The branch that was taken; a bare 是 or 否 says less than the condition that led to it.
    fn if_text(&mut self, node: &Node) -> Written {
        let mut reasons = Vec::new();
        let taken = self.taken(node, &mut reasons);
        let fixed = matches!(taken, Node::Literal(Literal::Bool(_), _));
        if fixed && !reasons.is_empty() {
            return (reasons.join("；"), Tightness::Comparison);
        }
        self.write(taken)
    }

    fn range(&mut self, left: &Node, low: &Node, high: &Node) -> Written {
        let left = self.within(left, Tightness::Sum);
        let low = self.within(low, Tightness::Sum);
        let high = self.within(high, Tightness::Sum);
        (format!("{left} 在 {low} 到 {high} 之间"), Tightness::Comparison)
    }

    fn list(&mut self, nodes: &[Node]) -> String {
        let texts: Vec<String> = nodes.iter().map(|node| self.text(node)).collect();
        texts.join("、")
    }

    /// A definition with a line of its own is its value; one without is written out.
    fn definition(&mut self, node: &Node, index: usize) -> Written {
        let definition = &self.run.program.definitions[index];
        let plain = definition.exceptions.is_empty()
            && self.unfolded < MAX_UNFOLDED
            && self.unfolded_in_all < MAX_UNFOLDED_IN_ALL;
        if definition.show || !plain {
            return self.leaf(node);
        }
        self.unfolded += 1;
        self.unfolded_in_all += 1;
        let written = self.write(&definition.body);
        self.unfolded -= 1;
        if matches!(definition.kind, Type::Choice(_)) {
            return self.leaf(node);
        }
        written
    }

    fn via(&mut self, record: &Node, group: usize, inner: &Node) -> Written {
        let Some(row) = self.eval(record).row() else {
            return ("未知".to_owned(), Tightness::Single);
        };
        let before = std::mem::replace(&mut self.env[group], row);
        let written = self.write(inner);
        self.env[group] = before;
        written
    }

    /// 且 and 或: a part that decided alone is written alone.
    fn junction(&mut self, operator: Operator, left: &Node, right: &Node) -> Written {
        let tightness = if operator == Operator::And { Tightness::And } else { Tightness::Or };
        let decider = operator == Operator::Or;
        for side in [left, right] {
            if self.eval(side).bool() == Some(decider) {
                return self.write(side);
            }
        }
        let left = self.within(left, tightness);
        let right = self.within(right, tightness);
        (format!("{left} {} {right}", operator.sign()), tightness)
    }

    /// Words are compared by name: `关系是“子女”`; numbers by value.
    fn compare(&mut self, operator: Operator, left: &Node, right: &Node) -> Written {
        let name = self.name_of(left);
        let worded = matches!(self.run.kind(left), Type::Choice(_) | Type::Record(_));
        if worded && !name.is_empty() {
            let own = self.text(left);
            let wanted = self.text(right);
            let text = if own == wanted {
                format!("{name}是“{own}”")
            } else {
                format!("{name}是“{own}”而不是“{wanted}”")
            };
            return (text, Tightness::Comparison);
        }
        let left = self.within(left, Tightness::Sum);
        let right = self.within(right, Tightness::Sum);
        (format!("{left} {} {right}", operator.sign()), Tightness::Comparison)
    }

    fn in_set(&mut self, node: &Node, left: &Node, nodes: &[Node]) -> Written {
        let name = self.name_of(left);
        let own = self.text(left);
        let list = self.list(nodes);
        let inside = self.eval(node).bool() == Some(true);
        let joint = if inside { "属于" } else { "不属于" };
        (format!("{name}“{own}”{joint}（{list}）"), Tightness::Comparison)
    }

    /// A part that adds nothing is left out, unless it was entered as nothing.
    fn adds_nothing(&mut self, node: &Node) -> bool {
        let idle = matches!(node, Node::Aggregate { .. } | Node::Definition(_));
        idle && self.eval(node).number().is_some_and(|n| n.is_zero())
    }

    fn arithmetic(&mut self, operator: Operator, left: &Node, right: &Node) -> Written {
        let (tightness, right_least) = match operator {
            Operator::Plus => (Tightness::Sum, Tightness::Sum),
            Operator::Minus => (Tightness::Sum, Tightness::Product),
            Operator::Times => (Tightness::Product, Tightness::Product),
            Operator::Over
            | Operator::Or
            | Operator::And
            | Operator::Less
            | Operator::AtMost
            | Operator::More
            | Operator::AtLeast
            | Operator::Is
            | Operator::IsNot => (Tightness::Product, Tightness::Single),
        };
        if tightness == Tightness::Sum && self.adds_nothing(right) {
            return self.write(left);
        }
        if operator == Operator::Plus && self.adds_nothing(left) {
            return self.write(right);
        }
        let left = self.within(left, tightness);
        let right = self.within(right, right_least);
        (format!("{left} {} {right}", operator.sign()), tightness)
    }

    /// 最大(0, 甲) is just 甲 while 甲 is larger.
    fn extreme(&mut self, node: &Node, largest: bool, items: &[Node]) -> Written {
        let best = self.eval(node).number();
        let mut told = Vec::new();
        for item in items {
            let mut reasons = Vec::new();
            let taken = self.taken(item, &mut reasons);
            let fixed = matches!(taken, Node::Literal(Literal::Number(n), _) if Some(*n) != best);
            let written = self.write(taken);
            if !fixed {
                told.push(written);
            }
        }
        if told.len() == 1 {
            return told.swap_remove(0);
        }
        let texts: Vec<String> = told.into_iter().map(|(text, _)| text).collect();
        let name = if largest { "取大" } else { "取小" };
        (format!("{name}（{}）", texts.join("，")), Tightness::Single)
    }

    /// A sum, term by term.
    fn sum(&mut self, node: &Node, group: usize, filter: Option<&Node>, body: &Node) -> Written {
        let rows = self.run.bound.groups[group].rows.as_ref().map_or(0, Vec::len);
        let before = self.env[group];
        let mut terms = Vec::new();
        for row in 0..rows {
            self.env[group] = row;
            let taken = filter.is_none_or(|f| self.run.eval(f, self.env).bool() == Some(true));
            if !taken {
                continue;
            }
            let cell = self.run.eval(body, self.env);
            if !cell.number().is_some_and(|number| number.is_zero()) {
                terms.push(self.run.bare(&cell, self.run.kind(body)));
            }
        }
        self.env[group] = before;
        if terms.is_empty() || terms.len() > MAX_TERMS {
            return self.leaf(node);
        }
        let tightness = if terms.len() > 1 { Tightness::Sum } else { Tightness::Single };
        (terms.join(" + "), tightness)
    }
}
