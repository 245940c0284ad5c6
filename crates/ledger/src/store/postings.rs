//! `ledger_postings`.

use crate::balance::{Balance, Question};
use crate::entry::{Entry, Posting, Side};
use db::{Fault, Row, Sql, Tx, V};
use kernel::Fen;
use std::collections::HashMap;

/// The columns of a bulk load, in the order of [`rows`].
pub const INSERT_COLUMNS: &[&str] =
    &["entry_id", "line", "account", "programme", "county", "month", "debit_fen", "credit_fen"];

/// The lines of an entry as the values of [`INSERT_COLUMNS`].
#[must_use]
pub fn rows(entry: &Entry) -> Vec<Vec<V>> {
    let lines = (1_i64..).zip(&entry.postings);
    lines
        .map(|(line, posting)| {
            let (debit, credit) = match posting.side {
                Side::Debit => (posting.amount, Fen::ZERO),
                Side::Credit => (Fen::ZERO, posting.amount),
            };
            vec![
                (&entry.id).into(),
                line.into(),
                (&posting.account).into(),
                (&posting.programme).into(),
                (&posting.county).into(),
                posting.month.into(),
                debit.into(),
                credit.into(),
            ]
        })
        .collect()
}

fn read(row: &Row) -> Result<(String, Posting), Fault> {
    let mut c = row.columns();
    let entry = c.get()?;
    let (account, programme, county, month) = (c.get()?, c.get()?, c.get()?, c.get()?);
    let (debit, credit): (Fen, Fen) = (c.get()?, c.get()?);
    let (side, amount) = if debit == Fen::ZERO { (Side::Credit, credit) } else { (Side::Debit, debit) };
    Ok((entry, Posting { account, programme, county, month, side, amount }))
}

/// The lines of some entries, in their order.
///
/// # Errors
/// When the database does.
pub async fn of_entries(tx: &mut Tx, entries: &[String]) -> Result<HashMap<String, Vec<Posting>>, Fault> {
    let sql = Sql::new(
        "select entry_id, account, programme, county, month, debit_fen, credit_fen from ledger_postings where ",
    )
    .within("entry_id", entries.iter().cloned())
    .push(" order by entry_id, line");
    let mut found: HashMap<String, Vec<Posting>> = HashMap::new();
    for row in tx.all(&sql).await? {
        let (entry, posting) = read(&row)?;
        found.entry(entry).or_default().push(posting);
    }
    Ok(found)
}

/// Sums by account, for what is asked.
///
/// # Errors
/// When the database does.
pub async fn sums(tx: &mut Tx, ask: &Question) -> Result<Vec<Balance>, Fault> {
    let mut sql = Sql::new(
        "select account, cast(sum(debit_fen) as bigint), cast(sum(credit_fen) as bigint) from ledger_postings where 1 = 1",
    );
    for (column, value) in [("programme", &ask.programme), ("county", &ask.county), ("account", &ask.account)] {
        if let Some(value) = value {
            sql = sql.with(&format!(" and {column} = "), value);
        }
    }
    if let Some(from) = ask.from {
        sql = sql.with(" and month >= ", from);
    }
    if let Some(to) = ask.to {
        sql = sql.with(" and month <= ", to);
    }
    let rows = tx.all(&sql.push(" group by account order by account")).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok(Balance { account: c.get()?, debit: c.get()?, credit: c.get()? })
        })
        .collect()
}

/// Lines whose entry is missing, ten at most.
///
/// # Errors
/// When the database does.
pub async fn orphans(tx: &mut Tx) -> Result<Vec<String>, Fault> {
    let sql = Sql::new(
        "select distinct entry_id from ledger_postings where entry_id not in (select id from ledger_entries) limit 10",
    );
    tx.all(&sql).await?.iter().map(Row::only).collect()
}
