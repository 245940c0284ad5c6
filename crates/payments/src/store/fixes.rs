//! `payments_fixes`: returned lines whose account was mended, waiting for a correction run.

use crate::line::LineId;
use db::{Fault, Sql, Tx};
use kernel::Moment;
use std::collections::HashSet;

/// Notes that a line was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The returned line.
    pub line: LineId,
    /// The jurisdiction.
    pub county: String,
    /// The programme.
    pub programme: String,
    /// The account it will be paid to.
    pub account: String,
    /// Why, in words.
    pub note: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// Stores a fix.
///
/// # Errors
/// [`Fault::Unique`] when the line has one.
pub async fn insert(tx: &mut Tx, fix: &Fix) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into payments_fixes (line_id, county, programme, account_id, note, by_staff, at_ms) \
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .text(fix.line)
    .bind(&fix.county)
    .bind(&fix.programme)
    .bind(&fix.account)
    .bind(&fix.note)
    .bind(&fix.by)
    .bind(fix.at);
    tx.exec(&sql).await.map(drop)
}

/// Which of some lines are mended.
///
/// # Errors
/// When the database does.
pub async fn among(tx: &mut Tx, lines: &[String]) -> Result<HashSet<LineId>, Fault> {
    let sql = Sql::new("select line_id from payments_fixes where ").within("line_id", lines.iter().cloned());
    let rows = tx.all(&sql).await?;
    rows.iter().map(|row| row.columns().parsed()).collect()
}
