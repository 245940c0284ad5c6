//! Parameters by date and division.

use super::{day, load, shipped};
use crate::{Facts, Library};

const TEXT: &str = "政策 试\n编号 shi\n参数 标准 元/年 按 县区\n  2017-01-01 起 默认 3300 ; 射洪县 3600  依据 一\n  2018-01-01 起 至 2018-12-31 默认 3660  依据 二\n参数 比例数 比例\n  2017-01-01 起 1/3  依据 一\n规定 果 元/年 = 标准\n  依据 一\n规定 三分之一 比例 = 比例数\n  依据 一\n";

fn at(library: &Library, on: &str, division: &str) -> String {
    let evaluation = library.policy("shi").unwrap().evaluate(&Facts::new(), day(on), division).unwrap();
    match evaluation.value("果") {
        Ok(answer) => answer.show(),
        Err(fault) => fault.to_string(),
    }
}

#[test]
fn a_value_holds_from_its_day_and_never_before() {
    let library = load(TEXT).unwrap();
    let before = at(&library, "2016-12-31", "船山区");
    assert!(before.contains("参数“标准”在2016年12月31日（船山区）没有值"), "{before}");
    assert_eq!(at(&library, "2017-01-01", "船山区"), "3,300.00 元/年");
    assert_eq!(at(&library, "2017-12-31", "射洪县"), "3,600.00 元/年");
    assert_eq!(at(&library, "2018-01-01", "射洪县"), "3,660.00 元/年");
    assert_eq!(at(&library, "2018-12-31", "船山区"), "3,660.00 元/年");
    assert!(at(&library, "2019-01-01", "船山区").contains("没有值"));
}

#[test]
fn a_value_that_is_entered_counts_and_changes_the_version() {
    let library = load(TEXT).unwrap();
    let changed = library.with_parameter("标准", Some("安居区"), day("2017-06-01"), "3,400", "文").err();
    assert!(changed.is_some(), "a comma is no number");
    let changed =
        library.with_parameter("标准", Some("安居区"), day("2017-06-01"), "3400", "遂安府发〔2017〕1号").unwrap();
    assert_eq!(at(&changed, "2017-05-31", "安居区"), "3,300.00 元/年");
    assert_eq!(at(&changed, "2017-06-01", "安居区"), "3,400.00 元/年");
    assert_eq!(at(&changed, "2017-06-01", "船山区"), "3,300.00 元/年");
    let version = |library: &Library| library.policy("shi").unwrap().version().to_owned();
    assert_ne!(version(&library), version(&changed));
    assert_eq!(version(&library), version(&load(TEXT).unwrap()));
    assert_eq!(version(&library).len(), 32);
    assert!(changed.parameters().iter().any(|p| p.document == "遂安府发〔2017〕1号"
        && p.division.as_deref() == Some("安居区")
        && p.value == "3400 元/年"));
}

#[test]
fn a_series_replaces_the_old_one() {
    let library = load(TEXT).unwrap();
    let changed = library.with_parameter_series("标准", None, &[(day("2016-01-01"), "100")], "文").unwrap();
    assert_eq!(at(&changed, "2018-06-01", "船山区"), "100.00 元/年");
}

#[test]
fn what_does_not_fit_is_refused() {
    let library = shipped();
    let on = day("2017-06-01");
    for (name, division, value, document, part) in [
        ("没有的", None, "1", "文", "没有参数“没有的”"),
        ("农村低保标准", None, "很多", "文", "应是不小于0的数（元/年）"),
        ("农村低保标准", None, "-1", "文", "应是不小于0的数"),
        ("农村低保标准", None, "3400", " ", "没有写依据"),
        ("中央基础养老金", Some("船山区"), "80", "文", "全市统一，不能按县区另定"),
        ("分类施保", None, "80", "文", "要写明哪一项：重度残疾"),
        ("分类施保[轻度残疾]", None, "80", "文", "要写明哪一项"),
        ("农村低保标准[甲]", None, "80", "文", "没有分项"),
        ("取整办法", None, "随便", "文", "四舍五入到分、见分进角"),
    ] {
        let error = library.with_parameter(name, division, on, value, document).expect_err(name);
        assert!(error.to_string().contains(part), "{error}");
    }
}
