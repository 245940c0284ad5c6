//! 追回: what was paid beyond the right, and what came back of it.

use super::problems_of;
use crate::actions;
use crate::store;
use crate::store::recoveries::Recovery;
use access::{Actor, FormData, House, Reply, Submitted, View, may, see};
use axum::extract::State;
use db::Problem;
use kernel::{Fen, Refusal, RefusalKind};
use maud::{Markup, html};
use registry::actions::place_name;
use std::collections::HashMap;
use ui::Problems;

/// Rows of the page.
const PAGE: i64 = 200;

async fn content(house: &House, actor: &Actor, form: &FormData, problems: &Problems) -> Result<Markup, Problem> {
    let mut tx = house.db.read().await?;
    let found = store::recoveries::list(&mut tx, &actor.scope, PAGE).await?;
    let ids: Vec<String> = found.iter().map(|one| one.id.clone()).collect();
    let repaid = store::recoveries::repaid(&mut tx, &ids).await?;
    drop(tx);
    if !found.is_empty() {
        house.db.log(access::line(actor, "payments.view", "payments_recoveries", "", "seen", "")).await?;
    }
    let left = |one: &Recovery| left(one, &repaid);
    let open = kernel::try_sum(found.iter().map(left)).unwrap_or(Fen::ZERO);
    Ok(html! {
        (ui::crumbs(&[("待办", "/"), ("发放批次", "/payments/runs")], "追回"))
        div.headline { div { h1 { "追回" } p.lead { "还要追回 " b { (open.grouped()) } " 元。" } } }
        (ui::error_summary(&problems.0))
        @if found.is_empty() { (ui::empty("没有要追回的。", &html! { p { "停发、调低以后还按原来的发过的，会出现在这里。" } })) } @else {
            table.ledger.stack {
                caption.vh { "要追回的" }
                thead { tr { th scope="col" { "姓名" } th scope="col" { "月份" } th.num scope="col" { "发了" } th.num scope="col" { "该发" } th.num scope="col" { "还要追回" } th scope="col" { "原因" } th scope="col" { "收回" } } }
                tbody { @for one in &found { tr {
                    td data-l="姓名" { a.nm1 href={ "/payments/awards?household=" (one.household) } { (one.name) } span.t2 { (place_name(house, &one.place)) } }
                    td data-l="月份" { (one.month.chinese()) }
                    td.num data-l="发了" { (one.paid.grouped()) }
                    td.num data-l="该发" { (one.entitled.grouped()) }
                    td.num data-l="还要追回" { (left(one).grouped()) span.t2 { "共 " (one.amount.grouped()) } }
                    td data-l="原因" { (one.why) }
                    td data-l="收回" { @if left(one) > Fen::ZERO && may(actor.role, "payments.import") { (repay_form(house, one, form, problems)) } @else if left(one) == Fen::ZERO { "已收齐" } }
                } } }
            }
        }
    })
}

fn left(one: &Recovery, repaid: &HashMap<String, Fen>) -> Fen {
    let back = repaid.get(&one.id).copied().unwrap_or(Fen::ZERO);
    one.amount.checked_sub(back).unwrap_or(Fen::ZERO)
}

fn repay_form(house: &House, one: &Recovery, form: &FormData, problems: &Problems) -> Markup {
    let is_this = form.get("recovery") == one.id;
    let typed = |field: &str| if is_this { form.get(field) } else { "" };
    let fresh = house.mint();
    let key = if is_this && !form.get("key").is_empty() { form.get("key") } else { &fresh };
    let input = |field: &str, label: &str| {
        let name = format!("{field}-{}", one.id);
        html! {
            div.f {
                label for=(name) { (label) }
                @if let Some(sentence) = problems.of(field).filter(|_| is_this) { p.msg.bad { span.vh { "错误：" } (sentence) } }
                input.in.c id=(name) name=(field) value=(typed(field)) autocomplete="off";
            }
        }
    };
    html! {
        details.more open[is_this] {
            summary { "登记收回" span.vh { "，" (one.name) } }
            form action={ "/payments/recoveries/" (one.id) } method="post" {
                (ui::hidden("recovery", &one.id))
                (ui::hidden("key", key))
                (input("amount", "收回多少元"))
                (input("note", "缴款凭证号"))
                div.btns { button.btn.sec.sm type="submit" { "登记" } }
            }
        }
    }
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor) -> Reply {
    let content = content(&house, &actor, &FormData::default(), &Problems::default()).await?;
    Ok(view.page("追回", &content))
}

pub(super) async fn submit(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let amount = Fen::parse(form.get("amount"))
        .map_err(|problem| Refusal::bad_input("payments.repay", problem.sentence).on_field("amount"));
    let outcome = match amount {
        Ok(amount) => actions::repay(&house, &actor, &id, amount, form.get("note"), form.get("key")).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(()) => Ok(see("/payments/recoveries")),
        Err(Problem::Refusal(refusal)) if !matches!(refusal.kind, RefusalKind::Forbidden | RefusalKind::NotFound) => {
            let content = content(&house, &actor, &form, &problems_of(&refusal)).await?;
            Ok(view.again("追回", &content))
        }
        Err(problem) => Err(problem.into()),
    }
}
