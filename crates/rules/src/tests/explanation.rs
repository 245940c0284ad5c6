//! The explanation: numbers filled in, clauses, facts, sentences.

use serde_json::json;

use super::{HOUSEHOLD, assess};
use crate::{Assessment, Facts, TraceLine};

fn line<'a>(assessment: &'a Assessment, name: &str) -> &'a TraceLine {
    assessment.trace.iter().find(|line| line.name == name).unwrap_or_else(|| panic!("no line {name}"))
}

#[test]
fn the_amount_is_written_out_with_its_clause_and_rounding() {
    let assessment = assess(&Facts::from_json(HOUSEHOLD).unwrap());
    let amount = line(&assessment, "月低保金");
    assert_eq!(amount.formula, "(9,900.00 − 6,001.00) ÷ 12个月 = 324.92，四舍五入到0.01元");
    assert_eq!(amount.value, "324.92 元/月");
    assert_eq!(amount.section, "五、每月补多少");
    assert!(amount.clause.starts_with("《通知》二(一)1④"));
    let standard = line(&assessment, "低保标准");
    assert_eq!(standard.parameters[0].value, "3,300.00 元/年");
    assert!(standard.parameters[0].document.contains("2017年全市农村低保标准达到3300元/年"));
    assert_eq!(standard.facts[0].source, "公安");
    assert!(assessment.citizen_sentences().contains(&"您家算在内的有3人。".to_owned()));
    assert!(
        assessment
            .citizen_sentences()
            .contains(&"按差额补：标准9,900元减去收入6,001元，除以12个月，每月324.92元。".to_owned())
    );
}

#[test]
fn income_that_does_not_count_is_listed_as_excluded() {
    let mut facts = Facts::from_json(HOUSEHOLD).unwrap();
    facts.put(
        "收入",
        json!([{"谁": "甲", "种类": "优抚金", "金额": "7200.00"}, {"谁": "丙", "种类": "土地流转", "金额": "600.00"}]),
    );
    let assessment = assess(&facts);
    let exempt = line(&assessment, "甲的优抚金");
    assert!(exempt.excluded);
    assert_eq!(exempt.plain.as_deref(), Some("甲的优抚金不算收入。"));
    assert_eq!(exempt.formula, "不计入收入[优抚金]（是），所以是 0.00");
    assert!(!line(&assessment, "丙的土地流转").excluded);
    assert_eq!(line(&assessment, "家庭年收入").formula, "600.00");
}

#[test]
fn a_member_who_does_not_count_is_told_why() {
    let mut facts = Facts::from_json(HOUSEHOLD).unwrap();
    facts.put(
        "成员",
        json!([{"编号": "甲", "关系": "本人", "年龄": 48, "残疾等级": "无", "重病": false},
               {"编号": "丁", "称呼": "小丁", "关系": "子女", "年龄": 9, "随另一方生活": true}]),
    );
    let assessment = assess(&facts);
    let member = line(&assessment, "小丁（子女）");
    assert!(member.excluded);
    assert_eq!(member.value, "否");
    assert_eq!(member.plain.as_deref(), Some("小丁不算在保障人口里，因为随另一方生活。"));
    assert!(member.facts.iter().any(|f| f.name == "随另一方生活" && f.value == "是"));
}

#[test]
fn an_unknown_line_says_what_is_missing() {
    let mut facts = Facts::from_json(HOUSEHOLD).unwrap();
    facts.set("家庭", "金融资产", json!(null));
    let assessment = assess(&facts);
    assert_eq!(line(&assessment, "金融资产符合").value, "未知（缺：家庭的金融资产）");
    assert_eq!(assessment.missing.len(), 1);
    assert_eq!(assessment.missing[0].source, "银行、证券核对");
    assert_eq!(assessment.approved(), None);
    assert!(line(&assessment, "金融资产符合").plain.is_none());
}

#[test]
fn an_assessment_is_stored_and_read_back() {
    let assessment = assess(&Facts::from_json(HOUSEHOLD).unwrap());
    let text = assessment.to_json().unwrap();
    assert_eq!(Assessment::from_json(&text).unwrap(), assessment);
    assert_eq!(assessment.amount_fen().map(|fen| fen.get()), Some(32_492));
    assert_eq!(assessment.division, "船山区");
}

#[test]
fn every_line_has_a_clause_and_a_section() {
    for line in assess(&Facts::from_json(HOUSEHOLD).unwrap()).trace {
        assert!(!line.clause.is_empty(), "{}", line.name);
        assert!(!line.section.is_empty(), "{}", line.name);
    }
}
