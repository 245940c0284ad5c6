//! 登录和动态口令: the security administrator sees who is logged in, ends sessions and unbinds lost phones.

use crate::actions;
use crate::actor::Actor;
use crate::form::FormData;
use crate::house::House;
use crate::store;
use crate::store::sessions::parse_id;
use crate::web::{Reply, View};
use axum::extract::{RawQuery, State};
use db::Problem;
use kernel::Moment;
use maud::{Markup, html};
use ui::{Field, Problems};

/// Rows shown at most; a login narrows the list down.
const MOST: i64 = 100;
const HOUR_MS: i64 = 3_600_000;

async fn content(
    house: &House,
    actor: &Actor,
    wanted: &str,
    form: &FormData,
    problems: &Problems,
    extra: &Markup,
) -> Result<Markup, Problem> {
    let since = Moment::from_millis(actor.now.millis() - house.settings.session_hours * HOUR_MS);
    let open = store::sessions::open_since(&mut house.db.read().await?, wanted, since, MOST).await?;
    let none = Problems::default();
    Ok(html! {
        (ui::crumbs(&[("待办", "/")], "登录和动态口令"))
        div.headline { div { h1 { "登录和动态口令" } p.lead { "正在使用的登录 " b { (open.len()) } " 个" @if i64::try_from(open.len()).is_ok_and(|n| n >= MOST) { "（只列最近 " (MOST) " 个，请按账号查）" } "。" } } }
        (ui::error_summary(&problems.0))
        (extra)
        form.filters action="/access/logins" method="get" {
            (ui::text(&Field { name: "who", label: "账号", value: wanted, class: "w12", ..Field::default() }, &none))
            button.btn.sec.sm type="submit" { "查" }
        }
        @if open.is_empty() { (ui::empty("没有正在使用的登录。", &html! { p { "账号要写全，例如 li.xiaomei。" } })) } @else {
            table.ledger.stack {
                caption.vh { "正在使用的登录" }
                thead { tr { th scope="col" { "谁" } th scope="col" { "单位" } th scope="col" { "开始、最近使用" } th scope="col" { "从哪里" } th scope="col" { span.vh { "操作" } } } }
                tbody { @for one in &open {
                    tr {
                        td data-l="谁" { (one.name) span.t2.mono { (one.login) } }
                        td data-l="单位" { (one.office) }
                        td data-l="时间" { (one.session.created.local_minute()) span.t2 { (one.session.seen.local_minute()) } }
                        td data-l="从哪里" { (one.session.address) span.t2 { (one.session.browser) } }
                        td.num {
                            @if one.session.id == actor.session { (ui::tag(ui::Tone::Green, "本次")) } @else {
                                form action="/access/logins/end" method="post" {
                                    (ui::hidden("session", &one.session.id.to_string()))
                                    (ui::hidden("reason", "安全管理员结束登录"))
                                    button.btn.sec.sm type="submit" { "让它退出" span.vh { "：" (one.name) } }
                                }
                            }
                        }
                    }
                } }
            }
        }
        (ui::card("unbind", "换了手机，解绑动态口令", &html! {}, &html! {
            form action="/access/logins/unbind" method="post" {
                div.row {
                    (ui::text(&Field { name: "login", label: "账号", value: form.get("login"), class: "w12", ..Field::default() }, problems))
                    (ui::text(&Field { name: "reason", label: "原因", value: form.get("reason"), hint: "如：本人到场，原手机遗失", ..Field::default() }, problems))
                }
                div.btns { button.btn type="submit" { "解绑" } }
                p.s.mut { "解绑后他的登录都会结束，下次登录重新绑定。请先当面核对本人。" }
            }
        }))
    })
}

const TITLE: &str = "登录和动态口令";

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let wanted = form.get("who").trim().to_lowercase();
    let page = content(&house, &actor, &wanted, &FormData::default(), &Problems::default(), &html! {}).await?;
    Ok(view.page(TITLE, &page))
}

async fn answer(
    house: &House,
    view: &View,
    actor: &Actor,
    form: FormData,
    done: Result<(), Problem>,
    words: &str,
) -> Reply {
    match done {
        Ok(()) => {
            let extra = ui::flash(ui::Tone::Green, words, "");
            let page = content(house, actor, "", &FormData::default(), &Problems::default(), &extra).await?;
            Ok(view.page(TITLE, &page))
        }
        Err(Problem::Refusal(refusal)) if refusal.field.is_some() => {
            let mut problems = Problems::default();
            problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
            Ok(view.again(TITLE, &content(house, actor, "", &form, &problems, &html! {}).await?))
        }
        Err(problem) => Err(problem.into()),
    }
}

pub(super) async fn end(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    let id = parse_id(form.get("session")).ok_or_else(crate::outside)?;
    let done = actions::end_other_session(&house, &actor, id, form.get("reason")).await;
    answer(&house, &view, &actor, form, done, "已经让它退出。").await
}

pub(super) async fn unbind(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    let login = form.get("login").trim().to_lowercase();
    let done = actions::unbind_second_factor(&house, &actor, &login, form.get("reason")).await;
    answer(&house, &view, &actor, form, done, &format!("已解绑 {login} 的动态口令，他的登录都已结束。")).await
}
