//! 医疗救助, through `policies/yiliao`.

use kernel::Day;
use rules::{Facts, Library, Value};
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, put};
use crate::management::{total, usual_day};
use crate::reading::{Name, Reading, Row, blank, set};
use crate::{Actual, Context, Trouble, overlay};

const POLICY: &str = "yiliao";
const STAY: &str = "费用";
const PERSON: &str = "成员";
const SELF: &str = "本人";

const NAMES: [Name; 9] = [
    ("category", STAY, "对象类别"),
    ("total", STAY, "总费用"),
    ("in_policy", STAY, "政策范围内费用"),
    ("basic", STAY, "基本医保支付"),
    ("serious_insurance", STAY, "大病保险支付"),
    ("supplementary", STAY, "补充保险支付"),
    ("commercial", STAY, "商业保险支付"),
    ("serious_disease", STAY, "列入大病病种"),
    ("designated", STAY, "定点医疗机构"),
];

fn category(text: &str) -> Result<&'static str, Trouble> {
    match text {
        "tekun" => Ok("特困人员"),
        "dibao" => Ok("低保对象"),
        "jdlk" => Ok("建档立卡贫困人口"),
        "none" | "other" => Ok("其他人员"),
        other => Err(format!("category 不认识“{other}”，应写 tekun、dibao、jdlk 或 none。")),
    }
}

/// One stay in hospital; insurance that an input does not mention paid nothing.
fn stay(fields: &Fields<'_>, on: Day) -> Result<Row, Trouble> {
    let mut row = Row::new();
    set(&mut row, "谁", SELF);
    set(&mut row, "出院日期", fields.day("discharge")?.unwrap_or(on).to_string());
    set(&mut row, "对象类别", category(fields.must_text("category")?)?);
    set(&mut row, "总费用", fields.must_money("total")?);
    set(&mut row, "政策范围内费用", fields.must_money("in_policy")?);
    for (key, name) in [
        ("basic", "基本医保支付"),
        ("serious_insurance", "大病保险支付"),
        ("supplementary", "补充保险支付"),
        ("commercial", "商业保险支付"),
    ] {
        set(&mut row, name, fields.money(key)?.unwrap_or_else(|| "0".to_owned()));
    }
    set(&mut row, "列入大病病种", fields.bool("serious_disease")?.unwrap_or_default());
    set(&mut row, "定点医疗机构", fields.bool("designated")?.unwrap_or(true));
    let excepted =
        fields.bool("emergency")?.unwrap_or_default() || fields.bool("approved_referral")?.unwrap_or_default();
    set(&mut row, "急诊或批准转诊", excepted);
    Ok(row)
}

fn person() -> Facts {
    let mut row = Row::new();
    set(&mut row, "编号", SELF);
    let mut facts = Facts::new();
    facts.set("家庭", "本地户籍", true).push(PERSON, row);
    facts
}

/// What was paid earlier in the year, as one settlement of the same day that comes before.
fn settled(amount: &str, on: Json) -> Row {
    let mut row = Row::new();
    set(&mut row, "谁", SELF);
    set(&mut row, "出院日期", on);
    set(&mut row, "已经结算", true);
    set(&mut row, "已结算救助金额", amount);
    row
}

/// The library with the ratio of the input, where it names one.
fn with_ratio(fields: &Fields<'_>, library: &Library) -> Result<Library, Trouble> {
    let Some(ratio) = fields.get("ratio_percent") else {
        return Ok(library.clone());
    };
    let key = match fields.must_text("category")? {
        "jdlk" => "jdlk_serious",
        other => other,
    };
    let own = Map::from_iter([(key.to_owned(), ratio.clone())]);
    overlay::overlaid(library, &Map::from_iter([("medical_ratio_percent".to_owned(), Json::Object(own))]))
}

pub(crate) fn medical(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("on")?.map_or_else(usual_day, Ok)?;
    let library = with_ratio(&fields, &context.library)?;
    let mut facts = person();
    let own = stay(&fields, on)?;
    let discharged = own.get("出院日期").cloned().unwrap_or_default();
    facts.push(STAY, own);
    let mut unknown = blank(&fields, &NAMES, &mut facts)?;
    let used = fields.money("used_this_year")?;
    fields.finish()?;
    let mut stays = facts.groups().get(STAY).and_then(Json::as_array).cloned().unwrap_or_default();
    if let Some(used) = used {
        stays.insert(0, Json::Object(settled(&used, discharged)));
    }
    let at = stays.len() - 1;
    unknown.iter_mut().for_each(|(_, missing)| missing.row = Some(at));
    facts.put(STAY, Json::Array(stays));
    let reading = Reading::of(&library, POLICY, &facts, on, unknown)?;
    let mut actual = Actual::new();
    let reason = match reading.row(STAY, at, "救助情形")?.and_then(Value::text) {
        Some("符合") => "OK",
        Some("封顶") => "CAPPED",
        Some("不是定点医疗机构") => "NOT_DESIGNATED_HOSPITAL",
        Some("不属于救助对象") => "NOT_COVERED",
        Some("比例低于下限") => "CONFIG_RATIO_BELOW_70",
        _ => "MISSING_FACTS",
    };
    put(&mut actual, "reason", reason);
    let keys = [
        ("base", "救助基数"),
        ("aid", "救助金额"),
        ("self_pay", "个人负担"),
        ("raw", "应救助额"),
        ("cap_remaining_before", "剩余限额"),
    ];
    reading.put_row_money(&mut actual, STAY, at, &keys)?;
    reading.put_missing(&mut actual);
    Ok(actual)
}

/// Several stays of one person, settled in the order given.
pub(crate) fn year(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("on")?.map_or_else(usual_day, Ok)?;
    let mut facts = person();
    let episodes = fields.objects("episodes")?;
    for episode in &episodes {
        facts.push(STAY, stay(episode, on)?);
        episode.finish()?;
    }
    facts.empty_list(STAY);
    fields.finish()?;
    let reading = Reading::of(&context.library, POLICY, &facts, on, Vec::new())?;
    let mut aids = Vec::new();
    for row in 0..episodes.len() {
        let aid = reading.row(STAY, row, "救助金额")?.and_then(Value::fen);
        aids.push(aid.ok_or_else(|| format!("第{}次的救助金额算不出来。", row + 1))?);
    }
    let mut actual = Actual::new();
    put(&mut actual, "aids", aids.iter().map(ToString::to_string).collect::<Vec<_>>());
    put(&mut actual, "total", total(&aids)?);
    Ok(actual)
}

pub(crate) fn premium(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("on")?.map_or_else(usual_day, Ok)?;
    let mut row = Row::new();
    set(&mut row, "编号", SELF);
    set(&mut row, "对象类别", category(fields.must_text("category")?)?);
    set(&mut row, "已由其他资金资助参保", fields.bool("paid_by_other_budget")?.unwrap_or_default());
    let mut facts = Facts::new();
    facts.push(PERSON, row).empty_list("门诊");
    let unknown = blank(&fields, &[("category", PERSON, "对象类别")], &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, "yiliao_guanli", &facts, on, unknown)?;
    let mut actual = Actual::new();
    reading.put_row_money(&mut actual, PERSON, 0, &[("aid", "参保资助"), ("self_pay", "参保自缴")])?;
    reading.put_missing(&mut actual);
    Ok(actual)
}
