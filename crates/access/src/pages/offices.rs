//! 机构和任职.

use crate::actions::{self, NewStaff};
use crate::actor::{Actor, OfficeId, PostId};
use crate::form::FormData;
use crate::house::House;
use crate::role::Role;
use crate::scope::Scope;
use crate::store;
use crate::web::{Reply, Submitted, View, see};
use axum::extract::{Path, State};
use db::Problem;
use kernel::{Day, Refusal};
use maud::{Markup, html};
use ui::{Choice, Field, Problems};

pub(super) async fn list(State(house): State<House>, view: View) -> Reply {
    let mut tx = house.db.read().await?;
    let offices = store::offices::list(&mut tx, &Scope::City).await?;
    let content = html! {
        (ui::crumbs(&[("待办", "/")], "机构和任职"))
        div.headline { div { h1 { "机构和任职" } p.lead { b { (offices.len()) } " 个机构。点开看谁在任、给人任职。" } } }
        table.ledger.stack {
            caption.vh { "机构" }
            thead { tr { th scope="col" { "机构" } th scope="col" { "类别" } th scope="col" { "管辖代码" } th scope="col" { "设立" } } }
            tbody { @for office in &offices {
                tr {
                    td data-l="机构" { a href={ "/access/offices/" (office.id) } { (office.name) } }
                    td data-l="类别" { (office.kind.chinese()) }
                    td.mono data-l="管辖代码" { (office.place.code()) }
                    td data-l="设立" { (office.opened_on) }
                }
            } }
        }
    };
    Ok(view.page("机构和任职", &content))
}

async fn content(
    house: &House,
    id: OfficeId,
    form: &FormData,
    problems: &Problems,
    extra: &Markup,
) -> Result<(String, Markup), Problem> {
    let mut tx = house.db.read().await?;
    let office = store::offices::get(&mut tx, id).await?.ok_or_else(crate::outside)?;
    let posts = store::posts::of_office(&mut tx, id).await?;
    let roles: Vec<Choice> = Role::ALL.iter().map(|r| Choice::new(r.code(), r.chinese())).collect();
    let today = house.now().day();
    let markup = html! {
        (ui::crumbs(&[("待办", "/"), ("机构和任职", "/access/offices")], &office.name))
        div.headline { div { h1 { (office.name) } p.lead { (office.kind.chinese()) "，管辖 " span.mono { (office.place.code()) } } } }
        (ui::error_summary(&problems.0))
        (extra)
        (ui::card("posts", "任职", &html! {}, &html! {
            table.ledger.stack {
                caption.vh { "任职" }
                thead { tr { th scope="col" { "姓名" } th scope="col" { "岗位" } th scope="col" { "起止" } th scope="col" { span.vh { "操作" } } } }
                tbody { @for named in &posts {
                    tr {
                        td data-l="姓名" { (named.staff_name) span.t2.mono { (named.login) } }
                        td data-l="岗位" { (named.post.role.chinese()) }
                        td data-l="起止" { (named.post.from) " 至 " (named.post.to.map_or_else(|| "今".to_owned(), |to| to.to_string())) }
                        td.num {
                            @if named.post.to.is_none_or(|to| to >= today) {
                                form action={ "/access/posts/" (named.post.id) "/end" } method="post" {
                                    (ui::hidden("office", &id.to_string()))
                                    button.btn.sec.sm type="submit" { "今日离任" span.vh { " " (named.staff_name) } }
                                }
                            }
                        }
                    }
                } }
            }
        }))
        (ui::card("give", "任职", &html! {}, &html! {
            form action={ "/access/offices/" (id) "/posts" } method="post" {
                div.row {
                    (ui::text(&Field { name: "login", label: "账号", value: form.get("login"), ..Field::default() }, problems))
                    (ui::select("role", "岗位", &roles, form.get("role"), problems))
                }
                div.row {
                    (ui::text(&Field { name: "from", label: "从哪天起", value: form.get("from"), hint: "如 20170412", ..Field::default() }, problems))
                    (ui::text(&Field { name: "to", label: "到哪天止", optional: "可不填", value: form.get("to"), hint: "如 20181231", ..Field::default() }, problems))
                }
                div.btns { button.btn type="submit" { "任职" } }
            }
        }))
        (ui::card("hire", "登记新人", &html! {}, &html! {
            form action={ "/access/offices/" (id) "/staff" } method="post" {
                div.row {
                    (ui::text(&Field { name: "name", label: "姓名", value: form.get("name"), ..Field::default() }, problems))
                    (ui::text(&Field { name: "new_login", label: "账号", value: form.get("new_login"), ..Field::default() }, problems))
                }
                (ui::text(&Field { name: "id_number", label: "本人身份号码", optional: "用于近亲属回避，只存不可逆的比对码", class: "id", value: form.get("id_number"), ..Field::default() }, problems))
                div.btns { button.btn.sec type="submit" { "登记" } }
            }
        }))
    };
    Ok((office.name, markup))
}

pub(super) async fn show(State(house): State<House>, view: View, Path(id): Path<String>) -> Reply {
    let id: OfficeId = id.parse().map_err(|_| crate::outside())?;
    let (title, content) = content(&house, id, &FormData::default(), &Problems::default(), &html! {}).await?;
    Ok(view.page(&title, &content))
}

async fn again(house: &House, view: &View, id: OfficeId, form: &FormData, problem: Problem) -> Reply {
    let Problem::Refusal(refusal) = problem else { return Err(problem.into()) };
    let mut problems = Problems::default();
    let field = refusal.field.clone().unwrap_or_default();
    let field = if field == "login" && !form.get("new_login").is_empty() { "new_login".to_owned() } else { field };
    problems.add(field, refusal.sentence);
    let (title, content) = content(house, id, form, &problems, &html! {}).await?;
    Ok(view.again(&title, &content))
}

pub(super) async fn hire(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id: OfficeId = id.parse().map_err(|_| crate::outside())?;
    let login = form.get("new_login").to_lowercase();
    let new = NewStaff { name: form.get("name"), login: &login, id_number: form.get("id_number") };
    match actions::hire(&house, &actor, &new).await {
        Ok((_, password)) => {
            let words = format!("已登记 {}。首次口令（只显示这一次）：{password}", form.get("name"));
            let extra = ui::flash(ui::Tone::Green, &words, "　请当面交给本人，首次登录要改。下一步：给他任职。");
            let (title, content) = content(&house, id, &FormData::default(), &Problems::default(), &extra).await?;
            Ok(view.page(&title, &content))
        }
        Err(problem) => again(&house, &view, id, &form, problem).await,
    }
}

pub(super) async fn give_post(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id: OfficeId = id.parse().map_err(|_| crate::outside())?;
    match try_give(&house, &actor, id, &form).await {
        Ok(()) => Ok(see(&format!("/access/offices/{id}"))),
        Err(problem) => again(&house, &view, id, &form, problem).await,
    }
}

async fn try_give(house: &House, actor: &Actor, id: OfficeId, form: &FormData) -> Result<(), Problem> {
    let login = form.get("login").to_lowercase();
    let staff = store::staff::by_login(&mut house.db.read().await?, &login)
        .await?
        .ok_or_else(|| Refusal::bad_input("access.login_unknown", "没有这个账号，请先登记新人。").on_field("login"))?;
    let role: Role = form
        .get("role")
        .parse()
        .map_err(|()| Refusal::bad_input("access.role_missing", "请选择岗位。").on_field("role"))?;
    let day = |field: &str| {
        Day::parse(form.get(field))
            .map_err(|problem| Refusal::bad_input("access.day", problem.to_string()).on_field(field))
    };
    let from = day("from")?;
    let to = if form.get("to").is_empty() { None } else { Some(day("to")?) };
    actions::give_post(house, actor, staff.id, id, role, from, to).await?;
    Ok(())
}

pub(super) async fn end_post(
    State(house): State<House>,
    actor: Actor,
    Path(id): Path<String>,
    form: FormData,
) -> Reply {
    let id: PostId = id.parse().map_err(|_| crate::outside())?;
    let office: OfficeId = form.get("office").parse().map_err(|_| crate::outside())?;
    actions::end_post(&house, &actor, id, actor.now.day().add_days(-1)).await?;
    Ok(see(&format!("/access/offices/{office}")))
}
