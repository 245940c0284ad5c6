//! `app`: the assembly. One binary, `doudi`: routes of every slice, what they cause in each other, commands.
//!
//! Always true: no rule, no SQL and no page is written here; only how the pieces stand together.

pub mod assembly;
mod assets;
pub mod commands;
mod document;
mod indicators;
mod printer;
mod reactions;
mod remind;
mod server;
pub mod settings;
mod told;

pub use assembly::{HouseParts, build_house, migrations};
pub use document::document;
pub use indicators::catalogue;
pub use printer::TypstPrinter;
pub use reactions::Wiring;
pub use remind::{Reminded, remind_once};
pub use server::{router, serve};
