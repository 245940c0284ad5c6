//! 资金账: the trial balance of what the reader may see.

use access::{Actor, FormData, House, Reply, Scope, View};
use axum::extract::{RawQuery, State};
use kernel::Month;
use ledger::{Question, chart, trial_balance};
use maud::html;
use registry::actions::county_name;
use ui::{Field, Problems};

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let county = match &actor.scope {
        Scope::City => None,
        Scope::County(county) => Some(county.clone()),
        // The book is kept by counties: a township has none of its own.
        Scope::Township(..) | Scope::Village(..) | Scope::Nowhere => return Err(access::outside().into()),
    };
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let mut problems = Problems::default();
    let mut month = |field: &str| match form.get(field) {
        "" => None,
        text => Month::parse(text).map_err(|problem| problems.add(field, problem.sentence)).ok(),
    };
    let (from, to) = (month("from"), month("to"));
    let ask = Question { county: county.clone(), from, to, ..Question::default() };
    let (lines, debit, credit) = trial_balance(&mut house.db.read().await?, &ask).await?;
    let place = county.map_or_else(|| house.settings.bureau.clone(), |county| county_name(&house, &county));
    let content = html! {
        (ui::crumbs(&[("待办", "/"), ("发放批次", "/payments/runs")], "资金账"))
        div.headline { div { h1 { "资金账" } p.lead { (place) "，" @if debit == credit { "借贷相等。" } @else if from.is_some() || to.is_some() { "只看这些月份，跨月更正会让借贷不等。" } @else { span.hot { "借贷不平，请告诉系统管理员。" } } } } }
        (ui::error_summary(&problems.0))
        form.filters action="/payments/book" method="get" {
            (ui::text(&Field { name: "from", label: "从哪个月", value: form.get("from"), class: "w8", ..Field::default() }, &problems))
            (ui::text(&Field { name: "to", label: "到哪个月", value: form.get("to"), class: "w8", ..Field::default() }, &problems))
            button.btn.sec.sm type="submit" { "查" }
        }
        @if lines.is_empty() { (ui::empty("还没有记账。", &html! { p { "批次签发以后才有。" } })) } @else {
            table.ledger.stack {
                caption.vh { "试算平衡" }
                thead { tr { th scope="col" { "科目" } th.num scope="col" { "借方（元）" } th.num scope="col" { "贷方（元）" } th.num scope="col" { "余额（元）" } } }
                tbody { @for line in &lines { tr {
                    td data-l="科目" { (chart::called(&line.account)) }
                    td.num data-l="借方" { (line.debit.grouped()) }
                    td.num data-l="贷方" { (line.credit.grouped()) }
                    td.num data-l="余额" { (line.net().map(kernel::Fen::grouped).unwrap_or_default()) }
                } } }
                tfoot { tr { td { "合计" } td.num { (debit.grouped()) } td.num { (credit.grouped()) } td {} } }
            }
        }
    };
    Ok(if problems.is_empty() { view.page("资金账", &content) } else { view.again("资金账", &content) })
}
