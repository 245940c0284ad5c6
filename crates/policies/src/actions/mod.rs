//! The only place of this crate that writes; one file a verb.

mod month;
mod propose;
mod recompute;
mod refresh;
mod sign;

pub use month::{check as check_month, job_of, recompute_month};
pub use propose::{Proposal, draft_of, propose};
pub use recompute::{KIND, keep_working, work_once};
pub use refresh::refresh;
pub use sign::{sign, withdraw};
