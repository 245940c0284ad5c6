//! `access`: who may do what, where, and how that is proved.
//!
//! Always true:
//! - a right is read anew at every request: role × action from `matrix.txt`, place from the dated post;
//! - a permission is a [`Permit`] value; making one writes its log line into the same transaction;
//! - what lies outside a jurisdiction does not exist (404), never “forbidden”;
//! - the three administrators (三员) have no jurisdiction at all;
//! - a route cannot be added without saying what it asks ([`Routes`]).
//!
//! Tables: `access_offices`, `access_staff`, `access_posts`, `access_sessions`, `access_attempts`, `access_kin`,
//! `access_reveals`, `access_tokens`.
//! Law: nobody decides on what they prepared or about their kin; see [`kin`].

pub mod actions;
mod actor;
mod form;
mod house;
pub mod kin;
mod pages;
mod permit;
mod role;
mod scope;
pub mod store;
mod web;

pub use actor::{Actor, OfficeId, OfficeKind, PostId, SessionId, StaffId, scope_of};
pub use form::FormData;
pub use house::{Event, House, NavLink, Printer, Reactions, Settings, Told};
pub use pages::routes;
pub use permit::{Action, Permit, WITH_SECOND_FACTOR, check_role, check_second_factor, line, outside, permit};
pub use role::{Role, Rule, called, matrix, may};
pub use scope::{Place, Scope};
pub use web::{COOKIE, Needs, Reply, RouteRow, Routes, Submitted, View, WebProblem, download, reader, see};

/// The migrations of this crate.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration { name: "access/001_access", sql: include_str!("../migrations/001_access.sql") },
    db::Migration { name: "access/002_unread", sql: include_str!("../migrations/002_unread.sql") },
];

/// The links this crate puts into the rail.
pub const NAV: &[NavLink] = &[
    NavLink { group: "我的", label: "近亲属备案", href: "/access/kin", action: "access.kin" },
    NavLink { group: "管理", label: "机构和任职", href: "/access/offices", action: "access.offices" },
    NavLink { group: "管理", label: "权限表", href: "/access/matrix", action: "access.matrix" },
    NavLink { group: "管理", label: "登录和动态口令", href: "/access/logins", action: "access.sessions" },
    NavLink { group: "管理", label: "接口令牌", href: "/access/tokens", action: "access.tokens" },
    NavLink { group: "管理", label: "短信和邮件外发", href: "/access/outbox", action: "access.outbox" },
    NavLink { group: "管理", label: "日志", href: "/access/audit", action: "access.audit" },
];
