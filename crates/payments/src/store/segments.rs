//! `payments_segments`.

use crate::award::{AwardId, Segment};
use db::{Fault, Row, Sql, Tx, V};
use std::collections::HashMap;

/// The columns of a bulk load, in the order of [`row`].
pub const INSERT_COLUMNS: &[&str] = &[
    "id",
    "award_id",
    "county",
    "seq",
    "kind",
    "from_month",
    "amount_fen",
    "cause",
    "why",
    "by_staff",
    "at_ms",
    "mac",
];

/// A segment as the values of [`INSERT_COLUMNS`].
#[must_use]
pub fn row(segment: &Segment) -> Vec<V> {
    vec![
        (&segment.id).into(),
        segment.award.to_string().into(),
        (&segment.county).into(),
        segment.seq.into(),
        segment.kind.code().into(),
        segment.from.into(),
        segment.amount.into(),
        (&segment.cause).into(),
        (&segment.why).into(),
        (&segment.by).into(),
        segment.at.into(),
        segment.mac.clone().into(),
    ]
}

/// Stores a segment.
///
/// # Errors
/// [`Fault::Unique`] when its cause has one, or another was added meanwhile.
pub async fn insert(tx: &mut Tx, segment: &Segment) -> Result<(), Fault> {
    tx.insert_all("payments_segments", INSERT_COLUMNS, &[row(segment)]).await
}

fn read(row: &Row) -> Result<Segment, Fault> {
    let mut c = row.columns();
    Ok(Segment {
        id: c.get()?,
        award: c.parsed()?,
        county: c.get()?,
        seq: c.get()?,
        kind: c.parsed()?,
        from: c.get()?,
        amount: c.get()?,
        cause: c.get()?,
        why: c.get()?,
        by: c.get()?,
        at: c.get()?,
        mac: c.get()?,
    })
}

fn select() -> Sql {
    Sql::new("select ").push(&INSERT_COLUMNS.join(", ")).push(" from payments_segments where ")
}

/// The history of an award that was loaded through its scope, oldest first.
///
/// # Errors
/// When the database does.
pub async fn of_award(tx: &mut Tx, award: AwardId) -> Result<Vec<Segment>, Fault> {
    let sql = select().with("award_id = ", award.to_string()).push(" order by seq");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The histories of many awards.
///
/// # Errors
/// When the database does.
pub async fn of_awards(tx: &mut Tx, awards: &[String]) -> Result<HashMap<AwardId, Vec<Segment>>, Fault> {
    let sql = select().within("award_id", awards.iter().cloned()).push(" order by award_id, seq");
    let mut found: HashMap<AwardId, Vec<Segment>> = HashMap::new();
    for row in tx.all(&sql).await? {
        let segment = read(&row)?;
        found.entry(segment.award).or_default().push(segment);
    }
    Ok(found)
}

/// Whether a cause has a segment already.
///
/// # Errors
/// When the database does.
pub async fn has_cause(tx: &mut Tx, cause: &str) -> Result<bool, Fault> {
    Ok(tx.opt(&Sql::new("select 1 from payments_segments where cause = $1").bind(cause)).await?.is_some())
}
