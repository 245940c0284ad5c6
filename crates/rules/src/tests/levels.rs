//! What a lower level may fill, and within which bounds (约束); checks that only tell (检查).

use super::{day, load};
use crate::{Facts, Library};

const NATIONAL: &str = "政策 国家意见\n编号 guojia\n级别 国家\n枚举 对象 = 特困 | 低保 | 其他人\n参数 省定底线 元/年 按 县区\n  2017-01-01 起 默认 3000 ; 射洪县 3500  依据 《通知》一\n待定 救助比例 比例 按 对象\n  约束 2018-01-01 起 特困, 低保 >= 70%  依据 《意见》九“不低于70%”\n  约束 <= 100%  依据 《意见》九\n待定 标准 元/年 按 县区\n  约束 >= 省定底线  依据 《通知》二\n";

fn city(ratio: &str, standard: &str) -> String {
    format!(
        "政策 市办法\n编号 shi\n级别 市\n填定 救助比例\n{ratio}\n填定 标准\n{standard}\n规定 果 元/年 = 标准 × 救助比例[低保]\n  依据 三\n"
    )
}

fn both(ratio: &str, standard: &str) -> Result<Library, String> {
    let files = [("a.policy".to_owned(), NATIONAL.to_owned()), ("b.policy".to_owned(), city(ratio, standard))];
    Library::load_texts(&files).map_err(|errors| errors.iter().map(|e| format!("{e}\n")).collect())
}

const RATIO: &str = "  2018-01-01 起 特困 100% ; 低保 70% ; 其他人 50%  依据 一";
const STANDARD: &str = "  2017-01-01 起 默认 3300 ; 射洪县 3500  依据 一";

#[test]
fn a_value_at_the_bound_loads() {
    both(RATIO, STANDARD).unwrap_or_else(|errors| panic!("{errors}"));
}

#[test]
fn a_value_beyond_a_bound_of_the_level_above_does_not_load() {
    let low = both(&RATIO.replace("低保 70%", "低保 65%"), STANDARD).expect_err("below the floor");
    let wanted = "b.policy 第5行第3列：参数“救助比例[低保]”从2018年1月1日起是0.65，低于国家下限 0.7。依据：《意见》九“不低于70%”。请改正这个数值。\n";
    assert_eq!(low, wanted);
    let high = both(&RATIO.replace("特困 100%", "特困 101%"), STANDARD).expect_err("above the ceiling");
    assert!(high.contains("救助比例[特困]”从2018年1月1日起是1.01，高于国家上限 1"), "{high}");
    let county = both(RATIO, &STANDARD.replace("射洪县 3500", "射洪县 3499.99")).expect_err("below the province");
    assert!(county.contains("“标准”（射洪县）从2017年1月1日起是3499.99，低于国家下限 3500"), "{county}");
    let missing = both(RATIO, "  2017-01-01 起 3300  依据 一").expect_err("the county has only the city's value");
    assert!(missing.contains("从2017年1月1日起是3300，低于国家下限 3500"), "{missing}");
}

#[test]
fn a_bound_holds_from_its_day_also_for_values_that_run_on() {
    let before = RATIO.replace("2018-01-01", "2017-01-01").replace("低保 70%", "低保 65%");
    let runs_on = both(&before, STANDARD).expect_err("65 % is still in force in 2018");
    assert!(runs_on.contains("救助比例[低保]”从2017年1月1日起是0.65"), "{runs_on}");
    let replaced = format!("{before}\n  2018-01-01 起 低保 70%  依据 二");
    both(&replaced, STANDARD).unwrap_or_else(|errors| panic!("{errors}"));
}

#[test]
fn a_value_that_is_entered_keeps_to_the_bounds_too() {
    let library = both(RATIO, STANDARD).unwrap();
    let error = library.with_parameter("救助比例[低保]", None, day("2019-01-01"), "0.69", "文").expect_err("too low");
    assert!(error.sentence.contains("从2019年1月1日起是0.69，低于国家下限 0.7"), "{error}");
    library.with_parameter("救助比例[低保]", None, day("2019-01-01"), "0.75", "文").expect("within");
}

#[test]
fn two_files_do_not_fill_one_term_on_different_days_either() {
    let second = "政策 又一办法\n编号 you\n填定 标准\n  2019-01-01 起 4000  依据 四\n";
    let files = [
        ("a.policy".to_owned(), NATIONAL.to_owned()),
        ("b.policy".to_owned(), city(RATIO, STANDARD)),
        ("c.policy".to_owned(), second.to_owned()),
    ];
    let errors = Library::load_texts(&files).expect_err("two files");
    assert!(errors[0].to_string().starts_with("c.policy 第4行第3列：参数“标准”的这一项已经由 b.policy 填定"));
}

#[test]
fn a_check_tells_and_changes_nothing() {
    let text = "政策 试\n编号 shi\n事实 家庭\n  存款 元\n  转出 是非\n规定 符合 是非 = 存款 < 100元\n  依据 一\n规定 月金额 元/月 发放 = 取整(若 符合 则 10元/月 否则 0元/月, 0.01元/月, 四舍五入)\n  依据 一\n结论 符合\n金额 月金额\n检查 近期转出存款 当 转出\n  内容 由乡镇核实转出的去向\n  依据 《办法》十\n";
    let library = load(text).unwrap();
    let assess =
        |json: &str| library.policies()[0].assess(&Facts::from_json(json).unwrap(), day("2017-05-01"), "").unwrap();
    let struck = assess(r#"{"家庭": {"存款": "1", "转出": true}}"#);
    assert_eq!(struck.approved(), Some(true));
    assert_eq!(struck.findings.len(), 1);
    assert_eq!(struck.findings[0].name, "近期转出存款");
    assert_eq!(struck.findings[0].content, "由乡镇核实转出的去向");
    let quiet = assess(r#"{"家庭": {"存款": "1", "转出": null}}"#);
    assert_eq!((quiet.approved(), quiet.findings.len()), (Some(true), 0));
    let error = load(&text.replace("检查 近期转出存款 当 转出", "检查 近期转出存款")).expect_err("no condition");
    assert!(error.contains("请写成：检查 近期转出存款 当 条件"), "{error}");
}
