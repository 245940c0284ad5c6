//! 给群众看的说法: the citizen's sentences, from the approver's own trace.

use crate::actions::open_case;
use crate::assess;
use crate::case::CaseId;
use crate::store;
use access::{Actor, House, Reply, View};
use axum::extract::{Path, State};
use maud::html;
use rules::Assessment;

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, Path(id): Path<String>) -> Reply {
    let id: CaseId = id.parse().map_err(|_| access::outside())?;
    let mut tx = house.db.read().await?;
    let (case, declared) = open_case(&mut tx, &house, &actor, id).await?;
    let decision = store::decisions::of_case(&mut tx, id).await?;
    drop(tx);
    let assessment = match &decision {
        Some(decision) => super::print::stored_assessment(&house, decision)?,
        None => assess::assess(&house, &declared, &case.programme, &case.place, case.accepted_on, actor.now.day())?,
    };
    house.db.log(access::line(&actor, "cases.view", case.object(), case.place.code(), "seen", "plain")).await?;
    Ok(view.page("给群众看的说法", &content(&case.applicant_name, &id.to_string(), &assessment, decision.is_some())))
}

fn content(name: &str, id: &str, assessment: &Assessment, is_decided: bool) -> maud::Markup {
    let title =
        if is_decided { "这是决定时的说法" } else { "还没有决定，这是按现在知道的情况说的" };
    html! {
        (ui::crumbs(&[("待办", "/"), (name, &format!("/cases/{id}"))], "给群众看的说法"))
        div.headline { div { h1 { "给 " (name) " 的说法" } p.lead { (title) } } }
        div.card { div.b.big {
            ol { @for sentence in assessment.citizen_sentences() { li { (sentence) } } }
            @if assessment.approved().is_none() { p { "还差：" (rules::show_missing(&assessment.missing)) "。" } }
        } }
    }
}
