//! The only place of this crate with SQL; one file a table.

pub mod attempts;
pub mod kin;
pub mod offices;
pub mod posts;
pub mod reveals;
pub mod sealed;
pub mod sessions;
pub mod staff;
pub mod tokens;
