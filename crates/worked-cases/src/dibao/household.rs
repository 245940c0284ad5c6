//! The vocabulary of the case files, in the words of the policy.

use rules::Facts;
use serde_json::{Map, Value as Json};

use crate::fields::Fields;
use crate::{Trouble, words};

type Row = Map<String, Json>;

fn set(row: &mut Row, name: &str, value: impl Into<Json>) {
    row.insert(name.to_owned(), value.into());
}

fn set_some(row: &mut Row, name: &str, value: Option<impl Into<Json>>) {
    if let Some(value) = value {
        set(row, name, value);
    }
}

/// Fills every fact of a household; what the input does not mention is known to be absent.
pub(super) fn fill(fields: &Fields<'_>, facts: &mut Facts) -> Result<(), Trouble> {
    let category = words::register(fields.must_text("category")?)?;
    facts.set("家庭", "户口类别", category).set("家庭", "本地户籍", fields.bool("hukou_local")?.unwrap_or(true));
    for member in fields.objects("members")? {
        facts.push("成员", self::member(&member)?);
        member.finish()?;
    }
    for income in fields.objects("incomes")? {
        facts.push("收入", self::income(&income)?);
        income.finish()?;
    }
    for support in fields.objects("support")? {
        facts.push("赡养", self::support(&support)?);
        support.finish()?;
    }
    for maintenance in fields.objects("maintenance")? {
        facts.push("抚养", self::maintenance(&maintenance)?);
        maintenance.finish()?;
    }
    assets(fields, facts)?;
    if let Some(amount) = fields.money("rigid_expense_year")? {
        facts.set("家庭", "刚性支出", amount);
    }
    for list in ["成员", "收入", "赡养", "抚养", "车辆"] {
        facts.empty_list(list);
    }
    single(fields, facts)
}

fn single(fields: &Fields<'_>, facts: &mut Facts) -> Result<(), Trouble> {
    match fields.text("mode")? {
        None | Some("household") => return Ok(()),
        Some("single") => {}
        Some(other) => return Err(format!("mode 不认识“{other}”，应写 single 或不写。")),
    }
    facts.set("家庭", "申请方式", "单独").set("家庭", "单独申请人", fields.must_text("subject")?);
    if let Some(income) = fields.money("family_income_year")? {
        facts.set("家庭", "单独申请家庭年收入", income);
    }
    if let Some(size) = fields.whole("family_size")? {
        facts.set("家庭", "单独申请家庭人口", size);
    }
    Ok(())
}

fn member(fields: &Fields<'_>) -> Result<Row, Trouble> {
    let mut row = Row::new();
    set(&mut row, "编号", fields.must_text("ref")?);
    let relation = match fields.must_text("relation")? {
        "self" => "本人",
        "spouse" => "配偶",
        "child" => "子女",
        "parent" => "父母",
        "grandparent" => "祖父母",
        "grandchild" => "孙子女",
        "sibling" => "兄弟姐妹",
        "child_in_law" => "子女配偶",
        "other" => "其他",
        other => return Err(format!("relation 不认识“{other}”。")),
    };
    set(&mut row, "关系", relation);
    set_some(&mut row, "年龄", fields.whole("age")?);
    let birth = fields.day("birth")?.map(|day| day.to_string());
    set_some(&mut row, "出生日期", birth);
    let flag = |name: &str, absent: bool| fields.bool(name).map(|b| b.unwrap_or(absent));
    set(&mut row, "共同居住", flag("lives_with", false)?);
    set(&mut row, "能独立生活", flag("can_live_independently", true)?);
    set(&mut row, "有法定义务", flag("legal_duty", false)?);
    set(&mut row, "重病", flag("serious_illness", false)?);
    set(&mut row, "特困供养", flag("tekun", false)?);
    set(&mut row, "丧失劳动能力", flag("labour_lost", false)?);
    set(&mut row, "单独立户", flag("separate_register", false)?);
    let student = match fields.get("student") {
        None | Some(Json::Bool(false)) => "不在校",
        Some(Json::String(text)) => match text.as_str() {
            "full_time_upto_bachelor" | "bachelor" => "全日制本科及以下",
            "postgraduate" | "master" | "doctor" => "研究生",
            "none" => "不在校",
            "part_time" | "other" => "其他在校",
            other => return Err(format!("student 不认识“{other}”。")),
        },
        Some(other) => return Err(fields.wrong("student", other, "文字")),
    };
    set(&mut row, "在校情况", student);
    let elsewhere = match fields.text("custody")? {
        None | Some("here" | "self" | "applicant" | "both") => false,
        Some("other") => true,
        Some(other) => return Err(format!("custody 不认识“{other}”。")),
    };
    set(&mut row, "随另一方生活", elsewhere);
    set_some(&mut row, "宗教场所居住年限", fields.whole("clergy_away_years")?);
    statuses(fields, &mut row)?;
    disability(fields, &mut row)?;
    Ok(row)
}

fn statuses(fields: &Fields<'_>, row: &mut Row) -> Result<(), Trouble> {
    for status in fields.list("status")? {
        let name = match status.as_str().unwrap_or_default() {
            "prison" | "in_prison" => "服刑",
            "detox" | "compulsory_detox" => "强制隔离戒毒",
            "missing" | "declared_missing" => "宣告失踪",
            "conscript" => "义务兵",
            "tekun" => "特困供养",
            _ => return Err(format!("status 不认识 {status}。")),
        };
        set(row, name, true);
    }
    Ok(())
}

fn disability(fields: &Fields<'_>, row: &mut Row) -> Result<(), Trouble> {
    let (mut category, mut grade) = (0, 0);
    if let Some(map) = fields.object("disability")? {
        let fields = Fields::new(map, "disability");
        category = fields.whole("category")?.unwrap_or_default();
        grade = fields.must_whole("grade")?;
        fields.finish()?;
    }
    set(row, "残疾类别", words::disability_category(category)?);
    set(row, "残疾等级", words::disability_grade(grade)?);
    Ok(())
}

fn income_kind(text: &str) -> Result<&'static str, Trouble> {
    Ok(match text {
        "wage" => "工资",
        "unproven_wage" | "wage_unproven" | "deemed_wage" | "minimum_wage" => "无法核实工资",
        "business" | "farm" | "farming" => "经营",
        "interest" | "dividend" | "interest_dividend" => "利息股息",
        "land_rent" => "土地流转",
        "house_rent" => "房屋出租",
        "collective_dividend" => "集体分红",
        "pension_employee" => "职工养老金",
        "pension_resident" | "resident_pension" => "居民养老金",
        "unemployment" | "unemployment_benefit" => "失业保险金",
        "survivor" | "survivor_benefit" | "yishu" => "遗属补助",
        "compensation" => "赔偿补偿",
        "inheritance" => "继承",
        "gift" | "donation" => "赠与",
        "farm_subsidy" | "huinong" => "惠农补贴",
        "other_income" | "other" => "其他",
        "youfu" => "优抚金",
        "jisheng" => "计生奖扶",
        "scholarship" => "奖学金",
        "jianyi" | "bravery_reward" => "见义勇为奖励",
        "social_assistance" | "dibao" | "medical_aid" | "temporary_aid" | "disaster_relief" => "社会救助",
        "disability_two_subsidies" => "残疾人两项补贴",
        "gaoling" => "高龄津贴",
        "orphan_allowance" => "孤儿基本生活费",
        "charity_medical" | "medical_charity" => "医疗慈善捐助",
        "land_compensation" => "征地补偿",
        other => return Err(format!("收入种类 type 不认识“{other}”。")),
    })
}

fn income(fields: &Fields<'_>) -> Result<Row, Trouble> {
    let mut row = Row::new();
    set(&mut row, "谁", fields.must_text("who")?);
    let kind = income_kind(fields.must_text("type")?)?;
    set(&mut row, "种类", kind);
    let (gross, amount) = (fields.money("gross")?, fields.money("amount")?);
    if gross.is_some() && amount.is_some() {
        return Err("gross 和 amount 只写一个。".to_owned());
    }
    set_some(&mut row, "金额", gross.or(amount));
    set_some(&mut row, "月金额", fields.money("monthly")?);
    // Twelve months is what a yearly amount means when the input says nothing else.
    set(&mut row, "月数", fields.whole("months")?.unwrap_or(12));
    let cost = fields.money("cost")?.unwrap_or_else(|| "0".to_owned());
    set(&mut row, "成本", cost);
    for (key, name) in [
        ("social_insurance", "社会保险费"),
        ("depreciation", "折旧"),
        ("production_tax", "生产税"),
        ("support_paid", "付出的赡养抚养费"),
    ] {
        set_some(&mut row, name, fields.money(key)?);
    }
    let tax = if kind == "经营" { "生产税" } else { "个人所得税" };
    set_some(&mut row, tax, fields.money("tax")?);
    Ok(row)
}

fn support(fields: &Fields<'_>) -> Result<Row, Trouble> {
    let mut row = Row::new();
    set(&mut row, "子女家庭年收入", fields.must_money("child_household_income_year")?);
    for (key, name) in [
        ("child_household_size", "子女家庭人口"),
        ("children_of_elder", "老人子女数"),
        ("elders_supported", "应赡养老人数"),
        ("elders_here", "本户老人数"),
    ] {
        set(&mut row, name, fields.must_whole(key)?);
    }
    set_some(&mut row, "实际或约定年付", fields.money("actual_or_agreed_year")?);
    Ok(row)
}

fn maintenance(fields: &Fields<'_>) -> Result<Row, Trouble> {
    let mut row = Row::new();
    let net = fields.money("payer_net_year")?;
    set(&mut row, "支付方年净收入", net.unwrap_or_else(|| "0".to_owned()));
    let children = fields.whole("children_of_payer")?.unwrap_or(1);
    set(&mut row, "支付方子女数", children);
    set(&mut row, "本户子女数", fields.whole("children_here")?.unwrap_or(1));
    let fixed = fields.money("court_or_agreed_year")?;
    set(&mut row, "有判决或协议", fixed.is_some());
    set_some(&mut row, "判决或协议年付", fixed);
    let status = match fields.text("payer_status")? {
        None | Some("normal") => "正常",
        Some("prison") => "服刑",
        Some("dibao" | "tekun") => "享受低保或特困",
        Some("missing" | "missing_6_months") => "失去联系六个月以上",
        Some(other) => return Err(format!("payer_status 不认识“{other}”。")),
    };
    set(&mut row, "支付方情形", status);
    Ok(row)
}

fn assets(fields: &Fields<'_>, facts: &mut Facts) -> Result<(), Trouble> {
    let empty = Map::new();
    let map = fields.object("assets")?.unwrap_or(&empty);
    let assets = Fields::new(map, "assets");
    let financial = assets.money("financial")?;
    facts.set("家庭", "金融资产", financial.unwrap_or_else(|| "0".to_owned()));
    facts.set("家庭", "住房套数", assets.whole("houses")?.unwrap_or_default());
    for vehicle in assets.list("vehicles")? {
        let kind = match vehicle.as_str().unwrap_or_default() {
            "car" => "小汽车",
            "truck" => "货车",
            "bus" | "van" => "客车",
            "ship" | "boat" => "船舶",
            "disability_assist" => "残疾人代步车",
            "motorcycle" => "摩托车",
            "e_bike" | "ebike" | "e-bike" => "电动自行车",
            "farm_tricycle" | "tricycle" => "农用三轮车",
            "farm_machinery" | "tractor" => "农机具",
            "other" => "其他机动车",
            _ => return Err(format!("vehicles 不认识 {vehicle}。")),
        };
        let mut row = Row::new();
        set(&mut row, "种类", kind);
        facts.push("车辆", row);
    }
    assets.finish()
}
