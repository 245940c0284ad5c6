//! One policy: its rules beside their clauses, its values with their documents, what it leaves to people.

use access::{House, Reply, View};
use axum::extract::{Path, State};
use maud::{Markup, html};
use rules::{FactSpec, Policy, RuleHead};

pub(super) async fn show(State(house): State<House>, view: View, Path(id): Path<String>) -> Reply {
    let library = house.library();
    let policy = library.policy(&id).ok_or_else(access::outside)?;
    let title = policy.title().to_owned();
    let content = html! {
        (ui::crumbs(&[("待办", "/"), ("政策库", "/policies")], &title))
        div.headline { div {
            h1 { (title) }
            p.s { a href={ "/policies/library/" (policy.id()) "/cases" } { "案例：在这里跑一遍，或自己写一个试算" } }
            p.lead { (policy.level()) "，" (policy.issuer()) "　" (policy.document()) "　版本 " span.mono { (policy.version()) } }
        } }
        (rules(policy))
        (parameters(policy))
        (left_to_people(policy))
        (facts(policy.facts_needed()))
    };
    Ok(view.page(&title, &content))
}

/// The rules in the order of judgement, each with its clause at its side.
fn rules(policy: &Policy) -> Markup {
    let rules = policy.rules();
    let mut sections: Vec<(&str, Vec<&RuleHead>)> = Vec::new();
    for rule in &rules {
        match sections.last_mut() {
            Some((section, heads)) if *section == rule.section => heads.push(rule),
            _ => sections.push((&rule.section, vec![rule])),
        }
    }
    ui::card(
        "rules",
        "规定和依据",
        &html! { span.s.mut { (rules.len()) " 条，按判断的先后" } },
        &html! {
            table.ledger.stack {
                caption.vh { "规定和依据" }
                thead { tr { th scope="col" { "规定" } th scope="col" { "怎么算" } th scope="col" { "依据" } } }
                tbody { @for (section, heads) in &sections {
                    @if !section.is_empty() { tr.grp { th colspan="3" scope="rowgroup" { (section) } } }
                    @for rule in heads {
                        tr {
                            td data-l="规定" { @if let Some(group) = &rule.group { span.t2 { "每个" (group) "的" } } b { (rule.name) } @if rule.paid { " " (ui::tag(ui::Tone::Green, "发放")) } }
                            td data-l="怎么算" { @if rule.wording.is_empty() { (rule.kind) } @else { pre.rule { (rule.wording) } } }
                            td data-l="依据" { @for (index, clause) in rule.clauses.iter().enumerate() { @if index > 0 { br; } (clause) } }
                        }
                    }
                } }
            }
        },
    )
}

fn parameters(policy: &Policy) -> Markup {
    let values = policy.parameters();
    html! {
        @if !values.is_empty() {
            (ui::card("values", "用到的数值", &html! { a.s href="/policies/parameters" { "全部参数" } }, &html! {
                (super::parameters::table(&values, |division| division.to_owned(), None))
            }))
        }
    }
}

fn left_to_people(policy: &Policy) -> Markup {
    let clauses = policy.manual_clauses();
    html! {
        @if !clauses.is_empty() {
            (ui::card("people", "由人判断的", &html! {}, &html! {
                dl.sum { @for (name, words, basis) in &clauses { div { dt { (name) } dd { (words) span.t2 { (basis) } } dd {} } } }
            }))
        }
    }
}

fn facts(specs: &[FactSpec]) -> Markup {
    html! {
        details.card {
            summary.b { "要知道的事实 " (specs.len()) " 项" }
            div.b {
                table.ledger.stack {
                    caption.vh { "要知道的事实" }
                    thead { tr { th scope="col" { "谁的" } th scope="col" { "事实" } th scope="col" { "从哪里来" } th scope="col" { "没填怎么办" } th scope="col" { "说明" } } }
                    tbody { @for spec in specs {
                        tr {
                            td data-l="谁的" { (spec.group) }
                            td data-l="事实" { (spec.name) }
                            td data-l="从哪里来" { (spec.source) }
                            td data-l="没填怎么办" { @if spec.derived { "推算" } @else if let Some(default) = &spec.default { "按“" (default) "”" } @else { "未知" } }
                            td data-l="说明" { (spec.note) }
                        }
                    } }
                }
            }
        }
    }
}
