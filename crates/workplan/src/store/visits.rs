//! `workplan_visits`: visits and meetings of periodic duties. Only grows.

use db::{Fault, Row, Sql, Tx};
use kernel::{Day, Moment};

/// A visit or meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its id.
    pub id: String,
    /// The year.
    pub year: i64,
    /// The duty.
    pub duty: String,
    /// Whose: the city's code for the bureau.
    pub county: String,
    /// When.
    pub on: Day,
    /// Who took part.
    pub people: String,
    /// Where.
    pub place: String,
    /// What was done.
    pub words: String,
    /// Photo or minutes; nothing when there is none.
    pub evidence: String,
    /// Who wrote it.
    pub by: String,
    /// When it was written.
    pub at: Moment,
}

fn read(row: &Row) -> Result<Visit, Fault> {
    let mut c = row.columns();
    Ok(Visit {
        id: c.get()?,
        year: c.get()?,
        duty: c.get()?,
        county: c.get()?,
        on: c.get()?,
        people: c.get()?,
        place: c.get()?,
        words: c.get()?,
        evidence: c.get()?,
        by: c.get()?,
        at: c.get()?,
    })
}

const SELECT: &str = "select id, year, duty, county, on_day, people, place, words, evidence_id, by_staff, at_ms \
                      from workplan_visits where ";

/// Stores a visit.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, visit: &Visit) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into workplan_visits (id, year, duty, county, on_day, people, place, words, evidence_id, by_staff, \
         at_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&visit.id)
    .bind(visit.year)
    .bind(&visit.duty)
    .bind(&visit.county)
    .bind(visit.on)
    .bind(&visit.people)
    .bind(&visit.place)
    .bind(&visit.words)
    .bind(&visit.evidence)
    .bind(&visit.by)
    .bind(visit.at);
    tx.exec(&sql).await.map(drop)
}

/// The visits of a duty, by day.
///
/// # Errors
/// When the database does.
pub async fn of_duty(tx: &mut Tx, year: i64, duty: &str) -> Result<Vec<Visit>, Fault> {
    let sql = Sql::new(SELECT).with("year = ", year).with(" and duty = ", duty).push(" order by on_day, id limit 1000");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The days of all visits of a year, by duty.
///
/// # Errors
/// When the database does.
pub async fn days(tx: &mut Tx, year: i64) -> Result<Vec<(String, Day)>, Fault> {
    let sql = Sql::new("select duty, on_day from workplan_visits where year = ").arg(year);
    let rows = tx.all(&sql.push(" order by duty, on_day limit 20000")).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, c.get()?))
        })
        .collect()
}

/// The visit that a piece of evidence belongs to.
///
/// # Errors
/// When the database does.
pub async fn of_evidence(tx: &mut Tx, evidence: &str) -> Result<Option<Visit>, Fault> {
    tx.opt(&Sql::new(SELECT).with("evidence_id = ", evidence)).await?.as_ref().map(read).transpose()
}
