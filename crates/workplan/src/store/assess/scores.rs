//! `workplan_scores`.

use crate::assess::Score;
use crate::quantity::Quantity;
use db::{Fault, Row, Sql, Tx, V};

const COLUMNS: &[&str] = &[
    "id",
    "round_id",
    "county",
    "criterion",
    "computed",
    "own",
    "own_note",
    "own_by",
    "own_ms",
    "evidence_id",
    "evidence_digest",
    "reviewed",
    "reviewed_note",
    "reviewed_by",
    "reviewed_ms",
    "amended",
    "version",
    "mac",
];

fn exact(value: Option<Quantity>) -> Option<String> {
    value.map(Quantity::exact)
}

fn row(score: &Score) -> Vec<V> {
    vec![
        (&score.id).into(),
        (&score.round).into(),
        (&score.county).into(),
        (&score.criterion).into(),
        exact(score.computed).into(),
        exact(score.own).into(),
        (&score.own_note).into(),
        score.own_by.clone().into(),
        score.own_at.into(),
        (&score.evidence).into(),
        (&score.evidence_digest).into(),
        exact(score.reviewed).into(),
        (&score.reviewed_note).into(),
        score.reviewed_by.clone().into(),
        score.reviewed_at.into(),
        exact(score.amended).into(),
        score.version.into(),
        score.mac.clone().into(),
    ]
}

fn points(id: &str, text: Option<String>) -> Result<Option<Quantity>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let value = Quantity::from_exact(&text);
    value.map(Some).ok_or_else(|| Fault::other(format!("workplan_scores/{id}: “{text}” is no fraction")))
}

fn read(row: &Row) -> Result<Score, Fault> {
    let mut c = row.columns();
    let id: String = c.get()?;
    Ok(Score {
        round: c.get()?,
        county: c.get()?,
        criterion: c.get()?,
        computed: points(&id, c.get()?)?,
        own: points(&id, c.get()?)?,
        own_note: c.get()?,
        own_by: c.get()?,
        own_at: c.get()?,
        evidence: c.get()?,
        evidence_digest: c.get()?,
        reviewed: points(&id, c.get()?)?,
        reviewed_note: c.get()?,
        reviewed_by: c.get()?,
        reviewed_at: c.get()?,
        amended: points(&id, c.get()?)?,
        version: c.get()?,
        mac: c.get()?,
        id,
    })
}

fn select() -> Sql {
    Sql::new("select ").push(&COLUMNS.join(", ")).push(" from workplan_scores where ")
}

/// Stores new lines.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, scores: &[Score]) -> Result<(), Fault> {
    let rows: Vec<Vec<V>> = scores.iter().map(row).collect();
    tx.insert_all("workplan_scores", COLUMNS, &rows).await
}

/// One line; locked when the transaction writes.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, round: &str, county: &str, criterion: &str) -> Result<Option<Score>, Fault> {
    let sql = select().with("round_id = ", round).with(" and county = ", county);
    let mut sql = sql.with(" and criterion = ", criterion);
    if tx.is_writing() {
        sql = sql.push(tx.row_lock());
    }
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The lines of a round, by unit.
///
/// # Errors
/// When the database does.
pub async fn of_round(tx: &mut Tx, round: &str) -> Result<Vec<Score>, Fault> {
    let sql = select().with("round_id = ", round).push(" order by county, criterion limit 50000");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The lines of a unit.
///
/// # Errors
/// When the database does.
pub async fn of_unit(tx: &mut Tx, round: &str, county: &str) -> Result<Vec<Score>, Fault> {
    let sql = select().with("round_id = ", round).with(" and county = ", county);
    tx.all(&sql.push(" order by criterion limit 1000")).await?.iter().map(read).collect()
}

/// Saves a line; answers whether the version was still the one that was seen.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Tx, score: &Score) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update workplan_scores set own = $1, own_note = $2, own_by = $3, own_ms = $4, evidence_id = $5, \
         evidence_digest = $6, reviewed = $7, reviewed_note = $8, reviewed_by = $9, reviewed_ms = $10, amended = $11, \
         mac = $12, version = version + 1 where id = $13 and version = $14",
    )
    .bind(exact(score.own))
    .bind(&score.own_note)
    .bind(score.own_by.clone())
    .bind(score.own_at)
    .bind(&score.evidence)
    .bind(&score.evidence_digest)
    .bind(exact(score.reviewed))
    .bind(&score.reviewed_note)
    .bind(score.reviewed_by.clone())
    .bind(score.reviewed_at)
    .bind(exact(score.amended))
    .bind(score.mac.clone())
    .bind(&score.id)
    .bind(score.version);
    Ok(tx.exec(&sql).await? == 1)
}
