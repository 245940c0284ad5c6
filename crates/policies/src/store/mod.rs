//! The only place of this crate with SQL; one file a table.

pub mod changes;
