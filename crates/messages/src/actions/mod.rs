//! What is done with messages; one file a verb.

mod address;
mod carry;
mod deliver;
mod read;
mod write;

pub use address::set_address;
pub use carry::{Carried, carry_once, keep_carrying};
pub use deliver::{New, deliver};
pub use read::{read, read_all};
pub use write::{MOST_CHARACTERS, Notice, RECEIVERS, kinds_below, write};
