//! The parameter sheet of a file, laid over the parameters that ship.

use kernel::{Day, Month};
use rules::Library;
use serde_json::{Map, Value as Json};

use crate::Trouble;
use crate::fields::money;

const DOCUMENT: &str = "样例文件里的参数";

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
        _ => programme(library, name, value),
    }
}

/// Parameters of the programmes beside dibao.
fn programme(library: &Library, name: &str, value: &Json) -> Result<Library, Trouble> {
    let fixed = |parameter: &str, form| fixed(library, parameter, name, value, form);
    let keyed = |keys: &[(&str, &str, Form)]| keyed(library, name, value, keys);
    match name {
        "tk_basic_ratio_x10" => fixed("特困基本标准倍数", Form::Tenths),
        "tk_care_month" => keyed(&[
            ("able", "照料护理标准[全自理]", Form::Money),
            ("partial", "照料护理标准[半护理]", Form::Money),
            ("total", "照料护理标准[全护理]", Form::Money),
        ]),
        "cj_living_month" => fixed("残疾人生活补贴标准", Form::Money),
        "cj_nursing_month" => {
            keyed(&[("1", "残疾人护理补贴标准[一级]", Form::Money), ("2", "残疾人护理补贴标准[二级]", Form::Money)])
        }
        "medical_ratio_percent" => keyed(&[
            ("tekun", "住院救助比例[特困人员]", Form::Percent),
            ("dibao", "住院救助比例[低保对象]", Form::Percent),
            ("jdlk_serious", "住院救助比例[建档立卡贫困人口]", Form::Percent),
        ]),
        "medical_cap_year" => keyed(&[
            ("ordinary", "年度救助限额[普通疾病]", Form::Money),
            ("serious", "年度救助限额[大病]", Form::Money),
        ]),
        "premium_year" => fixed("参保个人缴费标准", Form::Money),
        "premium_aid" => keyed(&[
            ("tekun", "参保资助标准[特困人员]", Form::Money),
            ("dibao", "参保资助标准[低保对象]", Form::Money),
            ("jdlk", "参保资助标准[建档立卡贫困人口]", Form::Money),
        ]),
        "orphan_month" => keyed(&[
            ("scattered", "儿童基本生活费标准[散居]", Form::Money),
            ("institution", "儿童基本生活费标准[机构]", Form::Money),
        ]),
        "rural_disposable_prev_year" => fixed("上年居民人均可支配收入[农村]", Form::Money),
        "temp_delegated_limit" => fixed("乡镇审批限额", Form::Money),
        "temp_level_months" => keyed(&[
            ("1", "急难救助月数[一级]", Form::Whole),
            ("2", "急难救助月数[二级]", Form::Whole),
            ("3", "急难救助月数[三级]", Form::Whole),
            ("4", "急难救助月数[四级]", Form::Whole),
        ]),
        "temp_base_month" => fixed("临时救助月基数", Form::Money),
        "temp_spend_threshold" => fixed("支出救助起点", Form::Money),
        "temp_spend_tiers" => tiers(library, name, value),
        "temp_min" => fixed("支出救助最低额", Form::Money),
        "temp_cap" => fixed("临时救助封顶额", Form::Money),
        "temp_papers_workdays" => fixed("先行救助补办期限", Form::Whole),
        "temp_split_months" => fixed("防拆分月数", Form::Whole),
        other => Err(format!("params 里不认识参数“{other}”。")),
    }
}

/// `[["20000.00", 10], ["30000.00", 15], [null, 20]]`: width and percent of each tier; the last has no width.
fn tiers(library: &Library, name: &str, value: &Json) -> Result<Library, Trouble> {
    let wrong = || format!("params 的“{name}”应写成三档：[[\"20000.00\", 10], [\"30000.00\", 15], [null, 20]]。");
    let rows = value.as_array().filter(|rows| rows.len() == 3).ok_or_else(wrong)?;
    let mut library = library.clone();
    for (row, tier) in rows.iter().zip(["第一档", "第二档", "第三档"]) {
        let Some([width, percent]) = row.as_array().map(Vec::as_slice) else {
            return Err(wrong());
        };
        library = fixed(&library, &format!("支出救助比例[{tier}]"), name, percent, Form::Percent)?;
        if !(width.is_null() && tier == "第三档") {
            library = fixed(&library, &format!("支出档次宽度[{tier}]"), name, width, Form::Money)?;
        }
    }
    Ok(library)
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
