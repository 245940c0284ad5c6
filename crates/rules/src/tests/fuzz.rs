//! Policy texts with errors made by lot: nothing panics, nothing takes long, nothing takes much memory.
//!
//! `DOUDI_FUZZ_MINUTES=10 cargo test --release -p rules fuzz` goes on for ten minutes.

use std::time::{Duration, Instant};

use super::dice::Dice;
use crate::Library;

/// Texts tried when no time is set.
const FEW: usize = 150;
/// The longest that one text may take.
const LONGEST: Duration = Duration::from_secs(20);

/// Pieces that are likely to go wrong where they are put.
const PIECES: [&str; 40] = [
    "(",
    ")",
    "[",
    "]",
    "|",
    " 且 ",
    " 或 ",
    " 非 ",
    "若 ",
    " 则 ",
    " 否则 ",
    "求和(成员 : ",
    "计数(收入 其中 ",
    "最大(",
    "年内累计(此前 ",
    "取整(",
    " × 999999999999999999",
    " ÷ 0",
    " ÷ 12月",
    "元/年",
    "元/月",
    "人",
    "2017-02-30",
    "2017-01-01 起 ",
    "\n",
    "\n  ",
    "依据 ",
    "例外 甲 当 ",
    "约束 >= 1 依据 一\n",
    "规定 ",
    "表 甲 数 唯一命中\n",
    "案例 甲 日期 2017-01-01\n",
    "未知",
    "“",
    "”",
    "年度 自然年 按 ",
    ".",
    "..",
    "本项",
    "#",
];

fn below(dice: &mut Dice, limit: usize) -> usize {
    usize::try_from(dice.roll(u64::try_from(limit.max(1)).unwrap())).unwrap()
}

/// One to six errors.
fn spoiled(dice: &mut Dice, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=below(dice, 5) {
        let at = below(dice, chars.len());
        let some = below(dice, 12);
        match dice.roll(6) {
            0 => drop(chars.drain(at..(at + some).min(chars.len()))),
            1 => {
                let piece = PIECES[below(dice, PIECES.len())];
                chars.splice(at..at, piece.chars());
            }
            2 => {
                let piece: Vec<char> = chars[at..(at + some * 8).min(chars.len())].to_vec();
                let to = below(dice, chars.len());
                chars.splice(to..to, piece);
            }
            3 => {
                let other = below(dice, chars.len());
                chars.swap(at, other);
            }
            4 => {
                let piece = PIECES[below(dice, PIECES.len())].repeat(1 + below(dice, 60));
                chars.splice(at..at, piece.chars());
            }
            _ => {
                let any = char::from_u32(u32::try_from(dice.roll(0x3000)).unwrap()).unwrap_or('\u{fffd}');
                chars[at] = any;
            }
        }
        if chars.is_empty() {
            chars.push('政');
        }
    }
    chars.into_iter().collect()
}

fn sources() -> Vec<Vec<(String, String)>> {
    let small = "政策 试\n编号 shi\n级别 市\n枚举 词 = 甲 | 乙\n参数 标准 元/年 按 县区\n  约束 >= 100  依据 零\n  2017-01-01 起 默认 3300 ; 射洪县 3600  依据 《通知》一\n参数 扣除 元 按 词\n  2017-01-01 起 甲 10 ; 其余 20  依据 一\n事实 家庭\n  存款 元\n  有车 是非\n  种类 词\n事实 成员\n  编号 文字 主键\n  工资 元/年\n  年龄 岁\n事实 费用 年度 自然年 按 结算日期 每个 谁\n  谁 成员\n  结算日期 日期\n  自付 元\n规定 收入 元/年 = 求和(成员 其中 年龄 >= 16岁 : 工资)\n  依据 《办法》第一条\n规定 费用.救助 元 发放 = 取整(最大(0元, 最小(自付 × 70%, 100元 - 年内累计(此前 救助))), 0.01元, 四舍五入)\n  依据 《办法》第二条\n  例外 不足 当 自付 < 10元 则 0元\n    依据 《办法》第三条\n规定 符合 是非 = 收入 < 标准 × 计数(成员) 且 非 有车\n  依据 《办法》第四条\n  说法 当 非 符合 ： 收入{收入:数}元。\n表 级 数 唯一命中\n  | 种类 | 有车 | 级 |\n  | 甲 | 是 | 1 |\n  | 甲 | 否 | 2 |\n  | 乙 | - | 扣除[乙] ÷ 1元 |\n  依据 《办法》第五条\n未译条款 难处 当 存款 > 扣除[种类]\n  内容 由乡镇判断\n  依据 《办法》第六条\n案例 一 日期 2017-05-01 县区 射洪县\n  家庭 存款 1 ; 有车 否 ; 种类 甲\n  成员 编号 一 ; 工资 5 ; 年龄 20\n  费用 谁 一 ; 结算日期 2017-03-01 ; 自付 100\n  费用 谁 一 ; 结算日期 2017-04-01 ; 自付 100\n  期望 收入 5 ; 符合 是 ; 费用[1].救助 70 ; 费用[2].救助 30 ; 级 2\n";
    let dibao = [
        ("dibao.policy", include_str!("../../../../policies/dibao/dibao.policy")),
        ("local.policy", include_str!("../../../../policies/dibao/local.policy")),
    ];
    vec![
        vec![("小.policy".to_owned(), small.to_owned())],
        dibao.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
    ]
}

/// The most memory this process took so far, in KB.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}

#[test]
fn spoiled_policies_neither_panic_nor_take_long() {
    let minutes: Option<u64> = std::env::var("DOUDI_FUZZ_MINUTES").ok().and_then(|text| text.parse().ok());
    let begun = Instant::now();
    let mut dice = Dice(match minutes {
        None => 0x1912_0101,
        Some(_) => u64::from(std::process::id()).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
    });
    let sources = sources();
    for files in &sources {
        Library::load_texts(files).unwrap_or_else(|errors| panic!("{}", errors[0]));
    }
    let (mut tried, mut loaded) = (0, 0);
    while minutes.map_or(tried < FEW, |minutes| begun.elapsed() < Duration::from_secs(minutes * 60)) {
        let mut files = sources[usize::from(tried % 10 == 0)].clone();
        let which = below(&mut dice, files.len());
        files[which].1 = spoiled(&mut dice, &files[which].1);
        let start = Instant::now();
        let result = Library::load_texts(&files);
        assert!(start.elapsed() < LONGEST, "{:?} for\n{}", start.elapsed(), files[which].1);
        match result {
            Ok(_) => loaded += 1,
            Err(errors) => assert!(errors.iter().all(|error| !error.sentence.is_empty())),
        }
        tried += 1;
    }
    println!("{tried} texts, {loaded} of them loaded, at most {} KB", most_memory());
    assert!(tried > loaded);
    assert!(most_memory() < 1_500_000, "{} KB", most_memory());
}
