//! The only place of this crate with SQL; one file a table.

pub mod addresses;
pub mod deliveries;
pub mod messages;
