//! 儿童基本生活保障 and 农村留守儿童, through `policies/ertong`.

use rules::{Facts, Value};
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, put};
use crate::management::usual_day;
use crate::reading::{Name, Reading, Row, blank, set};
use crate::{Actual, Context, Trouble};

const CHILD: &str = "成员";

/// The state of a parent in the words of the policy.
fn parent(text: &str) -> Result<&'static str, Trouble> {
    Ok(match text {
        "home" | "home_able" | "able" | "at_home" => "在家照料",
        "away_working" => "外出务工",
        "dead" | "deceased" => "死亡",
        "not_found" => "查找不到",
        "missing" => "失踪",
        "severe_disability" => "重度残疾",
        "serious_illness" => "重病",
        "prison" => "服刑",
        "detox" | "compulsory_detox" => "强制隔离戒毒",
        "restricted" => "被限制人身自由",
        "lost_contact" | "lost_contact_6_months" => "失去联系六个月以上",
        "unable" | "home_unable" => "其他无监护能力",
        other => return Err(format!("父母情形不认识“{other}”。")),
    })
}

pub(crate) fn left_behind(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("on")?.map_or_else(usual_day, Ok)?;
    let mut row = Row::new();
    set(&mut row, "编号", "孩子");
    set(&mut row, "出生日期", fields.must_day("birth")?.to_string());
    set(&mut row, "农村户籍", fields.bool("rural_hukou")?.unwrap_or_default());
    for (key, name) in [("father", "父亲情形"), ("mother", "母亲情形")] {
        set(&mut row, name, parent(fields.must_text(key)?)?);
    }
    let mut facts = Facts::new();
    facts.push(CHILD, row);
    let names: [Name; 4] = [
        ("birth", CHILD, "出生日期"),
        ("father", CHILD, "父亲情形"),
        ("mother", CHILD, "母亲情形"),
        ("rural_hukou", CHILD, "农村户籍"),
    ];
    let unknown = blank(&fields, &names, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, "liushou", &facts, on, unknown)?;
    let mut actual = Actual::new();
    let is = reading.row(CHILD, 0, "是留守儿童")?.and_then(Value::bool);
    put(&mut actual, "left_behind", is.map_or(Json::Null, Json::Bool));
    let reason = match reading.row_word(CHILD, "留守认定")? {
        Some("父母都外出") => "BOTH_AWAY",
        Some("一方外出另一方无监护能力") => "ONE_AWAY_OTHER_UNABLE",
        Some("一方在家能监护") => "ABLE_PARENT_AT_HOME",
        Some("转孤儿或事实无人抚养儿童保障") => "REFER_DE_FACTO_UNCARED_OR_ORPHAN",
        Some("不是农村户籍") => "NOT_RURAL_HUKOU",
        Some("已满年龄") => "AGE_16_OR_OVER",
        _ => "MISSING_FACTS",
    };
    put(&mut actual, "reason", reason);
    reading.put_missing(&mut actual);
    Ok(actual)
}

pub(crate) fn top_up(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("on")?.map_or_else(usual_day, Ok)?;
    let place = match fields.text("place")? {
        None | Some("scattered") => "散居",
        Some("institution") => "机构",
        Some(other) => return Err(format!("place 不认识“{other}”，应写 scattered 或 institution。")),
    };
    let mut row = Row::new();
    set(&mut row, "编号", "孩子");
    set(&mut row, "安置方式", place);
    for (key, name) in
        [("dibao_per_head", "低保月人均额"), ("tekun", "特困供养月额"), ("cj_living", "残疾人生活补贴月额")]
    {
        set(&mut row, name, fields.money(key)?.unwrap_or_else(|| "0".to_owned()));
    }
    let mut facts = Facts::new();
    facts.push(CHILD, row);
    let names = [("dibao_per_head", CHILD, "低保月人均额"), ("place", CHILD, "安置方式")];
    let unknown = blank(&fields, &names, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, "ertong", &facts, on, unknown)?;
    let mut actual = Actual::new();
    reading.put_row_money(&mut actual, CHILD, 0, &[("allowance", "补差金额")])?;
    reading.put_missing(&mut actual);
    Ok(actual)
}
