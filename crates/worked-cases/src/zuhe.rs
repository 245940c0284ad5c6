//! 待遇组合: which benefits may be received together, through `policies/zuhe`.

use rules::{Facts, Value};
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, put};
use crate::management::usual_day;
use crate::reading::{Reading, Row, set};
use crate::{Actual, Context, Trouble};

fn benefit(text: &str) -> Result<&'static str, Trouble> {
    Ok(match text {
        "dibao" => "低保",
        "tekun" => "特困供养",
        "tekun_care" => "特困照料护理",
        "cj_living" => "残疾人生活补贴",
        "cj_nursing" => "残疾人护理补贴",
        "orphan_allowance" => "孤儿基本生活费",
        "uncared_full" | "uncared_allowance" | "de_facto_uncared" => "事实无人抚养全额",
        "uncared_topup" => "事实无人抚养补差",
        "work_injury_nursing" => "工伤护理费",
        "other_living" | "old_age_living" => "同类生活补贴",
        "other_nursing" | "old_age_nursing" => "同类护理补贴",
        "medical" | "medical_aid" => "医疗救助",
        "temp" | "temporary_aid" => "临时救助",
        other => return Err(format!("待遇不认识“{other}”。")),
    })
}

/// Every two benefits of the input are one row; the matrix says which rows may not be.
pub(crate) fn combo(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("on")?.map_or_else(usual_day, Ok)?;
    let mut benefits = Vec::new();
    for item in fields.list("benefits")? {
        let text = item.as_str().ok_or_else(|| fields.wrong("benefits", item, "待遇的列表"))?;
        benefits.push((text, benefit(text)?));
    }
    fields.finish()?;
    let mut facts = Facts::new();
    let mut pairs = Vec::new();
    for (index, (first, first_word)) in benefits.iter().enumerate() {
        for (second, second_word) in &benefits[index + 1..] {
            let mut row = Row::new();
            set(&mut row, "甲", *first_word);
            set(&mut row, "乙", *second_word);
            facts.push("组合", row);
            pairs.push(format!("{first}+{second}"));
        }
    }
    facts.empty_list("组合");
    let reading = Reading::of(&context.library, "zuhe", &facts, on, Vec::new())?;
    let mut conflicts = Vec::new();
    for (row, pair) in pairs.iter().enumerate() {
        if reading.row("组合", row, "能否同享")?.and_then(Value::text) == Some("不可以") {
            conflicts.push(pair.clone());
        }
    }
    let mut actual = Actual::new();
    put(&mut actual, "conflicts", conflicts);
    reading.put_bools(&mut actual, &[("ok", "没有冲突")])?;
    Ok(actual)
}
