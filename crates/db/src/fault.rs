//! What can go wrong below the rules: a [`Fault`] is broken machinery, never an answer to a citizen.

use kernel::Refusal;

/// Broken machinery: the clerk sees a number, the log has the whole story.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database answered with an error.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The built-in database answered with an error.
    #[error("database file: {0}")]
    File(rusqlite::Error),
    /// A unique key refused a row; the payload is the driver's message (it names the key).
    #[error("unique key: {0}")]
    Unique(String),
    /// A row holds a value that the program cannot have written.
    #[error("bad row: column {column}: {value}")]
    Row {
        /// Position of the column in the question.
        column: usize,
        /// What stood there, shortened.
        value: String,
    },
    /// A write was tried through a transaction that only reads.
    #[error("write through a reading transaction")]
    ReadOnly,
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}

impl Fault {
    /// A fault in words.
    pub fn other(text: impl Into<String>) -> Self {
        Self::Other(text.into())
    }

    /// Whether a unique key said no: the same effect was already recorded.
    #[must_use]
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Unique(_))
    }

    pub(crate) fn from_sqlx(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(inner) = &error
            && inner.is_unique_violation()
        {
            return Self::Unique(inner.message().to_owned());
        }
        Self::Database(error)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
        if let rusqlite::Error::SqliteFailure(code, message) = &error
            && [SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY].contains(&code.extended_code)
        {
            return Self::Unique(message.clone().unwrap_or_default());
        }
        Self::File(error)
    }
}

/// A no with its reason, or a fault.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// An answer: what, why and what to do next.
    #[error("{0}")]
    Refusal(#[from] Refusal),
    /// Broken machinery.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Problem {
    /// The refusal, if it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refusal(refusal) => Some(refusal),
            Self::Fault(_) => None,
        }
    }
}

/// What an action answers.
pub type Outcome<T> = Result<T, Problem>;
