//! `workplan_splits`: how targets are shared out, with their history.

use super::county_filter;
use crate::quantity::Quantity;
use crate::split::Part;
use access::Scope;
use db::{Fault, Row, Sql, Tx};
use kernel::Moment;
use std::collections::BTreeMap;
use std::str::FromStr;

/// Where a split stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitState {
    /// 待市局审定.
    Proposed,
    /// 已审定.
    Approved,
    /// 已退回.
    Returned,
}

impl SplitState {
    /// All states.
    pub const ALL: &[Self] = &[Self::Proposed, Self::Approved, Self::Returned];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Returned => "returned",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Proposed => "待市局审定",
            Self::Approved => "已审定",
            Self::Returned => "已退回",
        }
    }
}

impl FromStr for SplitState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|state| state.code() == text).ok_or(())
    }
}

/// One sharing out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetSplit {
    /// Its id.
    pub id: String,
    /// The year.
    pub year: i64,
    /// The indicator.
    pub indicator: String,
    /// Whose target: the city's code, or a county's.
    pub county: String,
    /// Its number.
    pub seq: i64,
    /// The parts.
    pub parts: Vec<Part>,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub state: SplitState,
    /// Who proposed it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Who decided.
    pub decided_by: Option<String>,
    /// What they said.
    pub decided_note: String,
    /// For the form.
    pub version: i64,
}

const COLUMNS: &str =
    "id, year, indicator, county, seq, parts, reason, state, by_staff, at_ms, decided_by, decided_note, version";

fn read(row: &Row) -> Result<TargetSplit, Fault> {
    let mut c = row.columns();
    let (id, year, indicator, county, seq) = (c.get()?, c.get()?, c.get()?, c.get()?, c.get()?);
    let text: String = c.get()?;
    let bad = || Fault::other(format!("workplan_splits.parts of {id} cannot be read"));
    let pairs: Vec<(String, String)> = serde_json::from_str(&text).map_err(|_| bad())?;
    let mut parts = Vec::new();
    for (place, value) in pairs {
        parts.push(Part { place, value: Quantity::parse(&value).map_err(|_| bad())? });
    }
    Ok(TargetSplit {
        id,
        year,
        indicator,
        county,
        seq,
        parts,
        reason: c.get()?,
        state: c.parsed()?,
        by: c.get()?,
        at: c.get()?,
        decided_by: c.get()?,
        decided_note: c.get()?,
        version: c.get()?,
    })
}

/// Stores a new split.
///
/// # Errors
/// [`Fault::Unique`] when somebody else's has the number.
pub async fn insert(tx: &mut Tx, split: &TargetSplit) -> Result<(), Fault> {
    let pairs: Vec<(&str, String)> =
        split.parts.iter().map(|part| (part.place.as_str(), part.value.to_string())).collect();
    let parts = serde_json::to_string(&pairs).map_err(|error| Fault::other(error.to_string()))?;
    let sql = Sql::new(
        "insert into workplan_splits (id, year, indicator, county, seq, parts, reason, state, by_staff, at_ms, \
         decided_note, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', 1)",
    )
    .bind(&split.id)
    .bind(split.year)
    .bind(&split.indicator)
    .bind(&split.county)
    .bind(split.seq)
    .bind(parts)
    .bind(&split.reason)
    .bind(split.state.code())
    .bind(&split.by)
    .bind(split.at);
    tx.exec(&sql).await.map(drop)
}

/// All splits of an indicator within the scope, newest first; with the city's own.
///
/// # Errors
/// When the database does.
pub async fn of_indicator(tx: &mut Tx, year: i64, indicator: &str) -> Result<Vec<TargetSplit>, Fault> {
    let sql = Sql::new("select ").push(COLUMNS).with(" from workplan_splits where year = ", year);
    let sql = sql.with(" and indicator = ", indicator).push(" order by county, seq desc limit 500");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The splits of a year that are in force: the newest approved one of each target.
///
/// # Errors
/// When the database does.
pub async fn in_force(tx: &mut Tx, year: i64) -> Result<Vec<TargetSplit>, Fault> {
    let sql = Sql::new("select ").push(COLUMNS).with(" from workplan_splits s where year = ", year).push(
        " and state = 'approved' and not exists (select 1 from workplan_splits n where n.year = s.year \
             and n.indicator = s.indicator and n.county = s.county and n.state = 'approved' and n.seq > s.seq) \
             order by indicator, county limit 2000",
    );
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The splits that were in force at a moment: the newest of each target, as far as it was approved by then.
///
/// # Errors
/// When the database does.
pub async fn in_force_at(tx: &mut Tx, year: i64, until: Moment) -> Result<Vec<TargetSplit>, Fault> {
    let sql = Sql::new("select ").push(COLUMNS).with(" from workplan_splits where year = ", year);
    let sql =
        sql.with(" and state = 'approved' and coalesce(decided_ms, at_ms) < ", until).push(" order by seq limit 20000");
    let mut newest = BTreeMap::new();
    for row in &tx.all(&sql).await? {
        let split = read(row)?;
        newest.insert((split.indicator.clone(), split.county.clone()), split);
    }
    Ok(newest.into_values().collect())
}

/// Splits that wait for the bureau, within the scope.
///
/// # Errors
/// When the database does.
pub async fn waiting(tx: &mut Tx, scope: &Scope, year: i64) -> Result<Vec<TargetSplit>, Fault> {
    let sql = Sql::new("select ").push(COLUMNS).with(" from workplan_splits where year = ", year);
    let sql = county_filter(scope, sql.push(" and state = 'proposed'")).push(" order by at_ms limit 200");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// One split within the scope; locked when the transaction writes.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, scope: &Scope, id: &str) -> Result<Option<TargetSplit>, Fault> {
    let sql = Sql::new("select ").push(COLUMNS).with(" from workplan_splits where id = ", id);
    let mut sql = county_filter(scope, sql);
    if tx.is_writing() {
        sql = sql.push(tx.row_lock());
    }
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The newest number of a target's splits.
///
/// # Errors
/// When the database does.
pub async fn last_seq(tx: &mut Tx, year: i64, indicator: &str, county: &str) -> Result<i64, Fault> {
    let sql = Sql::new(
        "select coalesce(max(seq), 0) from workplan_splits where year = $1 and indicator = $2 and county = $3",
    )
    .bind(year)
    .bind(indicator)
    .bind(county);
    tx.one(&sql).await?.only()
}

/// Notes the decision; answers whether the version was still the one that was seen.
///
/// # Errors
/// When the database does.
pub async fn decide(tx: &mut Tx, split: &TargetSplit, now: Moment) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update workplan_splits set state = $1, decided_by = $2, decided_ms = $3, decided_note = $4, \
         version = version + 1 where id = $5 and version = $6",
    )
    .bind(split.state.code())
    .bind(split.decided_by.clone())
    .bind(now)
    .bind(&split.decided_note)
    .bind(&split.id)
    .bind(split.version);
    Ok(tx.exec(&sql).await? == 1)
}
