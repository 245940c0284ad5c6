//! 参数: every dated value with its document, by division.

use super::division_name;
use crate::store;
use access::{Actor, FormData, House, Reply, View, may};
use axum::extract::{RawQuery, State};
use maud::{Markup, html};
use rules::ParameterValue;
use ui::{Field, Problems};

/// The values as a table; with `change` each parameter has a link to change it.
pub(super) fn table(
    values: &[ParameterValue],
    division: impl Fn(&str) -> String,
    change: Option<&dyn Fn(&ParameterValue) -> String>,
) -> Markup {
    html! {
        table.ledger.stack {
            caption.vh { "参数" }
            thead { tr { th scope="col" { "参数" } th scope="col" { "在哪里" } th scope="col" { "从哪天起" } th.num scope="col" { "数值" } th scope="col" { "文件" } } }
            tbody { @for (index, value) in values.iter().enumerate() {
                @let is_first = index == 0 || values[index - 1].name != value.name;
                tr {
                    td data-l="参数" {
                        @if is_first { b { (value.name) } @if !value.note.is_empty() { span.t2 { (value.note) } } } @else { span.vh { (value.name) } }
                        @if let (Some(link), true) = (change, is_first) { " " a.s href=(link(value)) { "变更" span.vh { (value.name) } } }
                    }
                    td data-l="在哪里" { (value.division.as_deref().map_or_else(|| "默认".to_owned(), &division)) }
                    td data-l="从哪天起" { (value.from.chinese()) @if let Some(to) = value.to { " 到 " (to.chinese()) } }
                    td.num data-l="数值" { (value.value) }
                    td data-l="文件" { (value.document) }
                }
            } }
        }
    }
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let wanted = form.get("called").trim();
    let values: Vec<ParameterValue> = house
        .library()
        .parameters()
        .into_iter()
        .filter(|value| wanted.is_empty() || value.name.contains(wanted))
        .collect();
    let changes = store::changes::newest(&mut house.db.read().await?, 20).await?;
    let link = |value: &ParameterValue| {
        let query = serde_query(&value.name);
        format!("/policies/changes/new?parameter={query}")
    };
    let change: Option<&dyn Fn(&ParameterValue) -> String> =
        if may(actor.role, "policies.propose") { Some(&link) } else { None };
    let content = html! {
        (ui::crumbs(&[("待办", "/"), ("政策库", "/policies")], "参数和变更"))
        div.headline {
            div { h1 { "参数和变更" } p.lead { "每个数值都有起始日期和文件；旧值不删，旧案按旧数算。" } }
            @if may(actor.role, "policies.propose") { div.btns { a.btn href="/policies/changes/new" { "提出参数变更" } } }
        }
        (super::library::changes_card(&house, &changes))
        form.filters action="/policies/parameters" method="get" {
            (ui::text(&Field { name: "called", label: "参数名称里有", value: wanted, class: "w12", ..Field::default() }, &Problems::default()))
            button.btn.sec.sm type="submit" { "查" }
        }
        @if values.is_empty() { (ui::empty("没有这个参数。", &html! { p { "名称可以只写一部分，例如“标准”。" } })) }
        @else { (table(&values, |division| division_name(&house, division), change)) }
    };
    Ok(view.page("参数和变更", &content))
}

/// A name as it stands in an address.
fn serde_query(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        out.push_str(&format!("%{byte:02X}"));
    }
    out
}
