//! 个人档案: one person, what is known, who looked.

use super::household::facts_card;
use crate::actions;
use crate::actions::place_name;
use crate::store;
use crate::types::{Person, PersonId};
use access::actions::REASONS;
use access::{Actor, House, Reply, Submitted, View, may, see};
use axum::extract::{Path, State};
use db::{AuditQuestion, Problem};
use kernel::Day;
use maud::{Markup, html};
use std::collections::BTreeMap;
use ui::{Choice, Field, Problems};

fn object(id: PersonId) -> String {
    format!("registry_persons/{id}")
}

async fn content(house: &House, actor: &Actor, id: PersonId, problems: &Problems) -> Result<(String, Markup), Problem> {
    let mut tx = house.db.read().await?;
    let person = store::persons::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    let keys = house.keyring();
    let object = object(id);
    let homes = store::households::of_person(&mut tx, &actor.scope, id, actor.now.day()).await?;
    let facts = store::facts::of_subjects(&mut tx, &keys, &[id.to_string()], 50).await?;
    let account = store::accounts::current(&mut tx, &keys, id).await?;
    let is_open = access::store::reveals::is_open(&mut tx, actor.staff, &object, actor.now).await?;
    let looks = db::search_rows(
        &mut tx,
        &AuditQuestion { object: Some(object.clone()), limit: 10, ..AuditQuestion::default() },
    )
    .await?;
    let names: BTreeMap<String, String> =
        access::store::staff::names(&mut tx, &looks.iter().map(|row| row.line.actor.clone()).collect::<Vec<_>>())
            .await?
            .into_iter()
            .collect();
    drop(tx);
    let seen = access::line(actor, "registry.view_person", &object, person.place.code(), "seen", "");
    house.db.log(seen).await?;
    let number = if is_open { person.id_number(&keys)?.unwrap_or_default() } else { person.masked_id(&keys)? };
    let phone = person.phone(&keys)?.map(|p| if is_open { p } else { kernel::mask::phone(&p) });
    let content = html! {
        (ui::crumbs(&[("待办", "/")], &person.name))
        div.headline { div {
            h1 { (person.name) @if person.died_on.is_some() { " " (ui::tag(ui::Tone::Grey, "已故")) } }
            p.lead { (person.sex_and_age(actor.now.day())) " 岁，" (place_name(house, &person.place)) (person.team) }
        } }
        @if let Some(into) = person.merged_into {
            (ui::note(ui::Tone::Amber, "这条记录已并入另一条", &html! { p { a href={ "/registry/persons/" (into) } { "看合并后的档案" } } }))
        }
        (ui::error_summary(&problems.0))
        (ui::card("who", "基本信息", &html! {}, &html! {
            dl.sum {
                div { dt { "公民身份号码" } dd.mono { (number) } dd { @if is_open { (ui::tag(ui::Tone::Amber, "一分钟内可见")) } } }
                div { dt { "出生日期" } dd { (person.birth.chinese()) } dd {} }
                div { dt { "联系电话" } dd { (phone.as_deref().unwrap_or("没有登记")) } dd {} }
                div { dt { "户口" } dd { (person.hukou.chinese()) } dd {} }
                div { dt { "发放账户" } dd { @if let Some(account) = &account { (account.bank) " " span.mono { (kernel::mask::account(&account.number)) } } @else { "没有登记" } } dd {} }
                @if let Some(died) = person.died_on { div { dt { "死亡日期" } dd { (died.chinese()) } dd {} } }
            }
            @if !is_open && may(actor.role, "registry.reveal") {
                form.filters action={ "/registry/persons/" (id) "/reveal" } method="post" {
                    (ui::select("reason", "看完整号码，因为", &REASONS.iter().map(|r| Choice::new(*r, *r)).collect::<Vec<_>>(), "", problems))
                    button.btn.sec.sm type="submit" { "看一分钟" }
                }
            }
        }))
        (ui::card("homes", "所在家庭", &html! {}, &html! {
            @if homes.is_empty() { p { "没有在册的家庭。" } }
            ul { @for home in &homes { li { a href={ "/registry/households/" (home.id) } { (home.number) } "　" (place_name(house, &home.place)) (home.team) } } }
            @if homes.len() > 1 { (ui::note(ui::Tone::Amber, "同一个人在两户里，请核实", &html! {})) }
        }))
        (facts_card(&facts))
        @if may(actor.role, "registry.edit") || may(actor.role, "registry.merge") { (change_card(actor, &person, problems)) }
        (ui::card("looks", "谁看过", &html! {}, &html! {
            ol.tl { @for row in &looks {
                li { time { (row.line.at.local_minute()) } b { (names.get(&row.line.actor).map_or("—", |name| name.as_str())) } "　" (access::called(&row.line.action)) @if !row.line.detail.is_empty() { "（" (row.line.detail) "）" } }
            } }
            @if looks.is_empty() { p { "在您之前没有人看过。" } }
        }))
    };
    Ok((person.name, content))
}

fn change_card(actor: &Actor, person: &Person, problems: &Problems) -> Markup {
    html! {
        details.card open[!problems.is_empty()] {
            summary.b { "更正和登记" }
            div.b {
                @if may(actor.role, "registry.edit") && person.died_on.is_none() {
                    form.filters action={ "/registry/persons/" (person.id) "/died" } method="post" {
                        (ui::text(&Field { name: "died_on", label: "死亡日期", hint: "如 20170502", class: "w12", ..Field::default() }, problems))
                        (ui::text(&Field { name: "source", label: "凭什么", hint: "死亡证明、公安反馈", ..Field::default() }, problems))
                        button.btn.sec.sm type="submit" { "登记死亡" }
                    }
                }
                @if may(actor.role, "registry.merge") {
                    @if person.merged_into.is_some() {
                        form action={ "/registry/persons/" (person.id) "/unmerge" } method="post" { button.btn.sec.sm type="submit" { "撤销合并" } }
                    } @else {
                        form.filters action={ "/registry/persons/" (person.id) "/merge" } method="post" {
                            (ui::text(&Field { name: "into", label: "并入哪条记录（档案号）", class: "id", ..Field::default() }, problems))
                            (ui::text(&Field { name: "merge_reason", label: "凭什么", ..Field::default() }, problems))
                            button.btn.sec.sm type="submit" { "合并" }
                        }
                    }
                }
                p.s.mut { "档案号 " span.mono { (person.id) } }
            }
        }
    }
}

fn read(id: &str) -> Result<PersonId, Problem> {
    id.parse().map_err(|_| access::outside().into())
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, Path(id): Path<String>) -> Reply {
    let (title, content) = content(&house, &actor, read(&id)?, &Problems::default()).await?;
    Ok(view.page(&title, &content))
}

async fn answer(house: &House, view: &View, actor: &Actor, id: PersonId, done: Result<(), Problem>) -> Reply {
    match done {
        Ok(()) => Ok(see(&format!("/registry/persons/{id}"))),
        Err(Problem::Refusal(refusal)) if refusal.field.is_some() => {
            let mut problems = Problems::default();
            problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
            let (title, content) = content(house, actor, id, &problems).await?;
            Ok(view.again(&title, &content))
        }
        Err(problem) => Err(problem.into()),
    }
}

pub(super) async fn reveal(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let person =
        store::persons::get(&mut house.db.read().await?, &actor.scope, id).await?.ok_or_else(access::outside)?;
    let done = access::actions::reveal(&house, &actor, &person.place, &object(id), form.get("reason")).await;
    answer(&house, &view, &actor, id, done).await
}

pub(super) async fn died(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let done = match Day::parse(form.get("died_on")) {
        Ok(on) => actions::died(&house, &actor, id, on, form.get("source")).await,
        Err(problem) => Err(kernel::Refusal::bad_input("registry.day", problem.to_string()).on_field("died_on").into()),
    };
    answer(&house, &view, &actor, id, done).await
}

pub(super) async fn merge(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let done = match form.get("into").parse() {
        Ok(into) => actions::merge(&house, &actor, id, into, form.get("merge_reason")).await.map(drop),
        Err(_) => Err(kernel::Refusal::bad_input("registry.record", "档案号不对，请从另一份档案上抄 26 位。")
            .on_field("into")
            .into()),
    };
    answer(&house, &view, &actor, id, done).await
}

pub(super) async fn unmerge(State(house): State<House>, view: View, actor: Actor, Path(id): Path<String>) -> Reply {
    let id = read(&id)?;
    let done = actions::undo_merge(&house, &actor, id).await;
    answer(&house, &view, &actor, id, done).await
}
