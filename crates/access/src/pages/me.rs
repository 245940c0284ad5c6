//! 我的账号: posts, sessions, password, second factor.

use crate::actions;
use crate::actor::{Actor, PostId};
use crate::form::FormData;
use crate::house::House;
use crate::store;
use crate::store::sessions::{Session, parse_id};
use crate::web::{COOKIE, Reply, View, see};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use db::Problem;
use maud::{Markup, PreEscaped, html};
use ui::{Field, Problems};

async fn content(house: &House, actor: &Actor, problems: &Problems, extra: &Markup) -> Result<Markup, Problem> {
    let mut tx = house.db.read().await?;
    let posts = store::posts::of_staff(&mut tx, actor.staff, actor.now.day()).await?;
    let sessions = store::sessions::of_staff(&mut tx, actor.staff).await?;
    let has_totp = store::staff::get(&mut tx, actor.staff).await?.is_some_and(|staff| staff.totp_sealed.is_some());
    let mut named = Vec::new();
    for post in &posts {
        let office = store::offices::get(&mut tx, post.office).await?;
        named.push((post.clone(), office.map_or_else(String::new, |office| office.name)));
    }
    let none = html! {};
    Ok(html! {
        div.headline { div { h1 { "我的账号" } p.lead { (actor.name) "，" (actor.office_name) "，" (actor.role.chinese()) } }
            form action="/access/logout" method="post" { button.btn.sec type="submit" { "退出登录" } } }
        (ui::error_summary(&problems.0))
        (extra)
        (ui::card("posts", "我的任职", &none, &html! {
            ul.files {
                @for (post, office) in &named {
                    li {
                        span { (office) "　" (post.role.chinese()) small.mut { "　自 " (post.from) } }
                        @if post.id == actor.post { (ui::tag(ui::Tone::Green, "正在用")) } @else {
                            form action="/access/me/post" method="post" {
                                (ui::hidden("post", &post.id.to_string()))
                                button.btn.sec.sm type="submit" { "换到这个岗位" }
                            }
                        }
                    }
                }
            }
        }))
        (second_factor(has_totp, problems))
        (ui::card("password", "改口令", &none, &html! {
            form action="/access/me/password" method="post" {
                div.row {
                    (ui::text(&Field { name: "old", label: "原口令", kind: "password", ..Field::default() }, problems))
                    (ui::text(&Field { name: "new", label: "新口令", kind: "password", ..Field::default() }, problems))
                }
                div.btns { button.btn.sec type="submit" { "改口令" } }
            }
        }))
        (ui::card("sessions", "我的登录", &none, &session_table(actor, &sessions)))
    })
}

fn second_factor(has_totp: bool, problems: &Problems) -> Markup {
    ui::card(
        "totp",
        "动态口令",
        &html! {},
        &html! {
            @if has_totp {
                form action="/access/me/code" method="post" {
                    (ui::text(&Field { name: "code", label: "手机上的六位动态口令", class: "w8", mode: "numeric", ..Field::default() }, problems))
                    div.btns { button.btn.sec type="submit" { "确认" } }
                    p.s.mut { "确认以后十分钟内可以审批、签发和管理。" }
                }
            } @else {
                form action="/access/me/totp" method="post" {
                    p { "审批、签发、管理时要输动态口令。请先绑定手机上的动态口令应用。" }
                    div.btns { button.btn.sec type="submit" { "现在绑定" } }
                }
            }
        },
    )
}

fn session_table(actor: &Actor, sessions: &[Session]) -> Markup {
    html! {
        table.ledger.stack {
            caption.vh { "最近的登录" }
            thead { tr { th scope="col" { "开始" } th scope="col" { "最近使用" } th scope="col" { "从哪里" } th scope="col" { "状态" } } }
            tbody {
                @for session in sessions {
                    tr {
                        td data-l="开始" { (session.created.local_minute()) }
                        td data-l="最近使用" { (session.seen.local_minute()) }
                        td data-l="从哪里" { (session.address) span.t2 { (session.browser) } }
                        td data-l="状态" {
                            @if session.id == actor.session { (ui::tag(ui::Tone::Green, "本次")) }
                            @else if session.ended.is_some() { "已退出" }
                            @else {
                                form action="/access/me/session" method="post" {
                                    (ui::hidden("session", &session.id.to_string()))
                                    button.btn.sec.sm type="submit" { "让它退出" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor) -> Reply {
    let content = content(&house, &actor, &Problems::default(), &html! {}).await?;
    Ok(view.page("我的账号", &content))
}

async fn again(house: &House, view: &View, actor: &Actor, problem: Problem) -> Reply {
    let Problem::Refusal(refusal) = problem else { return Err(problem.into()) };
    let mut problems = Problems::default();
    problems.add(refusal.field.unwrap_or_default(), refusal.sentence);
    Ok(view.again("我的账号", &content(house, actor, &problems, &html! {}).await?))
}

async fn done(house: &House, view: &View, actor: &Actor, words: &str) -> Reply {
    let extra = ui::flash(ui::Tone::Green, words, "");
    Ok(view.page("我的账号", &content(house, actor, &Problems::default(), &extra).await?))
}

pub(super) async fn password(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    match actions::change_password(&house, &actor, form.get("old"), form.get("new")).await {
        Ok(()) => done(&house, &view, &actor, "口令已经改好。").await,
        Err(problem) => again(&house, &view, &actor, problem).await,
    }
}

pub(super) async fn code(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    match actions::confirm_second_factor(&house, &actor, form.get("code")).await {
        Ok(()) => done(&house, &view, &actor, "动态口令已确认，十分钟内可以审批和签发。").await,
        Err(problem) => again(&house, &view, &actor, problem).await,
    }
}

pub(super) async fn bind_totp(State(house): State<House>, view: View, actor: Actor) -> Reply {
    match actions::new_secret(&house, &actor).await {
        Ok(address) => {
            let code = qrcode::QrCode::new(address.as_bytes()).map_err(|e| db::Fault::other(e.to_string()))?;
            let typed = address.split("secret=").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_default();
            let picture = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(180, 180).build();
            let svg = picture.find("<svg").map_or(picture.as_str(), |at| &picture[at..]).to_owned();
            let extra = html! {
                div.note { h3 { "用手机上的动态口令应用扫这个码" } (PreEscaped(svg))
                    p { "扫不了的，在应用里手工输入：" span.mono { (typed) } }
                    p.s { "绑好以后，在下面输入六位动态口令。这个码只显示这一次。" } }
            };
            Ok(view.page("我的账号", &content(&house, &actor, &Problems::default(), &extra).await?))
        }
        Err(problem) => again(&house, &view, &actor, problem).await,
    }
}

pub(super) async fn end(State(house): State<House>, actor: Actor, form: FormData) -> Reply {
    let id = parse_id(form.get("session")).ok_or_else(crate::outside)?;
    actions::end_session(&house, &actor, id).await?;
    Ok(see("/access/me#sessions"))
}

pub(super) async fn change_post(State(house): State<House>, actor: Actor, form: FormData) -> Reply {
    let wanted: PostId = form.get("post").parse().map_err(|_| crate::outside())?;
    let mut tx = house.db.begin().await?;
    let held = store::posts::of_staff(&mut tx, actor.staff, actor.now.day()).await?;
    if !held.iter().any(|post| post.id == wanted) {
        return Err(crate::outside().into());
    }
    store::sessions::change_post(&mut tx, actor.session, wanted).await?;
    tx.log(crate::line(&actor, "access.change_post", format!("access_posts/{wanted}"), "", "done", ""));
    tx.commit().await?;
    Ok(see("/"))
}

pub(super) async fn log_out(State(house): State<House>, actor: Actor) -> Reply {
    actions::end_session(&house, &actor, actor.session).await?;
    let mut response = see("/access/login");
    let gone = format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    let value = HeaderValue::from_str(&gone).map_err(|e| db::Fault::other(e.to_string()))?;
    response.headers_mut().insert(header::SET_COOKIE, value);
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}
