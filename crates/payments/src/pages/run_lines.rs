//! The lines of a run, fifty a page, names and accounts masked; searched by name.

use super::run::Shown;
use crate::line::{Line, LineState};
use crate::run::{Run, RunId};
use crate::store;
use crate::store::lines::LineQuestion;
use access::{Actor, FormData, House};
use db::{Problem, Tx};
use kernel::mask;
use maud::{Markup, html};
use registry::actions::place_name;
use std::collections::HashMap;
use ui::{Choice, Field, Problems, Tone};

/// Lines of a page.
const PAGE: i64 = 50;

/// One page of lines and what was asked for.
pub(super) struct Listing {
    lines: Vec<Line>,
    name: String,
    state: String,
}

pub(super) async fn load(tx: &mut Tx, actor: &Actor, run: RunId, query: &FormData) -> Result<Listing, Problem> {
    let (name, state) = (query.get("name").to_owned(), query.get("state").to_owned());
    let ask = LineQuestion {
        name: Some(name.clone()).filter(|name| !name.is_empty()),
        state: state.parse().ok().filter(|state| *state != LineState::Void),
        after: query.get("after").parse().unwrap_or(0),
        limit: PAGE,
    };
    let lines = store::lines::search(tx, &actor.scope, run, &ask).await?;
    Ok(Listing { lines, name, state })
}

fn tone(state: LineState) -> Tone {
    match state {
        LineState::Arrived => Tone::Green,
        LineState::Returned | LineState::Absent => Tone::Red,
        LineState::Unknown | LineState::Held => Tone::Amber,
        LineState::Listed => Tone::Plain,
        LineState::Void => Tone::Grey,
    }
}

fn choices() -> Vec<Choice> {
    [
        (LineState::Listed, "入批、冻结、已送"),
        (LineState::Held, "停发、缓发"),
        (LineState::Arrived, "到账"),
        (LineState::Returned, "退汇"),
        (LineState::Unknown, "待查"),
        (LineState::Absent, "没有"),
    ]
    .into_iter()
    .map(|(state, words)| Choice::new(state.code(), words))
    .collect()
}

/// The list with its search.
pub(super) fn card(house: &House, shown: &Shown) -> Markup {
    let (run, listing) = (&shown.run, &shown.listing);
    let none = Problems::default();
    let next = listing.lines.last().filter(|_| i64::try_from(listing.lines.len()) == Ok(PAGE)).map(|last| {
        let pairs = [("name", listing.name.clone()), ("state", listing.state.clone()), ("after", last.seq.to_string())];
        let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
        format!("/payments/runs/{}?{query}#list", run.id)
    });
    ui::card(
        "list",
        "名册",
        &html! {},
        &html! {
            form.filters action={ "/payments/runs/" (run.id) "#list" } method="get" {
                (ui::text(&Field { name: "name", label: "姓名", value: &listing.name, class: "w12", ..Field::default() }, &none))
                (ui::select("state", "状态", &choices(), &listing.state, &none))
                button.btn.sec.sm type="submit" { "查" }
            }
            @if listing.lines.is_empty() { (ui::empty("没有符合条件的。", &html! { p { "换个条件再查。" } })) } @else {
                (table(house, run, &listing.lines))
            }
            (ui::pager(&format!("本页 {} 行", listing.lines.len()), next.as_deref()))
        },
    )
}

fn table(house: &House, run: &Run, lines: &[Line]) -> Markup {
    let mut places: HashMap<(&str, &str), String> = HashMap::new();
    for line in lines {
        places.entry((&line.place.township, &line.place.village)).or_insert_with(|| place_name(house, &line.place));
    }
    let place = |line: &Line| {
        places.get(&(line.place.township.as_str(), line.place.village.as_str())).cloned().unwrap_or_default()
    };
    html! {
        table.ledger.stack {
            caption.vh { "名册" }
            thead { tr {
                th.num scope="col" { "行" } th scope="col" { "姓名" } th scope="col" { "账户" }
                th.num scope="col" { "金额（元）" } th scope="col" { "状态" }
            } }
            tbody { @for line in lines { tr {
                td.num data-l="行" { (line.seq) }
                td data-l="姓名" { a.nm1 href={ "/payments/awards?household=" (line.household) } { (mask::name(&line.name)) }
                    span.t2 { (place(line)) @if line.month != run.month { "，" (line.month.chinese()) "的" } } }
                td data-l="账户" { (line.bank) span.t2.mono { "****" (line.account_tail) } }
                td.num data-l="金额" { (line.amount.grouped()) }
                td data-l="状态" { (ui::tag(tone(line.state), line.chinese(run)))
                    @if !line.reason.is_empty() { span.t2 { (line.reason) } }
                    @if line.replaces.is_some() { span.t2 { "更正第 " (line.corr_no) " 次" } } }
            } } }
        }
    }
}
