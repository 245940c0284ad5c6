//! 特困人员救助供养, through `policies/tekun`.

use kernel::{Day, Fen};
use rules::{Facts, Value};
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, put};
use crate::management::{months, total, usual_day};
use crate::reading::{Name, Reading, Row, blank, set};
use crate::{Actual, Context, Trouble, words};

const POLICY: &str = "tekun";
const PERSON: &str = "成员";
const SELF: &str = "本人";

const NAMES: [Name; 13] = [
    ("hukou_local", "家庭", "本地户籍"),
    ("category", "家庭", "户口类别"),
    ("person.birth", PERSON, "出生日期"),
    ("person.disability.category", PERSON, "残疾类别"),
    ("person.disability.grade", PERSON, "残疾等级"),
    ("person.property_ok", PERSON, "财产符合特困规定"),
    ("person.countable_income_month", "收入", ""),
    ("person.obligors", "义务人", ""),
    ("person.obligors.property_ok", "义务人", "财产符合规定"),
    ("person.obligors.age", "义务人", "年龄"),
    ("person.obligors.income_year", "义务人", "人均年收入"),
    ("person.can_do.eat", PERSON, "自主吃饭"),
    ("person.can_do.bath", PERSON, "自主洗澡"),
];

/// The six items of self-care (生活自理能力) in the words of the policy.
const ITEMS: [(&str, &str); 6] = [
    ("eat", "自主吃饭"),
    ("dress", "自主穿衣"),
    ("bed", "自主上下床"),
    ("toilet", "自主如厕"),
    ("walk", "室内自主行走"),
    ("bath", "自主洗澡"),
];

fn version(text: &str) -> Result<&'static str, Trouble> {
    match text {
        "2016" => Ok("认定办法2016"),
        "2021" => Ok("认定办法2021"),
        other => Err(format!("version 不认识“{other}”，应写 2016 或 2021。")),
    }
}

/// The version that an input names, or the day of acceptance that settles it.
fn put_version(fields: &Fields<'_>, facts: &mut Facts, on: Day) -> Result<(), Trouble> {
    match fields.text("version")? {
        Some(text) => facts.set("家庭", "适用认定办法", version(text)?),
        None => facts.set("家庭", "受理日期", on.to_string()),
    };
    Ok(())
}

fn can_do(fields: &Fields<'_>, row: &mut Row) -> Result<(), Trouble> {
    let list = fields.list("can_do")?;
    if let Some(odd) = list.iter().find(|item| !ITEMS.iter().any(|(known, _)| item.as_str() == Some(known))) {
        return Err(fields.wrong("can_do", odd, " eat、dress、bed、toilet、walk、bath 的列表"));
    }
    for (key, name) in ITEMS {
        set(row, name, list.iter().any(|item| item.as_str() == Some(key)));
    }
    Ok(())
}

fn disabilities(fields: &Fields<'_>, row: &mut Row) -> Result<(), Trouble> {
    const PLACES: [(&str, &str); 2] = [("残疾类别", "残疾等级"), ("另一项残疾类别", "另一项残疾等级")];
    for (category, grade) in PLACES {
        set(row, category, "无");
        set(row, grade, "无");
    }
    let given = fields.objects("disabilities")?;
    if given.len() > PLACES.len() {
        return Err("disabilities 最多写两项。".to_owned());
    }
    for (one, (category, grade)) in given.iter().zip(PLACES) {
        set(row, category, words::disability_category(one.must_whole("category")?)?);
        set(row, grade, words::disability_grade(one.must_whole("grade")?)?);
        one.finish()?;
    }
    Ok(())
}

/// An obligor (法定义务人): `kind` says in which state he is.
fn obligor(fields: &Fields<'_>) -> Result<Row, Trouble> {
    let mut row = Row::new();
    set(&mut row, "谁", SELF);
    let kind = fields.must_text("kind")?;
    let received = match kind {
        "tekun" => "特困",
        "dibao" => "低保",
        _ => "都没有",
    };
    set(&mut row, "享受待遇", received);
    match kind {
        "able" | "tekun" | "dibao" | "elderly" | "disabled" => {}
        "prison" => set(&mut row, "服刑", true),
        "missing" | "declared_missing" => set(&mut row, "被宣告失踪", true),
        "no_capacity" | "no_civil_capacity" | "incapacity" => set(&mut row, "无民事行为能力", true),
        other => return Err(format!("obligors 的 kind 不认识“{other}”。")),
    }
    // Who is able has means: without them no exemption applies to him.
    set(&mut row, "财产符合规定", fields.bool("property_ok")?.unwrap_or(kind != "able"));
    if let Some(age) = fields.whole("age")? {
        set(&mut row, "年龄", age);
    }
    if let Some(birth) = fields.day("birth")? {
        set(&mut row, "出生日期", birth.to_string());
    }
    if let Some(income) = fields.money("income_year")? {
        set(&mut row, "人均年收入", income);
    }
    let (mut category, mut grade) = (0, 0);
    if let Some(map) = fields.object("disability")? {
        let fields = Fields::new(map, "disability");
        category = fields.must_whole("category")?;
        grade = fields.must_whole("grade")?;
        fields.finish()?;
    }
    set(&mut row, "残疾类别", words::disability_category(category)?);
    set(&mut row, "残疾等级", words::disability_grade(grade)?);
    Ok(row)
}

fn person(fields: &Fields<'_>, facts: &mut Facts) -> Result<(), Trouble> {
    let mut row = Row::new();
    set(&mut row, "编号", SELF);
    set(&mut row, "出生日期", fields.must_day("birth")?.to_string());
    set(&mut row, "财产符合特困规定", fields.bool("property_ok")?.unwrap_or(true));
    for (key, name) in [
        ("chooses_orphan_allowance", "选择儿童补贴"),
        ("already_supported", "已按未成年人供养"),
        ("in_school", "接受义务教育或高中阶段教育"),
    ] {
        set(&mut row, name, fields.bool(key)?.unwrap_or_default());
    }
    can_do(fields, &mut row)?;
    disabilities(fields, &mut row)?;
    facts.push(PERSON, row);
    if let Some(income) = fields.money("countable_income_month")? {
        let mut row = Row::new();
        set(&mut row, "谁", SELF);
        set(&mut row, "种类", "其他");
        set(&mut row, "月金额", income);
        set(&mut row, "月数", 12);
        facts.push("收入", row);
    }
    for one in fields.objects("obligors")? {
        facts.push("义务人", obligor(&one)?);
        one.finish()?;
    }
    facts.empty_list("收入").empty_list("义务人");
    fields.finish()
}

pub(crate) fn assess(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("on")?.map_or_else(usual_day, Ok)?;
    let mut facts = Facts::new();
    put_version(&fields, &mut facts, on)?;
    facts.set("家庭", "户口类别", words::register(fields.text("category")?.unwrap_or("rural"))?);
    facts.set("家庭", "本地户籍", fields.bool("hukou_local")?.unwrap_or(true));
    let map = fields.object("person")?.ok_or("输入缺“person”。")?;
    person(&Fields::new(map, "person"), &mut facts)?;
    let unknown = blank(&fields, &NAMES, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, POLICY, &facts, on, unknown)?;
    let mut actual = Actual::new();
    let decision = match reading.value("有符合特困的人")?.and_then(Value::bool) {
        Some(true) => "approve",
        Some(false) => "reject",
        None => "unknown",
    };
    put(&mut actual, "decision", decision);
    let reason = match reading.word("结论原因")? {
        Some("符合") => "OK",
        Some("非本地户籍") => "NOT_LOCAL_HUKOU",
        Some("有劳动能力") => "HAS_LABOUR_CAPACITY",
        Some("有生活来源") => "HAS_MEANS",
        Some("义务人有履行能力") => "ABLE_OBLIGOR",
        Some("选择了儿童补贴") => "CHOSE_ORPHAN_ALLOWANCE",
        _ => "MISSING_FACTS",
    };
    put(&mut actual, "reason", reason);
    let amounts = [("basic", "基本生活费合计"), ("care", "照料护理费合计"), ("monthly_total", "月供养金")];
    reading.put_money(&mut actual, &amounts)?;
    reading.put_missing(&mut actual);
    let grade = reading.row_word(PERSON, "照料等级")?.map(words::care_grade_code);
    put(&mut actual, "grade", grade.map_or(Json::Null, Json::from));
    Ok(actual)
}

pub(crate) fn selfcare(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let mut row = Row::new();
    set(&mut row, "编号", SELF);
    can_do(&fields, &mut row)?;
    let mut facts = Facts::new();
    facts.push(PERSON, row);
    let names = ITEMS.map(|(key, name)| (key, PERSON, name));
    let unknown = blank(&fields, &names, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, POLICY, &facts, usual_day()?, unknown)?;
    let mut actual = Actual::new();
    let failed = reading.row(PERSON, 0, "不能自理项数")?.and_then(Value::whole);
    put(&mut actual, "failed_items", failed.map_or(Json::Null, Json::from));
    let grade = reading.row_word(PERSON, "照料等级")?.map(words::care_grade_code);
    put(&mut actual, "grade", grade.map_or(Json::Null, Json::from));
    reading.put_missing(&mut actual);
    Ok(actual)
}

/// Month by month: the standard of the care grade that has begun last.
pub(crate) fn series(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let months = months(&fields)?;
    let category = words::register(fields.text("category")?.unwrap_or("rural"))?;
    let wrong = || "grades 应写成 [[\"2017-05\", \"partial\"], …]。".to_owned();
    let mut grades = Vec::new();
    for pair in fields.list("grades")? {
        let Some([from, grade]) = pair.as_array().map(Vec::as_slice) else {
            return Err(wrong());
        };
        let from = from.as_str().and_then(|text| kernel::Month::parse(text).ok()).ok_or_else(wrong)?;
        grades.push((from, words::care_grade(grade.as_str().ok_or_else(wrong)?)?));
    }
    fields.finish()?;
    let mut rows = Vec::new();
    let mut amounts = Vec::new();
    for month in months {
        let begun = grades.iter().filter(|(from, _)| *from <= month).max_by_key(|(from, _)| *from);
        let amount = match begun {
            None => Fen::ZERO,
            Some((_, grade)) => {
                let mut row = Row::new();
                set(&mut row, "编号", SELF);
                set(&mut row, "已评定照料等级", *grade);
                let mut facts = Facts::new();
                facts.set("家庭", "户口类别", category).push(PERSON, row);
                let reading = Reading::of(&context.library, POLICY, &facts, month.first_day(), Vec::new())?;
                let value = reading.row(PERSON, 0, "月供养标准")?;
                value.and_then(Value::fen).ok_or_else(|| format!("{month}的金额算不出来。"))?
            }
        };
        rows.push(serde_json::json!([month.to_string(), amount.to_string()]));
        amounts.push(amount);
    }
    let mut actual = Actual::new();
    put(&mut actual, "months", rows);
    put(&mut actual, "total", total(&amounts)?);
    Ok(actual)
}

pub(crate) fn minor(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let mut facts = Facts::new();
    facts
        .set("事项", "适用认定办法", version(fields.text("version")?.unwrap_or("2016"))?)
        .set("事项", "出生日期", fields.must_day("birth")?.to_string())
        .set("事项", "接受义务教育或高中阶段教育", fields.bool("in_school")?.unwrap_or_default());
    let names = [("birth", "事项", "出生日期"), ("in_school", "事项", "接受义务教育或高中阶段教育")];
    let unknown = blank(&fields, &names, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, "tekun_guanli", &facts, usual_day()?, unknown)?;
    let mut actual = Actual::new();
    let birthday = reading.value("供养到期日")?.and_then(Value::date);
    put(&mut actual, "limit_birthday", birthday.map_or(Json::Null, |day| Json::String(day.to_string())));
    reading.put_bools(&mut actual, &[("continues", "继续供养")])?;
    let last = reading.value("最后供养月")?.and_then(Value::date).map(|day| day.month_of().to_string());
    let continues = actual.get("continues").and_then(Json::as_bool);
    put(&mut actual, "last_month", last.filter(|_| continues == Some(false)).map_or(Json::Null, Json::String));
    reading.put_missing(&mut actual);
    Ok(actual)
}
