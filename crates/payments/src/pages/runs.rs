//! 发放批次: by month, with state, count, sum, and who must act next.

use super::{is_blind, programme_title, who_may};
use crate::run::{Run, RunState};
use crate::store;
use access::{Actor, FormData, House, Reply, Scope, View, may};
use axum::extract::{RawQuery, State};
use db::Problem;
use kernel::{Fen, Month};
use maud::{Markup, html};
use registry::actions::county_name;
use ui::{Field, Problems, Tone};

/// Rows of the page.
const PAGE: i64 = 60;

/// A run with the figures this reader may see.
struct Row {
    run: Run,
    figures: Option<(i64, Fen)>,
}

async fn rows(house: &House, actor: &Actor, month: Option<Month>) -> Result<Vec<Row>, Problem> {
    let mut tx = house.db.read().await?;
    let mut rows = Vec::new();
    for run in store::runs::list(&mut tx, &actor.scope, month, PAGE).await? {
        let figures = match &actor.scope {
            _ if is_blind(&run, actor) => None,
            Scope::City | Scope::County(_) | Scope::Nowhere => Some((run.lines, run.sum)),
            Scope::Township(..) | Scope::Village(..) => {
                let sums = store::lines::sums_by_state(&mut tx, &actor.scope, run.id).await?;
                let paid = sums.iter().filter(|(state, _, _)| *state != crate::line::LineState::Held);
                Some((
                    paid.clone().map(|(_, count, _)| count).sum(),
                    kernel::try_sum(paid.map(|(_, _, sum)| *sum)).unwrap_or(Fen::ZERO),
                ))
            }
        };
        rows.push(Row { run, figures });
    }
    Ok(rows)
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let mut problems = Problems::default();
    let month = match form.get("month") {
        "" => None,
        text => Month::parse(text).map_err(|problem| problems.add("month", problem.sentence)).ok(),
    };
    let rows = rows(&house, &actor, month).await?;
    let owing = super::pay_by::card(&house, &actor).await?;
    let mine = rows.iter().filter(|row| is_mine(&row.run, &actor)).count();
    let content = html! {
        (ui::crumbs(&[("待办", "/")], "发放批次"))
        div.headline {
            div { h1 { "发放批次" } p.lead {
                @if mine > 0 { b { (mine) } " 个批次等您办。" } @else { "没有等您办的批次。" }
            } }
            @if may(actor.role, "payments.prepare") {
                div.btns { a.btn href="/payments/runs/new" accesskey="n" { (ui::icon("plus")) "编制批次" } }
            }
        }
        (ui::error_summary(&problems.0))
        (owing)
        form.filters action="/payments/runs" method="get" {
            (ui::text(&Field { name: "month", label: "月份", value: form.get("month"), class: "w8", optional: "如 2017-06", ..Field::default() }, &problems))
            button.btn.sec.sm type="submit" { "查" }
        }
        @if rows.is_empty() {
            (ui::empty("还没有发放批次。", &html! { p { "发放经办编制以后，会出现在这里。" } }))
        } @else { (table(&house, &actor, &rows)) }
    };
    Ok(if problems.is_empty() { view.page("发放批次", &content) } else { view.again("发放批次", &content) })
}

fn is_mine(run: &Run, actor: &Actor) -> bool {
    run.state.next_action().is_some_and(|action| may(actor.role, action))
}

pub(super) fn tone(state: RunState) -> Tone {
    match state {
        RunState::Draft => Tone::Grey,
        RunState::Frozen | RunState::Counted | RunState::Approved => Tone::Amber,
        RunState::Sent => Tone::Plain,
        RunState::Reconciled | RunState::Closed => Tone::Green,
    }
}

fn table(house: &House, actor: &Actor, rows: &[Row]) -> Markup {
    html! {
        table.ledger.stack {
            caption.vh { "发放批次" }
            thead { tr {
                th scope="col" { "批次" } th scope="col" { "种类" } th scope="col" { "状态" }
                th.num scope="col" { "笔数" } th.num scope="col" { "金额（元）" } th scope="col" { "下一步" }
            } }
            tbody { @for row in rows {
                @let run = &row.run;
                tr {
                    td data-l="批次" {
                        a.nm1 href={ "/payments/runs/" (run.id) } { (run.month.chinese()) " " (programme_title(house, &run.programme)) }
                        span.t2.mono { (run.number) } span.t2 { (county_name(house, &run.county)) }
                    }
                    td data-l="种类" { (run.kind.chinese()) }
                    td data-l="状态" { (ui::tag(tone(run.state), run.state.chinese())) }
                    @match row.figures {
                        Some((lines, sum)) => { td.num data-l="笔数" { (lines) } td.num data-l="金额" { (sum.grouped()) } }
                        None => { td.num data-l="笔数" { "清点后可见" } td.num data-l="金额" { "清点后可见" } }
                    }
                    td data-l="下一步" { (next(run, actor)) }
                }
            } }
        }
        (ui::pager(&format!("列出 {} 个批次，最近的在前", rows.len()), None))
    }
}

fn next(run: &Run, actor: &Actor) -> Markup {
    html! {
        @if is_mine(run, actor) {
            a.btn.sm href={ "/payments/runs/" (run.id) "#act" } { (run.state.todo()) span.vh { "，批次 " (run.number) } }
        } @else if let Some(action) = run.state.next_action() {
            span.mut.s { "等" (who_may(action)) "：" (run.state.todo()) }
        } @else { span.mut.s { "已经办完" } }
    }
}
