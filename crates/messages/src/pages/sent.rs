//! 已发: what the reader's office sent or caused, with how many have read it.

use super::{PAGE, id_of, kind_tag};
use crate::store::messages::{self, Sent};
use access::{Actor, FormData, House, Reply, View};
use axum::extract::{RawQuery, State};
use maud::{Markup, html};

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let before = Some(form.get("before")).filter(|text| !text.is_empty()).map(id_of).transpose()?;
    let before = before.map(|id| id.to_string());
    let mut tx = house.db.read().await?;
    let mut page = messages::sent(&mut tx, actor.office, before.as_deref(), PAGE + 1).await?;
    drop(tx);
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = page.len() > most;
    page.truncate(most);
    let next = page.last().filter(|_| has_more).map(|last| format!("/messages/sent?before={}", last.message.id));
    let content = html! {
        (ui::crumbs(&[("待办", "/"), ("消息", "/messages")], "已发"))
        div.headline {
            div {
                h1 { "已发" }
                p.lead { (actor.office_name) "发的通知，和办理时系统替您发的消息。点开看谁还没有读。" }
            }
            div.btns { a.btn href="/messages/new" { (ui::icon("plus")) "发通知" } }
        }
        @if page.is_empty() { (ui::empty("还没有发过。", &html! {})) } @else {
            (table(&page))
            (ui::pager(&format!("列出 {} 条", page.len()), next.as_deref()))
        }
    };
    Ok(view.page("已发", &content))
}

/// `安居区民政局`, `安居区民政局等 7 家`.
fn whom(sent: &Sent) -> String {
    if sent.offices > 1 { format!("{}等 {} 家", sent.office, sent.offices) } else { sent.office.clone() }
}

fn table(page: &[Sent]) -> Markup {
    html! {
        table.ledger.stack {
            caption.vh { "已发的消息，新的在前" }
            thead { tr {
                th scope="col" { "内容" } th scope="col" { "消息" } th scope="col" { "发给" }
                th.num scope="col" { "送达" } th.num scope="col" { "已读" } th.num scope="col" { "未读" }
            } }
            tbody { @for sent in page { tr {
                td data-l="内容" { (kind_tag(sent.message.kind, sent.message.urgent)) }
                td data-l="消息" { a.nm1 href={ "/messages/" (sent.message.id) } { (sent.message.title) } }
                td data-l="发给" { (whom(sent)) span.t2 { (sent.message.created.local_minute()) } }
                td.num data-l="送达" { (sent.posts) }
                td.num data-l="已读" { (sent.read) }
                td.num data-l="未读" { @if sent.posts > sent.read { b.hot { (sent.posts - sent.read) } } @else { "0" } }
            } } }
        }
    }
}
