//! The only place of this crate with SQL; one file a table.

pub mod accounts;
pub mod facts;
pub mod figures;
pub mod households;
pub mod lookups;
pub mod members;
pub mod merges;
pub mod persons;
pub mod quality;
pub mod totals;
