//! Formulas with their numbers filled in: `(9,900.00 − 6,000.00) ÷ 12月 = 325.00`.

use crate::ast::{AggregateKind, Operator};
use crate::eval::{Cell, Env, Run};
use crate::program::{Node, PhraseForm};
use crate::unit::Type;

use super::{Used, form_of};

/// The most terms of a sum that are written out.
const MAX_TERMS: usize = 12;

/// How tightly an expression binds, for brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Loose,
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Single,
}

type Written = (String, Tightness);

impl Run<'_> {
    /// The whole line: expression, result, rounding.
    pub(super) fn formula(&self, node: &Node, env: &mut Env, used: &mut Used) -> String {
        let mut rounding = String::new();
        let (text, _) = self.write(node, env, used, &mut rounding);
        let cell = self.eval(node, env);
        let result = match &cell {
            Cell::Unknown(_) => "未知".to_owned(),
            Cell::Fault(fault) => fault.to_string(),
            known => self.bare(known, &self.kind(node)),
        };
        if text == result || matches!(self.kind(node), Type::Choice(_)) {
            return format!("{text}{rounding}");
        }
        let joint = if self.kind(node) == Type::Bool {
            "："
        } else {
            " = "
        };
        format!("{text}{joint}{result}{rounding}")
    }

    /// A value without the unit of money.
    fn bare(&self, cell: &Cell, kind: &Type) -> String {
        let Some(value) = self.as_value(cell, kind) else {
            return "未知".to_owned();
        };
        let money = matches!(kind, Type::Number(unit) if unit.is_money());
        let form = if money {
            PhraseForm::NumberOnly
        } else {
            PhraseForm::Full
        };
        form_of(&value, form)
    }

    /// A leaf: its value, with its name where a bare 是 would say nothing.
    fn leaf(&self, node: &Node, name: &str, env: &mut Env) -> Written {
        let kind = self.kind(node);
        let value = self.bare(&self.eval(node, env), &kind);
        let text = match kind {
            Type::Bool => format!("{name}（{value}）"),
            Type::Number(_) | Type::Date | Type::Text | Type::Choice(_) | Type::Record(_) => value,
        };
        (text, Tightness::Single)
    }

    fn write(&self, node: &Node, env: &mut Env, used: &mut Used, rounding: &mut String) -> Written {
        match node {
            Node::Literal(..) | Node::On | Node::SelfRow(_) => self.leaf(node, "", env),
            Node::Fact { group, fact } => {
                self.use_fact(*group, *fact, env, used);
                let name = &self.program.groups[*group].facts[*fact].name;
                self.leaf(node, name, env)
            }
            Node::Definition(index) => self.leaf(node, &self.program.definitions[*index].name, env),
            Node::Parameter { parameter, key } => {
                self.use_parameter(*parameter, key.as_deref(), env, used);
                self.leaf(node, &self.store.tables[*parameter].name, env)
            }
            Node::Via {
                record,
                group,
                inner,
            } => match self.eval(record, env) {
                Cell::Row(row) => {
                    let before = std::mem::replace(&mut env[*group], row);
                    let written = self.write(inner, env, used, rounding);
                    env[*group] = before;
                    written
                }
                _ => ("未知".to_owned(), Tightness::Single),
            },
            Node::Not(inner) => {
                let text = self.within(inner, Tightness::Comparison, env, used, rounding);
                (format!("非 {text}"), Tightness::Comparison)
            }
            Node::Negate(inner, _) => {
                let text = self.within(inner, Tightness::Single, env, used, rounding);
                (format!("−{text}"), Tightness::Product)
            }
            Node::And(left, right) => {
                self.junction_text(Operator::And, left, right, env, used, rounding)
            }
            Node::Or(left, right) => {
                self.junction_text(Operator::Or, left, right, env, used, rounding)
            }
            Node::Compare(operator, left, right) => {
                let left = self.within(left, Tightness::Sum, env, used, rounding);
                let right = self.within(right, Tightness::Sum, env, used, rounding);
                (
                    format!("{left} {} {right}", operator.sign()),
                    Tightness::Comparison,
                )
            }
            Node::Arithmetic(operator, left, right, _) | Node::Shift(operator, left, right, _) => {
                self.arithmetic_text(*operator, left, right, env, used, rounding)
            }
            Node::If(condition, yes, no) => match self.eval(condition, env) {
                Cell::Bool(true) => self.chosen(condition, yes, env, used, rounding),
                Cell::Bool(false) => self.chosen(condition, no, env, used, rounding),
                _ => self.write(condition, env, used, rounding),
            },
            Node::InSet(left, nodes) => self.set_text(left, nodes, env, used, rounding),
            Node::InRange(left, low, high) => {
                let left = self.within(left, Tightness::Sum, env, used, rounding);
                let low = self.within(low, Tightness::Sum, env, used, rounding);
                let high = self.within(high, Tightness::Sum, env, used, rounding);
                (
                    format!("{left} 在 {low} 到 {high} 之间"),
                    Tightness::Comparison,
                )
            }
            Node::Round(value, step, mode, _) => {
                let written = self.write(value, env, used, rounding);
                let step_text = self.write(step, env, used, rounding).0;
                let mode_text = self.write(mode, env, used, rounding).0;
                *rounding = format!("，{mode_text}到{step_text}");
                written
            }
            Node::Extreme { largest, items, .. } => {
                let name = if *largest { "最大" } else { "最小" };
                (
                    format!("{name}({})", self.list(items, env, used, rounding)),
                    Tightness::Single,
                )
            }
            Node::Call(_, nodes) => {
                self.list(nodes, env, used, rounding);
                self.leaf(node, "", env)
            }
            Node::Aggregate {
                kind,
                group,
                filter,
                body,
                ..
            } => self.aggregate_text(
                node,
                (*kind, *group),
                filter.as_deref(),
                body.as_deref(),
                env,
            ),
            Node::Table(table) => {
                self.list(&table.heads, env, used, rounding);
                self.leaf(node, "", env)
            }
        }
    }

    fn within(
        &self,
        node: &Node,
        least: Tightness,
        env: &mut Env,
        used: &mut Used,
        rounding: &mut String,
    ) -> String {
        let (text, tightness) = self.write(node, env, used, rounding);
        if tightness < least {
            format!("({text})")
        } else {
            text
        }
    }

    fn list(
        &self,
        nodes: &[Node],
        env: &mut Env,
        used: &mut Used,
        rounding: &mut String,
    ) -> String {
        let texts: Vec<String> = nodes
            .iter()
            .map(|node| self.write(node, env, used, rounding).0)
            .collect();
        texts.join("，")
    }

    /// 且 and 或: a part that decided alone is written alone.
    fn junction_text(
        &self,
        operator: Operator,
        left: &Node,
        right: &Node,
        env: &mut Env,
        used: &mut Used,
        rounding: &mut String,
    ) -> Written {
        let tightness = if operator == Operator::And {
            Tightness::And
        } else {
            Tightness::Or
        };
        let decider = operator == Operator::Or;
        for side in [left, right] {
            if matches!(self.eval(side, env), Cell::Bool(bool) if bool == decider) {
                return self.write(side, env, used, rounding);
            }
        }
        let left = self.within(left, tightness, env, used, rounding);
        let right = self.within(right, tightness, env, used, rounding);
        (format!("{left} {} {right}", operator.sign()), tightness)
    }

    fn arithmetic_text(
        &self,
        operator: Operator,
        left: &Node,
        right: &Node,
        env: &mut Env,
        used: &mut Used,
        rounding: &mut String,
    ) -> Written {
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
        let left = self.within(left, tightness, env, used, rounding);
        let right = self.within(right, right_least, env, used, rounding);
        (format!("{left} {} {right}", operator.sign()), tightness)
    }

    /// The branch that was taken; the facts of its condition count as used.
    fn chosen(
        &self,
        condition: &Node,
        branch: &Node,
        env: &mut Env,
        used: &mut Used,
        rounding: &mut String,
    ) -> Written {
        let mut ignored = String::new();
        let (condition, _) = self.write(condition, env, used, &mut ignored);
        let literal = matches!(branch, Node::Literal(..));
        let (text, tightness) = self.write(branch, env, used, rounding);
        if literal {
            return (format!("因 {condition}，{text}"), Tightness::Loose);
        }
        (text, tightness)
    }

    fn set_text(
        &self,
        left: &Node,
        nodes: &[Node],
        env: &mut Env,
        used: &mut Used,
        rounding: &mut String,
    ) -> Written {
        let left = self.within(left, Tightness::Sum, env, used, rounding);
        let list = self.list(nodes, env, used, rounding);
        (format!("{left} 属于（{list}）"), Tightness::Comparison)
    }

    /// A sum is written term by term; other aggregates only as their value.
    fn aggregate_text(
        &self,
        node: &Node,
        (kind, group): (AggregateKind, usize),
        filter: Option<&Node>,
        body: Option<&Node>,
        env: &mut Env,
    ) -> Written {
        let name = format!("{}{}", kind.word(), self.program.groups[group].name);
        let (Some(body), AggregateKind::Sum) = (body, kind) else {
            return self.leaf(node, &name, env);
        };
        let rows = self.bound.groups[group].rows.as_ref().map_or(0, Vec::len);
        let before = env[group];
        let mut terms = Vec::new();
        for row in 0..rows {
            env[group] = row;
            let taken = filter.is_none_or(|f| matches!(self.eval(f, env), Cell::Bool(true)));
            if !taken {
                continue;
            }
            match self.eval(body, env) {
                Cell::Number(number) if number.is_zero() => {}
                cell => terms.push(self.bare(&cell, &self.kind(body))),
            }
        }
        env[group] = before;
        if terms.is_empty() || terms.len() > MAX_TERMS {
            return self.leaf(node, &name, env);
        }
        let tightness = if terms.len() > 1 {
            Tightness::Sum
        } else {
            Tightness::Single
        };
        (terms.join(" + "), tightness)
    }
}
