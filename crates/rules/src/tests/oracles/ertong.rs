//! ET-01 to ET-03: orphans, children whom nobody brings up though a parent lives; LB-01: left-behind children.

use kernel::Day;
use serde_json::Value as Json;

use super::{Draw, Fact, Maybe, Oracle, Row, Said, age, birthday, date, money, or, pick, verdict, with};
use crate::Library;

const PARENTS: [&str; 12] = [
    "在家照料",
    "外出务工",
    "死亡",
    "查找不到",
    "失踪",
    "重度残疾",
    "重病",
    "服刑",
    "强制隔离戒毒",
    "被限制人身自由",
    "失去联系六个月以上",
    "其他无监护能力",
];
const LOST: [&str; 2] = ["死亡", "查找不到"];
/// A parent declared missing has been out of contact for longer than six months.
const UNABLE: [&str; 7] = ["重度残疾", "重病", "服刑", "强制隔离戒毒", "被限制人身自由", "失去联系六个月以上", "失踪"];

struct Ertong;

struct Child {
    birth: Fact<Day>,
    father: Fact<&'static str>,
    mother: Fact<&'static str>,
    placed: Fact<&'static str>,
    chose_tekun: Maybe<bool>,
    dibao: Fact<u64>,
    tekun: Maybe<u64>,
    living: Maybe<u64>,
}

struct Household {
    accepted: Fact<Day>,
    local: Fact<bool>,
    children: Vec<Child>,
}

fn parent(draw: &mut Draw<'_>) -> Fact<&'static str> {
    draw.fact(|dice| if dice.chance(35) { pick(dice, &LOST) } else { pick(dice, &PARENTS) })
}

fn child(draw: &mut Draw<'_>) -> Child {
    Child {
        birth: draw.fact(|dice| match dice.chance(60) {
            true => super::day(&format!("{}-{:02}-{:02}", 2000 + dice.roll(20), 1 + dice.roll(12), 1 + dice.roll(28))),
            false => birthday(dice, &[18], &Ertong::DAYS),
        }),
        father: parent(draw),
        mother: parent(draw),
        placed: draw.word(&["散居", "散居", "机构"]),
        chose_tekun: draw.maybe(40, |dice| dice.chance(50)),
        dibao: draw.fact(|dice| money(dice, 50_000, &[60_000, 27_500])),
        tekun: draw.maybe(20, |dice| dice.roll(40_000)),
        living: draw.maybe(20, |_| 7_000),
    }
}

/// What a child is.
fn class(child: &Child, w: usize, accepted: Day, on: Day) -> &'static str {
    let (father, mother) = (child.father.at(w), child.mother.at(w));
    let gone = |parent: &str| LOST.contains(&parent) || UNABLE.contains(&parent);
    if age(child.birth.at(w), on) >= 18 {
        "都不是"
    } else if LOST.contains(&father) && LOST.contains(&mother) {
        "孤儿"
    } else if gone(father) && gone(mother) && date(accepted) >= (2020, 1, 1) {
        "事实无人抚养"
    } else {
        "都不是"
    }
}

fn amount(child: &Child, w: usize, class: &str) -> u64 {
    let full = if child.placed.at(w) == "机构" { 100_000 } else { 60_000 };
    let has = child.dibao.at(w) + or(&child.tekun, w, 0) + or(&child.living, w, 0);
    if class == "孤儿" { full } else { u64::saturating_sub(full, has) }
}

impl Oracle for Ertong {
    const POLICY: &'static str = "ertong";
    const OUTPUTS: &'static [&'static str] = &["结论", "原因", "金额", "保障人口"];
    const DAYS: [&'static str; 3] = ["2017-05-01", "2019-12-31", "2020-02-29"];
    const REASONS: usize = 4;
    type Household = Household;

    fn library() -> Library {
        with(&[])
    }

    fn household(draw: &mut Draw<'_>) -> Household {
        let accepted = draw.fact(|dice| super::day(pick(dice, &["2019-12-31", "2020-01-01", "2017-03-01"])));
        Household { accepted, local: draw.flag(93), children: draw.rows(4, child) }
    }

    fn division(_: &Household) -> &'static str {
        "船山区"
    }

    fn facts(h: &Household) -> Vec<(&'static str, Json)> {
        let children = h.children.iter().enumerate().map(|(at, c)| {
            Row::default()
                .text("编号", &at.to_string())
                .day("出生日期", &c.birth)
                .word("父亲情形", &c.father)
                .word("母亲情形", &c.mother)
                .word("安置方式", &c.placed)
                .maybe(&c.chose_tekun, |row, fact| row.flag("选择特困供养", fact))
                .yuan("低保月人均额", &c.dibao)
                .maybe(&c.tekun, |row, fact| row.yuan("特困供养月额", fact))
                .maybe(&c.living, |row, fact| row.yuan("残疾人生活补贴月额", fact))
                .json()
        });
        let household = Row::default().day("受理日期", &h.accepted).flag("本地户籍", &h.local);
        vec![("家庭", household.json()), ("成员", children.collect())]
    }

    fn says(h: &Household, w: usize, on: Day) -> Vec<Said> {
        let classes: Vec<&str> = h.children.iter().map(|child| class(child, w, h.accepted.at(w), on)).collect();
        let chosen =
            h.children.iter().zip(&classes).filter(|(c, class)| **class != "都不是" && !or(&c.chose_tekun, w, false));
        let amounts: Vec<u64> =
            chosen.filter(|_| h.local.at(w)).map(|(child, class)| amount(child, w, class)).collect();
        let reason = if !h.local.at(w) {
            "非本地户籍"
        } else if classes.iter().all(|class| *class == "都不是") {
            "不属于保障对象"
        } else if amounts.is_empty() {
            "选择了特困供养"
        } else {
            "符合"
        };
        let (sum, heads) = (Said::Fen(amounts.iter().sum()), Said::Count(u64::try_from(amounts.len()).unwrap()));
        vec![verdict(reason == "符合"), Said::Word(reason), sum, heads]
    }
}

struct Liushou;

struct LeftBehind {
    rural: Fact<bool>,
    birth: Fact<Day>,
    father: Fact<&'static str>,
    mother: Fact<&'static str>,
}

impl Oracle for Liushou {
    const POLICY: &'static str = "liushou";
    const OUTPUTS: &'static [&'static str] = &["留守儿童人数", "留守儿童人数"];
    const DAYS: [&'static str; 3] = ["2017-05-10", "2019-02-28", "2020-02-29"];
    const REASONS: usize = 5;
    type Household = Vec<LeftBehind>;

    fn library() -> Library {
        with(&[])
    }

    fn household(draw: &mut Draw<'_>) -> Vec<LeftBehind> {
        draw.rows(4, |draw| LeftBehind {
            rural: draw.flag(85),
            birth: draw.fact(|dice| match dice.chance(60) {
                true => super::day(&format!("{}-02-{:02}", 1999 + dice.roll(21), 1 + dice.roll(28))),
                false => birthday(dice, &[16], &Liushou::DAYS),
            }),
            father: draw.fact(|dice| if dice.chance(60) { "外出务工" } else { pick(dice, &PARENTS) }),
            mother: draw.fact(|dice| if dice.chance(50) { "外出务工" } else { pick(dice, &PARENTS) }),
        })
    }

    fn division(_: &Vec<LeftBehind>) -> &'static str {
        ""
    }

    fn facts(children: &Vec<LeftBehind>) -> Vec<(&'static str, Json)> {
        let children = children.iter().enumerate().map(|(at, c)| {
            Row::default()
                .text("编号", &at.to_string())
                .flag("农村户籍", &c.rural)
                .day("出生日期", &c.birth)
                .word("父亲情形", &c.father)
                .word("母亲情形", &c.mother)
                .json()
        });
        vec![("成员", children.collect())]
    }

    fn says(children: &Vec<LeftBehind>, w: usize, on: Day) -> Vec<Said> {
        let left = children.iter().filter(|c| {
            let parents = [c.father.at(w), c.mother.at(w)];
            let young = c.rural.at(w) && age(c.birth.at(w), on) < 16;
            young && parents.contains(&"外出务工") && !parents.contains(&"在家照料")
        });
        vec![Said::Count(u64::try_from(left.count()).unwrap()); 2]
    }
}

#[test]
fn the_allowance_of_children_is_as_by_hand() {
    super::prove::<Ertong>(0x0054_2010);
}

#[test]
fn who_is_left_behind_is_as_by_hand() {
    super::prove::<Liushou>(0x0013_2016);
}
