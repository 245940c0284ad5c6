//! `workplan_rounds`.

use crate::assess::Round;
use db::{Fault, Row, Sql, Tx, V};

const COLUMNS: &[&str] = &[
    "id",
    "year",
    "template",
    "name",
    "county",
    "day",
    "rules",
    "facts",
    "digest",
    "state",
    "self_due",
    "appeal_due",
    "opened_by",
    "opened_ms",
    "ranked_by",
    "ranked_ms",
    "published_by",
    "published_ms",
    "closed_by",
    "closed_ms",
    "version",
    "mac",
];

fn row(round: &Round) -> Vec<V> {
    vec![
        (&round.id).into(),
        round.year.into(),
        (&round.template).into(),
        (&round.name).into(),
        (&round.county).into(),
        round.day.into(),
        (&round.rules).into(),
        (&round.facts).into(),
        (&round.digest).into(),
        round.state.code().into(),
        round.self_due.into(),
        round.appeal_due.into(),
        (&round.opened_by).into(),
        round.opened_at.into(),
        round.ranked_by.clone().into(),
        round.ranked_at.into(),
        round.published_by.clone().into(),
        round.published_at.into(),
        round.closed_by.clone().into(),
        round.closed_at.into(),
        round.version.into(),
        round.mac.clone().into(),
    ]
}

fn read(row: &Row) -> Result<Round, Fault> {
    let mut c = row.columns();
    Ok(Round {
        id: c.get()?,
        year: c.get()?,
        template: c.get()?,
        name: c.get()?,
        county: c.get()?,
        day: c.get()?,
        rules: c.get()?,
        facts: c.get()?,
        digest: c.get()?,
        state: c.parsed()?,
        self_due: c.get()?,
        appeal_due: c.get()?,
        opened_by: c.get()?,
        opened_at: c.get()?,
        ranked_by: c.get()?,
        ranked_at: c.get()?,
        published_by: c.get()?,
        published_at: c.get()?,
        closed_by: c.get()?,
        closed_at: c.get()?,
        version: c.get()?,
        mac: c.get()?,
    })
}

fn select() -> Sql {
    Sql::new("select ").push(&COLUMNS.join(", ")).push(" from workplan_rounds where ")
}

/// Stores a new round.
///
/// # Errors
/// [`Fault::Unique`] when there is one of this template and day.
pub async fn insert(tx: &mut Tx, round: &Round) -> Result<(), Fault> {
    tx.insert_all("workplan_rounds", COLUMNS, &[row(round)]).await
}

/// One round; locked when the transaction writes. Every reader of the plan knows that there is one; what it says of a
/// unit is behind the sheets.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, id: &str) -> Result<Option<Round>, Fault> {
    let mut sql = select().with("id = ", id);
    if tx.is_writing() {
        sql = sql.push(tx.row_lock());
    }
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The rounds of a year, newest first.
///
/// # Errors
/// When the database does.
pub async fn of_year(tx: &mut Tx, year: i64) -> Result<Vec<Round>, Fault> {
    let sql = select().with("year = ", year).push(" order by day desc, id desc limit 100");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// A page of all rounds by id, for examining them.
///
/// # Errors
/// When the database does.
pub async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Round>, Fault> {
    tx.all(&select().with("id > ", after).with(" order by id limit ", limit)).await?.iter().map(read).collect()
}

/// Saves a round that moved; answers whether the version was still the one that was seen.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Tx, round: &Round) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update workplan_rounds set state = $1, appeal_due = $2, ranked_by = $3, ranked_ms = $4, published_by = $5, \
         published_ms = $6, closed_by = $7, closed_ms = $8, mac = $9, version = version + 1 \
         where id = $10 and version = $11",
    )
    .bind(round.state.code())
    .bind(round.appeal_due)
    .bind(round.ranked_by.clone())
    .bind(round.ranked_at)
    .bind(round.published_by.clone())
    .bind(round.published_at)
    .bind(round.closed_by.clone())
    .bind(round.closed_at)
    .bind(round.mac.clone())
    .bind(&round.id)
    .bind(round.version);
    Ok(tx.exec(&sql).await? == 1)
}
