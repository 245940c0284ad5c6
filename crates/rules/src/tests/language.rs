//! What the language computes.

use super::{answer, shown};

/// A policy with this body under a usual head.
fn policy(body: &str) -> String {
    format!(
        "政策 试\n编号 shi\n枚举 种类词 = 甲类 | 乙类 | 丙类\n参数 标准 元/年\n  2017-01-01 起 3300  依据 一\n参数 扣除 元 按 种类词\n  2017-01-01 起 甲类 10 ; 其余 20  依据 一\n事实 家庭\n  存款 元\n  有车 是非\n  种类 种类词\n  申请日 日期\n  户主 成员\n事实 成员\n  编号 文字 主键\n  工资 元/年\n  年龄 岁\n  学生 是非\n事实 收入\n  谁 成员\n  金额 元/年\n{body}\n"
    )
}

fn value(formula: &str, facts: &str) -> String {
    let (kind, formula) = formula.split_once(" = ").expect("type = formula");
    shown(&policy(&format!("规定 果 {kind} = {formula}\n  依据 一")), facts, "果")
}

const TWO: &str = r#"{"家庭": {"存款": "100.00", "有车": false, "种类": "甲类", "申请日": "2017-01-31", "户主": "一"},
 "成员": [{"编号": "一", "工资": "1000.00", "年龄": 40, "学生": false}, {"编号": "二", "工资": "2000.50", "年龄": 17, "学生": true}],
 "收入": [{"谁": "一", "金额": "300.00"}, {"谁": "二", "金额": "50.00"}]}"#;

#[test]
fn units_follow_the_time() {
    assert_eq!(value("元/月 = 标准 ÷ 12月", TWO), "275.00 元/月");
    assert_eq!(value("元/年 = 100元/月 × 12月", TWO), "1,200.00 元/年");
    assert_eq!(value("元 = 100元/月 × 5月", TWO), "500.00 元");
    assert_eq!(value("元/年 = 100元/月 × 5月 ÷ 1年", TWO), "500.00 元/年");
    assert_eq!(value("元 = 存款 × 2", TWO), "200.00 元");
    assert_eq!(value("比例 = 存款 ÷ 300元", TWO), "约0.3333");
    assert_eq!(value("元/年 = 标准 ÷ 计数(成员)", TWO), "1,650.00 元/年");
}

#[test]
fn members_and_records_are_gathered() {
    assert_eq!(value("元/年 = 求和(成员 : 工资)", TWO), "3,000.50 元/年");
    assert_eq!(value("人 = 计数(成员 其中 年龄 < 18岁)", TWO), "1人");
    assert_eq!(value("元/年 = 最大(成员 : 工资)", TWO), "2,000.50 元/年");
    assert_eq!(value("岁 = 最小(成员 : 年龄)", TWO), "17岁");
    assert_eq!(value("是非 = 存在(成员 : 学生)", TWO), "是");
    assert_eq!(value("是非 = 全部(成员 : 学生)", TWO), "否");
    assert_eq!(value("是非 = 全部(成员 其中 年龄 < 18岁 : 学生)", TWO), "是");
    assert_eq!(value("元/年 = 求和(收入 其中 谁.学生 : 金额)", TWO), "50.00 元/年");
    assert_eq!(value("岁 = 户主.年龄", TWO), "40岁");
    assert_eq!(value("元 = 最大(存款, 150元, 120元)", TWO), "150.00 元");
}

#[test]
fn a_rule_of_each_member_may_gather_its_own_records() {
    let text = policy(
        "规定 成员.全部收入 元/年 = 工资 + 求和(收入 其中 谁 是 本项 : 金额)\n  依据 一\n规定 果 元/年 = 最小(成员 : 全部收入)\n  依据 一",
    );
    assert_eq!(shown(&text, TWO, "果"), "1,300.00 元/年");
    let text = policy(
        "规定 收入.本人收入 元/年 = 金额 + 谁.工资\n  依据 一\n规定 果 元/年 = 最大(收入 : 本人收入)\n  依据 一",
    );
    assert_eq!(shown(&text, TWO, "果"), "2,050.50 元/年");
}

#[test]
fn days_are_counted() {
    assert_eq!(value("日期 = 次月首(申请日)", TWO), "2017年2月1日");
    assert_eq!(value("日期 = 申请日 + 1月", TWO), "2017年2月28日");
    assert_eq!(value("日期 = 申请日 - 31天", TWO), "2016年12月31日");
    assert_eq!(value("天 = 2017-02-02 - 申请日", TWO), "2天");
    assert_eq!(value("月 = 月数(申请日, 2017-04-01)", TWO), "4个月");
    assert_eq!(value("岁 = 周岁(2000-05-02, 评定日期)", TWO), "16岁");
    assert_eq!(value("日期 = 月末(申请日 + 1月)", TWO), "2017年2月28日");
}

#[test]
fn choices_and_kept_parameters() {
    assert_eq!(value("元 = 扣除[种类]", TWO), "10.00 元");
    assert_eq!(value("元 = 扣除[乙类]", TWO), "20.00 元");
    assert_eq!(value("是非 = 种类 在 (甲类, 乙类)", TWO), "是");
    assert_eq!(value("是非 = 种类 不是 甲类", TWO), "否");
    assert_eq!(value("是非 = 存款 在 100元..200元", TWO), "是");
}

#[test]
fn what_is_decided_does_not_look_at_the_rest() {
    let no_deposit = r#"{"家庭": {"有车": true}}"#;
    assert_eq!(value("是非 = 存款 < 5元 且 非 有车", no_deposit), "否");
    assert_eq!(value("是非 = 非 有车 且 存款 < 5元", no_deposit), "否");
    assert_eq!(value("是非 = 存款 < 5元 或 有车", no_deposit), "是");
    assert_eq!(value("数 = 若 有车 则 1 否则 存款 ÷ 1元", no_deposit), "1");
    assert_eq!(value("数 = 若 存款 < 5元 则 7 否则 7", no_deposit), "7");
    assert_eq!(value("是非 = 存款 < 5元 且 有车", no_deposit), "未知（缺：家庭的存款）");
    assert_eq!(value("是非 = 存在(成员 : 学生)", no_deposit), "未知（缺：有哪些成员）");
    assert_eq!(
        value("是非 = 存在(成员 : 学生)", r#"{"成员": [{"编号": "一", "学生": null}, {"编号": "二", "学生": true}]}"#),
        "是"
    );
    assert_eq!(
        value("元/年 = 求和(成员 : 工资)", r#"{"成员": [{"编号": "一", "工资": "5"}, {"编号": "二"}]}"#),
        "未知（缺：成员“二”的工资）"
    );
}

#[test]
fn a_fault_counts_only_where_it_matters() {
    let none = r#"{"家庭": {"有车": true, "存款": "1.00"}, "成员": []}"#;
    assert_eq!(value("是非 = 有车 或 存款 ÷ 计数(成员) > 1元", none), "是");
    let fault = value("元 = 存款 ÷ 计数(成员)", none);
    assert!(fault.contains("“果”算不出来：除数为零"), "{fault}");
    let fault = value("元/年 = 最大(成员 : 工资)", none);
    assert!(fault.contains("没有符合条件的记录"), "{fault}");
}

#[test]
fn numbers_out_of_range_are_a_fault() {
    let power = (0..12).fold("存款".to_owned(), |text, _| format!("({text}) × 999999999"));
    let fault = value(&format!("元 = {power}"), TWO);
    assert!(fault.contains("数字太大"), "{fault}");
}

#[test]
fn one_exception_applies_and_two_are_a_conflict() {
    let text = policy(
        "规定 果 数 = 1\n  依据 一\n  例外 少 当 存款 < 50元 则 2\n    依据 二\n  例外 车 当 有车 则 3\n    依据 三",
    );
    let facts = |deposit: &str, car: &str| format!(r#"{{"家庭": {{"存款": "{deposit}", "有车": {car}}}}}"#);
    assert_eq!(shown(&text, &facts("60", "false"), "果"), "1");
    assert_eq!(shown(&text, &facts("40", "false"), "果"), "2");
    assert_eq!(shown(&text, &facts("60", "true"), "果"), "3");
    let conflict = shown(&text, &facts("40", "true"), "果");
    assert!(conflict.contains("例外“少”和“车”同时适用"), "{conflict}");
    assert_eq!(shown(&text, &facts("40", "null"), "果"), "未知（缺：家庭的有车）");
}

#[test]
fn a_table_hits_once_or_stays_open() {
    let text = policy(
        "表 果 种类词 唯一命中\n  | 有车 | 存款 | 果 |\n  | 是 | - | 甲类 |\n  | 否 | < 50元 | 甲类 |\n  | 否 | >= 50元 | 乙类 |\n  依据 一",
    );
    assert_eq!(shown(&text, r#"{"家庭": {"有车": true}}"#, "果"), "甲类");
    assert_eq!(shown(&text, r#"{"家庭": {"有车": false, "存款": "50.00"}}"#, "果"), "乙类");
    assert_eq!(shown(&text, r#"{"家庭": {"存款": "49.99"}}"#, "果"), "甲类", "both rows that are open say the same");
    assert_eq!(shown(&text, r#"{"家庭": {"有车": false}}"#, "果"), "未知（缺：家庭的存款）");
    let gap = policy(
        "参数 线 元\n  2017-01-01 起 50 依据 一\n表 果 种类词 唯一命中\n  | 存款 | 果 |\n  | < 线 | 甲类 |\n  | > 线 | 乙类 |\n  依据 一",
    );
    let fault = shown(&gap, r#"{"家庭": {"存款": "50.00"}}"#, "果");
    assert!(fault.contains("表里没有一行命中"), "{fault}");
}

#[test]
fn a_table_of_ranges_with_the_rest() {
    let text = policy(
        "表 果 种类词 唯一命中\n  | 有车 | 存款 | 果 |\n  | 否 | 0元 .. < 50元 | 甲类 |\n  | 否 | 50元 .. 60元 | 乙类 |\n  | 其余 | - | 丙类 |\n  依据 一",
    );
    let facts = |deposit: &str, car: &str| format!(r#"{{"家庭": {{"存款": {deposit}, "有车": {car}}}}}"#);
    for (deposit, car, wanted) in [
        ("\"49.99\"", "false", "甲类"),
        ("\"50\"", "false", "乙类"),
        ("\"60\"", "false", "乙类"),
        ("\"60.01\"", "false", "丙类"),
        ("null", "true", "丙类"),
        ("\"60.01\"", "null", "丙类"),
        ("\"1\"", "null", "未知（缺：家庭的有车）"),
        ("null", "false", "未知（缺：家庭的存款）"),
    ] {
        assert_eq!(shown(&text, &facts(deposit, car), "果"), wanted, "{deposit} {car}");
    }
}

#[test]
fn unknown_agrees_with_every_completion() {
    let formula = "规定 果 是非 = 有车 且 存款 < 50元 或 存在(成员 : 学生)\n  依据 一";
    let text = policy(formula);
    let facts = |car: &str, deposit: &str, student: &str| {
        format!(r#"{{"家庭": {{"有车": {car}, "存款": {deposit}}}, "成员": [{{"编号": "一", "学生": {student}}}]}}"#)
    };
    let options = |text: &str| -> Vec<String> {
        if text == "null" {
            return vec!["true".to_owned(), "false".to_owned()];
        }
        vec![text.to_owned()]
    };
    let deposits = |text: &str| -> Vec<String> {
        if text == "null" {
            return vec!["\"10\"".to_owned(), "\"90\"".to_owned()];
        }
        vec![text.to_owned()]
    };
    for car in ["true", "false", "null"] {
        for deposit in ["\"10\"", "\"90\"", "null"] {
            for student in ["true", "false", "null"] {
                let open = answer(&text, &facts(car, deposit, student), "果").unwrap();
                let mut ends = Vec::new();
                for car in options(car) {
                    for deposit in deposits(deposit) {
                        for student in options(student) {
                            ends.push(answer(&text, &facts(&car, &deposit, &student), "果").unwrap());
                        }
                    }
                }
                if open.known().is_some() {
                    assert!(ends.iter().all(|end| *end == open), "{car} {deposit} {student}");
                } else {
                    assert!(ends.iter().any(|end| *end != ends[0]), "{car} {deposit} {student}");
                }
            }
        }
    }
}
