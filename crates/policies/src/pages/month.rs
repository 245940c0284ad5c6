//! 按月重算: what the policies in force give in a month, beside what the awards hold, and the button that evens it out.

use super::preview;
use crate::actions;
use crate::city::month_impact;
use access::{Actor, FormData, House, Reply, View, may, see};
use axum::extract::{RawQuery, State};
use db::{JobState, Problem};
use kernel::{Month, Refusal};
use maud::{Markup, html};
use ui::{Field, Problems};

fn month_of(actor: &Actor, form: &FormData) -> Result<Month, Refusal> {
    let next = actor.now.day().month_of().next();
    let month = match form.get("month") {
        "" => next,
        text => Month::parse(text)
            .map_err(|problem| Refusal::bad_input("policies.month", problem.to_string()).on_field("month"))?,
    };
    actions::check_month(actor, month)?;
    Ok(month)
}

async fn content(house: &House, actor: &Actor, form: &FormData, problems: &mut Problems) -> Result<Markup, Problem> {
    let month = match month_of(actor, form) {
        Ok(month) => Some(month),
        Err(refusal) => {
            problems.add("month", refusal.sentence);
            None
        }
    };
    let mut below = html! {};
    if let Some(month) = month {
        let job = db::job(&mut house.db.read().await?, &actions::job_of(month)).await?;
        below = match job {
            Some(job) => html! {
                (ui::card("job", "重算", &html! {}, &html! {
                    p { @match job.state {
                        JobState::Waiting | JobState::Running => { "正在算：" (job.done) " / " (job.total) "。" }
                        JobState::Done | JobState::Failed | JobState::Cancelled => (job.note),
                    } }
                }))
            },
            None => html! {
                (preview::month_card(house, &month_impact(house, month, &actor.scope).await?))
                @if may(actor.role, "policies.sign") {
                    form action="/policies/month" method="post" {
                        (ui::hidden("month", &month.to_string()))
                        div.btns { button.btn type="submit" { "从" (month.chinese()) "起按这些金额发" } }
                    }
                }
            },
        };
    }
    let shown = month.map_or_else(|| form.get("month").to_owned(), |month| month.to_string());
    Ok(html! {
        (ui::crumbs(&[("待办", "/"), ("政策库", "/policies")], "按月重算"))
        div.headline { div { h1 { "按月重算" }
            p.lead { "满了七十岁、十八岁的，早先公布、到这个月才执行的标准：按现在的政策和各户的事实重算这个月。" } } }
        (ui::error_summary(&problems.0))
        form.filters action="/policies/month" method="get" {
            (ui::text(&Field { name: "month", label: "月份", value: &shown, hint: "如 2018-01", class: "w8", ..Field::default() }, problems))
            button.btn.sec.sm type="submit" { "看" }
        }
        (below)
    })
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let mut problems = Problems::default();
    let content = content(&house, &actor, &form, &mut problems).await?;
    Ok(if problems.is_empty() { view.page("按月重算", &content) } else { view.again("按月重算", &content) })
}

pub(super) async fn submit(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    let mut problems = Problems::default();
    if let Ok(month) = month_of(&actor, &form) {
        actions::recompute_month(&house, &actor, month).await?;
        return Ok(see(&format!("/policies/month?month={month}")));
    }
    let content = content(&house, &actor, &form, &mut problems).await?;
    Ok(view.again("按月重算", &content))
}
