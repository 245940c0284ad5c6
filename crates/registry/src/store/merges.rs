//! `registry_merges`.

use crate::types::PersonId;
use db::{Fault, Row, Sql, Tx};
use kernel::Moment;

/// A merge of two records.
#[derive(Debug, Clone)]
pub struct Merge {
    /// Its id.
    pub id: String,
    /// The record that ended.
    pub from: PersonId,
    /// The record that stays.
    pub into: PersonId,
    /// The memberships that moved, apart by blanks.
    pub moved: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Moment,
    /// When it was undone.
    pub undone: Option<Moment>,
}

fn read(row: &Row) -> Result<Merge, Fault> {
    let mut c = row.columns();
    Ok(Merge {
        id: c.get()?,
        from: c.parsed()?,
        into: c.parsed()?,
        moved: c.get()?,
        reason: c.get()?,
        at: c.get()?,
        undone: c.get()?,
    })
}

/// Stores a merge.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, county: &str, merge: &Merge, by: &str) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into registry_merges (id, county, from_person, into_person, moved, reason, at_ms, by_staff) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&merge.id)
    .bind(county)
    .text(merge.from)
    .text(merge.into)
    .bind(&merge.moved)
    .bind(&merge.reason)
    .bind(merge.at)
    .bind(by);
    tx.exec(&sql).await.map(drop)
}

/// The merges of a record, in both directions.
///
/// # Errors
/// When the database does.
pub async fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Merge>, Fault> {
    let sql = Sql::new(
        "select id, from_person, into_person, moved, reason, at_ms, undone_ms from registry_merges \
         where from_person = $1 or into_person = $1 order by at_ms",
    )
    .text(person);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// Marks a merge as undone; `false` when it was already.
///
/// # Errors
/// When the database does.
pub async fn undo(tx: &mut Tx, id: &str, now: Moment) -> Result<bool, Fault> {
    let sql =
        Sql::new("update registry_merges set undone_ms = $1 where id = $2 and undone_ms is null").bind(now).bind(id);
    Ok(tx.exec(&sql).await? == 1)
}
