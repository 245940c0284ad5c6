//! Receipts: a decision computed again, and what has changed since.

use super::{HOUSEHOLD, day, may_2017, shipped};
use crate::{Facts, Receipt};

#[test]
fn a_receipt_is_stored_read_back_and_computed_again() {
    let library = shipped();
    let facts = Facts::from_json(HOUSEHOLD).unwrap();
    let receipt = library.policy("dibao").unwrap().receipt(&facts, may_2017(), "船山区").unwrap();
    assert_eq!(receipt.amount.show(), "324.92 元/月");
    let stored = receipt.to_json().unwrap();
    let read = Receipt::from_json(&stored).unwrap();
    assert_eq!(read, receipt);
    let replay = library.replay(&read).unwrap();
    assert!(replay.same_rules && replay.same_parameters && replay.same_result);
    assert!(stored.len() - facts.to_json().unwrap().len() < 700, "{}", stored.len());
}

#[test]
fn a_later_value_changes_no_earlier_decision() {
    let library = shipped();
    let facts = Facts::from_json(HOUSEHOLD).unwrap();
    let receipt = library.policy("dibao").unwrap().receipt(&facts, may_2017(), "船山区").unwrap();
    let later = library.with_parameter("农村低保标准", None, day("2019-01-01"), "4000", "文").unwrap();
    let replay = later.replay(&receipt).unwrap();
    assert!(replay.same_parameters && replay.same_result);
    let back = library.with_parameter("农村低保标准", Some("船山区"), day("2017-05-01"), "4000", "文").unwrap();
    let replay = back.replay(&receipt).unwrap();
    assert!(replay.same_rules && !replay.same_parameters && !replay.same_result);
    assert_eq!(replay.today.amount.show(), "499.92 元/月");
}

#[test]
fn other_facts_are_another_result() {
    let library = shipped();
    let facts = Facts::from_json(HOUSEHOLD).unwrap();
    let mut receipt = library.policy("dibao").unwrap().receipt(&facts, may_2017(), "船山区").unwrap();
    receipt.facts.set("家庭", "住房套数", 2);
    let replay = library.replay(&receipt).unwrap();
    assert!(replay.same_rules && replay.same_parameters && !replay.same_result);
    receipt.policy = "meiyou".to_owned();
    assert!(library.replay(&receipt).unwrap_err().to_string().contains("没有“meiyou”"));
}
