//! 指标和周期责任, through the exact rules of `workplan`.

use crate::fields::{Fields, put};
use crate::{Actual, Trouble};
use kernel::{Day, Month};
use serde_json::{Map, Value as Json};
use workplan::{Direction, Quantity, periods};

fn quantity(fields: &Fields<'_>, name: &str) -> Result<Quantity, Trouble> {
    let text = match fields.get(name) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        Some(other) => return Err(fields.wrong(name, other, "数值，例如 300 或 \"1200000.00\"")),
        None => return Err(format!("输入缺“{name}”。")),
    };
    Quantity::parse(&text).map_err(|problem| problem.sentence)
}

pub(crate) fn indicator(input: &Map<String, Json>) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let (target, value) = (quantity(&fields, "target")?, quantity(&fields, "value")?);
    // Money and counts are compared alike: exactly.
    fields.bool("money")?;
    let direction = match fields.text("direction")? {
        None | Some("at_least") => Direction::AtLeast,
        Some("at_most") => Direction::AtMost,
        Some(other) => return Err(format!("direction 不认识“{other}”，应写 at_least 或 at_most。")),
    };
    fields.finish()?;
    let mut actual = Actual::new();
    let percent = value.percent_of(target).map(|percent| percent.decimal(2));
    put(&mut actual, "percent_2dp", percent.map_or(Json::Null, Json::String));
    put(&mut actual, "met", direction.is_met(value, target));
    Ok(actual)
}

fn month(fields: &Fields<'_>, name: &str) -> Result<Month, Trouble> {
    Month::parse(fields.must_text(name)?).map_err(|problem| problem.sentence)
}

pub(crate) fn duty_periods(input: &Map<String, Json>) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let (from, to) = (month(&fields, "from")?, month(&fields, "to")?);
    let every = u32::try_from(fields.must_whole("every")?).ok().filter(|every| *every > 0);
    let every = every.ok_or("every 应是大于0的整数：每几个月一次。")?;
    let mut events = Vec::new();
    for date in fields.list("done_dates")? {
        let day = date.as_str().and_then(|text| Day::parse(text).ok());
        events.push(day.ok_or_else(|| fields.wrong("done_dates", date, "日期，例如 \"2017-04-20\""))?);
    }
    fields.finish()?;
    let kept = periods::kept(&periods::periods(from, to, every), &events);
    let mut actual = Actual::new();
    put(&mut actual, "periods", kept.periods);
    put(&mut actual, "done", kept.done);
    // A window of several months is named by its first one.
    let missed: Vec<String> = kept.missed.iter().map(|period| period.first.to_string()).collect();
    put(&mut actual, "missed", missed);
    Ok(actual)
}
