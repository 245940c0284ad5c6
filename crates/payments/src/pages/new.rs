//! 编制批次: choose a month, see what it would pay and what changed, then make the list.

use super::{problems_of, programme_title};
use crate::actions;
use crate::plan::{Plan, PlannedLine, Wanted, plan};
use crate::run::RunKind;
use crate::store;
use access::{Actor, FormData, House, Reply, Scope, View, see};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use db::{Problem, Tx};
use kernel::{Fen, Month, Refusal, RefusalKind, mask};
use maud::{Markup, html};
use procedures::Pays;
use registry::actions::place_name;
use std::collections::HashMap;
use ui::{Choice, Field, Problems};

/// Held lines shown in the preview.
const SHOWN: usize = 50;

fn county_of(actor: &Actor) -> Result<String, Refusal> {
    match &actor.scope {
        Scope::County(county) => Ok(county.clone()),
        Scope::City | Scope::Township(..) | Scope::Village(..) | Scope::Nowhere => Err(access::outside()),
    }
}

/// Reads the choice; `None` before anything was chosen.
fn wanted(actor: &Actor, form: &FormData, problems: &mut Problems) -> Result<Option<Wanted>, Refusal> {
    if form.get("month").is_empty() {
        return Ok(None);
    }
    let month = Month::parse(form.get("month")).map_err(|problem| problems.add("month", problem.sentence));
    let kind: Result<RunKind, ()> =
        form.get("kind").parse().map_err(|()| problems.add("kind", "请选择是正常发放、补发还是退汇更正。"));
    if form.get("programme").is_empty() {
        problems.add("programme", "请选择发放哪一项。");
    }
    let county = county_of(actor)?;
    let (Ok(month), Ok(kind)) = (month, kind) else { return Ok(None) };
    Ok(problems.is_empty().then(|| Wanted { programme: form.get("programme").to_owned(), county, month, kind }))
}

/// What changed against the regular run before.
struct Changes {
    before: Option<Month>,
    new: i64,
    gone: i64,
    more: i64,
    less: i64,
    difference: Fen,
}

async fn changes(tx: &mut Tx, wanted: &Wanted, plan: &Plan) -> Result<Changes, Problem> {
    let runs = store::runs::regular_before(tx, &wanted.programme, &wanted.county, wanted.month).await?;
    let Some(last) = runs.last() else {
        return Ok(Changes { before: None, new: 0, gone: 0, more: 0, less: 0, difference: Fen::ZERO });
    };
    let mut old = store::lines::amounts_of(tx, last.id).await?;
    let mut changes = Changes { before: Some(last.month), new: 0, gone: 0, more: 0, less: 0, difference: Fen::ZERO };
    for line in plan.lines.iter().filter(|line| line.hold.is_empty()) {
        match old.remove(&line.payee_key) {
            None => changes.new += 1,
            Some(amount) if line.amount > amount => changes.more += 1,
            Some(amount) if line.amount < amount => changes.less += 1,
            Some(_) => {}
        }
    }
    changes.gone = i64::try_from(old.len()).unwrap_or(i64::MAX);
    let (_, sum) = plan.paid()?;
    changes.difference = sum.checked_sub(last.sum).unwrap_or(Fen::ZERO);
    Ok(changes)
}

async fn preview(house: &House, actor: &Actor, wanted: &Wanted) -> Result<Markup, Problem> {
    let mut tx = house.db.read().await?;
    actions::may_draft(&mut tx, actor, wanted).await?;
    let plan = plan(&mut tx, house, wanted).await?;
    let changes = changes(&mut tx, wanted, &plan).await?;
    let (lines, sum) = plan.paid()?;
    let (held, held_sum) = plan.held()?;
    let shared = plan.shared_accounts();
    Ok(html! {
        section.card #preview {
            header { h2 { (wanted.month.chinese()) " " (programme_title(house, &wanted.programme)) " " (wanted.kind.chinese()) } }
            div.b {
                @if plan.lines.is_empty() { p { b { "没有要发的。" } } } @else {
                    p.lead { "要发 " b { (lines) } " 笔，共 " b { (sum.grouped()) } " 元"
                        @if held > 0 { "；停发、缓发 " b { (held) } " 笔，" (held_sum.grouped()) " 元" } "。" }
                    @if wanted.kind == RunKind::Regular { (changes_list(&changes)) }
                    @if shared > 0 { (ui::note(ui::Tone::Amber, "有账户收多户的钱", &html! { p { (shared) " 个账户收不止一户的钱，请核实是不是同一家人。" } })) }
                    form action="/payments/runs/new" method="post" {
                        (ui::hidden("key", &house.mint()))
                        (ui::hidden("programme", &wanted.programme))
                        (ui::hidden("month", &wanted.month.to_string()))
                        (ui::hidden("kind", wanted.kind.code()))
                        div.btns { button.btn type="submit" { "生成名册" } }
                        p.s.mut { "生成以后还能改待遇、重新生成；冻结以后才不能变。" }
                    }
                }
            }
        }
        @if held > 0 { (held_card(house, &plan)) }
    })
}

fn changes_list(changes: &Changes) -> Markup {
    html! {
        @match changes.before {
            None => { p.s.mut { "以前没有发过，没有增减可比。" } }
            Some(month) => {
                p { "比" (month.chinese()) "：新增 " b { (changes.new) } " 笔，减少 " b { (changes.gone) } " 笔，调高 "
                    b { (changes.more) } " 笔，调低 " b { (changes.less) } " 笔；金额"
                    @if changes.difference < Fen::ZERO { "减少 " (changes.difference.grouped().trim_start_matches('-')) }
                    @else { "增加 " (changes.difference.grouped()) }
                    " 元。"
                }
            }
        }
    }
}

fn held_card(house: &House, plan: &Plan) -> Markup {
    let held: Vec<&PlannedLine> = plan.lines.iter().filter(|line| !line.hold.is_empty()).collect();
    let mut places: HashMap<&str, String> = HashMap::new();
    for line in held.iter().take(SHOWN) {
        places.entry(&line.place.village).or_insert_with(|| place_name(house, &line.place));
    }
    html! {
        (ui::card("held", "停发、缓发的", &html! {}, &html! {
            table.ledger.stack {
                caption.vh { "停发、缓发的" }
                thead { tr { th scope="col" { "姓名" } th scope="col" { "住址" } th.num scope="col" { "金额（元）" } th scope="col" { "原因" } } }
                tbody { @for line in held.iter().take(SHOWN) { tr {
                    td data-l="姓名" { a href={ "/payments/awards?household=" (line.household) } { (mask::name(&line.name)) } }
                    td data-l="住址" { (places.get(line.place.village.as_str()).map_or("", |name| name.as_str())) }
                    td.num data-l="金额" { (line.amount.grouped()) }
                    td data-l="原因" { (line.hold) }
                } } }
            }
            @if held.len() > SHOWN { p.s.mut { "还有 " (held.len() - SHOWN) " 户，生成名册以后在批次里看。" } }
        }))
    }
}

fn content(house: &House, actor: &Actor, form: &FormData, problems: &Problems, below: &Markup) -> Markup {
    let programmes: Vec<Choice> = house
        .procedures
        .all()
        .filter(|p| p.pays != Pays::Nothing)
        .map(|p| Choice::new(&p.programme, &p.title))
        .collect();
    let kinds: Vec<Choice> = RunKind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.chinese())).collect();
    let month = match form.get("month") {
        "" => actor.now.day().month_of().to_string(),
        text => text.to_owned(),
    };
    let or =
        |field: &str, usual: &str| Some(form.get(field)).filter(|text| !text.is_empty()).unwrap_or(usual).to_owned();
    let first = programmes.first().map_or("", |choice| choice.value.as_str());
    html! {
        (ui::crumbs(&[("待办", "/"), ("发放批次", "/payments/runs")], "编制批次"))
        div.headline { div { h1 { "编制批次" } p.lead { "金额只从待遇来，不能手填。先看一遍，再生成名册。" } } }
        (ui::error_summary(&problems.0))
        form.card action="/payments/runs/new" method="get" {
            div.b {
                div.row {
                    (ui::select("programme", "发放哪一项", &programmes, &or("programme", first), problems))
                    (ui::text(&Field { name: "month", label: "月份", value: &month, class: "w8", optional: "如 2017-06", ..Field::default() }, problems))
                    (ui::select("kind", "种类", &kinds, &or("kind", RunKind::Regular.code()), problems))
                }
                div.btns { button.btn.sec type="submit" { "先看一遍" } }
            }
        }
        (below)
    }
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    county_of(&actor)?;
    let mut problems = Problems::default();
    let below = match wanted(&actor, &form, &mut problems)? {
        None => html! {},
        Some(wanted) => match preview(&house, &actor, &wanted).await {
            Ok(markup) => markup,
            Err(Problem::Refusal(refusal)) => {
                problems = problems_of(&refusal);
                html! {}
            }
            Err(fault) => return Err(fault.into()),
        },
    };
    let content = content(&house, &actor, &form, &problems, &below);
    Ok(if problems.is_empty() { view.page("编制批次", &content) } else { view.again("编制批次", &content) })
}

pub(super) async fn submit(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    let mut problems = Problems::default();
    if let Some(wanted) = wanted(&actor, &form, &mut problems)? {
        match actions::draft(&house, &actor, &wanted, form.get("key")).await {
            Ok(id) => return Ok(see(&format!("/payments/runs/{id}"))),
            Err(Problem::Refusal(refusal)) if refusal.kind != RefusalKind::Forbidden => {
                problems = problems_of(&refusal)
            }
            Err(problem) => return Err(problem.into()),
        }
    }
    let content = content(&house, &actor, &form, &problems, &html! {});
    Ok(view.status_page(StatusCode::CONFLICT, "错误：编制批次", &content))
}
