//! 考核评估: what the bureau, the units and the reviewers do in a round.

mod account;
mod appeal;
mod common;
mod onsite;
mod open;
mod own;
mod remedy;
mod review;
mod step;

pub use account::{CallToAccount, call_to_account};
pub use appeal::{Against, Answer, answer, appeal};
pub use onsite::{Looked, onsite};
pub use open::open;
pub use own::{OwnScore, own_score, submit};
pub use remedy::{Wrong, close_remedy, report_remedy, require};
pub use review::{Reviewed, confirm, review, veto};
pub use step::{Step, step};
