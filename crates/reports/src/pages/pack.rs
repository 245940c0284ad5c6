//! 会议材料包: one document with everything the meeting needs.

use super::{PDF, document, period_links, plan_of};
use crate::pack::{self, Extent};
use crate::period::Period;
use access::{Actor, FormData, House, Reply, download};
use db::Outcome;
use kernel::Refusal;
use letters::Official;
use maud::html;
use ui::Problems;
use workplan::{Catalogue, Opened};

/// The tick box.
const ANNEXES: &str = "annexes";

fn extent(query: &FormData) -> Extent {
    if query.ticked(ANNEXES) { Extent::WithAnnexes } else { Extent::Meeting }
}

async fn load(house: &House, catalogue: &Catalogue, actor: &Actor, query: &FormData) -> Outcome<(Period, Official)> {
    let today = actor.now.day();
    let period = Period::parse(query.get("period"), today)?;
    let plan = plan_of(catalogue, period.last.last_day())?;
    let mut tx = house.db.read().await?;
    let pack = pack::pack(&mut tx, house, (catalogue, plan), (period, today), extent(query)).await?;
    Ok((period, pack))
}

pub(super) async fn show(Opened { house, catalogue, view, actor, query, .. }: Opened) -> Reply {
    let (period, pack) = load(&house, &catalogue, &actor, &query).await?;
    let is_full = extent(&query) == Extent::WithAnnexes;
    let rest = if is_full { format!("&{ANNEXES}=1") } else { String::new() };
    let tick = html! { "带附件：各项工作的全文、政策库状况、各县（区）和园区的报告（有几十页）" };
    let content = html! {
        (ui::crumbs(&[("待办", "/"), ("工作进展情况报告", "/reports/progress")], "会议材料包"))
        div.headline {
            div { h1 { (period.chinese()) "会议材料包" }
                p.lead { "议程、总体情况和排位、各项进度、超期和督办、要盯的事、“五个一”和走访、下一步工作，合成一份。" } }
            div.btns.noprint { a.btn href={ "/reports/pack.pdf?period=" (period.code()) (rest) } { "整份打印（PDF）" } }
        }
        (period_links("/reports/pack", period, &rest, actor.now.day()))
        form.filters.noprint action="/reports/pack" method="get" {
            (ui::hidden("period", &period.code()))
            (ui::check(ANNEXES, &tick, is_full, &Problems::default()))
            button.btn.sec.sm type="submit" { "重新合成" }
        }
        (document::document(&pack))
    };
    Ok(view.page("会议材料包", &content))
}

pub(super) async fn pdf(Opened { house, catalogue, actor, query, .. }: Opened) -> Reply {
    let (period, pack) = load(&house, &catalogue, &actor, &query).await?;
    let values = pack.values().map_err(Refusal::from)?;
    let bytes = house.printer.print(Official::TEMPLATE, &values)?;
    house.db.log(access::line(&actor, "reports.pack", period.code(), "", "printed", "")).await?;
    Ok(download(PDF, &format!("{}会议材料.pdf", period.chinese()), bytes))
}
