//! The only place of this crate with SQL. It only reads, and never a name, a number or a sealed column.

pub mod pivot;
