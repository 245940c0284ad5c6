//! `cases_steps`: what happened, in order; only grows.

use crate::case::CaseId;
use crypto::Keyring;
use db::{Fault, Sql, Tx, V};
use kernel::{Day, Moment};
use serde_json::Value as Json;

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct StepRow {
    /// Its id.
    pub id: String,
    /// The case.
    pub case: CaseId,
    /// Its place in the order, from 1.
    pub seq: i64,
    /// `accept`, `investigate` …
    pub step: String,
    /// `done`, `agree`, `refuse`, `return` …
    pub outcome: String,
    /// Who; a word in brackets for the system.
    pub by: String,
    /// The day it is about.
    pub on: Day,
    /// When it was entered.
    pub at: Moment,
    /// A sentence without names or numbers of citizens.
    pub note: String,
    /// Everything else, sealed.
    pub detail: Json,
}

fn place(id: &str) -> String {
    format!("cases_steps.detail.{id}")
}

/// The columns of a bulk load, in the order of [`row`].
pub const COLUMNS: &[&str] =
    &["id", "case_id", "county", "seq", "step", "outcome", "by_staff", "on_day", "at_ms", "note", "detail_sealed"];

/// A step as the values of [`COLUMNS`].
#[must_use]
pub fn row(keys: &Keyring, county: &str, step: &StepRow) -> Vec<V> {
    vec![
        (&step.id).into(),
        step.case.to_string().into(),
        county.into(),
        step.seq.into(),
        (&step.step).into(),
        (&step.outcome).into(),
        (&step.by).into(),
        step.on.into(),
        step.at.into(),
        (&step.note).into(),
        keys.seal(&place(&step.id), step.detail.to_string().as_bytes()).into(),
    ]
}

/// Adds a step at the end.
///
/// # Errors
/// [`Fault::Unique`] when somebody else added one at the same time.
pub async fn add(tx: &mut Tx, keys: &Keyring, county: &str, step: &mut StepRow) -> Result<(), Fault> {
    let ask = Sql::new("select coalesce(max(seq), 0) from cases_steps where case_id = $1").text(step.case);
    step.seq = tx.one(&ask).await?.only::<i64>()? + 1;
    tx.insert_all("cases_steps", COLUMNS, &[row(keys, county, step)]).await
}

/// Everything that happened to a case, oldest first.
///
/// # Errors
/// When the database does.
pub async fn of_case(tx: &mut Tx, keys: &Keyring, case: CaseId) -> Result<Vec<StepRow>, Fault> {
    let sql = Sql::new(
        "select id, seq, step, outcome, by_staff, on_day, at_ms, note, detail_sealed from cases_steps \
         where case_id = $1 order by seq limit 500",
    )
    .text(case);
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            let id: String = c.get()?;
            let (seq, step, outcome, by) = (c.get()?, c.get()?, c.get()?, c.get()?);
            let (on, at, note) = (c.get()?, c.get()?, c.get()?);
            let sealed: Vec<u8> = c.get()?;
            let plain = keys.open(&place(&id), &sealed).map_err(|e| Fault::other(format!("{}: {e}", place(&id))))?;
            let detail = serde_json::from_slice(&plain).map_err(|e| Fault::other(format!("{}: {e}", place(&id))))?;
            Ok(StepRow { id, case, seq, step, outcome, by, on, at, note, detail })
        })
        .collect()
}
