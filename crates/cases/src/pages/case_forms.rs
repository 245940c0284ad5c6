//! The panel of whoever must act now: one form, bound to the version, nothing ticked before.

use super::case::Back;
use crate::actions::ApproveInTown;
use crate::case::Case;
use crate::stage::Stage;
use crate::store::rechecks::Recheck;
use crate::store::steps::StepRow;
use access::{Action, Actor, House, may};
use db::Problem;
use maud::{Markup, html};
use procedures::{Step, StepKind};
use rules::Assessment;
use ui::{Choice, Field};

fn form_of(case: &Case, action: &str, id: &str, title: &str, content: &Markup) -> Markup {
    html! {
        form.card.decide id=(id) action={ "/cases/" (case.id) "/" (action) } method="post" {
            header { h2 { (title) } span.s.mut { "第 " (case.version) " 版" } }
            div.b { (ui::hidden("version", &case.version.to_string())) (content) }
        }
    }
}

/// A small form behind a summary.
fn side_form(case: &Case, action: &str, title: &str, open: bool, content: &Markup) -> Markup {
    html! {
        details.card open[open] {
            summary.b { (title) }
            div.b { form action={ "/cases/" (case.id) "/" (action) } method="post" {
                (ui::hidden("version", &case.version.to_string())) (content)
            } }
        }
    }
}

/// Everything the reader may do with the case now.
pub(super) fn panel(
    house: &House,
    actor: &Actor,
    case: &Case,
    assessment: &Assessment,
    steps: &[StepRow],
    recheck: Option<&Recheck>,
    back: &Back,
) -> Result<Markup, Problem> {
    let today = actor.now.day();
    let step = case.step_on(&house.procedures, today)?;
    let stage = case.stage_on(&house.procedures, today)?;
    let main = match (&stage, step.as_ref()) {
        (Stage::Waiting { .. }, Some(step)) if may(actor.role, &step.action) => {
            step_form(house, actor, case, step, assessment, steps, back)
        }
        (Stage::Waiting { .. }, Some(step)) => waiting_card(case, step, actor),
        (Stage::Posted { until, .. }, _) => html! {
            section.card id="decide" { header { h2 { "正在公示" } } div.b {
                p { "公示到" (until.short()) "为止，" (until.add_days(1).short()) "起可以办下一步。" }
                p.btns { a.btn.sec href={ "/cases/" (case.id) "/notice.pdf" } { (ui::icon("p")) "打印公示" } }
            } }
        },
        (Stage::Correcting { since, .. }, _) => html! {
            section.card id="decide" { header { h2 { "等群众补正" } } div.b {
                p { (since.short()) "一次性告知，停表 " (since.days_until(today)) " 天。" }
                p.btns { a.btn.sec href={ "/cases/" (case.id) "/correction.pdf" } { (ui::icon("p")) "打印告知书" } }
            } }
        },
        (Stage::Waiting { .. } | Stage::Approved | Stage::Refused | Stage::Withdrawn, _) => {
            ended_card(house, case, steps)
        }
    };
    Ok(html! { (main) (side_forms(actor, case, &stage, recheck, back)) })
}

fn waiting_card(case: &Case, step: &Step, actor: &Actor) -> Markup {
    html! {
        section.card id="decide" { header { h2 { "等" (step.name) } } div.b {
            p { "这一步由" (access::matrix().get(&step.action).map_or_else(String::new, |rule| rule.roles.iter().map(|r| r.chinese()).collect::<Vec<_>>().join("、"))) "办，" (case.due_on(actor.now.day()).words()) "。" }
            p.s.mut { (step.clause) @if step.assumed { "；天数是本系统的假定值" } }
        } }
    }
}

fn ended_card(house: &House, case: &Case, steps: &[StepRow]) -> Markup {
    let decided = steps.iter().rev().find(|step| step.step == "approve").map(|step| step.on);
    html! {
        section.card id="decide" { header { h2 { (case.stamp(case.since)) } } div.b {
            @if let (Stage::Refused, Some(on)) = (&case.stage, decided) {
                @if let Some(until) = super::print::tell_until(house, case, on) { p { "请在" (until.short()) "前把告知书送到申请人手里。" } }
            }
            @if case.stage != Stage::Withdrawn {
                p.btns { a.btn.sec href={ "/cases/" (case.id) "/decision.pdf" } { (ui::icon("p")) "打印告知书" } }
            }
            p.s { a href={ "/payments/awards?household=" (case.household) } { "看这户的发放" } }
        } }
    }
}

fn step_form(
    house: &House,
    actor: &Actor,
    case: &Case,
    step: &Step,
    assessment: &Assessment,
    steps: &[StepRow],
    back: &Back,
) -> Markup {
    match step.kind {
        StepKind::Investigate => investigate(case, back),
        StepKind::Review => review(case, back),
        StepKind::Notice => notice(house, case, step, back),
        StepKind::Verify => verify(house, case, assessment, back),
        StepKind::SpotCheck => spot_check(case, back),
        StepKind::Approve => approve(house, actor, case, assessment, steps, back),
    }
}

fn investigate(case: &Case, back: &Back) -> Markup {
    let (form, problems) = (&back.form, &back.problems);
    form_of(
        case,
        "investigate",
        "decide",
        "入户调查",
        &html! {
            div.row {
                (ui::text(&Field { name: "first", label: "调查人一", value: form.get("first"), class: "w12", ..Field::default() }, problems))
                (ui::text(&Field { name: "second", label: "调查人二", value: form.get("second"), class: "w12", ..Field::default() }, problems))
            }
            (ui::text(&Field { name: "on", label: "入户日期", value: form.get("on"), class: "w12", hint: "如 20170418", ..Field::default() }, problems))
            (ui::area("findings", "看到、问到的情况", "", form.get("findings"), problems))
            (ui::check("signed", &html! { "申请人已在调查表上签字" }, form.ticked("signed"), problems))
            div.btns { button.btn.wide type="submit" { "登记调查" } }
            p.s.mut { "和申报不一样的，先" a href={ "/cases/" (case.id) "/amend" } { "按调查更正申报" } "，再登记。" }
        },
    )
}

fn review(case: &Case, back: &Back) -> Markup {
    let (form, problems) = (&back.form, &back.problems);
    let number = |name: &'static str, label: &'static str| {
        ui::text(
            &Field { name, label, value: form.get(name), class: "num w4", mode: "numeric", ..Field::default() },
            problems,
        )
    };
    form_of(
        case,
        "review",
        "decide",
        "民主评议",
        &html! {
            (ui::text(&Field { name: "on", label: "评议日期", value: form.get("on"), class: "w12", hint: "如 20170427", ..Field::default() }, problems))
            div.row { (number("present", "到会人数")) (number("villagers", "村（居）民代表")) (number("agree", "认为属实")) }
            (ui::area("conclusion", "评议结论", "", form.get("conclusion"), problems))
            div.btns { button.btn.wide type="submit" { "登记评议" } }
        },
    )
}

fn notice(house: &House, case: &Case, step: &Step, back: &Back) -> Markup {
    let days = case.procedure(&house.procedures).map_or_else(|_| String::new(), |p| p.notice_days.to_string());
    let target = if step.action == "cases.county_notice" { "county-notice" } else { "notice" };
    let place = if back.form.get("where").is_empty() { "村公示栏" } else { back.form.get("where") };
    form_of(
        case,
        target,
        "decide",
        &step.name,
        &html! {
            p { "张榜 " (days) " 整天，不含今天。公示只写姓名、人口和拟保障意见，不写号码。" }
            (ui::text(&Field { name: "where", label: "张贴在哪里", value: place, ..Field::default() }, &back.problems))
            div.btns { button.btn.wide type="submit" { "今天张榜" } }
        },
    )
}

fn verify(house: &House, case: &Case, assessment: &Assessment, back: &Back) -> Markup {
    let (form, problems) = (&back.form, &back.problems);
    let agree = case.amount.filter(|_| assessment.approved() == Some(true)).map_or_else(
        || "按测算结果上报".to_owned(),
        |amount| format!("建议批准，{}", case.pays(&house.procedures).amount(amount)),
    );
    let options =
        [Choice::new("agree", agree), Choice::new("refuse", "建议不予批准"), Choice::new("return", "退回重新调查")];
    form_of(
        case,
        "verify",
        "decide",
        "镇审核意见",
        &html! {
            (ui::choices("advice", "意见", &options, form.get("advice"), problems))
            (ui::area("opinion", "审核意见", "", form.get("opinion"), problems))
            div.btns { button.btn.wide type="submit" { "签署并上报" } }
        },
    )
}

fn spot_check(case: &Case, back: &Back) -> Markup {
    let (form, problems) = (&back.form, &back.problems);
    form_of(
        case,
        "spot-check",
        "decide",
        "县级抽查",
        &html! {
            p.s { "提交时按不低于三成的比例抽签；抽中的、近亲属备案的、有异议的必须入户。已经入户的请直接填。" }
            div.row {
                (ui::text(&Field { name: "first", label: "入户人一", optional: "没入户不填", value: form.get("first"), class: "w12", ..Field::default() }, problems))
                (ui::text(&Field { name: "second", label: "入户人二", value: form.get("second"), class: "w12", ..Field::default() }, problems))
            }
            (ui::area("findings", "核对、入户的情况", "", form.get("findings"), problems))
            div.btns { button.btn.wide type="submit" { "登记核对" } }
        },
    )
}

/// What was done before the decision, by the programme's own steps, and what stands between this person and it.
fn checks(house: &House, case: &Case, steps: &[StepRow]) -> Markup {
    let has = |step: &str| steps.iter().any(|row| row.step == step);
    let regime = case.regime(&house.procedures).ok();
    let before = regime.iter().flat_map(|regime| &regime.steps).filter(|step| step.kind != StepKind::Approve);
    let done = before.map(|step| {
        let words = match step.kind {
            StepKind::Notice if has("object") => "期满，有过异议",
            StepKind::Notice => "期满，无异议",
            StepKind::Investigate => "有，申请人已签字",
            StepKind::Review | StepKind::Verify | StepKind::SpotCheck | StepKind::Approve => "有",
        };
        (step.name.as_str(), has(&step.id), words)
    });
    let items = done.chain([
        ("工作人员近亲属", !case.kin_of_staff, "未备案"),
        ("与您的关系", true, "未发现"),
        ("动态口令", !house.settings.second_factor, "未启用"),
    ]);
    html! {
        ul.checks { @for (label, good, words) in items {
            li {
                @if good { span.ok { (ui::icon("ok")) } span { (label) } span.r.ok { (words) } }
                @else { span.hot { (ui::icon("w")) } span { (label) } span.r { @if label == "动态口令" { "要输" } @else { "请留意" } } }
            }
        } }
    }
}

fn approve(
    house: &House,
    actor: &Actor,
    case: &Case,
    assessment: &Assessment,
    steps: &[StepRow],
    back: &Back,
) -> Markup {
    let (form, problems) = (&back.form, &back.problems);
    let mut options = Vec::new();
    if let (Some(true), Some(amount)) = (assessment.approved(), assessment.amount_fen()) {
        options.push(Choice::new("approve", format!("同意，{}", case.pays(&house.procedures).amount(amount))));
    }
    options.push(Choice::new("return", "退回镇里补查"));
    options.push(Choice::new("refuse", "不予同意"));
    let in_town = case.step_on(&house.procedures, actor.now.day()).ok().flatten();
    let target =
        if in_town.is_some_and(|step| step.action == ApproveInTown::NAME) { "town-decision" } else { "decision" };
    form_of(
        case,
        target,
        "decide",
        "我的决定",
        &html! {
            (checks(house, case, steps))
            (ui::choices("opinion", "决定", &options, form.get("opinion"), problems))
            (ui::area("reason", "意见", "不同意、退回时必填", form.get("reason"), problems))
            (ui::check("not_kin", &html! { "我与这户人" b { "不是近亲属" } "，没有应当回避的情形" }, false, problems))
            div.btns { button.btn.wide type="submit" { "签署并提交" } }
            p.s.mut { (actor.name) "签署。打开后如果有人改过这件，提交会被拦下。" }
        },
    )
}

fn side_forms(actor: &Actor, case: &Case, stage: &Stage, recheck: Option<&Recheck>, back: &Back) -> Markup {
    let (form, problems) = (&back.form, &back.problems);
    let role = actor.role;
    html! {
        @if matches!(stage, Stage::Posted { .. }) && may(role, "cases.object") {
            (side_form(case, "object", "登记异议", problems.of("what").is_some(), &html! {
                (ui::text(&Field { name: "objector", label: "谁提出的", optional: "保密，可不填", value: form.get("objector"), ..Field::default() }, problems))
                (ui::area("what", "异议内容", "", form.get("what"), problems))
                div.btns { button.btn.sec type="submit" { "登记，退回重新调查" } }
            }))
        }
        @if matches!(stage, Stage::Waiting { .. }) && may(role, "cases.correct") {
            (side_form(case, "correct", "要群众补正", problems.of("missing").is_some(), &html! {
                (ui::area("missing", "缺什么", "一行一项，一次写全", form.get("missing"), problems))
                div.btns { button.btn.sec type="submit" { "一次性告知，停表" } }
            }))
        }
        @if matches!(stage, Stage::Correcting { .. }) && may(role, "cases.correct") {
            (side_form(case, "corrected", "材料补齐了", true, &html! { div.btns { button.btn type="submit" { "登记补齐，接着办" } } }))
        }
        @if !stage.has_ended() && may(role, "cases.supervise") {
            (side_form(case, "supervise", "督办", problems.of("words").is_some(), &html! {
                (ui::area("words", "督办要求", "两边都看得到", form.get("words"), problems))
                div.btns { button.btn.sec type="submit" { "督办" } }
            }))
        }
        @if !stage.has_ended() && may(role, "cases.apply") {
            (side_form(case, "withdraw", "申请人撤回", problems.of("why").is_some(), &html! {
                (ui::area("why", "撤回的原因", "", form.get("why"), problems))
                div.btns { button.btn.sec type="submit" { "登记撤回" } }
            }))
        }
        @if *stage == Stage::Approved && may(role, "cases.recheck") {
            @if let Some(recheck) = recheck { div id="recheck" {
                (side_form(case, "recheck", &format!("定期复核，{} 前", recheck.due.short()), true, &html! {
                    (ui::choices("result", "复核结果", &[Choice::new("same", "没有变化"), Choice::new("change", "有变化，另行申请调整"), Choice::new("stop", "建议停发")], form.get("result"), problems))
                    (ui::area("note", "看到的情况", "", form.get("note"), problems))
                    div.btns { button.btn.sec type="submit" { "登记复核" } }
                }))
            } }
        }
        @if *stage == Stage::Approved && may(role, "cases.stop") {
            (side_form(case, "stop", "停发", problems.of("last_month").is_some(), &html! {
                (ui::text(&Field { name: "last_month", label: "发到哪个月", value: form.get("last_month"), hint: "如 2017-08", class: "w8", ..Field::default() }, problems))
                (ui::area("reason", "理由", "会告知本人", form.get("reason"), problems))
                div.btns { button.btn.red type="submit" { "停发" } }
            }))
        }
    }
}
