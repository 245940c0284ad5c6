//! 算账单: the account sheet of an assessment: the figures first, conditions met in one line, everything below it.

use kernel::Fen;
use maud::{Markup, html};
use procedures::Pays;
use rules::{Assessment, TraceLine, show_missing};

/// The number at the end of a line, without its unit.
fn figure(line: &TraceLine) -> &str {
    line.value.split([' ', '元']).next().unwrap_or(&line.value)
}

fn is_money(line: &TraceLine) -> bool {
    line.value.contains('元')
}

/// Conditions that are met say only that they are; what fails and what is counted is shown in full.
fn is_met(line: &TraceLine) -> bool {
    line.value == "是" && !line.excluded
}

/// A row of the short sheet.
enum Entry<'a> {
    Section(&'a str),
    Met(Vec<&'a TraceLine>),
    Line(&'a TraceLine, i32),
}

fn entries(assessment: &Assessment) -> Vec<Entry<'_>> {
    let mut out: Vec<Entry<'_>> = Vec::new();
    let mut section = "";
    let mut number = 0;
    for line in &assessment.trace {
        if line.section != section {
            section = &line.section;
            out.push(Entry::Section(section));
        }
        if is_met(line) {
            if let Some(Entry::Met(lines)) = out.last_mut() {
                lines.push(line);
            } else {
                out.push(Entry::Met(vec![line]));
            }
            continue;
        }
        if !line.excluded {
            number += 1;
        }
        out.push(Entry::Line(line, number));
    }
    out
}

fn head() -> Markup {
    html! {
        thead { tr {
            th scope="col" { span.vh { "行" } }
            th scope="col" { "算什么" }
            th scope="col" { "凭什么" }
            th.num scope="col" { "结果" }
        } }
    }
}

/// The table: sections, lines, clauses, total; then every line with its facts, folded away.
pub fn sheet(assessment: &Assessment, foot: &str) -> Markup {
    html! {
        table.ledger.calc {
            caption.vh { "核算" }
            (head())
            tbody { @for entry in entries(assessment) { (short(&entry)) } }
            tfoot { tr {
                td {}
                td colspan="2" { (foot) }
                td.num { (assessment.amount_fen().map_or_else(|| "未知".to_owned(), Fen::grouped)) }
            } }
        }
        details.every {
            summary { "逐条看：规则、用到的事实、参数和文件" }
            table.ledger.calc {
                caption.vh { "逐条核算" }
                (head())
                tbody { @for line in &assessment.trace { (whole(line)) } }
            }
        }
    }
}

fn short(entry: &Entry<'_>) -> Markup {
    html! {
        @match entry {
            Entry::Section(section) => tr.grp { th colspan="4" scope="rowgroup" { (section) } },
            Entry::Met(lines) => tr.met {
                th scope="row" { (ui::icon("ok")) span.vh { "符合" } }
                td { @for (index, line) in lines.iter().enumerate() { @if index > 0 { "、" } (line.name) } }
                td.rule { (lines.first().map_or("", |line| line.clause.as_str())) }
                td.num.amt { span.ok { "是" } }
            },
            Entry::Line(line, number) => tr.off[line.excluded] {
                th scope="row" { @if line.excluded { span.vh { "不计" } } @else { (number) } }
                td {
                    @if line.excluded { s { (line.name) } "　不计" } @else { (line.name) }
                    @if is_money(line) && !line.formula.is_empty() { span.t2 { (line.formula) } }
                    @if !is_money(line) { @if let Some(plain) = &line.plain { span.t2 { (plain) } } }
                }
                td.rule { (line.clause) }
                td.num.amt { @if is_money(line) { (figure(line)) } @else { (line.value) } }
            },
        }
    }
}

fn whole(line: &TraceLine) -> Markup {
    html! {
        tr.off[line.excluded] {
            th scope="row" { span.vh { @if line.excluded { "不计" } @else { "计" } } }
            td {
                (line.name) span.t2 { (line.formula) }
                @if !line.facts.is_empty() {
                    span.t2 {
                        @for (index, fact) in line.facts.iter().enumerate() {
                            @if index > 0 { "；" }
                            (fact.name) " " (fact.value) @if !fact.source.is_empty() { "（" (fact.source) "）" }
                        }
                    }
                }
            }
            td.rule { (line.clause)
                @for parameter in &line.parameters { span.t2 { (parameter.name) "：" (parameter.value) "，" (parameter.from) " 起，" (parameter.document) } } }
            td.num.amt { (line.value) }
        }
    }
}

/// The live estimate beside a form: the amount, or what is missing.
pub(super) fn estimate(assessment: &Assessment, pays: Pays) -> Markup {
    let known = assessment.amount_fen();
    html! {
        @match (assessment.approved(), known) {
            (Some(true), Some(amount)) => {
                @if pays == Pays::Nothing {
                    p.s.mut { "按现在填的" }
                    p.est { b { "符合" } }
                } @else {
                    p.s.mut { "按现在填的，大约" (pays.per()) }
                    p.est { b { (amount.grouped()) } " 元" }
                }
            }
            (Some(false), _) => {
                p.s.mut { "按现在填的" }
                p.est { b { "不符合" } }
            }
            _ => {
                p.s.mut { "还算不出来" }
                p { "还差：" (show_missing(&assessment.missing)) "。" }
            }
        }
        @let sentences = assessment.citizen_sentences();
        @if !sentences.is_empty() {
            ul.plain { @for sentence in sentences.iter().take(8) { li { (sentence) } } }
        }
        p.s.mut { "不是决定，核对后会变。" }
    }
}
