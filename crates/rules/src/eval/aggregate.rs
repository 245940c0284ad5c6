//! 计数、求和、最大、最小、存在、全部 over the rows of a list.

use super::{AggregateKind, Cell, Env, Exact, FactAt, Node, Operator, Run, junction_of, unknown_of};

impl Run<'_> {
    pub(super) fn aggregate(
        &self,
        kind: AggregateKind,
        group: usize,
        filter: Option<&Node>,
        body: Option<&Node>,
        env: &mut Env,
    ) -> Cell {
        let Some(rows) = &self.bound.groups[group].rows else {
            return Cell::missing(FactAt { group, fact: None, row: 0 });
        };
        let before = env[group];
        let mut result = Folded::new(kind);
        for row in 0..rows.len() {
            env[group] = row;
            let taken = filter.map_or(Cell::Bool(true), |filter| self.eval(filter, env));
            if matches!(taken, Cell::Bool(false)) {
                continue;
            }
            let value = body.map_or(Cell::Number(Exact::ONE), |body| self.eval(body, env));
            result.take(self, taken, value);
        }
        env[group] = before;
        result.finish(self)
    }
}

/// An aggregate under way.
pub(super) struct Folded {
    kind: AggregateKind,
    so_far: Option<Cell>,
    open: Vec<Cell>,
}

impl Folded {
    pub fn new(kind: AggregateKind) -> Self {
        let so_far = match kind {
            AggregateKind::Count | AggregateKind::Sum => Some(Cell::Number(Exact::ZERO)),
            AggregateKind::Any => Some(Cell::Bool(false)),
            AggregateKind::All => Some(Cell::Bool(true)),
            AggregateKind::Max | AggregateKind::Min => None,
        };
        Self { kind, so_far, open: Vec::new() }
    }

    pub fn take(&mut self, run: &Run<'_>, taken: Cell, value: Cell) {
        match self.kind {
            // A row takes part only if the filter says so: 存在 = 条件 且 内容, 全部 = 非 条件 或 内容.
            AggregateKind::Any => {
                let row = junction_of(false, taken, value);
                let so_far = self.so_far.take().unwrap_or(Cell::Bool(false));
                self.so_far = Some(junction_of(true, so_far, row));
            }
            AggregateKind::All => {
                let row = junction_of(true, negate(taken), value);
                let so_far = self.so_far.take().unwrap_or(Cell::Bool(true));
                self.so_far = Some(junction_of(false, so_far, row));
            }
            AggregateKind::Count | AggregateKind::Sum => {
                if matches!(&value, Cell::Number(number) if number.is_zero()) {
                    return;
                }
                if !taken.is_known() || !value.is_known() {
                    self.open.push(unknown_of(&[&taken, &value]));
                    return;
                }
                if let (Some(Cell::Number(sum)), Cell::Number(number)) = (&self.so_far, &value) {
                    self.so_far = Some(run.number(sum.plus(*number)));
                }
            }
            AggregateKind::Max => self.best(run, Operator::More, taken, value),
            AggregateKind::Min => self.best(run, Operator::Less, taken, value),
        }
    }

    fn best(&mut self, run: &Run<'_>, operator: Operator, taken: Cell, value: Cell) {
        if !taken.is_known() || !value.is_known() {
            self.open.push(unknown_of(&[&taken, &value]));
            return;
        }
        let better =
            self.so_far.as_ref().is_none_or(|best| matches!(run.compare(operator, &value, best), Cell::Bool(true)));
        if better {
            self.so_far = Some(value);
        }
    }

    pub fn finish(self, run: &Run<'_>) -> Cell {
        if !self.open.is_empty() {
            let mut parts: Vec<&Cell> = self.open.iter().collect();
            if let Some(fault @ Cell::Fault(_)) = &self.so_far {
                parts.push(fault);
            }
            return unknown_of(&parts);
        }
        self.so_far.unwrap_or_else(|| run.arithmetic_fault("没有符合条件的记录，取不出最大或最小"))
    }
}

pub(super) fn negate(cell: Cell) -> Cell {
    cell.bool().map_or(cell, |bool| Cell::Bool(!bool))
}
