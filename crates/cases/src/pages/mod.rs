//! Pages of this crate, one file each, and their routes.

mod amend;
mod batch;
mod case;
mod case_forms;
mod case_parts;
mod clues;
mod desk;
mod draft;
mod draft_form;
mod likely;
mod list;
mod new;
mod plain;
mod print;
mod question_form;
mod rechecks;
mod screening;
mod sheet;
mod steps;

pub use sheet::sheet as account_sheet;

use access::{Needs, Routes};

/// All routes of this crate.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/", Needs::Somebody, desk::show)
        .get("/cases", Needs::Action("cases.view"), list::show)
        .get("/cases/new", Needs::Action("cases.apply"), new::show)
        .post("/cases/new", Needs::Action("cases.apply"), new::submit)
        .get("/cases/drafts/{id}", Needs::Action("cases.apply"), draft::show)
        .post("/cases/drafts/{id}", Needs::Action("cases.apply"), draft::submit)
        .get("/cases/number/{number}", Needs::Action("cases.view"), list::by_number)
        .get("/cases/batch", Needs::Action("cases.approve"), batch::show)
        .post("/cases/batch", Needs::Action("cases.approve"), batch::submit)
        .get("/cases/rechecks", Needs::Action("cases.recheck"), rechecks::show)
        .get("/cases/clues", Needs::Action("cases.clues"), clues::list)
        .post("/cases/clues", Needs::Action("cases.discover"), clues::discover)
        .get("/cases/clues/{id}", Needs::Action("cases.clues"), clues::show)
        .post("/cases/clues/{id}", Needs::Action("cases.clue"), clues::submit)
        .get("/cases/likely", Needs::Nobody, likely::show)
        .post("/cases/likely", Needs::Nobody, likely::submit)
        .get("/cases/{id}", Needs::Action("cases.view"), case::show)
        .get("/cases/{id}/plain", Needs::Action("cases.view"), plain::show)
        .get("/cases/{id}/amend", Needs::Action("cases.investigate"), amend::show)
        .post("/cases/{id}/amend", Needs::Action("cases.investigate"), amend::submit)
        .post("/cases/{id}/correct", Needs::Action("cases.correct"), steps::correct)
        .post("/cases/{id}/corrected", Needs::Action("cases.correct"), steps::corrected)
        .post("/cases/{id}/investigate", Needs::Action("cases.investigate"), steps::investigate)
        .post("/cases/{id}/review", Needs::Action("cases.review"), steps::review)
        .post("/cases/{id}/notice", Needs::Action("cases.notice"), steps::notice)
        .post("/cases/{id}/county-notice", Needs::Action("cases.county_notice"), steps::county_notice)
        .post("/cases/{id}/object", Needs::Action("cases.object"), steps::object)
        .post("/cases/{id}/verify", Needs::Action("cases.verify"), steps::verify)
        .post("/cases/{id}/spot-check", Needs::Action("cases.spot_check"), steps::spot_check)
        .post("/cases/{id}/decision", Needs::Action("cases.approve"), steps::decision)
        .post("/cases/{id}/town-decision", Needs::Action("cases.approve_town"), steps::decision)
        .post("/cases/{id}/supervise", Needs::Action("cases.supervise"), steps::supervise)
        .post("/cases/{id}/withdraw", Needs::Action("cases.apply"), steps::withdraw)
        .post("/cases/{id}/recheck", Needs::Action("cases.recheck"), steps::recheck)
        .post("/cases/{id}/stop", Needs::Action("cases.stop"), steps::stop)
        .get("/cases/{id}/receipt.pdf", Needs::Action("cases.print"), print::receipt)
        .get("/cases/{id}/correction.pdf", Needs::Action("cases.print"), print::correction)
        .get("/cases/{id}/notice.pdf", Needs::Action("cases.print"), print::notice)
        .get("/cases/{id}/decision.pdf", Needs::Action("cases.print"), print::decision)
}
