//! The panel of whoever must act now; everybody else reads whom the run waits for.

use super::run::Shown;
use super::who_may;
use crate::bank::FORMATS;
use crate::close::Figures;
use crate::digest::words;
use crate::line::LineState;
use crate::run::{MOST_WRONG_COUNTS, Run, RunState};
use access::{Actor, FormData, may};
use maud::{Markup, html};
use ui::{Choice, Field, Problems};

/// The panel.
pub(super) fn panel(actor: &Actor, shown: &Shown, form: &FormData, problems: &Problems) -> Markup {
    let run = &shown.run;
    let is_mine = run.state.next_action().is_some_and(|action| may(actor.role, action));
    let late_answers = may(actor.role, "payments.import") && shown.of(LineState::Unknown).0 > 0;
    html! {
        section.card.decide #act {
            header { h2 { @if is_mine { "我的这一步" } @else { "下一步" } } span.s.mut { "第 " (run.version) " 版" } }
            div.b {
                @if is_mine { (step(shown, form, problems)) }
                @else if let Some(action) = run.state.next_action() {
                    p { "等" (who_may(action)) "：" (run.state.todo()) "。" }
                } @else { p { "这个月已经关账，数字不再变。" } }
                @if matches!(run.state, RunState::Frozen | RunState::Counted | RunState::Approved) && may(actor.role, "payments.freeze") { (thaw(run)) }
            }
        }
        @if late_answers && !is_mine {
            section.card #late { header { h2 { "待查有了结果" } } div.b { (import(run, form, problems)) } }
        }
    }
}

fn version(run: &Run) -> Markup {
    ui::hidden("version", &run.version.to_string())
}

fn step(shown: &Shown, form: &FormData, problems: &Problems) -> Markup {
    let run = &shown.run;
    match run.state {
        RunState::Draft => draft(run),
        RunState::Frozen => count(run, form, problems),
        RunState::Counted => approve(run, problems),
        RunState::Approved => send(run, form, problems),
        RunState::Sent => import(run, form, problems),
        RunState::Reconciled => close(run, shown.figures.as_ref()),
        RunState::Closed => html! {},
    }
}

fn draft(run: &Run) -> Markup {
    html! {
        p { "名册核对好了就冻结。冻结时会逐行核对金额和待遇是否一致，冻结以后谁也不能改。" }
        form action={ "/payments/runs/" (run.id) "/freeze" } method="post" {
            (version(run))
            div.btns { button.btn.wide type="submit" { "冻结" } }
        }
        form action={ "/payments/runs/" (run.id) "/redraft" } method="post" {
            (version(run))
            p.s.mut { "待遇变了、缓发了、账户改了，重新生成一遍：" }
            div.btns { button.btn.sec.wide type="submit" { "重新生成名册" } }
        }
    }
}

fn thaw(run: &Run) -> Markup {
    html! {
        form action={ "/payments/runs/" (run.id) "/thaw" } method="post" {
            (version(run))
            p.s.mut { "名册有错的，送银行以前可以解冻，清点和签发都要重来。" }
            div.btns { button.btn.sec.wide type="submit" { "解冻" } }
        }
    }
}

fn count(run: &Run, form: &FormData, problems: &Problems) -> Markup {
    html! {
        @if run.wrong_counts >= MOST_WRONG_COUNTS {
            p { "清点已经错了三次。请发放经办解冻，把名册重新核对一遍再冻结。" }
        } @else {
            p { "请按名册自己数，不看合计。停发、缓发的不数。" }
            form action={ "/payments/runs/" (run.id) "/count" } method="post" {
                (version(run))
                (ui::text(&Field { name: "lines", label: "笔数", value: form.get("lines"), class: "num w8", mode: "numeric", ..Field::default() }, problems))
                (ui::text(&Field { name: "sum", label: "金额合计（元）", value: form.get("sum"), class: "num w12", mode: "decimal", ..Field::default() }, problems))
                div.btns { button.btn.wide type="submit" { "清点好了" } }
                @if run.wrong_counts > 0 { p.s.zhe { "已错 " (run.wrong_counts) " 次，还可以试 " (MOST_WRONG_COUNTS - run.wrong_counts) " 次。" } }
            }
        }
    }
}

fn approve(run: &Run, problems: &Problems) -> Markup {
    html! {
        p { "共 " b { (run.lines) } " 笔，" b { (run.sum.grouped()) } " 元。" }
        p.s { (run.sum.upper()) }
        p { "识别词 " b { (words(&run.digest)) } }
        form action={ "/payments/runs/" (run.id) "/approve" } method="post" {
            (version(run))
            (ui::hidden("digest", &run.digest))
            (ui::check("checked", &html! { "我和清点的人核对过笔数、金额和" b { "识别词" } "，一致" }, false, problems))
            div.btns { button.btn.wide type="submit" { "签发" } }
            p.s.mut { "签发以后就能送银行。系统会要求动态口令。" }
        }
    }
}

fn send(run: &Run, form: &FormData, problems: &Problems) -> Markup {
    let formats: Vec<Choice> = FORMATS.iter().map(|format| Choice::new(format.code(), format.chinese())).collect();
    let chosen = Some(form.get("format")).filter(|code| !code.is_empty()).unwrap_or("csv");
    html! {
        p { "系统只用冻结的名册生成文件，并签名。送出以后不能撤回。" }
        form action={ "/payments/runs/" (run.id) "/send" } method="post" {
            (version(run))
            (ui::choices("format", "银行要哪种文件", &formats, chosen, problems))
            div.btns { button.btn.wide type="submit" { "送银行" } }
        }
    }
}

/// The form of a return file: a file, or a table pasted.
fn import(run: &Run, form: &FormData, problems: &Problems) -> Markup {
    let wrong = problems.of("file");
    html! {
        form action={ "/payments/runs/" (run.id) "/import" } method="post" enctype="multipart/form-data" {
            div class=(if wrong.is_some() { "f err" } else { "f" }) {
                label for="file" { "回盘文件" " " span.opt { "CSV、XLSX 或定长文本" } }
                @if let Some(sentence) = wrong { p.msg.bad id="file-m" { span.vh { "错误：" } (sentence) } }
                input #file type="file" name="file" aria-invalid=[wrong.is_some().then_some("true")]
                    aria-describedby=[wrong.is_some().then_some("file-m")];
            }
            (ui::area("text", "或者把表格粘贴在这里", "第一行是表头", form.get("text"), problems))
            div.btns { button.btn.wide type="submit" { "导入回盘" } }
            p.s.mut { "同一个文件导两次，只算一次。" }
        }
    }
}

fn close(run: &Run, figures: Option<&Figures>) -> Markup {
    html! {
        @if let Some(figures) = figures {
            dl.kv {
                dt { "应发" } dd.num { (figures.due.grouped()) }
                dt { "到账" } dd.num { (figures.arrived.grouped()) }
                dt { "退汇未更正" } dd.num { (figures.returned.grouped()) }
                dt { "待查" } dd.num { (figures.unknown.grouped()) }
                dt { "停发、缓发" } dd.num { (figures.held.grouped()) }
                dt { "账上借方" } dd.num { (figures.debit.grouped()) }
                dt { "账上贷方" } dd.num { (figures.credit.grouped()) }
            }
        }
        p { "整个" (run.month.chinese()) "一起关账，关了以后这个月不能再编批次。" }
        form action={ "/payments/runs/" (run.id) "/close" } method="post" {
            (version(run))
            div.btns { button.btn.wide type="submit" { "关账" } }
        }
    }
}
