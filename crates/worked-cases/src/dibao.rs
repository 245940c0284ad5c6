//! Households to dibao facts, and its answer back, through `policies/dibao/dibao.policy`.

use kernel::{Day, Fen};
use rules::{Answer, Assessment, Facts, Library, MissingFact};
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, put, yuan};
use crate::management::{months, regime, total, usual_day};
use crate::overlay;
use crate::{Actual, Context, Trouble};

mod household;
mod unknown;

/// An input ready to be assessed.
struct Prepared {
    facts: Facts,
    library: Library,
    on: Day,
    /// The facts an input calls unknown, with the words it used.
    unknown: Vec<(String, MissingFact)>,
}

pub(crate) fn assess(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let prepared = prepare(input, &context.library, None)?;
    let assessment = run(&prepared)?;
    Ok(actual(&assessment, &prepared.unknown))
}

/// Month by month: the household of the latest segment that has begun, at the standard of the month.
pub(crate) fn series(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let months = months(&fields)?;
    let library = with_override(&fields, &context.library)?;
    let segments = fields.objects("segments")?;
    fields.finish()?;
    let mut rows = Vec::new();
    let mut amounts = Vec::new();
    for month in months {
        let mut household = None;
        let mut latest = None;
        for segment in &segments {
            let from = segment.must_day("from")?.month_of();
            let own = segment.object("household")?;
            segment.finish()?;
            if from <= month && latest.is_none_or(|latest| latest <= from) {
                latest = Some(from);
                household = own;
            }
        }
        let amount = match household {
            None => Fen::ZERO,
            Some(household) => {
                let prepared = prepare(household, &library, Some(month.first_day()))?;
                let assessment = run(&prepared)?;
                assessment.amount_fen().ok_or_else(|| format!("{month}的金额{}", assessment.amount.show()))?
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

fn with_override(fields: &Fields<'_>, library: &Library) -> Result<Library, Trouble> {
    match fields.object("params_override")? {
        None => Ok(library.clone()),
        Some(params) => overlay::overlaid(library, params),
    }
}

fn prepare(input: &Map<String, Json>, library: &Library, month: Option<Day>) -> Result<Prepared, Trouble> {
    let fields = Fields::new(input, "输入");
    let mut library = with_override(&fields, library)?;
    if let Some(option) = fields.get("rounding") {
        let params = Map::from_iter([("rounding".to_owned(), option.clone())]);
        library = overlay::overlaid(&library, &params)?;
    }
    let as_of = fields.day("as_of")?;
    let on = month.or(as_of).map_or_else(usual_day, Ok)?;
    let mut facts = Facts::new();
    if let Some(text) = fields.text("regime")? {
        facts.set("家庭", "适用办法", regime(text)?);
    } else {
        facts.set("家庭", "受理日期", on.to_string());
    }
    household::fill(&fields, &mut facts)?;
    let mut unknown = Vec::new();
    for name in fields.list("unknown")? {
        let text = name.as_str().ok_or_else(|| fields.wrong("unknown", name, "事实名称的列表"))?;
        unknown.push((text.to_owned(), unknown::blank(text, &mut facts)?));
    }
    fields.finish()?;
    Ok(Prepared { facts, library, on, unknown })
}

fn run(prepared: &Prepared) -> Result<Assessment, Trouble> {
    let policy = prepared.library.policy("dibao").ok_or_else(|| "政策库里没有 dibao。".to_owned())?;
    policy.assess(&prepared.facts, prepared.on, "").map_err(|fault| fault.to_string())
}

/// How far an assessment came: what was tested before it ended.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Reached {
    Nothing,
    Members,
    Income,
}

fn actual(assessment: &Assessment, unknown: &[(String, MissingFact)]) -> Actual {
    let reason = assessment.reason.known().and_then(|value| value.text());
    let (code, reached) = match reason.unwrap_or_default() {
        "符合" => ("OK", Reached::Income),
        "符合但补差为零" => ("OK_NIL_AMOUNT", Reached::Income),
        "收入不低于标准" => ("NOT_BELOW_STANDARD", Reached::Income),
        "非本地户籍" => ("NOT_LOCAL_HUKOU", Reached::Nothing),
        "没有计入的家庭成员" => ("NO_COUNTED_MEMBER", Reached::Nothing),
        "不符合单独申请条件" => ("SINGLE_NOT_ELIGIBLE", Reached::Nothing),
        "车辆超出规定" => ("ASSET_VEHICLE", Reached::Members),
        "住房超出规定" => ("ASSET_HOUSE", Reached::Members),
        "金融资产超出规定" => ("ASSET_FINANCIAL", Reached::Members),
        _ => ("MISSING_FACTS", Reached::Income),
    };
    let (decision, code) = match (&assessment.decision, assessment.approved()) {
        (Answer::Manual { .. }, _) => ("manual", "MANUAL"),
        (_, Some(true)) => ("approve", code),
        (_, Some(false)) => ("reject", code),
        (_, None) => ("unknown", "MISSING_FACTS"),
    };
    let mut actual = Actual::new();
    put(&mut actual, "decision", decision);
    put(&mut actual, "reason", code);
    let value = |name: &str| assessment.value(name).and_then(Answer::known);
    let n = value("保障人口").and_then(|value| value.whole());
    let members = reached >= Reached::Members;
    put(&mut actual, "n", n.filter(|_| members).map_or(Json::Null, Json::from));
    for (key, name) in [("income_year", "家庭年收入"), ("standard_year_total", "标准合计")] {
        let text = value(name).and_then(yuan).filter(|_| reached == Reached::Income);
        put(&mut actual, key, text.map_or(Json::Null, Json::String));
    }
    for (key, name) in [("monthly_base", "月低保金"), ("supplement", "分类施保金"), ("monthly_total", "月救助金")]
    {
        let text = value(name).and_then(yuan);
        put(&mut actual, key, text.map_or(Json::Null, Json::String));
    }
    put(&mut actual, "missing", missing_names(assessment, unknown));
    actual
}

/// The missing facts in the words of the input where it named them, otherwise in Chinese.
fn missing_names(assessment: &Assessment, unknown: &[(String, MissingFact)]) -> Vec<Json> {
    let same = |fact: &MissingFact, other: &MissingFact| {
        fact.group == other.group && fact.name == other.name && fact.row == other.row
    };
    assessment
        .missing
        .iter()
        .map(|fact| {
            let named = unknown.iter().find(|(_, other)| same(fact, other));
            Json::String(named.map_or_else(|| fact.show(), |(name, _)| name.clone()))
        })
        .collect()
}
