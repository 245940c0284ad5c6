//! The form itself: sections as the clerk asks, grids with one blank row more, nothing lost.

use super::sheet;
use super::{question_form, screening};
use crate::case::Case;
use crate::declared::{CATEGORIES, Declaration, GRADES, INCOMES, PAYERS, RELATIONS, STATUSES, STUDENT, VEHICLES};
use crate::questions::{HOME, MEMBER, Questions};
use crate::screening::screen;
use crate::store::drafts::Draft;
use access::{Actor, FormData, House};
use kernel::{IdNumber, Region};
use maud::{Markup, html};
use procedures::Pays;
use registry::Household;
use rules::Assessment;
use ui::{Choice, Field, Problems};

/// A record the system has already.
pub(super) struct Known {
    who: String,
    what: String,
    href: Option<String>,
}

impl Known {
    pub(super) fn elsewhere(who: &str, county: &str) -> Self {
        Self { who: who.to_owned(), what: format!("在{county}有档案，查看要向那边申请"), href: None }
    }

    pub(super) fn case(who: &str, case: &Case) -> Self {
        let what = format!("{} 受理的申请 {}", case.accepted_on, case.number);
        Self { who: who.to_owned(), what, href: Some(format!("/cases/{}", case.id)) }
    }

    pub(super) fn household(who: &str, home: &Household) -> Self {
        let what = format!("家庭档案 {}", home.number);
        Self { who: who.to_owned(), what, href: Some(format!("/registry/households/{}", home.id)) }
    }
}

fn options(words: &[&str]) -> Vec<Choice> {
    words.iter().map(|word| Choice::new(*word, *word)).collect()
}

/// A cell of a grid: an input with its name for screen readers and its error.
fn cell(name: &str, label: &str, form: &FormData, problems: &Problems, class: &str) -> Markup {
    let wrong = problems.of(name).is_some();
    html! {
        input class={ "in c " (class) } type="text" id=(name) name=(name) value=(form.get(name)) aria-label=(label)
            autocomplete="off" spellcheck="false" aria-invalid=[wrong.then_some("true")];
    }
}

/// A drop-down of a grid; without a label where one stands beside it.
fn pick(name: &str, label: &str, words: &[&str], first: &str, form: &FormData, problems: &Problems) -> Markup {
    let chosen = form.get(name);
    let wrong = problems.of(name).is_some();
    html! {
        select.in.c id=(name) name=(name) aria-label=[(!label.is_empty()).then_some(label)] aria-invalid=[wrong.then_some("true")] {
            option value="" { (first) }
            @for word in words { option value=(word) selected[*word == chosen] { (word) } }
        }
    }
}

fn yes_no(name: &str, label: &str, form: &FormData) -> Markup {
    let chosen = form.get(name);
    html! {
        select.in.c id=(name) name=(name) aria-label=(label) {
            option value="" { "未问" }
            option value="yes" selected[chosen == "yes"] { "是" }
            option value="no" selected[chosen == "no"] { "否" }
        }
    }
}

/// The check of an id number in words.
fn checked(number: &str, actor: &Actor) -> Option<String> {
    let today = actor.now.day();
    let read = IdNumber::parse_by(number, today).ok()?;
    let region = match read.region() {
        Region::Known(name) => name.to_owned(),
        Region::Unknown => "号码前六位不在区划表里，请核对证件".to_owned(),
    };
    Some(format!(
        "校验位对　{}　{}生　{} 岁　{region}",
        read.sex().chinese(),
        read.birth().chinese(),
        kernel::age_on(read.birth(), today)
    ))
}

/// The rows a grid shows: those filled in, and one blank more.
fn rows(form: &FormData, prefix: &str, least: usize) -> Vec<usize> {
    let filled = form
        .rows(prefix)
        .into_iter()
        .filter(|row| {
            let start = format!("{prefix}.{row}.");
            form.pairs()
                .iter()
                .any(|(name, value)| name.starts_with(&start) && !value.trim().is_empty() && !name.ends_with(".who"))
        })
        .max()
        .map_or(0, |last| last + 1);
    (0..(filled + 1).max(least)).collect()
}

fn applicant(
    house: &House,
    actor: &Actor,
    draft: &Draft,
    questions: &Questions,
    form: &FormData,
    problems: &Problems,
) -> Markup {
    let villages: Vec<Choice> = registry::actions::villages_of(house, &draft.place.township)
        .into_iter()
        .map(|(code, name)| Choice::new(code, name))
        .collect();
    let pays = house.procedures.of(&draft.programme).map(|procedure| procedure.pays).unwrap_or_default();
    let good = checked(form.get("m.0.id"), actor).unwrap_or_default();
    let hukou: Vec<Choice> = registry::Hukou::ALL.iter().map(|h| Choice::new(h.code(), h.chinese())).collect();
    ui::card(
        "who",
        "申请人",
        &html! { span.s.mut.kh { "按 " kbd { "Tab" } " 走下一格，" kbd { "Alt" } "+" kbd { "S" } " 存草稿" } },
        &html! {
            div.row {
                (ui::text(&Field { name: "m.0.id", label: "公民身份号码", value: form.get("m.0.id"), class: "id", good: &good, first: problems.is_empty(), ..Field::default() }, problems))
                (ui::text(&Field { name: "m.0.name", label: "姓名", value: form.get("m.0.name"), ..Field::default() }, problems))
            }
            div.row {
                (ui::select("village", "居住村（社区）", &villages, form.get("village"), problems))
                (ui::text(&Field { name: "team", label: "组", value: form.get("team"), class: "w8", ..Field::default() }, problems))
                (ui::text(&Field { name: "phone", label: "联系电话", optional: "没有可填村干部电话", value: form.get("phone"), class: "w12", mode: "tel", ..Field::default() }, problems))
            }
            (ui::text(&Field { name: "address", label: "门牌或位置", optional: "可不填", value: form.get("address"), ..Field::default() }, problems))
            (ui::choices("hukou", "户口", &hukou, form.get("hukou"), problems))
            @if questions.reads(MEMBER, "重病") {
                (ui::choices("m.0.serious", "是否患有认定的重大疾病", &[Choice::new("yes", "是"), Choice::new("no", "否")], form.get("m.0.serious"), problems))
            }
            @if questions.reads(MEMBER, "残疾等级") {
                div.row {
                    div.f { label for="m.0.category" { "残疾类别 " span.opt { "照残疾人证；没有不填" } } (pick("m.0.category", "", CATEGORIES, "没有残疾人证", form, problems)) }
                    div.f { label for="m.0.grade" { "残疾等级" } (pick("m.0.grade", "", GRADES, "没有", form, problems)) }
                }
            }
            @if pays != Pays::Nothing { div.row {
                (ui::select("account_kind", "发放账户", &[Choice::new("card", "惠农一卡通（卡）"), Choice::new("passbook", "存折")], form.get("account_kind"), problems))
                (ui::text(&Field { name: "bank", label: "开户银行", value: form.get("bank"), ..Field::default() }, problems))
                (ui::text(&Field { name: "account", label: "卡号或账号", value: form.get("account"), class: "id", mode: "numeric", ..Field::default() }, problems))
            } }
        },
    )
}

fn members(questions: &Questions, form: &FormData, problems: &Problems) -> Markup {
    let reads = |name: &str| questions.reads(MEMBER, name);
    let statuses: Vec<&str> = STATUSES.iter().copied().filter(|status| reads(status)).collect();
    let has_more = ["有法定义务", "重病", "残疾等级"].into_iter().any(reads) || !statuses.is_empty();
    ui::card(
        "fam",
        "共同生活的家庭成员",
        &html! { span.s.mut.kh { "除申请人外，一人一行；写满了按“再加几行”" } },
        &html! {
            section.scroll tabindex="0" aria-label="家庭成员表" {
                table.ledger.grid.people {
                    thead { tr {
                        th scope="col" { "姓名" } th scope="col" { "关系" } th scope="col" { "身份证号" }
                        @if reads("共同居住") { th scope="col" { "一起住" } }
                        @if reads("在校情况") { th scope="col" { "在校" } }
                        @if reads("能独立生活") { th scope="col" { "能独立生活" } }
                    } }
                    @for row in rows(form, "m", 3).into_iter().filter(|row| *row > 0) {
                        @let f = |name: &str| format!("m.{row}.{name}");
                        @let n = format!("第{}人", row + 1);
                        tbody {
                            tr {
                                td { (cell(&f("name"), &format!("{n}姓名"), form, problems, "")) }
                                td { (pick(&f("relation"), &format!("{n}与申请人关系"), &RELATIONS[1..], "选择", form, problems)) }
                                td { (cell(&f("id"), &format!("{n}身份证号"), form, problems, "mono id")) }
                                @if reads("共同居住") { td { (yes_no(&f("lives"), &format!("{n}是否一起住"), form)) } }
                                @if reads("在校情况") { td { (pick(&f("student"), &format!("{n}在校情况"), STUDENT, "未问", form, problems)) } }
                                @if reads("能独立生活") { td { (yes_no(&f("independent"), &format!("{n}能否独立生活"), form)) } }
                            }
                            @if has_more { tr.more { td colspan="6" {
                                @if reads("有法定义务") { span.pair { "有赡养抚养义务 " (yes_no(&f("duty"), &format!("{n}有无法定义务"), form)) } }
                                @if reads("重病") { span.pair { "重病 " (yes_no(&f("serious"), &format!("{n}是否重病"), form)) } }
                                @if reads("残疾等级") {
                                    span.pair { "残疾 " (pick(&f("category"), &format!("{n}残疾类别"), CATEGORIES, "无", form, problems)) }
                                    span.pair { "等级 " (pick(&f("grade"), &format!("{n}残疾等级"), GRADES, "无", form, problems)) }
                                }
                                @if !statuses.is_empty() { span.pair { "特殊情形 " (pick(&f("status"), &format!("{n}特殊情形"), &statuses, "无", form, problems)) } }
                            } } }
                        }
                    }
                }
            }
            div.btns.up { button.btn.sec.sm type="submit" name="act" value="rows" { "再加几行" } }
        },
    )
}

fn incomes(form: &FormData, declared: &Declaration, problems: &Problems) -> Markup {
    let who = |row: usize, chosen: &str| {
        html! {
            select.in.c id=(format!("i.{row}.who")) name=(format!("i.{row}.who")) aria-label=(format!("收入第{}行是谁的", row + 1)) {
                @for member in &declared.members { option value=(member.row) selected[member.row.to_string() == chosen] { (member.name) } }
                @if declared.members.is_empty() { option value="0" { "申请人" } }
            }
        }
    };
    ui::card(
        "inc",
        "收入",
        &html! { span.s.mut.kh { "申请前 12 个月；不算收入的也照实填，系统会标“不计”" } },
        &html! {
            section.scroll tabindex="0" aria-label="收入表" {
                table.ledger.grid {
                    thead { tr {
                        th scope="col" { "谁的" } th scope="col" { "什么收入" } th.num scope="col" { "一年（元）" }
                        th.num scope="col" { "成本或社保、个税" } th.num scope="col" { "几个月" }
                    } }
                    tbody { @for row in rows(form, "i", 2) {
                        @let f = |name: &str| format!("i.{row}.{name}");
                        @let n = format!("收入第{}行", row + 1);
                        tr {
                            td { (who(row, form.get(&f("who")))) }
                            td { (pick(&f("kind"), &format!("{n}种类"), INCOMES, "选择", form, problems)) }
                            td.num { (cell(&f("amount"), &format!("{n}一年金额"), form, problems, "num")) }
                            td.num { (cell(&f("cost"), &format!("{n}成本"), form, problems, "num")) }
                            td.num { (cell(&f("months"), &format!("{n}月数"), form, problems, "num w4")) }
                        }
                    } }
                }
            }
            (ui::check("incomes_complete", &html! { "以上是全家" b { "全部" } "收入，没有别的收入" }, form.ticked("incomes_complete"), problems))
        },
    )
}

fn support(questions: &Questions, form: &FormData, problems: &Problems) -> Markup {
    ui::card(
        "sup",
        "分开住的子女和抚养费",
        &html! {},
        &html! {
            @if questions.reads_list("赡养") { section.scroll tabindex="0" aria-label="分居子女表" {
                table.ledger.grid {
                    caption.s.mut { "分开住的子女家庭" }
                    thead { tr { th scope="col" { "谁家" } th.num scope="col" { "几口人" } th.num scope="col" { "一年收入" } th.num scope="col" { "老人共有子女" } th.num scope="col" { "要养几位老人" } th.num scope="col" { "其中在本户" } th.num scope="col" { "一年实给" } } }
                    tbody { @for row in rows(form, "s", 1) {
                        @let f = |name: &str| format!("s.{row}.{name}");
                        @let n = format!("子女家庭第{}行", row + 1);
                        tr {
                            td { (cell(&f("name"), &format!("{n}称呼"), form, problems, "w8")) }
                            td.num { (cell(&f("persons"), &format!("{n}人口"), form, problems, "num w4")) }
                            td.num { (cell(&f("income"), &format!("{n}年收入"), form, problems, "num")) }
                            td.num { (cell(&f("children"), &format!("{n}老人子女数"), form, problems, "num w4")) }
                            td.num { (cell(&f("elders"), &format!("{n}应赡养老人数"), form, problems, "num w4")) }
                            td.num { (cell(&f("elders_here"), &format!("{n}本户老人数"), form, problems, "num w4")) }
                            td.num { (cell(&f("paid"), &format!("{n}实际年付"), form, problems, "num")) }
                        }
                    } }
                }
            } }
            @if questions.reads_list("抚养") { section.scroll tabindex="0" aria-label="抚养费表" {
                table.ledger.grid {
                    caption.s.mut { "不在一起生活、要付抚养费的父或母" }
                    thead { tr { th scope="col" { "谁" } th scope="col" { "情形" } th.num scope="col" { "年净收入" } th.num scope="col" { "要养几个孩子" } th.num scope="col" { "其中在本户" } th.num scope="col" { "判决或协议年付" } } }
                    tbody { @for row in rows(form, "p", 1) {
                        @let f = |name: &str| format!("p.{row}.{name}");
                        @let n = format!("抚养第{}行", row + 1);
                        tr {
                            td { (cell(&f("name"), &format!("{n}称呼"), form, problems, "w8")) }
                            td { (pick(&f("standing"), &format!("{n}情形"), PAYERS, "选择", form, problems)) }
                            td.num { (cell(&f("income"), &format!("{n}年净收入"), form, problems, "num")) }
                            td.num { (cell(&f("children"), &format!("{n}子女数"), form, problems, "num w4")) }
                            td.num { (cell(&f("children_here"), &format!("{n}本户子女数"), form, problems, "num w4")) }
                            td.num { (cell(&f("ordered"), &format!("{n}判决或协议年付"), form, problems, "num")) }
                        }
                    } }
                }
            } }
            (ui::check("support_complete", &html! { "赡养、抚养的情况都问过了，" b { "没有别的" } }, form.ticked("support_complete"), problems))
        },
    )
}

fn assets(questions: &Questions, form: &FormData, problems: &Problems) -> Markup {
    ui::card(
        "ast",
        "财产",
        &html! {},
        &html! {
            div.row {
                @if questions.reads(HOME, "金融资产") { (ui::text(&Field { name: "financial", label: "全家存款、证券（元）", value: form.get("financial"), class: "num w12", mode: "decimal", hint: "没有填 0", ..Field::default() }, problems)) }
                @if questions.reads(HOME, "住房套数") { (ui::text(&Field { name: "houses", label: "住房套数", value: form.get("houses"), class: "num w4", mode: "numeric", hint: "没有填 0", ..Field::default() }, problems)) }
                @if questions.reads_list("车辆") { (ui::select("vehicle", "车辆", &options(VEHICLES), form.get("vehicle"), problems)) }
            }
        },
    )
}

fn papers(house: &House, programme: &str, form: &FormData, problems: &Problems) -> Markup {
    let brought = form.all("paper");
    let list = house.procedures.of(programme).map(|procedure| procedure.papers.as_slice()).unwrap_or_default();
    ui::card(
        "papers",
        "材料、授权和承诺",
        &html! {},
        &html! {
            fieldset.f.ticks { legend { "带来的材料" }
                @for paper in list {
                    label.tick { input type="checkbox" name="paper" value=(paper.id) checked[brought.contains(&paper.id.as_str())]; " " (paper.name)
                        @if let Some(when) = &paper.when { span.opt { "（" (when) "的才要）" } } } " "
                }
            }
            (ui::check("consent", &html! { "全家已签" b { "核对授权书" } "，同意查询户籍、收入、财产" }, form.ticked("consent"), problems))
            (ui::check("promise", &html! { "申请人已签" b { "诚信承诺书" } "，如实申报；查询只为办这件事，依据《社会救助暂行办法》" }, form.ticked("promise"), problems))
        },
    )
}

fn duplicates(known: &[Known]) -> Markup {
    html! {
        @if !known.is_empty() {
            div.note.amb.dup role="note" {
                h3 { (ui::icon("w")) "系统里有 " (known.len()) " 条记录，先看一眼再往下填" }
                table.mini {
                    caption.vh { "已有记录" }
                    tbody { @for one in known { tr {
                        td.nb { (one.who) } td { (one.what) }
                        td.num { @if let Some(href) = &one.href { a href=(href) { "看" span.vh { (one.what) } } } }
                    } } }
                }
            }
        }
    }
}

/// The sections of a declaration, for a draft and for an amendment.
pub(super) fn money_sections(
    questions: &Questions,
    form: &FormData,
    declared: &Declaration,
    problems: &Problems,
) -> Markup {
    let has_assets =
        questions.reads(HOME, "金融资产") || questions.reads(HOME, "住房套数") || questions.reads_list("车辆");
    html! {
        @if questions.reads_list("收入") { (incomes(form, declared, problems)) }
        @if questions.reads_list("赡养") || questions.reads_list("抚养") { (support(questions, form, problems)) }
        @if has_assets { (assets(questions, form, problems)) }
        (question_form::sections(questions, form, declared, problems))
    }
}

/// The members' grid, for an amendment.
pub(super) fn member_section(questions: &Questions, form: &FormData, problems: &Problems) -> Markup {
    members(questions, form, problems)
}

/// The estimate beside a form.
pub(super) fn estimate_card(assessment: Option<&Assessment>, pays: Pays) -> Markup {
    ui::card(
        "est",
        "边填边算",
        &html! { button.btn.sec.sm type="submit" name="act" value="recalc" { "重新算" } },
        &html! {
            @match assessment {
                Some(assessment) => (sheet::estimate(assessment, pays)),
                None => { p { "填好申请人就开始算。" } }
            }
        },
    )
}

#[expect(clippy::too_many_arguments, reason = "a form is drawn from all it has")]
pub(super) fn form_page(
    house: &House,
    actor: &Actor,
    draft: &Draft,
    form: &FormData,
    declared: &Declaration,
    problems: &Problems,
    known: &[Known],
    assessment: Option<&Assessment>,
) -> Markup {
    let questions = Questions::of(house, &draft.programme);
    let pays = house.procedures.of(&draft.programme).map(|procedure| procedure.pays).unwrap_or_default();
    let title = house.procedures.of(&draft.programme).map_or("申请", |procedure| procedure.title.as_str());
    let saved: String = draft.updated.local().chars().skip(11).take(5).collect();
    let address = format!("/cases/drafts/{}", draft.id);
    html! {
        (ui::crumbs(&[("待办", "/"), ("新建申请", "/cases/new")], title))
        div.headline.tight {
            h1 { (title) " 新申请" }
            p.s.mut.save { (ui::icon("ok")) b #draft-state { "草稿已存 " (saved) } }
        }
        form.cols.wide action=(address) method="post" novalidate data-draft=(address) {
            div {
                // Enter saves; it never submits by surprise.
                button.vh type="submit" name="act" value="save" tabindex="-1" aria-hidden="true" { "存草稿" }
                (ui::hidden("version", &draft.version.to_string()))
                (ui::error_summary(&problems.0))
                (duplicates(known))
                (applicant(house, actor, draft, &questions, form, problems))
                (members(&questions, form, problems))
                (money_sections(&questions, form, declared, problems))
                (papers(house, &draft.programme, form, problems))
                div.btns.endbtns {
                    button.btn type="submit" name="act" value="submit" { "受理" }
                    button.btn.sec type="submit" name="act" value="save" accesskey="s" { "存草稿" }
                    a.btn.sec href="/" { "以后再填" }
                }
            }
            aside.sidebar aria-label="边填边算" {
                (estimate_card(assessment, pays))
                @if !declared.members.is_empty() {
                    (screening::card(&screen(house, declared, &draft.programme, &draft.place, actor.now.day()), None))
                }
            }
        }
    }
}
