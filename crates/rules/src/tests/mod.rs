//! Tests of the language and of the policies that ship with it.

use kernel::Day;

use crate::{Answer, Assessment, Facts, Library, RuleFault};

mod broken;
mod cases_run;
mod columns;
mod dice;
mod drawn;
mod events;
mod explanation;
mod facts;
mod format;
mod fuzz;
mod language;
mod levels;
mod manual;
mod missing;
mod missing_everywhere;
mod number;
mod oracle;
mod oracle_columns;
mod oracles;
mod parameters;
mod receipts;
mod shipped;

/// 1 May 2017.
fn may_2017() -> Day {
    day("2017-05-01")
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// Loads one text.
fn load(text: &str) -> Result<Library, String> {
    Library::load_texts(&[("试.policy".to_owned(), text.to_owned())]).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })
}

/// The answer of one definition of one policy text.
fn answer(text: &str, facts: &str, name: &str) -> Result<Answer, RuleFault> {
    let library = load(text).expect("the policy loads");
    let policy = library.policies().first().expect("one policy");
    let facts = Facts::from_json(facts).expect("facts");
    policy.evaluate(&facts, may_2017(), "")?.value(name).cloned()
}

/// The answer as people read it.
fn shown(text: &str, facts: &str, name: &str) -> String {
    answer(text, facts, name).map_or_else(|fault| fault.to_string(), |answer| answer.show())
}

fn shipped() -> Library {
    Library::embedded().expect("the shipped policies load")
}

/// A household of three in 船山区: 48, 46, and a parent of 66; nothing else.
const HOUSEHOLD: &str = r#"{
  "家庭": {"适用办法": "办法2012", "本地户籍": true, "户口类别": "农村", "金融资产": "0", "住房套数": 1},
  "成员": [
    {"编号": "甲", "关系": "本人", "年龄": 48, "残疾等级": "无", "重病": false},
    {"编号": "乙", "关系": "配偶", "年龄": 46, "残疾等级": "无", "重病": false},
    {"编号": "丙", "关系": "父母", "年龄": 66, "共同居住": true, "残疾等级": "无", "重病": false}],
  "收入": [{"谁": "甲", "种类": "其他", "金额": "6001.00"}],
  "赡养": [], "抚养": [], "车辆": []}"#;

fn assess(facts: &Facts) -> Assessment {
    shipped().policy("dibao").expect("dibao").assess(facts, may_2017(), "船山区").expect("an assessment")
}
