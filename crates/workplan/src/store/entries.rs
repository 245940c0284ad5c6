//! `workplan_entries`: what happened to a task, in order. Only grows.

use super::county_filter;
use access::Scope;
use db::{Fault, Row, Sql, Tx};
use kernel::{Day, Moment};
use std::str::FromStr;

/// What an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// 进展.
    Note,
    /// 节点完成.
    Milestone,
    /// 完成.
    Done,
    /// 督办.
    Supervise,
    /// 督办回复.
    Answer,
}

impl EntryKind {
    /// All kinds.
    pub const ALL: &[Self] = &[Self::Note, Self::Milestone, Self::Done, Self::Supervise, Self::Answer];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Milestone => "milestone",
            Self::Done => "done",
            Self::Supervise => "supervise",
            Self::Answer => "answer",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Note => "进展",
            Self::Milestone => "节点完成",
            Self::Done => "任务完成",
            Self::Supervise => "督办",
            Self::Answer => "督办回复",
        }
    }
}

impl FromStr for EntryKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|kind| kind.code() == text).ok_or(())
    }
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// The year.
    pub year: i64,
    /// The task.
    pub task: String,
    /// Whose: the city's code for the bureau.
    pub county: String,
    /// Its number.
    pub seq: i64,
    /// What it says.
    pub kind: EntryKind,
    /// The milestone it is about, or nothing.
    pub milestone: String,
    /// The day it is of.
    pub on: Day,
    /// In words.
    pub words: String,
    /// By when an answer is asked for.
    pub due: Option<Day>,
    /// The office that wrote it.
    pub office: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
}

fn read(row: &Row) -> Result<Entry, Fault> {
    let mut c = row.columns();
    Ok(Entry {
        id: c.get()?,
        year: c.get()?,
        task: c.get()?,
        county: c.get()?,
        seq: c.get()?,
        kind: c.parsed()?,
        milestone: c.get()?,
        on: c.get()?,
        words: c.get()?,
        due: c.get()?,
        office: c.get()?,
        by: c.get()?,
        at: c.get()?,
    })
}

const SELECT: &str = "select id, year, task, county, seq, kind, milestone, on_day, words, due_on, office, by_staff, \
                      at_ms from workplan_entries where ";

/// Stores an entry.
///
/// # Errors
/// [`Fault::Unique`] when somebody else's has the number: the form was made for an earlier state.
pub async fn insert(tx: &mut Tx, entry: &Entry) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into workplan_entries (id, year, task, county, seq, kind, milestone, on_day, words, due_on, office, \
         by_staff, at_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(&entry.id)
    .bind(entry.year)
    .bind(&entry.task)
    .bind(&entry.county)
    .bind(entry.seq)
    .bind(entry.kind.code())
    .bind(&entry.milestone)
    .bind(entry.on)
    .bind(&entry.words)
    .bind(entry.due)
    .bind(&entry.office)
    .bind(&entry.by)
    .bind(entry.at);
    tx.exec(&sql).await.map(drop)
}

/// The entries of one task of one office, in order.
///
/// # Errors
/// When the database does.
pub async fn of_task(tx: &mut Tx, year: i64, task: &str, county: &str) -> Result<Vec<Entry>, Fault> {
    let sql = Sql::new(SELECT).with("year = ", year).with(" and task = ", task).with(" and county = ", county);
    tx.all(&sql.push(" order by seq limit 500")).await?.iter().map(read).collect()
}

/// All entries of a year within the scope, in order. The bureau's own tasks are seen from everywhere.
///
/// # Errors
/// When the database does.
pub async fn of_year(tx: &mut Tx, scope: &Scope, year: i64) -> Result<Vec<Entry>, Fault> {
    let sql = county_filter(scope, Sql::new(SELECT).with("year = ", year));
    tx.all(&sql.push(" order by task, county, seq limit 20000")).await?.iter().map(read).collect()
}
