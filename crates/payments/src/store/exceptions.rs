//! `payments_exceptions`: what does not fit and stops the close.

use crate::run::RunId;
use db::{Fault, Row, Sql, Tx, V};
use kernel::Moment;
use std::str::FromStr;

/// What does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExceptionKind {
    /// 校验不符: a row was changed by hand; the run cannot be frozen.
    Blocked,
    /// 查无此号: the bank answered a key we do not have.
    UnknownKey,
    /// 重复回答: two answers for one line.
    DoubleAnswer,
    /// 金额不符: another amount than was ordered.
    WrongSum,
    /// 看不懂: a result code we do not know.
    UnknownCode,
}

impl ExceptionKind {
    /// All kinds.
    pub const ALL: &[Self] = &[Self::Blocked, Self::UnknownKey, Self::DoubleAnswer, Self::WrongSum, Self::UnknownCode];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::UnknownKey => "unknown_key",
            Self::DoubleAnswer => "double_answer",
            Self::WrongSum => "wrong_sum",
            Self::UnknownCode => "unknown_code",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Blocked => "校验不符",
            Self::UnknownKey => "查无此号",
            Self::DoubleAnswer => "重复回答",
            Self::WrongSum => "金额不符",
            Self::UnknownCode => "看不懂的结果",
        }
    }
}

impl FromStr for ExceptionKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|kind| kind.code() == text).ok_or(())
    }
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Its id.
    pub id: String,
    /// The run.
    pub run: RunId,
    /// The jurisdiction.
    pub county: String,
    /// The import it came with; empty when it came with the freeze.
    pub import: String,
    /// What.
    pub kind: ExceptionKind,
    /// The line of the file, from 1; for [`ExceptionKind::Blocked`] the number of the run line.
    pub file_line: i64,
    /// The key as the bank wrote it.
    pub line_key: String,
    /// Our line, where there is one.
    pub line: Option<String>,
    /// What exactly, in words.
    pub detail: String,
    /// When.
    pub at: Moment,
    /// How it was settled; empty while it is open.
    pub settled: String,
    /// Who settled it.
    pub settled_by: Option<String>,
    /// When.
    pub settled_at: Option<Moment>,
}

/// The columns of a bulk load, in the order of [`row`].
pub const INSERT_COLUMNS: &[&str] = &[
    "id",
    "run_id",
    "county",
    "import_id",
    "kind",
    "file_line",
    "line_key",
    "line_id",
    "detail",
    "at_ms",
    "settled",
    "settled_by",
    "settled_ms",
];

/// An exception as the values of [`INSERT_COLUMNS`].
#[must_use]
pub fn row(exception: &Exception) -> Vec<V> {
    vec![
        (&exception.id).into(),
        exception.run.to_string().into(),
        (&exception.county).into(),
        (&exception.import).into(),
        exception.kind.code().into(),
        exception.file_line.into(),
        (&exception.line_key).into(),
        exception.line.clone().into(),
        (&exception.detail).into(),
        exception.at.into(),
        (&exception.settled).into(),
        exception.settled_by.clone().into(),
        exception.settled_at.into(),
    ]
}

/// Stores exceptions.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, exceptions: &[Exception]) -> Result<(), Fault> {
    let rows: Vec<Vec<V>> = exceptions.iter().map(row).collect();
    tx.insert_all("payments_exceptions", INSERT_COLUMNS, &rows).await
}

fn read(row: &Row) -> Result<Exception, Fault> {
    let mut c = row.columns();
    Ok(Exception {
        id: c.get()?,
        run: c.parsed()?,
        county: c.get()?,
        import: c.get()?,
        kind: c.parsed()?,
        file_line: c.get()?,
        line_key: c.get()?,
        line: c.get()?,
        detail: c.get()?,
        at: c.get()?,
        settled: c.get()?,
        settled_by: c.get()?,
        settled_at: c.get()?,
    })
}

/// The exceptions of a run that was loaded through its scope, open ones first.
///
/// # Errors
/// When the database does.
pub async fn of_run(tx: &mut Tx, run: RunId, limit: i64) -> Result<Vec<Exception>, Fault> {
    let sql = Sql::new("select ")
        .push(&INSERT_COLUMNS.join(", "))
        .with(" from payments_exceptions where run_id = ", run.to_string())
        .with(" order by settled, kind, file_line, id limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// How many exceptions of a run are open.
///
/// # Errors
/// When the database does.
pub async fn open_of_run(tx: &mut Tx, run: RunId) -> Result<i64, Fault> {
    let sql =
        Sql::new("select count(*) from payments_exceptions where settled = '' and run_id = ").arg(run.to_string());
    tx.one(&sql).await?.only()
}

/// Settles one open exception of a run; `false` when it was settled already.
///
/// # Errors
/// When the database does.
pub async fn settle(tx: &mut Tx, run: RunId, id: &str, how: &str, by: &str, now: Moment) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update payments_exceptions set settled = $1, settled_by = $2, settled_ms = $3 \
         where id = $4 and run_id = $5 and settled = '' and kind <> 'blocked'",
    )
    .bind(how)
    .bind(by)
    .bind(now)
    .bind(id)
    .text(run);
    Ok(tx.exec(&sql).await? == 1)
}

/// Settles what an earlier freeze found: a new look has been taken.
///
/// # Errors
/// When the database does.
pub async fn settle_blocked(tx: &mut Tx, run: RunId, by: &str, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new(
        "update payments_exceptions set settled = '重新核对', settled_by = $1, settled_ms = $2 \
         where run_id = $3 and settled = '' and kind = 'blocked'",
    )
    .bind(by)
    .bind(now)
    .text(run);
    tx.exec(&sql).await.map(drop)
}
