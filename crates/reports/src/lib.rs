//! `reports`: statistics and documents across slices.
//!
//! Always true:
//! - it only reads: no table of its own, no action that writes;
//! - a report is composed from the figures of a day and says the same whenever it is printed;
//! - a table of statistics has no field of a person, and no cell of one to four households, nor one from which such a cell
//!   could be computed;
//! - everything is within the reader's jurisdiction; no recipient's name leaves here.
//!
//! Tables: none; it reads `cases_applications`, `cases_decisions`, `payments_awards`, `payments_lines`,
//! `registry_persons` (decision 0012).
//! Law: the notice of 18 April 2017, 工作要求（三）; GB/T 9704-2012 for the documents.

pub mod library;
pub mod pack;
mod pages;
pub mod period;
pub mod pivot;
pub mod progress;
pub mod standing;
pub mod store;

pub use pages::routes;

use access::NavLink;

/// The links this crate puts into the rail.
pub const NAV: &[NavLink] = &[
    NavLink { group: "报告", label: "工作进展报告", href: "/reports/progress", action: "reports.progress" },
    NavLink { group: "报告", label: "会议材料包", href: "/reports/pack", action: "reports.pack" },
    NavLink { group: "报告", label: "统计", href: "/reports/pivot", action: "reports.pivot" },
    NavLink { group: "报告", label: "政策库状况", href: "/reports/library", action: "reports.library" },
];

#[cfg(test)]
mod tests;
