//! 会议材料包: one document with everything the meeting needs.

use super::{PDF, Shared, document, form_of, period_links, plan_of};
use crate::pack;
use crate::period::Period;
use access::{Actor, House, Reply, View, download};
use axum::Extension;
use axum::extract::{RawQuery, State};
use db::Outcome;
use kernel::Refusal;
use letters::Official;
use maud::html;
use workplan::Catalogue;

async fn load(house: &House, catalogue: &Catalogue, actor: &Actor, query: &RawQuery) -> Outcome<(Period, Official)> {
    let today = actor.now.day();
    let period = Period::parse(form_of(query).get("period"), today)?;
    let plan = plan_of(catalogue, period.last.last_day())?;
    let mut tx = house.db.read().await?;
    let pack = pack::pack(&mut tx, house, (catalogue, plan), (period, today)).await?;
    Ok((period, pack))
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    query: RawQuery,
) -> Reply {
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

pub(super) async fn pdf(
    State(house): State<House>,
    Extension(catalogue): Shared,
    actor: Actor,
    query: RawQuery,
) -> Reply {
    let (period, pack) = load(&house, &catalogue, &actor, &query).await?;
    let values = pack.values().map_err(Refusal::from)?;
    let bytes = house.printer.print(Official::TEMPLATE, &values)?;
    house.db.log(access::line(&actor, "reports.pack", period.code(), "", "printed", "")).await?;
    Ok(download(PDF, &format!("{}会议材料.pdf", period.chinese()), bytes))
}
