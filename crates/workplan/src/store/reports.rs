//! `workplan_reports`.

use crate::report::{Report, ReportState};
use access::Scope;
use db::{Fault, Row, Sql, Tx, V};
use kernel::{Day, Moment};
use std::collections::BTreeMap;

const COLUMNS: &[&str] = &[
    "id",
    "year",
    "indicator",
    "county",
    "township",
    "as_of",
    "value",
    "note",
    "evidence_id",
    "evidence_digest",
    "state",
    "by_staff",
    "at_ms",
    "county_by",
    "county_ms",
    "county_note",
    "city_by",
    "city_ms",
    "city_note",
    "live_key",
    "version",
    "mac",
];

fn row(report: &Report) -> Vec<V> {
    vec![
        (&report.id).into(),
        report.year.into(),
        (&report.indicator).into(),
        (&report.county).into(),
        (&report.township).into(),
        report.as_of.into(),
        (&report.value).into(),
        (&report.note).into(),
        (&report.evidence).into(),
        (&report.evidence_digest).into(),
        report.state.code().into(),
        (&report.by).into(),
        report.at.into(),
        report.county_by.clone().into(),
        report.county_at.into(),
        (&report.county_note).into(),
        report.city_by.clone().into(),
        report.city_at.into(),
        (&report.city_note).into(),
        report.live_key.clone().into(),
        report.version.into(),
        report.mac.clone().into(),
    ]
}

fn read(row: &Row) -> Result<Report, Fault> {
    let mut c = row.columns();
    Ok(Report {
        id: c.get()?,
        year: c.get()?,
        indicator: c.get()?,
        county: c.get()?,
        township: c.get()?,
        as_of: c.get()?,
        value: c.get()?,
        note: c.get()?,
        evidence: c.get()?,
        evidence_digest: c.get()?,
        state: c.parsed()?,
        by: c.get()?,
        at: c.get()?,
        county_by: c.get()?,
        county_at: c.get()?,
        county_note: c.get()?,
        city_by: c.get()?,
        city_at: c.get()?,
        city_note: c.get()?,
        live_key: c.get()?,
        version: c.get()?,
        mac: c.get()?,
    })
}

fn select() -> Sql {
    Sql::new("select ").push(&COLUMNS.join(", ")).push(" from workplan_reports where ")
}

/// Stores a new report.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, report: &Report) -> Result<(), Fault> {
    tx.insert_all("workplan_reports", COLUMNS, &[row(report)]).await
}

/// One report within the scope; locked when the transaction writes.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, scope: &Scope, id: &str) -> Result<Option<Report>, Fault> {
    let mut sql = scope.filter(select().with("id = ", id), "");
    if tx.is_writing() {
        sql = sql.push(tx.row_lock());
    }
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The report that a piece of evidence belongs to, within the scope.
///
/// # Errors
/// When the database does.
pub async fn of_evidence(tx: &mut Tx, scope: &Scope, evidence: &str) -> Result<Option<Report>, Fault> {
    tx.opt(&scope.filter(select().with("evidence_id = ", evidence), "")).await?.as_ref().map(read).transpose()
}

/// What was handed in for an indicator within the scope, newest first.
///
/// # Errors
/// When the database does.
pub async fn of_indicator(
    tx: &mut Tx,
    scope: &Scope,
    year: i64,
    indicator: &str,
    limit: i64,
) -> Result<Vec<Report>, Fault> {
    let sql = scope.filter(select().with("year = ", year).with(" and indicator = ", indicator), "");
    tx.all(&sql.with(" order by at_ms desc, id desc limit ", limit)).await?.iter().map(read).collect()
}

/// What waits in a state within the scope, oldest first.
///
/// # Errors
/// When the database does.
pub async fn waiting(
    tx: &mut Tx,
    scope: &Scope,
    year: i64,
    state: ReportState,
    limit: i64,
) -> Result<Vec<Report>, Fault> {
    let sql = scope.filter(select().with("year = ", year).with(" and state = ", state.code()), "");
    tx.all(&sql.with(" order by at_ms, id limit ", limit)).await?.iter().map(read).collect()
}

/// How much waits in a state within the scope.
///
/// # Errors
/// When the database does.
pub async fn count(tx: &mut Tx, scope: &Scope, year: i64, state: ReportState) -> Result<i64, Fault> {
    let sql = Sql::new("select count(*) from workplan_reports where year = ").arg(year);
    tx.one(&scope.filter(sql.with(" and state = ", state.code()), "")).await?.only()
}

/// The figures that count: the newest approved one of each place. Sums are no secret between counties, so a ranking may
/// ask for the whole city.
///
/// # Errors
/// When the database does.
pub async fn live(tx: &mut Tx, scope: &Scope, year: i64) -> Result<Vec<Report>, Fault> {
    let sql = scope.filter(select().with("live_key is not null and state = 'approved' and year = ", year), "");
    tx.all(&sql.push(" order by indicator, county, township limit 20000")).await?.iter().map(read).collect()
}

/// The approved figures that are of no later day than this one, by day: for each place the last one stands.
///
/// # Errors
/// When the database does.
pub async fn approved_by(tx: &mut Tx, year: i64, day: Day) -> Result<Vec<Report>, Fault> {
    let sql = select().with("state = 'approved' and year = ", year).with(" and as_of <= ", day);
    tx.all(&sql.push(" order by as_of, at_ms, id limit 100000")).await?.iter().map(read).collect()
}

/// On which days each county or park handed figures in, its townships with it, up to the end of a day.
///
/// # Errors
/// When the database does.
pub async fn handed_days(tx: &mut Tx, year: i64, day: Day) -> Result<Vec<(String, Day)>, Fault> {
    let sql = Sql::new("select county, at_ms from workplan_reports where state <> 'returned' and year = ")
        .arg(year)
        .with(" and at_ms < ", Moment::start_of(day.add_days(1)));
    let rows = tx.all(&sql.push(" order by county, at_ms limit 200000")).await?;
    let mut found: Vec<(String, Day)> = rows
        .iter()
        .map(|row| {
            let mut c = row.columns();
            let (county, at): (String, Moment) = (c.get()?, c.get()?);
            Ok((county, at.day()))
        })
        .collect::<Result<_, Fault>>()?;
    found.dedup();
    Ok(found)
}

/// The figures that counted at the end of a moment: of each place the approved one of the newest day, as far as it was
/// approved by then. At any moment from now on they are those of [`live`].
///
/// # Errors
/// When the database does.
pub async fn counted_at(tx: &mut Tx, scope: &Scope, year: i64, until: Moment) -> Result<Vec<Report>, Fault> {
    let sql = scope.filter(select().with("state = 'approved' and year = ", year).with(" and city_ms < ", until), "");
    let rows = tx.all(&sql.push(" order by as_of, city_ms, id limit 50000")).await?;
    let mut newest = BTreeMap::new();
    for row in &rows {
        let report = read(row)?;
        newest.insert((report.indicator.clone(), report.county.clone(), report.township.clone()), report);
    }
    Ok(newest.into_values().collect())
}

/// A page of all reports by id, for examining them.
///
/// # Errors
/// When the database does.
pub async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Report>, Fault> {
    tx.all(&select().with("id > ", after).with(" order by id limit ", limit)).await?.iter().map(read).collect()
}

/// The approved report that holds the key of a place.
///
/// # Errors
/// When the database does.
pub async fn holder(tx: &mut Tx, key: &str) -> Result<Option<Report>, Fault> {
    tx.opt(&select().with("live_key = ", key)).await?.as_ref().map(read).transpose()
}

/// Takes the key away from a report: a newer one is approved.
///
/// # Errors
/// When the database does.
pub async fn let_go(tx: &mut Tx, id: &str) -> Result<(), Fault> {
    tx.exec(&Sql::new("update workplan_reports set live_key = null where id = ").arg(id)).await.map(drop)
}

/// Saves a report that moved; answers whether the version was still the one that was seen.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Tx, report: &Report) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update workplan_reports set state = $1, county_by = $2, county_ms = $3, county_note = $4, city_by = $5, \
         city_ms = $6, city_note = $7, live_key = $8, mac = $9, version = version + 1 where id = $10 and version = $11",
    )
    .bind(report.state.code())
    .bind(report.county_by.clone())
    .bind(report.county_at)
    .bind(&report.county_note)
    .bind(report.city_by.clone())
    .bind(report.city_at)
    .bind(&report.city_note)
    .bind(report.live_key.clone())
    .bind(report.mac.clone())
    .bind(&report.id)
    .bind(report.version);
    Ok(tx.exec(&sql).await? == 1)
}
