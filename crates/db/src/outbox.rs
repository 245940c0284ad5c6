//! The outbox: what leaves the house is written in the transaction that causes it, and sent afterwards.

use crate::fault::Fault;
use crate::tx::Tx;
use crate::value::Sql;
use kernel::Moment;

/// Something to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Made from the cause, so that it exists once.
    pub id: String,
    /// Who takes it: `payments.bank`.
    pub topic: String,
    /// What is sent.
    pub payload: String,
    /// How often sending was tried.
    pub attempts: i64,
}

/// Puts a letter into the outbox.
///
/// # Errors
/// [`Fault::Unique`] when this letter exists.
pub async fn post(tx: &mut Tx, id: &str, topic: &str, payload: &str, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into db_outbox (id, topic, payload, state, attempts, at_ms) values ($1, $2, $3, 'waiting', 0, $4)",
    )
    .bind(id)
    .bind(topic)
    .bind(payload)
    .bind(now);
    tx.exec(&sql).await.map(drop)
}

/// Letters of a topic that wait, oldest first.
///
/// # Errors
/// When the database does.
pub async fn waiting(tx: &mut Tx, topic: &str, limit: i64) -> Result<Vec<Letter>, Fault> {
    let sql = Sql::new(
        "select id, topic, payload, attempts from db_outbox where state = 'waiting' and topic = $1 order by id limit $2",
    )
    .bind(topic)
    .bind(limit);
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok(Letter { id: c.get()?, topic: c.get()?, payload: c.get()?, attempts: c.get()? })
        })
        .collect()
}

/// Notes that a letter was taken by the other side.
///
/// # Errors
/// When the database does.
pub async fn mark_done(tx: &mut Tx, id: &str, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new("update db_outbox set state = 'done', done_ms = $2 where id = $1 and state = 'waiting'")
        .bind(id)
        .bind(now);
    tx.exec(&sql).await.map(drop)
}

/// Notes a try that did not get through; the letter goes on waiting.
///
/// # Errors
/// When the database does.
pub async fn mark_failed(tx: &mut Tx, id: &str) -> Result<(), Fault> {
    let sql = Sql::new("update db_outbox set attempts = attempts + 1 where id = $1").bind(id);
    tx.exec(&sql).await.map(drop)
}
