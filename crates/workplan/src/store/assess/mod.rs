//! The tables of assessment; one file each.

pub mod accounts;
pub mod appeals;
pub mod onsite;
pub mod remedies;
pub mod rounds;
pub mod scores;
pub mod sheets;
