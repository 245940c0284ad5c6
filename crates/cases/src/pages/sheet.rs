//! 算账单: the account sheet of an assessment, line by line with clause and facts.

use kernel::Fen;
use maud::{Markup, html};
use rules::{Assessment, TraceLine, show_missing};

/// The number at the end of a line, without its unit.
fn figure(line: &TraceLine) -> &str {
    line.value.split([' ', '元']).next().unwrap_or(&line.value)
}

fn is_money(line: &TraceLine) -> bool {
    line.value.contains('元')
}

/// The table: sections, lines, clauses, total.
pub(super) fn sheet(assessment: &Assessment, foot: &str) -> Markup {
    let mut section = "";
    let mut number = 0;
    let mut rows: Vec<Markup> = Vec::new();
    for line in &assessment.trace {
        if line.section != section {
            section = &line.section;
            rows.push(html! { tr.grp { th colspan="4" scope="rowgroup" { (section) } } });
        }
        if !line.excluded {
            number += 1;
        }
        rows.push(row(line, number));
    }
    html! {
        table.ledger.calc {
            caption.vh { "核算" }
            thead { tr {
                th scope="col" { span.vh { "行" } }
                th scope="col" { "算什么" }
                th scope="col" { "凭什么" }
                th.num scope="col" { "结果" }
            } }
            tbody { @for row in &rows { (row) } }
            tfoot { tr {
                td {}
                td colspan="2" { (foot) }
                td.num { (assessment.amount_fen().map_or_else(|| "未知".to_owned(), Fen::grouped)) }
            } }
        }
    }
}

fn row(line: &TraceLine, number: i32) -> Markup {
    html! {
        tr.off[line.excluded] {
            th scope="row" { @if line.excluded { span.vh { "不计" } } @else { (number) } }
            td {
                @if line.excluded { s { (line.name) } "　不计" } @else { (line.name) }
                @if !line.formula.is_empty() && line.formula != line.value { span.t2 { (line.formula) } }
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
                @for parameter in &line.parameters { span.t2 { (parameter.name) "：" (parameter.value) "，" (parameter.document) } } }
            td.num.amt { @if is_money(line) { (figure(line)) } @else { (line.value) } }
        }
    }
}

/// The live estimate beside a form: the amount, or what is missing.
pub(super) fn estimate(assessment: &Assessment) -> Markup {
    let known = assessment.amount_fen();
    html! {
        @match (assessment.approved(), known) {
            (Some(true), Some(amount)) => {
                p.s.mut { "按现在填的，大约每月" }
                p.est { b { (amount.grouped()) } " 元" }
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
