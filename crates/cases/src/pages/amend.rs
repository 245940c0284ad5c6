//! 按调查更正申报: the same sections, filled with what was declared, and a reason.

use super::draft_form::{estimate_card, member_section, money_sections};
use crate::actions::{self, open_case};
use crate::assess;
use crate::case::{Case, CaseId};
use crate::declared::{self, Declaration};
use crate::questions::Questions;
use access::{Actor, FormData, House, Reply, Submitted, View, see};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use db::Problem;
use maud::{Markup, html};
use ui::Problems;

/// Fields that an amendment keeps as they were taken in.
const KEPT: &[&str] =
    &["village", "team", "address", "hukou", "phone", "account_kind", "bank", "account", "consent", "promise"];

fn content(
    house: &House,
    actor: &Actor,
    case: &Case,
    form: &FormData,
    declared: &Declaration,
    problems: &Problems,
) -> Markup {
    let today = actor.now.day();
    let questions = Questions::of(house, &case.programme);
    let assessment = assess::assess(house, declared, &case.programme, &case.place, case.accepted_on, today).ok();
    let address = format!("/cases/{}/amend", case.id);
    html! {
        (ui::crumbs(&[("待办", "/"), (&case.applicant_name, &format!("/cases/{}", case.id))], "按调查更正申报"))
        div.headline { div { h1 { "按调查更正申报" } p.lead { "改成入户查到的情况；原来申报的留在经过里。姓名和号码不能在这里改。" } } }
        form.cols.wide action=(address) method="post" novalidate {
            div {
                (ui::hidden("version", &case.version.to_string()))
                @for name in KEPT { (ui::hidden(name, form.get(name))) }
                @for column in ["name", "id", "relation", "serious", "category", "grade", "student", "lives", "independent", "duty", "status"] {
                    @let name = format!("m.0.{column}");
                    (ui::hidden(&name, form.get(&name)))
                }
                (ui::error_summary(&problems.0))
                (member_section(&questions, form, problems))
                (money_sections(&questions, form, declared, problems))
                (ui::card("reason", "为什么更正", &html! {}, &html! {
                    (ui::area("why", "凭什么材料", "必填", form.get("why"), problems))
                    div.btns { button.btn type="submit" name="act" value="submit" { "更正" } a.btn.sec href={ "/cases/" (case.id) } { "不改了" } }
                }))
            }
            aside.sidebar aria-label="边填边算" { (estimate_card(assessment.as_ref(), case.pays(&house.procedures))) }
        }
    }
}

async fn load(house: &House, actor: &Actor, id: &str) -> Result<(Case, Declaration), Problem> {
    let id: CaseId = id.parse().map_err(|_| access::outside())?;
    let mut tx = house.db.read().await?;
    open_case(&mut tx, house, actor, id).await
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, Path(id): Path<String>) -> Reply {
    let (case, declared) = load(&house, &actor, &id).await?;
    let form = FormData::new(declared::fields(&declared));
    Ok(view.page("按调查更正申报", &content(&house, &actor, &case, &form, &declared, &Problems::default())))
}

pub(super) async fn submit(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let (case, _) = load(&house, &actor, &id).await?;
    let (declared, mut problems) = declared::read(&form, &Questions::of(&house, &case.programme), actor.now.day());
    if form.get("act") == "submit" && problems.is_empty() {
        let seen = form.get("version").parse().unwrap_or(0);
        match actions::amend(&house, &actor, case.id, seen, &declared, form.get("why")).await {
            Ok(()) => return Ok(see(&format!("/cases/{}", case.id))),
            Err(Problem::Refusal(refusal)) if refusal.field.is_some() || refusal.code == "cases.stale" => {
                problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
            }
            Err(problem) => return Err(problem.into()),
        }
    }
    let page = content(&house, &actor, &case, &form, &declared, &problems);
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(view.status_page(status, "按调查更正申报", &page))
}
