//! 慈善组织年度支出和管理费用, through `policies/cishan`.

use rules::Facts;
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, put};
use crate::management::usual_day;
use crate::reading::{Name, Reading, blank};
use crate::{Actual, Context, Trouble};

const MATTER: &str = "事项";

const AMOUNTS: [Name; 6] = [
    ("income_prev", MATTER, "上年总收入"),
    ("income_avg3", MATTER, "前三年平均收入"),
    ("net_assets_prev", MATTER, "上年末净资产"),
    ("charity_spend", MATTER, "本年慈善支出"),
    ("total_spend", MATTER, "本年总支出"),
    ("mgmt", MATTER, "本年管理费用"),
];

pub(crate) fn ratio(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("on")?.map_or_else(usual_day, Ok)?;
    let kind = match fields.must_text("kind")? {
        "public_foundation" => "公募基金会",
        "public_society" | "public_service" | "public_other" => "公募社会团体或服务机构",
        "private_foundation" => "非公募基金会",
        "private_society" | "private_service" | "private_other" => "非公募社会团体或服务机构",
        other => return Err(format!("kind 不认识“{other}”。")),
    };
    let mut facts = Facts::new();
    facts.set(MATTER, "组织种类", kind);
    for (key, group, name) in AMOUNTS {
        if let Some(amount) = fields.money(key)? {
            facts.set(group, name, amount);
        }
    }
    facts.set(MATTER, "有三年平均收入", fields.get("income_avg3").is_some());
    let unknown = blank(&fields, &AMOUNTS, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, "cishan", &facts, on, unknown)?;
    let mut actual = Actual::new();
    reading.put_wholes(
        &mut actual,
        &[("spend_min_percent", "支出下限百分数"), ("mgmt_max_percent", "管理费上限百分数")],
    )?;
    let basis = match reading.word("计算基数")? {
        Some("上年总收入口径") => Json::from("inc"),
        Some(_) => Json::from("na"),
        None => Json::Null,
    };
    put(&mut actual, "basis", basis);
    let keys = [("spend_ok", "支出达标"), ("mgmt_waived_below_20wan", "管理费不受比例限制"), ("mgmt_ok", "管理费达标")];
    reading.put_bools(&mut actual, &keys)?;
    reading.put_missing(&mut actual);
    Ok(actual)
}
