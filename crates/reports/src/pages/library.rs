//! 政策库状况: local values and local documents by county.

use super::{county_choice, county_of, plan_of};
use crate::library::{self, Kept, Parameter, State as Standing};
use crate::period::Period;
use crate::standing::Sources;
use access::Reply;
use kernel::Day;
use maud::{Markup, html};
use workplan::tasks::TaskStanding;
use workplan::{Opened, Overview};

pub(super) async fn show(Opened { house, catalogue, view, actor, query, .. }: Opened) -> Reply {
    let today = actor.now.day();
    let plan = plan_of(&catalogue, today)?;
    let county = county_of(&actor, &query, plan)?;
    let mut tx = house.db.read().await?;
    let overview = Overview::load(&mut tx, &house, &catalogue, plan, today).await?;
    drop(tx);
    let period = Period::month_of(today);
    let sources = Sources { plan, catalogue: &catalogue, overview: &overview, period, day: today, county: &county };
    let units = library::units(plan, &county);
    let found = library::parameters(&house.library().parameters(), &units, today);
    let content = html! {
        (ui::crumbs(&[("待办", "/"), ("政策库", "/policies")], "政策库状况"))
        div.headline { div { h1 { "政策库状况" }
            p.lead { "各县（区）、园区的地方参数哪些现行、哪些待确认、哪些缺或过期；要出台的政策文件出台了没有。截至" (today.chinese()) "。" } } }
        @if actor.scope == access::Scope::City {
            form.filters.noprint action="/reports/library" method="get" {
                (county_choice(&actor, plan, &county))
                button.btn.sec.sm type="submit" { "看这一家" }
            }
        }
        (totals(&found, &units))
        (documents(&sources, today))
        (list(&found, &units))
    };
    Ok(view.page("政策库状况", &content))
}

const STATES: [Standing; 4] = [Standing::Current, Standing::Assumed, Standing::Expired, Standing::Missing];

fn totals(found: &[Parameter], units: &[(&str, &str)]) -> Markup {
    let count = |index: usize, is: &dyn Fn(&Kept) -> bool| {
        found.iter().filter_map(|one| one.by_county.get(index)).filter(|kept| is(kept)).count()
    };
    ui::card(
        "totals",
        "地方参数",
        &html! {},
        &html! {
            table.ledger.stack {
                caption.vh { "各单位的地方参数" }
                thead { tr { th scope="col" { "单位" } th.num scope="col" { "参数" } th.num scope="col" { "自己定的" }
                    @for state in STATES { th.num scope="col" { (state.chinese()) } } } }
                tbody { @for (index, (code, name)) in units.iter().enumerate() { tr {
                    td data-l="单位" { a href={ "/reports/library?county=" (code) } { (name) } }
                    td.num data-l="参数" { (found.len()) }
                    td.num data-l="自己定的" { (count(index, &|kept| kept.is_own)) }
                    @for state in STATES { td.num data-l=(state.chinese()) { (count(index, &|kept| kept.state == state)) } }
                } } }
            }
            p.s.mut { "没有自己定的，用全市的数。“待确认”是依据里还写着“假定”的数，拿到当地文件后请提出参数变更。" }
        },
    )
}

fn documents(sources: &Sources<'_>, today: Day) -> Markup {
    let found = library::documents(sources.plan, sources);
    ui::card(
        "documents",
        "政策文件",
        &html! {},
        &html! {
            @if found.is_empty() { p { "计划里没有要这一家出台的文件。" } } @else {
                table.ledger.stack {
                    caption.vh { "要出台的政策文件" }
                    thead { tr { th scope="col" { "文件" } th scope="col" { "期限" } th scope="col" { "已出台" } th scope="col" { "没有出台" } } }
                    tbody { @for document in &found {
                        @let (done, open): (Vec<&TaskStanding<'_>>, Vec<&TaskStanding<'_>>) = document.by.iter().copied().partition(|one| one.done.is_some());
                        tr {
                            td data-l="文件" { a.nm1 href={ "/workplan/tasks?task=" (document.task) } { (document.name) } }
                            td data-l="期限" { (document.due.short()) }
                            td data-l="已出台" { @for one in &done { (sources.plan.unit_name(&one.county)) " " @if let Some(day) = one.done { (day) } br; } @if done.is_empty() { "—" } }
                            td data-l="没有出台" {
                                @for one in &open { (sources.plan.unit_name(&one.county)) @if document.due < today { "，" b.hot { "超" (one.late) "个工作日" } } br; }
                                @if open.is_empty() { "—" }
                            }
                        }
                    } }
                }
            }
        },
    )
}

/// One line a parameter: the state of the first unit, and of the others where it differs.
fn list(found: &[Parameter], units: &[(&str, &str)]) -> Markup {
    ui::card(
        "parameters",
        "逐个参数",
        &html! {},
        &html! {
            table.ledger.stack {
                caption.vh { "每个地方参数的状况" }
                thead { tr { th scope="col" { "参数" } th.num scope="col" { "数值" } th scope="col" { "从哪天起" } th scope="col" { "文件" } th scope="col" { "状况" } } }
                tbody { @for parameter in found { @for (kept, places) in groups(parameter, units) { tr {
                    td data-l="参数" { b { (parameter.name) } @if units.len() > 1 { span.t2 { (places) } } }
                    td.num data-l="数值" { (kept.value) }
                    td data-l="从哪天起" { (kept.from.map_or_else(String::new, |day| day.to_string())) }
                    td data-l="文件" { (kept.document) }
                    td data-l="状况" { (ui::tag(kept.state.tone(), kept.state.chinese())) }
                } } } }
            }
        },
    )
}

/// Units that have the same value by the same document, together.
fn groups<'f>(parameter: &'f Parameter, units: &[(&str, &str)]) -> Vec<(&'f Kept, String)> {
    let mut found: Vec<(&Kept, Vec<&str>)> = Vec::new();
    for (kept, (_, name)) in parameter.by_county.iter().zip(units) {
        let same = |(other, _): &&mut (&Kept, Vec<&str>)| {
            other.value == kept.value && other.from == kept.from && other.document == kept.document
        };
        match found.iter_mut().find(same) {
            Some((_, names)) => names.push(name),
            None => found.push((kept, vec![name])),
        }
    }
    let all = |names: &[&str]| names.len() == units.len();
    found
        .into_iter()
        .map(|(kept, names)| (kept, if all(&names) { "全部单位".to_owned() } else { names.join("、") }))
        .collect()
}
