//! Pages of this crate, one file each, and their routes.

mod assess;
mod board;
mod duty;
mod files;
mod gantt;
mod indicator;
mod indicator_forms;
mod item;
mod letters;
mod map;
mod opened;
mod plan;
mod reports;
mod rows;
mod sheet;
mod task;
mod tasks;
mod village;

pub use opened::Opened;

use crate::computed::Catalogue;
use crate::figures::At;
use crate::{Indicator, Plan};
use access::{Actor, FormData, House, Needs, Place, Routes, Scope};
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use db::{Outcome, Problem};
use kernel::{Refusal, RefusalKind};
use std::sync::Arc;
use ui::Problems;

/// The plans and figures, as handlers take them.
type Shared = axum::Extension<Arc<Catalogue>>;

/// Bytes a form with a file may have.
const MOST_BYTES: usize = 3 * 1024 * 1024;

/// All routes of this crate.
#[must_use]
pub fn routes(catalogue: Arc<Catalogue>) -> Routes {
    const VIEW: Needs = Needs::Action("workplan.view");
    let report = indicator_forms::report.layer(DefaultBodyLimit::max(MOST_BYTES));
    let visit = duty::visit.layer(DefaultBodyLimit::max(MOST_BYTES));
    Routes::new()
        .merge(assess::routes())
        .merge(letters::routes())
        .get("/workplan", VIEW, plan::show)
        .post("/workplan/issue", Needs::Action("workplan.issue"), plan::issue)
        .post("/workplan/sign", Needs::Action("workplan.sign"), plan::sign)
        .post("/workplan/figures", Needs::Action("workplan.figures"), plan::figures)
        .get("/workplan/board", VIEW, board::show)
        .get("/workplan/progress.xlsx", VIEW, sheet::show)
        .get("/workplan/items/{id}", VIEW, item::show)
        .get("/workplan/indicators/{id}", VIEW, indicator::show)
        .get("/workplan/indicators/{id}/rows", VIEW, rows::show)
        .post("/workplan/indicators/{id}/split", Needs::Action("workplan.split"), indicator_forms::split)
        .post("/workplan/indicators/{id}/report", Needs::Action("workplan.report"), report)
        .get("/workplan/reports", Needs::Action("workplan.check"), reports::show)
        .post("/workplan/reports/{id}/check", Needs::Action("workplan.check"), reports::check)
        .post("/workplan/splits/{id}/decide", Needs::Action("workplan.check"), reports::decide)
        .get("/workplan/evidence/{id}", VIEW, files::show)
        .get("/workplan/tasks", VIEW, tasks::show)
        .get("/workplan/tasks/{id}", VIEW, task::show)
        .post("/workplan/tasks/{id}/progress", Needs::Action("workplan.progress"), task::progress)
        .post("/workplan/tasks/{id}/supervise", Needs::Action("workplan.supervise"), task::supervise)
        .get("/workplan/villages/{id}", VIEW, village::show)
        .get("/workplan/duties/{id}", VIEW, duty::show)
        .post("/workplan/duties/{id}/visits", Needs::Action("workplan.visit"), visit)
        .carrying(catalogue)
}

/// The plan of today.
fn plan_of<'c>(catalogue: &'c Catalogue, house: &House) -> Result<&'c Plan, Refusal> {
    let no = || Refusal::not_found("workplan.none", "还没有工作计划。请按 plans/README.md 写一个年度的计划。");
    catalogue.plan_on(house.now().day()).ok_or_else(no)
}

fn indicator_of<'p>(plan: &'p Plan, id: &str) -> Result<(&'p crate::Item, &'p Indicator), Refusal> {
    plan.indicator(id).ok_or_else(access::outside)
}

/// The place of a query within what the reader may see, as owned codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Asked {
    county: String,
    township: String,
    village: String,
}

impl Asked {
    /// What is asked for, narrowed to the reader's own jurisdiction.
    fn of(actor: &Actor, form: &FormData) -> Self {
        let (mut county, mut township) = (form.get("county").to_owned(), form.get("township").to_owned());
        let mut village = form.get("village").to_owned();
        match &actor.scope {
            Scope::City => {}
            Scope::County(own) => own.clone_into(&mut county),
            Scope::Township(own, town) => (county, township) = (own.clone(), town.clone()),
            Scope::Village(own, town, place) => {
                (county, township, village) = (own.clone(), town.clone(), place.clone())
            }
            Scope::Nowhere => "-".clone_into(&mut county),
        }
        // What is below nothing is nothing.
        if county.is_empty() {
            township.clear();
        }
        if township.is_empty() {
            village.clear();
        }
        Self { county, township, village }
    }

    fn at(&self) -> At<'_> {
        match (self.county.as_str(), self.township.as_str()) {
            ("", _) => At::City,
            (county, "") => At::County(county),
            (county, township) => At::Township(county, township),
        }
    }

    /// The jurisdiction this stands for.
    fn scope(&self) -> Scope {
        match self.at() {
            At::City => Scope::City,
            At::County(county) => Scope::County(county.to_owned()),
            At::Township(county, township) if self.village.is_empty() => {
                Scope::Township(county.to_owned(), township.to_owned())
            }
            At::Township(county, township) => {
                Scope::Village(county.to_owned(), township.to_owned(), self.village.clone())
            }
        }
    }

    /// Its name.
    fn name(&self, house: &House) -> String {
        if self.county.is_empty() {
            return "全市".to_owned();
        }
        let place =
            Place { county: self.county.clone(), township: self.township.clone(), village: self.village.clone() };
        if self.township.is_empty() {
            registry::actions::county_name(house, &self.county)
        } else {
            registry::actions::place_name(house, &place)
        }
    }

    /// As the query of a link.
    fn query(&self) -> String {
        match self.at() {
            At::City => String::new(),
            At::County(county) => format!("?county={county}"),
            At::Township(county, township) if self.village.is_empty() => {
                format!("?county={county}&township={township}")
            }
            At::Township(county, township) => {
                format!("?county={county}&township={township}&village={}", self.village)
            }
        }
    }
}

/// A refusal as the problem of a form.
fn problems_of(refusal: &Refusal) -> Problems {
    let mut problems = Problems::default();
    problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence.clone());
    problems
}

/// What a form is shown again with; nothing when it was done. What lies outside, or was never theirs to do, has a page
/// of its own.
fn refused(outcome: Outcome<()>) -> Result<Option<Refusal>, Problem> {
    match outcome {
        Ok(()) => Ok(None),
        Err(Problem::Refusal(refusal)) if !matches!(refusal.kind, RefusalKind::Forbidden | RefusalKind::NotFound) => {
            Ok(Some(refusal))
        }
        Err(problem) => Err(problem),
    }
}

/// The key of the press; a form without one is not ours.
fn pressed(form: &FormData) -> Result<&str, Refusal> {
    match form.get("key") {
        "" => Err(Refusal::bad_input("workplan.key", "表单不完整，请重新打开页面再办。")),
        key => Ok(key),
    }
}

/// The form again: 409 where somebody was faster, else 422.
fn again(view: &access::View, title: &str, refusal: &Refusal, content: &maud::Markup) -> axum::response::Response {
    use axum::http::StatusCode;
    match refusal.kind {
        RefusalKind::Conflict | RefusalKind::NotNow => {
            view.status_page(StatusCode::CONFLICT, &format!("错误：{title}"), content)
        }
        RefusalKind::BadInput | RefusalKind::Forbidden | RefusalKind::NotFound => view.again(title, content),
    }
}

/// A whole number that travels with a form.
fn number(form: &FormData, name: &str) -> i64 {
    form.get(name).parse().unwrap_or(-1)
}

/// The time of day: `09:30`.
fn clock(at: kernel::Moment) -> String {
    at.local_minute().chars().skip(11).collect()
}
