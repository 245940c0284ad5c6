//! Facts that do not fit are named; nothing is guessed.

use super::{HOUSEHOLD, may_2017, shipped};
use crate::{FactKind, Facts};

fn fault(facts: &str) -> String {
    let facts = match Facts::from_json(facts) {
        Ok(facts) => facts,
        Err(fault) => return fault.to_string(),
    };
    shipped()
        .policy("dibao")
        .unwrap()
        .assess(&facts, may_2017(), "船山区")
        .map_or_else(|fault| fault.to_string(), |a| a.decision.show())
}

#[test]
fn a_fact_that_does_not_fit_is_named() {
    for (from, to, part) in [
        ("\"金融资产\": \"0\"", "\"存款\": \"0\"", "“家庭”里没有“存款”这一项事实"),
        ("\"赡养\": []", "\"赡养费\": []", "不认识“赡养费”"),
        ("\"金融资产\": \"0\"", "\"金融资产\": 0.5", "有小数的要写成文字"),
        ("\"金融资产\": \"0\"", "\"金融资产\": \"-1\"", "不能是负数"),
        ("\"金融资产\": \"0\"", "\"金融资产\": \"1.005\"", "金额只到分"),
        ("\"金融资产\": \"0\"", "\"金融资产\": \"999999999999999\"", "数字太大"),
        ("\"金融资产\": \"0\"", "\"金融资产\": true", "应填数"),
        ("\"年龄\": 48", "\"年龄\": \"48.5\"", "应是整数"),
        ("\"关系\": \"本人\"", "\"关系\": \"户主\"", "应是本人、配偶、子女"),
        ("\"重病\": false", "\"重病\": \"没有\"", "应填“是”或“否”"),
        ("\"谁\": \"甲\"", "\"谁\": \"丁\"", "“成员”里没有这个编号"),
        ("\"编号\": \"乙\"", "\"编号\": \"甲\"", "有两条的“编号”都是“甲”"),
        ("\"编号\": \"乙\", ", "", "第2条没有“编号”"),
        ("\"车辆\": []", "\"车辆\": {}", "“车辆”应是列表"),
        ("\"车辆\": []", "\"车辆\": [1]", "“车辆”第1条应是一组事实"),
        ("\"家庭\": {", "\"家庭\": [{", "不是合格的JSON"),
    ] {
        let text = HOUSEHOLD.replacen(from, to, 1);
        assert_ne!(text, HOUSEHOLD, "{from}");
        let sentence = fault(&text);
        assert!(sentence.contains(part), "{from} → {to}：{sentence}");
    }
}

#[test]
fn a_policy_is_not_used_before_its_first_day() {
    let library = shipped();
    let policy = library.policy("dibao").unwrap();
    let facts = Facts::from_json(HOUSEHOLD).unwrap();
    let fault = policy.assess(&facts, super::day("2012-12-11"), "").unwrap_err();
    assert!(fault.to_string().contains("在2012年12月11日不施行"), "{fault}");
    let fault = policy.assess(&facts, super::day("2014-06-01"), "").unwrap_err();
    assert!(fault.to_string().contains("没有值，不能测算"), "{fault}");
}

#[test]
fn the_policy_says_which_facts_it_needs() {
    let library = shipped();
    let specs = library.policy("dibao").unwrap().facts_needed();
    let find = |group: &str, name: &str| {
        specs.iter().find(|s| s.group == group && s.name == name).unwrap_or_else(|| panic!("{group}.{name}"))
    };
    assert!(find("家庭", "本地户籍").single);
    assert_eq!(find("家庭", "本地户籍").kind, FactKind::Bool);
    assert!(find("成员", "编号").key);
    assert!(find("成员", "年龄").derived);
    assert_eq!(find("收入", "谁").kind, FactKind::Reference("成员".to_owned()));
    assert_eq!(find("家庭", "刚性支出").default.as_deref(), Some("0"));
    assert!(specs.iter().filter(|s| s.default.is_some()).all(|s| !s.note.is_empty()));
}

#[test]
fn facts_survive_json() {
    let facts = Facts::from_json(HOUSEHOLD).unwrap();
    assert_eq!(Facts::from_json(&facts.to_json().unwrap()).unwrap(), facts);
}
