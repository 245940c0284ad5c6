//! `workplan_appeals`: 申诉 and its answer.

use crate::quantity::Quantity;
use db::{Fault, Row, Sql, Tx};
use kernel::Moment;

/// An appeal against the points of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// Its id.
    pub id: String,
    /// The round.
    pub round: String,
    /// The unit.
    pub county: String,
    /// The criterion or extra.
    pub criterion: String,
    /// Why.
    pub words: String,
    /// Its evidence; empty when there is none.
    pub evidence: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
    /// The answer.
    pub answer: String,
    /// The points it changed the line to; nothing when they stay.
    pub amended: Option<Quantity>,
    /// Who answered.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<Moment>,
    /// For the form.
    pub version: i64,
}

const SELECT: &str = "select id, round_id, county, criterion, words, evidence_id, by_staff, at_ms, answer, amended, \
                      answered_by, answered_ms, version from workplan_appeals where ";

fn read(row: &Row) -> Result<Appeal, Fault> {
    let mut c = row.columns();
    Ok(Appeal {
        id: c.get()?,
        round: c.get()?,
        county: c.get()?,
        criterion: c.get()?,
        words: c.get()?,
        evidence: c.get()?,
        by: c.get()?,
        at: c.get()?,
        answer: c.get()?,
        amended: c.get::<Option<String>>()?.as_deref().and_then(Quantity::from_exact),
        answered_by: c.get()?,
        answered_at: c.get()?,
        version: c.get()?,
    })
}

/// Stores an appeal.
///
/// # Errors
/// [`Fault::Unique`] when there is one against this line.
pub async fn insert(tx: &mut Tx, appeal: &Appeal) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into workplan_appeals (id, round_id, county, criterion, words, evidence_id, by_staff, at_ms, answer, \
         version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&appeal.id)
    .bind(&appeal.round)
    .bind(&appeal.county)
    .bind(&appeal.criterion)
    .bind(&appeal.words)
    .bind(&appeal.evidence)
    .bind(&appeal.by)
    .bind(appeal.at)
    .bind(&appeal.answer)
    .bind(appeal.version);
    tx.exec(&sql).await.map(drop)
}

/// The appeal against a line; locked when the transaction writes.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, round: &str, county: &str, criterion: &str) -> Result<Option<Appeal>, Fault> {
    let sql = Sql::new(SELECT).with("round_id = ", round).with(" and county = ", county);
    let mut sql = sql.with(" and criterion = ", criterion);
    if tx.is_writing() {
        sql = sql.push(tx.row_lock());
    }
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The appeals of a round, oldest first.
///
/// # Errors
/// When the database does.
pub async fn of_round(tx: &mut Tx, round: &str) -> Result<Vec<Appeal>, Fault> {
    let sql = Sql::new(SELECT).with("round_id = ", round).push(" order by at_ms, id limit 5000");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// Keeps the answer; answers whether nobody was faster.
///
/// # Errors
/// When the database does.
pub async fn answer(tx: &mut Tx, appeal: &Appeal) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update workplan_appeals set answer = $1, amended = $2, answered_by = $3, answered_ms = $4, \
         version = version + 1 where id = $5 and version = $6 and answered_by is null",
    )
    .bind(&appeal.answer)
    .bind(appeal.amended.map(Quantity::exact))
    .bind(appeal.answered_by.clone())
    .bind(appeal.answered_at)
    .bind(&appeal.id)
    .bind(appeal.version);
    Ok(tx.exec(&sql).await? == 1)
}

/// How many appeals of all rounds wait for an answer.
///
/// # Errors
/// When the database does.
pub async fn count_open(tx: &mut Tx) -> Result<i64, Fault> {
    tx.one(&Sql::new("select count(*) from workplan_appeals where answered_by is null")).await?.only()
}
