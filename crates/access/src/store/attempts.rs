//! `access_attempts`: wrong passwords make the next try wait.

use db::{Fault, Sql, Tx};
use kernel::Moment;

/// Until when a login must wait.
///
/// # Errors
/// When the database does.
pub async fn locked_until(tx: &mut Tx, login: &str) -> Result<Option<Moment>, Fault> {
    let sql = Sql::new("select locked_until_ms from access_attempts where login = $1").bind(login);
    tx.opt(&sql).await?.map(|row| row.only()).transpose()
}

/// Counts a wrong password: after ten, each further one doubles the wait, up to an hour.
///
/// # Errors
/// When the database does.
pub async fn failed(tx: &mut Tx, login: &str, now: Moment) -> Result<i64, Fault> {
    const FREE: i64 = 10;
    const FIRST_WAIT_MS: i64 = 30_000;
    const MOST_MS: i64 = 3_600_000;
    let ask = Sql::new("select failures from access_attempts where login = $1").bind(login).push(tx.row_lock());
    let failures = match tx.opt(&ask).await? {
        Some(row) => row.only::<i64>()? + 1,
        None => 1,
    };
    let over = failures - FREE;
    let wait = if over < 0 {
        0
    } else {
        let doublings = u32::try_from(over.min(10)).unwrap_or(10);
        (FIRST_WAIT_MS * 2_i64.pow(doublings)).min(MOST_MS)
    };
    let until = now.millis() + wait;
    if failures == 1 {
        let sql = Sql::new("insert into access_attempts (login, failures, locked_until_ms) values ($1, 1, $2)");
        tx.exec(&sql.bind(login).bind(until)).await?;
    } else {
        let sql = Sql::new("update access_attempts set failures = $2, locked_until_ms = $3 where login = $1");
        tx.exec(&sql.bind(login).bind(failures).bind(until)).await?;
    }
    Ok(failures)
}

/// A right password ends the count.
///
/// # Errors
/// When the database does.
pub async fn clear(tx: &mut Tx, login: &str) -> Result<(), Fault> {
    tx.exec(&Sql::new("update access_attempts set failures = 0, locked_until_ms = 0 where login = $1").bind(login))
        .await
        .map(drop)
}
