//! `workplan`: the plan of a year, its targets, figures, tasks, duties and the wall board.
//!
//! Always true:
//! - a year's plan is a folder of text (`plans/<year>/`); no item, target or deadline stands in Rust;
//! - a value is compared as it is, never as it is shown: 9,999,999.99 is not ten million;
//! - parts of a target add up to it, or they are refused; every sharing out stays in the history;
//! - a responsibility letter says what the splits in force say; a signed one that says something else is to be signed anew;
//! - a figure handed in counts when the levels above let it through, never its own author; it carries a code (MAC) and
//!   sealed evidence with a digest, so that `verify` finds what a hand changed;
//! - what the data say and what was handed in stand side by side; the day's figures are kept and not written again;
//! - one period of a duty needs one event, and two in one period do not repair another;
//! - a round of assessment keeps its rules and the facts of its cut-off day; scores are fractions, and `verify` computes
//!   them again digit by digit; nobody reviews their own unit, and whoever scored does not confirm;
//! - the board and its lists show no recipient's name.
//!
//! Tables: `workplan_issues`, `workplan_receipts`, `workplan_splits`, `workplan_reports`, `workplan_evidence`,
//! `workplan_entries`, `workplan_visits`, `workplan_visit_leaders`, `workplan_snapshots`, `workplan_rounds`, `workplan_sheets`, `workplan_scores`,
//! `workplan_onsite`, `workplan_appeals`, `workplan_remedies`, `workplan_accounts`, `workplan_letters`, `workplan_takings`.
//! Law: the notice of 18 April 2017, 工作要求（一）“倒排工作，挂图作战” and （三）.

pub mod actions;
pub mod assess;
pub mod computed;
pub mod curve;
pub mod figures;
pub mod letter;
mod overview;
mod pages;
pub mod periods;
mod plan;
mod quantity;
pub mod reminders;
pub mod report;
pub mod schedule;
pub mod split;
pub mod store;
pub mod tasks;
mod verify;

pub use computed::{Catalogue, Cell, Computed, Kind, Line};
pub use overview::{CountyStanding, Figures, ItemStanding, Overview, Watch};
pub use pages::{Opened, routes};
pub use plan::{
    Countdown, Duty, Indicator, Item, ItemRole, Measure, Mistake, Plan, Reminding, ReportedBy, Split, Task, TaskBy,
    Village,
};
pub use quantity::{Direction, Quantity};
pub use verify::{Verified, verify};

use access::NavLink;
use access::store::sealed::Sealed;

/// The migrations of this crate.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration { name: "workplan/001_workplan", sql: include_str!("../migrations/001_workplan.sql") },
    db::Migration { name: "workplan/002_assessment", sql: include_str!("../migrations/002_assessment.sql") },
    db::Migration { name: "workplan/003_leaders", sql: include_str!("../migrations/003_leaders.sql") },
    db::Migration { name: "workplan/004_letters", sql: include_str!("../migrations/004_letters.sql") },
    db::Migration { name: "workplan/005_takings", sql: include_str!("../migrations/005_takings.sql") },
];

/// The sealed columns of this crate.
pub const SEALED: &[Sealed] = &[
    Sealed { table: "workplan_evidence", column: "content_sealed", place: "workplan_evidence.content" },
    Sealed { table: "workplan_accounts", column: "whom_sealed", place: "workplan_accounts.whom" },
];

/// The links this crate puts into the rail.
pub const NAV: &[NavLink] = &[
    NavLink { group: "计划", label: "作战图", href: "/workplan/board", action: "workplan.view" },
    NavLink { group: "计划", label: "年度计划", href: "/workplan", action: "workplan.view" },
    NavLink { group: "计划", label: "任务和督办", href: "/workplan/tasks", action: "workplan.view" },
    NavLink { group: "计划", label: "考核评估", href: "/workplan/rounds", action: "workplan.view" },
    NavLink { group: "计划", label: "上报审核", href: "/workplan/reports", action: "workplan.check" },
];

#[cfg(test)]
mod tests;
