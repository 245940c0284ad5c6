//! The forms of a sheet: one at a time, chosen by `do` and `one` of the query.

use super::super::files;
use super::sheet::{Loaded, Rights};
use crate::assess::RoundState;
use crate::store::assess::accounts::Form;
use access::{Actor, FormData, House, may};
use maud::{Markup, html};
use ui::{Choice, Field, Problems};

/// What can be done with a line now.
pub(super) fn link(loaded: &Loaded<'_>, rights: &Rights, (id, name): (&str, &str), is_computed: bool) -> Markup {
    let is_fresh = loaded.sheet.submitted_by.is_none();
    let appeal = loaded.appeal(id);
    let (act, word) = match loaded.round.state {
        RoundState::SelfScore if rights.is_own && is_fresh && !is_computed => ("own", "自评"),
        RoundState::Review if rights.may_review && loaded.sheet.confirmed_by.is_none() && !is_computed => {
            ("review", "评审")
        }
        RoundState::Feedback if rights.is_own && appeal.is_none() => ("appeal", "申诉"),
        RoundState::Feedback if rights.is_city && appeal.is_some_and(|one| one.answered_by.is_none()) => {
            ("answer", "答复")
        }
        RoundState::SelfScore
        | RoundState::Review
        | RoundState::Feedback
        | RoundState::Ranked
        | RoundState::Published
        | RoundState::Closed => return html! { "—" },
    };
    html! { a href={ (loaded.path()) "?do=" (act) "&one=" (id) "#open" } { (word) span.vh { "：" (name) } } }
}

/// What can be done with the whole sheet now.
pub(super) fn whole_sheet(loaded: &Loaded<'_>, rights: &Rights) -> Markup {
    let version = loaded.sheet.version.to_string();
    let button = |act: &str, word: &str| {
        html! {
            form action={ (loaded.path()) "/" (act) } method="post" {
                (ui::hidden("version", &version))
                div.btns { button.btn type="submit" { (word) } }
            }
        }
    };
    match loaded.round.state {
        RoundState::SelfScore if rights.is_own && loaded.sheet.submitted_by.is_none() => button("submit", "交自评"),
        RoundState::Review if rights.may_review && loaded.sheet.confirmed_by.is_none() => html! {
            @if rights.is_city { (button("confirm", "复核通过")) }
            p { a href={ (loaded.path()) "?do=veto#open" } { "登记或取消一票否决" } }
        },
        RoundState::SelfScore
        | RoundState::Review
        | RoundState::Feedback
        | RoundState::Ranked
        | RoundState::Published
        | RoundState::Closed => html! {},
    }
}

/// What every form is drawn from.
struct Drawn<'d> {
    house: &'d House,
    loaded: &'d Loaded<'d>,
    form: &'d FormData,
    problems: &'d Problems,
}

impl Drawn<'_> {
    fn typed(&self, name: &str) -> &str {
        self.form.get(name)
    }

    fn text(&self, name: &str, label: &str, usual: &str, optional: &str) -> Markup {
        let typed = self.typed(name);
        let value = if typed.is_empty() { usual } else { typed };
        let mode = if name == "points" { "decimal" } else { "" };
        let class = if name == "points" { "w8 num" } else { "w18" };
        ui::text(&Field { name, label, value, optional, class, mode, ..Field::default() }, self.problems)
    }

    fn area(&self, name: &str, label: &str, optional: &str, usual: &str) -> Markup {
        let typed = self.typed(name);
        ui::area(name, label, optional, if typed.is_empty() { usual } else { typed }, self.problems)
    }

    fn file(&self, label: &str, is_asked: bool) -> Markup {
        files::fields(self.problems, self.typed("text"), label, is_asked)
    }

    fn key(&self) -> Markup {
        let fresh = self.house.mint();
        ui::hidden("key", if self.typed("key").is_empty() { &fresh } else { self.typed("key") })
    }

    fn card(&self, title: &str, act: &str, has_file: bool, seen: i64, fields: &Markup, word: &str) -> Markup {
        ui::card(
            "open",
            title,
            &html! { a href=(self.loaded.path()) { "不办了" } },
            &html! {
                form action={ (self.loaded.path()) "/" (act) "#open" } method="post" enctype=[has_file.then_some("multipart/form-data")] {
                    (ui::hidden("do", act)) (ui::hidden("one", self.typed("one"))) (ui::hidden("version", &seen.to_string()))
                    (fields)
                    div.btns { button.btn type="submit" { (word) } }
                }
            },
        )
    }
}

/// The form that was asked for, where the reader may send it.
pub(super) fn open(house: &House, actor: &Actor, loaded: &Loaded<'_>, form: &FormData, problems: &Problems) -> Markup {
    let drawn = Drawn { house, loaded, form, problems };
    let rights = loaded.rights(actor);
    match form.get("do") {
        "own" if rights.is_own => own(&drawn),
        "review" if rights.may_review => review(&drawn),
        "veto" if rights.may_review => {
            let fields = drawn.area("veto", "一票否决的事实和依据", "空着就是取消", &loaded.sheet.veto);
            drawn.card("一票否决", "veto", false, loaded.sheet.version, &fields, "登记")
        }
        "onsite" if rights.is_city => onsite(&drawn, actor),
        "appeal" if rights.is_own => appeal(&drawn),
        "answer" if rights.is_city => answer(&drawn),
        "require" if rights.is_city => {
            let fields = html! {
                (drawn.key())
                (drawn.area("problem", "问题和整改要求", "", ""))
                (drawn.text("due", "整改期限", "", "如 2018-01-31"))
            };
            drawn.card("加一项整改", "require", false, 0, &fields, "列入清单")
        }
        "done" if rights.is_own || rights.is_city => {
            let one = loaded.remedies.iter().find(|one| one.id == form.get("one"));
            let title = one.map_or("", |one| one.problem.as_str());
            let fields = html! { (drawn.area("words", "怎么改的", "", "")) (drawn.file("凭证（2MB以内）", true)) };
            let word = if rights.is_own { "报整改" } else { "代报整改" };
            drawn.card(
                &format!("{word}：{title}"),
                "done",
                true,
                one.map_or(0, |one| one.version),
                &fields,
                "报整改结果",
            )
        }
        "close" if rights.is_city => close(&drawn),
        "account" if rights.is_city && may(actor.role, "workplan.account") => account(&drawn),
        _ => html! {},
    }
}

/// The line that is asked for: its name, points at most.
fn line<'l>(drawn: &'l Drawn<'_>) -> (&'l str, String) {
    let id = drawn.typed("one");
    let lines = drawn.loaded.template.lines();
    let found = lines.into_iter().find(|line| line.0 == id);
    found.map_or(("", String::new()), |(_, name, most, _)| (name, most.shown()))
}

fn own(drawn: &Drawn<'_>) -> Markup {
    let (name, most) = line(drawn);
    let score = drawn.loaded.score(drawn.typed("one"));
    let points = score.and_then(|score| score.own).map_or_else(String::new, |own| own.shown());
    let fields = html! {
        (drawn.text("points", &format!("自评分（满分 {most}）"), &points, ""))
        (drawn.area("note", "为什么得这些分", "", score.map_or("", |score| score.own_note.as_str())))
        @if score.is_some_and(|score| !score.evidence.is_empty()) { p.s { "已经有凭证，再选文件就换成新的。" } }
        (drawn.file("凭证（2MB以内）", true))
    };
    drawn.card(&format!("自评：{name}"), "own", true, score.map_or(0, |score| score.version), &fields, "保存自评")
}

fn review(drawn: &Drawn<'_>) -> Markup {
    let (name, most) = line(drawn);
    let score = drawn.loaded.score(drawn.typed("one"));
    let usual = score.and_then(|score| score.reviewed.or(score.own)).map_or_else(String::new, |points| points.shown());
    let fields = html! {
        @if let Some(score) = score.filter(|score| score.own.is_some()) { p { b { "单位自评　" } (score.own.map_or_else(String::new, |own| own.decimal(2))) "，" (score.own_note) } }
        (drawn.text("points", &format!("评审分（满分 {most}）"), &usual, ""))
        (drawn.area("note", "评审意见", "与自评不一样时必填", score.map_or("", |score| score.reviewed_note.as_str())))
    };
    drawn.card(&format!("评审：{name}"), "review", false, score.map_or(0, |score| score.version), &fields, "保存评审")
}

fn onsite(drawn: &Drawn<'_>, actor: &Actor) -> Markup {
    let today = actor.now.day().to_string();
    let fields = html! {
        (drawn.key())
        div.row {
            (drawn.text("on", "日期", &today, ""))
            (drawn.text("companion", "同去的人", "", &format!("{}和另一个人", actor.name)))
        }
        (drawn.area("findings", "看了什么、核对的结果", "", ""))
        (drawn.file("照片或记录（2MB以内）", false))
    };
    drawn.card("现场核查", "onsite", true, 0, &fields, "登记核查")
}

fn appeal(drawn: &Drawn<'_>) -> Markup {
    let (name, _) = line(drawn);
    let fields = html! { (drawn.area("words", "哪里不对、应该怎么算", "", "")) (drawn.file("凭证（2MB以内）", false)) };
    drawn.card(&format!("申诉：{name}"), "appeal", true, 0, &fields, "提交申诉")
}

fn answer(drawn: &Drawn<'_>) -> Markup {
    let (name, most) = line(drawn);
    let found = drawn.loaded.appeal(drawn.typed("one"));
    let fields = html! {
        @if let Some(appeal) = found { p { b { "申诉　" } (appeal.words) } }
        (drawn.text("points", &format!("改成多少分（满分 {most}）"), "", "维持原分就空着"))
        (drawn.area("answer", "核查的情况和理由", "", ""))
    };
    drawn.card(&format!("答复申诉：{name}"), "answer", false, found.map_or(0, |one| one.version), &fields, "答复")
}

fn close(drawn: &Drawn<'_>) -> Markup {
    let one = drawn.loaded.remedies.iter().find(|one| one.id == drawn.typed("one"));
    let verdicts = [Choice::new("pass", "改到位，销号"), Choice::new("return", "没有改到位，退回")];
    let fields = html! {
        @if let Some(one) = one { p { b { "整改情况　" } (one.done_words) } }
        (ui::choices("verdict", "核对结果", &verdicts, drawn.typed("verdict"), drawn.problems))
        (drawn.area("note", "意见", "退回时必填", ""))
    };
    let title = format!("销号：{}", one.map_or("", |one| one.problem.as_str()));
    drawn.card(&title, "close", false, one.map_or(0, |one| one.version), &fields, "保存")
}

fn account(drawn: &Drawn<'_>) -> Markup {
    let forms: Vec<Choice> = Form::ALL.iter().map(|form| Choice::new(form.code(), form.chinese())).collect();
    let fields = html! {
        (drawn.key())
        div.row {
            (drawn.text("whom", "对谁", "", "职务、姓名，加密保存"))
            (ui::select("form", "方式", &forms, drawn.typed("form"), drawn.problems))
            (drawn.text("until", "影响期到", "", "没有就空着"))
        }
        (drawn.area("basis", "事实和依据", "", ""))
        (drawn.area("decision", "处理决定", "", ""))
    };
    drawn.card("登记问责", "account", false, 0, &fields, "登记")
}
