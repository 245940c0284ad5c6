//! 考核评估: the rounds of the year, and the form that opens one.

use super::super::{Opened, Shared, again, plan_of, problems_of, refused};
use crate::Plan;
use crate::actions::assess as actions;
use crate::assess::{Round, Template};
use crate::store::assess::rounds;
use access::{Actor, FormData, House, Reply, View, may, see};
use axum::Extension;
use axum::extract::State;
use maud::{Markup, html};
use ui::{Choice, Field, Problems};

pub(super) async fn show(Opened { house, catalogue, view, actor, .. }: Opened) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let mut tx = house.db.read().await?;
    let found = rounds::of_year(&mut tx, plan.year).await?;
    drop(tx);
    Ok(view.page("考核评估", &content(plan, &actor, &found, &FormData::default(), &Problems::default())))
}

fn content(plan: &Plan, actor: &Actor, found: &[Round], form: &FormData, problems: &Problems) -> Markup {
    html! {
        (ui::crumbs(&[("待办", "/"), ("年度计划", "/workplan")], "考核评估"))
        div.headline { div { h1 { "考核评估" } p.lead { "系统按截止日的数算分并锁定；单位自评，别的单位或市局评审，复核以后反馈、申诉、排名、公布、整改。" } } }
        (ui::error_summary(&problems.0))
        @if found.is_empty() { (ui::empty("还没有开展考核。", &html! { p { "市局选定办法和截止日以后，各单位在这里自评。" } })) } @else {
            (ui::card("rounds", "各次考核", &html! {}, &html! {
                table.ledger.stack {
                    caption.vh { "各次考核" }
                    thead { tr { th scope="col" { "考核" } th scope="col" { "截止日" } th scope="col" { "进行到" } } }
                    tbody { @for round in found { tr {
                        td data-l="考核" { a.nm1 href={ "/workplan/rounds/" (round.id) } { (round.name) } }
                        td data-l="截止日" { (round.day.chinese()) }
                        td data-l="进行到" { (round.state.chinese()) }
                    } } }
                }
            }))
        }
        @if may(actor.role, "workplan.assess") && !plan.templates.is_empty() { (open_form(plan, actor, form, problems)) }
        @for template in &plan.templates { (rules(template)) }
    }
}

fn open_form(plan: &Plan, actor: &Actor, form: &FormData, problems: &Problems) -> Markup {
    let templates: Vec<Choice> = plan.templates.iter().map(|one| Choice::new(&one.id, &one.name)).collect();
    let yesterday = actor.now.day().add_days(-1).to_string();
    let day = if form.get("day").is_empty() { &yesterday } else { form.get("day") };
    let only = if plan.templates.len() == 1 { plan.templates.first().map_or("", |one| one.id.as_str()) } else { "" };
    let chosen = if form.get("template").is_empty() { only } else { form.get("template") };
    ui::card(
        "open",
        "开展一次考核",
        &html! {},
        &html! {
            form action="/workplan/rounds" method="post" {
                div.row {
                    (ui::select("template", "考核办法", &templates, chosen, problems))
                    (ui::text(&Field { name: "day", label: "截止日", value: day, class: "w12", optional: "选已经过完、取过数的一天", ..Field::default() }, problems))
                }
                div.btns { button.btn type="submit" { "取截止日的数，开始自评" } }
            }
        },
    )
}

/// What is scored, and how.
pub(super) fn rules(template: &Template) -> Markup {
    ui::card(
        &format!("rules-{}", template.id),
        "怎么打分",
        &html! { span.s.mut { (template.name) } },
        &html! {
            table.ledger.stack {
                caption.vh { (template.name) }
                thead { tr { th scope="col" { "方面" } th scope="col" { "考核项" } th.num scope="col" { "分值" } th scope="col" { "怎么打" } } }
                tbody {
                    @for dimension in &template.dimensions { @for (index, one) in dimension.criteria.iter().enumerate() { tr {
                        td data-l="方面" { @if index == 0 { b { (dimension.name) } " " (dimension.points.shown()) " 分" } @else { span.mut { (dimension.name) } } }
                        td data-l="考核项" { (one.name) }
                        td.num data-l="分值" { (one.points.shown()) }
                        td data-l="怎么打" { (one.rule.chinese()) @if one.rule.is_computed() { span.t2 { "系统算，锁定" } } }
                    } } }
                    @for one in &template.extras { tr {
                        td data-l="方面" { @match one.kind { crate::assess::ExtraKind::Bonus => "加分", crate::assess::ExtraKind::Minus => "扣分" } }
                        td data-l="考核项" { (one.name) }
                        td.num data-l="分值" { (one.most.shown()) }
                        td data-l="怎么打" { "自评、评审" }
                    } }
                }
            }
            p.s.mut { "没有这项目标或任务的单位，这项不计分，其余按比例折算成100分。只在最后保留两位小数，四舍五入。等次："
                @for (index, (name, from)) in template.grades.iter().enumerate() { @if index > 0 { "，" } (name) " " (from.shown()) " 分起" } "；一票否决的为最后一等，排在最后。" }
        },
    )
}

pub(super) async fn open(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    form: FormData,
) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let asked = (form.get("template"), form.get("day"));
    let (id, outcome) = match actions::open(&house, &actor, (plan, &catalogue), asked).await {
        Ok(id) => (id, Ok(())),
        Err(problem) => (String::new(), Err(problem)),
    };
    let Some(refusal) = refused(outcome)? else { return Ok(see(&format!("/workplan/rounds/{id}"))) };
    let mut tx = house.db.read().await?;
    let found = rounds::of_year(&mut tx, plan.year).await?;
    drop(tx);
    let content = content(plan, &actor, &found, &form, &problems_of(&refusal));
    Ok(again(&view, "考核评估", &refusal, &content))
}
