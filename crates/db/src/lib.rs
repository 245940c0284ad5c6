//! `db`: one way to the two databases, SQLite (built in) and PostgreSQL.
//!
//! Always true:
//! - every text with SQL goes through [`Sql`]; values are bound, never pasted;
//! - one writer on SQLite; a commit that fails there ends the process, because a failed flush may still have
//!   happened (the next start asks the database what is true);
//! - log lines given to a transaction are hash-chained and stored in the same commit: no line, no act;
//! - an effect has a key, and the key is unique.
//!
//! Tables: `db_audit`, `db_audit_head`, `db_audit_roots`, `db_effects`, `db_outbox`, `db_jobs`, `db_migrations`.
//! Law: nothing outside this crate opens a connection.

mod audit;
mod copy;
mod dialect;
mod effects;
mod fault;
mod jobs;
mod migrate;
mod open;
mod outbox;
mod sqlite;
mod tx;
mod value;

pub use audit::{
    AuditQuestion, AuditRow, Broken, LogLine, Root, digest_of, first_day, roots, rows_of_day, save_root, search_rows,
    verify_chain,
};
pub use copy::{Dump, copy_tables, dump, restore};
pub use effects::{Once, once, remember};
pub use fault::{Fault, Outcome, Problem};
pub use jobs::{Job, JobState, Lease, cancel_job, claim_job, create_job, finish_job, job, jobs_of, progress_job};
pub use migrate::{Migration, applied, migrate};
pub use open::{Db, Engine, Location};
pub use outbox::{Counts, Letter, claim, counts, dead, mark_dead, mark_done, post, put_off, revive, waiting};
pub use tx::Tx;
pub use value::{Columns, FromColumn, Row, Sql, V};

/// The migrations of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "db/001_house", sql: include_str!("../migrations/001_house.sql") },
    Migration { name: "db/002_outbox", sql: include_str!("../migrations/002_outbox.sql") },
];
