//! `payments_months`: months that are closed.

use crate::close::Figures;
use db::{Fault, Sql, Tx};
use kernel::{Moment, Month};

/// Closes a month with its figures.
///
/// # Errors
/// [`Fault::Unique`] when it is closed already.
pub async fn insert(
    tx: &mut Tx,
    programme: &str,
    county: &str,
    month: Month,
    figures: &Figures,
    by: &str,
    now: Moment,
) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into payments_months (programme, county, month, due_fen, arrived_fen, returned_fen, unknown_fen, \
         held_fen, debit_fen, credit_fen, closed_by, closed_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(programme)
    .bind(county)
    .bind(month)
    .bind(figures.due)
    .bind(figures.arrived)
    .bind(figures.returned)
    .bind(figures.unknown)
    .bind(figures.held)
    .bind(figures.debit)
    .bind(figures.credit)
    .bind(by)
    .bind(now);
    tx.exec(&sql).await.map(drop)
}

/// Whether a month is closed.
///
/// # Errors
/// When the database does.
pub async fn is_closed(tx: &mut Tx, programme: &str, county: &str, month: Month) -> Result<bool, Fault> {
    let sql = Sql::new("select 1 from payments_months where programme = $1 and county = $2 and month = $3")
        .bind(programme)
        .bind(county)
        .bind(month);
    Ok(tx.opt(&sql).await?.is_some())
}
