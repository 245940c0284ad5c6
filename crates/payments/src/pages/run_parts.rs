//! Parts of the run page that only show.

use super::run::Shown;
use super::{is_blind, programme_title};
use crate::digest::words;
use crate::line::LineState;
use crate::run::{Done, RunState};
use crate::store::exceptions::Exception;
use access::{Actor, FormData, House, Scope, may};
use kernel::Fen;
use maud::{Markup, html};
use registry::actions::county_name;
use ui::{Problems, Step, StepState};

/// Whether the totals on the page are only those of a township.
fn is_part(actor: &Actor) -> bool {
    match &actor.scope {
        Scope::Township(..) | Scope::Village(..) => true,
        Scope::City | Scope::County(_) | Scope::Nowhere => false,
    }
}

/// Seal, title and the sum.
pub(super) fn head(house: &House, actor: &Actor, shown: &Shown) -> Markup {
    let run = &shown.run;
    html! {
        div.casehead {
            (ui::stamp(run.state.stamp()))
            div.ch {
                h1 { (run.month.chinese()) " " (programme_title(house, &run.programme)) " " (run.kind.chinese()) }
                p.lead { (county_name(house, &run.county)) "，" span.mono { (run.number) } }
            }
            @if !is_blind(run, actor) {
                @let (count, sum) = paid(actor, shown);
                p.fig { span.s.mut { "要发 " (count) " 笔" } b { (sum.grouped()) } "元" }
            }
        }
    }
}

fn paid(actor: &Actor, shown: &Shown) -> (i64, Fen) {
    if !is_part(actor) {
        return (shown.run.lines, shown.run.sum);
    }
    let rows = shown.sums.iter().filter(|(state, _, _)| *state != LineState::Held);
    let sum = kernel::try_sum(rows.clone().map(|(_, _, sum)| *sum)).unwrap_or(Fen::ZERO);
    (rows.map(|(_, count, _)| count).sum(), sum)
}

/// The seven steps with who and when.
pub(super) fn stage(shown: &Shown) -> Markup {
    let run = &shown.run;
    let who = |done: &Done| {
        let name = shown.names.get(&done.by).map_or("", |name| name.as_str());
        format!("{} {name}", done.at.day().short())
    };
    let below = |state: RunState| match state {
        RunState::Draft => who(&run.drafted),
        RunState::Frozen => run.frozen.as_ref().map(who).unwrap_or_default(),
        RunState::Counted => run.counted.as_ref().map(who).unwrap_or_default(),
        RunState::Approved => run.approved.as_ref().map(who).unwrap_or_default(),
        RunState::Sent => run.sent.as_ref().map(who).unwrap_or_default(),
        RunState::Reconciled => run.reconciled.map(|at| at.day().short()).unwrap_or_default(),
        RunState::Closed => run.closed.as_ref().map(who).unwrap_or_default(),
    };
    let steps: Vec<Step> = RunState::ALL
        .iter()
        .map(|state| {
            let standing = if *state < run.state {
                StepState::Done
            } else if *state == run.state {
                StepState::Now
            } else {
                StepState::Todo
            };
            Step { name: state.chinese().to_owned(), below: below(*state), state: standing }
        })
        .collect();
    ui::stage_line(&steps)
}

/// What the run comes to, by how its lines stand.
pub(super) fn totals_card(actor: &Actor, shown: &Shown) -> Markup {
    let run = &shown.run;
    if is_blind(run, actor) {
        return ui::card(
            "totals",
            "合计",
            &html! {},
            &html! {
                p { "清点要盲点：请按名册自己数笔数、加金额，通过以后这里才显示合计。" }
            },
        );
    }
    let waiting = if run.state.is_sent() { "已送，没有回音" } else { "要发" };
    let rows = [
        (LineState::Listed, waiting),
        (LineState::Arrived, "到账"),
        (LineState::Returned, "退汇"),
        (LineState::Absent, "银行书面说明未付"),
        (LineState::Unknown, "待查"),
        (LineState::Held, "停发、缓发"),
    ];
    let title = if is_part(actor) { "合计（您管的地方）" } else { "合计" };
    ui::card(
        "totals",
        title,
        &html! {},
        &html! {
            table.ledger {
                caption.vh { (title) }
                thead { tr { th scope="col" { "状态" } th.num scope="col" { "笔数" } th.num scope="col" { "金额（元）" } } }
                tbody { @for (state, words) in rows {
                    @let (count, sum) = shown.of(state);
                    @if count > 0 { tr { td { (words) } td.num { (count) } td.num { (sum.grouped()) } } }
                } }
            }
            @if run.shared_accounts > 0 && !is_part(actor) { p.s.zhe { (run.shared_accounts) " 个账户收不止一户的钱，请核实。" } }
            @if shown.of(LineState::Returned).0 > 0 { p.s { a href="/payments/corrections" { "退汇的到“退汇更正”登记新账户" } } }
        },
    )
}

/// Everything that does not fit, each kind together; open ones with a form for who may settle them.
pub(super) fn exceptions_card(actor: &Actor, shown: &Shown, form: &FormData, problems: &Problems) -> Markup {
    let silent = if shown.run.state == RunState::Sent && !shown.imports.is_empty() {
        shown.of(LineState::Listed)
    } else {
        (0, Fen::ZERO)
    };
    if is_part(actor) || (shown.exceptions.is_empty() && silent.0 == 0) {
        return html! {};
    }
    let open = shown.exceptions.iter().filter(|one| one.settled.is_empty()).count();
    let aside = html! { @if open > 0 { span.s.zhu { (open) " 条没处理，处理完才能关账" } } };
    ui::card(
        "problems",
        "对不上的",
        &aside,
        &html! {
            @if silent.0 > 0 {
                p { b { (silent.0) } " 笔送了没有回音，共 " (silent.1.grouped()) " 元。"
                    a href={ "/payments/runs/" (shown.run.id) "?state=listed#list" } { "看是哪些" } "。请向银行催要回盘。" }
            }
            @if !shown.exceptions.is_empty() {
                table.ledger.stack {
                    caption.vh { "对不上的" }
                    thead { tr { th scope="col" { "什么" } th scope="col" { "在哪里" } th scope="col" { "怎么回事" } th scope="col" { "处理" } } }
                    tbody { @for one in &shown.exceptions { tr {
                        td data-l="什么" { (ui::tag(if one.settled.is_empty() { ui::Tone::Red } else { ui::Tone::Grey }, one.kind.chinese())) }
                        td data-l="在哪里" { @if one.import.is_empty() { "名册" } @else { "回盘" } "第 " (one.file_line) " 行" span.t2.mono { (one.line_key) } }
                        td data-l="怎么回事" { (one.detail) }
                        td data-l="处理" { (settled(actor, shown, one, form, problems)) }
                    } } }
                }
            }
        },
    )
}

fn settled(actor: &Actor, shown: &Shown, one: &Exception, form: &FormData, problems: &Problems) -> Markup {
    if !one.settled.is_empty() {
        let name = one.settled_by.as_ref().and_then(|by| shown.names.get(by)).map_or("", |name| name.as_str());
        return html! { (one.settled) span.t2 { (name) " " @if let Some(at) = one.settled_at { (at.local_minute()) } } };
    }
    if one.import.is_empty() {
        return html! { span.s { "核实以后重新生成名册；一时核实不了的，先缓发这户" } };
    }
    if !may(actor.role, "payments.close") {
        return html! { span.s.mut { "等发放签发核实处理" } };
    }
    let name = format!("how-{}", one.id);
    let is_this = form.get("exception") == one.id;
    let typed = if is_this { form.get("how") } else { "" };
    let wrong = problems.of("how").filter(|_| is_this);
    html! {
        form action={ "/payments/runs/" (shown.run.id) "/settle" } method="post" {
            (ui::hidden("exception", &one.id))
            label.vh for=(name) { "核实的结果" }
            @if let Some(sentence) = wrong { p.msg.bad { span.vh { "错误：" } (sentence) } }
            input.in.c id=(name) name="how" value=(typed) autocomplete="off" placeholder="向银行核实的结果";
            " " button.btn.sec.sm type="submit" { "核实处理" }
        }
    }
}

/// Return files, newest first.
pub(super) fn imports_card(actor: &Actor, shown: &Shown) -> Markup {
    if is_part(actor) || shown.imports.is_empty() {
        return html! {};
    }
    ui::card(
        "imports",
        "导入过的回盘",
        &html! {},
        &html! {
            table.ledger.stack {
                caption.vh { "导入过的回盘" }
                thead { tr { th scope="col" { "文件" } th.num scope="col" { "到账" } th.num scope="col" { "退汇" } th.num scope="col" { "待查" } th.num scope="col" { "对不上" } } }
                tbody { @for one in &shown.imports { tr {
                    td data-l="文件" { (one.file_name) span.t2 { (one.at.local_minute()) " " (shown.names.get(&one.by).map_or("", |name| name.as_str())) "，" (one.rows) " 行"
                        @if one.repeated > 0 { "，其中 " (one.repeated) " 行先前回过" } } }
                    td.num data-l="到账" { (one.arrived.0) span.t2 { (one.arrived.1.grouped()) } }
                    td.num data-l="退汇" { (one.returned.0) span.t2 { (one.returned.1.grouped()) } }
                    td.num data-l="待查" { (one.unknown.0) span.t2 { (one.unknown.1.grouped()) } }
                    td.num data-l="对不上" { (one.exceptions) }
                } } }
            }
        },
    )
}

/// 识别词, message id and downloads.
pub(super) fn facts_card(actor: &Actor, shown: &Shown) -> Markup {
    let run = &shown.run;
    let can_print = !is_blind(run, actor) && run.state != RunState::Draft;
    html! {
        section.card {
            header { h2 { "凭据" } }
            div.b {
                @if run.digest.is_empty() { p.s.mut { "冻结以后，这里有识别词，名册改一个字就会变。" } } @else {
                    p.s.mut { "识别词" }
                    p { b { (words(&run.digest)) } }
                    p.s.mono { (run.digest.chars().take(8).collect::<String>()) "…" }
                }
                @if run.state.is_sent() {
                    p.s.mut { "银行报文号" }
                    p.s.mono { (run.message_id.chars().take(16).collect::<String>()) "…" }
                    @if may(actor.role, "payments.send") {
                        p { a href={ "/payments/runs/" (run.id) "/file" } { "下载银行文件" } }
                    }
                }
                @if can_print { p { a href={ "/payments/runs/" (run.id) "/roster.pdf" } { "打印发放名册" } } }
            }
        }
    }
}
