//! 年度计划: the items, who signed, and where each stands.

use super::{Opened, Shared, letters, plan_of};
use crate::actions;
use crate::computed::Catalogue;
use crate::overview::{ItemStanding, Overview};
use crate::store::{self, issues};
use crate::{ItemRole, Plan};
use access::{Actor, House, Reply, may, see};
use axum::Extension;
use axum::extract::State;
use db::Problem;
use maud::{Markup, html};

pub(super) async fn show(Opened { house, catalogue, view, actor, .. }: Opened) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let content = content(&house, &catalogue, plan, &actor).await?;
    Ok(view.page("年度计划", &content))
}

async fn content(house: &House, catalogue: &Catalogue, plan: &Plan, actor: &Actor) -> Result<Markup, Problem> {
    let today = actor.now.day();
    let mut tx = house.db.read().await?;
    let issue = issues::of_year(&mut tx, plan.year).await?;
    let receipts = issues::receipts(&mut tx, plan.year).await?;
    let signed = store::letters::newest(&mut tx, plan.year).await?;
    let overview = Overview::load(&mut tx, house, catalogue, plan, today).await?;
    drop(tx);
    let is_own = |code: &String| actor.scope == access::Scope::County(code.clone());
    let must_sign = issue.is_some()
        && may(actor.role, "workplan.sign")
        && plan.addressees.iter().any(|code| is_own(code) && !receipts.iter().any(|r| r.county == *code));
    Ok(html! {
        (ui::crumbs(&[("待办", "/")], "年度计划"))
        div.headline {
            div { h1 { (plan.title) } p.lead {
                @match &issue {
                    Some(issue) => { (issue.on.chinese()) "发布，" b { (receipts.len()) "/" (plan.addressees.len()) } " 家签收。" }
                    None => { b.hot { "还没有发布。" } "发布以后，县（区）、园区才能签收、分解、上报。" }
                }
            } }
            div.btns {
                @if issue.is_none() && may(actor.role, "workplan.issue") {
                    form action="/workplan/issue" method="post" { button.btn type="submit" { "发布" } }
                }
                @if must_sign {
                    form action="/workplan/sign" method="post" { button.btn type="submit" { "签收" } }
                }
                @if may(actor.role, "workplan.figures") {
                    form action="/workplan/figures" method="post" { button.btn.sec type="submit" { "重新取数" } }
                }
                a.btn.sec href="/workplan/progress.xlsx" { "导出进度表" }
                a.btn.sec href="/workplan/board" { "作战图" }
            }
        }
        @if issue.as_ref().is_some_and(|issue| issue.digest != plan.digest) {
            (ui::note(ui::Tone::Amber, "计划的文字在发布以后改过", &html! { p { "现在的内容与发布时的摘要不同。改动要有正式文件，并通知各收文单位。" } }))
        }
        @for role in ItemRole::ALL {
            @let items: Vec<&ItemStanding<'_>> = overview.items.iter().filter(|one| one.item.role == *role).collect();
            @if !items.is_empty() { (items_card(*role, &items)) }
        }
        (receipts_card(plan, &overview, &receipts))
        @if issue.is_some() { (letters::plan_card(house, actor, (plan, &overview.figures), &signed)) }
        p.s.mut { "依据 《" (plan.document) "》（" (plan.issuer) "，" (plan.day.chinese()) "）。进度口径：事项下的每个指标、任务、周期责任各占一份，取平均；没有报的按零算。"
            @match overview.figures.taken { Some((day, _)) => { "自动计算的数取自" (day.chinese()) "。" } None => { "自动计算的数还没有取过。" } } }
    })
}

fn items_card(role: ItemRole, items: &[&ItemStanding<'_>]) -> Markup {
    ui::card(
        role.code(),
        role.chinese(),
        &html! {},
        &html! {
            table.ledger.stack {
                caption.vh { (role.chinese()) }
                thead { tr { th scope="col" { "事项" } th scope="col" { "责任" } th.num scope="col" { "进度" } th.num scope="col" { "应到" } th scope="col" { "态势" } } }
                tbody { @for one in items { tr {
                    td data-l="事项" { a.nm1 href={ "/workplan/items/" (one.item.id) } { (one.item.id) " " (one.item.title) } span.t2 { (one.words) } }
                    td data-l="责任" { (one.item.sections.join("、")) span.t2 { (one.item.leader) @if let Some(lead) = &one.item.lead_department { "；牵头 " (lead) } } }
                    td.num data-l="进度" { (one.percent) "%" }
                    td.num data-l="应到" { (one.expected) "%" }
                    td data-l="态势" { (ui::tag(one.standing.tone(), one.standing.chinese())) }
                } } }
            }
        },
    )
}

fn receipts_card(plan: &Plan, overview: &Overview<'_>, receipts: &[issues::Receipt]) -> Markup {
    ui::card(
        "receipts",
        "签收",
        &html! {},
        &html! {
            table.ledger.stack {
                caption.vh { "签收情况" }
                thead { tr { th scope="col" { "收文单位" } th scope="col" { "签收" } th.num scope="col" { "进度" } th scope="col" { "卡在哪" } } }
                tbody { @for code in &plan.addressees {
                    @let standing = overview.counties.iter().find(|county| county.code == *code);
                    tr {
                        td data-l="收文单位" { (plan.unit_name(code)) }
                        td data-l="签收" { @match receipts.iter().find(|receipt| receipt.county == *code) {
                            Some(receipt) => { (ui::tag(ui::Tone::Green, "已签收")) " " (receipt.at.day().short()) span.t2 { (receipt.office) } }
                            None => (ui::tag(ui::Tone::Red, "未签收")),
                        } }
                        td.num data-l="进度" { @if let Some(standing) = standing { (standing.percent) "%" } }
                        td data-l="卡在哪" { @if let Some((words, href)) = standing.and_then(|s| s.stuck.as_ref()) { a href=(href) { (words) } } @else { "没有" } }
                    }
                } }
            }
        },
    )
}

pub(super) async fn issue(State(house): State<House>, Extension(catalogue): Shared, actor: Actor) -> Reply {
    actions::issue(&house, &actor, plan_of(&catalogue, &house)?).await?;
    Ok(see("/workplan"))
}

pub(super) async fn sign(State(house): State<House>, Extension(catalogue): Shared, actor: Actor) -> Reply {
    actions::sign(&house, &actor, plan_of(&catalogue, &house)?).await?;
    Ok(see("/workplan#receipts"))
}

pub(super) async fn figures(State(house): State<House>, Extension(catalogue): Shared) -> Reply {
    actions::snapshot(&house, &catalogue).await?.or_busy()?;
    Ok(see("/workplan"))
}
