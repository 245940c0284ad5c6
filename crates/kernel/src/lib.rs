//! The words every other crate speaks: money, days, clocks, ids, refusals, and
//! the numbers and places a civil affairs office writes down.
//!
//! What is always true:
//! - Money is a whole number of fen (分); no float comes near it, and every division names its rounding.
//! - Nothing here asks the machine for the time or for chance unless it is handed a [`Clock`] or an [`IdSource`].
//! - A value is checked once, when it is parsed; after that its type is the proof.
//! - Whatever is wrong is said in plain Chinese: what, why and what to do.
//!
//! Tables: none. Law: GB 11643 (citizen numbers), GB 32100 (credit codes),
//! the State Council's yearly holiday papers, the division codes of the statistics office.

mod accounts;
pub mod codes;
mod credit_code;
mod disability;
mod id_number;
mod ids;
pub mod mask;
mod money;
mod outcome;
mod personal;
pub mod places;
mod table;
mod time;
mod working_days;

pub use accounts::{AccountProblem, PayoutAccount, luhn_valid};
pub use credit_code::{CreditCode, CreditCodeProblem, CreditKind};
pub use disability::{CertificateProblem, DisabilityCertificate};
pub use id_number::{IdForm, IdNumber, IdProblem, Region, Sex, region_of};
pub use ids::{IdSource, RandomIds, RawId, SeededIds};
pub use money::{Fen, Overflow, Rounding, try_sum};
pub use outcome::{ParseProblem, Refusal, RefusalKind};
pub use personal::personal_numbers;
pub use places::{PlaceCode, Places};
pub use table::TableProblem;
pub use time::{Clock, Day, ManualClock, Moment, Month, OffsetClock, SystemClock, age_on};
pub use working_days::{Deadline, DeadlineUnit, NoSchedule, WorkingDays};

/// Re-exported for [`id_type!`], so that a crate using the macro needs no own dependency on serde.
#[doc(hidden)]
pub use serde as __serde;

/// Turns full-width digits, letters and signs into their ordinary forms and trims the ends.
///
/// People paste numbers from documents typed with a Chinese input method.
#[must_use]
pub fn narrow(text: &str) -> String {
    text.trim()
        .chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests;
