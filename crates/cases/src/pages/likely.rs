//! 自己测一测: a citizen answers six questions at a time and hears whether a programme is likely for them. Nothing is
//! stored, no name and no number is asked, and the answers travel only in the form itself.

use super::question_form;
use crate::assess::key_of;
use crate::declared::{Declaration, DeclaredMember};
use crate::questions::{HOME, MEMBER, Questions, complete, field};
use access::{FormData, House, Reply, View};
use axum::extract::State;
use db::Problem;
use kernel::{Day, Refusal};
use maud::{Markup, html};
use procedures::{Pays, Procedure};
use rules::{Assessment, Facts, MissingFact};
use serde_json::{Map, Value as Json, json};
use ui::{Choice, Problems};

/// Questions of a step.
const AT_A_TIME: usize = 6;
/// Persons a household may have here.
const MOST_PERSONS: usize = 12;

/// Who is in the household, without names.
fn people(count: usize) -> Vec<DeclaredMember> {
    (0..count)
        .map(|row| DeclaredMember {
            row,
            name: if row == 0 { "您本人".to_owned() } else { format!("第{}人", row + 1) },
            id_number: String::new(),
            relation: String::new(),
            student: String::new(),
            lives_with: None,
            independent: None,
            legal_duty: None,
            serious: None,
            category: String::new(),
            grade: String::new(),
            status: String::new(),
        })
        .collect()
}

/// What the form says so far.
struct Asked<'f> {
    procedure: &'f Procedure,
    county: String,
    questions: Questions,
    declared: Declaration,
    problems: Problems,
}

fn read<'h>(house: &'h House, form: &FormData, today: Day) -> Option<Asked<'h>> {
    let procedure = house.procedures.of(form.get("programme"))?;
    let county = form.get("county").to_owned();
    let persons: usize = form.get("persons").parse().ok().filter(|count| (1..=MOST_PERSONS).contains(count))?;
    if !registry::actions::jurisdictions(house.places).contains(&county) {
        return None;
    }
    let questions = Questions::everything(house, &procedure.programme);
    let mut declared = Declaration { members: people(persons), ..Declaration::default() };
    let mut problems = Problems::default();
    questions.read(form, &mut problems, &mut declared, today);
    Some(Asked { procedure, county, questions, declared, problems })
}

/// The answers as facts; the applicant is the applicant, and the day is today.
fn facts(asked: &Asked<'_>, today: Day) -> Facts {
    let mut home = Map::new();
    home.insert("受理日期".to_owned(), json!(today.to_string()));
    let member = |member: &DeclaredMember| {
        let mut row = Map::new();
        row.insert("编号".to_owned(), json!(key_of(&asked.declared, member.row)));
        row.insert("称呼".to_owned(), json!(member.name));
        if member.row == 0 {
            row.insert("关系".to_owned(), json!("本人"));
        }
        Json::Object(row)
    };
    let mut standard = Map::new();
    standard.insert(HOME.to_owned(), Json::Object(home));
    standard.insert(MEMBER.to_owned(), Json::Array(asked.declared.members.iter().map(member).collect()));
    let mut facts = Facts::new();
    for (group, value) in asked.questions.facts(&asked.declared, &standard) {
        facts.put(&group, value);
    }
    facts
}

fn assess(house: &House, asked: &Asked<'_>, today: Day) -> Result<Assessment, Problem> {
    let library = house.library();
    let policy = library
        .policy(&asked.procedure.programme)
        .ok_or_else(|| db::Fault::other(format!("no policy for {}", asked.procedure.programme)))?;
    let found = policy.assess(&facts(asked, today), today, &asked.county);
    Ok(found.map_err(|fault| Refusal::not_now("cases.likely", fault.to_string()))?)
}

fn begin(house: &House, form: &FormData, problems: &Problems) -> Markup {
    let programmes: Vec<Choice> =
        house.procedures.all().map(|procedure| Choice::new(&procedure.programme, &procedure.title)).collect();
    let counties: Vec<Choice> = registry::actions::jurisdictions(house.places)
        .into_iter()
        .map(|code| {
            let name = registry::actions::county_name(house, &code);
            Choice::new(code, name)
        })
        .collect();
    let persons: Vec<Choice> =
        (1..=MOST_PERSONS).map(|count| Choice::new(count.to_string(), format!("{count} 人"))).collect();
    html! {
        div.headline { div { h1 { "测一测：能不能享受救助" }
            p.lead { "一次最多问六个问题。不用填姓名和号码，什么都不保存；结果不是决定，要以乡镇受理为准。" } } }
        (ui::error_summary(&problems.0))
        form.card action="/cases/likely" method="post" { div.b {
            (ui::select("programme", "想问哪一项", &programmes, form.get("programme"), problems))
            (ui::select("county", "住在哪个县（区）", &counties, form.get("county"), problems))
            (ui::select("persons", "家里几口人", &persons, form.get("persons"), problems))
            div.btns { button.btn type="submit" { "开始" } }
        } }
    }
}

/// What is asked next: the first facts that are missing, a list counting as one question.
fn next(missing: &[MissingFact]) -> Vec<&MissingFact> {
    let mut next: Vec<&MissingFact> = Vec::new();
    for fact in missing {
        let is_known =
            next.iter().any(|known| (&known.group, known.row, &known.name) == (&fact.group, fact.row, &fact.name));
        if !is_known && next.len() < AT_A_TIME {
            next.push(fact);
        }
    }
    next
}

fn ask(asked: &Asked<'_>, fact: &MissingFact, form: &FormData) -> Markup {
    let (questions, declared, problems) = (&asked.questions, &asked.declared, &asked.problems);
    if fact.name.is_empty() {
        let lists = questions.lists();
        let columns = lists.into_iter().find(|(group, _)| *group == fact.group).map(|(_, columns)| columns);
        return columns
            .map_or_else(|| html! {}, |columns| question_form::list(&fact.group, &columns, form, declared, problems));
    }
    let Some(spec) = questions.spec(&fact.group, &fact.name) else { return html! {} };
    let row = if spec.single { None } else { fact.row };
    let who = row.filter(|_| fact.group == MEMBER).and_then(|row| declared.members.get(row));
    html! {
        fieldset.f.each {
            @if let Some(member) = who { legend { (member.name) } }
            @else if let Some(row) = row { legend { (fact.group) "第 " (row + 1) " 项" } }
            (question_form::question(spec, row, form, declared, problems))
        }
    }
}

/// Every answer given so far that is not asked again on this page.
fn kept(asked: &Asked<'_>, shown: &[&MissingFact]) -> Vec<(String, String)> {
    let is_shown = |name: &str| {
        shown.iter().any(|fact| {
            let of_list = fact.name.is_empty() && name.starts_with(&format!("f.{}.", fact.group));
            let spec = asked.questions.spec(&fact.group, &fact.name);
            of_list || spec.is_some_and(|spec| field(spec, if spec.single { None } else { fact.row }) == name)
        })
    };
    let answers = asked.declared.answers.iter().map(|(name, value)| (name.clone(), value.clone()));
    let lists = asked.declared.complete.iter().map(|group| (complete(group), "1".to_owned()));
    answers.chain(lists).filter(|(name, _)| !is_shown(name)).collect()
}

fn questions(asked: &Asked<'_>, assessment: &Assessment, form: &FormData) -> Markup {
    let shown = next(&assessment.missing);
    html! {
        div.headline { div { h1 { "测一测：" (asked.procedure.title) } p.lead { "不知道的可以先不填，照样往下走。" } } }
        (ui::error_summary(&asked.problems.0))
        form action="/cases/likely" method="post" novalidate {
            (ui::hidden("programme", &asked.procedure.programme))
            (ui::hidden("county", &asked.county))
            (ui::hidden("persons", &asked.declared.members.len().to_string()))
            @for member in &asked.declared.members { (ui::hidden(&format!("m.{}.name", member.row), &member.name)) }
            @for (name, value) in kept(asked, &shown) { (ui::hidden(&name, &value)) }
            div.card { div.b { @for fact in shown.iter().filter(|fact| !fact.name.is_empty()) { (ask(asked, fact, form)) } } }
            @for fact in shown.iter().filter(|fact| fact.name.is_empty()) { (ask(asked, fact, form)) }
            div.btns.endbtns { button.btn type="submit" { "下一步" } a.btn.sec href="/cases/likely" { "重新开始" } }
        }
        p.s.mut { "还差 " (assessment.missing.len()) " 项就能有结果。" }
    }
}

fn result(asked: &Asked<'_>, assessment: &Assessment) -> Markup {
    let amount = assessment.amount_fen().filter(|_| asked.procedure.pays != Pays::Nothing);
    html! {
        div.headline { div {
            @match assessment.approved() {
                Some(true) => { h1 { "可能符合" (asked.procedure.title) } }
                Some(false) => { h1 { "按您填的，可能不符合" (asked.procedure.title) } }
                None => { h1 { "要工作人员判断" } }
            }
            p.lead { "这不是决定。请带身份证、户口簿到户口所在地的乡镇（街道）窗口，不符合的也可以去问。" }
        } }
        div.card { div.b.big {
            @if let (Some(true), Some(amount)) = (assessment.approved(), amount) { p.est { "大约" (asked.procedure.pays.amount(amount)) } }
            ol { @for sentence in assessment.citizen_sentences() { li { (sentence) } } }
            div.btns { a.btn href="/cases/likely" { "再测一项" } }
        } }
    }
}

pub(super) async fn show(State(house): State<House>, view: View) -> Reply {
    Ok(view.open_page("测一测", &begin(&house, &FormData::default(), &Problems::default())))
}

pub(super) async fn submit(State(house): State<House>, view: View, form: FormData) -> Reply {
    let today = house.now().day();
    let Some(asked) = read(&house, &form, today) else {
        let mut problems = Problems::default();
        for (name, words) in
            [("programme", "请选想问哪一项。"), ("county", "请选住在哪个县（区）。"), ("persons", "请选家里几口人。")]
        {
            if form.get(name).is_empty() {
                problems.add(name, words);
            }
        }
        return Ok(view.again("测一测", &begin(&house, &form, &problems)));
    };
    let assessment = assess(&house, &asked, today)?;
    let is_settled = match assessment.approved() {
        Some(true) => assessment.amount_fen().is_some(),
        Some(false) => true,
        None => false,
    };
    let is_open = !is_settled && !assessment.missing.is_empty();
    if is_open || !asked.problems.is_empty() {
        let content = questions(&asked, &assessment, &form);
        return Ok(if asked.problems.is_empty() {
            view.open_page("测一测", &content)
        } else {
            view.again("测一测", &content)
        });
    }
    Ok(view.open_page("测一测", &result(&asked, &assessment)))
}
