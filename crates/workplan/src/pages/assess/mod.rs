//! 考核评估: the rounds, a round with its ranking, and the sheet of a unit.

mod forms;
mod list;
mod posts;
mod round;
mod sheet;

pub(super) use round::sees_sheet;

use super::MOST_BYTES;
use access::{Needs, Routes};
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;

/// The routes of assessment.
pub(super) fn routes() -> Routes {
    const VIEW: Needs = Needs::Action("workplan.view");
    const ASSESS: Needs = Needs::Action("workplan.assess");
    const OWN: Needs = Needs::Action("workplan.self_score");
    const REVIEW: Needs = Needs::Action("workplan.review");
    let own = posts::own.layer(DefaultBodyLimit::max(MOST_BYTES));
    let appeal = posts::appeal.layer(DefaultBodyLimit::max(MOST_BYTES));
    let onsite = posts::onsite.layer(DefaultBodyLimit::max(MOST_BYTES));
    let done = posts::done.layer(DefaultBodyLimit::max(MOST_BYTES));
    Routes::new()
        .get("/workplan/rounds", VIEW, list::show)
        .post("/workplan/rounds", ASSESS, list::open)
        .get("/workplan/rounds/{id}", VIEW, round::show)
        .post("/workplan/rounds/{id}/step", ASSESS, round::step)
        .get("/workplan/rounds/{id}/{county}", VIEW, sheet::show)
        .post("/workplan/rounds/{id}/{county}/own", OWN, own)
        .post("/workplan/rounds/{id}/{county}/submit", OWN, posts::submit)
        .post("/workplan/rounds/{id}/{county}/appeal", OWN, appeal)
        .post("/workplan/rounds/{id}/{county}/review", REVIEW, posts::review)
        .post("/workplan/rounds/{id}/{county}/veto", REVIEW, posts::veto)
        .post("/workplan/rounds/{id}/{county}/onsite", Needs::Action("workplan.inspect"), onsite)
        .post("/workplan/rounds/{id}/{county}/confirm", ASSESS, posts::confirm)
        .post("/workplan/rounds/{id}/{county}/answer", ASSESS, posts::answer)
        .post("/workplan/rounds/{id}/{county}/require", ASSESS, posts::require)
        .post("/workplan/rounds/{id}/{county}/close", ASSESS, posts::close)
        .post("/workplan/rounds/{id}/{county}/account", Needs::Action("workplan.account"), posts::account)
        .post("/workplan/rounds/{id}/{county}/done", Needs::Action("workplan.put_right"), done)
}
