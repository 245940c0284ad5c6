//! `cases`: one window, applications of every programme, their steps with statutory clocks, decisions.
//!
//! Always true:
//! - the amount comes from the policy (crate `rules`, folder `policies/`); this crate has no number of law or policy;
//! - only `stage.rs` moves a case; only `actions/` writes; every step adds a line to the timeline and to the log;
//! - a decision is bound to the version that was read, made by somebody who had no part before, never by kin;
//! - a missing fact stops a decision and is named; it is never read as zero;
//! - a form's key makes pressing twice do once.
//!
//! Tables: `cases_drafts`, `cases_applications`, `cases_steps`, `cases_decisions`, `cases_counters`, `cases_rechecks`, `cases_clues`.
//! Law: 《最低生活保障审核审批办法（试行）》民发〔2012〕220号, 《最低生活保障审核确认办法》民发〔2021〕57号.

pub mod actions;
pub mod api;
pub mod assess;
mod case;
mod clue;
mod combination;
mod computed;
pub mod declared;
mod declared_fields;
mod pages;
mod questions;
pub mod reminders;
pub mod screening;
pub mod stage;
pub mod store;

pub use case::{Case, CaseId, DecisionId, DraftId, Draw};
pub use clue::{Clue, ClueId, ClueState};
pub use pages::{account_sheet, routes};
pub use questions::Questions;

use access::NavLink;
use access::store::sealed::Sealed;

/// The migrations of this crate.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration { name: "cases/001_cases", sql: include_str!("../migrations/001_cases.sql") },
    db::Migration { name: "cases/002_skipped", sql: include_str!("../migrations/002_skipped.sql") },
    db::Migration { name: "cases/003_why", sql: include_str!("../migrations/003_why.sql") },
    db::Migration { name: "cases/004_clues", sql: include_str!("../migrations/004_clues.sql") },
];

/// The sealed columns of this crate. `cases_decisions.assessment_sealed` is not among them: the decision's own code
/// covers its bytes, so it keeps the key it was made with.
pub const SEALED: &[Sealed] = &[
    Sealed { table: "cases_drafts", column: "title_sealed", place: "cases_drafts.title" },
    Sealed { table: "cases_drafts", column: "data_sealed", place: "cases_drafts.data" },
    Sealed { table: "cases_applications", column: "declared_sealed", place: "cases_applications.declared" },
    Sealed { table: "cases_steps", column: "detail_sealed", place: "cases_steps.detail" },
];

/// The links this crate puts into the rail.
pub const NAV: &[NavLink] = &[
    NavLink { group: "办件", label: "待办", href: "/", action: "desk.view" },
    NavLink { group: "办件", label: "新建申请", href: "/cases/new", action: "cases.apply" },
    NavLink { group: "办件", label: "批量审批", href: "/cases/batch", action: "cases.approve" },
    NavLink { group: "办件", label: "公示", href: "/cases?which=posted", action: "cases.view" },
    NavLink { group: "办件", label: "补正", href: "/cases?which=correcting", action: "cases.view" },
    NavLink { group: "办件", label: "已办", href: "/cases?which=closed", action: "cases.view" },
    NavLink { group: "办件", label: "定期复核", href: "/cases/rechecks", action: "cases.recheck" },
    NavLink { group: "办件", label: "主动发现", href: "/cases/clues", action: "cases.clues" },
];
