//! Opening a database from its address.

use crate::audit::{LogLine, ReadLog};
use crate::fault::Fault;
use crate::sqlite::Connections;
use crate::tx::{Conn, Tx};
use crate::value::{Row, Sql};
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Where an install keeps its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file: `sqlite:PATH`, or just a path.
    File(PathBuf),
    /// `postgres://…`.
    Server(String),
}

impl FromStr for Location {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Server(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).unwrap_or(text);
        if path.is_empty() || path.contains("://") {
            return Err(Fault::other(format!(
                "数据库地址“{text}”不认识：请写 sqlite:文件路径，或 postgres://用户:口令@主机/库名。"
            )));
        }
        Ok(Self::File(PathBuf::from(path)))
    }
}

/// Which database engine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The built-in file database.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// An open database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    read_log: ReadLog,
}

#[derive(Clone)]
enum Pools {
    Sqlite(Connections),
    Postgres { pool: PgPool },
}

/// The pools without the log, held by the task that serves the log (so that it ends with the last [`Db`]).
pub(crate) struct Writer {
    pools: Pools,
}

impl Writer {
    pub(crate) async fn begin(&self) -> Result<Tx, Fault> {
        self.pools.begin().await
    }
}

impl Pools {
    async fn begin(&self) -> Result<Tx, Fault> {
        let conn = match self {
            Self::Sqlite(file) => Conn::SqliteWrite(file.begin().await?),
            Self::Postgres { pool } => Conn::PostgresWrite(pool.begin().await.map_err(Fault::from_sqlx)?),
        };
        Ok(Tx::new(conn))
    }
}

/// How many connections a server install holds.
const SERVER_CONNECTIONS: u32 = 16;

impl Db {
    /// Opens the database; a file is made when it is missing.
    ///
    /// # Errors
    /// When the address is wrong, the server does not answer, or another process serves from the same file.
    pub async fn open(location: &Location) -> Result<Self, Fault> {
        let pools = match location {
            Location::File(path) => Self::open_file(path)?,
            Location::Server(url) => Self::open_server(url).await?,
        };
        Self::with(pools)
    }

    /// Opens the database only to read, beside a server that may be running: for backups and verification.
    ///
    /// # Errors
    /// When the file is missing or the server does not answer.
    pub async fn open_to_read(location: &Location) -> Result<Self, Fault> {
        let pools = match location {
            Location::File(path) => {
                if !path.is_file() {
                    return Err(Fault::other(format!("数据文件 {} 不存在，请核对路径。", path.display())));
                }
                Pools::Sqlite(Connections::open_to_read(path)?)
            }
            Location::Server(url) => Self::open_server(url).await?,
        };
        Self::with(pools)
    }

    fn with(pools: Pools) -> Result<Self, Fault> {
        let read_log = ReadLog::start();
        let db = Self { pools, read_log };
        db.read_log.serve(&db);
        Ok(db)
    }

    pub(crate) fn clone_without_log(&self) -> Writer {
        Writer { pools: self.pools.clone() }
    }

    fn open_file(path: &std::path::Path) -> Result<Pools, Fault> {
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|e| Fault::other(format!("建不了数据文件夹 {}：{e}", folder.display())))?;
        }
        let lock_path = path.with_extension("lock");
        let lock = std::fs::File::create(&lock_path)
            .map_err(|e| Fault::other(format!("写不了锁文件 {}：{e}", lock_path.display())))?;
        if lock.try_lock().is_err() {
            return Err(Fault::other(format!(
                "数据文件 {} 正被另一个 doudi 使用。请先停掉那一个，再启动。",
                path.display()
            )));
        }
        Ok(Pools::Sqlite(Connections::open(path, lock)?))
    }

    async fn open_server(url: &str) -> Result<Pools, Fault> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|e| Fault::other(format!("PostgreSQL 地址不对：{e}")))?
            .application_name("doudi")
            .statement_cache_capacity(256)
            // As on SQLite, a statement is planned once and not anew for its values: planning a list takes longer
            // than reading it. Compiling plans never pays for questions this short.
            .options([("plan_cache_mode", "force_generic_plan"), ("jit", "off")])
            // Its warnings would print whole statements; how long pages take is measured elsewhere.
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(SERVER_CONNECTIONS)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            .connect_with(options)
            .await
            .map_err(Fault::from_sqlx)?;
        Ok(Pools::Postgres { pool })
    }

    /// Which engine answers.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite(_) => Engine::Sqlite,
            Pools::Postgres { .. } => Engine::Postgres,
        }
    }

    /// A transaction that only reads: each question sees what was committed when it was asked.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn read(&self) -> Result<Tx, Fault> {
        let conn = match &self.pools {
            Pools::Sqlite(file) => Conn::SqliteRead(file.read().await?),
            Pools::Postgres { pool } => Conn::PostgresRead(pool.acquire().await.map_err(Fault::from_sqlx)?),
        };
        Ok(Tx::new(conn))
    }

    /// A transaction that reads, and sees everything as it was when it began: for copies, backups and verification.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn snapshot(&self) -> Result<Tx, Fault> {
        let conn = match &self.pools {
            Pools::Sqlite(file) => Conn::SqliteRead(file.snapshot().await?),
            Pools::Postgres { pool } => Conn::PostgresWrite(
                pool.begin_with("begin isolation level repeatable read read only").await.map_err(Fault::from_sqlx)?,
            ),
        };
        Ok(Tx::new(conn))
    }

    /// A transaction that writes; nothing is kept unless [`Tx::commit`] answers Ok.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn begin(&self) -> Result<Tx, Fault> {
        self.pools.begin().await
    }

    /// Asks one question outside any transaction.
    ///
    /// # Errors
    /// When the database does.
    pub async fn all(&self, sql: &Sql) -> Result<Vec<Row>, Fault> {
        self.read().await?.all(sql).await
    }

    /// Stores a log line of its own (a look at a person, a refused try) and returns when it is durable.
    /// Lines of many requests share one commit.
    ///
    /// # Errors
    /// When the commit fails.
    pub async fn log(&self, line: LogLine) -> Result<(), Fault> {
        self.read_log.store(line).await
    }

    /// Refreshes the planner's statistics after many rows were loaded, and shortens the write-ahead log.
    ///
    /// # Errors
    /// When the database does.
    pub async fn settle(&self) -> Result<(), Fault> {
        match &self.pools {
            Pools::Sqlite(file) => file.outside(&["analyze", "pragma wal_checkpoint(truncate)"]).await?,
            Pools::Postgres { pool } => {
                sqlx::raw_sql("analyze").execute(pool).await.map_err(Fault::from_sqlx)?;
            }
        }
        Ok(())
    }

    /// Runs one statement outside any transaction: `create database`, `vacuum`. For set-up and tests.
    ///
    /// # Errors
    /// When the database does.
    pub async fn admin(&self, statement: &str) -> Result<(), Fault> {
        match &self.pools {
            Pools::Sqlite(file) => file.outside(&[statement]).await,
            Pools::Postgres { pool } => {
                let text = sqlx::AssertSqlSafe(statement);
                sqlx::raw_sql(text).execute(pool).await.map(drop).map_err(Fault::from_sqlx)
            }
        }
    }

    /// Runs one statement that defines a table or index.
    pub(crate) async fn define(tx: &mut Tx, statement: &str) -> Result<(), Fault> {
        tx.raw(statement).await
    }

    /// Closes all connections; waits for running questions.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite(file) => file.close().await,
            Pools::Postgres { pool } => pool.close().await,
        }
    }
}
