//! Pages of this crate, one file each, and their routes.

mod cases;
mod change;
mod library;
mod month;
mod new_change;
mod parameters;
mod policy;
mod preview;
mod progress;

use access::{House, Needs, Routes};

/// All routes of this crate.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/policies", Needs::Action("policies.view"), library::show)
        .get("/policies/parameters", Needs::Action("policies.view"), parameters::show)
        .get("/policies/month", Needs::Action("policies.sign"), month::show)
        .post("/policies/month", Needs::Action("policies.sign"), month::submit)
        .get("/policies/changes/new", Needs::Action("policies.propose"), new_change::show)
        .post("/policies/changes/new", Needs::Action("policies.propose"), new_change::submit)
        .get("/policies/changes/{id}", Needs::Action("policies.view"), change::show)
        .post("/policies/changes/{id}/sign", Needs::Action("policies.sign"), change::sign)
        .post("/policies/changes/{id}/withdraw", Needs::Action("policies.propose"), change::withdraw)
        .get("/policies/changes/{id}/progress", Needs::Action("policies.view"), progress::events)
        .get("/policies/library/{id}", Needs::Action("policies.view"), policy::show)
        .get("/policies/library/{id}/cases", Needs::Action("policies.view"), self::cases::show)
        .post("/policies/library/{id}/cases", Needs::Action("policies.view"), self::cases::run)
}

/// A division as people read it.
fn division_name(house: &House, division: &str) -> String {
    if division.is_empty() { "全市".to_owned() } else { registry::actions::county_name(house, division) }
}
