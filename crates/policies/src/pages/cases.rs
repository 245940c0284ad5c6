//! 案例: the cases of a policy, run on the page by the values in force or with a change; and cases somebody tries.

use crate::change::ChangeId;
use crate::store;
use access::{FormData, House, Reply, Submitted, View};
use axum::extract::{Path, RawQuery, State};
use db::Problem;
use maud::{Markup, html};
use rules::{CaseRun, Library, Policy};
use ui::Problems;

/// What is shown of a page of cases.
struct Shown<'s> {
    runs: &'s [CaseRun],
    tried: Option<&'s [CaseRun]>,
    text: &'s str,
    with: Option<&'s str>,
    problems: &'s Problems,
}

/// The library with the change whose id stands in the question, and what the change is called.
async fn library_with(house: &House, form: &FormData) -> Result<Option<(Library, String)>, Problem> {
    let Ok(id) = form.get("change").parse::<ChangeId>() else { return Ok(None) };
    let change = store::changes::get(&mut house.db.read().await?, id).await?.ok_or_else(access::outside)?;
    let changed =
        change.over(&house.library()).map_err(|e| kernel::Refusal::bad_input("policies.value", e.sentence))?;
    Ok(Some((changed, format!("{} 从 {} 起 {}", change.parameter, change.from.chinese(), change.value))))
}

pub(super) async fn show(
    State(house): State<House>,
    view: View,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let changed = library_with(&house, &form).await?;
    let in_force = house.library();
    let library = changed.as_ref().map_or(&*in_force, |(library, _)| library);
    let policy = library.policy(&id).ok_or_else(access::outside)?;
    let runs = library.run_cases(&id);
    let chosen = form.get("case").parse::<usize>().ok().and_then(|number| runs.get(number));
    let text = chosen.map_or("", |run| run.wording.as_str());
    let shown = Shown {
        runs: &runs,
        tried: None,
        text,
        with: changed.as_ref().map(|(_, words)| words.as_str()),
        problems: &Problems::default(),
    };
    Ok(view.page("案例", &content(policy, &shown)))
}

pub(super) async fn run(Submitted { house, view, actor: _, id, form }: Submitted) -> Reply {
    let library = house.library();
    let policy = library.policy(&id).ok_or_else(access::outside)?;
    let runs = library.run_cases(&id);
    let text = form.get("text").replace("\r\n", "\n");
    let mut problems = Problems::default();
    let tried = match library.try_cases(&id, &text) {
        Ok(tried) => Some(tried),
        Err(error) => {
            problems.add("text", format!("第 {} 行第 {} 字：{}", error.place.line, error.place.column, error.sentence));
            None
        }
    };
    let shown = Shown { runs: &runs, tried: tried.as_deref(), text: &text, with: None, problems: &problems };
    let content = content(policy, &shown);
    Ok(if tried.is_some() { view.page("案例", &content) } else { view.again("案例", &content) })
}

fn content(policy: &Policy, shown: &Shown<'_>) -> Markup {
    let holding = shown.runs.iter().filter(|run| run.holds()).count();
    let home = format!("/policies/library/{}", policy.id());
    html! {
        (ui::crumbs(&[("待办", "/"), ("政策库", "/policies"), (policy.title(), &home)], "案例"))
        div.headline { div {
            h1 { (policy.title()) "的案例" }
            p.lead { b { (shown.runs.len()) } " 个案例刚才都跑了一遍，" b { (holding) } " 个与期望相符。" }
        } }
        @if let Some(with) = shown.with {
            (ui::note(ui::Tone::Amber, "按变更后的数值计算", &html! { p.s { (with) "。与期望不同的，说明这次变更会改变它们的结果，不是出错。" } }))
        }
        @if let Some(tried) = shown.tried { (results(policy, tried)) }
        (try_form(policy, shown))
        (table(policy, shown))
    }
}

/// What was tried, with the account of each.
fn results(policy: &Policy, tried: &[CaseRun]) -> Markup {
    html! {
        @for run in tried {
            (ui::card("tried", &format!("试算：{}", run.name), &verdict(run), &html! {
                (checks(run))
                @if let Some(assessment) = run.on.and_then(|on| policy.assess(&run.facts, on, &run.division).ok()) {
                    (cases::account_sheet(&assessment, "金额"))
                }
            }))
        }
    }
}

fn verdict(run: &CaseRun) -> Markup {
    if run.holds() { ui::tag(ui::Tone::Green, "相符") } else { ui::tag(ui::Tone::Red, "不符") }
}

fn checks(run: &CaseRun) -> Markup {
    html! {
        dl.sum { @for check in &run.checks {
            div {
                dt { (check.what) }
                dd { "期望 " b { (check.wanted) } "，算出 " b { (check.found) } }
                dd { @if check.holds { "相符" } @else { (ui::tag(ui::Tone::Red, "不符")) } }
            }
        } }
    }
}

fn try_form(policy: &Policy, shown: &Shown<'_>) -> Markup {
    html! {
        details.card open[!shown.text.is_empty() || !shown.problems.is_empty()] {
            summary.b { "自己写一个案例试算" }
            div.b {
                (ui::error_summary(&shown.problems.0))
                form action={ "/policies/library/" (policy.id()) "/cases" } method="post" {
                    (ui::area("text", "案例（写法与政策文件里相同；可以“沿用”下面的案例，只写改了的）", "", shown.text, shown.problems))
                    p { button.btn type="submit" { "试算" } " " span.s.mut { "只计算，不保存，不影响任何人。" } }
                }
            }
        }
    }
}

fn table(policy: &Policy, shown: &Shown<'_>) -> Markup {
    html! {
        (ui::card("cases", "文件里的案例", &html! {}, &html! {
            @if shown.runs.is_empty() { p { "这项政策的文件里还没有案例。" } } @else {
                table.ledger.stack {
                    caption.vh { "文件里的案例" }
                    thead { tr { th scope="col" { "案例" } th scope="col" { "期望和结果" } th scope="col" { "结论" } } }
                    tbody { @for (number, run) in shown.runs.iter().enumerate() {
                        tr {
                            td data-l="案例" {
                                b { (run.name) }
                                span.t2 { @if let Some(on) = run.on { (on.chinese()) } " " (run.division) }
                                a.s href={ "/policies/library/" (policy.id()) "/cases?case=" (number) } { "拿来改一改" }
                            }
                            td data-l="期望和结果" { @for check in &run.checks {
                                div { (check.what) "：" @if check.holds { (check.found) } @else { "期望 " b { (check.wanted) } "，算出 " b { (check.found) } } }
                            } }
                            td data-l="结论" { (verdict(run)) }
                        }
                    } }
                }
            }
        }))
    }
}
