//! The log that proves itself: each row carries the hash of the one before it (SM3), each day a signed root.

use crate::fault::Fault;
use crate::open::Db;
use crate::tx::Tx;
use crate::value::{Row, Sql, V};
use kernel::{Day, Moment};
use sm3::{Digest, Sm3};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// What somebody did, tried or looked at. Holds ids, never names or numbers of citizens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When, by the server's clock.
    pub at: Moment,
    /// Who: a staff id, or a word in brackets for the system itself.
    pub actor: String,
    /// In which post.
    pub post: String,
    /// What: `cases.approve`.
    pub action: String,
    /// To what: `cases/…`.
    pub object: String,
    /// Where: the place code.
    pub place: String,
    /// `done`, `seen`, or the code of the refusal.
    pub outcome: String,
    /// Reason, version and whatever else belongs to it.
    pub detail: String,
}

/// A stored line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number; numbers have no gaps.
    pub seq: i64,
    /// What it says.
    pub line: LogLine,
    /// Hash of the row before it.
    pub prev: Vec<u8>,
    /// Hash of this row.
    pub hash: Vec<u8>,
}

/// The signed state of the log at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The day.
    pub day: String,
    /// The last row of that day.
    pub last_seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// SM2 signature of [`Root::signed_text`].
    pub signature: Vec<u8>,
}

impl Root {
    /// What is signed.
    #[must_use]
    pub fn signed_text(day: &str, last_seq: i64, hash: &[u8]) -> Vec<u8> {
        let mut text = format!("doudi-root-1|{day}|{last_seq}|").into_bytes();
        text.extend_from_slice(hash);
        text
    }
}

/// Where the chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The row.
    pub seq: i64,
    /// Its day, as far as it can be read.
    pub day: String,
    /// What is wrong, in Chinese.
    pub why: String,
}

/// The hash of a row: SM3 over the hash before it and every field with its length.
#[must_use]
pub fn digest_of(prev: &[u8], seq: i64, line: &LogLine) -> Vec<u8> {
    let mut hasher = Sm3::new();
    hasher.update(prev);
    hasher.update(seq.to_be_bytes());
    hasher.update(line.at.millis().to_be_bytes());
    for field in [&line.actor, &line.post, &line.action, &line.object, &line.place, &line.outcome, &line.detail] {
        hasher.update(u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    hasher.finalize().to_vec()
}

const COLUMNS: &[&str] =
    &["seq", "at_ms", "actor", "post", "action", "object", "place", "outcome", "detail", "prev", "hash"];
const SELECT: &str = "select seq, at_ms, actor, post, action, object, place, outcome, detail, prev, hash from db_audit";

pub(crate) async fn append(tx: &mut Tx, lines: &[LogLine]) -> Result<(), Fault> {
    let ask = Sql::new("select seq, hash from db_audit_head where id = 1").push(tx.row_lock());
    let head = tx.one(&ask).await?;
    let mut columns = head.columns();
    let mut seq: i64 = columns.get()?;
    let mut hash: Vec<u8> = columns.get()?;
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        seq += 1;
        let next = digest_of(&hash, seq, line);
        rows.push(vec![
            V::from(seq),
            V::from(line.at),
            V::from(&line.actor),
            V::from(&line.post),
            V::from(&line.action),
            V::from(&line.object),
            V::from(&line.place),
            V::from(&line.outcome),
            V::from(&line.detail),
            V::from(hash),
            V::from(next.clone()),
        ]);
        hash = next;
    }
    tx.insert_all("db_audit", COLUMNS, &rows).await?;
    let update = Sql::new("update db_audit_head set seq = $1, hash = $2 where id = 1").bind(seq).bind(hash);
    tx.exec(&update).await?;
    Ok(())
}

fn read_row(row: &Row) -> Result<AuditRow, Fault> {
    let mut c = row.columns();
    Ok(AuditRow {
        seq: c.get()?,
        line: LogLine {
            at: c.get()?,
            actor: c.get()?,
            post: c.get()?,
            action: c.get()?,
            object: c.get()?,
            place: c.get()?,
            outcome: c.get()?,
            detail: c.get()?,
        },
        prev: c.get()?,
        hash: c.get()?,
    })
}

/// What to look for in the log; empty fields ask nothing.
#[derive(Debug, Clone, Default)]
pub struct AuditQuestion {
    /// A staff id.
    pub actor: Option<String>,
    /// An action, or its first word with a dot: `cases.`.
    pub action: Option<String>,
    /// An object.
    pub object: Option<String>,
    /// An outcome.
    pub outcome: Option<String>,
    /// From this day.
    pub from: Option<Day>,
    /// To this day, included.
    pub to: Option<Day>,
    /// Only rows before this number.
    pub before: Option<i64>,
    /// How many.
    pub limit: i64,
}

const DAY_MS: i64 = 86_400_000;
const SHANGHAI_MS: i64 = 8 * 3_600_000;

fn start_of(day: Day) -> i64 {
    let epoch = Moment::from_millis(0).day();
    epoch.days_until(day) * DAY_MS - SHANGHAI_MS
}

/// Rows of the log, newest first.
///
/// # Errors
/// When the database does.
pub async fn search_rows(tx: &mut Tx, ask: &AuditQuestion) -> Result<Vec<AuditRow>, Fault> {
    let mut sql = Sql::new(SELECT).push(" where 1 = 1");
    for (column, value) in [("actor", &ask.actor), ("object", &ask.object), ("outcome", &ask.outcome)] {
        if let Some(value) = value {
            sql = sql.with(&format!(" and {column} = "), value);
        }
    }
    if let Some(action) = &ask.action {
        sql = sql.with(" and action >= ", action).with(" and action < ", format!("{action}\u{10ffff}"));
    }
    if let Some(from) = ask.from {
        sql = sql.with(" and at_ms >= ", start_of(from));
    }
    if let Some(to) = ask.to {
        sql = sql.with(" and at_ms < ", start_of(to) + DAY_MS);
    }
    if let Some(before) = ask.before {
        sql = sql.with(" and seq < ", before);
    }
    let sql = sql.with(" order by seq desc limit ", ask.limit);
    tx.all(&sql).await?.iter().map(read_row).collect()
}

/// The last row of a day and its hash, for the day's root; `None` on a day without rows.
///
/// # Errors
/// When the database does.
pub async fn rows_of_day(tx: &mut Tx, day: Day) -> Result<Option<(i64, Vec<u8>)>, Fault> {
    let sql = Sql::new("select seq, hash from db_audit where at_ms < $1 order by seq desc limit 1")
        .bind(start_of(day) + DAY_MS);
    let Some(row) = tx.opt(&sql).await? else { return Ok(None) };
    let mut c = row.columns();
    Ok(Some((c.get()?, c.get()?)))
}

/// The day of the log's first row.
///
/// # Errors
/// When the database does.
pub async fn first_day(tx: &mut Tx) -> Result<Option<Day>, Fault> {
    let sql = Sql::new("select at_ms from db_audit order by seq limit 1");
    Ok(tx.opt(&sql).await?.map(|row| row.only::<Moment>()).transpose()?.map(Moment::day))
}

/// Stores the root of a day; a second one for the same day is refused by the key.
///
/// # Errors
/// [`Fault::Unique`] when the day has one.
pub async fn save_root(tx: &mut Tx, root: &Root, now: Moment) -> Result<(), Fault> {
    let sql =
        Sql::new("insert into db_audit_roots (day, last_seq, hash, signature, made_ms) values ($1, $2, $3, $4, $5)")
            .bind(&root.day)
            .bind(root.last_seq)
            .bind(root.hash.clone())
            .bind(root.signature.clone())
            .bind(now);
    tx.exec(&sql).await.map(drop)
}

/// All signed roots, oldest first.
///
/// # Errors
/// When the database does.
pub async fn roots(tx: &mut Tx) -> Result<Vec<Root>, Fault> {
    let sql = Sql::new("select day, last_seq, hash, signature from db_audit_roots order by day");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok(Root { day: c.get()?, last_seq: c.get()?, hash: c.get()?, signature: c.get()? })
        })
        .collect()
}

/// Walks the whole chain and names every row that does not fit, ten at most, and how many rows were read.
///
/// # Errors
/// When the database does.
pub async fn verify_chain(tx: &mut Tx) -> Result<(i64, Vec<Broken>), Fault> {
    const PAGE: i64 = 5_000;
    const MOST: usize = 10;
    let mut broken = Vec::new();
    let mut last = 0_i64;
    let mut hash = vec![0_u8; 32];
    loop {
        let sql = Sql::new(SELECT).with(" where seq > ", last).with(" order by seq limit ", PAGE);
        let rows = tx.all(&sql).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let row = read_row(row)?;
            let day = row.line.at.day().to_string();
            if row.seq != last + 1 {
                let why = format!("第 {} 行到第 {} 行不见了", last + 1, row.seq - 1);
                broken.push(Broken { seq: last + 1, day: day.clone(), why });
            } else if row.prev != hash {
                broken.push(Broken { seq: row.seq, day: day.clone(), why: "与前一行接不上".to_owned() });
            }
            if digest_of(&row.prev, row.seq, &row.line) != row.hash {
                broken.push(Broken { seq: row.seq, day, why: "这一行被改过".to_owned() });
            }
            last = row.seq;
            hash = row.hash;
            if broken.len() >= MOST {
                return Ok((last, broken));
            }
        }
    }
    let head = tx.one(&Sql::new("select seq, hash from db_audit_head where id = 1")).await?;
    let mut c = head.columns();
    let (head_seq, head_hash): (i64, Vec<u8>) = (c.get()?, c.get()?);
    if head_seq != last || head_hash != hash {
        let why = format!("末尾对不上：记着应到第 {head_seq} 行，实有 {last} 行");
        broken.push(Broken { seq: last + 1, day: String::new(), why });
    }
    Ok((last, broken))
}

type Waiting = (LogLine, oneshot::Sender<Result<(), String>>);

/// Collects single lines of many requests into one commit.
#[derive(Clone)]
pub(crate) struct ReadLog {
    sender: mpsc::Sender<Waiting>,
    receiver: Arc<std::sync::Mutex<Option<mpsc::Receiver<Waiting>>>>,
}

impl ReadLog {
    pub(crate) fn start() -> Self {
        /// Requests that may wait for the next commit.
        const QUEUE: usize = 4_096;
        let (sender, receiver) = mpsc::channel(QUEUE);
        Self { sender, receiver: Arc::new(std::sync::Mutex::new(Some(receiver))) }
    }

    pub(crate) fn serve(&self, db: &Db) {
        let taken = self.receiver.lock().ok().and_then(|mut slot| slot.take());
        let Some(mut receiver) = taken else { return };
        let db = db.clone_without_log();
        tokio::spawn(async move {
            const MOST: usize = 512;
            let mut batch = Vec::with_capacity(MOST);
            while receiver.recv_many(&mut batch, MOST).await > 0 {
                let (lines, answers): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
                let done = store_batch(&db, lines).await.map_err(|fault| fault.to_string());
                for answer in answers {
                    // The asker may have gone away; the line is stored all the same.
                    let _gone = answer.send(done.clone());
                }
            }
        });
    }

    pub(crate) async fn store(&self, line: LogLine) -> Result<(), Fault> {
        let (answer, wait) = oneshot::channel();
        self.sender.send((line, answer)).await.map_err(|_| Fault::other("the log has stopped"))?;
        wait.await.map_err(|_| Fault::other("the log has stopped"))?.map_err(Fault::other)
    }
}

async fn store_batch(db: &crate::open::Writer, lines: Vec<LogLine>) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    for line in lines {
        tx.log(line);
    }
    tx.commit().await
}
