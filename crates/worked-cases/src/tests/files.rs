//! Whole files through the engine.

use super::{Library, Summary, run};

/// Runs a text and gives back what was printed.
pub(super) fn printed(text: &str, json: bool) -> (Summary, String) {
    let library = Library::embedded().expect("the shipped policies load");
    let mut out = Vec::new();
    let summary = run(text, &library, json, &mut out).expect("a buffer can be written");
    (summary, String::from_utf8(out).expect("the output is UTF-8"))
}

#[test]
fn every_shipped_case_passes_and_every_folder_has_some() {
    let policies = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies");
    let library = Library::embedded().expect("the shipped policies load");
    for folder in std::fs::read_dir(policies).unwrap() {
        let folder = folder.unwrap().path();
        let mut passed = 0;
        for entry in std::fs::read_dir(folder.join("cases")).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let mut out = Vec::new();
            let summary = run(&text, &library, false, &mut out).unwrap();
            assert_eq!(summary.failed, 0, "{}\n{}", path.display(), String::from_utf8(out).unwrap());
            passed += summary.passed;
        }
        assert!(passed > 0, "{} has no case", folder.display());
    }
}

#[test]
fn the_cases_of_every_plan_pass() {
    let library = Library::embedded().expect("the shipped policies load");
    let plans = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans");
    let mut found = 0;
    for folder in std::fs::read_dir(plans).unwrap() {
        let path = folder.unwrap().path().join("cases/workplan.json");
        if !path.is_file() {
            continue;
        }
        found += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let mut out = Vec::new();
        let summary = run(&text, &library, false, &mut out).unwrap();
        assert_eq!((summary.failed, summary.passed), (0, 4), "{}", String::from_utf8(out).unwrap());
    }
    assert!(found > 0, "no plan has cases");
}

#[test]
fn an_indicator_and_a_duty_are_compared_exactly_and_name_what_is_wrong() {
    let out = told(
        "indicator",
        r#"{"target": "10000000.00", "value": "9999999.99"}"#,
        r#"{"percent_2dp": "100.00", "met": false}"#,
    );
    assert_eq!(out, "1 passed, 0 failed\n");
    let out = told("indicator", r#"{"target": 300}"#, r#"{"met": true}"#);
    assert!(out.contains("输入缺“value”"), "{out}");
    let out = told("duty_periods", r#"{"from": "2017-04", "to": "2017-12", "every": 0}"#, r#"{"done": 0}"#);
    assert!(out.contains("大于0的整数"), "{out}");
    let out = told(
        "duty_periods",
        r#"{"from": "2017-03", "to": "2017-06", "every": 2, "done_dates": ["2017-03-01", "2017-04-30"]}"#,
        r#"{"periods": 2, "done": 1, "missed": ["2017-05"]}"#,
    );
    assert_eq!(out, "1 passed, 0 failed\n");
}

/// A file with this one case.
fn one(function: &str, input: &str, expected: &str) -> String {
    format!(
        r#"{{"cases": [{{"id": "T-1", "title": "试", "function": "{function}", "input": {input}, "expected": {expected}}}]}}"#
    )
}

/// Prints what a single case answers.
fn told(function: &str, input: &str, expected: &str) -> String {
    let (summary, out) = printed(&one(function, input, expected), false);
    assert_eq!(summary.passed + summary.failed, 1);
    out
}

const COUPLE: &str = r#""regime": "R2012", "category": "rural", "as_of": "2017-05", "members": [{"ref": "A", "relation": "self", "age": 68}, {"ref": "B", "relation": "spouse", "age": 66}]"#;

#[test]
fn a_difference_names_the_case_the_key_and_both_values() {
    let out = told("dibao_assess", &format!("{{{COUPLE}}}"), r#"{"monthly_total": "551.00", "n": 2}"#);
    assert_eq!(out, "T-1 试：“monthly_total”应为 \"551.00\"，算出来是 \"550.00\"。\n0 passed, 1 failed\n");
    let out = told("dibao_assess", &format!("{{{COUPLE}}}"), r#"{"colour": "red"}"#);
    assert!(out.contains("期望里的“colour”，结果里没有这一项"), "{out}");
}

/// Function, input (`COUPLE` stands for the usual couple), what must be said.
const NOT_KNOWN: &[(&str, &str, &str)] = &[
    ("moon_assess", "{}", "这一项函数还没有：“moon_assess”"),
    ("tekun_assess", "{}", "输入缺“person”"),
    ("tekun_assess", r#"{"person": {"birth": "1950-01-01", "obligors": [{"kind": "moon"}]}}"#, "kind 不认识“moon”"),
    ("tekun_assess", r#"{"person": {"birth": "1950-01-01"}, "unknown": ["moon"]}"#, "unknown 里不认识“moon”"),
    (
        "tekun_series",
        r#"{"from": "2017-05", "to": "2017-06", "grades": [["2017-05", "good"]]}"#,
        "照料等级不认识“good”",
    ),
    ("cj_assess", r#"{"certificate": {"generation": 3, "category": 4, "grade": 1}}"#, "generation 不认识 3"),
    ("medical", r#"{"category": "moon", "total": "1.00", "in_policy": "1.00"}"#, "category 不认识“moon”"),
    ("temp_emergency_amount", r#"{"level": 5, "persons": 1}"#, "level 不认识 5"),
    ("leftbehind", r#"{"birth": "2010-01-01", "father": "moon", "mother": "home"}"#, "父母情形不认识“moon”"),
    ("combo", r#"{"benefits": ["moon"]}"#, "待遇不认识“moon”"),
    ("charity_ratio", r#"{"kind": "moon"}"#, "kind 不认识“moon”"),
    ("dibao_assess", "{COUPLE, \"colour\": 1}", "输入里不认识“colour”这一项"),
    (
        "dibao_assess",
        "{COUPLE, \"incomes\": [{\"who\": \"A\", \"type\": \"lottery\", \"amount\": \"1.00\"}]}",
        "收入种类 type 不认识“lottery”",
    ),
    (
        "dibao_assess",
        "{COUPLE, \"incomes\": [{\"who\": \"A\", \"type\": \"wage\", \"gross\": \"1.00\", \"colour\": 1}]}",
        "incomes 第1项里不认识“colour”",
    ),
    (
        "dibao_assess",
        "{COUPLE, \"incomes\": [{\"who\": \"Z\", \"type\": \"wage\", \"gross\": \"1.00\"}]}",
        "“成员”里没有这个编号",
    ),
    ("dibao_assess", "{COUPLE, \"assets\": {\"vehicles\": [\"rocket\"]}}", "vehicles 不认识 \"rocket\""),
    ("dibao_assess", "{COUPLE, \"rounding\": \"up\"}", "不认识 \"up\""),
    ("dibao_assess", "{COUPLE, \"unknown\": [\"moon\"]}", "unknown 里不认识“moon”"),
    ("dibao_assess", "{COUPLE, \"params_override\": {\"moon\": 1}}", "params 里不认识参数“moon”"),
    ("dibao_start", "{}", "输入缺“decision_date”"),
    ("dibao_start", r#"{"decision_date": "2017-02-30"}"#, "应填日期或月份"),
    ("deadline", r#"{"start": "2017-04-20", "n": 10, "unit": "weeks"}"#, "unit 不认识“weeks”"),
    ("deadline", r#"{"start": "2031-04-20", "n": 10, "unit": "workdays"}"#, "没有2031年的节假日安排"),
    ("overpay", r#"{"event_date": "2017-05-01", "last_paid_month": "2017-08", "monthly_paid": 1.5}"#, "应填金额"),
    ("quarter_pay", r#"{"year": 2017, "quarter": 5, "monthly": "1.00"}"#, "quarter 应是1至4"),
];

#[test]
fn what_is_not_known_is_named() {
    for (function, input, part) in NOT_KNOWN {
        let input = input.replace("COUPLE", COUPLE);
        let out = told(function, &input, r#"{"x": 1}"#);
        assert!(out.contains(part), "{function} {input}\n{out}");
        assert!(out.ends_with("0 passed, 1 failed\n"), "{out}");
    }
}

#[test]
fn a_file_that_cannot_be_read_gets_its_place() {
    for (text, part) in [
        ("{\n \"cases\": [}", "文件第2行"),
        ("[]", "文件最外层应是"),
        ("{\"cases\": []}", "文件里没有样例"),
        ("{\"case\": 1}", "不认识“case”"),
        (r#"{"cases": [{"id": "A"}]}"#, "样例 A没有写 function"),
        (r#"{"cases": [{"function": "luhn"}]}"#, "cases 第1条没有 id"),
        (r#"{"cases": [{"id": "A", "function": "luhn"}]}"#, "样例 A缺 input"),
        (r#"{"cases": [{"id": "A", "function": "luhn", "input": {}, "expected": {}}]}"#, "expected 是空的"),
        (r#"{"calendar_2017": {"holidays": ["x"]}, "cases": []}"#, "\"x\" 不是日期"),
    ] {
        let (summary, out) = printed(text, false);
        assert!(out.contains(part), "{text}\n{out}");
        assert_eq!((summary.passed, summary.failed), (0, 1));
    }
}

#[test]
fn json_prints_one_line_for_each_case() {
    let text = one("luhn", r#"{"number": "4111111111111111"}"#, r#"{"valid": true}"#);
    let (_, out) = printed(&text, true);
    assert_eq!(out, "{\"id\":\"T-1\",\"passed\":true,\"actual\":{\"valid\":true}}\n");
    let (_, out) = printed(&one("moon", "{}", r#"{"x": 1}"#), true);
    assert!(out.starts_with(r#"{"id":"T-1","passed":false,"actual":null,"error":"#), "{out}");
}

#[test]
fn params_and_calendar_of_the_file_go_first() {
    let text = format!(
        r#"{{"params": {{"rural_dibao_year": [["2017-01", "6600.00"]], "medical_cap_year": {{}}}},
           "calendar_2017": {{"holidays": ["2017-04-21"], "working_weekends": ["2017-04-22"]}},
           "cases": [{{"id": "A", "function": "dibao_assess", "input": {{{COUPLE}}}, "expected": {{"monthly_total": "1100.00"}}}},
                     {{"id": "B", "function": "deadline", "input": {{"start": "2017-04-20", "n": 1, "unit": "workdays"}}, "expected": {{"due": "2017-04-22"}}}}]}}"#
    );
    let (summary, out) = printed(&text, false);
    assert_eq!(summary.passed, 2, "{out}");
}

#[test]
fn a_fact_that_is_unknown_is_not_zero() {
    let input = format!("{{{COUPLE}, \"unknown\": [\"assets.financial\"]}}");
    let out = told(
        "dibao_assess",
        &input,
        r#"{"decision": "unknown", "missing": ["assets.financial"], "monthly_total": null}"#,
    );
    assert_eq!(out, "1 passed, 0 failed\n");
    let input = format!("{{{COUPLE}, \"assets\": {{\"vehicles\": [\"car\"]}}, \"unknown\": [\"assets.financial\"]}}");
    let out = told("dibao_assess", &input, r#"{"decision": "reject", "reason": "ASSET_VEHICLE", "missing": []}"#);
    assert_eq!(out, "1 passed, 0 failed\n");
    let input = format!("{{{COUPLE}, \"unknown\": [\"members.B.serious_illness\"]}}");
    let out = told(
        "dibao_assess",
        &input,
        r#"{"decision": "approve", "missing": ["members.B.serious_illness"], "monthly_base": "550.00", "monthly_total": null}"#,
    );
    assert_eq!(out, "1 passed, 0 failed\n");
}
