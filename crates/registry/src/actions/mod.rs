//! The only place of this crate that writes; one file a verb.

mod change_head;
mod look_elsewhere;
mod merge;
mod move_household;
mod places;
mod record;
mod split;
mod take_in;

use take_in::change_account_of;

pub use change_head::change_head;
pub use look_elsewhere::{LOOKUP_REASONS, look_elsewhere};
pub use merge::{merge, undo_merge};
pub use move_household::move_household;
pub use places::{
    county_name, jurisdiction_of, jurisdictions, place_from_village, place_name, townships_of, villages_of,
};
pub use record::{NewFact, change_account, died, record_facts};
pub use split::split;
pub use take_in::{NewHousehold, NewPerson, TakenIn, take_in};
