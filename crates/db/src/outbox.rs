//! The outbox: what leaves the house is written in the transaction that causes it, and sent afterwards.
//!
//! A letter waits until its time, is claimed by one sender (each claim counts as a try), and ends as done or dead. A
//! sender that dies in the middle leaves a letter whose time comes again: the other side must know it by its id.

use crate::fault::Fault;
use crate::tx::Tx;
use crate::value::{Row, Sql};
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
    /// When it was written.
    pub at: Moment,
    /// Why the last try failed.
    pub note: String,
}

const SELECT: &str = "select id, topic, payload, attempts, at_ms, note from db_outbox where ";

fn read(row: &Row) -> Result<Letter, Fault> {
    let mut c = row.columns();
    Ok(Letter { id: c.get()?, topic: c.get()?, payload: c.get()?, attempts: c.get()?, at: c.get()?, note: c.get()? })
}

/// Puts a letter into the outbox.
///
/// # Errors
/// [`Fault::Unique`] when this letter exists.
pub async fn post(tx: &mut Tx, id: &str, topic: &str, payload: &str, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into db_outbox (id, topic, payload, state, attempts, at_ms, next_ms, note) \
         values ($1, $2, $3, 'waiting', 0, $4, $4, '')",
    )
    .bind(id)
    .bind(topic)
    .bind(payload)
    .bind(now);
    tx.exec(&sql).await.map(drop)
}

/// Letters of a topic whose time has come, the longest waiting first.
///
/// # Errors
/// When the database does.
pub async fn waiting(tx: &mut Tx, topic: &str, now: Moment, limit: i64) -> Result<Vec<Letter>, Fault> {
    let sql = Sql::new(SELECT)
        .with("state = 'waiting' and topic = ", topic)
        .with(" and next_ms <= ", now)
        .with(" order by next_ms, id limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// Takes a letter for one try; nobody else gets it before `until`. `false` when somebody was faster.
///
/// # Errors
/// When the database does.
pub async fn claim(tx: &mut Tx, letter: &Letter, until: Moment) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update db_outbox set attempts = attempts + 1, next_ms = $1 where id = $2 and attempts = $3 and state = 'waiting'",
    )
    .bind(until)
    .bind(&letter.id)
    .bind(letter.attempts);
    Ok(tx.exec(&sql).await? == 1)
}

/// Notes that a letter was taken by the other side.
///
/// # Errors
/// When the database does.
pub async fn mark_done(tx: &mut Tx, id: &str, now: Moment) -> Result<(), Fault> {
    let sql =
        Sql::new("update db_outbox set state = 'done', note = '', done_ms = $2 where id = $1 and state = 'waiting'")
            .bind(id)
            .bind(now);
    tx.exec(&sql).await.map(drop)
}

/// Notes why a try did not get through; the letter waits until its next time.
///
/// # Errors
/// When the database does.
pub async fn put_off(tx: &mut Tx, id: &str, next: Moment, note: &str) -> Result<(), Fault> {
    let sql = Sql::new("update db_outbox set next_ms = $2, note = $3 where id = $1 and state = 'waiting'")
        .bind(id)
        .bind(next)
        .bind(note);
    tx.exec(&sql).await.map(drop)
}

/// Gives a letter up: it stays, with why, until somebody revives it.
///
/// # Errors
/// When the database does.
pub async fn mark_dead(tx: &mut Tx, id: &str, note: &str) -> Result<(), Fault> {
    let sql = Sql::new("update db_outbox set state = 'dead', note = $2 where id = $1 and state = 'waiting'")
        .bind(id)
        .bind(note);
    tx.exec(&sql).await.map(drop)
}

/// The letters of some topics that were given up, newest first.
///
/// # Errors
/// When the database does.
pub async fn dead(tx: &mut Tx, topics: &[&str], limit: i64) -> Result<Vec<Letter>, Fault> {
    let sql = Sql::new(SELECT)
        .push("state = 'dead' and ")
        .within("topic", topics.iter().copied())
        .with(" order by at_ms desc, id limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// Lets a letter that was given up wait again, with all its tries; `false` when it is not a dead one of these topics.
///
/// # Errors
/// When the database does.
pub async fn revive(tx: &mut Tx, topics: &[&str], id: &str, now: Moment) -> Result<bool, Fault> {
    let sql = Sql::new("update db_outbox set state = 'waiting', attempts = 0")
        .with(", next_ms = ", now)
        .with(" where state = 'dead' and id = ", id)
        .push(" and ")
        .within("topic", topics.iter().copied());
    Ok(tx.exec(&sql).await? == 1)
}

/// How many letters of a topic stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// To be sent.
    pub waiting: i64,
    /// Sent.
    pub done: i64,
    /// Given up.
    pub dead: i64,
}

/// Counts the letters of a topic.
///
/// # Errors
/// When the database does.
pub async fn counts(tx: &mut Tx, topic: &str) -> Result<Counts, Fault> {
    let sql = Sql::new("select state, count(*) from db_outbox").with(" where topic = ", topic).push(" group by state");
    let mut found = Counts::default();
    for row in tx.all(&sql).await? {
        let mut c = row.columns();
        let (state, count): (String, i64) = (c.get()?, c.get()?);
        match state.as_str() {
            "waiting" => found.waiting = count,
            "done" => found.done = count,
            "dead" => found.dead = count,
            other => return Err(Fault::other(format!("db_outbox: the state {other} is unknown"))),
        }
    }
    Ok(found)
}
