//! 会议材料包: one document with everything the meeting needs.

use super::{PDF, document, period_links, plan_of};
use crate::pack;
use crate::period::Period;
use access::{Actor, FormData, House, Reply, download};
use db::Outcome;
use kernel::Refusal;
use letters::Official;
use maud::html;
use workplan::{Catalogue, Opened};

async fn load(house: &House, catalogue: &Catalogue, actor: &Actor, query: &FormData) -> Outcome<(Period, Official)> {
    let today = actor.now.day();
    let period = Period::parse(query.get("period"), today)?;
    let plan = plan_of(catalogue, period.last.last_day())?;
    let mut tx = house.db.read().await?;
    let pack = pack::pack(&mut tx, house, (catalogue, plan), (period, today)).await?;
    Ok((period, pack))
}

pub(super) async fn show(Opened { house, catalogue, view, actor, query, .. }: Opened) -> Reply {
    let (period, pack) = load(&house, &catalogue, &actor, &query).await?;
    let content = html! {
        (ui::crumbs(&[("待办", "/"), ("工作进展情况报告", "/reports/progress")], "会议材料包"))
        div.headline {
            div { h1 { (period.chinese()) "会议材料包" }
                p.lead { "议程、作战图各表、超期清单、“五个一”和走访记录、政策库状况、各县（区）和园区的报告，合成一份。" } }
            div.btns.noprint { a.btn href={ "/reports/pack.pdf?period=" (period.code()) } { "整份打印（PDF）" } }
        }
        (period_links("/reports/pack", period, "", actor.now.day()))
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
