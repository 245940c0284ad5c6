//! `workplan_takings`: who is taking figures now. A lease in the database, so that two servers do not do it at once.

use db::{Fault, Sql, Tx};
use kernel::Moment;

/// The only lease there is.
const NAME: &str = "figures";

/// Takes the lease until a moment, unless somebody else has one that has not ended; answers whether it is ours.
///
/// # Errors
/// When the database does.
pub async fn take(tx: &mut Tx, holder: &str, now: Moment, until: Moment) -> Result<bool, Fault> {
    let sql = Sql::new(
        "insert into workplan_takings (name, holder, since_ms, until_ms) values ($1, $2, $3, $4) \
         on conflict (name) do update set holder = excluded.holder, since_ms = excluded.since_ms, \
         until_ms = excluded.until_ms where workplan_takings.until_ms < excluded.since_ms",
    )
    .bind(NAME)
    .bind(holder)
    .bind(now)
    .bind(until);
    Ok(tx.exec(&sql).await? == 1)
}

/// Keeps the lease until a later moment, and holds its row to the end of the transaction; answers whether it is still ours.
///
/// # Errors
/// When the database does.
pub async fn renew(tx: &mut Tx, holder: &str, until: Moment) -> Result<bool, Fault> {
    let sql = Sql::new("update workplan_takings set until_ms = $1 where name = $2 and holder = $3")
        .bind(until)
        .bind(NAME)
        .bind(holder);
    Ok(tx.exec(&sql).await? == 1)
}

/// Gives the lease back, when it is ours.
///
/// # Errors
/// When the database does.
pub async fn give_back(tx: &mut Tx, holder: &str) -> Result<(), Fault> {
    let sql =
        Sql::new("update workplan_takings set until_ms = 0 where name = $1 and holder = $2").bind(NAME).bind(holder);
    tx.exec(&sql).await.map(drop)
}

/// Since when figures are, or were last, being taken; nothing when nobody ever did.
///
/// # Errors
/// When the database does.
pub async fn since(tx: &mut Tx) -> Result<Option<Moment>, Fault> {
    let sql = Sql::new("select since_ms from workplan_takings where name = $1").bind(NAME);
    tx.opt(&sql).await?.map(|row| row.only()).transpose()
}
