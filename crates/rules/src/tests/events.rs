//! Running totals over the events of a year (年内累计): medical aid, settlement by settlement.

use super::columns::compare;
use super::dice::Dice;
use super::drawn::Gaps;
use super::{day, load};
use crate::{Answer, Evaluation, Facts, Library, Population};

/// Deductible and yearly limit as in medical aid, with its three cases.
const AID: &str = "政策 医疗救助试
编号 yiliao_shi
枚举 对象类别词 = 低保对象 | 低保边缘
参数 救助比例 比例 按 对象类别词
  2025-01-01 起 低保对象 75% ; 低保边缘 65%  依据 《意见》九
参数 起付标准 元 按 对象类别词
  2025-01-01 起 低保对象 0 ; 低保边缘 3000  依据 《意见》十
参数 年度限额 元 按 对象类别词
  2025-01-01 起 低保对象 40000 ; 低保边缘 30000  依据 《意见》十一
  2026-01-01 起 低保对象 50000 ; 低保边缘 30000  依据 《意见》十一
事实 费用 年度 自然年 按 结算日期
  结算日期 日期 来源 医保
  对象类别 对象类别词 来源 民政
  政策范围内费用 元 来源 医保
  基本医保支付 元 来源 医保
  大病保险支付 元 来源 医保
  定点医疗机构 是非 来源 医保
规定 费用.自付 元 = 最大(0元, 政策范围内费用 - 基本医保支付 - 大病保险支付)
  依据 《办法》第二十九条
规定 费用.已用起付 元 = 最小(起付标准[对象类别], 年内累计(此前 自付 其中 定点医疗机构))
  依据 《意见》十
规定 费用.计算基数 元 = 最大(0元, 自付 - (起付标准[对象类别] - 已用起付))
  依据 《意见》十
规定 费用.剩余限额 元 = 最大(0元, 年度限额[对象类别] - 年内累计(此前 救助金额))
  依据 《意见》十一
规定 费用.救助金额 元 发放 = 若 定点医疗机构 则 取整(最小(计算基数 × 救助比例[对象类别], 剩余限额), 0.01元, 四舍五入) 否则 0元
  依据 《意见》九
  列出
规定 救助合计 元 = 求和(费用 : 救助金额)
  依据 《意见》九

案例 年度限额截止 日期 2025-11-20
  费用 结算日期 2025-03-01 ; 对象类别 低保对象 ; 政策范围内费用 50666.67 ; 基本医保支付 0 ; 大病保险支付 0 ; 定点医疗机构 是
  费用 结算日期 2025-11-20 ; 对象类别 低保对象 ; 政策范围内费用 26000 ; 基本医保支付 18200 ; 大病保险支付 1000 ; 定点医疗机构 是
  期望 费用[1].救助金额 38000.00 ; 费用[2].剩余限额 2000.00 ; 费用[2].救助金额 2000.00 ; 救助合计 40000
案例 边缘家庭起付线跨两次 日期 2025-06-01
  费用 结算日期 2025-03-01 ; 对象类别 低保边缘 ; 政策范围内费用 2000 ; 基本医保支付 0 ; 大病保险支付 0 ; 定点医疗机构 是
  费用 结算日期 2025-02-01 ; 对象类别 低保边缘 ; 政策范围内费用 2000 ; 基本医保支付 0 ; 大病保险支付 0 ; 定点医疗机构 是
  期望 费用[2].救助金额 0 ; 费用[1].救助金额 650.00
案例 大病保险支付未到账 日期 2025-06-01
  费用 结算日期 2025-06-01 ; 对象类别 低保对象 ; 政策范围内费用 26000 ; 基本医保支付 18200 ; 大病保险支付 未知 ; 定点医疗机构 是
  期望 费用[1].救助金额 未知 缺 大病保险支付 ; 救助合计 未知 缺 大病保险支付
案例 前一次未到账则后一次也未知 日期 2025-06-01 沿用 大病保险支付未到账
  费用 结算日期 2025-02-01 ; 对象类别 低保对象 ; 政策范围内费用 26000 ; 基本医保支付 18200 ; 大病保险支付 未知 ; 定点医疗机构 是
  费用 结算日期 2025-06-01 ; 对象类别 低保对象 ; 政策范围内费用 100 ; 基本医保支付 0 ; 大病保险支付 0 ; 定点医疗机构 是
  期望 费用[2].救助金额 未知 缺 大病保险支付
案例 后一次未到账不碍前一次 日期 2025-06-01 沿用 前一次未到账则后一次也未知
  费用 结算日期 2025-07-01 ; 对象类别 低保对象 ; 政策范围内费用 26000 ; 基本医保支付 18200 ; 大病保险支付 未知 ; 定点医疗机构 是
  费用 结算日期 2025-06-01 ; 对象类别 低保对象 ; 政策范围内费用 100 ; 基本医保支付 0 ; 大病保险支付 0 ; 定点医疗机构 是
  期望 费用[2].救助金额 75
案例 新的一年重新累计并用新的限额 日期 2026-01-02
  费用 结算日期 2025-12-31 ; 对象类别 低保对象 ; 政策范围内费用 90000 ; 基本医保支付 0 ; 大病保险支付 0 ; 定点医疗机构 是
  费用 结算日期 2026-01-01 ; 对象类别 低保对象 ; 政策范围内费用 90000 ; 基本医保支付 0 ; 大病保险支付 0 ; 定点医疗机构 是
  期望 费用[1].救助金额 40000 ; 费用[2].救助金额 50000
";

fn library() -> Library {
    load(AID).unwrap_or_else(|errors| panic!("{errors}"))
}

fn event(day: &str, amount: &str) -> String {
    format!(
        r#"{{"结算日期": {day}, "对象类别": "低保对象", "政策范围内费用": {amount}, "基本医保支付": "0", "大病保险支付": "0", "定点医疗机构": true}}"#
    )
}

fn evaluate(events: &[String]) -> Evaluation {
    let facts = Facts::from_json(&format!(r#"{{"费用": [{}]}}"#, events.join(","))).unwrap();
    library().policies()[0].evaluate(&facts, day("2025-12-31"), "").unwrap()
}

fn aid(evaluation: &Evaluation, row: usize) -> String {
    evaluation.row_value("费用", row, "救助金额").map_or_else(|fault| fault.to_string(), Answer::show)
}

#[test]
fn the_cases_of_medical_aid_hold() {
    library();
}

#[test]
fn events_of_one_day_follow_in_the_order_given() {
    let run = evaluate(&[event("\"2025-05-01\"", "\"50000\""), event("\"2025-05-01\"", "\"50000\"")]);
    assert_eq!((aid(&run, 0), aid(&run, 1)), ("37,500.00 元".to_owned(), "2,500.00 元".to_owned()));
}

#[test]
fn an_event_without_a_day_may_be_earlier_than_any() {
    let run = evaluate(&[event("\"2025-05-01\"", "\"100\""), event("null", "\"100\"")]);
    assert_eq!(aid(&run, 0), "未知（缺：费用第2项的结算日期）");
    assert_eq!(aid(&run, 1), "未知（缺：费用第2项的结算日期）");
    let idle = event("null", "\"0\"");
    let run = evaluate(&[event("\"2025-05-01\"", "\"100\""), idle.replace("true", "false")]);
    assert_eq!(aid(&run, 0), "75.00 元", "an event that gets nothing on any day adds nothing");
}

#[test]
fn the_explanation_shows_the_running_total() {
    let run = evaluate(&[event("\"2025-02-01\"", "\"100\""), event("\"2025-05-01\"", "\"100\"")]);
    let line = run.trace.iter().find(|line| line.name == "费用第2项的救助金额").expect("a line");
    assert_eq!(line.value, "75.00 元");
    assert!(line.formula.contains("年内此前救助金额（75.00）"), "{}", line.formula);
    assert!(line.parameters.iter().any(|p| p.name == "年度限额[低保对象]"), "{line:?}");
}

#[test]
fn totals_may_be_kept_for_each_person() {
    let text = "政策 试\n编号 shi\n事实 成员\n  编号 文字 主键\n事实 费用 年度 自然年 按 日子 每个 谁\n  谁 成员\n  日子 日期\n  金额 元\n规定 费用.此前 元 = 年内累计(此前 金额)\n  依据 一\n";
    let facts = r#"{"成员": [{"编号": "甲"}, {"编号": "乙"}], "费用": [
        {"谁": "甲", "日子": "2025-01-01", "金额": "1"}, {"谁": "乙", "日子": "2025-01-02", "金额": "2"},
        {"谁": "甲", "日子": "2025-01-03", "金额": "4"}, {"日子": "2025-01-04", "金额": "8"}]}"#;
    let run =
        load(text).unwrap().policies()[0].evaluate(&Facts::from_json(facts).unwrap(), day("2025-12-31"), "").unwrap();
    let shown: Vec<String> = (0..4).map(|row| run.row_value("费用", row, "此前").unwrap().show()).collect();
    assert_eq!(shown[..3], ["0.00 元", "0.00 元", "1.00 元"]);
    assert_eq!(shown[3], "未知（缺：费用第4项的谁）");
}

#[test]
fn what_a_running_total_refuses() {
    let cases = [
        ("年内累计(此前 救助金额)", "年内累计(自付)", "先写“此前”"),
        ("年内累计(此前 救助金额)", "年内累计(此前 定点医疗机构)", "只能累计数"),
        ("年内累计(此前 救助金额)", "年内累计(此前 年内累计(此前 自付))", "不能再写“年内累计”"),
        ("年内累计(此前 救助金额)", "救助金额", "绕成了一圈：剩余限额 → 救助金额 → 剩余限额"),
        ("年内累计(此前 救助金额)", "求和(费用 : 救助金额)", "绕成了一圈"),
        ("求和(费用 : 救助金额)", "年内累计(此前 自付)", "只能写在一次一次的事"),
        ("年度 自然年 按 结算日期", "年度 财年 按 结算日期", "现在只能写“自然年”"),
        ("年度 自然年 按 结算日期", "年度 自然年 按 定点医疗机构", "类型为日期的一项事实"),
        ("年度 自然年 按 结算日期", "年度 自然年 按 结算日期 每个 定点医疗机构", "另一个列表"),
        ("费用[2].剩余限额", "费用[9].剩余限额", "里没有“费用[9].剩余限额”"),
    ];
    for (from, to, part) in cases {
        assert!(AID.contains(from), "{from}");
        let errors = load(&AID.replacen(from, to, 1)).expect_err(to);
        assert!(errors.contains(part), "\n想要：{part}\n得到：{errors}");
    }
}

#[test]
fn running_totals_have_a_column_form() {
    // The days that are drawn lie long before 2025.
    let library = load(&AID.replace("2025-01-01 起", "1900-01-01 起")).unwrap();
    let policy = &library.policies()[0];
    let mut dice = Dice(0x2024_0630);
    let (known, unknown, odd) = compare(policy, &mut dice, 1_500, Gaps { absent: 0, unknown: 0 }, "2026-12-31");
    assert!(known > 1_000 && unknown == 0 && odd == 0, "{known} {unknown} {odd}");
    let (known, unknown, odd) = compare(policy, &mut dice, 1_500, Gaps { absent: 5, unknown: 5 }, "2026-12-31");
    assert!(known > 300 && unknown > 100, "{known} {unknown} {odd}");
}

#[test]
fn each_event_of_a_long_year_sees_all_that_was_before_it() {
    // Every event gets what all before it got, and a fen more: 1, 2, 4, 8 …
    let text = "政策 试\n编号 shi\n事实 费用 年度 自然年 按 日子\n  日子 日期\n规定 费用.得 元 发放 = 取整(年内累计(此前 得) + 0.01元, 0.01元, 四舍五入)\n  依据 一\n规定 合计 元 发放 = 求和(费用 : 得)\n  依据 一\n";
    let library = load(text).unwrap();
    let policy = &library.policies()[0];
    let mut population = Population::new(policy, 0);
    for length in 0..=45_u32 {
        // The last days come first.
        let days = (0..length).map(|row| format!(r#"{{"日子": "2025-{:02}-{:02}"}}"#, 12 - row / 10, 28 - row % 10));
        let facts = format!(r#"{{"费用": [{}]}}"#, days.collect::<Vec<_>>().join(","));
        population.push(&Facts::from_json(&facts).unwrap(), "").unwrap();
    }
    let columns = policy.evaluate_all(&population, day("2025-12-31"), &["合计"]).unwrap();
    for length in 0..=45 {
        let found = columns.value("合计", length).and_then(|value| value.fen()).unwrap().get();
        assert_eq!(found, (1_i64 << length) - 1, "{length} events");
        assert_eq!(columns.column("合计").unwrap().odd(length).is_some(), length > 40, "{length} events");
    }
}

/// One settlement drawn by lot: day, amount out of pocket in fen, whether the hospital is designated.
struct Drawn {
    day: String,
    fen: i64,
    designated: bool,
}

/// What each settlement gets, in fen: 75 % for 低保对象, no deductible, a yearly limit.
fn by_hand(events: &[Drawn]) -> Vec<i64> {
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by(|a, b| events[*a].day.cmp(&events[*b].day).then(a.cmp(b)));
    let mut aid = vec![0; events.len()];
    let mut paid: std::collections::BTreeMap<&str, i64> = std::collections::BTreeMap::new();
    for index in order {
        let event = &events[index];
        let limit = if event.day.as_str() < "2026" { 4_000_000 } else { 5_000_000 };
        let so_far = paid.entry(&event.day[..4]).or_default();
        if event.designated {
            // A half of a fen or more rounds up; the limit is whole fen.
            aid[index] = ((event.fen * 75 * 2 + 100) / 200).min(limit - *so_far);
            *so_far += aid[index];
        }
    }
    aid
}

#[test]
fn running_totals_agree_with_a_loop_written_by_hand() {
    let library = library();
    let policy = &library.policies()[0];
    let mut dice = super::dice::Dice(0x2015_0430);
    let (mut limited, mut seen) = (0, 0);
    for _ in 0..1_500 {
        let events: Vec<Drawn> = (0..dice.roll(8))
            .map(|_| Drawn {
                day: format!("202{}-0{}-1{}", 5 + dice.roll(2), 1 + dice.roll(3), dice.roll(3)),
                fen: i64::try_from(dice.roll(3_000_000)).unwrap(),
                designated: dice.chance(85),
            })
            .collect();
        let rows: Vec<String> = events
            .iter()
            .map(|e| {
                let amount = format!("\"{}.{:02}\"", e.fen / 100, e.fen % 100);
                event(&format!("\"{}\"", e.day), &amount).replace("true", &e.designated.to_string())
            })
            .collect();
        let facts = Facts::from_json(&format!(r#"{{"费用": [{}]}}"#, rows.join(","))).unwrap();
        let run = policy.evaluate(&facts, day("2026-12-31"), "").unwrap();
        for (index, wanted) in by_hand(&events).into_iter().enumerate() {
            let found = run.row_value("费用", index, "救助金额").unwrap().known().unwrap().fen().unwrap();
            assert_eq!(found.get(), wanted, "event {index} of {}", facts.to_json().unwrap());
            limited += usize::from(events[index].designated && wanted * 4 + 4 < events[index].fen * 3);
            seen += 1;
        }
    }
    assert!(seen > 4_000 && limited > 200, "{seen} {limited}");
}
