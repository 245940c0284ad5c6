//! 案卷: who, what, how much, how long; why; what to do; what happened.

use super::{case_forms, case_parts, print, screening, sheet};
use crate::actions::open_case;
use crate::case::{Case, CaseId};
use crate::combination::conflicts;
use crate::screening::screen;
use crate::store;
use access::{Actor, FormData, House, Reply, View, may};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use db::Problem;
use maud::{Markup, html};
use registry::actions::place_name;
use std::collections::BTreeMap;
use ui::Problems;

/// What a form brought back: its errors, what was typed, and the version it was made for.
#[derive(Default)]
pub(super) struct Back {
    /// Errors.
    pub problems: Problems,
    /// What was typed.
    pub form: FormData,
    /// The version the form was made for, when it is not the stored one any more.
    pub stale_from: Option<i64>,
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, Path(id): Path<String>) -> Reply {
    let id: CaseId = id.parse().map_err(|_| access::outside())?;
    let (title, content) = content(&house, &actor, id, &Back::default()).await?;
    Ok(view.page(&title, &content))
}

/// The case page again after a form: 422 with errors, or 409 with what happened meanwhile.
pub(super) async fn again(house: &House, view: &View, actor: &Actor, id: CaseId, back: Back) -> Reply {
    let status = if back.stale_from.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (title, content) = content(house, actor, id, &back).await?;
    Ok(view.status_page(status, &format!("错误：{title}"), &content))
}

async fn content(house: &House, actor: &Actor, id: CaseId, back: &Back) -> Result<(String, Markup), Problem> {
    let today = actor.now.day();
    let keys = house.keyring();
    let mut tx = house.db.read().await?;
    let (case, declared) = open_case(&mut tx, house, actor, id).await?;
    let steps = store::steps::of_case(&mut tx, &keys, id).await?;
    let decision = store::decisions::of_case(&mut tx, id).await?;
    let recheck = store::rechecks::of_case(&mut tx, id).await?;
    let staff: Vec<String> = steps.iter().map(|step| step.by.clone()).collect();
    let names: BTreeMap<String, String> = access::store::staff::names(&mut tx, &staff).await?.into_iter().collect();
    let account = registry::store::accounts::current(&mut tx, &keys, case.applicant).await?;
    let standing = store::applications::standing(&mut tx, case.household, Some(case.id)).await?;
    drop(tx);
    let conflicts = conflicts(house, &case.programme, &standing, today);
    house.db.log(access::line(actor, "cases.view", case.object(), case.place.code(), "seen", "")).await?;
    let assessment = print::assessment_of(house, &case, &declared, decision.as_ref(), today)?;
    let title = format!("{}户 {}", case.applicant_name, case.procedure(&house.procedures)?.title);
    let foot = account.map_or_else(
        || "还没有登记发放账户".to_owned(),
        |account| {
            format!(
                "{}发到 {} {}",
                case.pays(&house.procedures).per(),
                account.bank,
                kernel::mask::account(&account.number)
            )
        },
    );
    let masked = declared.members.first().map_or_else(String::new, |member| kernel::mask::id(&member.id_number));
    let content = html! {
        (ui::crumbs(&[("待办", "/")], &format!("{}户", case.applicant_name)))
        (head(house, &case, &masked, today)?)
        (case_parts::stage(house, &case, &steps, today)?)
        a.btn.jump href="#decide" { "跳到要办的事" }
        @if let Some(from) = back.stale_from { (case_parts::changed_since(house, &case, &steps, &names, from)) }
        (ui::error_summary(&back.problems.0))
        div.cols.c2 {
            div.stack {
                (ui::card("sheet", &why_title(&case), &html! { span.s.mut {
                    "政策版本 " span.mono { (assessment.policy_version.chars().take(8).collect::<String>()) } "　"
                    a href={ "/cases/" (case.id) "/plain" } { "给群众看的说法" }
                    @if decision.is_some() { "　" a href={ "/cases/" (case.id) "/decision.pdf" } { (ui::icon("p")) "打印告知书" } }
                    @else { "　" a href={ "/cases/" (case.id) "/receipt.pdf" } { (ui::icon("p")) "打印回执" } }
                } }, &html! {
                    @if assessment.approved().is_none() {
                        (ui::note(ui::Tone::Amber, "还差事实，算不出来", &html! { p { (rules::show_missing(&assessment.missing)) "。" } }))
                    }
                    (sheet::sheet(&assessment, &foot))
                }))
                (case_parts::flags(&case, &steps, &conflicts))
                (case_parts::declared_card(house, &case, &declared))
                @if may(actor.role, "cases.apply") {
                    (screening::card(&screen(house, &declared, &case.programme, &case.place, today), Some(case.household)))
                }
                (case_parts::timeline(house, &case, &steps, &names))
            }
            aside.sidebar aria-label="要办的事" {
                (case_forms::panel(house, actor, &case, &assessment, &steps, recheck.as_ref(), back)?)
            }
        }
    };
    Ok((title, content))
}

fn why_title(case: &Case) -> String {
    case.amount.map_or_else(|| "怎么算的".to_owned(), |amount| format!("为什么是 {} 元", amount.grouped()))
}

fn head(house: &House, case: &Case, masked: &str, today: kernel::Day) -> Result<Markup, Problem> {
    let per = case.pays(&house.procedures).per();
    let label = if case.stage.has_ended() { per.to_owned() } else { format!("拟{per}发") };
    Ok(html! {
        div.casehead {
            (ui::stamp(case.stamp(today)))
            div.ch {
                div {
                    h1 { (case.applicant_name) "户　" (case.procedure(&house.procedures)?.title) " 新申请" }
                    p.lead { (case.persons) " 人户，" (place_name(house, &case.place)) (case.team) "　"
                        span.mono { (masked) } "　" a.s href={ "/registry/persons/" (case.applicant) } { (ui::icon("eye")) "看档案" }
                        "　" span.mono.s { (case.number) } }
                }
            }
            div.fig { span.s.mut { (label) } b { (case.amount.map_or_else(|| "—".to_owned(), kernel::Fen::grouped)) } span { "元" } }
        }
    })
}
