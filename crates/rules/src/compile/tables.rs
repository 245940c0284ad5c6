//! Decision tables (表): cells, and the proof that exactly one row hits.

use std::cmp::Ordering;

use crate::ast::{CellTest, Operator, Table};
use crate::number::Exact;
use crate::problem::{Parsed, Trouble};
use crate::program::{CellTestNode, Literal, Node, TableNode, TableRowNode};
use crate::unit::Type;

use super::Compiler;

/// The most combinations that are tried.
const MAX_COMBINATIONS: usize = 20_000;

impl Compiler<'_> {
    pub(super) fn table(&self, table: &Table, scope: &[usize], kind: &Type, name: &str) -> Parsed<Node> {
        let mut heads = Vec::new();
        let mut kinds = Vec::new();
        for head in &table.heads {
            let (node, kind) = self.expr(head, scope, None)?;
            heads.push(node);
            kinds.push(kind);
        }
        let mut rows = Vec::new();
        for row in &table.rows {
            let mut tests = Vec::new();
            for (cell, kind) in row.cells.iter().zip(&kinds) {
                tests.push(self.cell(cell, kind, row.place, scope)?);
            }
            let (result, _) = self.expr_of(&row.result, scope, Some(kind), kind, name)?;
            let rest = row.cells.iter().any(|cell| matches!(cell, CellTest::Rest));
            rows.push(TableRowNode { tests, result, rest, line: row.place.line });
        }
        self.prove_unique(&kinds, &rows, table)?;
        Ok(Node::Table(Box::new(TableNode { heads, rows, kind: kind.clone() })))
    }

    fn cell(
        &self,
        cell: &CellTest,
        kind: &Type,
        place: crate::problem::Place,
        scope: &[usize],
    ) -> Parsed<CellTestNode> {
        let compared = |operator, expr: &crate::ast::Expr| self.compared(operator, expr, kind, expr.place, scope);
        Ok(match cell {
            CellTest::Any | CellTest::Rest => CellTestNode::Any,
            CellTest::Compare(operator, expr) => {
                CellTestNode::Compare(*operator, self.compared(*operator, expr, kind, place, scope)?)
            }
            CellTest::Range(low, high, end) => {
                CellTestNode::Range(compared(Operator::AtLeast, low)?, compared(*end, high)?, *end)
            }
            CellTest::OneOf(exprs) => {
                let mut nodes = Vec::new();
                for expr in exprs {
                    nodes.push(compared(Operator::Is, expr)?);
                }
                CellTestNode::OneOf(nodes)
            }
        })
    }

    /// Tries every combination of what the columns can be (for numbers and days: every bound, and
    /// something between and beyond them): none may be without a row, none may have two.
    fn prove_unique(&self, kinds: &[Type], rows: &[TableRowNode], table: &Table) -> Parsed<()> {
        let mut columns: Vec<Vec<Literal>> = Vec::new();
        for (at, kind) in kinds.iter().enumerate() {
            match kind {
                Type::Bool => columns.push(vec![Literal::Bool(true), Literal::Bool(false)]),
                Type::Choice(words) => columns
                    .push(words.iter().filter_map(|word| self.store.symbols.find(word)).map(Literal::Symbol).collect()),
                Type::Number(_) => match samples(rows, at) {
                    Some(samples) => columns.push(samples),
                    None => return Ok(()),
                },
                Type::Date | Type::Text | Type::Record(_) => return Ok(()),
            }
        }
        let total = columns.iter().try_fold(1_usize, |total, column| total.checked_mul(column.len()));
        let Some(total) = total.filter(|total| *total <= MAX_COMBINATIONS) else {
            return Ok(());
        };
        for number in 0..total {
            let mut rest = number;
            let mut combination = Vec::new();
            for column in &columns {
                combination.push(&column[rest % column.len()]);
                rest /= column.len();
            }
            let Some(hits) = hits(rows, &combination) else {
                return Ok(());
            };
            if hits.len() != 1 {
                return Err(self.not_unique(table, &combination, &hits));
            }
        }
        Ok(())
    }

    fn not_unique(&self, table: &Table, combination: &[&Literal], hits: &[u32]) -> Trouble {
        let values: Vec<String> = combination.iter().map(|literal| self.store.literal_text(literal)).collect();
        let values = values.join("、");
        let place = table.rows[0].place;
        let sentence = match hits {
            [first, second, ..] => {
                format!("表里第{first}行和第{second}行会同时命中（各列依次为：{values}）。请改到只命中一行。")
            }
            _ => format!("表里没有一行管这种情况（各列依次为：{values}）。请补上一行。"),
        };
        Trouble::new(place, sentence)
    }
}

/// The numbers worth trying in a column; `None` when a bound is not a fixed number. Below zero is
/// tried only where a bound is.
fn samples(rows: &[TableRowNode], column: usize) -> Option<Vec<Literal>> {
    let mut bounds: Vec<Exact> = vec![Exact::ZERO];
    for row in rows {
        let nodes: Vec<&Node> = match &row.tests[column] {
            CellTestNode::Any => Vec::new(),
            CellTestNode::Compare(_, node) => vec![node],
            CellTestNode::Range(low, high, _) => vec![low, high],
            CellTestNode::OneOf(nodes) => nodes.iter().collect(),
        };
        for node in nodes {
            let Node::Literal(Literal::Number(number), _) = node else {
                return None;
            };
            bounds.push(*number);
        }
    }
    bounds.sort_by(|a, b| a.compare(*b).unwrap_or(Ordering::Equal));
    bounds.dedup();
    let mut samples = Vec::new();
    if bounds[0].is_negative() {
        samples.push(bounds[0].minus(Exact::ONE)?);
    }
    for (at, bound) in bounds.iter().enumerate() {
        samples.push(*bound);
        samples.push(match bounds.get(at + 1) {
            Some(next) => bound.plus(*next)?.over(Exact::whole(2))?,
            None => bound.plus(Exact::ONE)?,
        });
    }
    Some(samples.into_iter().map(Literal::Number).collect())
}

fn compared(operator: Operator, left: &Literal, right: &Literal) -> Option<bool> {
    let order = match (left, right) {
        (Literal::Number(a), Literal::Number(b)) => a.compare(*b)?,
        _ if left == right => Ordering::Equal,
        _ => Ordering::Less,
    };
    Some(match operator {
        Operator::Is => order == Ordering::Equal,
        Operator::IsNot => order != Ordering::Equal,
        Operator::Less => order == Ordering::Less,
        Operator::AtMost => order != Ordering::Greater,
        Operator::More => order == Ordering::Greater,
        Operator::AtLeast => order != Ordering::Less,
        Operator::Or | Operator::And | Operator::Plus | Operator::Minus | Operator::Times | Operator::Over => {
            return None;
        }
    })
}

/// The lines of the rows that hit; `None` when a cell is not a fixed value.
fn hits(rows: &[TableRowNode], combination: &[&Literal]) -> Option<Vec<u32>> {
    let fixed = |node: &Node| {
        if let Node::Literal(literal, _) = node { Some(literal.clone()) } else { None }
    };
    let mut lines = Vec::new();
    for row in rows.iter().filter(|row| !row.rest).chain(rows.iter().filter(|row| row.rest)) {
        let mut all = !row.rest || lines.is_empty();
        for (test, value) in row.tests.iter().zip(combination) {
            all &= match test {
                CellTestNode::Any => true,
                CellTestNode::Compare(operator, node) => compared(*operator, value, &fixed(node)?)?,
                CellTestNode::Range(low, high, end) => {
                    compared(Operator::AtLeast, value, &fixed(low)?)? && compared(*end, value, &fixed(high)?)?
                }
                CellTestNode::OneOf(nodes) => {
                    let mut any = false;
                    for node in nodes {
                        any |= fixed(node)? == **value;
                    }
                    any
                }
            };
        }
        if all {
            lines.push(row.line);
        }
    }
    Some(lines)
}
