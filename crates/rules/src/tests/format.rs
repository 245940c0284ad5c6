//! The formatter: tidy, the same meaning, the same the second time.

use super::dice::Dice;
use crate::format_policy;

fn tidy(text: &str) -> String {
    format_policy(text, "试.policy").unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn spaces_blank_lines_and_tables_are_put_in_order() {
    let text = "# 注释  \n\n\n政策   试\n编号 shi\n参数 标准 元/年   # 每年\n\t2017-01-01 起   3300 依据 《通知》一\n表 甲 数 唯一命中\n | 有车|存款  | 值 |\n    | 是 | - |1|\n | 否 | < 50元 | 22 |\n    依据 一\n规定 乙   元/年 = 标准  ×  2\n      依据 一\n  例外 丙 当 有车 则 0元/年\n  依据   二  三\n  说法 您家  {标准}。\n\n\n";
    let wanted = "# 注释\n\n政策 试\n编号 shi\n参数 标准 元/年  # 每年\n  2017-01-01 起 3300  依据 《通知》一\n表 甲 数 唯一命中\n  | 有车 | 存款   | 值 |\n  | 是   | -      | 1  |\n  | 否   | < 50元 | 22 |\n  依据 一\n规定 乙 元/年 = 标准 × 2\n  依据 一\n  例外 丙 当 有车 则 0元/年\n    依据 二  三\n  说法 您家  {标准}。\n";
    assert_eq!(tidy(text), wanted);
    assert_eq!(tidy(wanted), wanted);
}

#[test]
fn a_text_that_cannot_be_read_is_refused_with_its_place() {
    let error = format_policy("规定 甲 数 = 1\n规定 乙 文字 = “开", "试.policy").unwrap_err();
    assert!(error.to_string().starts_with("试.policy 第2行第11列：引号没有关上"), "{error}");
}

/// The same text with other spaces between its words.
fn shaken(dice: &mut Dice, text: &str) -> String {
    let mut shaken = String::new();
    for line in text.lines() {
        let indented = line.starts_with(' ');
        let line = line.trim();
        shaken.push_str(if indented { [" ", "   ", "\t"][usize::try_from(dice.roll(3)).unwrap()] } else { "" });
        let code = !["依据", "说法", "说明", "名称", "内容", "#"].iter().any(|word| line.contains(word));
        shaken.push_str(&if code && dice.chance(50) { line.replace(' ', "   ") } else { line.to_owned() });
        shaken.push_str(["\n", "  \n", "\n\n\n"][usize::try_from(dice.roll(3)).unwrap()]);
    }
    shaken
}

#[test]
fn every_shipped_policy_is_tidy_twice_and_from_any_spacing() {
    let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies"));
    let mut dice = Dice(0x1949_1001);
    let mut seen = 0;
    for folder in std::fs::read_dir(root).unwrap().flatten() {
        for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
            if file.path().extension().is_none_or(|ext| ext != "policy") {
                continue;
            }
            let text = std::fs::read_to_string(file.path()).unwrap();
            let once = tidy(&text);
            assert_eq!(text, once, "run: doudi policy fmt {}", file.path().display());
            assert_eq!(tidy(&once), once, "{}", file.path().display());
            let again = tidy(&shaken(&mut dice, &once));
            let without_blanks =
                |text: &str| text.lines().filter(|l| !l.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            for (again, once) in without_blanks(&again).iter().zip(&without_blanks(&once)) {
                assert_eq!(again, once, "{}", file.path().display());
            }
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}
