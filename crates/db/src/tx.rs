//! One connection in use, reading or writing.

use crate::audit::{self, LogLine};
use crate::dialect;
use crate::fault::Fault;
use crate::sqlite::{Reader, Writing};
use crate::value::{Row, Sql, V};
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgArguments;
use sqlx::{Arguments, AssertSqlSafe, Postgres, Transaction};

pub(crate) enum Conn {
    SqliteRead(Reader),
    SqliteWrite(Writing),
    PostgresRead(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// One connection in use. A writing one keeps nothing unless [`Tx::commit`] answers Ok; dropped, it is undone.
pub struct Tx {
    conn: Conn,
    lines: Vec<LogLine>,
}

fn postgres_arguments(args: &[V]) -> Result<PgArguments, Fault> {
    let mut out = PgArguments::default();
    for arg in args {
        match arg {
            V::I(v) => out.add(*v),
            V::T(v) => out.add(v.clone()),
            V::B(v) => out.add(v.clone()),
        }
        .map_err(|e| Fault::other(format!("argument: {e}")))?;
    }
    Ok(out)
}

impl Tx {
    pub(crate) fn new(conn: Conn) -> Self {
        Self { conn, lines: Vec::new() }
    }

    /// Whether PostgreSQL answers.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self.conn, Conn::PostgresRead(_) | Conn::PostgresWrite(_))
    }

    /// Whether this transaction may write.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        matches!(self.conn, Conn::SqliteWrite(_) | Conn::PostgresWrite(_))
    }

    /// `for update` where the engine needs it, to stand at the end of a select.
    #[must_use]
    pub fn row_lock(&self) -> &'static str {
        dialect::row_lock(self.is_postgres())
    }

    /// All rows.
    ///
    /// # Errors
    /// When the database does.
    pub async fn all(&mut self, sql: &Sql) -> Result<Vec<Row>, Fault> {
        let text = AssertSqlSafe(sql.text.as_str());
        match &mut self.conn {
            Conn::SqliteRead(c) => c.all(sql),
            Conn::SqliteWrite(c) => c.all(sql),
            Conn::PostgresRead(c) => {
                let rows = sqlx::query_with(text, postgres_arguments(&sql.args)?).fetch_all(&mut **c).await;
                Ok(rows.map_err(Fault::from_sqlx)?.into_iter().map(Row::Postgres).collect())
            }
            Conn::PostgresWrite(c) => {
                let rows = sqlx::query_with(text, postgres_arguments(&sql.args)?).fetch_all(&mut **c).await;
                Ok(rows.map_err(Fault::from_sqlx)?.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// When the database does.
    pub async fn opt(&mut self, sql: &Sql) -> Result<Option<Row>, Fault> {
        Ok(self.all(sql).await?.into_iter().next())
    }

    /// The first row; its absence is a fault.
    ///
    /// # Errors
    /// When there is none, or the database errs.
    pub async fn one(&mut self, sql: &Sql) -> Result<Row, Fault> {
        self.opt(sql).await?.ok_or_else(|| Fault::other("a row that must exist is missing"))
    }

    /// Runs a writing statement; answers how many rows it touched.
    ///
    /// # Errors
    /// [`Fault::ReadOnly`] on a reading transaction; [`Fault::Unique`] when a unique key says no.
    pub async fn exec(&mut self, sql: &Sql) -> Result<u64, Fault> {
        let text = AssertSqlSafe(sql.text.as_str());
        match &mut self.conn {
            Conn::SqliteWrite(c) => c.exec(sql),
            Conn::PostgresWrite(c) => {
                let done = sqlx::query_with(text, postgres_arguments(&sql.args)?).execute(&mut **c).await;
                Ok(done.map_err(Fault::from_sqlx)?.rows_affected())
            }
            Conn::SqliteRead(_) | Conn::PostgresRead(_) => Err(Fault::ReadOnly),
        }
    }

    /// Inserts many rows of one table with as few statements as the engine takes.
    ///
    /// `columns` is the list between the brackets, `rows` hold one value for each.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn insert_all(&mut self, table: &str, columns: &[&str], rows: &[Vec<V>]) -> Result<(), Fault> {
        /// Values of one statement; both engines take a few more.
        const MOST: usize = 30_000;
        /// Rows of one statement: longer ones gain nothing.
        const ROWS: usize = 200;
        let per_statement = (MOST / columns.len().max(1)).clamp(1, ROWS);
        for chunk in rows.chunks(per_statement) {
            let mut text = format!("insert into {table} ({}) values ", columns.join(", "));
            let mut number = 0_usize;
            for index in 0..chunk.len() {
                text.push_str(if index == 0 { "(" } else { ", (" });
                for column in 0..columns.len() {
                    number += 1;
                    if column > 0 {
                        text.push_str(", ");
                    }
                    text.push('$');
                    text.push_str(&number.to_string());
                }
                text.push(')');
            }
            let args = chunk.iter().flatten().cloned().collect();
            self.exec(&Sql { text, args }).await?;
        }
        Ok(())
    }

    pub(crate) async fn raw(&mut self, statement: &str) -> Result<(), Fault> {
        let text = AssertSqlSafe(statement);
        match &mut self.conn {
            Conn::SqliteWrite(c) => c.raw(statement),
            Conn::PostgresWrite(c) => sqlx::raw_sql(text).execute(&mut **c).await.map(drop).map_err(Fault::from_sqlx),
            Conn::SqliteRead(_) | Conn::PostgresRead(_) => Err(Fault::ReadOnly),
        }
    }

    /// Adds a line to the log; it is chained and stored when this transaction commits.
    pub fn log(&mut self, line: LogLine) {
        self.lines.push(line);
    }

    /// Opens a point to which [`Tx::undo_to`] can return: one item of a batch.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn mark(&mut self) -> Result<usize, Fault> {
        self.raw("savepoint item").await?;
        Ok(self.lines.len())
    }

    /// Keeps what happened since [`Tx::mark`].
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn keep(&mut self) -> Result<(), Fault> {
        self.raw("release savepoint item").await
    }

    /// Undoes what happened since [`Tx::mark`], its log lines too.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn undo_to(&mut self, mark: usize) -> Result<(), Fault> {
        self.lines.truncate(mark);
        self.raw("rollback to savepoint item").await?;
        self.raw("release savepoint item").await
    }

    /// Chains and stores the log lines, then makes everything durable.
    ///
    /// # Errors
    /// When the database refuses. On SQLite a failed commit ends the process instead: what was written may
    /// still appear after reopening, so only a fresh start may say what is true.
    pub async fn commit(mut self) -> Result<(), Fault> {
        let lines = std::mem::take(&mut self.lines);
        if !lines.is_empty() {
            audit::append(&mut self, &lines).await?;
        }
        match self.conn {
            Conn::SqliteWrite(c) => c.commit(),
            Conn::PostgresWrite(c) => c.commit().await.map_err(Fault::from_sqlx),
            Conn::SqliteRead(_) | Conn::PostgresRead(_) => Err(Fault::ReadOnly),
        }
    }
}
