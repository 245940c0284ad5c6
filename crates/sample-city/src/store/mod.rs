//! Rows of a bulk load, for tables whose crate offers single inserts only; the tests read them back through that
//! crate's own store.

pub(crate) mod registry;

use db::V;

/// Rows for one table.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) table: &'static str,
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: Vec<Vec<V>>,
}

/// Gathers rows by table, in the order in which the tables were first named.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    batches: Vec<Batch>,
}

impl Rows {
    /// Adds one row.
    pub(crate) fn add(&mut self, table: &'static str, columns: &'static [&'static str], row: Vec<V>) {
        match self.batches.iter_mut().find(|batch| batch.table == table) {
            Some(batch) => batch.rows.push(row),
            None => self.batches.push(Batch { table, columns, rows: vec![row] }),
        }
    }

    /// Everything of another, behind what is here.
    pub(crate) fn append(&mut self, other: Rows) {
        for batch in other.batches {
            match self.batches.iter_mut().find(|known| known.table == batch.table) {
                Some(known) => known.rows.extend(batch.rows),
                None => self.batches.push(batch),
            }
        }
    }

    /// The batches.
    pub(crate) fn into_batches(self) -> Vec<Batch> {
        self.batches
    }
}
