//! 跨区调阅: asking for a record elsewhere, reading it for a minute, and who looked at ours.

use crate::actions::{county_name, look_elsewhere, place_name};
use crate::store;
use access::{Actor, FormData, House, Reply, Scope, View, see};
use axum::extract::{Path, State};
use db::Problem;
use kernel::Moment;
use maud::html;
use std::collections::BTreeMap;
use ui::Problems;

/// How far back the list goes, milliseconds.
const MONTH_MS: i64 = 31 * 86_400_000;
/// Rows of the list.
const MOST: i64 = 200;

pub(super) async fn open(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    match look_elsewhere(&house, &actor, form.get("q"), form.get("reason")).await {
        Ok(id) => Ok(see(&format!("/registry/lookups/{id}"))),
        Err(Problem::Refusal(refusal)) if refusal.field.is_some() => {
            let mut problems = Problems::default();
            problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
            let content = super::search::found_page(&house, &actor, form.get("q"), &problems).await?;
            Ok(view.again("查人查件", &content))
        }
        Err(problem) => Err(problem.into()),
    }
}

pub(super) async fn one(State(house): State<House>, view: View, actor: Actor, Path(id): Path<String>) -> Reply {
    let mut tx = house.db.read().await?;
    let look = store::lookups::of_staff(&mut tx, actor.staff, &id).await?.ok_or_else(access::outside)?;
    if look.until.millis() <= actor.now.millis() {
        let content = html! {
            (ui::crumbs(&[("待办", "/")], "跨区调阅"))
            h1 { "这次调阅已经到时间" }
            p.lead { "一次只开一分钟。还要看的，请在查人框里再输一次号码，重新说明理由。" }
        };
        return Ok(view.status_page(axum::http::StatusCode::GONE, "调阅已到时间", &content));
    }
    // The look is the licence: it was opened for this person, with a reason, by this reader.
    let person = store::persons::get(&mut tx, &Scope::City, look.person).await?.ok_or_else(access::outside)?;
    let homes = store::households::of_person(&mut tx, &Scope::City, look.person, actor.now.day()).await?;
    drop(tx);
    let object = format!("registry_persons/{}", person.id);
    house
        .db
        .log(access::line(&actor, "registry.view_person", object, person.place.code(), "elsewhere", &look.reason))
        .await?;
    let content = html! {
        (ui::crumbs(&[("待办", "/")], "跨区调阅"))
        div.headline { div {
            h1 { (person.name) @if person.died_on.is_some() { " " (ui::tag(ui::Tone::Grey, "已故")) } }
            p.lead { (person.sex_and_age(actor.now.day())) " 岁，" (county_name(&house, &person.place.county)) (place_name(&house, &person.place)) }
        } }
        (ui::note(ui::Tone::Amber, "一分钟内可见", &html! { p.s { "理由：" (look.reason) "。这次调阅已记入日志，" (county_name(&house, &person.place.county)) "能看到是谁、为什么看的。" } }))
        (ui::card("who", "基本信息", &html! {}, &html! {
            dl.sum {
                div { dt { "公民身份号码" } dd.mono { (person.masked_id(&house.keyring())?) } dd {} }
                div { dt { "出生日期" } dd { (person.birth.chinese()) } dd {} }
                div { dt { "户口" } dd { (person.hukou.chinese()) } dd {} }
                @if let Some(died) = person.died_on { div { dt { "死亡日期" } dd { (died.chinese()) } dd {} } }
                div { dt { "在册家庭" } dd { @if homes.is_empty() { "没有" } @for home in &homes { span.mono { (home.number) } " " } } dd {} }
            }
        }))
        p.s.mut { "救助、收入和账户不在这里显示。要核对待遇的，请发函给" (county_name(&house, &person.place.county)) "。" }
    };
    Ok(view.page(&person.name, &content))
}

pub(super) async fn list(State(house): State<House>, view: View, actor: Actor) -> Reply {
    let since = Moment::from_millis(actor.now.millis() - MONTH_MS);
    let mut tx = house.db.read().await?;
    let looks = store::lookups::within(&mut tx, &actor.scope, since, MOST).await?;
    let who: Vec<String> = looks.iter().map(|look| look.staff.to_string()).collect();
    let names: BTreeMap<String, String> = access::store::staff::names(&mut tx, &who).await?.into_iter().collect();
    let mut rows = Vec::new();
    for look in &looks {
        let person = store::persons::get(&mut tx, &actor.scope, look.person).await?;
        rows.push((look, person, names.get(&look.staff.to_string()).map_or("—", String::as_str)));
    }
    let content = html! {
        (ui::crumbs(&[("待办", "/")], "外来调阅"))
        div.headline { div { h1 { "外来调阅" } p.lead { "最近 31 天，外地工作人员调阅本地档案 " b { (rows.len()) } " 次。认为没有理由的，请告诉审计管理员。" } } }
        @if rows.is_empty() { (ui::empty("最近没有人从外面调阅本地的档案。", &html! {})) } @else {
            table.ledger.stack {
                caption.vh { "外来调阅" }
                thead { tr { th scope="col" { "时间" } th scope="col" { "谁" } th scope="col" { "单位" } th scope="col" { "看了谁" } th scope="col" { "理由" } } }
                tbody { @for (look, person, name) in &rows {
                    tr {
                        td.mono data-l="时间" { (look.at.local_minute()) }
                        td data-l="谁" { (name) }
                        td data-l="单位" { (look.office) }
                        td data-l="看了谁" { @if let Some(person) = person { a.nm1 href={ "/registry/persons/" (person.id) } { (person.name) } " " span.mut.s { (place_name(&house, &look.place)) } } @else { "已迁出" } }
                        td data-l="理由" { (look.reason) }
                    }
                } }
            }
            @if rows.len() >= usize::try_from(MOST).unwrap_or(usize::MAX) { p.s { "只列出最近 " (MOST) " 次。" } }
        }
    };
    Ok(view.page("外来调阅", &content))
}
