//! One change: what it is, what it does, the second signature, and how far the recomputation has come.

use super::{division_name, library, preview};
use crate::actions;
use crate::change::{Change, ChangeId, ChangeState};
use crate::city::impact;
use crate::store;
use access::{Actor, FormData, House, Reply, Submitted, View, may, see};
use axum::extract::{Path, State};
use db::{Job, JobState, Problem};
use maud::{Markup, html};
use std::collections::BTreeMap;
use ui::Problems;

fn id_of(id: &str) -> Result<ChangeId, Problem> {
    id.parse().map_err(|_| access::outside().into())
}

async fn content(
    house: &House,
    actor: &Actor,
    id: ChangeId,
    form: &FormData,
    problems: &Problems,
) -> Result<(String, Markup), Problem> {
    let mut tx = house.db.read().await?;
    let change = store::changes::get(&mut tx, id).await?.ok_or_else(access::outside)?;
    let job = if change.job.is_empty() { None } else { db::job(&mut tx, &change.job).await? };
    let people = [change.proposed_by.clone(), change.signed_by.clone()];
    let names: BTreeMap<String, String> = access::store::staff::names(&mut tx, &people).await?.into_iter().collect();
    drop(tx);
    let what = if change.state == ChangeState::Proposed {
        preview::card(house, &change, &impact(house, &change, &actor.scope).await?)
    } else {
        html! {}
    };
    let title = format!("{} 变更", change.parameter);
    let markup = html! {
        (ui::crumbs(&[("待办", "/"), ("政策库", "/policies"), ("参数和变更", "/policies/parameters")], &title))
        div.headline { div { h1 { (title) " " (library::state_tag(change.state)) }
            p.lead { (division_name(house, &change.division)) "，" (change.from.chinese()) "起，" b { (change.value) } } } }
        (ui::error_summary(&problems.0))
        div.cols.c2 {
            div.stack {
                (facts(&change, &names))
                (what)
                @if change.state == ChangeState::Proposed { (cases_under(house, &change)) }
                @if let Some(job) = &job { (progress(&change, job)) }
            }
            aside.sidebar aria-label="要办的事" { (panel(actor, &change, form, problems)) }
        }
    };
    Ok((title, markup))
}

fn facts(change: &Change, names: &BTreeMap<String, String>) -> Markup {
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    ui::card(
        "what",
        "这项变更",
        &html! {},
        &html! {
            dl.sum {
                div { dt { "文件" } dd { (change.document) } dd {} }
                @if !change.why.is_empty() { div { dt { "说明" } dd { (change.why) } dd {} } }
                div { dt { "谁提出" } dd { (name(&change.proposed_by)) "　" (change.proposed.local_minute()) } dd {} }
                @if let Some(signed) = change.signed { div { dt { "谁签字" } dd { (name(&change.signed_by)) "　" (signed.local_minute()) } dd {} } }
                @if !change.ended_why.is_empty() { div { dt { "为什么撤回" } dd { (change.ended_why) } dd {} } }
            }
        },
    )
}

/// The worked cases of every policy that reads the parameter, run with the change.
fn cases_under(house: &House, change: &Change) -> Markup {
    let Ok(changed) = change.over(&house.library()) else { return html! {} };
    let reads = |policy: &&rules::Policy| policy.parameters().iter().any(|known| known.name == change.parameter);
    let rows: Vec<(&rules::Policy, usize, usize)> = changed
        .policies()
        .iter()
        .filter(reads)
        .map(|policy| {
            let runs = changed.run_cases(policy.id());
            (policy, runs.len(), runs.iter().filter(|run| !run.holds()).count())
        })
        .filter(|(_, all, _)| *all > 0)
        .collect();
    html! {
        @if !rows.is_empty() {
            (ui::card("cases", "政策里的案例", &html! {}, &html! {
                dl.sum { @for (policy, all, other) in &rows {
                    div {
                        dt { (policy.title()) }
                        dd { (all) " 个案例，按新数算有 " b { (other) } " 个结果变了" }
                        dd { a href={ "/policies/library/" (policy.id()) "/cases?change=" (change.id) } { "看" } }
                    }
                } }
            }))
        }
    }
}

/// How far the recomputation is, in words; scripts refresh it, without them the link does.
fn progress(change: &Change, job: &Job) -> Markup {
    let words = words_of(job);
    let is_open = matches!(job.state, JobState::Waiting | JobState::Running);
    ui::card(
        "job",
        "按新数重算",
        &html! {},
        &html! {
            progress max=(job.total.max(1)) value=(if is_open { job.done } else { job.total.max(1) }) aria-label="重算进度" {}
            p data-progress=[is_open.then(|| format!("/policies/changes/{}/progress", change.id))] aria-live="polite" { (words) }
            @if is_open { p.s { a href={ "/policies/changes/" (change.id) } { "刷新看进度" } } }
        },
    )
}

/// The state of the work in words.
pub(super) fn words_of(job: &Job) -> String {
    match job.state {
        JobState::Waiting => "排队等着算。".to_owned(),
        JobState::Running => format!("正在算：{} / {}。", job.done, job.total),
        JobState::Done | JobState::Failed => job.note.clone(),
        JobState::Cancelled => "被叫停了。".to_owned(),
    }
}

fn panel(actor: &Actor, change: &Change, form: &FormData, problems: &Problems) -> Markup {
    let version = change.version.to_string();
    let is_own = change.proposed_by == actor.staff.to_string();
    html! {
        section.card.decide id="decide" {
            header { h2 { @if change.state == ChangeState::Proposed { "第二人签字" } @else { (change.state.chinese()) } } }
            div.b {
                @if change.state != ChangeState::Proposed {
                    p { "签了的不能改；要改，另提一项变更。" }
                } @else if !may(actor.role, "policies.sign") {
                    p { "等市局另一个人签字。" }
                } @else if is_own {
                    p { "这是您提出的，要由另一个人签字。" }
                } @else {
                    form action={ "/policies/changes/" (change.id) "/sign" } method="post" {
                        (ui::hidden("version", &version))
                        (ui::check("read", &html! { "我看过文件原文和影响，数值、日期、地方都" b { "一致" } }, false, problems))
                        div.btns { button.btn.wide type="submit" { "签字生效" } }
                        p.s.mut { "签字以后，以后的决定都按新数；在发的按新数重算。" }
                    }
                }
            }
        }
        @if change.state == ChangeState::Proposed && may(actor.role, "policies.propose") {
            details.card open[problems.of("ended_why").is_some()] {
                summary.b { "撤回" }
                div.b { form action={ "/policies/changes/" (change.id) "/withdraw" } method="post" {
                    (ui::hidden("version", &version))
                    (ui::area("ended_why", "为什么撤回", "", form.get("ended_why"), problems))
                    div.btns { button.btn.sec type="submit" { "撤回" } }
                } }
            }
        }
    }
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, Path(id): Path<String>) -> Reply {
    let (title, content) = content(&house, &actor, id_of(&id)?, &FormData::default(), &Problems::default()).await?;
    Ok(view.page(&title, &content))
}

async fn answer(
    house: &House,
    view: &View,
    actor: &Actor,
    id: ChangeId,
    form: &FormData,
    done: Result<(), Problem>,
) -> Reply {
    match done {
        Ok(()) => Ok(see(&format!("/policies/changes/{id}"))),
        Err(Problem::Refusal(refusal)) if refusal.field.is_some() => {
            let mut problems = Problems::default();
            problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
            let (title, content) = content(house, actor, id, form, &problems).await?;
            Ok(view.again(&title, &content))
        }
        Err(problem) => Err(problem.into()),
    }
}

fn version(form: &FormData) -> i64 {
    form.get("version").parse().unwrap_or(0)
}

pub(super) async fn sign(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = if form.ticked("read") {
        actions::sign(&house, &actor, id, version(&form)).await
    } else {
        let sentence = "请先看文件原文和影响，再勾选签字。";
        Err(kernel::Refusal::bad_input("policies.read", sentence).on_field("read").into())
    };
    answer(&house, &view, &actor, id, &form, done).await
}

pub(super) async fn withdraw(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = actions::withdraw(&house, &actor, id, version(&form), form.get("ended_why")).await;
    answer(&house, &view, &actor, id, &form, done).await
}
