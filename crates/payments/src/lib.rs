//! `payments`: awards, the monthly run, the bank's answer, the close.
//!
//! Always true:
//! - one person, one programme, one month: one line; the key is unique in the database;
//! - a line's amount is what the decision and the award's segments give, or the run is not frozen (A1.6);
//! - preparing, counting and signing are three people, and nobody acts on a run that pays their kin: such an officer is
//!   refused the act, and a colleague does it;
//! - from the freeze on the list is what its digest says; the bank file is made from it alone and signed;
//! - a paid line is never edited: returned money is sent again by a new line that names the old one;
//! - 待查 is never sent again until the bank states in writing that it did not pay;
//! - awards, segments, lines, answers and runs carry a code (MAC): `verify` finds what a hand changed.
//!
//! Tables: `payments_awards`, `payments_segments`, `payments_runs`, `payments_lines`, `payments_imports`,
//! `payments_answers`, `payments_exceptions`, `payments_fixes`, `payments_months`, `payments_recoveries`,
//! `payments_repayments`.
//! Law: 《最低生活保障审核审批办法（试行）》第二十九至三十一条; 《社会救助暂行办法》第五条、第六十八条.

pub mod actions;
pub mod amounts;
mod award;
pub mod bank;
pub mod bulk;
mod check;
pub mod close;
mod digest;
mod line;
mod pages;
pub mod plan;
pub mod reminders;
mod run;
pub mod store;
mod verify;

pub use award::{Award, AwardId, Segment, SegmentKind};
pub use check::Blocked;
pub use digest::{RunDigest, words};
pub use line::{Line, LineId, LineState, line_key};
pub use pages::routes;
pub use run::{Done, MOST_WRONG_COUNTS, Run, RunId, RunKind, RunState};
pub use verify::{Verified, verify};

/// The links this crate puts into the rail.
pub const NAV: &[access::NavLink] = &[
    access::NavLink { group: "资金", label: "发放批次", href: "/payments/runs", action: "payments.view" },
    access::NavLink { group: "资金", label: "退汇更正", href: "/payments/corrections", action: "payments.view" },
    access::NavLink { group: "资金", label: "追回", href: "/payments/recoveries", action: "payments.view" },
    access::NavLink { group: "资金", label: "资金账", href: "/payments/book", action: "payments.view" },
];

/// The migrations of this crate.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration { name: "payments/001_payments", sql: include_str!("../migrations/001_payments.sql") },
    db::Migration { name: "payments/002_lean_indexes", sql: include_str!("../migrations/002_lean_indexes.sql") },
];

#[cfg(test)]
mod tests;
