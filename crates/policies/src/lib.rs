//! `policies`: the library of policies (政策库), changes of their parameters, and what a change would cost.
//!
//! Always true:
//! - a change is proposed by one person and signed by another, with the document it stands on; a signed change is
//!   history: a mistake is corrected by another change;
//! - the preview and the recomputation after the signature are one computation: what was shown is what is done;
//! - a change adjusts amounts; it never ends an award: a household that would no longer be entitled is listed for people;
//! - the library in force is the text of the program with every signed change laid over it, in the order of signing.
//!
//! Tables: `policies_changes`.
//! Law: 649号令第十条 (standards are set and published by governments), 《遂宁通知》二(一)1.

pub mod actions;
mod change;
pub mod city;
pub mod impact;
mod pages;
pub mod store;

pub use change::{Change, ChangeId, ChangeState};
pub use pages::routes;

use access::NavLink;

/// The migrations of this crate.
pub const MIGRATIONS: &[db::Migration] =
    &[db::Migration { name: "policies/001_policies", sql: include_str!("../migrations/001_policies.sql") }];

/// The links this crate puts into the rail.
pub const NAV: &[NavLink] = &[
    NavLink { group: "政策", label: "政策库", href: "/policies", action: "policies.view" },
    NavLink { group: "政策", label: "参数和变更", href: "/policies/parameters", action: "policies.view" },
    NavLink { group: "政策", label: "按月重算", href: "/policies/month", action: "policies.sign" },
];
