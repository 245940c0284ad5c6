//! 残疾人两项补贴, through `policies/canbu`.

use rules::{Facts, Value};
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, money, put};
use crate::management::usual_day;
use crate::reading::{Name, Reading, Row, blank, set};
use crate::{Actual, Context, Trouble, words};

const PERSON: &str = "成员";

const NAMES: [Name; 7] = [
    ("hukou_local", "家庭", "本地户籍"),
    ("certificate.generation", PERSON, "残疾人证"),
    ("certificate.grade", PERSON, "残疾等级"),
    ("certificate.valid", PERSON, "残疾人证有效"),
    ("dibao", PERSON, "享受低保"),
    ("tekun", PERSON, "特困供养"),
    ("long_term_care", PERSON, "需要长期照护"),
];

fn certificate(fields: &Fields<'_>, row: &mut Row) -> Result<(), Trouble> {
    let Some(map) = fields.object("certificate")? else {
        set(row, "残疾人证", "没有");
        set(row, "残疾等级", "无");
        return Ok(());
    };
    let fields = Fields::new(map, "certificate");
    let generation = match fields.must_whole("generation")? {
        1 => "第一代",
        2 => "第二代",
        other => return Err(format!("generation 不认识 {other}，应写 1 或 2。")),
    };
    set(row, "残疾人证", generation);
    words::disability_category(fields.must_whole("category")?)?;
    set(row, "残疾等级", words::disability_grade(fields.must_whole("grade")?)?);
    set(row, "残疾人证有效", fields.bool("valid")?.unwrap_or(true));
    fields.finish()
}

pub(crate) fn assess(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("on")?.map_or_else(usual_day, Ok)?;
    let mut row = Row::new();
    set(&mut row, "编号", "本人");
    certificate(&fields, &mut row)?;
    for (key, name, absent) in [
        ("dibao", "享受低保", false),
        ("tekun", "特困供养", false),
        ("orphan_allowance", "领取孤儿基本生活费", false),
        ("uncared_full_allowance", "全额领取事实无人抚养补贴", false),
        ("work_injury_nursing_fee", "领取工伤护理费", false),
        // The vocabulary has cases of the severely disabled only who need care; it says so where not.
        ("long_term_care", "需要长期照护", true),
    ] {
        set(&mut row, name, fields.bool(key)?.unwrap_or(absent));
    }
    for (key, name) in [("other_living", "同类生活补贴"), ("other_nursing", "同类护理补贴")] {
        set(&mut row, name, fields.money(key)?.unwrap_or_else(|| "0".to_owned()));
    }
    let mut facts = Facts::new();
    facts.set("家庭", "本地户籍", fields.bool("hukou_local")?.unwrap_or(true)).push(PERSON, row);
    let unknown = blank(&fields, &NAMES, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, "canbu", &facts, on, unknown)?;
    let mut actual = Actual::new();
    reading.put_money(&mut actual, &[("living", "月生活补贴"), ("nursing", "月护理补贴"), ("total", "月补贴金")])?;
    reading.put_missing(&mut actual);
    put(&mut actual, "reasons", reasons(&reading)?);
    Ok(actual)
}

/// Why a subsidy is refused, beyond not belonging to its group (不在低保、不是重度残疾).
fn reasons(reading: &Reading) -> Result<Vec<&'static str>, Trouble> {
    let mut reasons = Vec::new();
    if reading.value("户籍在本地")?.and_then(Value::bool) == Some(false) {
        reasons.push("NOT_LOCAL_HUKOU");
    }
    let both = reading.row_word(PERSON, "两项都不享受")?.unwrap_or_default();
    for name in ["生活补贴情形", "护理补贴情形"] {
        let code = match (reading.row_word(PERSON, name)?.unwrap_or_default(), both, name) {
            ("证件不符", ..) => "NO_VALID_GEN2_CERTIFICATE",
            ("两项都不享受", "特困供养人员", _) => "TEKUN_EXCLUDED",
            ("两项都不享受", ..) => "WORK_INJURY_EXCLUDED",
            ("领取孤儿基本生活费", ..) => "ORPHAN_EXCLUDED",
            ("全额领取事实无人抚养补贴", ..) => "UNCARED_CHILD_EXCLUDED",
            ("不需要长期照护", ..) => "NO_LONG_TERM_CARE",
            ("同类补贴更高", _, "生活补贴情形") => "OTHER_LIVING_HIGHER",
            ("同类补贴更高", ..) => "OTHER_NURSING_HIGHER",
            _ => continue,
        };
        if !reasons.contains(&code) {
            reasons.push(code);
        }
    }
    Ok(reasons)
}

pub(crate) fn accrual(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let to = fields.must_day("to")?;
    let mut facts = Facts::new();
    facts
        .set("事项", "申请日期", fields.must_day("application_date")?.to_string())
        .set("事项", "到月", to.to_string())
        .set("事项", "月标准", fields.must_money("monthly")?);
    let names = [("application_date", "事项", "申请日期"), ("monthly", "事项", "月标准")];
    let unknown = blank(&fields, &names, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, "canbu_guanli", &facts, to, unknown)?;
    let mut actual = Actual::new();
    let first = reading.value("起发月")?.and_then(Value::date).map(|day| day.month_of().to_string());
    put(&mut actual, "first_month", first.map_or(Json::Null, Json::String));
    reading.put_wholes(&mut actual, &[("months", "累计月数")])?;
    reading.put_money(&mut actual, &[("accrued", "累计金额")])?;
    reading.put_missing(&mut actual);
    Ok(actual)
}

pub(crate) fn average(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let wrong = || "groups 应写成 [[\"70.00\", 4200], …]。".to_owned();
    let mut facts = Facts::new();
    for pair in fields.list("groups")? {
        let Some([amount, count]) = pair.as_array().map(Vec::as_slice) else {
            return Err(wrong());
        };
        let mut row = Row::new();
        set(&mut row, "每人月额", money(amount).ok_or_else(wrong)?);
        set(&mut row, "人月数", count.as_u64().ok_or_else(wrong)?);
        facts.push("发放组", row);
    }
    facts.empty_list("发放组");
    fields.finish()?;
    let reading = Reading::of(&context.library, "canbu_guanli", &facts, usual_day()?, Vec::new())?;
    let mut actual = Actual::new();
    reading.put_money(&mut actual, &[("total", "发放合计"), ("average", "人均显示")])?;
    reading.put_wholes(&mut actual, &[("person_months", "发放人月")])?;
    reading.put_bools(&mut actual, &[("meets_70", "人均达标")])?;
    Ok(actual)
}
