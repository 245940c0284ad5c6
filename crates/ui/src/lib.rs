//! `ui`: the look of Doudi, the “台账” (well-kept ledger) language, as plain functions that make HTML.
//!
//! Always true: no inline style or script; every field has a label; meaning is never by colour alone; a page
//! works without JavaScript. Knows nothing of the database or of any rule.

mod field;
mod frame;
mod parts;

pub use field::{Choice, Field, Problems, area, check, choices, hidden, select, text, ticks};
pub use frame::{Frame, NavGroup, NavItem, Size, page, plain_page, wall_page};
pub use parts::{
    Due, Step, StepState, Tone, card, crumbs, due_cell, empty, error_summary, flash, icon, note, pager, stage_line,
    stamp, tabs, tag,
};

/// The stylesheet.
pub const STYLE: &str = include_str!("../assets/app.css");
/// The stylesheet of the wall board, beside [`STYLE`].
pub const WALL_STYLE: &str = include_str!("../assets/wall.css");
/// The comfort script; pages work without it.
pub const SCRIPT: &str = include_str!("../assets/app.js");
/// The browser tab's picture.
pub const ICON: &str = include_str!("../assets/icon.svg");
