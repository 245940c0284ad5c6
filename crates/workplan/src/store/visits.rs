//! `workplan_visits`: visits and meetings of periodic duties. Only grows.

use crate::periods::LeadersDay;
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
    /// Which leaders took part, by id.
    pub leaders: Vec<String>,
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
        leaders: Vec::new(),
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
    tx.exec(&sql).await?;
    for leader in &visit.leaders {
        let sql = Sql::new("insert into workplan_visit_leaders (visit_id, leader) values ($1, $2)");
        tx.exec(&sql.bind(&visit.id).bind(leader)).await?;
    }
    Ok(())
}

/// The visits of a duty, by day.
///
/// # Errors
/// When the database does.
pub async fn of_duty(tx: &mut Tx, year: i64, duty: &str) -> Result<Vec<Visit>, Fault> {
    let sql = Sql::new(SELECT).with("year = ", year).with(" and duty = ", duty).push(" order by on_day, id limit 1000");
    let mut found: Vec<Visit> = tx.all(&sql).await?.iter().map(read).collect::<Result<_, Fault>>()?;
    let sql = Sql::new(
        "select l.visit_id, l.leader from workplan_visit_leaders l join workplan_visits v on v.id = l.visit_id \
         where v.year = ",
    );
    for row in tx.all(&sql.arg(year).with(" and v.duty = ", duty).push(" order by l.visit_id, l.leader")).await? {
        let mut c = row.columns();
        let (id, leader): (String, String) = (c.get()?, c.get()?);
        if let Some(visit) = found.iter_mut().find(|visit| visit.id == id) {
            visit.leaders.push(leader);
        }
    }
    Ok(found)
}

/// The days of all visits of a year that a leader took part in, by duty, on record before a moment.
///
/// # Errors
/// When the database does.
pub async fn leaders_days(tx: &mut Tx, year: i64, until: Moment) -> Result<Vec<(String, LeadersDay)>, Fault> {
    let sql = Sql::new(
        "select v.duty, l.leader, v.on_day from workplan_visit_leaders l join workplan_visits v on v.id = l.visit_id \
         where v.year = ",
    );
    let rows =
        tx.all(&sql.arg(year).with(" and v.at_ms < ", until).push(" order by v.duty, v.on_day limit 20000")).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, (c.get()?, c.get()?)))
        })
        .collect()
}

/// The days of all visits of a year that were on record before a moment, by duty.
///
/// # Errors
/// When the database does.
pub async fn days(tx: &mut Tx, year: i64, until: Moment) -> Result<Vec<(String, Day)>, Fault> {
    let sql = Sql::new("select duty, on_day from workplan_visits where year = ").arg(year).with(" and at_ms < ", until);
    let rows = tx.all(&sql.push(" order by duty, on_day limit 20000")).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, c.get()?))
        })
        .collect()
}

/// The visits of a year that were on record before a moment, by day.
///
/// # Errors
/// When the database does.
pub async fn known_at(tx: &mut Tx, year: i64, until: Moment) -> Result<Vec<Visit>, Fault> {
    let sql =
        Sql::new(SELECT).with("year = ", year).with(" and at_ms < ", until).push(" order by on_day, id limit 20000");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The visit that a piece of evidence belongs to.
///
/// # Errors
/// When the database does.
pub async fn of_evidence(tx: &mut Tx, evidence: &str) -> Result<Option<Visit>, Fault> {
    tx.opt(&Sql::new(SELECT).with("evidence_id = ", evidence)).await?.as_ref().map(read).transpose()
}
