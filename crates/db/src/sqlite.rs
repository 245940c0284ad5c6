//! The built-in database: one connection that writes, several that read, each question answered where it is asked.
//!
//! A question to a file in memory takes microseconds: handing it to another thread and its answer back would cost
//! more than the answer itself. Only a commit, which waits for the disk, tells the runtime that this thread is busy.

use crate::fault::Fault;
use crate::value::{Row, Sql, V};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, Statement, ToSql};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

/// How many connections read at the same time.
const READERS: u32 = 8;
/// How long a question waits for a connection.
const PATIENCE: Duration = Duration::from_secs(30);
/// Statements each connection keeps prepared.
const PREPARED: usize = 256;

type Writer = Arc<tokio::sync::Mutex<Option<Connection>>>;

/// The connections to one file.
#[derive(Clone)]
pub(crate) struct Connections {
    /// None where the file was opened only to read.
    writer: Option<Writer>,
    readers: Arc<Readers>,
    _lock: Option<Arc<std::fs::File>>,
}

struct Readers {
    path: PathBuf,
    free: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

/// A connection that reads; it goes back when it is dropped.
pub(crate) struct Reader {
    connection: Option<Connection>,
    home: Arc<Readers>,
    _permit: OwnedSemaphorePermit,
}

/// The writing connection in a transaction; dropped, the transaction is undone.
pub(crate) struct Writing {
    guard: OwnedMutexGuard<Option<Connection>>,
}

fn open(path: &Path, may_write: bool) -> Result<Connection, Fault> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if may_write {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    // Else a prepared statement is planned anew whenever its values change.
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let cache = if may_write { "-65536" } else { "-8192" };
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "cache_size", cache)?;
    connection.pragma_update(None, "mmap_size", "1073741824")?;
    connection.pragma_update(None, "temp_store", "memory")?;
    if !may_write {
        connection.pragma_update(None, "query_only", "1")?;
    }
    Ok(connection)
}

fn closed() -> Fault {
    Fault::other("the database is closed")
}

impl Connections {
    /// Opens a file to read and write; `lock` is held for as long as it is open.
    pub(crate) fn open(path: &Path, lock: std::fs::File) -> Result<Self, Fault> {
        let writer = Arc::new(tokio::sync::Mutex::new(Some(open(path, true)?)));
        Ok(Self { writer: Some(writer), readers: Readers::of(path), _lock: Some(Arc::new(lock)) })
    }

    /// Opens a file only to read, beside a server that may be writing.
    pub(crate) fn open_to_read(path: &Path) -> Result<Self, Fault> {
        let readers = Readers::of(path);
        // Fails here, and not at the first question, when the file cannot be read.
        readers.keep(open(path, false)?);
        Ok(Self { writer: None, readers, _lock: None })
    }

    pub(crate) async fn read(&self) -> Result<Reader, Fault> {
        let permits = Arc::clone(&self.readers.permits);
        let permit = tokio::time::timeout(PATIENCE, permits.acquire_owned())
            .await
            .map_err(|_| Fault::other("no connection was free in time"))?
            .map_err(|_| closed())?;
        let kept = self.readers.free().pop();
        let connection = match kept {
            Some(connection) => connection,
            None => open(&self.readers.path, false)?,
        };
        Ok(Reader { connection: Some(connection), home: Arc::clone(&self.readers), _permit: permit })
    }

    /// A reader in a transaction of its own: everything it sees is of one moment.
    pub(crate) async fn snapshot(&self) -> Result<Reader, Fault> {
        let reader = self.read().await?;
        reader.connection()?.execute_batch("begin")?;
        Ok(reader)
    }

    pub(crate) async fn begin(&self) -> Result<Writing, Fault> {
        let writer = self.writer.as_ref().ok_or(Fault::ReadOnly)?;
        let guard = tokio::time::timeout(PATIENCE, Arc::clone(writer).lock_owned())
            .await
            .map_err(|_| Fault::other("the writing connection was not free in time"))?;
        let writing = Writing { guard };
        writing.connection()?.execute_batch("begin immediate")?;
        Ok(writing)
    }

    /// Runs statements on the writing connection outside any transaction.
    pub(crate) async fn outside(&self, statements: &[&str]) -> Result<(), Fault> {
        let writer = self.writer.as_ref().ok_or(Fault::ReadOnly)?;
        let guard = Arc::clone(writer).lock_owned().await;
        let connection = guard.as_ref().ok_or_else(closed)?;
        for statement in statements {
            waiting_for_the_disk(|| {
                let mut statement = connection.prepare(statement)?;
                let mut rows = statement.raw_query();
                while rows.next()?.is_some() {}
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Waits for running questions, then closes all connections; the last one folds the write-ahead log away.
    pub(crate) async fn close(&self) {
        if let Ok(all) = self.readers.permits.acquire_many(READERS).await {
            self.readers.permits.close();
            all.forget();
        }
        self.readers.free().clear();
        if let Some(writer) = &self.writer {
            writer.lock().await.take();
        }
    }
}

impl Readers {
    fn of(path: &Path) -> Arc<Self> {
        let permits = Arc::new(Semaphore::new(usize::try_from(READERS).unwrap_or(1)));
        Arc::new(Self { path: path.to_owned(), free: Mutex::new(Vec::new()), permits })
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        // A list of free connections is whole whatever happened to its last holder.
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, connection: Connection) {
        self.free().push(connection);
    }
}

impl Reader {
    fn connection(&self) -> Result<&Connection, Fault> {
        self.connection.as_ref().ok_or_else(closed)
    }

    pub(crate) fn all(&self, sql: &Sql) -> Result<Vec<Row>, Fault> {
        all(self.connection()?, sql)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        // A connection whose snapshot cannot be ended is not used again.
        let is_clean = connection.is_autocommit() || connection.execute_batch("rollback").is_ok();
        if is_clean && !self.home.permits.is_closed() {
            self.home.keep(connection);
        }
    }
}

impl Writing {
    fn connection(&self) -> Result<&Connection, Fault> {
        self.guard.as_ref().ok_or_else(closed)
    }

    pub(crate) fn all(&self, sql: &Sql) -> Result<Vec<Row>, Fault> {
        all(self.connection()?, sql)
    }

    pub(crate) fn exec(&self, sql: &Sql) -> Result<u64, Fault> {
        let mut statement = prepared(self.connection()?, sql)?;
        Ok(u64::try_from(statement.raw_execute()?).unwrap_or(u64::MAX))
    }

    pub(crate) fn raw(&self, statement: &str) -> Result<(), Fault> {
        Ok(self.connection()?.execute_batch(statement)?)
    }

    /// Makes everything durable. A failed commit ends the process: what was written may still appear after
    /// reopening, so only a fresh start may say what is true.
    pub(crate) fn commit(self) -> Result<(), Fault> {
        let connection = self.connection()?;
        if let Err(error) = waiting_for_the_disk(|| Ok(connection.execute_batch("commit")?)) {
            tracing::error!(%error, "commit failed; stopping so that the next start finds the truth");
            std::process::abort();
        }
        Ok(())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let Some(connection) = self.guard.as_ref() else { return };
        if !connection.is_autocommit()
            && let Err(error) = connection.execute_batch("rollback")
        {
            tracing::error!(%error, "a transaction could not be undone; stopping so that nothing half-done is kept");
            std::process::abort();
        }
    }
}

/// Lets the runtime move its other work to another thread meanwhile, where it has more than one.
fn waiting_for_the_disk<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

impl ToSql for V {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self {
            Self::I(Some(number)) => ValueRef::Integer(*number),
            Self::T(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::B(Some(bytes)) => ValueRef::Blob(bytes),
            Self::I(None) | Self::T(None) | Self::B(None) => ValueRef::Null,
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

/// `$1` is a name to SQLite, which it must look up; `?1` is a place.
fn placeholders(text: &str) -> String {
    text.replace('$', "?")
}

fn prepared<'c>(
    connection: &'c Connection,
    sql: &Sql,
) -> Result<impl std::ops::DerefMut<Target = Statement<'c>>, Fault> {
    let mut statement = connection.prepare_cached(&placeholders(&sql.text))?;
    for (index, value) in (1..).zip(&sql.args) {
        statement.raw_bind_parameter::<usize, _>(index, value)?;
    }
    Ok(statement)
}

/// A cell of an answer; text and bytes lie in the answer's one buffer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell {
    Null,
    Number(i64),
    Text(usize, usize),
    Bytes(usize, usize),
}

/// All rows of an answer, in one piece.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    cells: Vec<Cell>,
    bytes: Vec<u8>,
}

impl Answer {
    fn add(&mut self, bytes: &[u8]) -> (usize, usize) {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        (from, self.bytes.len())
    }
}

/// A row of an answer.
#[derive(Debug, Clone)]
pub struct SqliteRow {
    answer: Arc<Answer>,
    first: usize,
    width: usize,
}

impl SqliteRow {
    fn cell(&self, index: usize) -> Result<Cell, Fault> {
        let cell = if index < self.width { self.answer.cells.get(self.first + index) } else { None };
        cell.copied().ok_or_else(|| Fault::Row { column: index, value: "no such column".to_owned() })
    }

    fn not(index: usize, found: Cell) -> Fault {
        let value = match found {
            Cell::Null => "null",
            Cell::Number(_) => "a number",
            Cell::Text(..) => "text",
            Cell::Bytes(..) => "bytes",
        };
        Fault::Row { column: index, value: value.to_owned() }
    }

    pub(crate) fn number(&self, index: usize) -> Result<Option<i64>, Fault> {
        match self.cell(index)? {
            Cell::Null => Ok(None),
            Cell::Number(number) => Ok(Some(number)),
            other @ (Cell::Text(..) | Cell::Bytes(..)) => Err(Self::not(index, other)),
        }
    }

    pub(crate) fn text(&self, index: usize) -> Result<Option<&str>, Fault> {
        match self.cell(index)? {
            Cell::Null => Ok(None),
            Cell::Text(from, to) => {
                let text = std::str::from_utf8(&self.answer.bytes[from..to]);
                text.map(Some).map_err(|e| Fault::Row { column: index, value: e.to_string() })
            }
            other @ (Cell::Number(_) | Cell::Bytes(..)) => Err(Self::not(index, other)),
        }
    }

    pub(crate) fn bytes(&self, index: usize) -> Result<Option<&[u8]>, Fault> {
        match self.cell(index)? {
            Cell::Null => Ok(None),
            Cell::Bytes(from, to) => Ok(Some(&self.answer.bytes[from..to])),
            other @ (Cell::Number(_) | Cell::Text(..)) => Err(Self::not(index, other)),
        }
    }
}

fn all(connection: &Connection, sql: &Sql) -> Result<Vec<Row>, Fault> {
    let mut statement = prepared(connection, sql)?;
    let width = statement.column_count();
    let mut answer = Answer::default();
    let mut count = 0_usize;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        count += 1;
        for index in 0..width {
            let cell = match row.get_ref(index)? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(number) => Cell::Number(number),
                ValueRef::Text(text) => {
                    let (from, to) = answer.add(text);
                    Cell::Text(from, to)
                }
                ValueRef::Blob(bytes) => {
                    let (from, to) = answer.add(bytes);
                    Cell::Bytes(from, to)
                }
                ValueRef::Real(_) => return Err(Fault::Row { column: index, value: "a fraction".to_owned() }),
            };
            answer.cells.push(cell);
        }
    }
    let answer = Arc::new(answer);
    Ok((0..count)
        .map(|row| Row::Sqlite(SqliteRow { answer: Arc::clone(&answer), first: row * width, width }))
        .collect())
}
