//! `ledger_entries`, with their postings.

use super::postings;
use crate::entry::Entry;
use db::{Fault, Row, Sql, Tx, V};
use kernel::Fen;
use std::collections::HashMap;

/// The columns of a bulk load, in the order of [`row`].
pub const INSERT_COLUMNS: &[&str] = &["id", "cause", "on_day", "note", "by_staff", "at_ms", "total_fen", "mac"];

/// An entry as the values of [`INSERT_COLUMNS`]; its lines go with [`postings::rows`].
#[must_use]
pub fn row(entry: &Entry, total: Fen, mac: &[u8]) -> Vec<V> {
    vec![
        (&entry.id).into(),
        (&entry.cause).into(),
        entry.on.into(),
        (&entry.note).into(),
        (&entry.by).into(),
        entry.at.into(),
        total.into(),
        mac.into(),
    ]
}

/// Stores an entry and its lines.
///
/// # Errors
/// [`Fault::Unique`] when the cause has one.
pub async fn insert(tx: &mut Tx, entry: &Entry, total: Fen, mac: &[u8]) -> Result<(), Fault> {
    tx.insert_all("ledger_entries", INSERT_COLUMNS, &[row(entry, total, mac)]).await?;
    tx.insert_all("ledger_postings", postings::INSERT_COLUMNS, &postings::rows(entry)).await
}

const SELECT: &str = "select id, cause, on_day, note, by_staff, at_ms, total_fen, mac from ledger_entries where ";

fn read(row: &Row) -> Result<(Entry, Fen, Vec<u8>), Fault> {
    let mut c = row.columns();
    let entry = Entry {
        id: c.get()?,
        cause: c.get()?,
        on: c.get()?,
        note: c.get()?,
        by: c.get()?,
        at: c.get()?,
        postings: Vec::new(),
    };
    Ok((entry, c.get()?, c.get()?))
}

/// The entry of a cause with its lines, total and code.
///
/// # Errors
/// When the database does.
pub async fn by_cause(tx: &mut Tx, cause: &str) -> Result<Option<(Entry, Fen, Vec<u8>)>, Fault> {
    let Some(row) = tx.opt(&Sql::new(SELECT).with("cause = ", cause)).await? else {
        return Ok(None);
    };
    let (mut entry, total, mac) = read(&row)?;
    let mut lines = postings::of_entries(tx, std::slice::from_ref(&entry.id)).await?;
    entry.postings = lines.remove(&entry.id).unwrap_or_default();
    Ok(Some((entry, total, mac)))
}

/// One page of all entries by id, with lines, totals and codes; only `verify` asks for all of them.
///
/// # Errors
/// When the database does.
pub async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<(Entry, Fen, Vec<u8>)>, Fault> {
    let sql = Sql::new(SELECT).with("id > ", after).with(" order by id limit ", limit);
    let mut found = tx.all(&sql).await?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<String> = found.iter().map(|(entry, _, _)| entry.id.clone()).collect();
    let mut lines: HashMap<_, _> = postings::of_entries(tx, &ids).await?;
    for (entry, _, _) in &mut found {
        entry.postings = lines.remove(&entry.id).unwrap_or_default();
    }
    Ok(found)
}
