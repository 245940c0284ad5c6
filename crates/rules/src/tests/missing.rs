//! Every fact of dibao is blanked in turn: the answer is 未知 and names it, or does not depend on it.

use serde_json::{Value as Json, json};

use super::{may_2017, shipped};
use crate::{Answer, Facts, Policy};

/// A household that uses as many facts as one can, in both regimes and both ways to apply.
fn households() -> Vec<Facts> {
    let mut all = Vec::new();
    for (regime, way) in [("办法2012", "按户"), ("办法2021", "按户"), ("办法2012", "单独"), ("办法2021", "单独")]
    {
        let text = json!({
            "家庭": {"受理日期": "2017-04-20", "适用办法": regime, "本地户籍": true, "户口类别": "农村", "申请方式": way,
                "单独申请人": "丙", "单独申请家庭年收入": "12000.00", "单独申请家庭人口": 3, "金融资产": "100.00",
                "住房套数": 1, "刚性支出": "10.00", "高消费迹象": false},
            "成员": [member("甲", "本人", 66), member("乙", "配偶", 64), member("丙", "子女", 33), member("丁", "子女配偶", 36), member("戊", "孙子女", 8)],
            "收入": [
                income("丙", "工资", "2000.00"), income("甲", "经营", "900.00"), income("甲", "居民养老金", "1200.00"),
                income("乙", "职工养老金", "300.00"), income("丙", "无法核实工资", "0.00"), income("乙", "优抚金", "500.00")],
            "赡养": [{"称呼": "女儿家", "子女家庭年收入": "14000.00", "子女家庭人口": 4, "老人子女数": 2, "应赡养老人数": 2, "本户老人数": 2, "实际或约定年付": "100.00"}],
            "抚养": [{"称呼": "生父", "支付方年净收入": "2000.00", "支付方子女数": 2, "本户子女数": 1, "支付方情形": "正常", "有判决或协议": false, "判决或协议年付": "1.00"}],
            "车辆": [{"种类": "摩托车"}]
        });
        all.push(Facts::from_json(&text.to_string()).unwrap());
    }
    all
}

fn member(key: &str, relation: &str, age: i64) -> Json {
    json!({"编号": key, "称呼": key, "关系": relation, "出生日期": "1951-01-01", "年龄": age, "共同居住": true, "能独立生活": true,
        "在校情况": "不在校", "有法定义务": true, "随另一方生活": false, "服刑": false, "强制隔离戒毒": false, "宣告失踪": false,
        "义务兵": false, "特困供养": false, "宗教场所居住年限": 0, "残疾类别": "精神", "残疾等级": "二级", "重病": true,
        "丧失劳动能力": true, "单独立户": true})
}

fn income(who: &str, kind: &str, amount: &str) -> Json {
    json!({"谁": who, "种类": kind, "金额": amount, "月金额": "50.00", "月数": 1, "成本": "100.00", "个人所得税": "1.00",
        "社会保险费": "2.00", "折旧": "3.00", "生产税": "4.00", "付出的赡养抚养费": "5.00"})
}

fn answers(policy: &Policy, facts: &Facts) -> (Answer, Answer, Vec<(String, String)>) {
    let assessment = policy.assess(facts, may_2017(), "").unwrap();
    let missing = assessment.missing.iter().map(|m| (m.group.clone(), m.name.clone())).collect();
    (assessment.decision, assessment.amount, missing)
}

/// Other values that the fact could have had.
fn others(policy: &Policy, group: &str, name: &str) -> Vec<Json> {
    let spec = policy.facts_needed().iter().find(|s| s.group == group && s.name == name).unwrap();
    match &spec.kind {
        crate::FactKind::Number(_) => {
            vec![json!(0), json!(1), json!(2), json!(17), json!(80), json!(5000), json!(90_000)]
        }
        crate::FactKind::Bool => vec![json!(true), json!(false)],
        crate::FactKind::Date => vec![json!("1940-01-01"), json!("2016-01-01"), json!("2022-01-01")],
        crate::FactKind::Text => vec![json!("别的")],
        crate::FactKind::Choice(words) => words.iter().map(|w| json!(w)).collect(),
        crate::FactKind::Reference(_) => vec![json!("甲"), json!("丙"), json!("戊")],
    }
}

#[test]
fn a_missing_fact_is_named_or_does_not_matter() {
    let library = shipped();
    let policy = library.policy("dibao").unwrap();
    let (mut named, mut independent) = (0, 0);
    for facts in households() {
        let full = answers(policy, &facts);
        assert!(full.0.known().is_some(), "{:?}", full.0);
        for (group, value) in facts.groups().clone() {
            let rows = value.as_array().map_or(1, Vec::len);
            for row in 0..rows {
                for spec in policy.facts_needed().iter().filter(|s| s.group == group && !s.key) {
                    let with = |new: Json| {
                        let mut changed = facts.clone();
                        let mut value = value.clone();
                        let fields = if spec.single { &mut value } else { &mut value[row] };
                        fields[&spec.name] = new;
                        changed.put(&group, value);
                        changed
                    };
                    let blank = answers(policy, &with(Json::Null));
                    let unknown = blank.0.known().is_none() || blank.1.known().is_none();
                    if unknown {
                        assert!(
                            blank.2.contains(&(group.clone(), spec.name.clone())),
                            "{group}.{} is unknown but not named: {:?}",
                            spec.name,
                            blank.2
                        );
                        named += 1;
                    } else {
                        for other in others(policy, &group, &spec.name) {
                            let got = answers(policy, &with(other.clone()));
                            assert_eq!((&got.0, &got.1), (&blank.0, &blank.1), "{group}.{} = {other}", spec.name);
                        }
                        independent += 1;
                    }
                }
            }
        }
    }
    assert!(named > 60, "{named}");
    assert!(independent > 60, "{independent}");
}

#[test]
fn a_missing_list_is_named() {
    let library = shipped();
    let policy = library.policy("dibao").unwrap();
    for list in ["成员", "收入", "赡养", "抚养", "车辆"] {
        let mut facts = households().swap_remove(0);
        if list == "成员" {
            facts.put("收入", json!([]));
        }
        facts.put(list, Json::Null);
        let (decision, amount, missing) = answers(policy, &facts);
        assert!(decision.known().is_none() && amount.known().is_none(), "{list}");
        assert_eq!(missing, [(list.to_owned(), String::new())]);
    }
}

#[test]
fn nothing_known_is_nothing_decided() {
    let library = shipped();
    let policy = library.policy("dibao").unwrap();
    let assessment = policy.assess(&Facts::new(), may_2017(), "").unwrap();
    assert!(assessment.decision.known().is_none());
    assert!(assessment.missing.iter().any(|m| m.name == "本地户籍"));
}
