//! 临时救助, through `policies/linshi`.

use kernel::{Deadline, DeadlineUnit};
use rules::{Facts, Value};
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, put};
use crate::management::usual_day;
use crate::reading::{Reading, Row, blank, set};
use crate::{Actual, Context, Trouble};

const POLICY: &str = "linshi";
const HOME: &str = "家庭";
const EARLIER: &str = "前次救助";

fn put_route(reading: &Reading, actual: &mut Actual) -> Result<(), Trouble> {
    let route = match reading.word("审批层级")? {
        Some("乡镇审批") => Json::from("township"),
        Some(_) => Json::from("county"),
        None => Json::Null,
    };
    put(actual, "route", route);
    Ok(())
}

/// Earlier aid for the same cause that the township approved.
fn earlier(fields: &Fields<'_>, facts: &mut Facts) -> Result<(), Trouble> {
    for one in fields.objects("prior_township_same_cause_12m")? {
        let mut row = Row::new();
        set(&mut row, "金额", one.must_money("amount")?);
        set(&mut row, "日期", one.must_day("date")?.to_string());
        set(&mut row, "同一事由", true);
        set(&mut row, "批准机关", "乡镇");
        one.finish()?;
        facts.push(EARLIER, row);
    }
    facts.empty_list(EARLIER);
    Ok(())
}

pub(crate) fn route(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("date")?.map_or_else(usual_day, Ok)?;
    let mut facts = Facts::new();
    facts.set(HOME, "金额办法", "商定").set(HOME, "商定金额", fields.must_money("amount")?);
    earlier(&fields, &mut facts)?;
    let names = [("amount", HOME, "商定金额"), ("prior_township_same_cause_12m", EARLIER, "")];
    let unknown = blank(&fields, &names, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, POLICY, &facts, on, unknown)?;
    let mut actual = Actual::new();
    put_route(&reading, &mut actual)?;
    reading.put_missing(&mut actual);
    Ok(actual)
}

pub(crate) fn emergency(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("date")?.map_or_else(usual_day, Ok)?;
    let level = match fields.must_whole("level")? {
        1 => "一级",
        2 => "二级",
        3 => "三级",
        4 => "四级",
        other => return Err(format!("level 不认识 {other}，应写 1 至 4。")),
    };
    let mut facts = Facts::new();
    facts.set(HOME, "救助类型", "急难型").set(HOME, "困难程度", level).set(
        HOME,
        "救助人口",
        fields.must_whole("persons")?,
    );
    earlier(&fields, &mut facts)?;
    let names = [("level", HOME, "困难程度"), ("persons", HOME, "救助人口")];
    let unknown = blank(&fields, &names, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, POLICY, &facts, on, unknown)?;
    let mut actual = Actual::new();
    reading.put_money(&mut actual, &[("amount", "测算金额")])?;
    put_route(&reading, &mut actual)?;
    reading.put_bools(&mut actual, &[("needs_case_conference", "需要一事一议")])?;
    reading.put_missing(&mut actual);
    Ok(actual)
}

pub(crate) fn spend(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("date")?.map_or_else(usual_day, Ok)?;
    let mut facts = Facts::new();
    facts.set(HOME, "救助类型", "支出型").set(HOME, "十二个月自付支出", fields.must_money("self_paid_12m")?);
    earlier(&fields, &mut facts)?;
    let unknown = blank(&fields, &[("self_paid_12m", HOME, "十二个月自付支出")], &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, POLICY, &facts, on, unknown)?;
    let mut actual = Actual::new();
    reading.put_money(&mut actual, &[("amount", "测算金额")])?;
    put_route(&reading, &mut actual)?;
    let reason = match reading.word("金额情形")? {
        Some("按公式") => "OK",
        Some("封顶") => "CAPPED",
        Some("不足最低额") => "MINIMUM",
        Some("没有超过起点") => "BELOW_THRESHOLD",
        _ => "MISSING_FACTS",
    };
    put(&mut actual, "reason", reason);
    reading.put_missing(&mut actual);
    Ok(actual)
}

/// The last day for the papers: the policy says how many working days, the calendar which day.
pub(crate) fn papers(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let end = fields.must_day("emergency_end")?;
    fields.finish()?;
    let reading = Reading::of(&context.library, "linshi_guanli", &Facts::new(), end, Vec::new())?;
    let days = reading.value("补办工作日数")?.and_then(Value::whole);
    let n = days.and_then(|days| u32::try_from(days).ok()).ok_or("补办工作日数不是整数。")?;
    let due = Deadline { n, unit: DeadlineUnit::WorkingDays }
        .due(end, &context.calendar)
        .map_err(|problem| problem.to_string())?;
    let mut actual = Actual::new();
    put(&mut actual, "papers_due", due.to_string());
    Ok(actual)
}
