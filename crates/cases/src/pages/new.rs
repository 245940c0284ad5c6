//! 新建申请: choose a programme, or go on with a draft.

use crate::actions;
use crate::store;
use access::{Actor, FormData, House, Reply, View, see};
use axum::extract::{RawQuery, State};
use db::Problem;
use maud::html;
use registry::HouseholdId;

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let drafts = store::drafts::of_owner(&mut house.db.read().await?, &house.keyring(), actor.staff).await?;
    let content = html! {
        (ui::crumbs(&[("待办", "/")], "新建申请"))
        div.headline { div { h1 { "新建申请" } p.lead { "选一个事项开始。填的内容随时自动存草稿。" } } }
        form.card action="/cases/new" method="post" {
            div.b {
                (ui::hidden("household", form.get("household")))
                p { "这户人家申请什么？" }
                div.btns { @for programme in house.procedures.all() {
                    button.btn type="submit" name="programme" value=(programme.programme) { (programme.title) }
                } }
            }
        }
        @if !drafts.is_empty() {
            (ui::card("drafts", "接着填草稿", &html! {}, &html! {
                ul.files { @for draft in &drafts {
                    li { span { a href={ "/cases/drafts/" (draft.id) } { @if draft.title.is_empty() { "（没写姓名）" } @else { (draft.title) } } }
                        span.s.mut { (draft.updated.local_minute()) } }
                } }
            }))
        }
    };
    Ok(view.page("新建申请", &content))
}

/// What the registry knows of a household, as fields of the form (沿用家庭资料).
async fn known(house: &House, actor: &Actor, id: HouseholdId) -> Result<Vec<(String, String)>, Problem> {
    let keys = house.keyring();
    let mut tx = house.db.read().await?;
    let home = registry::store::households::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    let mut members: Vec<_> = registry::store::members::of_household(&mut tx, id)
        .await?
        .into_iter()
        .filter(|member| member.to.is_none())
        .collect();
    members.sort_by_key(|member| member.person != home.head);
    let ids: Vec<_> = members.iter().map(|member| member.person).collect();
    let people = registry::store::persons::of_household(&mut tx, &ids).await?;
    let mut fields = vec![
        ("village".to_owned(), home.place.village.clone()),
        ("team".to_owned(), home.team.clone()),
        ("address".to_owned(), home.address.clone()),
        ("hukou".to_owned(), home.hukou.code().to_owned()),
    ];
    // What was granted here is known here: a policy that asks 享受低保 is answered, and the clerk may correct it.
    let standing = store::applications::standing(&mut tx, id, None).await?;
    let granted: Vec<String> = standing
        .iter()
        .filter_map(|programme| house.procedures.of(programme))
        .flat_map(|procedure| procedure.benefits.clone())
        .collect();
    for (row, member) in members.iter().enumerate() {
        for benefit in &granted {
            fields.push((crate::questions::benefit_field(row, benefit), "是".to_owned()));
        }
        let Some(person) = people.iter().find(|person| person.id == member.person && person.died_on.is_none()) else {
            continue;
        };
        fields.push((format!("m.{row}.name"), person.name.clone()));
        fields.push((format!("m.{row}.id"), person.id_number(&keys)?.unwrap_or_default()));
        let relation = if row == 0 { "本人" } else { &member.relation };
        fields.push((format!("m.{row}.relation"), relation.to_owned()));
        if row == 0 {
            fields.push(("phone".to_owned(), person.phone(&keys)?.unwrap_or_default()));
            if let Some(account) = registry::store::accounts::current(&mut tx, &keys, person.id).await? {
                fields.push(("account_kind".to_owned(), account.kind));
                fields.push(("bank".to_owned(), account.bank));
                fields.push(("account".to_owned(), account.number));
            }
        }
    }
    drop(tx);
    let line = access::line(
        actor,
        "registry.view_household",
        format!("registry_households/{id}"),
        home.place.code(),
        "seen",
        "prefill",
    );
    house.db.log(line).await?;
    Ok(fields)
}

pub(super) async fn submit(State(house): State<House>, actor: Actor, form: FormData) -> Reply {
    let data = match form.get("household").parse::<HouseholdId>() {
        Ok(id) => known(&house, &actor, id).await?,
        Err(_) => Vec::new(),
    };
    let id = actions::new_draft(&house, &actor, form.get("programme"), data).await?;
    Ok(see(&format!("/cases/drafts/{id}")))
}
