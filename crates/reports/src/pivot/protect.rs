//! 小格保护: a cell of one to four households is not shown, and enough others are held back that no sum gives it away.
//!
//! A table with totals is a network: a cell is an edge from its row to its column, a total an edge from the source to
//! its row or from its column to the sink. What a reader knows of a held-back cell is a range. The cell stays unknown
//! exactly when some of it can flow around a circle of held-back edges without leaving any range; so for every small
//! cell a circle is looked for, the cheapest one, and the edges it needs are held back too. This is exact for one table
//! with its totals; several tables cut differently can tell more together, which is why the fields are few.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Households below which a cell is not shown.
pub const LEAST: i64 = 5;

/// A number and how many households are behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// The number: things, persons, or fen.
    pub value: i64,
    /// Households behind it.
    pub households: i64,
}

/// How the numbers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Things or persons.
    Count,
    /// Fen.
    Money,
}

/// What a reader sees of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The number.
    Value(i64),
    /// One to four.
    Few,
    /// Held back.
    Hidden,
    /// No total stands here.
    Nothing,
}

/// A table as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// Cells.
    pub cells: Vec<Vec<Shown>>,
    /// Totals of the rows.
    pub row_totals: Vec<Shown>,
    /// Totals of the columns.
    pub column_totals: Vec<Shown>,
    /// The total.
    pub total: Shown,
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    from: usize,
    to: usize,
    value: i64,
    is_small: bool,
    is_hidden: bool,
    /// Whether it stands in the table at all.
    is_there: bool,
}

impl Edge {
    /// What a reader knows of it when it is held back.
    fn range(&self, kind: Kind) -> (i64, i64) {
        match kind {
            _ if !self.is_there => (0, i64::MAX),
            Kind::Money => (0, i64::MAX),
            Kind::Count if self.is_small && self.value < LEAST => (1, LEAST - 1),
            Kind::Count => (LEAST, i64::MAX),
        }
    }

    /// Whether so much more, or less, would still be in its range.
    fn gives(&self, kind: Kind, is_up: bool, step: i64) -> bool {
        let (least, most) = self.range(kind);
        if is_up { self.value <= most.saturating_sub(step) } else { self.value >= least.saturating_add(step) }
    }

    /// A zero that is shown stays: that nobody is there is no secret, and nothing could be taken from it.
    fn may_help(&self) -> bool {
        self.is_hidden || self.value >= LEAST
    }
}

/// Protects a table; `None` when even holding back every total would give a small cell away.
#[must_use]
pub fn protect(table: &super::Counted, kind: Kind) -> Option<Protected> {
    let (rows, columns) = (table.rows.len(), table.columns.len());
    let mut edges = edges(table);
    let small: Vec<usize> = edges.iter().enumerate().filter(|(_, edge)| edge.is_small).map(|(at, _)| at).collect();
    for at in small {
        let edge = edges[at];
        let step = match kind {
            Kind::Count => 1,
            // A tenth of the amount up or down: knowing it to the fen or nearly is the same.
            Kind::Money => (edge.value / 10).max(1),
        };
        let up = edge.gives(kind, true, step).then(|| circle(&edges, rows + columns + 2, at, true, (kind, step)));
        let down = edge.gives(kind, false, step).then(|| circle(&edges, rows + columns + 2, at, false, (kind, step)));
        let best = [up.flatten(), down.flatten()].into_iter().flatten().min_by_key(|(cost, _)| *cost)?;
        for helper in best.1 {
            edges[helper].is_hidden = true;
        }
    }
    let shown = |edge: &Edge| match (edge.is_there, edge.is_hidden, kind) {
        (false, _, _) => Shown::Nothing,
        (true, false, _) => Shown::Value(edge.value),
        (true, true, Kind::Count) if edge.is_small && edge.value < LEAST => Shown::Few,
        (true, true, Kind::Count | Kind::Money) => Shown::Hidden,
    };
    let all: Vec<Shown> = edges.iter().map(shown).collect();
    let (cells, totals) = all.split_at(rows * columns);
    let (row_totals, rest) = totals.split_at(rows);
    let (column_totals, total) = rest.split_at(columns);
    Some(Protected {
        cells: if columns == 0 {
            vec![Vec::new(); rows]
        } else {
            cells.chunks(columns).map(<[Shown]>::to_vec).collect()
        },
        row_totals: row_totals.to_vec(),
        column_totals: column_totals.to_vec(),
        total: total.first().copied().unwrap_or(Shown::Nothing),
    })
}

/// The edges: cells, totals of rows, totals of columns, the total.
fn edges(table: &super::Counted) -> Vec<Edge> {
    let (rows, columns) = (table.rows.len(), table.columns.len());
    let (source, sink) = (rows + columns, rows + columns + 1);
    let edge = |from: usize, to: usize, cell: Option<Cell>| {
        let is_small = cell.is_some_and(|cell| (1..LEAST).contains(&cell.households));
        let value = cell.map_or(0, |cell| cell.value);
        Edge { from, to, value, is_small, is_hidden: is_small || cell.is_none(), is_there: cell.is_some() }
    };
    let mut edges = Vec::with_capacity(rows * columns + rows + columns + 1);
    for (row, cells) in table.cells.iter().enumerate() {
        edges.extend(cells.iter().enumerate().map(|(column, cell)| edge(row, rows + column, Some(*cell))));
    }
    let total = |of: &Option<Vec<Cell>>, at: usize| of.as_ref().and_then(|totals| totals.get(at).copied());
    edges.extend((0..rows).map(|row| edge(source, row, total(&table.row_totals, row))));
    edges.extend((0..columns).map(|column| edge(rows + column, sink, total(&table.column_totals, column))));
    edges.push(edge(sink, source, table.total));
    // A sum that does not stand in the table has its true value all the same, for the flow to start from.
    let sum = |range: std::ops::Range<usize>, step: usize, edges: &[Edge]| {
        range.step_by(step.max(1)).map(|at| edges[at].value).sum::<i64>()
    };
    for row in (0..rows).filter(|_| table.row_totals.is_none()) {
        edges[rows * columns + row].value = sum(row * columns..(row + 1) * columns, 1, &edges);
    }
    for column in (0..columns).filter(|_| table.column_totals.is_none()) {
        edges[rows * columns + rows + column].value = sum(column..rows * columns, columns, &edges);
    }
    edges
}

/// The cheapest way by which one edge can carry `step` more or less: its cost, and the edges to be held back for it.
fn circle(
    edges: &[Edge],
    nodes: usize,
    at: usize,
    is_up: bool,
    (kind, step): (Kind, i64),
) -> Option<(i64, Vec<usize>)> {
    let edge = edges[at];
    // More on an edge must flow back from its end to its start.
    let (start, goal) = if is_up { (edge.to, edge.from) } else { (edge.from, edge.to) };
    let mut steps: Vec<Vec<(usize, usize, i64)>> = vec![Vec::new(); nodes];
    for (index, other) in edges.iter().enumerate().filter(|(index, other)| *index != at && other.may_help()) {
        let cost = if other.is_hidden { 0 } else { other.value.max(1) };
        if other.gives(kind, true, step) {
            steps[other.from].push((other.to, index, cost));
        }
        if other.gives(kind, false, step) {
            steps[other.to].push((other.from, index, cost));
        }
    }
    let mut best = vec![i64::MAX; nodes];
    let mut came: Vec<Option<(usize, usize)>> = vec![None; nodes];
    let mut heap = BinaryHeap::from([Reverse((0_i64, start))]);
    best[start] = 0;
    while let Some(Reverse((cost, node))) = heap.pop() {
        if node == goal {
            break;
        }
        if cost > best[node] {
            continue;
        }
        for (next, index, more) in &steps[node] {
            let cost = cost.saturating_add(*more);
            if cost < best[*next] {
                best[*next] = cost;
                came[*next] = Some((node, *index));
                heap.push(Reverse((cost, *next)));
            }
        }
    }
    if best[goal] == i64::MAX {
        return None;
    }
    let (mut used, mut node) = (Vec::new(), goal);
    while node != start {
        let (before, index) = came[node]?;
        used.push(index);
        node = before;
    }
    Some((best[goal], used))
}
