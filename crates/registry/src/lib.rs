//! `registry`: people, households and what is known of them.
//!
//! Always true:
//! - a record is loaded only through a [`access::Scope`]; outside it, it does not exist;
//! - id numbers, accounts and phones are sealed and found by keyed hash; pages show them masked;
//! - facts only grow: a correction is a new fact that names the old one, with when it is true and when it was known;
//! - a merge can be undone.
//!
//! Tables: `registry_persons`, `registry_households`, `registry_members`, `registry_facts`, `registry_accounts`,
//! `registry_merges`, `registry_totals`, `registry_lookups`.
//! Law: what is missing is missing, never a zero or an empty word.

pub mod actions;
pub mod api;
pub mod names;
mod pages;
pub mod search;
pub mod store;
mod types;

pub use pages::routes;
pub use types::{AccountId, Fact, FactId, Household, HouseholdId, Hukou, Member, Person, PersonId, open_text};

use access::NavLink;
use access::store::sealed::Sealed;

/// The migrations of this crate.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration { name: "registry/001_registry", sql: include_str!("../migrations/001_registry.sql") },
    db::Migration { name: "registry/002_totals", sql: include_str!("../migrations/002_totals.sql") },
    db::Migration { name: "registry/003_lookups", sql: include_str!("../migrations/003_lookups.sql") },
    db::Migration { name: "registry/004_living", sql: include_str!("../migrations/004_living.sql") },
];

/// The sealed columns of this crate.
pub const SEALED: &[Sealed] = &[
    Sealed { table: "registry_persons", column: "id_sealed", place: "registry_persons.id" },
    Sealed { table: "registry_persons", column: "phone_sealed", place: "registry_persons.phone" },
    Sealed { table: "registry_facts", column: "value_sealed", place: "registry_facts.value" },
    Sealed { table: "registry_accounts", column: "number_sealed", place: "registry_accounts.number" },
];

/// The links this crate puts into the rail.
pub const NAV: &[NavLink] = &[
    NavLink { group: "对象", label: "家庭档案", href: "/registry/households", action: "registry.view_household" },
    NavLink { group: "对象", label: "数据质量", href: "/registry/quality", action: "registry.quality" },
    NavLink { group: "对象", label: "外来调阅", href: "/registry/lookups", action: "registry.lookups" },
];

/// The domain of the keyed hash of id numbers.
pub const ID_DOMAIN: &str = "id_number";
/// The domain of the keyed hash of account numbers.
pub const ACCOUNT_DOMAIN: &str = "account_number";
