//! `payments_imports`.

use crate::run::RunId;
use db::{Fault, Row, Sql, Tx, V};
use kernel::{Fen, Moment};

/// What one return file brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its id.
    pub id: String,
    /// The run.
    pub run: RunId,
    /// The jurisdiction.
    pub county: String,
    /// SM3 of the file, hexadecimal: the same file counts once.
    pub digest: String,
    /// What the file was called.
    pub file_name: String,
    /// In which format it was read.
    pub format: String,
    /// Rows of the file.
    pub rows: i64,
    /// Lines that arrived.
    pub arrived: (i64, Fen),
    /// Lines that came back.
    pub returned: (i64, Fen),
    /// Lines the bank does not know the end of yet.
    pub unknown: (i64, Fen),
    /// Rows that said the same as before.
    pub repeated: i64,
    /// Rows that did not fit.
    pub exceptions: i64,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// The columns of a bulk load, in the order of [`row`].
pub const INSERT_COLUMNS: &[&str] = &[
    "id",
    "run_id",
    "county",
    "digest",
    "file_name",
    "format",
    "rows_read",
    "arrived",
    "arrived_fen",
    "returned",
    "returned_fen",
    "unknown",
    "unknown_fen",
    "repeated",
    "exceptions",
    "by_staff",
    "at_ms",
];

/// An import as the values of [`INSERT_COLUMNS`].
#[must_use]
pub fn row(import: &Import) -> Vec<V> {
    vec![
        (&import.id).into(),
        import.run.to_string().into(),
        (&import.county).into(),
        (&import.digest).into(),
        (&import.file_name).into(),
        (&import.format).into(),
        import.rows.into(),
        import.arrived.0.into(),
        import.arrived.1.into(),
        import.returned.0.into(),
        import.returned.1.into(),
        import.unknown.0.into(),
        import.unknown.1.into(),
        import.repeated.into(),
        import.exceptions.into(),
        (&import.by).into(),
        import.at.into(),
    ]
}

fn read(row: &Row) -> Result<Import, Fault> {
    let mut c = row.columns();
    Ok(Import {
        id: c.get()?,
        run: c.parsed()?,
        county: c.get()?,
        digest: c.get()?,
        file_name: c.get()?,
        format: c.get()?,
        rows: c.get()?,
        arrived: (c.get()?, c.get()?),
        returned: (c.get()?, c.get()?),
        unknown: (c.get()?, c.get()?),
        repeated: c.get()?,
        exceptions: c.get()?,
        by: c.get()?,
        at: c.get()?,
    })
}

fn select() -> Sql {
    Sql::new("select ").push(&INSERT_COLUMNS.join(", ")).push(" from payments_imports where ")
}

/// Stores an import.
///
/// # Errors
/// [`Fault::Unique`] when this file was imported into this run before.
pub async fn insert(tx: &mut Tx, import: &Import) -> Result<(), Fault> {
    tx.insert_all("payments_imports", INSERT_COLUMNS, &[row(import)]).await
}

/// The import of a file into a run.
///
/// # Errors
/// When the database does.
pub async fn by_digest(tx: &mut Tx, run: RunId, digest: &str) -> Result<Option<Import>, Fault> {
    let sql = select().with("run_id = ", run.to_string()).with(" and digest = ", digest);
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The imports of a run that was loaded through its scope, newest first.
///
/// # Errors
/// When the database does.
pub async fn of_run(tx: &mut Tx, run: RunId) -> Result<Vec<Import>, Fault> {
    let sql = select().with("run_id = ", run.to_string()).push(" order by at_ms desc, id desc limit 20");
    tx.all(&sql).await?.iter().map(read).collect()
}
