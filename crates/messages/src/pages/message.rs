//! 一条消息, and for the office that sent it who has read it.

use super::{id_of, kind_tag, role_name};
use crate::actions;
use crate::digest::Line;
use crate::message::{Delivery, Message};
use crate::store::{deliveries, messages};
use access::{Actor, House, Reply, View, may};
use axum::extract::{Path, State};
use db::Problem;
use kernel::RefusalKind;
use maud::{Markup, html};
use std::collections::HashMap;

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, Path(id): Path<String>) -> Reply {
    let id = id_of(&id)?;
    let mut tx = house.db.read().await?;
    let sent = messages::sent_by(&mut tx, actor.office, id).await?;
    // Of an office those see the receipts who write in its name, and whoever caused the message.
    let is_ours = |sent: &Message| may(actor.role, "messages.write") || sent.sender_staff == actor.staff.to_string();
    let sent = sent.filter(is_ours);
    let receipts = if sent.is_some() { deliveries::of_message(&mut tx, id).await? } else { Vec::new() };
    let ids: Vec<String> = receipts.iter().map(|one| one.staff.clone()).collect();
    let names: HashMap<String, String> = access::store::staff::names(&mut tx, &ids).await?.into_iter().collect();
    drop(tx);
    let (message, first) = match (actions::read(&house, &actor, id).await, sent) {
        (Ok(read), _) => read,
        (Err(Problem::Refusal(refusal)), Some(sent)) if refusal.kind == RefusalKind::NotFound => (sent, false),
        (Err(problem), _) => return Err(problem.into()),
    };
    let content = html! { (letter(&message)) @if !receipts.is_empty() { (who_read(&receipts, &names)) } };
    Ok(view.having_read(i64::from(first)).page(&message.title, &content))
}

fn letter(message: &Message) -> Markup {
    let lines = Line::read(&message.words);
    let is_list = lines.iter().any(|line| !line.href.is_empty());
    html! {
        (ui::crumbs(&[("待办", "/"), ("消息", "/messages")], &message.title))
        div.headline {
            div {
                h1 { (message.title) }
                p.lead {
                    (kind_tag(message.kind, message.urgent)) " "
                    @if message.sender.is_empty() { "系统自动发出" } @else { (message.sender) }
                    "，" (message.created.local_minute())
                }
            }
            @if !message.href.is_empty() { div.btns { a.btn href=(message.href) { "去办" } } }
        }
        @if !lines.is_empty() {
            (ui::card("words", "内容", &html! {}, &html! {
                @if is_list {
                    ul.plain.say { @for line in &lines {
                        li {
                            @if line.href.is_empty() { span { (line.words) } } @else { a href=(line.href) { (line.words) } }
                            @if line.is_late { (ui::tag(ui::Tone::Red, "超期")) }
                        }
                    } }
                } @else {
                    @for line in &lines { p { (line.words) } }
                }
            }))
        }
    }
}

fn who_read(receipts: &[Delivery], names: &HashMap<String, String>) -> Markup {
    let read = receipts.iter().filter(|one| one.read.is_some()).count();
    let aside = html! { span.s { "送达 " b { (receipts.len()) } " 人，已读 " b { (read) } " 人" } };
    ui::card(
        "receipts",
        "已读回执",
        &aside,
        &html! {
            table.ledger.stack {
                caption.vh { "谁收到、谁已读，没读的在前" }
                thead { tr { th scope="col" { "单位" } th scope="col" { "岗位" } th scope="col" { "姓名" } th scope="col" { "已读" } } }
                tbody { @for one in receipts { tr {
                    td data-l="单位" { (one.office) }
                    td data-l="岗位" { (role_name(&one.role)) }
                    td data-l="姓名" { (names.get(&one.staff).map_or("", String::as_str)) }
                    td data-l="已读" {
                        @if let Some(read) = one.read { (read.local_minute()) } @else { (ui::tag(ui::Tone::Amber, "未读")) }
                    }
                } } }
            }
        },
    )
}
