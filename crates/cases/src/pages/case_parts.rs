//! Parts of the case page: stage line, flags, what was declared, timeline.

use super::question_form;
use crate::case::{Case, Draw};
use crate::declared::Declaration;
use crate::questions::{HOME, Questions};
use crate::stage::Stage;
use crate::store::steps::StepRow;
use access::House;
use db::Problem;
use kernel::Day;
use maud::{Markup, html};
use procedures::StepKind;
use std::collections::BTreeMap;

fn done_on(steps: &[StepRow], step: &str) -> Option<String> {
    steps.iter().rev().find(|row| row.step == step).map(|row| row.on.short())
}

/// The stage line.
pub(super) fn stage(house: &House, case: &Case, steps: &[StepRow], today: Day) -> Result<Markup, Problem> {
    let whole = case.regime(&house.procedures)?;
    let regime = whole.as_ref();
    let now = case.stage_on(&house.procedures, today)?;
    let here = regime.position(now.step());
    let mut line =
        vec![ui::Step { name: "受理".to_owned(), below: case.accepted_on.short(), state: ui::StepState::Done }];
    for (index, step) in regime.steps.iter().enumerate() {
        let is_here = !now.has_ended() && index == here;
        let is_done = now.has_ended() || index < here;
        let name = if step.kind == StepKind::Notice {
            format!("{} {} 天", step.name, case.procedure(&house.procedures)?.notice_days)
        } else {
            step.name.clone()
        };
        let below = if is_here {
            match &now {
                Stage::Posted { until, .. } => format!("到{}", until.short()),
                Stage::Correcting { .. } => "补正停表".to_owned(),
                Stage::Waiting { .. } | Stage::Approved | Stage::Refused | Stage::Withdrawn => {
                    case.due_on(today).words()
                }
            }
        } else {
            done_on(steps, &step.id).filter(|_| is_done).unwrap_or_else(|| "　".to_owned())
        };
        let state = if is_here {
            ui::StepState::Now
        } else if is_done {
            ui::StepState::Done
        } else {
            ui::StepState::Todo
        };
        line.push(ui::Step { name, below, state });
    }
    Ok(ui::stage_line(&line))
}

/// At most five things to notice, the most important first.
pub(super) fn flags(case: &Case, steps: &[StepRow], conflicts: &[String]) -> Markup {
    let mut notes: Vec<(ui::Tone, String, String)> = Vec::new();
    if !conflicts.is_empty() {
        notes.push((ui::Tone::Amber, "这户还享受别的待遇".to_owned(), conflicts.join("")));
    }
    if case.kin_of_staff {
        notes.push((
            ui::Tone::Amber,
            "工作人员备案过与这户的近亲属关系".to_owned(),
            "县里应当入户；备案的人不能经办、审批。".to_owned(),
        ));
    }
    if case.draw == Draw::Mandatory && !case.kin_of_staff {
        notes.push((ui::Tone::Amber, "公示期间有异议".to_owned(), "重新调查、重新公示，县里应当入户。".to_owned()));
    }
    if case.draw == Draw::Drawn {
        notes.push((ui::Tone::Plain, "县里抽中入户".to_owned(), String::new()));
    }
    if let Some(step) = steps.iter().rev().find(|step| step.step == "supervise") {
        notes.push((ui::Tone::Red, "正在督办".to_owned(), step.note.clone()));
    }
    if let Some(step) = steps.iter().rev().find(|step| step.step == "amend") {
        let why = step.detail.get("why").and_then(serde_json::Value::as_str).unwrap_or_default();
        notes.push((ui::Tone::Plain, step.note.clone(), why.to_owned()));
    }
    html! {
        @if !notes.is_empty() {
            (ui::card("flags", "要您留意", &html! {}, &html! { div.two {
                @for (tone, title, words) in notes.iter().take(5) { (ui::note(*tone, title, &html! { p.s { (words) } })) }
            } }))
        }
    }
}

fn money(fen: Option<kernel::Fen>) -> String {
    fen.map_or_else(|| "没有填".to_owned(), |fen| format!("{} 元", fen.grouped()))
}

/// What was declared: members and assets.
pub(super) fn declared_card(house: &House, case: &Case, declared: &Declaration) -> Markup {
    let questions = Questions::of(house, &case.programme);
    ui::card(
        "declared",
        "申报的情况",
        &html! { a.s href={ "/registry/households/" (case.household) } { "家庭档案" } },
        &html! {
            table.ledger.stack {
                caption.vh { "家庭成员" }
                thead { tr { th scope="col" { "姓名" } th scope="col" { "关系" } th scope="col" { "号码" } th scope="col" { "情况" } } }
                tbody { @for member in &declared.members {
                    tr {
                        td data-l="姓名" { (member.name) @if let Some(age) = member.age_on(case.accepted_on) { " " span.mut.s { (age) " 岁" } } }
                        td data-l="关系" { (member.relation) }
                        td.mono data-l="号码" { (kernel::mask::id(&member.id_number)) }
                        td data-l="情况" {
                            @if member.serious == Some(true) { (ui::tag(ui::Tone::Amber, "重病")) " " }
                            @if !member.grade.is_empty() { (ui::tag(ui::Tone::Plain, &format!("{}{}", member.category, member.grade))) " " }
                            @if !member.status.is_empty() { (ui::tag(ui::Tone::Grey, &member.status)) " " }
                            @if !member.student.is_empty() && member.student != "不在校" { (member.student) }
                        }
                    }
                } }
            }
            dl.sum.up {
                @if questions.reads(HOME, "金融资产") { div { dt { "存款、证券" } dd { (money(declared.financial)) } dd {} } }
                @if questions.reads(HOME, "住房套数") { div { dt { "住房" } dd { (declared.houses.map_or_else(|| "没有填".to_owned(), |n| format!("{n} 套"))) } dd {} } }
                @if questions.reads_list("车辆") { div { dt { "车辆" } dd { @if declared.vehicle.is_empty() { "没有填" } @else { (declared.vehicle) } } dd {} } }
                @for (what, answer) in question_form::answered(&questions, declared) { div { dt { (what) } dd { (answer) } dd {} } }
            }
        },
    )
}

fn by<'n>(step: &'n StepRow, names: &'n BTreeMap<String, String>) -> &'n str {
    names.get(&step.by).map_or("系统", |name| name.as_str())
}

/// What the timeline calls a step: the procedure's own word, or that of a side step.
fn step_name<'s>(house: &'s House, case: &Case, step: &'s StepRow) -> &'s str {
    let whole = case.procedure(&house.procedures).ok().and_then(|procedure| procedure.regime(&case.regime));
    if let Some(known) = whole.and_then(|regime| regime.step(&step.step)) {
        return &known.name;
    }
    match step.step.as_str() {
        "accept" => "受理",
        "correct" => "告知补正",
        "corrected" => "补正",
        "amend" => "更正申报",
        "object" => "异议",
        "supervise" => "督办",
        "recheck" => "复核",
        "stop" => "停发",
        "withdraw" => "撤回",
        other => other,
    }
}

/// What an opinion or finding said.
fn said(step: &StepRow) -> Option<&str> {
    ["opinion", "findings", "conclusion", "reason", "missing", "where", "what"]
        .into_iter()
        .find_map(|key| step.detail.get(key).and_then(serde_json::Value::as_str))
        .filter(|text| !text.is_empty())
}

/// The timeline, newest first.
pub(super) fn timeline(house: &House, case: &Case, steps: &[StepRow], names: &BTreeMap<String, String>) -> Markup {
    ui::card(
        "past",
        "经过",
        &html! { span.s.mut { (ui::icon("lk")) (steps.len()) " 条记录，只增不改" } },
        &html! {
            ol.tl {
                @for (index, step) in steps.iter().rev().enumerate() {
                    li.now[index == 0] {
                        time datetime=(step.on) { (step.at.local_minute()) }
                        b { (by(step, names)) } "　" (step_name(house, case, step)) "：" (step.note)
                        @if let Some(words) = said(step) { span.t2 { (words) } }
                    }
                }
            }
        },
    )
}

/// What happened since a form was opened (409).
pub(super) fn changed_since(
    house: &House,
    case: &Case,
    steps: &[StepRow],
    names: &BTreeMap<String, String>,
    from: i64,
) -> Markup {
    html! {
        div.flash.red role="alert" { (ui::icon("x"))
            div {
                p { b { "没有提交。" } "您打开以后，这件有人办过；您填的还在下面。" }
                ul.diff { @for step in steps.iter().filter(|step| step.seq > from) {
                    li { ins { (step.at.local_minute()) " " (by(step, names)) "　" (step_name(house, case, step)) "：" (step.note) } }
                } }
            }
        }
    }
}
