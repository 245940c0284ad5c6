//! 查人查件: what the box found. The number that was typed stays out of every address and log.

use crate::actions::{LOOKUP_REASONS, place_name};
use crate::search::{Found, MOST, search};
use access::{Actor, FormData, House, Reply, View, may, see};
use axum::extract::State;
use db::Problem;
use maud::{Markup, html};
use ui::{Choice, Problems};

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
    Ok(view.page("查人查件", &content(&house, &actor, &found, form.get("q"), &Problems::default())?))
}

/// What this box found, with what is to be mended.
pub(super) async fn found_page(
    house: &House,
    actor: &Actor,
    typed: &str,
    problems: &Problems,
) -> Result<Markup, Problem> {
    let found = search(house, actor, typed).await?;
    content(house, actor, &found, typed, problems)
}

/// Asks why a record elsewhere is needed; the number goes in the body, never in an address.
fn lookup_form(typed: &str, problems: &Problems) -> Markup {
    html! {
        form.filters action="/registry/lookups" method="post" {
            (ui::hidden("q", typed))
            (ui::select("reason", "需要看，因为", &LOOKUP_REASONS.iter().map(|r| Choice::new(*r, *r)).collect::<Vec<_>>(), "", problems))
            button.btn.sec.sm type="submit" { "调阅一分钟" }
        }
    }
}

fn content(house: &House, actor: &Actor, found: &Found, typed: &str, problems: &Problems) -> Result<Markup, Problem> {
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
            (ui::note(ui::Tone::Amber, &format!("在{county}有 1 条，不在您的管辖范围"), &html! { p.s { "这次查询已记入日志。" } }))
        }
        @if !found.elsewhere.is_empty() && may(actor.role, "registry.lookup") {
            (ui::error_summary(&problems.0))
            (lookup_form(typed, problems))
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
