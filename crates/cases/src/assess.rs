//! From what was declared to what the policy says: facts in the policy's words, never a second implementation.

use crate::case::Case;
use crate::declared::{Declaration, DeclaredIncome, DeclaredMember};
use crate::questions::Questions;
use access::{House, Place};
use db::{Fault, Problem};
use kernel::{Day, Fen, Month, Refusal};
use procedures::Procedure;
use rules::{Answer, Assessment, Facts, RuleFault, Value, show_missing};
use serde_json::{Map, Value as Json, json};

/// Computes what a household is entitled to by what is known.
///
/// # Errors
/// A refusal when a parameter has no value that day; a fault when the policy itself is broken.
pub fn assess(
    house: &House,
    declared: &Declaration,
    programme: &str,
    place: &Place,
    accepted_on: Day,
    on: Day,
) -> Result<Assessment, Problem> {
    let library = house.library();
    let policy = library.policy(programme).ok_or_else(|| Fault::other(format!("no policy for {programme}")))?;
    let facts = crate::computed::facts_for(house, declared, programme, &place.county, accepted_on, on)?;
    policy.assess(&facts, on, &place.county).map_err(rule_problem)
}

pub(crate) fn rule_problem(fault: RuleFault) -> Problem {
    match fault {
        RuleFault::NoParameter { .. } | RuleFault::Facts { .. } | RuleFault::Arithmetic { .. } => {
            Refusal::not_now("cases.rule", fault.to_string()).into()
        }
        broken @ (RuleFault::Conflict { .. } | RuleFault::NoSuchName { .. }) => Fault::other(broken.to_string()).into(),
    }
}

/// The policy cannot say yes or no: which facts it needs, or which clause a person must judge.
#[must_use]
pub fn undecided(assessment: &Assessment) -> Refusal {
    let sentence = match &assessment.decision {
        Answer::Manual { clause, reason } => {
            format!("这一条要人工判断：{reason}（{clause}）。请写明判断后退回镇里补充事实。")
        }
        Answer::Known(_) | Answer::Unknown { .. } => {
            format!("还差事实，不能作决定：{}。请补查后再办。", show_missing(&assessment.missing))
        }
    };
    Refusal::not_now("cases.undecided", sentence)
}

/// The steps of its procedure that the case leaves out by what the policy says of it now.
///
/// # Errors
/// When its procedure is gone.
pub fn skipped(house: &House, case: &Case, assessment: &Assessment) -> Result<String, Problem> {
    let procedure = case.procedure(&house.procedures)?;
    let Some(regime) = procedure.regime(&case.regime) else { return Ok(String::new()) };
    let says = |rule: &str| assessment.value(rule).and_then(Answer::known).map(Value::show);
    Ok(regime.skipped(says).join(" "))
}

/// How many persons the policy counts.
#[must_use]
pub fn counted(assessment: &Assessment) -> Option<i64> {
    assessment.value("保障人口").and_then(Answer::known).and_then(Value::whole)
}

/// The policy's own word for why: 收入不低于标准. Empty where the policy gives none.
#[must_use]
pub fn why(assessment: &Assessment) -> String {
    assessment.reason.known().and_then(Value::text).unwrap_or_default().to_owned()
}

fn put_bool(row: &mut Map<String, Json>, name: &str, value: Option<bool>) {
    if let Some(value) = value {
        row.insert(name.to_owned(), json!(value));
    }
}

fn put_money(row: &mut Map<String, Json>, name: &str, value: Option<Fen>) {
    if let Some(value) = value {
        row.insert(name.to_owned(), json!(value.to_string()));
    }
}

fn put_whole(row: &mut Map<String, Json>, name: &str, value: Option<i64>) {
    if let Some(value) = value {
        row.insert(name.to_owned(), json!(value));
    }
}

/// What the policy calls a member: the name, with the row where two have the same.
pub(crate) fn key_of(declared: &Declaration, row: usize) -> String {
    let name = |row: usize| declared.members.iter().find(|member| member.row == row).map(|member| member.name.as_str());
    match name(row) {
        Some(called) if !called.is_empty() => {
            let same = declared.members.iter().filter(|member| member.name == called).count();
            if same == 1 { called.to_owned() } else { format!("{called}（第{}人）", row + 1) }
        }
        Some(_) | None => format!("第{}人", row + 1),
    }
}

fn member_facts(declared: &Declaration, member: &DeclaredMember) -> Map<String, Json> {
    let mut row = Map::new();
    row.insert("编号".to_owned(), json!(key_of(declared, member.row)));
    row.insert("称呼".to_owned(), json!(member.name));
    row.insert("关系".to_owned(), json!(member.relation));
    if let Some(number) = member.number() {
        row.insert("出生日期".to_owned(), json!(number.birth().to_string()));
        row.insert("性别".to_owned(), json!(number.sex().chinese()));
    }
    put_bool(&mut row, "共同居住", member.lives_with);
    put_bool(&mut row, "能独立生活", member.independent);
    put_bool(&mut row, "有法定义务", member.legal_duty);
    put_bool(&mut row, "重病", member.serious);
    if !member.student.is_empty() {
        row.insert("在校情况".to_owned(), json!(member.student));
    }
    let or_none = |word: &str| json!(if word.is_empty() { "无" } else { word });
    row.insert("残疾类别".to_owned(), or_none(&member.category));
    row.insert("残疾等级".to_owned(), or_none(&member.grade));
    if !member.status.is_empty() {
        row.insert(member.status.clone(), json!(true));
    }
    row
}

fn income_facts(declared: &Declaration, income: &DeclaredIncome) -> Map<String, Json> {
    let mut row = Map::new();
    row.insert("谁".to_owned(), json!(key_of(declared, income.who)));
    row.insert("种类".to_owned(), json!(income.kind));
    put_money(&mut row, "金额", income.amount);
    put_whole(&mut row, "月数", income.months);
    match income.kind.as_str() {
        "经营" => put_money(&mut row, "成本", income.cost),
        _ => put_money(&mut row, "社会保险费", income.cost),
    }
    row
}

/// The facts of a declaration that a policy reads. What was not answered is absent: the policy says what it misses.
#[must_use]
pub fn facts_of(declared: &Declaration, questions: &Questions, accepted_on: Day) -> Facts {
    let standard = standard_facts(declared, accepted_on);
    let mut facts = Facts::new();
    for (group, value) in questions.facts(declared, standard.groups()) {
        facts.put(&group, value);
    }
    facts
}

/// The facts of the standard sections, in the words most policies share.
fn standard_facts(declared: &Declaration, accepted_on: Day) -> Facts {
    let mut facts = Facts::new();
    let home = "家庭";
    facts.set(home, "受理日期", accepted_on.to_string());
    if !declared.hukou.is_empty() {
        facts.set(home, "本地户籍", declared.hukou != "elsewhere");
        facts.set(home, "户口类别", if declared.hukou == "urban" { "城市" } else { "农村" });
    }
    if let Some(financial) = declared.financial {
        facts.set(home, "金融资产", financial.to_string());
    }
    if let Some(houses) = declared.houses {
        facts.set(home, "住房套数", houses);
    }
    facts.empty_list("成员");
    for member in &declared.members {
        facts.push("成员", member_facts(declared, member));
    }
    if declared.incomes_complete {
        facts.empty_list("收入");
        for income in &declared.incomes {
            facts.push("收入", income_facts(declared, income));
        }
    } else {
        facts.put("收入", Json::Null);
    }
    if declared.support_complete {
        put_support(&mut facts, declared);
    } else {
        facts.put("赡养", Json::Null);
        facts.put("抚养", Json::Null);
    }
    match declared.vehicle.as_str() {
        "" => {
            facts.put("车辆", Json::Null);
        }
        "没有" => {
            facts.empty_list("车辆");
        }
        kind => {
            let mut row = Map::new();
            row.insert("种类".to_owned(), json!(kind));
            facts.push("车辆", row);
        }
    }
    facts
}

fn put_support(facts: &mut Facts, declared: &Declaration) {
    facts.empty_list("赡养");
    for one in &declared.support {
        let mut row = Map::new();
        if !one.name.is_empty() {
            row.insert("称呼".to_owned(), json!(one.name));
        }
        put_money(&mut row, "子女家庭年收入", one.income);
        put_whole(&mut row, "子女家庭人口", one.persons);
        put_whole(&mut row, "老人子女数", one.children);
        put_whole(&mut row, "应赡养老人数", one.elders);
        put_whole(&mut row, "本户老人数", one.elders_here);
        put_money(&mut row, "实际或约定年付", one.paid);
        facts.push("赡养", row);
    }
    facts.empty_list("抚养");
    for one in &declared.payers {
        let mut row = Map::new();
        if !one.name.is_empty() {
            row.insert("称呼".to_owned(), json!(one.name));
        }
        if !one.standing.is_empty() {
            row.insert("支付方情形".to_owned(), json!(one.standing));
        }
        put_money(&mut row, "支付方年净收入", one.income);
        put_whole(&mut row, "支付方子女数", one.children);
        put_whole(&mut row, "本户子女数", one.children_here);
        row.insert("有判决或协议".to_owned(), json!(one.ordered.is_some()));
        put_money(&mut row, "判决或协议年付", one.ordered);
        facts.push("抚养", row);
    }
}

/// What the programme's management policy says, given what it reads of these facts; `None` where the programme has no
/// such policy, or it does not speak of this.
fn managed(
    house: &House,
    procedure: &Procedure,
    known: &[(&str, Json)],
    on: Day,
    division: &str,
    name: &str,
) -> Result<Option<Value>, Problem> {
    let Some(id) = &procedure.management else { return Ok(None) };
    let library = house.library();
    let policy = library.policy(id).ok_or_else(|| Fault::other(format!("no policy {id}")))?;
    let mut facts = Facts::new();
    for spec in policy.facts_needed().iter().filter(|spec| spec.single) {
        if let Some((_, value)) = known.iter().find(|(fact, _)| *fact == spec.name) {
            facts.set(&spec.group, &spec.name, value.clone());
        }
    }
    let evaluation = policy.evaluate(&facts, on, division).map_err(rule_problem)?;
    match evaluation.value(name) {
        Ok(Answer::Known(value)) => Ok(Some(value.clone())),
        Ok(Answer::Unknown { .. } | Answer::Manual { .. }) => {
            Err(Fault::other(format!("{id}: {name} is not known")).into())
        }
        Err(RuleFault::NoSuchName { .. }) => Ok(None),
        Err(fault) => Err(rule_problem(fault)),
    }
}

/// The first month paid after a decision (起发月): as the management policy says, else the month after.
///
/// # Errors
/// When the policy does not say.
pub fn first_month(house: &House, procedure: &Procedure, accepted_on: Day, decided_on: Day) -> Result<Month, Problem> {
    let known = [("申请日期", json!(accepted_on.to_string())), ("决定日期", json!(decided_on.to_string()))];
    let Some(value) = managed(house, procedure, &known, decided_on, "", "起发月")? else {
        return Ok(decided_on.month_of().next());
    };
    let day = value.date().ok_or_else(|| Fault::other("起发月 is not a day"))?;
    Ok(day.month_of())
}

/// Months until the next re-check (复核间隔): as the management policy says, else as the procedure's file does;
/// `None` where the programme is not re-checked.
///
/// # Errors
/// When the policy does not say.
pub fn recheck_months(house: &House, declared: &Declaration, case: &Case, on: Day) -> Result<Option<i64>, Problem> {
    let procedure = case.procedure(&house.procedures)?;
    let is_severe =
        |member: &DeclaredMember| member.serious == Some(true) || ["一级", "二级"].contains(&member.grade.as_str());
    let is_earning = |income: &DeclaredIncome| ["工资", "无法核实工资", "经营"].contains(&income.kind.as_str());
    let earns = declared.incomes.iter().any(is_earning);
    let known = [
        ("适用办法", json!(case.regime(&house.procedures)?.policy_word)),
        ("户口类别", json!(if declared.hukou == "urban" { "城市" } else { "农村" })),
        ("城市三无", json!(false)),
        ("重残或重病", json!(declared.members.iter().any(is_severe))),
        ("收入稳定", json!(!earns)),
        ("有劳动能力", json!(earns)),
    ];
    let Some(value) = managed(house, procedure, &known, on, &case.place.county, "复核间隔")? else {
        return Ok(Some(procedure.recheck_months).filter(|months| *months > 0));
    };
    let months = value.whole().ok_or_else(|| Fault::other("复核间隔 is not whole"))?;
    Ok(Some(months))
}
