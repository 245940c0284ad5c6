//! The preview: who gains, who loses, what it costs, by jurisdiction and programme, with the list behind the numbers.

use super::division_name;
use crate::change::Change;
use crate::city::{Impact, SHOWN, Sum};
use crate::impact::{Fate, Turned};
use access::House;
use kernel::Fen;
use maud::{Markup, html};

fn signed(fen: Fen) -> String {
    if fen > Fen::ZERO { format!("+{}", fen.grouped()) } else { fen.grouped() }
}

fn difference(one: Fen, other: Fen) -> Fen {
    Fen::new(one.get() - other.get())
}

fn programme_name(house: &House, programme: &str) -> String {
    house.procedures.of(programme).map_or_else(|| programme.to_owned(), |procedure| procedure.title.clone())
}

/// What leaders must know before they sign (A1.2): a value below what stood before, and how far it reaches.
fn warnings(house: &House, change: &Change, impact: &Impact) -> Vec<String> {
    let mut found = Vec::new();
    let open: i64 = impact.sums.iter().map(|sum| sum.open).sum();
    if open > 0 {
        found.push(format!("{open} 户按新数不再符合或缺事实：金额不动，要人核实。"));
    }
    let less: i64 = impact.sums.iter().map(|sum| sum.less).sum();
    if less > 0 {
        found.push(format!("{less} 户会减少，请确认文件就是这个意思。"));
    }
    if change.from <= house.now().day() {
        found.push("起始日期已经过了：已经发过的月份会算出补发或多发，补发要另编批次。".to_owned());
    }
    found.extend(below_the_city(house, change));
    found.extend(replaced(house, change));
    found
}

/// A county's own value below the city's for the same day.
fn below_the_city(house: &House, change: &Change) -> Option<String> {
    let library = change.over(&house.library()).ok()?;
    let division = change.division()?;
    let values = library.parameters();
    let own = values.iter().find(|value| {
        value.name == change.parameter && value.division.as_deref() == Some(division) && value.from == change.from
    })?;
    let city = values
        .iter()
        .filter(|value| value.name == change.parameter && value.division.is_none() && value.from <= change.from)
        .max_by_key(|value| value.from)?;
    let number = |text: &str| Fen::parse(text.split(['元', ' ']).next().unwrap_or_default()).ok();
    (number(&own.value)? < number(&city.value)?).then(|| {
        format!("{}定的 {} 低于全市的 {}（{}）。", division_name(house, division), own.value, city.value, city.document)
    })
}

/// The counties whose own value ends when a value for the whole city begins: the newest value holds, whoever set it.
fn replaced(house: &House, change: &Change) -> Vec<String> {
    if change.division().is_some() {
        return Vec::new();
    }
    let library = house.library();
    let values = library.parameters();
    let begun = |division: Option<&str>| {
        let own = values.iter().filter(|value| value.name == change.parameter && value.from <= change.from);
        own.filter(|value| value.division.as_deref() == division).max_by_key(|value| value.from)
    };
    let city = begun(None).map(|value| value.from);
    let mut counties: Vec<&str> = values.iter().filter_map(|value| value.division.as_deref()).collect();
    counties.sort_unstable();
    counties.dedup();
    let ends = |county: &&str| {
        let own = begun(Some(*county)).filter(|own| city.is_none_or(|city| own.from >= city))?;
        let open = own.to.is_none_or(|to| to >= change.from) && own.from < change.from;
        open.then(|| {
            format!(
                "{}自己定的 {}（{}）从{}起由全市的数代替；还要用自己的数，请另外给它提一条变更。",
                division_name(house, county),
                own.value,
                own.document,
                change.from.chinese()
            )
        })
    };
    counties.iter().filter_map(ends).collect()
}

fn total(sums: &[Sum]) -> Sum {
    let mut all = Sum::default();
    for sum in sums {
        all.households += sum.households;
        all.more += sum.more;
        all.less += sum.less;
        all.open += sum.open;
        all.before = Fen::new(all.before.get() + sum.before.get());
        all.after = Fen::new(all.after.get() + sum.after.get());
        all.back = Fen::new(all.back.get() + sum.back.get());
    }
    all
}

fn row(head: &Markup, sum: &Sum) -> Markup {
    html! {
        (head)
        td.num data-l="户" { (sum.households) }
        td.num data-l="增加" { (sum.more) }
        td.num data-l="减少" { (sum.less) }
        td.num data-l="要核实" { (sum.open) }
        td.num data-l="现在每月" { (sum.before.grouped()) }
        td.num data-l="以后每月" { (sum.after.grouped()) }
        td.num data-l="每月相差" { (signed(difference(sum.after, sum.before))) }
        td.num data-l="补发" { (sum.back.grouped()) }
    }
}

/// The card of a change.
pub(super) fn card(house: &House, change: &Change, impact: &Impact) -> Markup {
    sums_card(house, impact, "没有在发的待遇用到这个参数，不影响任何一户。", &warnings(house, change, impact))
}

/// The card of a month.
pub(super) fn month_card(house: &House, impact: &Impact) -> Markup {
    let open: i64 = impact.sums.iter().map(|sum| sum.open).sum();
    let warnings = if open > 0 {
        vec![format!("{open} 户按这个月的情况不再符合或缺事实：金额不动，要人核实。")]
    } else {
        Vec::new()
    };
    sums_card(house, impact, "这个月没有在发的待遇。", &warnings)
}

fn sums_card(house: &House, impact: &Impact, none: &str, warnings: &[String]) -> Markup {
    let all = total(&impact.sums);
    html! {
        (ui::card("preview", "改了会怎样", &html! { span.s.mut { "按现在在发的每一户算" } }, &html! {
            @for words in warnings { (ui::note(ui::Tone::Amber, words, &html! {})) }
            @if impact.sums.is_empty() { p { (none) } } @else {
                p.lead { b { (all.households) } " 户里 " b { (all.more) } " 户增加、" b { (all.less) } " 户减少，每月"
                    @if all.after >= all.before { "多发 " } @else { "少发 " }
                    b { (difference(all.after, all.before).grouped().trim_start_matches('-')) } " 元"
                    @if all.back != Fen::ZERO { "；已发的月份相差 " b { (signed(all.back)) } " 元" } "。" }
                section.scroll tabindex="0" aria-label="按县区的影响" { (sums_table(house, &impact.sums, &all)) }
                (households(house, &impact.households))
            }
        }))
    }
}

fn sums_table(house: &House, sums: &[Sum], all: &Sum) -> Markup {
    html! {
        table.ledger.stack {
            caption.vh { "按县区的影响" }
            thead { tr {
                th scope="col" { "县区、项目" } th.num scope="col" { "户" } th.num scope="col" { "增加" } th.num scope="col" { "减少" } th.num scope="col" { "要核实" }
                th.num scope="col" { "现在每月（元）" } th.num scope="col" { "以后每月（元）" } th.num scope="col" { "每月相差" } th.num scope="col" { "补发（元）" }
            } }
            tbody { @for sum in sums {
                tr { (row(&html! { td data-l="县区、项目" { (division_name(house, &sum.county)) span.t2 { (programme_name(house, &sum.programme)) } } }, sum)) }
            } }
            tfoot { tr { (row(&html! { td data-l="县区、项目" { b { "合计" } } }, all)) } }
        }
    }
}

fn households(house: &House, turned: &[Turned]) -> Markup {
    html! {
        @if !turned.is_empty() {
            details {
                summary { "逐户看" @if turned.len() >= SHOWN { "（变化最大的 " (SHOWN) " 户）" } @else { "（" (turned.len()) " 户）" } }
                table.ledger.stack {
                    caption.vh { "逐户的变化" }
                    thead { tr { th scope="col" { "受理号" } th scope="col" { "在哪里" } th.num scope="col" { "现在" } th.num scope="col" { "以后" } th.num scope="col" { "补发" } th scope="col" { "说明" } } }
                    tbody { @for one in turned {
                        tr {
                            td.mono data-l="受理号" { a href={ "/cases/" (one.award.case) } { (one.award.case_number) } }
                            td data-l="在哪里" { (registry::actions::place_name(house, &one.award.place)) }
                            td.num data-l="现在" { (one.before.grouped()) }
                            td.num data-l="以后" { @if matches!(one.fate, Fate::Adjusted(_)) { (one.after.grouped()) } @else { "不动" } }
                            td.num data-l="补发" { (one.back.grouped()) }
                            td data-l="说明" { @match one.fate {
                                Fate::Adjusted(_) => {}
                                Fate::NotEntitled => (ui::tag(ui::Tone::Red, "不再符合，要核实")),
                                Fate::Unknown => (ui::tag(ui::Tone::Amber, "缺事实，要核实")),
                            } }
                        }
                    } }
                }
            }
        }
    }
}
