//! The only place of this crate that writes; one file a verb.

mod declare_kin;
mod end_post;
mod end_session;
mod give_post;
mod hire;
mod issue_token;
mod log_in;
mod reveal;
mod revive;
mod second_factor;

pub use declare_kin::declare_kin;
pub use end_post::end_post;
pub use end_session::{end_other_session, end_session, unbind_second_factor};
pub use give_post::give_post;
pub use hire::{NewStaff, hire};
pub use issue_token::issue_token;
pub use log_in::{LoggedIn, change_password, log_in};
pub use reveal::{REASONS, reveal};
pub use revive::revive;
pub use second_factor::{confirm_second_factor, new_secret};
