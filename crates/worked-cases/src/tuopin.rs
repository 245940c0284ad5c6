//! 贫困退出 and the two registers, through `policies/tuopin`.

use kernel::Day;
use rules::{Facts, Library, Value};
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, put};
use crate::management::usual_day;
use crate::reading::{Name, Reading, Row, blank, set};
use crate::{Actual, Context, Trouble};

const POLICY: &str = "tuopin";
const MATTER: &str = "事项";

const FIVE: [Name; 5] = [
    ("collective_income", MATTER, "有集体经济收入"),
    ("hard_road", MATTER, "有硬化路"),
    ("clinic", MATTER, "有卫生室"),
    ("culture_room", MATTER, "有文化室"),
    ("network", MATTER, "有通信网络"),
];
const SIX: [Name; 6] = [
    ("education", MATTER, "义务教育有保障"),
    ("medical", MATTER, "基本医疗有保障"),
    ("housing", MATTER, "住房安全有保障"),
    ("water", MATTER, "有安全饮水"),
    ("electricity", MATTER, "有生活用电"),
    ("broadcast", MATTER, "有广播电视"),
];

/// What an input says the village or household has; what it does not mention is not there.
fn haves(fields: &Fields<'_>, key: &str, names: &[Name], facts: &mut Facts) -> Result<(), Trouble> {
    let empty = Map::new();
    let inner = Fields::new(fields.object(key)?.unwrap_or(&empty), key);
    for (key, group, name) in names {
        facts.set(group, name, inner.bool(key)?.unwrap_or_default());
    }
    inner.finish()
}

pub(crate) fn village(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("on")?.map_or_else(usual_day, Ok)?;
    let mut facts = Facts::new();
    facts.set(MATTER, "剩余贫困人口", fields.must_whole("poor_persons")?).set(
        MATTER,
        "农业户籍人口",
        fields.must_whole("registered_rural_persons")?,
    );
    haves(&fields, "five", &FIVE, &mut facts)?;
    let mut names = FIVE.to_vec();
    names.push(("poor_persons", MATTER, "剩余贫困人口"));
    names.push(("registered_rural_persons", MATTER, "农业户籍人口"));
    let unknown = blank(&fields, &names, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, POLICY, &facts, on, unknown)?;
    let mut actual = Actual::new();
    reading.put_bools(
        &mut actual,
        &[("rate_below_3", "贫困发生率达标"), ("five_have", "五有齐全"), ("pass", "村可以退出")],
    )?;
    reading.put_two_decimals(&mut actual, "rate_percent_2dp", "贫困发生率显示")?;
    reading.put_missing(&mut actual);
    Ok(actual)
}

/// The library with the poverty line of the input, where it names one.
fn with_line(fields: &Fields<'_>, library: &Library, on: Day) -> Result<Library, Trouble> {
    match fields.money("poverty_line")? {
        None => Ok(library.clone()),
        Some(line) => library
            .with_parameter_series("贫困线", None, &[(on, line.as_str())], "样例里的贫困线")
            .map_err(|error| error.sentence),
    }
}

pub(crate) fn household(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("on")?.map_or_else(usual_day, Ok)?;
    let library = with_line(&fields, &context.library, on)?;
    let mut facts = Facts::new();
    facts.set(MATTER, "人均纯收入", fields.must_money("income_per_head")?);
    haves(&fields, "six", &SIX, &mut facts)?;
    let mut names = SIX.to_vec();
    names.push(("income_per_head", MATTER, "人均纯收入"));
    let unknown = blank(&fields, &names, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&library, POLICY, &facts, on, unknown)?;
    let mut actual = Actual::new();
    let keys = [("over_line", "收入超过贫困线"), ("six_have", "六有齐全"), ("pass", "户可以退出")];
    reading.put_bools(&mut actual, &keys)?;
    reading.put_missing(&mut actual);
    Ok(actual)
}

fn ids<'a>(fields: &Fields<'a>, key: &str) -> Result<Vec<&'a str>, Trouble> {
    let list = fields.list(key)?;
    list.iter().map(|item| item.as_str().ok_or_else(|| fields.wrong(key, item, "户编号的列表"))).collect()
}

pub(crate) fn link(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let (dibao, register) = (ids(&fields, "dibao")?, ids(&fields, "jdlk")?);
    let eligible = ids(&fields, "jdlk_eligible")?;
    fields.finish()?;
    let mut households = Vec::new();
    for id in dibao.iter().chain(&register) {
        if !households.contains(id) {
            households.push(*id);
        }
    }
    let mut facts = Facts::new();
    for id in &households {
        let mut row = Row::new();
        set(&mut row, "编号", *id);
        set(&mut row, "享受低保", dibao.contains(id));
        set(&mut row, "建档立卡", register.contains(id));
        set(&mut row, "建档立卡户可能符合低保", eligible.contains(id));
        facts.push("户", row);
    }
    facts.empty_list("户");
    let reading = Reading::of(&context.library, POLICY, &facts, usual_day()?, Vec::new())?;
    let (mut to_register, mut to_dibao) = (Vec::new(), Vec::new());
    for (row, id) in households.iter().enumerate() {
        match reading.row("户", row, "衔接")?.and_then(Value::text) {
            Some("低保户待纳入建档立卡") => to_register.push(*id),
            Some("建档立卡户待纳入低保") => to_dibao.push(*id),
            _ => {}
        }
    }
    let mut actual = Actual::new();
    reading.put_wholes(&mut actual, &[("both", "两册都有的户数")])?;
    put(&mut actual, "dibao_not_jdlk", to_register);
    put(&mut actual, "jdlk_eligible_not_dibao", to_dibao);
    Ok(actual)
}
