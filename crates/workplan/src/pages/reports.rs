//! 上报审核: what waits for this reader: figures and splits.

use super::{Asked, Opened, Shared, again, number, plan_of, problems_of, refused};
use crate::Plan;
use crate::actions;
use crate::report::{Report, ReportState, Verdict};
use crate::store::splits::TargetSplit;
use crate::store::{evidence, reports, splits};
use access::{Actor, FormData, House, Reply, Scope, Submitted, see};
use axum::Extension;
use db::{Outcome, Problem};
use kernel::Refusal;
use maud::{Markup, html};
use ui::Problems;

/// Rows of the page.
const LISTED: i64 = 100;

pub(super) async fn show(Opened { house, catalogue, view, actor, .. }: Opened) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let content = content(&house, plan, &actor, &FormData::default(), &Problems::default()).await?;
    Ok(view.page("上报审核", &content))
}

async fn content(
    house: &House,
    plan: &Plan,
    actor: &Actor,
    form: &FormData,
    problems: &Problems,
) -> Result<Markup, Problem> {
    let is_city = actor.scope == Scope::City;
    let state = if is_city { ReportState::AtCity } else { ReportState::AtCounty };
    let mut tx = house.db.read().await?;
    let waiting = reports::waiting(&mut tx, &actor.scope, plan.year, state, LISTED).await?;
    let ids: Vec<String> = waiting.iter().map(|report| report.evidence.clone()).collect();
    let names = evidence::names(&mut tx, &ids).await?;
    let shares = if is_city { splits::waiting(&mut tx, &actor.scope, plan.year).await? } else { Vec::new() };
    drop(tx);
    Ok(html! {
        (ui::crumbs(&[("待办", "/"), ("年度计划", "/workplan")], "上报审核"))
        div.headline { div { h1 { "上报审核" } p.lead { b { (waiting.len()) } " 个数、" b { (shares.len()) } " 个分解等您审。" } } }
        (ui::error_summary(&problems.0))
        @if waiting.is_empty() && shares.is_empty() {
            (ui::empty("没有等您审的。", &html! { p { "下级上报以后，会出现在这里。" } }))
        }
        @for report in &waiting { (report_card(house, plan, report, &names, form, problems)) }
        @for split in &shares { (split_card(house, plan, split, form, problems)) }
    })
}

/// The verdict form of one thing; what was typed comes back to the one it was typed for.
fn verdict_form(action: &str, id: &str, version: i64, form: &FormData, problems: &Problems) -> Markup {
    let is_this = form.get("one") == id;
    let name = format!("note-{id}");
    let wrong = problems.of(&name);
    html! {
        form action=(action) method="post" {
            (ui::hidden("one", id)) (ui::hidden("version", &version.to_string()))
            div class=(if wrong.is_some() { "f err" } else { "f" }) {
                label for=(name) { "意见 " span.opt { "退回时必填" } }
                @if let Some(sentence) = wrong { p.msg.bad { span.vh { "错误：" } (sentence) } }
                input.in id=(name) name="note" value=(if is_this { form.get("note") } else { "" }) autocomplete="off";
            }
            div.btns {
                button.btn type="submit" name="verdict" value="pass" { "同意" }
                button.btn.sec type="submit" name="verdict" value="return" { "退回" }
            }
        }
    }
}

fn report_card(
    house: &House,
    plan: &Plan,
    report: &Report,
    names: &[(String, String)],
    form: &FormData,
    problems: &Problems,
) -> Markup {
    let unit = plan.indicator(&report.indicator).map_or("", |(_, one)| one.unit.as_str());
    let title = plan.indicator(&report.indicator).map_or("", |(_, one)| one.name.as_str());
    let file = names.iter().find(|(id, _)| *id == report.evidence).map_or("凭证", |(_, name)| name.as_str());
    let whose = if report.county == plan.city {
        "市局".to_owned()
    } else {
        Asked { county: report.county.clone(), township: report.township.clone(), ..Asked::default() }.name(house)
    };
    ui::card(
        &format!("r-{}", report.id),
        &format!("{whose} · {title}"),
        &html! { a href={ "/workplan/indicators/" (report.indicator) } { "看这个指标" } },
        &html! {
            @if !report.is_intact(&house.keyring()) { (ui::note(ui::Tone::Red, "这条记录被改动过", &html! { p { "请不要审，告诉系统管理员。" } })) }
            p { b { "上报数　" (report.value) } " " (unit) "（截至" (report.as_of.chinese()) "）" }
            p { b { "说明　" } @if report.note.is_empty() { "没有" } @else { (report.note) } }
            p { b { "凭证　" } a href={ "/workplan/evidence/" (report.evidence) } { (file) } " " span.mono.s { "SM3 " (report.evidence_digest.get(..16).unwrap_or("")) "…" } }
            @if !report.county_note.is_empty() { p { b { "县（区）意见　" } (report.county_note) } }
            (verdict_form(&format!("/workplan/reports/{}/check", report.id), &report.id, report.version, form, problems))
        },
    )
}

fn split_card(house: &House, plan: &Plan, split: &TargetSplit, form: &FormData, problems: &Problems) -> Markup {
    let title = plan.indicator(&split.indicator).map_or("", |(_, one)| one.name.as_str());
    let county = plan.unit_name(&split.county);
    let name =
        |code: &str| Asked { county: split.county.clone(), township: code.to_owned(), ..Asked::default() }.name(house);
    ui::card(
        &format!("s-{}", split.id),
        &format!("{county} · {title} · 分解到乡镇"),
        &html! {},
        &html! {
            p { @for part in split.parts.iter().filter(|part| part.value > crate::Quantity::ZERO) { span.nb { (name(&part.place)) " " (part.value.shown()) } " " } }
            @if !split.reason.is_empty() { p { "原因：" (split.reason) } }
            (verdict_form(&format!("/workplan/splits/{}/decide", split.id), &split.id, split.version, form, problems))
        },
    )
}

fn verdict(form: &FormData) -> Result<Verdict, Refusal> {
    match form.get("verdict") {
        "pass" => Ok(Verdict::Pass),
        "return" => Ok(Verdict::Return),
        _ => Err(Refusal::bad_input("workplan.verdict", "请按“同意”或“退回”。").on_field("note")),
    }
}

async fn answer(to: Submitted, catalogue: &crate::Catalogue, outcome: Outcome<()>) -> Reply {
    let Submitted { house, view, actor, form, .. } = to;
    let Some(refusal) = refused(outcome)? else { return Ok(see("/workplan/reports")) };
    let mut problems = problems_of(&refusal);
    for (field, _) in problems.0.iter_mut().filter(|(field, _)| field == "note") {
        *field = format!("note-{}", form.get("one"));
    }
    let plan = plan_of(catalogue, &house)?;
    let content = content(&house, plan, &actor, &form, &problems).await?;
    Ok(again(&view, "上报审核", &refusal, &content))
}

pub(super) async fn check(Extension(catalogue): Shared, to: Submitted) -> Reply {
    let outcome = match verdict(&to.form) {
        Ok(verdict) => {
            let said = (verdict, to.form.get("note"));
            actions::check(&to.house, &to.actor, &to.id, said, number(&to.form, "version")).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    answer(to, &catalogue, outcome).await
}

pub(super) async fn decide(Extension(catalogue): Shared, to: Submitted) -> Reply {
    let outcome = match verdict(&to.form) {
        Ok(verdict) => {
            let said = (verdict, to.form.get("note"));
            actions::decide_split(&to.house, &to.actor, &to.id, said, number(&to.form, "version")).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    answer(to, &catalogue, outcome).await
}
