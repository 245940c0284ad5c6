//! The only place of this crate that writes; one file a verb.

mod accept;
mod approve;
mod batch;
mod clue;
mod common;
mod correct;
mod discover;
mod investigate;
mod notice;
mod object;
mod recheck;
mod review;
mod save_draft;
mod spot_check;
mod supervise;
mod verify;
mod withdraw;

pub use accept::{Accepted, accept};
pub use approve::{ApproveInTown, Opinion, decide};
pub use batch::{BatchItem, approve_many};
pub use clue::{REASONS, Told, WAYS, act_on_clue};
pub use common::{kin_blinds, open_case};
pub use correct::{correct, corrected};
pub use discover::{Discovered, discover};
pub use investigate::{HomeVisit, amend, investigate};
pub use notice::{PostCountyNotice, post_county_notice, post_notice};
pub use object::object;
pub use recheck::{recheck, stop};
pub use review::{Review, review};
pub use save_draft::{SavedDraft, draft_for_key, new_draft, save_draft};
pub use spot_check::spot_check;
pub use supervise::supervise;
pub use verify::{Advice, verify};
pub use withdraw::withdraw;
