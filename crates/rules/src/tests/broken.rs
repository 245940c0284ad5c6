//! Broken policies and the sentence each gets: file, line, column, what to write.

use super::load;

/// A sound file to break: lines 1–13.
const SOUND: &str = "政策 试\n编号 shi\n参数 标准 元/年 按 县区\n  2017-01-01 起 3300  依据 《通知》一\n事实 家庭\n  存款 元\n  有车 是非\n事实 成员\n  编号 文字 主键\n  工资 元/年\n规定 收入 元/年 = 求和(成员 : 工资)\n  依据 《办法》第一条\n";

/// The sound file with one more piece of text at its end; that piece begins on line 13.
fn with(extra: &str) -> String {
    format!("{SOUND}{extra}\n")
}

fn refused(text: &str, part: &str) {
    let errors = load(text).err().unwrap_or_else(|| panic!("loads although it should not:\n{text}"));
    assert!(errors.contains(part), "\n想要：{part}\n得到：{errors}");
    for error in errors.lines() {
        let placed = error.starts_with("试.policy 第") && error.contains("行第") && error.contains("列：");
        assert!(placed && (error.ends_with('。') || error.ends_with('？')), "no place or no sentence: {error}");
    }
}

#[test]
fn the_sound_file_loads() {
    load(SOUND).expect("it is sound");
}

const GRAMMAR: [(&str, &str); 22] = [
    ("规矩 甲 数 = 1", "第13行第1列：不认识的开头“规矩”"),
    ("  规定 甲 数 = 1", "第13行第3列：规定下面不能写“规定”"),
    ("规定 甲 数 1", "第13行第8列：这里应写“=”，却是“1”"),
    ("规定 甲 数 = 1", "第13行第4列：规定“甲”没有依据。请在下面缩进写一行：依据"),
    ("规定 甲 数 = 1\n  依据", "第14行第5列：这里是空的，请写上依据"),
    ("规定 甲 数 = (1 + 2\n  依据 一", "括号没有关上"),
    ("规定 甲 数 = 1 +\n  依据 一", "这里应写数或名称，却是“依据”"),
    ("规定 甲 数 = 若 有车 则 1\n  依据 一", "缺“否则 …”"),
    ("规定 甲 是非 = 1 < 2 < 3\n  依据 一", "不能连着比较两次"),
    ("规定 甲 数 = 1 2\n  依据 一", "这里多出了“2”"),
    ("规定 甲 数 = 3把\n  依据 一", "数字后面紧跟的“把”不是单位"),
    ("规定 甲 数 = 1！\n  依据 一", "第13行第11列：不认识的符号“！”。否定请写“非”"),
    ("规定 甲 文字 = “开\n  依据 一", "引号没有关上"),
    ("参数 乙 元\n  2017-13-01 起 1 依据 一", "日期“2017-13-01”不对"),
    ("参数 乙 元", "参数“乙”没有数值"),
    ("参数 乙 元\n  2017-01-01 起 1", "这一行数值没有依据"),
    ("参数 乙 元\n  2017-01-01 起 至 2016-01-01 1 依据 一", "截止日期早于开始日期"),
    ("规定 甲 数 = 1\n  依据 一\n  例外 乙 当 有车 则 2", "例外“乙”没有依据"),
    ("未译条款 甲\n  内容 由人判断", "要写明“内容”"),
    ("表 甲 数 唯一命中\n  | 有车 | 值 |\n  | 是 | 1 | 2 |\n  依据 一", "这一行的格数多于表头"),
    ("表 甲 数 唯一命中\n  | 有车 | 值 |\n  | 是 |\n  依据 一", "这一行的格数和表头不一样"),
    ("案例 甲 日期 2017-01-01\n  家庭 存款 1", "案例“甲”没有写期望的结果"),
];

#[test]
fn what_the_grammar_refuses() {
    for (extra, part) in GRAMMAR {
        refused(&with(extra), part);
    }
}

const CHECKER: [(&str, &str); 27] = [
    ("规定 甲 元/年 = 收如\n  依据 一", "不认识的名称“收如”。是不是想写“收入”？"),
    ("规定 甲 是非 = 有车且有车\n  依据 一", "“且”两边要空一格：有车 且 有车"),
    ("规定 甲 元/年 = 工资\n  依据 一", "“工资”是“成员”里逐条的事实或规定"),
    ("规定 甲 元/年 = 标准 + 1元/月\n  依据 一", "年和月不能混在一起算"),
    ("规定 甲 元/月 = 标准\n  依据 一", "年的数除以 12月 才是月的数"),
    ("规定 甲 元/月 = 标准 ÷ 11月\n  依据 一", "单位合不到一起"),
    ("规定 甲 元 = 存款 + 1\n  依据 一", "数字要带单位"),
    ("规定 甲 是非 = 存款 > 100\n  依据 一", "数字要带单位，请写成 100元"),
    ("规定 甲 是非 = 存款\n  依据 一", "应是是非"),
    ("规定 甲 数 = 若 存款 则 1 否则 2\n  依据 一", "“若”应是是非，这里算出来的却是元"),
    ("规定 收入 数 = 1\n  依据 一", "重名了"),
    ("参数 标准 元\n  2017-01-01 起 1 依据 一", "重名了"),
    ("规定 甲 数 = 乙\n  依据 一\n规定 乙 数 = 甲\n  依据 一", "规定之间绕成了一圈：甲 → 乙 → 甲"),
    ("规定 甲 元/月 发放 = 标准 ÷ 12月\n  依据 一", "发放的金额“甲”没有取整"),
    ("规定 甲 元/月 发放 = 取整(取整(标准 ÷ 12月, 0.01元/月, 四舍五入), 1元/月, 向上)\n  依据 一", "取整了两次"),
    ("规定 甲 元/月 发放 = 取整(标准 ÷ 12月, 0.01元/月, 四舍五入) × 2\n  依据 一", "取整之后又乘除了"),
    (
        "规定 甲 元/月 发放 = 取整(标准 ÷ 12月, 0.01元/月, 四舍五入) + 标准 ÷ 12月\n  依据 一",
        "有的部分取整了，有的部分没有",
    ),
    ("规定 甲 元/年 = 取整(标准, 0.01元/月, 四舍五入)\n  依据 一", "两者单位要一样"),
    ("规定 甲 元/年 = 取整(标准, 0.01元/年, 随便)\n  依据 一", "“随便”不在可选的词里。可选：四舍五入、向上、向下"),
    ("规定 甲 数 = 平方(2)\n  依据 一", "没有“平方(…)”这个算法"),
    ("规定 甲 是非 = 存在(成员 : 工资)\n  依据 一", "“:”后面应是一个条件"),
    ("规定 甲 数 = 计数(车辆)\n  依据 一", "第一项应是一类记录"),
    ("表 甲 数 唯一命中\n  | 有车 | 值 |\n  | 是 | 1 |\n  依据 一", "表里没有一行管这种情况（各列依次为：否）"),
    (
        "表 甲 数 唯一命中\n  | 有车 | 值 |\n  | 是 | 1 |\n  | - | 2 |\n  依据 一",
        "表里第15行和第16行会同时命中（各列依次为：是）",
    ),
    ("待定 丙 元", "待定项“丙”还没有任何文件填定"),
    ("填定 丙\n  2017-01-01 起 1 依据 一", "没有待定项“丙”可填"),
    (
        "案例 甲 日期 2017-05-01\n  家庭 存款 1\n  成员 编号 一 ; 工资 5\n  期望 收入 6",
        "第16行第6列：案例“甲”的“收入”不对：期望6，算出来是5.00 元/年",
    ),
];

#[test]
fn what_the_checker_refuses() {
    for (extra, part) in CHECKER {
        refused(&with(extra), part);
    }
}

const FACTS: [(&str, &str); 10] = [
    ("事实 车辆\n  种类 轿车|货车 缺省 轿车", "写了缺省值却没有说明"),
    ("事实 车辆\n  种类 轿车|货车 缺省 飞机 说明 无", "“飞机”不在可选的词里"),
    ("事实 车辆\n  价格 钱", "不认识的类型“钱”"),
    ("事实 车辆", "下面没有内容"),
    ("事实 车辆\n  谁 成员 推算 收入", "不能用规定“收入”"),
    ("参数 乙 元\n  2017-01-01 起 1 依据 一\n  2017-01-01 起 2 依据 二", "有两个值，不知道用哪一个"),
    ("参数 乙 元\n  2017-01-01 起 船山区 1 依据 一", "没有“船山区”这一项"),
    ("参数 乙 元\n  2017-01-01 起 5岁 依据 一", "参数“乙”的单位是元，这个值写的却是岁"),
    ("参数 乙 元 按 甲|乙\n  2017-01-01 起 5 依据 一", "每个值前面要写是哪一项：甲、乙"),
    ("参数 乙 元 按 甲|丙\n  2017-01-01 起 甲 5 依据 一\n规定 丁 元 = 乙\n  依据 一", "要写明哪一项，例如 乙[甲]"),
];

const LATER: [(&str, &str); 16] = [
    ("参数 乙 元\n  约束 >= 1\n  2017-01-01 起 1 依据 一", "第14行第3列：这一行约束没有依据"),
    ("参数 乙 元\n  约束 >= 2 依据 零\n  2017-01-01 起 1 依据 一", "是1，低于下限 2"),
    ("参数 乙 是非\n  约束 >= 1 依据 零\n  2017-01-01 起 是 依据 一", "只能给数写上限或下限"),
    ("参数 乙 元 按 甲|丙\n  约束 丁 >= 1 依据 零\n  2017-01-01 起 其余 1 依据 一", "没有“丁”这一项"),
    ("参数 乙 元\n  约束 >= 标准 依据 零\n  2017-01-01 起 1 依据 一", "单位一样，并且不分项"),
    ("检查 甲\n  内容 看\n  依据 一", "请写成：检查 甲 当 条件"),
    ("检查 甲 当 有车\n  依据 一", "检查“甲”要写明“内容”"),
    ("未译条款 甲\n  内容 看\n  依据 一\n  说法 二", "未译条款下面只写“内容”和“依据”"),
    ("事实 车辆\n  种类 轿车|货车|轿车", "“轿车”写了两次"),
    ("枚举 词 = 甲 | 甲", "“甲”写了两次"),
    ("事实 费用 年度 财年 按 日子\n  日子 日期", "“年度”后面现在只能写“自然年”"),
    ("规定 甲 元 = 年内累计(此前 存款)\n  依据 一", "只能写在一次一次的事"),
    (
        "表 甲 数 唯一命中\n  | 存款 | 值 |\n  | < 5元 | 1 |\n  | > 5元 | 2 |\n  依据 一",
        "没有一行管这种情况（各列依次为：5）",
    ),
    (
        "表 甲 数 唯一命中\n  | 存款 | 值 |\n  | 0元 .. 5元 | 1 |\n  | >= 5元 | 2 |\n  依据 一",
        "会同时命中（各列依次为：5）",
    ),
    ("案例 甲 日期 2017-05-01\n  成员 编号 一 ; 工资 5\n  期望 成员[2].工资 5", "没有“成员[2].工资”"),
    ("案例 甲 日期 2017-05-01\n  期望 成员[2]工资 5", "这里应写“.”"),
];

#[test]
fn what_bounds_checks_events_and_tables_refuse() {
    for (extra, part) in LATER {
        refused(&with(extra), part);
    }
    let all: std::collections::BTreeSet<&str> =
        [&GRAMMAR[..], &CHECKER, &FACTS, &LATER].into_iter().flatten().map(|(_, part)| *part).collect();
    assert!(all.len() >= 60, "{} sentences", all.len());
}

#[test]
fn what_facts_and_parameters_refuse() {
    for (extra, part) in FACTS {
        refused(&with(extra), part);
    }
}

#[test]
fn what_has_no_end_is_refused() {
    let deep = format!("规定 甲 数 = {}1{}\n  依据 一", "(".repeat(60), ")".repeat(60));
    refused(&with(&deep), "算式套得太深");
    let not = format!("规定 甲 是非 = {}有车\n  依据 一", "非 ".repeat(60));
    refused(&with(&not), "套得太深");
    let long = format!("规定 甲 数 = 1{}\n  依据 一", " + 1".repeat(5_000));
    refused(&with(&long), "运算超过400个");
    let many: String = (0..600).map(|n| format!("规定 甲{n} 数 = 1\n  依据 一\n")).collect();
    refused(&with(&many), "超过500个");
    let sum = (0..3).fold("1人 > 0人".to_owned(), |text, _| format!("存在(成员 : {text})"));
    refused(&with(&format!("规定 甲 是非 = {sum}\n  依据 一")), "求和、计数等套得太深");
    let large = "# 注\n".repeat(60_000);
    refused(&with(&large), "超过256 KB");
}

#[test]
fn two_files_may_not_fill_one_term_for_one_day() {
    let national = "政策 国家\n编号 guojia\n待定 标准 元/年 按 县区\n规定 甲 元/年 = 标准\n  依据 一\n";
    let city = |id: &str| format!("政策 市\n编号 {id}\n填定 标准\n  2017-01-01 起 3300 依据 二\n");
    let files = [
        ("a.policy".to_owned(), national.to_owned()),
        ("b.policy".to_owned(), city("yi")),
        ("c.policy".to_owned(), city("er")),
    ];
    crate::Library::load_texts(&files[..2]).expect("one file fills it");
    let errors = crate::Library::load_texts(&files).expect_err("two files fill it");
    assert!(errors[0].to_string().contains("c.policy 第4行第3列：参数“标准”从2017-01-01起有两个值"), "{}", errors[0]);
}

#[test]
fn definitions_that_double_do_not_take_forever() {
    let mut text = String::from("规定 甲0 元 = 存款\n  依据 一\n  不列\n");
    for n in 1..60 {
        let before = n - 1;
        text.push_str(&format!("规定 甲{n} 元 = 甲{before} + 甲{before}\n  依据 一\n  不列\n"));
    }
    text.push_str("规定 乙 元 发放 = 取整(甲59, 0.01元, 四舍五入)\n  依据 一\n");
    let library = load(&with(&text)).expect("it loads");
    let facts = crate::Facts::from_json(r#"{"家庭": {"存款": "1.00"}}"#).unwrap();
    let evaluation = library.policies()[0].evaluate(&facts, super::may_2017(), "").unwrap();
    assert!(evaluation.trace.iter().all(|line| line.formula.len() < 20_000));
}

#[test]
fn an_evaluation_that_takes_too_many_steps_is_a_fault() {
    let mut text = String::from("规定 成员.甲0 数 = 计数(成员) ÷ 1人\n  依据 一\n");
    for n in 1..40 {
        text.push_str(&format!("规定 成员.甲{n} 数 = 求和(成员 : 甲{})\n  依据 一\n", n - 1));
    }
    text.push_str("规定 乙 数 = 求和(成员 : 甲39)\n  依据 一\n");
    let library = load(&with(&text)).expect("it loads");
    let rows: Vec<String> = (0..500).map(|n| format!("{{\"编号\": \"{n}\"}}")).collect();
    let facts = crate::Facts::from_json(&format!("{{\"成员\": [{}]}}", rows.join(","))).unwrap();
    let evaluation = library.policies()[0].evaluate(&facts, super::may_2017(), "").unwrap();
    let fault = evaluation.value("乙").unwrap_err().to_string();
    assert!(fault.contains("要算的步数太多") || fault.contains("数字太大"), "{fault}");
}

#[test]
fn no_cut_of_a_policy_makes_the_loader_panic() {
    let text = include_str!("../../../../policies/dibao/management.policy");
    let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for at in cuts.iter().step_by(37) {
        let _ = load(&text[..*at]);
        let _ = load(&text[*at..]);
    }
}
