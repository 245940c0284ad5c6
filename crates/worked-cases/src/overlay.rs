//! The parameter sheet of a file, laid over the parameters that ship.

use kernel::{Day, Month};
use rules::Library;
use serde_json::{Map, Value as Json};

use crate::Trouble;
use crate::fields::money;

const DOCUMENT: &str = "样例文件里的参数";

/// Parameters of programmes that are not in the library yet; they are read when those are.
const OTHER_PROGRAMMES: [&str; 4] = ["tk_", "cj_", "medical_", "temp_"];
const OTHER_NAMES: [&str; 4] = ["premium_year", "premium_aid", "orphan_month", "rural_disposable_prev_year"];

/// The library with these parameters instead of its own.
pub(crate) fn overlaid(library: &Library, params: &Map<String, Json>) -> Result<Library, Trouble> {
    let mut library = library.clone();
    for (name, value) in params {
        library = one(&library, name, value)?;
    }
    Ok(library)
}

fn one(library: &Library, name: &str, value: &Json) -> Result<Library, Trouble> {
    match name {
        "rural_dibao_year" => series(library, "农村低保标准", name, value),
        "urban_dibao_month" => series(library, "城市低保标准", name, value),
        "supplement_month" => keyed(
            library,
            name,
            value,
            &[
                ("severe_disability", "分类施保[重度残疾]", Form::Money),
                ("serious_illness", "分类施保[重病]", Form::Money),
                ("age70", "分类施保[七十岁以上老人]", Form::Money),
                ("minor", "分类施保[未成年人]", Form::Money),
            ],
        ),
        "support_rate_percent" => keyed(
            library,
            name,
            value,
            &[("le2", "赡养比例[一至两个子女]", Form::Percent), ("ge3", "赡养比例[三个以上子女]", Form::Percent)],
        ),
        "maintenance_percent" => keyed(
            library,
            name,
            value,
            &[
                ("one", "抚养比例[一个子女]", Form::Percent),
                ("two_plus_total", "抚养比例[两个以上合计]", Form::Percent),
            ],
        ),
        "financial_asset_limit_months" => fixed(library, "金融资产限额月数", name, value, Form::Whole),
        "minimum_wage_month" => fixed(library, "最低工资", name, value, Form::Money),
        "base_pension_central_month" => fixed(library, "中央基础养老金", name, value, Form::Money),
        "employment_cost_percent_R2021" => fixed(library, "就业成本扣除比例", name, value, Form::Percent),
        "grace_months" => fixed(library, "渐退月数", name, value, Form::Whole),
        "grace_ratio_x10" => fixed(library, "渐退倍数", name, value, Form::Tenths),
        "low_income_ratio_x10" => fixed(library, "低保边缘倍数", name, value, Form::Tenths),
        "rounding" => {
            let word = value.as_str().and_then(rounding_word).ok_or_else(|| {
                format!("参数“{name}”不认识 {value}，可用 fen_half_up、jiao_ceil、yuan_ceil、yuan_half_up。")
            })?;
            set(library, "取整办法", &[(long_ago()?, word.to_owned())])
        }
        other if OTHER_NAMES.contains(&other) || OTHER_PROGRAMMES.iter().any(|p| other.starts_with(p)) => {
            Ok(library.clone())
        }
        other => Err(format!("params 里不认识参数“{other}”。")),
    }
}

/// The word of the policy for a rounding option.
pub(crate) fn rounding_word(option: &str) -> Option<&'static str> {
    match option {
        "fen" | "fen_half_up" => Some("四舍五入到分"),
        "jiao_ceil" => Some("见分进角"),
        "yuan_ceil" => Some("见角进元"),
        "yuan_half_up" => Some("四舍五入到元"),
        _ => None,
    }
}

/// The first day of a value without a date: before every policy.
fn long_ago() -> Result<Day, Trouble> {
    Day::parse("1990-01-01").map_err(|problem| problem.sentence)
}

#[derive(Clone, Copy)]
enum Form {
    Money,
    Percent,
    Whole,
    Tenths,
}

impl Form {
    fn text(self, value: &Json) -> Option<String> {
        match self {
            Self::Money => money(value),
            Self::Whole => value.as_u64().map(|n| n.to_string()),
            Self::Percent => value.as_u64().map(|n| format!("{n}%")),
            Self::Tenths => value.as_u64().map(|n| format!("{n}/10")),
        }
    }
}

fn set(library: &Library, parameter: &str, values: &[(Day, String)]) -> Result<Library, Trouble> {
    let values: Vec<(Day, &str)> = values.iter().map(|(day, v)| (*day, v.as_str())).collect();
    library.with_parameter_series(parameter, None, &values, DOCUMENT).map_err(|error| error.sentence)
}

fn fixed(library: &Library, parameter: &str, name: &str, value: &Json, form: Form) -> Result<Library, Trouble> {
    let text = form.text(value).ok_or_else(|| format!("params 的“{name}”填的是 {value}，看不懂。"))?;
    set(library, parameter, &[(long_ago()?, text)])
}

fn keyed(library: &Library, name: &str, value: &Json, keys: &[(&str, &str, Form)]) -> Result<Library, Trouble> {
    let Json::Object(values) = value else {
        return Err(format!("params 的“{name}”应是 {{…}}。"));
    };
    let mut library = library.clone();
    for (key, value) in values {
        let (_, parameter, form) = keys
            .iter()
            .find(|(known, ..)| known == key)
            .ok_or_else(|| format!("params 的“{name}”里不认识“{key}”。"))?;
        library = fixed(&library, parameter, &format!("{name}.{key}"), value, *form)?;
    }
    Ok(library)
}

/// `[["2017-01", "3300.00"], …]`.
fn series(library: &Library, parameter: &str, name: &str, value: &Json) -> Result<Library, Trouble> {
    let wrong = || format!("params 的“{name}”应写成 [[\"2017-01\", \"3300.00\"], …]。");
    let mut values = Vec::new();
    for row in value.as_array().ok_or_else(wrong)? {
        let Some([from, amount]) = row.as_array().map(Vec::as_slice) else {
            return Err(wrong());
        };
        let text = from.as_str().ok_or_else(wrong)?;
        let from = Month::parse(text).map(Month::first_day).or_else(|_| Day::parse(text)).map_err(|_| wrong())?;
        values.push((from, money(amount).ok_or_else(wrong)?));
    }
    set(library, parameter, &values)
}
