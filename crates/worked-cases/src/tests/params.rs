//! The parameter sheet of a file reaches every programme.

use super::files::printed;

/// Parameter, function, input, key of the answer, its value under that parameter.
const SHEET: &[(&str, &str, &str, &str, &str)] = &[
    (
        r#""tk_basic_ratio_x10": 20"#,
        "tekun_assess",
        r#"{"person": {"birth": "1950-01-01", "can_do": ["eat", "dress", "bed", "toilet", "walk", "bath"]}}"#,
        "basic",
        "550.00",
    ),
    (
        r#""tk_care_month": {"able": "51.00"}"#,
        "tekun_series",
        r#"{"from": "2017-05", "to": "2017-05", "grades": [["2017-05", "able"]]}"#,
        "total",
        "408.50",
    ),
    (
        r#""cj_living_month": "71.00""#,
        "cj_assess",
        r#"{"certificate": {"generation": 2, "category": 4, "grade": 4}, "dibao": true}"#,
        "total",
        "71.00",
    ),
    (
        r#""cj_nursing_month": {"2": "52.00"}"#,
        "cj_assess",
        r#"{"certificate": {"generation": 2, "category": 4, "grade": 2}}"#,
        "total",
        "52.00",
    ),
    (
        r#""medical_cap_year": {"ordinary": "10.00"}"#,
        "medical",
        r#"{"category": "dibao", "total": "100.00", "in_policy": "100.00"}"#,
        "aid",
        "10.00",
    ),
    (
        r#""medical_ratio_percent": {"dibao": 80}"#,
        "medical",
        r#"{"category": "dibao", "total": "100.00", "in_policy": "100.00"}"#,
        "aid",
        "80.00",
    ),
    (r#""premium_year": "90.00""#, "premium", r#"{"category": "dibao"}"#, "aid", "90.00"),
    (r#""premium_aid": {"jdlk": "30.00"}"#, "premium", r#"{"category": "jdlk"}"#, "self_pay", "120.00"),
    (r#""orphan_month": {"scattered": "700.00"}"#, "child_topup", "{}", "allowance", "700.00"),
    (r#""temp_delegated_limit": "10.00""#, "temp_route", r#"{"amount": "10.00"}"#, "route", "county"),
    (r#""temp_base_month": "300.00""#, "temp_emergency_amount", r#"{"level": 1, "persons": 1}"#, "amount", "300.00"),
    (r#""temp_level_months": {"1": 2}"#, "temp_emergency_amount", r#"{"level": 1, "persons": 1}"#, "amount", "550.00"),
    (r#""temp_spend_threshold": "0.00""#, "temp_spend_amount", r#"{"self_paid_12m": "4000.00"}"#, "amount", "400.00"),
    (
        r#""temp_spend_tiers": [["1000.00", 50], ["1.00", 1], [null, 1]]"#,
        "temp_spend_amount",
        r#"{"self_paid_12m": "6000.00"}"#,
        "amount",
        "500.00",
    ),
    (r#""temp_min": "250.00""#, "temp_spend_amount", r#"{"self_paid_12m": "5001.00"}"#, "amount", "250.00"),
    (r#""temp_cap": "999.00""#, "temp_spend_amount", r#"{"self_paid_12m": "90000.00"}"#, "amount", "999.00"),
    (r#""temp_papers_workdays": 1"#, "temp_papers", r#"{"emergency_end": "2017-09-25"}"#, "papers_due", "2017-09-26"),
    (
        r#""temp_split_months": 1"#,
        "temp_route",
        r#"{"amount": "999.00", "prior_township_same_cause_12m": [{"amount": "600.00", "date": "2017-03-02"}]}"#,
        "route",
        "township",
    ),
    (r#""low_income_ratio_x10": 20"#, "low_income", r#"{"n": 1, "income_year": "6599.99"}"#, "class", "EDGE"),
    (
        r#""rural_disposable_prev_year": "10.00""#,
        "tekun_assess",
        r#"{"version": "2021", "person": {"birth": "1930-01-01", "obligors": [{"kind": "elderly", "age": 70, "income_year": "10.00"}]}}"#,
        "reason",
        "ABLE_OBLIGOR",
    ),
];

#[test]
fn params_of_every_programme_are_laid_over() {
    for (params, function, input, key, value) in SHEET {
        let text = format!(
            r#"{{"params": {{{params}}}, "cases": [{{"id": "A", "function": "{function}", "input": {input}, "expected": {{"{key}": "{value}"}}}}]}}"#
        );
        let (summary, out) = printed(&text, false);
        assert_eq!(summary.passed, 1, "{params}\n{out}");
    }
    let (_, out) = printed(
        r#"{"params": {"temp_spend_tiers": [1]}, "cases": [{"id": "A", "function": "luhn", "input": {}, "expected": {"x": 1}}]}"#,
        false,
    );
    assert!(out.contains("应写成三档"), "{out}");
}
