//! 查人查件: what the box found. The number that was typed stays out of every address and log.

use crate::actions::place_name;
use crate::search::{Found, MOST, search};
use access::{Actor, FormData, House, Reply, View, see};
use axum::extract::State;
use db::Problem;
use maud::{Markup, html};

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    let found = search(&house, &actor, form.get("q")).await?;
    if let Some(number) = &found.case_number {
        return Ok(see(&format!("/cases/number/{number}")));
    }
    for county in &found.elsewhere {
        let line = access::line(&actor, "registry.search", "", "", "elsewhere", county);
        house.db.log(line).await?;
    }
    if let ([only], true) = (found.persons.as_slice(), found.elsewhere.is_empty()) {
        return Ok(see(&format!("/registry/persons/{}", only.id)));
    }
    Ok(view.page("查人查件", &content(&house, &actor, &found)?))
}

fn content(house: &House, actor: &Actor, found: &Found) -> Result<Markup, Problem> {
    let keys = house.keyring();
    let today = actor.now.day();
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    for person in &found.persons {
        rows.push((person, person.masked_id(&keys)?, place_name(house, &person.place)));
    }
    Ok(html! {
        (ui::crumbs(&[("待办", "/")], "查人查件"))
        div.headline { div {
            h1 { "查人查件" }
            p.lead { "找到 " b { (found.persons.len() + found.households.len()) } " 条。"
                @if found.persons.len() >= most { "只列出前 " (MOST) " 条，请把名字写全。" } }
        } }
        @for county in &found.elsewhere {
            (ui::note(ui::Tone::Amber, &format!("在{county}有 1 条，不在您的管辖范围"), &html! { p.s { "需要查看的，请向那边的县（区）局申请。这次查询已记入日志。" } }))
        }
        @if rows.is_empty() && found.households.is_empty() && found.elsewhere.is_empty() {
            (ui::empty("没有找到。", &html! { p { "可以写姓名、姓名拼音首字母（张三写 zs）、完整的身份号码、受理号，或村名。号码要写全，写一部分查不到。" } }))
        }
        @if !rows.is_empty() {
            table.ledger.stack {
                caption.vh { "找到的人" }
                thead { tr { th scope="col" { "姓名" } th scope="col" { "性别年龄" } th scope="col" { "号码" } th scope="col" { "住址" } } }
                tbody { @for (person, number, place) in &rows {
                    tr {
                        td data-l="姓名" { a.nm1 href={ "/registry/persons/" (person.id) } { (person.name) } @if person.died_on.is_some() { " " (ui::tag(ui::Tone::Grey, "已故")) } }
                        td data-l="性别年龄" { (person.sex_and_age(today)) }
                        td.mono data-l="号码" { (number) }
                        td data-l="住址" { (place) (person.team) }
                    }
                } }
            }
        }
        @if !found.households.is_empty() {
            table.ledger.stack {
                caption.vh { "找到的家庭" }
                thead { tr { th scope="col" { "户号" } th scope="col" { "住址" } } }
                tbody { @for home in &found.households {
                    tr {
                        td.mono data-l="户号" { a href={ "/registry/households/" (home.id) } { (home.number) } }
                        td data-l="住址" { (place_name(house, &home.place)) (home.team) }
                    }
                } }
            }
        }
    })
}
