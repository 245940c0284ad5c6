//! 批量审批: cases that wait for the approver, ticked one by one; the result says what became of each.

use crate::actions;
use crate::actions::BatchItem;
use crate::case::{Case, CaseId};
use crate::store;
use crate::store::applications::Which;
use access::{Actor, FormData, House, Reply, View};
use axum::extract::State;
use db::Problem;
use maud::{Markup, html};
use registry::actions::place_name;
use std::collections::HashMap;

/// Rows of the page.
const PAGE: i64 = 200;

async fn waiting(house: &House, actor: &Actor) -> Result<Vec<Case>, Problem> {
    let mut tx = house.db.read().await?;
    let today = actor.now.day();
    Ok(store::applications::page(&mut tx, &actor.scope, Which::Waiting, &["cases.approve"], today, 0, PAGE).await?)
}

fn content(
    house: &House,
    cases: &[Case],
    actor: &Actor,
    results: &HashMap<CaseId, BatchItem>,
    problem: &str,
) -> Markup {
    let today = actor.now.day();
    let done = results.values().filter(|item| item.problem.is_none()).count();
    html! {
        (ui::crumbs(&[("待办", "/")], "批量审批"))
        div.headline { div { h1 { "批量审批" } p.lead { b { (cases.len()) } " 件等您审批。看过案卷再勾选；每件各办各的，一件办不成不影响别的。" } } }
        @if !results.is_empty() {
            (ui::flash(if done == results.len() { ui::Tone::Green } else { ui::Tone::Amber }, &format!("办成 {done} 件，没办成 {} 件。", results.len() - done), "没办成的原因写在各行里，还留在下面。"))
        }
        @if !problem.is_empty() { (ui::error_summary(&[(String::new(), problem.to_owned())])) }
        @if cases.is_empty() { (ui::empty("现在没有等审批的件。", &html! {})) } @else {
            form action="/cases/batch" method="post" {
                table.ledger.stack {
                    caption.vh { "等审批的件" }
                    thead { tr { th scope="col" { span.vh { "选择" } } th scope="col" { "时限" } th scope="col" { "申请人" } th scope="col" { "受理号" } th.num scope="col" { "拟发（元）" } th scope="col" { "结果" } } }
                    tbody { @for case in cases {
                        tr {
                            td { label.ck { input type="checkbox" name="case" value=(format!("{}:{}", case.id, case.version)); span.vh { "选中 " (case.applicant_name) } } }
                            (ui::due_cell(case.due_on(today)))
                            td data-l="申请人" { a.nm1 href={ "/cases/" (case.id) } { (case.applicant_name) } span.t2 { (place_name(house, &case.place)) (case.team) "，" (case.persons) " 人户" } }
                            td.mono data-l="受理号" { (case.number) }
                            td.num data-l="拟发" { (case.amount.map_or_else(|| "未知".to_owned(), kernel::Fen::grouped)) }
                            td data-l="结果" { @if let Some(why) = results.get(&case.id).and_then(|item| item.problem.as_ref()) { span.hot { "没办成：" (why) } } }
                        }
                    } }
                }
                div.card.up { div.b {
                    (ui::area("reason", "意见", "对勾选的各件", "经审核，符合条件，同意。", &ui::Problems::default()))
                    label.swear { input type="checkbox" name="not_kin" value="1"; span { "我与勾选的各户" b { "都不是近亲属" } "，没有应当回避的情形" } }
                    div.btns { button.btn type="submit" { "同意勾选的各件" } }
                } }
            }
        }
    }
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor) -> Reply {
    let cases = waiting(&house, &actor).await?;
    Ok(view.page("批量审批", &content(&house, &cases, &actor, &HashMap::new(), "")))
}

pub(super) async fn submit(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    let items: Vec<(CaseId, i64)> = form
        .all("case")
        .into_iter()
        .filter_map(|text| {
            let (case, version) = text.split_once(':')?;
            Some((case.parse().ok()?, version.parse().ok()?))
        })
        .collect();
    let problem = if items.is_empty() {
        "请先勾选要同意的件。"
    } else if !form.ticked("not_kin") {
        "请声明与勾选的各户都不是近亲属；是近亲属的，请去掉勾选，交给别人办。"
    } else {
        ""
    };
    if !problem.is_empty() {
        let cases = waiting(&house, &actor).await?;
        return Ok(view.again("批量审批", &content(&house, &cases, &actor, &HashMap::new(), problem)));
    }
    let results = actions::approve_many(&house, &actor, &items, form.get("reason")).await?;
    let results = results.into_iter().map(|item| (item.case, item)).collect();
    let cases = waiting(&house, &actor).await?;
    Ok(view.page("批量审批", &content(&house, &cases, &actor, &results, "")))
}
