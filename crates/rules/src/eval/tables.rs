//! Decision tables: exactly one row must hit.

use super::aggregate::negate;
use super::{Cell, Env, Operator, Run, junction_of, unknown_of};
use crate::program::{CellTestNode, TableNode};

impl Run<'_> {
    /// Exactly one row must hit; rows that may still hit keep it open.
    pub(super) fn table(&self, table: &TableNode, env: &mut Env) -> Cell {
        let heads: Vec<Cell> = table.heads.iter().map(|head| self.eval(head, env)).collect();
        let mut hit: Option<(u32, Cell)> = None;
        let mut open: Vec<Cell> = Vec::new();
        let mut others = Cell::Bool(false);
        let rows = || table.rows.iter();
        for row in rows().filter(|row| !row.rest).chain(rows().filter(|row| row.rest)) {
            let mut fits = if row.rest { negate(others.clone()) } else { Cell::Bool(true) };
            for (test, head) in row.tests.iter().zip(&heads) {
                fits = junction_of(false, fits, self.test(test, head, env));
                if matches!(fits, Cell::Bool(false)) {
                    break;
                }
            }
            if !row.rest {
                others = junction_of(true, others, fits.clone());
            }
            match fits.bool() {
                Some(false) => {}
                Some(true) => {
                    if let Some((first, _)) = hit {
                        return self.conflict(format!("表里第{first}行和第{}行同时命中", row.line));
                    }
                    hit = Some((row.line, self.eval(&row.result, env)));
                }
                None if matches!(fits, Cell::Fault(_)) => return fits,
                None => {
                    open.push(fits);
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
            CellTestNode::Compare(operator, node) => self.compare(*operator, head, &self.eval(node, env)),
            CellTestNode::Range(low, high, end) => {
                let low = self.compare(Operator::AtLeast, head, &self.eval(low, env));
                let high = self.compare(*end, head, &self.eval(high, env));
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
