//! 数据质量: how complete the records are, by township (A1.4).

use crate::actions::{county_name, place_name};
use crate::store;
use access::{Actor, House, Place, Reply, View};
use axum::extract::State;
use maud::html;

/// 9870 of 10000 as `98.70 %`, exact to the hundredth, cut and never rounded up.
fn percent(part: i64, whole: i64) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    let hundredths = i128::from(part) * 10_000 / i128::from(whole);
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor) -> Reply {
    let rows = store::quality::by_township(&mut house.db.read().await?, &actor.scope).await?;
    let (heads, complete) = rows.iter().fold((0, 0), |(h, c), row| (h + row.heads, c + row.complete));
    let content = html! {
        (ui::crumbs(&[("待办", "/")], "数据质量"))
        div.headline { div { h1 { "数据质量" } p.lead { "户主 " b { (heads) } " 人，号码、电话、账户齐全的 " b { (percent(complete, heads)) } "。" } } }
        table.ledger.stack {
            caption.vh { "各乡镇数据质量" }
            thead { tr { th scope="col" { "乡镇" } th.num scope="col" { "户主" } th.num scope="col" { "缺号码" } th.num scope="col" { "缺电话" } th.num scope="col" { "缺账户" } th.num scope="col" { "齐全" } } }
            tbody { @for row in &rows {
                @let place = Place { county: row.county.clone(), township: row.township.clone(), village: String::new() };
                tr {
                    td data-l="乡镇" { (county_name(&house, &row.county)) " " (place_name(&house, &place)) }
                    td.num data-l="户主" { (row.heads) }
                    td.num data-l="缺号码" { (row.no_id) }
                    td.num data-l="缺电话" { (row.no_phone) }
                    td.num data-l="缺账户" { (row.no_account) }
                    td.num data-l="齐全" { (percent(row.complete, row.heads)) }
                }
            } }
        }
    };
    Ok(view.page("数据质量", &content))
}
