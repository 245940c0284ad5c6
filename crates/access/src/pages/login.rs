//! 登录页.

use crate::actions;
use crate::form::FormData;
use crate::house::House;
use crate::web::{COOKIE, Reply, View, see};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse;
use db::Problem;
use maud::{Markup, html};
use std::collections::HashMap;
use ui::{Field, Problems};

/// Only paths of this server may be gone back to.
fn safe_back(back: &str) -> &str {
    if back.starts_with('/') && !back.starts_with("//") && !back.contains('\\') { back } else { "/" }
}

fn content(house: &House, login: &str, back: &str, problems: &Problems) -> Markup {
    let first = problems.is_empty();
    html! {
        div.login {
            h1 { "民政兜底" }
            p.lead { (house.settings.bureau) "　社会救助和脱贫攻坚业务系统" }
            (ui::error_summary(&problems.0))
            form.card action="/access/login" method="post" {
                div.b {
                    (ui::hidden("back", safe_back(back)))
                    (ui::text(&Field { name: "login", label: "账号", value: login, first, ..Field::default() }, problems))
                    (ui::text(&Field { name: "password", label: "口令", kind: "password", ..Field::default() }, problems))
                    div.btns { button.btn type="submit" { "登录" } }
                    @if house.settings.demo {
                        p.s.mut { "演示系统：账号见启动时打印的名单，口令都是 " span.mono { "doudi-demo" } "。" }
                    }
                }
            }
            p { a href="/cases/likely" { "群众自己测一测：能不能享受救助" } }
            p.s.mut { "忘了口令、换了岗位，请找本单位的系统管理员。" }
        }
    }
}

pub(super) async fn show(
    State(house): State<House>,
    view: View,
    Query(query): Query<HashMap<String, String>>,
) -> Reply {
    let back = query.get("back").map_or("/", String::as_str);
    Ok(view.page("登录", &content(&house, "", back, &Problems::default())))
}

pub(super) async fn submit(State(house): State<House>, view: View, headers: HeaderMap, form: FormData) -> Reply {
    let browser: String = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .chars()
        .take(160)
        .collect();
    let address = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok()).unwrap_or("本机或内网");
    let login = form.get("login").to_lowercase();
    match actions::log_in(&house, &login, form.get("password"), address, &browser).await {
        Ok(done) => {
            let secure = if house.settings.secure_cookies { "; Secure" } else { "" };
            let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax{secure}", done.token);
            let to = if done.must_change { "/access/me#password" } else { safe_back(form.get("back")) };
            let mut response = see(to);
            let value = HeaderValue::from_str(&cookie).map_err(|e| db::Fault::other(e.to_string()))?;
            response.headers_mut().insert(header::SET_COOKIE, value);
            Ok(response)
        }
        Err(Problem::Refusal(refusal)) => {
            let mut problems = Problems::default();
            problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
            Ok(view.again("登录", &content(&house, &login, form.get("back"), &problems)))
        }
        Err(fault) => Err(fault.into()),
    }
}

pub(super) async fn size(Query(query): Query<HashMap<String, String>>) -> Reply {
    let size = ui::Size::from_code(query.get("size").map_or("", String::as_str));
    let back = safe_back(query.get("back").map_or("/", String::as_str)).to_owned();
    let cookie = format!("size={}; Path=/; Max-Age=31536000; SameSite=Lax", size.code());
    let mut response = see(&back).into_response();
    let value = HeaderValue::from_str(&cookie).map_err(|e| db::Fault::other(e.to_string()))?;
    response.headers_mut().insert(header::SET_COOKIE, value);
    Ok(response)
}
