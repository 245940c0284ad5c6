//! Pages of this crate, one file each, and their routes.

mod awards;
mod book;
mod corrections;
mod file;
mod import;
mod new;
mod pay_by;
mod recoveries;
mod run;
mod run_lines;
mod run_parts;
mod run_steps;
mod runs;
mod steps;

use crate::run::Run;
use access::{Actor, House, Needs, Role, Routes, matrix};
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use kernel::Refusal;
use ui::Problems;

/// Bytes a return file may have with the form around it.
const MOST_BYTES: usize = 52_000_000;

/// All routes of this crate.
#[must_use]
pub fn routes() -> Routes {
    let import = import::submit.layer(DefaultBodyLimit::max(MOST_BYTES));
    Routes::new()
        .get("/payments/runs", Needs::Action("payments.view"), runs::show)
        .get("/payments/runs/new", Needs::Action("payments.prepare"), new::show)
        .post("/payments/runs/new", Needs::Action("payments.prepare"), new::submit)
        .get("/payments/runs/{id}", Needs::Action("payments.view"), run::show)
        .post("/payments/runs/{id}/redraft", Needs::Action("payments.prepare"), steps::redraft)
        .post("/payments/runs/{id}/freeze", Needs::Action("payments.freeze"), steps::freeze)
        .post("/payments/runs/{id}/thaw", Needs::Action("payments.freeze"), steps::thaw)
        .post("/payments/runs/{id}/count", Needs::Action("payments.count"), steps::count)
        .post("/payments/runs/{id}/approve", Needs::Action("payments.approve"), steps::approve)
        .post("/payments/runs/{id}/send", Needs::Action("payments.send"), steps::send)
        .post("/payments/runs/{id}/import", Needs::Action("payments.import"), import)
        .post("/payments/runs/{id}/settle", Needs::Action("payments.close"), steps::settle)
        .post("/payments/runs/{id}/close", Needs::Action("payments.close"), steps::close)
        .post("/payments/lines/{id}/absent", Needs::Action("payments.close"), steps::absent)
        .get("/payments/runs/{id}/file", Needs::Action("payments.send"), file::bank)
        .get("/payments/runs/{id}/roster.pdf", Needs::Action("payments.view"), file::roster)
        .get("/payments/awards", Needs::Action("payments.view"), awards::show)
        .post("/payments/awards/{id}/hold", Needs::Action("payments.prepare"), awards::hold)
        .post("/payments/awards/{id}/release", Needs::Action("payments.approve"), awards::release)
        .get("/payments/corrections", Needs::Action("payments.view"), corrections::show)
        .post("/payments/corrections/{id}", Needs::Action("payments.correct"), corrections::submit)
        .get("/payments/recoveries", Needs::Action("payments.view"), recoveries::show)
        .post("/payments/recoveries/{id}", Needs::Action("payments.import"), recoveries::submit)
        .get("/payments/book", Needs::Action("payments.view"), book::show)
}

/// The title of a programme; its id when it is not shipped any more.
fn programme_title(house: &House, programme: &str) -> String {
    house.procedures.of(programme).map_or_else(|| programme.to_owned(), |procedure| procedure.title.clone())
}

/// Whether the totals of a run are kept from this reader: whoever counts must not see what to find.
fn is_blind(run: &Run, actor: &Actor) -> bool {
    run.state == crate::run::RunState::Frozen && actor.role == Role::Checker
}

/// Who may do an action, in words.
fn who_may(action: &str) -> String {
    let roles = matrix().get(action).map(|rule| rule.roles.clone()).unwrap_or_default();
    roles.iter().map(|role| role.chinese()).collect::<Vec<_>>().join("、")
}

/// A refusal as the problem of a form.
fn problems_of(refusal: &Refusal) -> Problems {
    let mut problems = Problems::default();
    problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence.clone());
    problems
}
