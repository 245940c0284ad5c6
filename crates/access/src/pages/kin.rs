//! 近亲属备案页.

use crate::actions;
use crate::actor::Actor;
use crate::form::FormData;
use crate::house::House;
use crate::kin::RELATIONS;
use crate::store;
use crate::web::{Reply, View, see};
use axum::extract::State;
use db::Problem;
use maud::{Markup, html};
use ui::{Choice, Field, Problems};

async fn content(house: &House, actor: &Actor, form: &FormData, problems: &Problems) -> Result<Markup, Problem> {
    let mut tx = house.db.read().await?;
    let kin = store::kin::of_staff(&mut tx, actor.staff).await?;
    let keys = house.keyring();
    let mut rows = Vec::new();
    for one in &kin {
        let plain = keys
            .open(&format!("access_kin.person.{}", one.id), &one.sealed)
            .map_err(|e| db::Fault::other(format!("access_kin.person_sealed: {e}")))?;
        let text = String::from_utf8_lossy(&plain).into_owned();
        let (name, number) = text.split_once('|').unwrap_or((&text, ""));
        rows.push((name.to_owned(), kernel::mask::id(number), one));
    }
    let options: Vec<Choice> = RELATIONS.iter().map(|r| Choice::new(*r, *r)).collect();
    Ok(html! {
        (ui::crumbs(&[("待办", "/")], "近亲属备案"))
        div.headline { div {
            h1 { "近亲属备案" }
            p.lead { "您的近亲属申请救助时，系统会请别人办理，县里必须入户。已备案 " b { (kin.len()) } " 人。" }
        } }
        (ui::error_summary(&problems.0))
        (ui::card("new", "新备案一人", &html! {}, &html! {
            form action="/access/kin" method="post" {
                div.row {
                    (ui::text(&Field { name: "name", label: "姓名", value: form.get("name"), ..Field::default() }, problems))
                    (ui::text(&Field { name: "id_number", label: "公民身份号码", class: "id", value: form.get("id_number"), ..Field::default() }, problems))
                }
                (ui::choices("relation", "是我的", &options, form.get("relation"), problems))
                div.btns { button.btn type="submit" { "备案" } }
            }
        }))
        @if !rows.is_empty() {
            (ui::card("list", "已备案", &html! {}, &html! {
                table.ledger.stack {
                    caption.vh { "已备案的近亲属" }
                    thead { tr { th scope="col" { "姓名" } th scope="col" { "号码" } th scope="col" { "关系" } th scope="col" { "备案时间" } } }
                    tbody { @for (name, number, one) in &rows {
                        tr {
                            td data-l="姓名" { (name) }
                            td.mono data-l="号码" { (number) }
                            td data-l="关系" { (one.relation) }
                            td data-l="备案时间" { (one.declared.local_minute()) @if one.ended.is_some() { "（已解除）" } }
                        }
                    } }
                }
            }))
        }
    })
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor) -> Reply {
    let content = content(&house, &actor, &FormData::default(), &Problems::default()).await?;
    Ok(view.page("近亲属备案", &content))
}

pub(super) async fn submit(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    let done =
        actions::declare_kin(&house, &actor, form.get("name"), form.get("id_number"), form.get("relation")).await;
    match done {
        Ok(()) => Ok(see("/access/kin#list")),
        Err(Problem::Refusal(refusal)) => {
            let mut problems = Problems::default();
            problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
            Ok(view.again("近亲属备案", &content(&house, &actor, &form, &problems).await?))
        }
        Err(fault) => Err(fault.into()),
    }
}
