//! 家庭档案: the households within the scope, newest first, with their total.

use crate::actions::place_name;
use crate::store;
use crate::types::sex_and_age;
use access::{Actor, FormData, House, Reply, View};
use axum::extract::{RawQuery, State};
use maud::html;

/// Rows of a page.
const PAGE: i64 = 50;

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let before = Some(form.get("before")).filter(|before| !before.is_empty());
    let mut tx = house.db.read().await?;
    let (homes, total) = store::households::page(&mut tx, &actor.scope, before, PAGE).await?;
    drop(tx);
    let today = actor.now.day();
    let next = homes
        .last()
        .filter(|_| i64::try_from(homes.len()) == Ok(PAGE))
        .map(|home| format!("/registry/households?before={}", home.id));
    let content = html! {
        (ui::crumbs(&[("待办", "/")], "家庭档案"))
        div.headline { div { h1 { "家庭档案" } p.lead { "管辖范围内共 " b { (total) } " 户。" } } }
        @if homes.is_empty() { (ui::empty("还没有家庭档案。", &html! { p { "受理一件申请，就会建一户。" } })) } @else {
            table.ledger.stack {
                caption.vh { "家庭档案" }
                thead { tr { th scope="col" { "户主" } th scope="col" { "户号" } th scope="col" { "住址" } th scope="col" { "户口" } } }
                tbody { @for home in &homes {
                    tr {
                        td data-l="户主" { a.nm1 href={ "/registry/households/" (home.id) } {
                            (home.head) } " " span.mut.s { (sex_and_age(home.sex, home.birth, today)) } }
                        td.mono data-l="户号" { (home.number) }
                        td data-l="住址" { (place_name(&house, &home.place)) (home.team) }
                        td data-l="户口" { (home.hukou.chinese()) }
                    }
                } }
            }
            (ui::pager(&format!("本页 {} 户，共 {total} 户", homes.len()), next.as_deref()))
        }
    };
    Ok(view.page("家庭档案", &content))
}
