//! 提出参数变更: value, first day, division, document; the preview before anything is stored.

use super::division_name;
use crate::actions::{self, Proposal, draft_of};
use crate::city::impact;
use access::{Actor, FormData, House, Reply, View, see};
use axum::extract::{RawQuery, State};
use db::Problem;
use maud::{Markup, html};
use ui::{Choice, Field, Problems};

fn typed(form: &FormData) -> Proposal {
    let text = |name: &str| form.get(name).to_owned();
    Proposal {
        parameter: text("parameter"),
        division: text("division"),
        from: text("from"),
        value: text("value"),
        document: text("document"),
        why: text("why"),
    }
}

fn content(house: &House, form: &FormData, problems: &Problems, key: &str, below: &Markup) -> Markup {
    let values = house.library().parameters();
    let mut names: Vec<&str> = values.iter().map(|value| value.name.as_str()).collect();
    names.dedup();
    let parameters: Vec<Choice> = names.iter().map(|name| Choice::new(*name, *name)).collect();
    let divisions: Vec<Choice> = std::iter::once(Choice::new("", "全市（默认）"))
        .chain(registry::actions::jurisdictions(house.places).into_iter().map(|code| {
            let name = division_name(house, &code);
            Choice::new(code, name)
        }))
        .collect();
    let now: Vec<_> = values.iter().filter(|value| value.name == form.get("parameter")).cloned().collect();
    html! {
        (ui::crumbs(&[("待办", "/"), ("政策库", "/policies"), ("参数和变更", "/policies/parameters")], "提出变更"))
        div.headline { div { h1 { "提出参数变更" } p.lead { "先看影响，再提出；提出以后由另一个人签字才生效。" } } }
        (ui::error_summary(&problems.0))
        form.card action="/policies/changes/new" method="post" novalidate {
            div.b {
                (ui::hidden("key", key))
                (ui::select("parameter", "参数", &parameters, form.get("parameter"), problems))
                div.row {
                    (ui::text(&Field { name: "value", label: "新值", value: form.get("value"), hint: "只写数，如 3300 或 70%", class: "w12", ..Field::default() }, problems))
                    (ui::text(&Field { name: "from", label: "从哪天起", value: form.get("from"), hint: "如 20170101", class: "w12", ..Field::default() }, problems))
                    div.f { label for="division" { "在哪里" }
                        @if let Some(sentence) = problems.of("division") { p.msg.bad { span.vh { "错误：" } (sentence) } }
                        select.in #division name="division" { @for choice in &divisions { option value=(choice.value) selected[choice.value == form.get("division")] { (choice.words) } } } }
                }
                (ui::text(&Field { name: "document", label: "文件", value: form.get("document"), hint: "文件名、文号和条款", ..Field::default() }, problems))
                (ui::area("why", "说明", "可不填", form.get("why"), problems))
                div.btns {
                    button.btn.sec type="submit" name="act" value="preview" { "先看影响" }
                    button.btn type="submit" name="act" value="propose" { "提出" }
                }
            }
        }
        (below)
        @if !now.is_empty() { (ui::card("now", "现在的数值", &html! {}, &super::parameters::table(&now, |code| division_name(house, code), None))) }
    }
}

pub(super) async fn show(State(house): State<House>, view: View, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    Ok(view.page("提出参数变更", &content(&house, &form, &Problems::default(), &house.mint(), &html! {})))
}

async fn preview(house: &House, actor: &Actor, form: &FormData) -> Result<Markup, Problem> {
    let change = draft_of(house, actor, &typed(form))?;
    Ok(super::preview::card(house, &change, &impact(house, &change, &actor.scope).await?))
}

pub(super) async fn submit(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    let key = form.get("key").to_owned();
    let done = if form.get("act") == "propose" {
        actions::propose(&house, &actor, &typed(&form), &key).await.map(|id| (Some(id), html! {}))
    } else {
        preview(&house, &actor, &form).await.map(|below| (None, below))
    };
    match done {
        Ok((Some(id), _)) => Ok(see(&format!("/policies/changes/{id}"))),
        Ok((None, below)) => Ok(view.page("提出参数变更", &content(&house, &form, &Problems::default(), &key, &below))),
        Err(Problem::Refusal(refusal)) if refusal.field.is_some() => {
            let mut problems = Problems::default();
            problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
            Ok(view.again("提出参数变更", &content(&house, &form, &problems, &key, &html! {})))
        }
        Err(problem) => Err(problem.into()),
    }
}
