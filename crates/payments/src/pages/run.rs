//! 批次页: where it stands, what it comes to, what to do now, what does not fit, and its lines.

use super::run_lines::{self, Listing};
use super::run_parts::{exceptions_card, facts_card, head, imports_card, stage, totals_card};
use super::run_steps::panel;
use crate::close::{Figures, figures};
use crate::line::LineState;
use crate::run::{Run, RunId, RunState};
use crate::store;
use crate::store::exceptions::Exception;
use crate::store::imports::Import;
use access::{Actor, FormData, House, Reply, View};
use axum::extract::{Path, RawQuery, State};
use db::Problem;
use kernel::Fen;
use maud::{Markup, html};
use std::collections::BTreeMap;
use ui::Problems;

/// Exceptions shown at most.
const SHOWN: i64 = 200;

/// Everything the page shows.
pub(super) struct Shown {
    pub(super) run: Run,
    pub(super) sums: Vec<(LineState, i64, Fen)>,
    pub(super) names: BTreeMap<String, String>,
    pub(super) exceptions: Vec<Exception>,
    pub(super) imports: Vec<Import>,
    /// For the close.
    pub(super) figures: Option<Figures>,
    pub(super) listing: Listing,
}

impl Shown {
    /// Count and sum of the lines in a state.
    pub(super) fn of(&self, state: LineState) -> (i64, Fen) {
        self.sums.iter().find(|(known, _, _)| *known == state).map_or((0, Fen::ZERO), |(_, count, sum)| (*count, *sum))
    }
}

async fn load(house: &House, actor: &Actor, id: RunId, query: &FormData) -> Result<Shown, Problem> {
    let mut tx = house.db.read().await?;
    let run = store::runs::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    let sums = store::lines::sums_by_state(&mut tx, &actor.scope, id).await?;
    let exceptions = store::exceptions::of_run(&mut tx, id, SHOWN).await?;
    let imports = store::imports::of_run(&mut tx, id).await?;
    let steps = [&run.frozen, &run.counted, &run.approved, &run.sent, &run.closed];
    let mut staff: Vec<String> = steps.into_iter().flatten().map(|done| done.by.clone()).collect();
    staff.push(run.drafted.by.clone());
    staff.extend(exceptions.iter().filter_map(|one| one.settled_by.clone()));
    staff.extend(imports.iter().map(|one| one.by.clone()));
    staff.sort();
    staff.dedup();
    let names = access::store::staff::names(&mut tx, &staff).await?.into_iter().collect();
    let figures = if matches!(run.state, RunState::Sent | RunState::Reconciled | RunState::Closed) {
        Some(figures(&mut tx, &run.programme, &run.county, run.month).await?)
    } else {
        None
    };
    let listing = run_lines::load(&mut tx, actor, id, query).await?;
    drop(tx);
    house.db.log(access::line(actor, "payments.view", run.object(), &run.county, "seen", "")).await?;
    Ok(Shown { run, sums, names, exceptions, imports, figures, listing })
}

/// The page; `form` is what was typed into a step that was refused, `query` what the list of lines shows.
pub(super) async fn content(
    house: &House,
    actor: &Actor,
    id: RunId,
    query: &FormData,
    form: &FormData,
    problems: &Problems,
) -> Result<(String, Markup), Problem> {
    let shown = load(house, actor, id, query).await?;
    let title = format!("批次 {}", shown.run.number);
    let content = html! {
        (ui::crumbs(&[("待办", "/"), ("发放批次", "/payments/runs")], &shown.run.number))
        (head(house, actor, &shown))
        (stage(&shown))
        (ui::error_summary(&problems.0))
        div.cols.c2 {
            div.stack {
                (totals_card(actor, &shown))
                (exceptions_card(actor, &shown, form, problems))
                (run_lines::card(house, &shown))
                (imports_card(actor, &shown))
            }
            aside.sidebar aria-label="我的这一步" {
                (panel(actor, &shown, form, problems))
                (facts_card(actor, &shown))
            }
        }
    };
    Ok((title, content))
}

/// The id of a run in an address.
pub(super) fn read(id: &str) -> Result<RunId, Problem> {
    id.parse().map_err(|_| access::outside().into())
}

pub(super) async fn show(
    State(house): State<House>,
    view: View,
    actor: Actor,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Reply {
    let query = FormData::parse(query.as_deref().unwrap_or(""));
    let (none, empty) = (Problems::default(), FormData::default());
    let (title, content) = content(&house, &actor, read(&id)?, &query, &empty, &none).await?;
    Ok(view.page(&title, &content))
}
