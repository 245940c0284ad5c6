//! 收件: what the reader's post has not read, and all it ever got.

use super::{PAGE, id_of, kind_tag};
use crate::actions;
use crate::message::{Kind, Message};
use crate::store::messages::Which;
use crate::store::{deliveries, messages};
use access::{Actor, FormData, House, Reply, View, may, see};
use axum::extract::{RawQuery, State};
use kernel::Moment;
use maud::{Markup, html};

/// What the reader chose.
struct Chosen {
    unread: bool,
    kind: Option<Kind>,
}

impl Chosen {
    fn href(&self) -> String {
        let kind = self.kind.map_or("", Kind::code);
        format!("/messages?which={}&kind={kind}", if self.unread { "unread" } else { "all" })
    }
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let chosen = Chosen { unread: form.get("which") != "all", kind: form.get("kind").parse().ok() };
    let before = Some(form.get("before")).filter(|text| !text.is_empty()).map(id_of).transpose()?;
    let before = before.map(|id| id.to_string());
    let mut tx = house.db.read().await?;
    let counts = deliveries::counts(&mut tx, actor.post).await?;
    let which = Which { unread: chosen.unread, kind: chosen.kind, before: before.as_deref() };
    let page = messages::page(&mut tx, actor.post, which, PAGE + 1).await?;
    drop(tx);
    let content = content(&actor, &chosen, &counts, page, form.get("marked"));
    Ok(view.page("消息", &content))
}

fn content(
    actor: &Actor,
    chosen: &Chosen,
    counts: &[(Kind, i64, i64)],
    mut page: Vec<(Message, Option<Moment>)>,
    marked: &str,
) -> Markup {
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = page.len() > most;
    page.truncate(most);
    let sum = |of: fn(&(Kind, i64, i64)) -> i64| -> i64 {
        counts.iter().filter(|one| chosen.kind.is_none_or(|kind| kind == one.0)).map(of).sum()
    };
    let unread = sum(|one| one.2);
    let tab = |name: &str, unread: bool, count: i64| {
        let href = Chosen { unread, kind: chosen.kind }.href();
        (name.to_owned(), href, count, unread == chosen.unread)
    };
    let tabs = [tab("未读", true, unread), tab("全部", false, sum(|one| one.1))];
    let next = page.last().filter(|_| has_more).map(|(last, _)| format!("{}&before={}", chosen.href(), last.id));
    let can_mark = page.iter().any(|(message, read)| read.is_none() && !message.urgent);
    html! {
        (ui::crumbs(&[("待办", "/")], "消息"))
        div.headline {
            div {
                h1 { "消息" }
                p.lead { @if unread > 0 { b { (unread) } " 条未读。" } @else { "都读过了。" } "打开一条就算已读，发的人看得到。" }
            }
            div.btns {
                @if may(actor.role, "messages.write") {
                    a.btn href="/messages/new" { (ui::icon("plus")) "发通知" }
                    a.btn.sec href="/messages/sent" { "已发" }
                }
                a.btn.sec href="/messages/me" { "短信和邮件提醒" }
            }
        }
        (was_marked(marked))
        (ui::tabs("已读未读", &tabs))
        (kinds(chosen, counts))
        @if page.is_empty() {
            (ui::empty(if chosen.unread { "没有未读的消息。" } else { "还没有消息。" }, &html! {
                p { "有事要您知道的时候，这里会有：任务快到期、被督办、办件有结果、退汇、每天的提要。" }
            }))
        } @else {
            (table(&page))
            @if can_mark { (mark_all(chosen, &page)) }
            (ui::pager(&format!("列出 {} 条", page.len()), next.as_deref()))
        }
    }
}

fn was_marked(marked: &str) -> Markup {
    match marked.parse::<u32>() {
        Ok(0) => ui::flash(ui::Tone::Plain, "没有可以一起标为已读的。", "紧急的要一条一条打开看。"),
        Ok(count) => ui::flash(ui::Tone::Green, &format!("{count} 条标为已读。"), "紧急的要一条一条打开看。"),
        Err(_) => html! {},
    }
}

fn kinds(chosen: &Chosen, counts: &[(Kind, i64, i64)]) -> Markup {
    let shown = Kind::ALL.iter().filter_map(|kind| {
        let (_, all, unread) = counts.iter().find(|one| one.0 == *kind)?;
        Some((*kind, if chosen.unread { *unread } else { *all }))
    });
    let shown: Vec<(Kind, i64)> = shown.filter(|(_, count)| *count > 0).collect();
    html! {
        @if shown.len() > 1 || chosen.kind.is_some() {
            p.s {
                "内容："
                @if chosen.kind.is_none() { b { "全部" } }
                @else { a href=(Chosen { unread: chosen.unread, kind: None }.href()) { "全部" } }
                @for (kind, count) in &shown {
                    " · "
                    @if chosen.kind == Some(*kind) { b { (kind.chinese()) " " (count) } } @else {
                        a href=(Chosen { unread: chosen.unread, kind: Some(*kind) }.href()) { (kind.chinese()) " " (count) }
                    }
                }
            }
        }
    }
}

fn table(page: &[(Message, Option<Moment>)]) -> Markup {
    html! {
        table.ledger.stack {
            caption.vh { "消息，新的在前" }
            thead { tr {
                th scope="col" { "内容" } th scope="col" { "消息" } th scope="col" { "从哪里来" } th scope="col" { "已读" }
            } }
            tbody { @for (message, read) in page {
                tr {
                    td data-l="内容" { (kind_tag(message.kind, message.urgent)) }
                    td data-l="消息" {
                        a.nm1 href={ "/messages/" (message.id) } {
                            @if read.is_none() { b { (message.title) } span.vh { "（未读）" } } @else { (message.title) }
                        }
                    }
                    td data-l="从哪里来" {
                        @if message.sender.is_empty() { "系统" } @else { (message.sender) }
                        span.t2 { (message.created.local_minute()) }
                    }
                    td data-l="已读" { @if let Some(read) = read { span.mut { (read.local_minute()) } } }
                }
            } }
        }
    }
}

fn mark_all(chosen: &Chosen, page: &[(Message, Option<Moment>)]) -> Markup {
    let markable = page.iter().filter(|(message, read)| read.is_none() && !message.urgent);
    let ids: Vec<String> = markable.map(|(message, _)| message.id.to_string()).collect();
    html! {
        form action="/messages/read" method="post" {
            (ui::hidden("back", &chosen.href()))
            (ui::hidden("ids", &ids.join(" ")))
            div.btns { button.btn.sec.sm type="submit" { "这一页的都标为已读（紧急的除外）" } }
        }
    }
}

pub(super) async fn read(State(house): State<House>, actor: Actor, form: FormData) -> Reply {
    let ids = form.get("ids").split_whitespace().map(id_of).collect::<Result<Vec<_>, _>>()?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let count = actions::read_all(&house, &actor, &ids[..ids.len().min(most)]).await?;
    let back = FormData::parse(form.get("back").strip_prefix("/messages?").unwrap_or(""));
    let chosen = Chosen { unread: back.get("which") != "all", kind: back.get("kind").parse().ok() };
    Ok(see(&format!("{}&marked={count}", chosen.href())))
}
