//! Running totals over the events of a year (年内累计).
//!
//! Events follow each other by their day; events of one day in the order in which they were given.
//! An event whose day is not known may be an earlier one of every other: what it adds keeps a total
//! open, unless it adds nothing whatever its day is.

use kernel::Day;

use super::aggregate::Folded;
use super::{AggregateKind, Cell, Env, FactAt, Node, Operator, Run, junction_of, unknown_of};

impl Run<'_> {
    /// The rows of a list of events: those with a day in their order, and those without.
    fn sequence(&self, group: usize, env: &mut Env) -> (Vec<usize>, Vec<usize>) {
        let count = self.bound.groups[group].rows.as_ref().map_or(0, Vec::len);
        let mut dated: Vec<(Day, usize)> = Vec::with_capacity(count);
        let mut open = Vec::new();
        for row in 0..count {
            env[group] = row;
            if let Cell::Date(day) = self.day_of(Some(group), env) {
                dated.push((day, row));
            } else {
                open.push(row);
            }
        }
        env[group] = 0;
        dated.sort_unstable();
        (dated.into_iter().map(|(_, row)| row).collect(), open)
    }

    /// Computes rules that read each other's results of earlier events, event by event.
    pub(super) fn events(&mut self, group: usize, definitions: &[usize], env: &mut Env) {
        let (dated, open) = self.sequence(group, env);
        let days: Vec<Cell> = open
            .iter()
            .map(|row| {
                env[group] = *row;
                self.day_of(Some(group), env)
            })
            .collect();
        // Only an event without a day is read before its turn, or reads ahead: that day decides.
        let ahead = unknown_of(&days.iter().collect::<Vec<_>>());
        for index in definitions {
            self.cells[*index] = vec![ahead.clone(); dated.len() + open.len()];
        }
        for row in open.iter().chain(&dated).chain(&open) {
            env[group] = *row;
            for index in definitions {
                self.current = *index;
                let cell = self.value(&self.program.definitions[*index], env);
                self.cells[*index][*row] = cell;
            }
        }
        env[group] = 0;
    }

    /// The sum over the events before the one that is open, of the same year (and of the same person).
    pub(super) fn year_total(&self, group: usize, filter: Option<&Node>, body: &Node, env: &mut Env) -> Cell {
        let Some(rows) = &self.bound.groups[group].rows else {
            return Cell::missing(FactAt { group, fact: None, row: 0 });
        };
        let own = env[group];
        let own_day = self.day_of(Some(group), env);
        let own_each = self.each(group, env);
        let mut result = Folded::new(AggregateKind::Sum);
        for row in (0..rows.len()).filter(|row| *row != own) {
            env[group] = row;
            let mut taken = is_earlier((&own_day, own), (&self.day_of(Some(group), env), row));
            if let (Some(own), Some(other)) = (&own_each, &self.each(group, env)) {
                taken = junction_of(false, taken, self.compare(Operator::Is, own, other));
            }
            if let (Some(filter), false) = (filter, matches!(taken, Cell::Bool(false))) {
                taken = junction_of(false, taken, self.eval(filter, env));
            }
            if !matches!(taken, Cell::Bool(false)) {
                let value = self.eval(body, env);
                result.take(self, taken, value);
            }
        }
        env[group] = own;
        result.finish(self)
    }

    /// Whose event it is, where the list says so.
    fn each(&self, group: usize, env: &mut Env) -> Option<Cell> {
        let each = self.program.groups[group].events?.each?;
        Some(self.fact(group, each, env))
    }
}

/// Whether `other` lies before `own` in the same calendar year.
fn is_earlier(own: (&Cell, usize), other: (&Cell, usize)) -> Cell {
    match (own.0, other.0) {
        (Cell::Date(own_day), Cell::Date(other_day)) => {
            Cell::Bool(own_day.year() == other_day.year() && (*other_day, other.1) < (*own_day, own.1))
        }
        (own, other) => unknown_of(&[own, other]),
    }
}
