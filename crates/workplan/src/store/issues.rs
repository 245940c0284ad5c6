//! `workplan_issues` and `workplan_receipts`: 发布 and 签收.

use db::{Fault, Sql, Tx};
use kernel::{Day, Moment};

/// That a plan was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its id.
    pub id: String,
    /// The year.
    pub year: i64,
    /// The city.
    pub county: String,
    /// SM3 of the plan's text as it was issued.
    pub digest: String,
    /// When.
    pub on: Day,
    /// By whom.
    pub by: String,
    /// When, exactly.
    pub at: Moment,
}

/// Stores that a plan was issued.
///
/// # Errors
/// [`Fault::Unique`] when it was issued before.
pub async fn insert(tx: &mut Tx, issue: &Issue) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into workplan_issues (id, year, county, digest, issued_on, by_staff, at_ms) \
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&issue.id)
    .bind(issue.year)
    .bind(&issue.county)
    .bind(&issue.digest)
    .bind(issue.on)
    .bind(&issue.by)
    .bind(issue.at);
    tx.exec(&sql).await.map(drop)
}

/// Whether and when the plan of a year was issued.
///
/// # Errors
/// When the database does.
pub async fn of_year(tx: &mut Tx, year: i64) -> Result<Option<Issue>, Fault> {
    let sql =
        Sql::new("select id, year, county, digest, issued_on, by_staff, at_ms from workplan_issues where year = ")
            .arg(year);
    let Some(row) = tx.opt(&sql).await? else { return Ok(None) };
    let mut c = row.columns();
    Ok(Some(Issue {
        id: c.get()?,
        year: c.get()?,
        county: c.get()?,
        digest: c.get()?,
        on: c.get()?,
        by: c.get()?,
        at: c.get()?,
    }))
}

/// A signature for the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its id.
    pub id: String,
    /// The year.
    pub year: i64,
    /// The county or park.
    pub county: String,
    /// The office's name.
    pub office: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// Stores a signature.
///
/// # Errors
/// [`Fault::Unique`] when the county signed before.
pub async fn sign(tx: &mut Tx, receipt: &Receipt) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into workplan_receipts (id, year, county, office, by_staff, at_ms) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&receipt.id)
    .bind(receipt.year)
    .bind(&receipt.county)
    .bind(&receipt.office)
    .bind(&receipt.by)
    .bind(receipt.at);
    tx.exec(&sql).await.map(drop)
}

/// Who signed for the plan of a year; every addressee may see who did.
///
/// # Errors
/// When the database does.
pub async fn receipts(tx: &mut Tx, year: i64) -> Result<Vec<Receipt>, Fault> {
    let sql = Sql::new("select id, year, county, office, by_staff, at_ms from workplan_receipts where year = ")
        .arg(year)
        .push(" order by at_ms limit 100");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok(Receipt { id: c.get()?, year: c.get()?, county: c.get()?, office: c.get()?, by: c.get()?, at: c.get()? })
        })
        .collect()
}
