//! Letters (文书): what citizens, village boards and banks get on paper, as PDF.
//!
//! What is always true:
//! - Values reach a template only as `/data.json`; no text of a person is ever pasted into a template.
//! - A template can read the files listed in [`render`] and nothing else.
//! - A character that no font has is a fault that names it, never an empty box on a notice.
//! - A public notice has no field for an identity number, phone or account, and none may slip into its texts.
//! - The same values give the same bytes.
//!
//! Tables: none. Standard: GB/T 9704-2012 (党政机关公文格式) for paper, margins, sizes and places.

mod decision;
mod fault;
#[cfg(feature = "pdf")]
mod fonts;
#[cfg(not(feature = "pdf"))]
mod no_pdf;
mod official;
mod public_notice;
mod receipt;
#[cfg(feature = "pdf")]
mod render;
mod responsibility;
mod roster;
mod supplement;
#[cfg(feature = "pdf")]
mod world;

pub use decision::{AccountLine, Approval, Decision, Outcome, Reason, Remedies};
pub use fault::{LetterFault, MissingFonts};
#[cfg(feature = "pdf")]
pub use fonts::{Fonts, Role};
#[cfg(not(feature = "pdf"))]
pub use no_pdf::{Fonts, render};
pub use official::{Block, Grid, GridColumn, Official, Setting};
pub use public_notice::{PublicName, PublicNotice, PublicRow};
pub use receipt::{NextStep, Paper, Receipt};
#[cfg(feature = "pdf")]
pub use render::render;
pub use responsibility::Responsibility;
pub use roster::{Roster, RosterRow};
pub use supplement::{MissingPaper, Supplement};

#[cfg(all(test, feature = "pdf"))]
mod tests;
#[cfg(all(test, not(feature = "pdf")))]
mod tests_no_pdf;
