//! Times, shares and classes of dibao, through `policies/dibao/management.policy`.

use kernel::{Day, Fen, Month};
use rules::Facts;
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, evaluate, put, put_money, put_month, put_whole, value};
use crate::{Actual, Context, Trouble, words};

const POLICY: &str = "dibao_guanli";
const GROUP: &str = "事项";
/// The most months of one series.
const MAX_MONTHS: i64 = 600;

/// The day for inputs without a date: the cases are written in May 2017.
pub(crate) fn usual_day() -> Result<Day, Trouble> {
    Day::new(2017, 5, 1).ok_or_else(|| "日期不对。".to_owned())
}

fn facts() -> Facts {
    Facts::new()
}

fn category(fields: &Fields<'_>) -> Result<&'static str, Trouble> {
    words::register(fields.text("category")?.unwrap_or("rural"))
}

pub(crate) fn start(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let day = fields.must_day("decision_date")?;
    fields.finish()?;
    let mut facts = facts();
    facts.set(GROUP, "决定日期", day.to_string());
    let evaluation = evaluate(context, POLICY, &facts, day)?;
    let mut actual = Actual::new();
    put_month(&mut actual, "first_month", value(&evaluation, "起发月")?);
    Ok(actual)
}

pub(crate) fn stop_share(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let mut facts = facts();
    facts
        .set(GROUP, "现月金额", fields.must_money("household_monthly")?)
        .set(GROUP, "人口", fields.must_whole("n")?)
        .set(GROUP, "停发人数", fields.must_whole("persons_stopped")?);
    fields.finish()?;
    let evaluation = evaluate(context, POLICY, &facts, usual_day()?)?;
    let mut actual = Actual::new();
    put_money(&mut actual, "monthly_after", value(&evaluation, "停发后月金额")?);
    Ok(actual)
}

pub(crate) fn grace(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let day = fields.must_day("decision_date")?;
    let cause = match fields.must_text("cause")? {
        "employment" => "就业",
        _ => "其他原因",
    };
    let mut facts = facts();
    facts
        .set(GROUP, "决定日期", day.to_string())
        .set(GROUP, "户口类别", category(&fields)?)
        .set(GROUP, "人口", fields.must_whole("n")?)
        .set(GROUP, "年收入", fields.must_money("new_income_year")?)
        .set(GROUP, "变动原因", cause)
        .set(GROUP, "现月金额", fields.must_money("current_monthly")?);
    fields.finish()?;
    let evaluation = evaluate(context, POLICY, &facts, day)?;
    let mut actual = Actual::new();
    match value(&evaluation, "渐退结果")?.text() {
        Some("仍符合") => {
            put(&mut actual, "result", "STILL_ELIGIBLE");
            put_money(&mut actual, "monthly_base", value(&evaluation, "新月低保金")?);
            put_month(&mut actual, "effective_from", value(&evaluation, "起发月")?);
        }
        Some("渐退") => {
            put(&mut actual, "result", "GRACE");
            put_month(&mut actual, "pay_from", value(&evaluation, "起发月")?);
            put_month(&mut actual, "pay_to", value(&evaluation, "渐退止月")?);
            put_month(&mut actual, "stop_from", value(&evaluation, "停发月")?);
            put_money(&mut actual, "total_in_grace", value(&evaluation, "渐退总额")?);
        }
        _ => {
            put(&mut actual, "result", "STOP");
            put_month(&mut actual, "stop_from", value(&evaluation, "停发月")?);
        }
    }
    Ok(actual)
}

pub(crate) fn quarter_pay(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let year = i16::try_from(fields.must_whole("year")?).map_err(|_| "年份不对。".to_owned())?;
    let quarter = fields.must_whole("quarter")?;
    let monthly = fields.must_money("monthly")?;
    fields.finish()?;
    let first = i8::try_from(quarter)
        .ok()
        .filter(|quarter| (1..=4).contains(quarter))
        .and_then(|quarter| Day::new(year, quarter * 3 - 2, 1))
        .ok_or_else(|| "quarter 应是1至4。".to_owned())?;
    let mut facts = facts();
    facts.set(GROUP, "季度首日", first.to_string()).set(GROUP, "现月金额", monthly);
    let evaluation = evaluate(context, POLICY, &facts, first)?;
    let mut actual = Actual::new();
    let by = value(&evaluation, "季度发放截止日")?.date();
    put(&mut actual, "pay_by", by.map_or(Json::Null, |day| Json::String(day.to_string())));
    put_money(&mut actual, "amount", value(&evaluation, "季度金额")?);
    Ok(actual)
}

pub(crate) fn back_pay(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let to = fields.must_day("to")?;
    let mut facts = facts();
    facts
        .set(GROUP, "从月", fields.must_day("from")?.to_string())
        .set(GROUP, "到月", to.to_string())
        .set(GROUP, "原月金额", fields.must_money("old_monthly")?)
        .set(GROUP, "新月金额", fields.must_money("new_monthly")?);
    fields.finish()?;
    let evaluation = evaluate(context, POLICY, &facts, to)?;
    let mut actual = Actual::new();
    put_whole(&mut actual, "months", value(&evaluation, "补发月数")?);
    put_money(&mut actual, "back_pay", value(&evaluation, "补发金额")?);
    Ok(actual)
}

pub(crate) fn overpay(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let day = fields.must_day("event_date")?;
    let mut facts = facts();
    facts
        .set(GROUP, "事件日期", day.to_string())
        .set(GROUP, "最后发放月", fields.must_day("last_paid_month")?.to_string())
        .set(GROUP, "现月金额", fields.must_money("monthly_paid")?);
    fields.finish()?;
    let evaluation = evaluate(context, POLICY, &facts, day)?;
    let mut actual = Actual::new();
    put_month(&mut actual, "first_wrong_month", value(&evaluation, "首个错发月")?);
    put_whole(&mut actual, "months", value(&evaluation, "错发月数")?);
    put_money(&mut actual, "recover", value(&evaluation, "追回金额")?);
    Ok(actual)
}

/// The months from `from` to `to`, both included.
pub(crate) fn months(fields: &Fields<'_>) -> Result<Vec<Month>, Trouble> {
    let from = fields.must_day("from")?.month_of();
    let to = fields.must_day("to")?.month_of();
    let count = from.months_until(to) + 1;
    if !(1..=MAX_MONTHS).contains(&count) {
        return Err(format!("from 到 to 应是1至{MAX_MONTHS}个月。"));
    }
    let mut months = vec![from];
    while let Some(last) = months.last().copied().filter(|last| *last < to) {
        months.push(last.next());
    }
    Ok(months)
}

/// The sum of the monthly amounts of a series.
pub(crate) fn total(amounts: &[Fen]) -> Result<String, Trouble> {
    kernel::try_sum(amounts.iter().copied()).map(|sum| sum.to_string()).map_err(|overflow| overflow.to_string())
}

pub(crate) fn transfer(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let months = months(&fields)?;
    let mut facts = facts();
    facts
        .set(GROUP, "迁出日期", fields.must_day("move_date")?.to_string())
        .set(GROUP, "迁入地决定日期", fields.must_day("dest_decision_date")?.to_string())
        .set(GROUP, "迁出地月金额", fields.must_money("monthly_origin")?)
        .set(GROUP, "迁入地月金额", fields.must_money("monthly_dest")?);
    fields.finish()?;
    let mut rows = Vec::new();
    let mut amounts = Vec::new();
    for month in months {
        facts.set(GROUP, "所问月份", month.first_day().to_string());
        let evaluation = evaluate(context, POLICY, &facts, month.first_day())?;
        let payer = match value(&evaluation, "发放地")?.text() {
            Some("迁出地") => "origin",
            Some("迁入地") => "destination",
            _ => "none",
        };
        let amount = value(&evaluation, "迁移当月金额")?.fen().ok_or_else(|| "金额不是整分。".to_owned())?;
        rows.push(serde_json::json!([month.to_string(), payer, amount.to_string()]));
        amounts.push(amount);
    }
    let mut actual = Actual::new();
    put(&mut actual, "months", rows);
    put(&mut actual, "total", total(&amounts)?);
    Ok(actual)
}

/// R2012 and R2021 as the policies call them.
pub(crate) fn regime(text: &str) -> Result<&'static str, Trouble> {
    match text {
        "R2012" => Ok("办法2012"),
        "R2021" => Ok("办法2021"),
        other => Err(format!("regime 不认识“{other}”，应写 R2012 或 R2021。")),
    }
}

pub(crate) fn review_cycle(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let flag = |name: &str| fields.bool(name).map(Option::unwrap_or_default);
    let mut facts = facts();
    facts
        .set(GROUP, "适用办法", regime(fields.must_text("regime")?)?)
        .set(GROUP, "户口类别", category(&fields)?)
        .set(GROUP, "城市三无", flag("sanwu_urban")?)
        .set(GROUP, "重残或重病", flag("severe_or_serious")?)
        .set(GROUP, "收入稳定", flag("income_stable")?)
        .set(GROUP, "有劳动能力", flag("labour_capable")?);
    fields.finish()?;
    let evaluation = evaluate(context, POLICY, &facts, usual_day()?)?;
    let mut actual = Actual::new();
    put_whole(&mut actual, "months", value(&evaluation, "复核间隔")?);
    Ok(actual)
}

pub(crate) fn review_quorum(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let mut facts = facts();
    facts.set(GROUP, "到会人数", fields.must_whole("present")?).set(
        GROUP,
        "村民代表人数",
        fields.must_whole("villager_reps")?,
    );
    fields.finish()?;
    let evaluation = evaluate(context, POLICY, &facts, usual_day()?)?;
    let mut actual = Actual::new();
    let valid = value(&evaluation, "评议有效")?.bool();
    put(&mut actual, "valid", valid.map_or(Json::Null, Json::Bool));
    Ok(actual)
}

pub(crate) fn sample_size(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let mut facts = facts();
    facts.set(GROUP, "申请户数", fields.must_whole("cases")?).set(
        GROUP,
        "必查户数",
        fields.whole("mandatory")?.unwrap_or_default(),
    );
    fields.finish()?;
    let evaluation = evaluate(context, POLICY, &facts, usual_day()?)?;
    let mut actual = Actual::new();
    put_whole(&mut actual, "visits", value(&evaluation, "入户户数")?);
    Ok(actual)
}
