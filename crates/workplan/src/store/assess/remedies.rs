//! `workplan_remedies`: what must be put right, what was done, and its closing.

use db::{Fault, Row, Sql, Tx};
use kernel::{Day, Moment};

/// A line of the list of what must be put right (整改清单).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// Its id.
    pub id: String,
    /// The round.
    pub round: String,
    /// The unit.
    pub county: String,
    /// What is wrong.
    pub problem: String,
    /// By when.
    pub due: Day,
    /// Who put it on the list.
    pub by: String,
    /// When.
    pub at: Moment,
    /// What the unit did.
    pub done_words: String,
    /// Its evidence.
    pub evidence: String,
    /// Who said so.
    pub done_by: Option<String>,
    /// When.
    pub done_at: Option<Moment>,
    /// What the closing says.
    pub closed_note: String,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// When.
    pub closed_at: Option<Moment>,
    /// For the form.
    pub version: i64,
}

const SELECT: &str = "select id, round_id, county, problem, due_on, by_staff, at_ms, done_words, evidence_id, \
                      done_by, done_ms, closed_note, closed_by, closed_ms, version from workplan_remedies where ";

fn read(row: &Row) -> Result<Remedy, Fault> {
    let mut c = row.columns();
    Ok(Remedy {
        id: c.get()?,
        round: c.get()?,
        county: c.get()?,
        problem: c.get()?,
        due: c.get()?,
        by: c.get()?,
        at: c.get()?,
        done_words: c.get()?,
        evidence: c.get()?,
        done_by: c.get()?,
        done_at: c.get()?,
        closed_note: c.get()?,
        closed_by: c.get()?,
        closed_at: c.get()?,
        version: c.get()?,
    })
}

/// Stores a line.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, remedy: &Remedy) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into workplan_remedies (id, round_id, county, problem, due_on, by_staff, at_ms, done_words, \
         evidence_id, closed_note, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&remedy.id)
    .bind(&remedy.round)
    .bind(&remedy.county)
    .bind(&remedy.problem)
    .bind(remedy.due)
    .bind(&remedy.by)
    .bind(remedy.at)
    .bind(&remedy.done_words)
    .bind(&remedy.evidence)
    .bind(&remedy.closed_note)
    .bind(remedy.version);
    tx.exec(&sql).await.map(drop)
}

/// One line; locked when the transaction writes.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, round: &str, id: &str) -> Result<Option<Remedy>, Fault> {
    let mut sql = Sql::new(SELECT).with("round_id = ", round).with(" and id = ", id);
    if tx.is_writing() {
        sql = sql.push(tx.row_lock());
    }
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The lines of a round, the most urgent first.
///
/// # Errors
/// When the database does.
pub async fn of_round(tx: &mut Tx, round: &str) -> Result<Vec<Remedy>, Fault> {
    let sql = Sql::new(SELECT).with("round_id = ", round).push(" order by due_on, county, id limit 5000");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// Saves a line that moved; answers whether the version was still the one that was seen.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Tx, remedy: &Remedy) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update workplan_remedies set done_words = $1, evidence_id = $2, done_by = $3, done_ms = $4, \
         closed_note = $5, closed_by = $6, closed_ms = $7, version = version + 1 where id = $8 and version = $9",
    )
    .bind(&remedy.done_words)
    .bind(&remedy.evidence)
    .bind(remedy.done_by.clone())
    .bind(remedy.done_at)
    .bind(&remedy.closed_note)
    .bind(remedy.closed_by.clone())
    .bind(remedy.closed_at)
    .bind(&remedy.id)
    .bind(remedy.version);
    Ok(tx.exec(&sql).await? == 1)
}

/// How many of a unit's remedies of all rounds are not reported as done, and how many of them are past their day.
///
/// # Errors
/// When the database does.
pub async fn count_open(tx: &mut Tx, county: &str, today: Day) -> Result<(i64, i64), Fault> {
    let sql = Sql::new("select count(*), cast(coalesce(sum(case when due_on < ")
        .arg(today)
        .with(" then 1 else 0 end), 0) as bigint) from workplan_remedies where done_by is null and county = ", county);
    let row = tx.one(&sql).await?;
    let mut c = row.columns();
    Ok((c.get()?, c.get()?))
}

/// How many remedies of all rounds were reported as done and are not closed.
///
/// # Errors
/// When the database does.
pub async fn count_to_close(tx: &mut Tx) -> Result<i64, Fault> {
    let sql = Sql::new("select count(*) from workplan_remedies where done_by is not null and closed_by is null");
    tx.one(&sql).await?.only()
}
