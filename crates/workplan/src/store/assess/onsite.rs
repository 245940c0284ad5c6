//! `workplan_onsite`: two people look on the spot. Only grows.

use db::{Fault, Row, Sql, Tx};
use kernel::{Day, Moment};

/// An on-site check (现场核查).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Onsite {
    /// Its id.
    pub id: String,
    /// The round.
    pub round: String,
    /// The unit.
    pub county: String,
    /// When.
    pub on: Day,
    /// One of the two.
    pub first: String,
    /// The other.
    pub second: String,
    /// What they found.
    pub findings: String,
    /// Photo or minutes; empty when there is none.
    pub evidence: String,
    /// Who wrote it.
    pub by: String,
    /// When it was written.
    pub at: Moment,
}

fn read(row: &Row) -> Result<Onsite, Fault> {
    let mut c = row.columns();
    Ok(Onsite {
        id: c.get()?,
        round: c.get()?,
        county: c.get()?,
        on: c.get()?,
        first: c.get()?,
        second: c.get()?,
        findings: c.get()?,
        evidence: c.get()?,
        by: c.get()?,
        at: c.get()?,
    })
}

/// Stores a check.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, onsite: &Onsite) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into workplan_onsite (id, round_id, county, on_day, first_person, second_person, findings, \
         evidence_id, by_staff, at_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&onsite.id)
    .bind(&onsite.round)
    .bind(&onsite.county)
    .bind(onsite.on)
    .bind(&onsite.first)
    .bind(&onsite.second)
    .bind(&onsite.findings)
    .bind(&onsite.evidence)
    .bind(&onsite.by)
    .bind(onsite.at);
    tx.exec(&sql).await.map(drop)
}

/// The checks of a unit, by day.
///
/// # Errors
/// When the database does.
pub async fn of_unit(tx: &mut Tx, round: &str, county: &str) -> Result<Vec<Onsite>, Fault> {
    let sql = Sql::new(
        "select id, round_id, county, on_day, first_person, second_person, findings, evidence_id, by_staff, at_ms \
         from workplan_onsite where round_id = ",
    );
    let sql = sql.arg(round).with(" and county = ", county).push(" order by on_day, id limit 100");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// Whose evidence a piece is: the round and the unit, whatever table of the assessment it belongs to.
///
/// # Errors
/// When the database does.
pub async fn owner_of_evidence(tx: &mut Tx, evidence: &str) -> Result<Option<(String, String)>, Fault> {
    let sql = Sql::new(
        "select round_id, county from workplan_scores where evidence_id = $1 union all \
         select round_id, county from workplan_onsite where evidence_id = $1 union all \
         select round_id, county from workplan_appeals where evidence_id = $1 union all \
         select round_id, county from workplan_remedies where evidence_id = $1 limit 1",
    )
    .bind(evidence);
    let Some(row) = tx.opt(&sql).await? else { return Ok(None) };
    let mut c = row.columns();
    Ok(Some((c.get()?, c.get()?)))
}
