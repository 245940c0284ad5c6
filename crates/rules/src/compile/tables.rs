//! Decision tables (表): cells, and the proof that exactly one row hits.

use crate::ast::{CellTest, Operator, Table};
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
            rows.push(TableRowNode { tests, result, line: row.place.line });
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
            CellTest::Any => CellTestNode::Any,
            CellTest::Compare(operator, expr) => {
                CellTestNode::Compare(*operator, self.compared(*operator, expr, kind, place, scope)?)
            }
            CellTest::Range(low, high) => {
                CellTestNode::Range(compared(Operator::AtLeast, low)?, compared(Operator::AtMost, high)?)
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

    /// Tries every combination when all columns are 是非 or a choice: none may be without a row, none may have two.
    fn prove_unique(&self, kinds: &[Type], rows: &[TableRowNode], table: &Table) -> Parsed<()> {
        let mut columns: Vec<Vec<Literal>> = Vec::new();
        for kind in kinds {
            match kind {
                Type::Bool => columns.push(vec![Literal::Bool(true), Literal::Bool(false)]),
                Type::Choice(words) => columns
                    .push(words.iter().filter_map(|word| self.store.symbols.find(word)).map(Literal::Symbol).collect()),
                Type::Number(_) | Type::Date | Type::Text | Type::Record(_) => return Ok(()),
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

/// The lines of the rows that hit; `None` when a cell is not a fixed value.
fn hits(rows: &[TableRowNode], combination: &[&Literal]) -> Option<Vec<u32>> {
    let fixed = |node: &Node| {
        if let Node::Literal(literal, _) = node { Some(literal.clone()) } else { None }
    };
    let mut lines = Vec::new();
    for row in rows {
        let mut all = true;
        for (test, value) in row.tests.iter().zip(combination) {
            all &= match test {
                CellTestNode::Any => true,
                CellTestNode::Compare(Operator::Is, node) => fixed(node)? == **value,
                CellTestNode::Compare(Operator::IsNot, node) => fixed(node)? != **value,
                CellTestNode::Compare(..) | CellTestNode::Range(..) => return None,
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
