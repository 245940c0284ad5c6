//! `policies_changes`.

use crate::change::{Change, ChangeId};
use db::{Fault, Row, Sql, Tx};

const COLUMNS: &str = "id, parameter, division, from_day, value, document, why, state, proposed_by, proposed_ms, \
                       signed_by, signed_ms, ended_why, job, version";

fn select() -> Sql {
    Sql::new("select ").push(COLUMNS).push(" from policies_changes")
}

fn read(row: &Row) -> Result<Change, Fault> {
    let mut c = row.columns();
    Ok(Change {
        id: c.parsed()?,
        parameter: c.get()?,
        division: c.get()?,
        from: c.get()?,
        value: c.get()?,
        document: c.get()?,
        why: c.get()?,
        state: c.parsed()?,
        proposed_by: c.get()?,
        proposed: c.get()?,
        signed_by: c.get()?,
        signed: c.get()?,
        ended_why: c.get()?,
        job: c.get()?,
        version: c.get()?,
    })
}

/// Stores a new change.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, change: &Change) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into policies_changes (id, parameter, division, from_day, value, document, why, state, proposed_by, \
         proposed_ms, signed_by, signed_ms, ended_why, job, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .text(change.id)
    .bind(&change.parameter)
    .bind(&change.division)
    .bind(change.from)
    .bind(&change.value)
    .bind(&change.document)
    .bind(&change.why)
    .bind(change.state.code())
    .bind(&change.proposed_by)
    .bind(change.proposed)
    .bind(&change.signed_by)
    .bind(change.signed)
    .bind(&change.ended_why)
    .bind(&change.job)
    .bind(change.version);
    tx.exec(&sql).await.map(drop)
}

/// Saves where a change stands over the version that was loaded; `false` when somebody else was faster.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Tx, change: &Change) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update policies_changes set state = $1, signed_by = $2, signed_ms = $3, ended_why = $4, job = $5, \
         version = version + 1 where id = $6 and version = $7",
    )
    .bind(change.state.code())
    .bind(&change.signed_by)
    .bind(change.signed)
    .bind(&change.ended_why)
    .bind(&change.job)
    .text(change.id)
    .bind(change.version);
    Ok(tx.exec(&sql).await? == 1)
}

/// One change, locked when the transaction writes.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, id: ChangeId) -> Result<Option<Change>, Fault> {
    let lock = if tx.is_writing() { tx.row_lock() } else { "" };
    let sql = select().with(" where id = ", id.to_string()).push(lock);
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The newest changes.
///
/// # Errors
/// When the database does.
pub async fn newest(tx: &mut Tx, limit: i64) -> Result<Vec<Change>, Fault> {
    tx.all(&select().with(" order by proposed_ms desc, id desc limit ", limit)).await?.iter().map(read).collect()
}

/// Every signed change in the order of signing: what is laid over the program's own text.
///
/// # Errors
/// When the database does.
pub async fn signed(tx: &mut Tx) -> Result<Vec<Change>, Fault> {
    let sql = select().push(" where state = 'signed' order by signed_ms, id");
    tx.all(&sql).await?.iter().map(read).collect()
}
