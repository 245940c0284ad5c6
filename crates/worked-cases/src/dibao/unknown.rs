//! `"unknown": ["assets.financial", "members.A.age"]`: facts that an input says nobody knows yet.

use rules::{Facts, MissingFact};
use serde_json::Value as Json;

use crate::Trouble;

/// Blanks the fact that a name of the input stands for.
pub(super) fn blank(name: &str, facts: &mut Facts) -> Result<MissingFact, Trouble> {
    let single = match name {
        "assets.financial" | "financial" => Some("金融资产"),
        "assets.houses" | "houses" => Some("住房套数"),
        "hukou_local" => Some("本地户籍"),
        "category" => Some("户口类别"),
        "regime" => Some("适用办法"),
        "family_income_year" => Some("单独申请家庭年收入"),
        "family_size" => Some("单独申请家庭人口"),
        "rigid_expense_year" => Some("刚性支出"),
        _ => None,
    };
    if let Some(fact) = single {
        facts.set("家庭", fact, Json::Null);
        return Ok(missing("家庭", None, fact));
    }
    let list = match name {
        "assets.vehicles" | "vehicles" => Some("车辆"),
        "members" => Some("成员"),
        "incomes" | "income" => Some("收入"),
        "support" => Some("赡养"),
        "maintenance" => Some("抚养"),
        _ => None,
    };
    if let Some(list) = list {
        facts.put(list, Json::Null);
        return Ok(missing(list, None, ""));
    }
    in_row(name, facts).ok_or_else(|| format!("unknown 里不认识“{name}”。"))
}

fn missing(group: &str, row: Option<usize>, name: &str) -> MissingFact {
    MissingFact { group: group.to_owned(), row, row_key: None, name: name.to_owned(), source: String::new() }
}

/// `members.A.age`, `members[0].age`, `incomes[1].amount`.
fn in_row(name: &str, facts: &mut Facts) -> Option<MissingFact> {
    let plain = name.replace('[', ".").replace(']', "");
    let mut parts = plain.splitn(3, '.');
    let (list, which, field) = (parts.next()?, parts.next()?, parts.next()?);
    let (group, fact) = match (list, field) {
        ("members", "age") => ("成员", "年龄"),
        ("members", "relation") => ("成员", "关系"),
        ("members", "lives_with") => ("成员", "共同居住"),
        ("members", "can_live_independently") => ("成员", "能独立生活"),
        ("members", "student") => ("成员", "在校情况"),
        ("members", "legal_duty") => ("成员", "有法定义务"),
        ("members", "serious_illness") => ("成员", "重病"),
        ("members", "disability" | "disability.grade") => ("成员", "残疾等级"),
        ("members", "disability.category") => ("成员", "残疾类别"),
        ("members", "labour_lost") => ("成员", "丧失劳动能力"),
        ("members", "separate_register") => ("成员", "单独立户"),
        ("incomes", "amount" | "gross") => ("收入", "金额"),
        ("incomes", "monthly") => ("收入", "月金额"),
        ("incomes", "months") => ("收入", "月数"),
        ("incomes", "cost") => ("收入", "成本"),
        ("incomes", "type") => ("收入", "种类"),
        ("support", "child_household_income_year") => ("赡养", "子女家庭年收入"),
        ("support", "child_household_size") => ("赡养", "子女家庭人口"),
        ("maintenance", "payer_net_year") => ("抚养", "支付方年净收入"),
        _ => return None,
    };
    let mut rows = facts.groups().get(group)?.as_array()?.clone();
    let at = which
        .parse::<usize>()
        .ok()
        .or_else(|| rows.iter().position(|row| row.get("编号").and_then(Json::as_str) == Some(which)))?;
    let row = rows.get_mut(at)?.as_object_mut()?;
    row.insert(fact.to_owned(), Json::Null);
    facts.put(group, Json::Array(rows));
    Some(missing(group, Some(at), fact))
}
