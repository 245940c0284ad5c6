//! The only place of this crate with SQL; one file a table.

pub mod applications;
pub mod clues;
pub mod counters;
pub mod decisions;
pub mod drafts;
pub mod figures;
pub mod rechecks;
pub mod steps;
