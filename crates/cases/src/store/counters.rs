//! `cases_counters`: serial numbers without gaps in their order.

use db::{Fault, Sql, Tx};

/// The next number of a series; the first is 1.
///
/// # Errors
/// When the database does.
pub async fn next(tx: &mut Tx, name: &str) -> Result<i64, Fault> {
    let taken = Sql::new("update cases_counters set next = next + 1 where name = $1").bind(name);
    if tx.exec(&taken).await? == 0 {
        tx.exec(&Sql::new("insert into cases_counters (name, next) values ($1, 2)").bind(name)).await?;
        return Ok(1);
    }
    let next: i64 = tx.one(&Sql::new("select next from cases_counters where name = $1").bind(name)).await?.only()?;
    Ok(next - 1)
}

/// Sets a series, for loading many cases at once.
///
/// # Errors
/// When the database does.
pub async fn set(tx: &mut Tx, name: &str, next: i64) -> Result<(), Fault> {
    let known = Sql::new("update cases_counters set next = $2 where name = $1").bind(name).bind(next);
    if tx.exec(&known).await? == 0 {
        tx.exec(&Sql::new("insert into cases_counters (name, next) values ($1, $2)").bind(name).bind(next)).await?;
    }
    Ok(())
}
