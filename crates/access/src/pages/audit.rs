//! 查日志: who did what, tried what, looked at what.

use crate::form::FormData;
use crate::house::House;
use crate::role;
use crate::store;
use crate::web::{Reply, View};
use axum::extract::{RawQuery, State};
use db::{AuditQuestion, AuditRow};
use kernel::Day;
use maud::{Markup, html};
use std::collections::BTreeMap;
use ui::{Field, Problems};

/// Rows of one page.
const PAGE: i64 = 50;

pub(super) async fn show(State(house): State<House>, view: View, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let mut problems = Problems::default();
    let some = |field: &str| Some(form.get(field).to_owned()).filter(|value| !value.is_empty());
    let mut day = |field: &str| {
        let text = form.get(field);
        if text.is_empty() {
            return None;
        }
        Day::parse(text).map_err(|problem| problems.add(field, problem.to_string())).ok()
    };
    let (from, to) = (day("from"), day("to"));
    let mut tx = house.db.read().await?;
    let mut actor = None;
    if let Some(login) = some("login") {
        match store::staff::by_login(&mut tx, &login).await? {
            Some(staff) => actor = Some(staff.id.to_string()),
            None => problems.add("login", "没有这个账号。"),
        }
    }
    let ask = AuditQuestion {
        actor,
        action: some("action"),
        object: some("object"),
        outcome: some("outcome"),
        from,
        to,
        before: form.get("before").parse().ok(),
        limit: PAGE,
    };
    let rows = if problems.is_empty() { db::search_rows(&mut tx, &ask).await? } else { Vec::new() };
    let ids: Vec<String> = rows.iter().map(|row| row.line.actor.clone()).collect();
    let names: BTreeMap<String, String> = store::staff::names(&mut tx, &ids).await?.into_iter().collect();
    let next = rows.last().filter(|_| rows.len() == 50).map(|row| {
        let mut pairs: Vec<(&str, String)> = ["login", "action", "object", "outcome", "from", "to"]
            .into_iter()
            .map(|name| (name, form.get(name).to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        pairs.push(("before", row.seq.to_string()));
        format!("/access/audit?{}", maud_query(&pairs))
    });
    let content = content(&form, &problems, &rows, &names, next.as_deref());
    Ok(view.page("日志", &content))
}

fn content(
    form: &FormData,
    problems: &Problems,
    rows: &[AuditRow],
    names: &BTreeMap<String, String>,
    next: Option<&str>,
) -> Markup {
    html! {
        (ui::crumbs(&[("待办", "/")], "日志"))
        div.headline { div { h1 { "日志" } p.lead { "谁、什么时候、对什么、做了或看了什么。每行首尾相扣，改一个字就接不上。" } } }
        (ui::error_summary(&problems.0))
        form.filters action="/access/audit" method="get" {
            (ui::text(&Field { name: "login", label: "账号", value: form.get("login"), class: "w12", ..Field::default() }, problems))
            (ui::text(&Field { name: "action", label: "事项", value: form.get("action"), class: "w12", ..Field::default() }, problems))
            (ui::text(&Field { name: "object", label: "对象", value: form.get("object"), class: "w12", ..Field::default() }, problems))
            (ui::text(&Field { name: "from", label: "从", value: form.get("from"), class: "w8", ..Field::default() }, problems))
            (ui::text(&Field { name: "to", label: "到", value: form.get("to"), class: "w8", ..Field::default() }, problems))
            button.btn.sm type="submit" { "查" }
        }
        @if rows.is_empty() {
            (ui::empty("没有符合条件的记录。", &html! { p { "放宽条件再查一次。" } }))
        } @else {
            table.ledger.stack {
                caption.vh { "日志" }
                thead { tr { th scope="col" { "号" } th scope="col" { "时间" } th scope="col" { "谁" } th scope="col" { "事项" } th scope="col" { "对象" } th scope="col" { "结果" } } }
                tbody { @for row in rows {
                    tr {
                        td.mono data-l="号" { (row.seq) }
                        td data-l="时间" { (row.line.at.local()) }
                        td data-l="谁" { (names.get(&row.line.actor).map_or(row.line.actor.as_str(), |name| name.as_str())) }
                        td data-l="事项" { (role::called(&row.line.action)) span.t2.mono { (row.line.action) } }
                        td.mono data-l="对象" { (row.line.object) @if !row.line.detail.is_empty() { span.t2 { (row.line.detail) } } }
                        td data-l="结果" { @if row.line.outcome == "done" { "办成" } @else if row.line.outcome == "seen" { "查看" } @else { (ui::tag(ui::Tone::Red, &row.line.outcome)) } }
                    }
                } }
            }
            (ui::pager(&format!("本页 {} 行", rows.len()), next))
        }
    }
}

fn maud_query(pairs: &[(&str, String)]) -> String {
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}
