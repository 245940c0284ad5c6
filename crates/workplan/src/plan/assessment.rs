//! `assessment.toml` to its templates.

use super::document::{Mistake, Mistakes, Node, parse};
use super::{Plan, Split, TaskBy};
use crate::assess::{Criterion, Dimension, Extra, ExtraKind, Rule, Template};
use crate::quantity::{Direction, Quantity};
use kernel::Month;

/// The file that holds the rules of assessment; it has its own document, so it is not part of the plan's digest.
pub(super) const ASSESSMENT: &str = "assessment.toml";

/// Points a template shares out.
const WHOLE: i64 = 100;

fn quantity(text: &str) -> Result<Quantity, String> {
    Quantity::parse(text).map_err(|problem| problem.sentence)
}

/// The templates of a text, without asking a plan.
pub(crate) fn templates(text: &str) -> Result<Vec<Template>, Vec<Mistake>> {
    let mistakes = Mistakes::default();
    let found = read(text, &mistakes);
    let mistakes = mistakes.take();
    if mistakes.is_empty() { Ok(found) } else { Err(mistakes) }
}

/// Reads the file; mistakes are noted.
pub(super) fn read(text: &str, mistakes: &Mistakes) -> Vec<Template> {
    let Some(table) = parse(ASSESSMENT, text, mistakes) else { return Vec::new() };
    let root = Node::root(ASSESSMENT, text, &table, mistakes);
    let found = root.tables("template", "考核办法").iter().map(|node| template(node, text)).collect();
    root.finish();
    found
}

fn days(node: &Node<'_>, name: &'static str) -> u32 {
    let found = node.number(name).and_then(|days| u32::try_from(days).ok()).filter(|days| (1..=120).contains(days));
    found.unwrap_or_else(|| {
        node.wrong_here(format_args!("缺 {name} 或写得不对，请写 1 到 120 的工作日数。"));
        1
    })
}

fn template(node: &Node<'_>, text: &str) -> Template {
    let dimensions: Vec<Dimension> = node.tables("dimension", "方面").iter().map(dimension).collect();
    let sum = dimensions.iter().try_fold(Quantity::ZERO, |sum, one| sum.plus(one.points));
    if sum != Some(Quantity::whole(WHOLE)) {
        let parts: Vec<String> = dimensions.iter().map(|one| one.points.shown()).collect();
        let sum = sum.unwrap_or(Quantity::ZERO).shown();
        node.wrong_here(format_args!("各方面的分加起来是 {sum}（{}），应正好是 {WHOLE}。", parts.join("＋")));
    }
    let grades: Vec<(String, Quantity)> =
        node.texts("grades").into_iter().filter_map(|text| grade(node, text)).collect();
    let falls = grades.windows(2).all(|pair| pair[0].1 > pair[1].1);
    if !falls || grades.last().is_none_or(|(_, from)| *from != Quantity::ZERO) {
        node.wrong_here("grades 要从高到低写，最后一个从 0 开始，例如 grades = [\"优秀 90\", \"不合格 0\"]。");
    }
    let below = node.number("rectify_below").unwrap_or(0);
    if !(0..=100).contains(&below) {
        node.wrong_field("rectify_below", "应写 0 到 100 的百分数。");
    }
    let found = Template {
        id: node.must("id").to_owned(),
        name: node.must("name").to_owned(),
        asks_parks: node.word("units", &[("units", true), ("counties", false)], true),
        self_days: days(node, "self_days"),
        appeal_days: days(node, "appeal_days"),
        rectify_days: days(node, "rectify_days"),
        rectify_below: below,
        bonus_most: node.parsed("bonus_most", quantity).unwrap_or(Quantity::ZERO),
        minus_most: node.parsed("minus_most", quantity).unwrap_or(Quantity::ZERO),
        grades,
        dimensions,
        extras: node.tables("extra", "加扣分").iter().map(extra).collect(),
        text: text.to_owned(),
    };
    let mut ids: Vec<&str> = found.lines().iter().map(|line| line.0).collect();
    ids.sort_unstable();
    if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        node.wrong_here(format_args!("编号“{}”用了两次，请改其中一个。", pair[0]));
    }
    node.finish();
    found
}

fn grade(node: &Node<'_>, text: &str) -> Option<(String, Quantity)> {
    let found = text.rsplit_once(' ').and_then(|(name, from)| Some((name.trim().to_owned(), quantity(from).ok()?)));
    if found.is_none() {
        node.wrong_field("grades", format_args!("“{text}”应写成“名称 从多少分起”，例如 \"优秀 90\"。"));
    }
    found
}

fn dimension(node: &Node<'_>) -> Dimension {
    let found = Dimension {
        name: node.must("name").to_owned(),
        points: node.must_parse("points", quantity).unwrap_or(Quantity::ZERO),
        criteria: node.tables("criterion", "考核项").iter().map(criterion).collect(),
    };
    let sum = found.criteria.iter().try_fold(Quantity::ZERO, |sum, one| sum.plus(one.points)).unwrap_or(Quantity::ZERO);
    if sum != found.points {
        let (sum, points) = (sum.shown(), found.points.shown());
        node.wrong_here(format_args!("里面的考核项加起来是 {sum} 分，应正好是 {points} 分。"));
    }
    node.finish();
    found
}

fn criterion(node: &Node<'_>) -> Criterion {
    let words = [("ratio", 0), ("threshold", 1), ("deadline", 2), ("reporting", 3), ("hand", 4)];
    node.must("rule");
    let rule = match node.word("rule", &words, 4) {
        0 => Rule::Ratio { indicator: node.must("indicator").to_owned() },
        1 => Rule::Threshold { indicator: node.must("indicator").to_owned() },
        2 => Rule::Deadline { task: node.must("task").to_owned() },
        3 => {
            let every = node.number("every").and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=12).contains(n));
            if every.is_none() {
                node.wrong_here("缺 every 或写得不对：每几个月上报一次，写 1 到 12 的整数。");
            }
            let from = node.must_parse("from", |text| Month::parse(text).map_err(|problem| problem.sentence));
            match from {
                Some(from) => Rule::Reporting { every: every.unwrap_or(1), from },
                None => Rule::Hand,
            }
        }
        _ => Rule::Hand,
    };
    let found = Criterion {
        id: node.must("id").to_owned(),
        name: node.must("name").to_owned(),
        points: node.must_parse("points", quantity).unwrap_or(Quantity::ZERO),
        rule,
    };
    if !found.id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_')) {
        node.wrong_field("id", "只能用英文字母、数字、点和下划线，它会出现在网址里。");
    }
    node.finish();
    found
}

fn extra(node: &Node<'_>) -> Extra {
    let found = Extra {
        id: node.must("id").to_owned(),
        name: node.must("name").to_owned(),
        kind: node.word("kind", &[("bonus", ExtraKind::Bonus), ("minus", ExtraKind::Minus)], ExtraKind::Minus),
        most: node.must_parse("most", quantity).unwrap_or(Quantity::ZERO),
    };
    node.finish();
    found
}

/// What a template names must be in the plan, and must be something a unit has.
pub(super) fn against(plan: &Plan, mistakes: &Mistakes) {
    for one in plan.templates.iter().flat_map(Template::criteria) {
        let sentence = match &one.rule {
            Rule::Ratio { indicator } | Rule::Threshold { indicator } => match plan.indicator(indicator) {
                None => Some(format!("计划里没有指标“{indicator}”。")),
                Some((_, found)) if found.split == Split::None => {
                    Some(format!("指标“{indicator}”没有分到单位，不能用来给单位打分。"))
                }
                Some((_, found)) if found.target.is_none() => {
                    Some(format!("指标“{indicator}”只监测，没有目标，不能用来打分。"))
                }
                Some((_, found)) if found.direction == Direction::AtMost && matches!(one.rule, Rule::Ratio { .. }) => {
                    Some(format!("指标“{indicator}”越少越好，不能按比例打分，请用 rule = \"threshold\"。"))
                }
                Some(_) => None,
            },
            Rule::Deadline { task } => match plan.task(task) {
                None => Some(format!("计划里没有任务“{task}”。")),
                Some((_, found)) if found.by == TaskBy::City => {
                    Some(format!("任务“{task}”是市局自己的，不能用来给单位打分。"))
                }
                Some(_) => None,
            },
            Rule::Reporting { .. } | Rule::Hand => None,
        };
        if let Some(sentence) = sentence {
            let sentence = format!("考核项 {}：{sentence}", one.id);
            mistakes.borrow_mut().push(Mistake { file: ASSESSMENT.to_owned(), line: 0, sentence });
        }
    }
}
