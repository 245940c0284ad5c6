//! 定期复核: households in payment whose re-check is due.

use crate::store;
use access::{Actor, House, Reply, View};
use axum::extract::State;
use maud::html;
use registry::actions::place_name;

/// Days ahead that are shown.
const AHEAD: i32 = 30;

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor) -> Reply {
    let today = actor.now.day();
    let mut tx = house.db.read().await?;
    let open = store::rechecks::open(&mut tx, &actor.scope, today.add_days(AHEAD), 100).await?;
    let mut rows = Vec::new();
    for recheck in &open {
        if let Some(case) = store::applications::get(&mut tx, &actor.scope, recheck.case).await? {
            rows.push((recheck, case));
        }
    }
    let late = rows.iter().filter(|(recheck, _)| recheck.due < today).count();
    let content = html! {
        (ui::crumbs(&[("待办", "/")], "定期复核"))
        div.headline { div { h1 { "定期复核" } p.lead { "三十天内到期 " b { (rows.len()) } " 户" @if late > 0 { "，" span.hot { (late) " 户已超期" } } "。" } } }
        @if rows.is_empty() { (ui::empty("近期没有到期的复核。", &html! {})) } @else {
            table.ledger.stack {
                caption.vh { "到期的复核" }
                thead { tr { th scope="col" { "期限" } th scope="col" { "户" } th scope="col" { "住址" } th.num scope="col" { "月金额" } th.num scope="col" { span.vh { "操作" } } } }
                tbody { @for (recheck, case) in &rows {
                    tr {
                        td data-l="期限" { @if recheck.due < today { span.hot { (recheck.due) } } @else { (recheck.due) } }
                        td data-l="户" { a.nm1 href={ "/cases/" (case.id) } { (case.applicant_name) } }
                        td data-l="住址" { (place_name(&house, &case.place)) (case.team) }
                        td.num data-l="月金额" { (case.amount.map(kernel::Fen::grouped).unwrap_or_default()) }
                        td.num { a.btn.sec.sm href={ "/cases/" (case.id) "#recheck" } { "复核" span.vh { (case.applicant_name) } } }
                    }
                } }
            }
        }
    };
    Ok(view.page("定期复核", &content))
}
