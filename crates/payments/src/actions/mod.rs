//! The only place of this crate that writes; one file a verb.

mod adjust;
mod common;
mod draft;
mod freeze;
mod hold;
mod open_award;
mod recover;
mod stop_award;

pub(crate) use common::kin_households;

pub use adjust::{Adjustment, adjust_award};
pub use draft::{draft, redraft};
pub use freeze::{freeze, thaw};
pub use hold::{hold, release};
pub use open_award::open_award;
pub use recover::{Difference, differences, repay};
pub use stop_award::stop_award;
