//! The cases of a policy run for readers: as the file has them, under a changed value, and as somebody writes them.

use crate::Library;
use kernel::Day;

fn library() -> Library {
    Library::embedded().expect("the shipped policies load")
}

#[test]
fn every_shipped_case_holds_and_keeps_its_wording() {
    let library = library();
    let runs = library.run_cases("dibao");
    assert!(runs.len() > 20, "{}", runs.len());
    for run in &runs {
        assert!(run.holds(), "{}", run.name);
        assert!(run.wording.starts_with("案例 ") && run.wording.contains(&run.name), "{}", run.wording);
    }
    assert!(runs[0].wording.lines().last().unwrap_or_default().contains("期望"), "{}", runs[0].wording);
    assert!(library.run_cases("没有").is_empty());
}

#[test]
fn under_a_changed_value_a_case_says_what_it_gives_instead() {
    let day = Day::new(2017, 1, 1).expect("a day");
    let changed = library().with_parameter("农村低保标准", None, day, "3600", "试算").expect("fits");
    let runs = changed.run_cases("dibao");
    let first = runs.iter().find(|run| run.name == "三口之家补差").expect("the case");
    assert!(!first.holds());
    let amount = first.checks.iter().find(|check| check.what == "金额").expect("the amount");
    // (3 × 3600 − 6001) ÷ 12
    assert_eq!((amount.wanted.as_str(), amount.found.starts_with("399.92")), ("324.92", true), "{}", amount.found);
    // What the value does not touch holds as before.
    assert!(runs.iter().any(|run| run.name == "标准调整前一天" && run.holds()));
}

#[test]
fn a_case_somebody_writes_builds_on_the_file_and_is_not_kept() {
    let library = library();
    let text = "案例 试一试 沿用 三口之家补差\n  收入 谁 甲 ; 种类 其他 ; 金额 6000\n  期望 金额 325.00 ; 保障人口 4\n";
    let runs = library.try_cases("dibao", text).expect("it runs");
    assert_eq!(runs.len(), 1);
    let held: Vec<bool> = runs[0].checks.iter().map(|check| check.holds).collect();
    assert_eq!(held, [true, false], "{:?}", runs[0].checks);
    assert!(!library.run_cases("dibao").iter().any(|run| run.name == "试一试"));
}

#[test]
fn what_is_not_a_case_is_answered_with_its_place() {
    let library = library();
    let said = |text: &str| library.try_cases("dibao", text).expect_err("refused").sentence;
    assert!(said("").contains("这里只写案例"));
    assert!(said("规定 甲 是非 = 是\n  依据 第一条\n").contains("这里只写案例"));
    assert!(said("案例 甲\n  期望 金额 1\n").contains("没有写日期"));
    assert!(said("案例 甲 沿用 没有的\n  期望 金额 1\n").contains("没有可沿用的案例"));
    assert!(said("案例 甲 日期 2017-05-01\n").contains("没有写期望"));
    let many: String = (0..21).map(|n| format!("案例 第{n}个 沿用 三口之家补差\n  期望 金额 1\n")).collect();
    assert!(said(&many).contains("一次最多试 20 个"));
    let wrong =
        library.try_cases("dibao", "案例 甲 日期 2017-05-01\n  东西 什么 1\n  期望 金额 1\n").expect_err("refused");
    assert_eq!(wrong.place.line, 2, "{}", wrong.sentence);
    assert!(library.try_cases("没有", "案例 甲\n").is_err());
}
