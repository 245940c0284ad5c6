//! Pages of this crate, one file each, and their routes.

mod document;
mod library;
mod pack;
mod pivot;
mod progress;

use crate::period::Period;
use access::{Actor, FormData, Needs, Routes, Scope};
use axum::extract::RawQuery;
use kernel::{Day, Refusal};
use maud::{Markup, html};
use std::sync::Arc;
use workplan::{Catalogue, Plan};

const PDF: &str = "application/pdf";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// All routes of this crate.
#[must_use]
pub fn routes(catalogue: Arc<Catalogue>) -> Routes {
    const PROGRESS: Needs = Needs::Action("reports.progress");
    const PACK: Needs = Needs::Action("reports.pack");
    const LIBRARY: Needs = Needs::Action("reports.library");
    const PIVOT: Needs = Needs::Action("reports.pivot");
    Routes::new()
        .get("/reports/progress", PROGRESS, progress::show)
        .get("/reports/progress.pdf", PROGRESS, progress::pdf)
        .get("/reports/progress.xlsx", PROGRESS, progress::xlsx)
        .get("/reports/pack", PACK, pack::show)
        .get("/reports/pack.pdf", PACK, pack::pdf)
        .get("/reports/library", LIBRARY, library::show)
        .get("/reports/pivot", PIVOT, pivot::show)
        .get("/reports/pivot.xlsx", PIVOT, pivot::xlsx)
        .carrying(catalogue)
}

fn form_of(query: &RawQuery) -> FormData {
    FormData::parse(query.0.as_deref().unwrap_or(""))
}

/// The plan of a day.
fn plan_of(catalogue: &Catalogue, day: Day) -> Result<&Plan, Refusal> {
    let no = || Refusal::not_found("reports.no_plan", "还没有工作计划。请按 plans/README.md 写一个年度的计划。");
    catalogue.plan_on(day).ok_or_else(no)
}

/// The county a reader asks for, within what they may see: their own for those of a county. Empty is the whole city.
fn county_of(actor: &Actor, form: &FormData, plan: &Plan) -> Result<String, Refusal> {
    let asked = form.get("county");
    match &actor.scope {
        Scope::City if asked.is_empty() || plan.addressees.iter().any(|code| code == asked) => Ok(asked.to_owned()),
        Scope::County(own) if asked.is_empty() || asked == own => {
            if plan.addressees.contains(own) {
                return Ok(own.clone());
            }
            let sentence = "这份计划没有发给您的单位，没有进展可报。";
            Err(Refusal::not_now("reports.not_addressed", sentence))
        }
        Scope::City | Scope::County(_) | Scope::Township(..) | Scope::Village(..) | Scope::Nowhere => {
            Err(access::outside())
        }
    }
}

/// Links to the periods before and after, and to the other kind.
fn period_links(path: &str, period: Period, rest: &str, today: Day) -> Markup {
    let link = |period: Period| format!("{path}?period={}{rest}", period.code());
    let other = if period.is_quarter() {
        Period::month_of(period.as_of(today))
    } else {
        Period::quarter_of(period.as_of(today))
    };
    let next = period.next();
    html! {
        nav.pick aria-label="报告期" {
            a href=(link(period.before())) { "上一期" } " "
            @if next.first.first_day() <= today { a href=(link(next)) { "下一期" } " " }
            a href=(link(other)) { @if other.is_quarter() { "看季报" } @else { "看月报" } }
        }
    }
}

/// A drop-down of the counties and parks for the bureau.
fn county_choice(actor: &Actor, plan: &Plan, chosen: &str) -> Markup {
    html! {
        @if actor.scope == Scope::City {
            div.f { label for="county" { "单位" }
                select.in #county name="county" {
                    option value="" { "全市" }
                    @for code in &plan.addressees { option value=(code) selected[code == chosen] { (plan.unit_name(code)) } }
                }
            }
        }
    }
}
