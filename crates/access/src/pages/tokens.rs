//! 接口令牌.

use crate::actions;
use crate::actor::Actor;
use crate::form::FormData;
use crate::house::House;
use crate::store;
use crate::web::{Reply, View, see};
use axum::extract::{Path, State};
use db::Problem;
use kernel::Refusal;
use maud::{Markup, html};
use ui::{Field, Problems};

async fn content(house: &House, form: &FormData, problems: &Problems, extra: &Markup) -> Result<Markup, Problem> {
    let tokens = store::tokens::list(&mut house.db.read().await?).await?;
    Ok(html! {
        (ui::crumbs(&[("待办", "/")], "接口令牌"))
        div.headline { div { h1 { "接口令牌" } p.lead { "给部门系统和手机端用。令牌替一个在任的人做事，只能做写明的几件事，到期自己失效。" } } }
        (ui::error_summary(&problems.0))
        (extra)
        (ui::card("new", "新令牌", &html! {}, &html! {
            form action="/access/tokens" method="post" {
                div.row {
                    (ui::text(&Field { name: "name", label: "给谁用", value: form.get("name"), ..Field::default() }, problems))
                    (ui::text(&Field { name: "login", label: "替谁做（账号）", value: form.get("login"), ..Field::default() }, problems))
                }
                div.row {
                    (ui::text(&Field { name: "scopes", label: "范围", value: form.get("scopes"), hint: "如 cases.view cases.apply", ..Field::default() }, problems))
                    (ui::text(&Field { name: "days", label: "有效天数", value: form.get("days"), hint: "1 到 366", class: "num w8", mode: "numeric", ..Field::default() }, problems))
                }
                div.btns { button.btn type="submit" { "发放" } }
            }
        }))
        table.ledger.stack {
            caption.vh { "令牌" }
            thead { tr { th scope="col" { "给谁用" } th scope="col" { "范围" } th scope="col" { "到期" } th scope="col" { span.vh { "操作" } } } }
            tbody { @for token in &tokens {
                tr {
                    td data-l="给谁用" { (token.name) }
                    td.mono data-l="范围" { (token.scopes) }
                    td data-l="到期" { (token.expires.local_minute()) }
                    td.num { @if token.ended.is_some() { "已收回" } @else {
                        form action={ "/access/tokens/" (token.id) "/end" } method="post" { button.btn.sec.sm type="submit" { "收回" } }
                    } }
                }
            } }
        }
    })
}

pub(super) async fn show(State(house): State<House>, view: View) -> Reply {
    let content = content(&house, &FormData::default(), &Problems::default(), &html! {}).await?;
    Ok(view.page("接口令牌", &content))
}

async fn try_issue(house: &House, actor: &Actor, form: &FormData) -> Result<String, Problem> {
    let mut tx = house.db.read().await?;
    let unknown = || Refusal::bad_input("access.login_unknown", "没有这个账号，或他今天没有任职。").on_field("login");
    let staff = store::staff::by_login(&mut tx, form.get("login")).await?.ok_or_else(unknown)?;
    let posts = store::posts::of_staff(&mut tx, staff.id, actor.now.day()).await?;
    let post = posts.first().ok_or_else(unknown)?.id;
    drop(tx);
    let days = form.get("days").parse().unwrap_or(0);
    actions::issue_token(house, actor, staff.id, post, form.get("name"), form.get("scopes"), days).await
}

pub(super) async fn submit(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    match try_issue(&house, &actor, &form).await {
        Ok(value) => {
            let words = format!("令牌（只显示这一次）：{value}");
            let extra = ui::flash(ui::Tone::Green, &words, "");
            Ok(view.page("接口令牌", &content(&house, &FormData::default(), &Problems::default(), &extra).await?))
        }
        Err(Problem::Refusal(refusal)) => {
            let mut problems = Problems::default();
            problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
            Ok(view.again("接口令牌", &content(&house, &form, &problems, &html! {}).await?))
        }
        Err(fault) => Err(fault.into()),
    }
}

pub(super) async fn end(State(house): State<House>, actor: Actor, Path(id): Path<String>) -> Reply {
    let mut tx = house.db.begin().await?;
    if !store::tokens::end(&mut tx, &id, actor.now).await? {
        return Err(crate::outside().into());
    }
    tx.log(crate::line(&actor, "access.tokens", format!("access_tokens/{id}"), "", "done", "ended"));
    tx.commit().await?;
    Ok(see("/access/tokens"))
}
