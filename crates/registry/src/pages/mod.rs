//! Pages of this crate, one file each, and their routes.

mod household;
mod households;
mod lookups;
mod person;
mod quality;
mod search;

use access::{Needs, Routes};

/// All routes of this crate.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post("/registry/search", Needs::Action("registry.search"), search::show)
        .get("/registry/lookups", Needs::Action("registry.lookups"), lookups::list)
        .post("/registry/lookups", Needs::Action("registry.lookup"), lookups::open)
        .get("/registry/lookups/{id}", Needs::Action("registry.lookup"), lookups::one)
        .get("/registry/households", Needs::Action("registry.view_household"), households::show)
        .get("/registry/households/{id}", Needs::Action("registry.view_household"), household::show)
        .post("/registry/households/{id}/split", Needs::Action("registry.edit"), household::split)
        .post("/registry/households/{id}/head", Needs::Action("registry.edit"), household::head)
        .post("/registry/households/{id}/move", Needs::Action("registry.move"), household::relocate)
        .get("/registry/persons/{id}", Needs::Action("registry.view_person"), person::show)
        .post("/registry/persons/{id}/reveal", Needs::Action("registry.reveal"), person::reveal)
        .post("/registry/persons/{id}/died", Needs::Action("registry.edit"), person::died)
        .post("/registry/persons/{id}/merge", Needs::Action("registry.merge"), person::merge)
        .post("/registry/persons/{id}/unmerge", Needs::Action("registry.merge"), person::unmerge)
        .get("/registry/quality", Needs::Action("registry.quality"), quality::show)
}
