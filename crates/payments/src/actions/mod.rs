//! The only place of this crate that writes; one file a verb.

mod absent;
mod adjust;
mod approve;
mod close_month;
mod common;
mod correct;
mod count;
mod draft;
mod freeze;
mod hold;
mod import_return;
mod open_award;
mod recover;
mod send;
mod settle;
mod stop_award;

pub(crate) use common::kin_households;

pub use absent::absent;
pub use adjust::{Adjustment, adjust_award};
pub use approve::approve;
pub use close_month::close_month;
pub use correct::{NewAccount, correct};
pub use count::count;
pub use draft::{draft, may_draft, redraft};
pub use freeze::{freeze, thaw};
pub use hold::{hold, release};
pub use import_return::{Return, import_return};
pub use open_award::open_award;
pub use recover::{Difference, differences, repay};
pub(crate) use send::is_as_frozen;
pub use send::{TOPIC, bank_file, send, signed_text};
pub use settle::settle;
pub use stop_award::stop_award;
