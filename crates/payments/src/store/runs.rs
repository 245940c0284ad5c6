//! `payments_runs`.

use super::county_filter;
use crate::run::{Done, Run, RunId, RunKind};
use access::Scope;
use db::{Columns, Fault, Row, Sql, Tx, V};
use kernel::Month;

/// The columns of a bulk load, in the order of [`row`].
pub const INSERT_COLUMNS: &[&str] = &[
    "id",
    "number",
    "programme",
    "county",
    "month",
    "kind",
    "seq",
    "state",
    "lines",
    "sum_fen",
    "held",
    "held_fen",
    "shared_accounts",
    "digest",
    "wrong_counts",
    "drafted_by",
    "drafted_ms",
    "frozen_by",
    "frozen_ms",
    "counted_by",
    "counted_ms",
    "approved_by",
    "approved_ms",
    "sent_by",
    "sent_ms",
    "reconciled_ms",
    "closed_by",
    "closed_ms",
    "message_id",
    "format",
    "file_digest",
    "signature",
    "version",
    "mac",
];

fn by(done: &Option<Done>) -> V {
    done.as_ref().map(|done| done.by.clone()).into()
}

fn at(done: &Option<Done>) -> V {
    done.as_ref().map(|done| done.at).into()
}

/// A run as the values of [`INSERT_COLUMNS`].
#[must_use]
pub fn row(run: &Run) -> Vec<V> {
    vec![
        run.id.to_string().into(),
        (&run.number).into(),
        (&run.programme).into(),
        (&run.county).into(),
        run.month.into(),
        run.kind.code().into(),
        run.seq.into(),
        run.state.code().into(),
        run.lines.into(),
        run.sum.into(),
        run.held.into(),
        run.held_sum.into(),
        run.shared_accounts.into(),
        (&run.digest).into(),
        run.wrong_counts.into(),
        (&run.drafted.by).into(),
        run.drafted.at.into(),
        by(&run.frozen),
        at(&run.frozen),
        by(&run.counted),
        at(&run.counted),
        by(&run.approved),
        at(&run.approved),
        by(&run.sent),
        at(&run.sent),
        run.reconciled.into(),
        by(&run.closed),
        at(&run.closed),
        (&run.message_id).into(),
        (&run.format).into(),
        (&run.file_digest).into(),
        run.signature.clone().into(),
        run.version.into(),
        run.mac.clone().into(),
    ]
}

fn done(c: &mut Columns<'_>) -> Result<Option<Done>, Fault> {
    let by: Option<String> = c.get()?;
    let at = c.get()?;
    Ok(by.zip(at).map(|(by, at)| Done { by, at }))
}

fn read(row: &Row) -> Result<Run, Fault> {
    let mut c = row.columns();
    Ok(Run {
        id: c.parsed()?,
        number: c.get()?,
        programme: c.get()?,
        county: c.get()?,
        month: c.get()?,
        kind: c.parsed()?,
        seq: c.get()?,
        state: c.parsed()?,
        lines: c.get()?,
        sum: c.get()?,
        held: c.get()?,
        held_sum: c.get()?,
        shared_accounts: c.get()?,
        digest: c.get()?,
        wrong_counts: c.get()?,
        drafted: Done { by: c.get()?, at: c.get()? },
        frozen: done(&mut c)?,
        counted: done(&mut c)?,
        approved: done(&mut c)?,
        sent: done(&mut c)?,
        reconciled: c.get()?,
        closed: done(&mut c)?,
        message_id: c.get()?,
        format: c.get()?,
        file_digest: c.get()?,
        signature: c.get()?,
        version: c.get()?,
        mac: c.get()?,
    })
}

fn select() -> Sql {
    Sql::new("select ").push(&INSERT_COLUMNS.join(", ")).push(" from payments_runs where ")
}

/// Stores a new run.
///
/// # Errors
/// [`Fault::Unique`] when there is one for this programme, jurisdiction, month, kind and number.
pub async fn insert(tx: &mut Tx, run: &Run) -> Result<(), Fault> {
    tx.insert_all("payments_runs", INSERT_COLUMNS, &[row(run)]).await
}

/// Saves a run over the version before (`run.version - 1`); `false` when somebody else was faster.
///
/// # Errors
/// When the database does; it also refuses the same person in two guarded steps.
pub async fn save(tx: &mut Tx, run: &Run) -> Result<bool, Fault> {
    let values = row(run);
    let mut sql = Sql::new("update payments_runs set ");
    let changing = INSERT_COLUMNS.iter().zip(values).skip_while(|(column, _)| **column != "state");
    for (index, (column, value)) in changing.enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        sql = sql.with(&format!("{comma}{column} = "), value);
    }
    let sql = sql.with(" where id = ", run.id.to_string()).with(" and version = ", run.version - 1);
    Ok(tx.exec(&sql).await? == 1)
}

/// A run within the scope; locked when the transaction writes.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, scope: &Scope, id: RunId) -> Result<Option<Run>, Fault> {
    let mut sql = county_filter(scope, select().with("id = ", id.to_string()), "");
    if tx.is_writing() {
        sql = sql.push(tx.row_lock());
    }
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The runs within the scope, newest month first.
///
/// # Errors
/// When the database does.
pub async fn list(tx: &mut Tx, scope: &Scope, month: Option<Month>, limit: i64) -> Result<Vec<Run>, Fault> {
    let mut sql = county_filter(scope, select().push("1 = 1"), "");
    if let Some(month) = month {
        sql = sql.with(" and month = ", month);
    }
    let sql = sql.with(" order by month desc, county, programme, kind desc, seq limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The runs of one month of a programme and jurisdiction; locked when the transaction writes.
///
/// # Errors
/// When the database does.
pub async fn of_month(tx: &mut Tx, programme: &str, county: &str, month: Month) -> Result<Vec<Run>, Fault> {
    let mut sql = select()
        .with("programme = ", programme)
        .with(" and county = ", county)
        .with(" and month = ", month)
        .push(" order by kind desc, seq");
    if tx.is_writing() {
        sql = sql.push(tx.row_lock());
    }
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The regular runs of a programme and jurisdiction before a month, oldest first.
///
/// # Errors
/// When the database does.
pub async fn regular_before(tx: &mut Tx, programme: &str, county: &str, month: Month) -> Result<Vec<Run>, Fault> {
    let sql = select()
        .with("programme = ", programme)
        .with(" and county = ", county)
        .with(" and kind = ", RunKind::Regular.code())
        .with(" and month < ", month)
        .push(" order by month");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// One page of all runs by id; only `verify` asks for all of them.
///
/// # Errors
/// When the database does.
pub async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Run>, Fault> {
    let sql = select().with("id > ", after).with(" order by id limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// How many runs within the scope wait for each action: for the desk of those who pay.
///
/// # Errors
/// When the database does.
pub async fn counts_by_state(tx: &mut Tx, scope: &Scope) -> Result<Vec<(String, i64)>, Fault> {
    let sql = county_filter(scope, Sql::new("select state, count(*) from payments_runs where 1 = 1"), "");
    let rows = tx.all(&sql.push(" group by state order by state")).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, c.get()?))
        })
        .collect()
}
