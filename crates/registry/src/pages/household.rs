//! 家庭档案页: who lives here, what is known, what may be done.

use crate::actions;
use crate::actions::place_name;
use crate::store;
use crate::types::{Household, HouseholdId, Person, PersonId};
use access::{Actor, FormData, House, Reply, Submitted, View, may, see};
use axum::extract::{Path, State};
use db::Problem;
use maud::{Markup, html};
use std::collections::HashMap;
use ui::{Choice, Field, Problems};

async fn content(
    house: &House,
    actor: &Actor,
    id: HouseholdId,
    problems: &Problems,
) -> Result<(String, Markup), Problem> {
    let mut tx = house.db.read().await?;
    let home = store::households::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    let members = store::members::of_household(&mut tx, id).await?;
    let ids: Vec<PersonId> = members.iter().map(|member| member.person).collect();
    let people: HashMap<PersonId, Person> =
        store::persons::of_household(&mut tx, &ids).await?.into_iter().map(|person| (person.id, person)).collect();
    let keys = house.keyring();
    let facts = store::facts::of_subjects(&mut tx, &keys, &[id.to_string()], 100).await?;
    drop(tx);
    house
        .db
        .log(access::line(
            actor,
            "registry.view_household",
            format!("registry_households/{id}"),
            home.place.code(),
            "seen",
            "",
        ))
        .await?;
    let today = actor.now.day();
    let head = people.get(&home.head).map_or("（无户主）", |person| person.name.as_str());
    let mut rows = Vec::new();
    for member in &members {
        let Some(person) = people.get(&member.person) else { continue };
        rows.push((member, person, person.masked_id(&keys)?));
    }
    // Who lives here now before who has left, the head first, then by age.
    rows.sort_by_key(|(member, person, _)| (member.to.is_some(), person.id != home.head, person.birth));
    let title = format!("{head}户");
    let content = html! {
        (ui::crumbs(&[("待办", "/"), ("家庭档案", "/registry/households")], &title))
        div.headline {
            div { h1 { (title) } p.lead { (place_name(house, &home.place)) (home.team) (home.address) "，" (home.hukou.chinese()) "，" span.mono { (home.number) } } }
            div.btns {
                a.btn.sec href={ "/cases?household=" (id) } { "这户的申请" }
                @if may(actor.role, "cases.apply") { a.btn href={ "/cases/new?household=" (id) } { "为这户新建申请" } }
            }
        }
        (ui::error_summary(&problems.0))
        @if let Some(closed) = home.closed_on { (ui::flash(ui::Tone::Amber, "这户已于 ", &format!("{closed} 注销：{}", home.closed_why))) }
        (ui::card("members", "家庭成员", &html! {}, &html! {
            table.ledger.stack {
                caption.vh { "家庭成员" }
                thead { tr { th scope="col" { "姓名" } th scope="col" { "关系" } th scope="col" { "号码" } th scope="col" { "起止" } } }
                tbody { @for (member, person, number) in &rows {
                    tr {
                        td data-l="姓名" { a.nm1 href={ "/registry/persons/" (person.id) } { (person.name) } " " span.mut.s { (person.sex_and_age(today)) }
                            @if person.died_on.is_some() { " " (ui::tag(ui::Tone::Grey, "已故")) } }
                        td data-l="关系" { (member.relation) }
                        td.mono data-l="号码" { (number) }
                        td data-l="起止" { (member.from) @if let Some(to) = member.to { " 至 " (to) } @else { " 起" } }
                    }
                } }
            }
        }))
        (facts_card(&facts))
        @if may(actor.role, "registry.edit") {
            @let here = rows.iter().filter(|(member, _, _)| member.to.is_none()).map(|(_, person, _)| *person).collect::<Vec<_>>();
            (split_card(&home, &here))
            (head_card(&home, &here, problems))
        }
        @if may(actor.role, "registry.move") { (move_card(house, &home, problems)) }
    };
    Ok((title, content))
}

/// What is known, newest first.
pub(super) fn facts_card(facts: &[crate::types::Fact]) -> Markup {
    html! {
        @if !facts.is_empty() {
            (ui::card("facts", "已知的情况", &html! {}, &html! {
                table.ledger.stack {
                    caption.vh { "已知的情况" }
                    thead { tr { th scope="col" { "什么" } th scope="col" { "值" } th scope="col" { "从哪里知道" } th scope="col" { "何时起" } th scope="col" { "何时知道" } } }
                    tbody { @for fact in facts {
                        tr {
                            td data-l="什么" { (fact.kind) }
                            td data-l="值" { (fact.value) }
                            td data-l="从哪里知道" { (fact.source) }
                            td data-l="何时起" { (fact.valid_from) }
                            td data-l="何时知道" { (fact.recorded.local_minute()) }
                        }
                    } }
                }
            }))
        }
    }
}

fn split_card(home: &Household, members: &[&Person]) -> Markup {
    html! {
        @if members.len() > 1 {
            details.card {
                summary.b { "分户" }
                div.b { form action={ "/registry/households/" (home.id) "/split" } method="post" {
                    fieldset.f { legend { "勾选分出去单过的人" }
                        @for person in members {
                            @if person.id != home.head {
                                label.inl { input type="checkbox" name="leaving" value=(person.id); " " (person.name) } " "
                            }
                        }
                    }
                    div.btns { button.btn.sec type="submit" { "分户" } }
                } }
            }
        }
    }
}

fn head_card(home: &Household, members: &[&Person], problems: &Problems) -> Markup {
    let others: Vec<Choice> = members
        .iter()
        .filter(|person| person.id != home.head && person.died_on.is_none())
        .map(|person| Choice::new(person.id.to_string(), person.name.clone()))
        .collect();
    html! {
        @if !others.is_empty() {
            details.card open[problems.of("head").is_some()] {
                summary.b { "变更户主" }
                div.b { form.filters action={ "/registry/households/" (home.id) "/head" } method="post" {
                    (ui::select("head", "新户主", &others, "", problems))
                    button.btn.sec type="submit" { "变更户主" }
                } }
            }
        }
    }
}

fn move_card(house: &House, home: &Household, problems: &Problems) -> Markup {
    let villages: Vec<Choice> = actions::townships_of(house, &home.place.county)
        .into_iter()
        .flat_map(|(code, town)| {
            actions::villages_of(house, &code)
                .into_iter()
                .map(move |(village, name)| Choice::new(village, format!("{town} {name}")))
        })
        .collect();
    html! {
        details.card open[problems.of("village").is_some()] {
            summary.b { "迁移" }
            div.b { form action={ "/registry/households/" (home.id) "/move" } method="post" {
                div.row {
                    (ui::select("village", "迁到本县的", &villages, &home.place.village, problems))
                    (ui::text(&Field { name: "elsewhere", label: "或外县村（社区）代码", optional: "12 位", class: "id", ..Field::default() }, problems))
                    (ui::text(&Field { name: "team", label: "组", value: &home.team, class: "w8", ..Field::default() }, problems))
                }
                p.s.mut { "迁到外县以后，这户由新的地方管，您这里就看不到了；原来的待遇按移交规则发到新地方作出决定的当月。" }
                div.btns { button.btn.sec type="submit" { "迁移" } }
            } }
        }
    }
}

fn read(id: &str) -> Result<HouseholdId, Problem> {
    id.parse().map_err(|_| access::outside().into())
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, Path(id): Path<String>) -> Reply {
    let (title, content) = content(&house, &actor, read(&id)?, &Problems::default()).await?;
    Ok(view.page(&title, &content))
}

pub(super) async fn split(State(house): State<House>, actor: Actor, Path(id): Path<String>, form: FormData) -> Reply {
    let leaving: Vec<PersonId> = form.all("leaving").iter().filter_map(|id| id.parse().ok()).collect();
    let new = actions::split(&house, &actor, read(&id)?, &leaving).await?;
    Ok(see(&format!("/registry/households/{new}")))
}

pub(super) async fn head(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let done = match form.get("head").parse() {
        Ok(head) => actions::change_head(&house, &actor, id, head).await,
        Err(_) => Err(kernel::Refusal::bad_input("registry.head", "请选新户主。").on_field("head").into()),
    };
    match done {
        Ok(()) => Ok(see(&format!("/registry/households/{id}"))),
        Err(problem) => again(&house, &view, &actor, id, problem).await,
    }
}

/// The page again with what is to be mended.
async fn again(house: &House, view: &View, actor: &Actor, id: HouseholdId, problem: Problem) -> Reply {
    match problem {
        Problem::Refusal(refusal) if refusal.field.is_some() => {
            let mut problems = Problems::default();
            problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
            let (title, content) = content(house, actor, id, &problems).await?;
            Ok(view.again(&title, &content))
        }
        problem @ (Problem::Refusal(_) | Problem::Fault(_)) => Err(problem.into()),
    }
}

pub(super) async fn relocate(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let village = if form.get("elsewhere").is_empty() { form.get("village") } else { form.get("elsewhere") };
    match actions::move_household(&house, &actor, id, village, form.get("team")).await {
        Ok(()) => Ok(see("/registry/households")),
        Err(problem) => again(&house, &view, &actor, id, problem).await,
    }
}
