//! Keyed effects: the same key gives the first answer again, however often it is pressed.

use crate::fault::Fault;
use crate::tx::Tx;
use crate::value::Sql;
use kernel::Moment;

/// Whether a key is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Once {
    /// Nothing happened under this key yet: do it, then [`remember`].
    First,
    /// It happened; this was the answer.
    Again(String),
}

/// Asks whether something already happened under `key`.
///
/// # Errors
/// When the database does.
pub async fn once(tx: &mut Tx, key: &str) -> Result<Once, Fault> {
    let sql = Sql::new("select result from db_effects where key = $1").bind(key);
    match tx.opt(&sql).await? {
        Some(row) => Ok(Once::Again(row.only()?)),
        None => Ok(Once::First),
    }
}

/// Records the answer given under `key`, in the transaction that did it.
///
/// # Errors
/// [`Fault::Unique`] when somebody else was faster: the whole transaction must be undone.
pub async fn remember(tx: &mut Tx, key: &str, result: &str, now: Moment) -> Result<(), Fault> {
    let sql =
        Sql::new("insert into db_effects (key, result, at_ms) values ($1, $2, $3)").bind(key).bind(result).bind(now);
    tx.exec(&sql).await.map(drop)
}
