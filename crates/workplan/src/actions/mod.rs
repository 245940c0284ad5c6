//! What people do with a plan; the only place of this crate that writes.

pub mod assess;
mod check;
mod common;
mod decide_split;
mod issue;
mod keep_letter;
mod progress;
mod report;
mod sign;
mod snapshot;
mod split;
mod visit;

pub use check::check;
pub use common::File;
pub use decide_split::decide_split;
pub use issue::issue;
pub use keep_letter::{SignedForm, keep_letter};
pub use progress::{Progress, progress, supervise};
pub use report::{HandIn, report};
pub use sign::sign;
pub use snapshot::{Taken, snapshot};
pub use split::{Shares, split};
pub use visit::{Attended, visit};
