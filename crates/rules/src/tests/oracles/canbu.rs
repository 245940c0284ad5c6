//! CJ-01 to CJ-05 and CJ-09: the living and the nursing subsidy, who gets neither, and the higher of two.

use kernel::Day;
use serde_json::Value as Json;

use super::{DIVISIONS, Draw, Fact, Maybe, Oracle, Row, Said, date, money, or, pick, verdict, with};
use crate::Library;

pub(super) const GRADES: [&str; 5] = ["无", "一级", "二级", "三级", "四级"];

pub(super) struct Canbu;

pub(super) struct Person {
    pub grade: Fact<&'static str>,
    certificate: Fact<&'static str>,
    valid: Fact<bool>,
    dibao: Fact<bool>,
    tekun: Maybe<bool>,
    needs_care: Fact<bool>,
    injury_fee: Maybe<bool>,
    orphan: Maybe<bool>,
    uncared: Maybe<bool>,
    other_living: Maybe<u64>,
    other_nursing: Maybe<u64>,
}

pub(super) struct Household {
    division: &'static str,
    local: Fact<bool>,
    pub people: Vec<Person>,
}

fn person(draw: &mut Draw<'_>) -> Person {
    Person {
        grade: draw.word(&GRADES),
        certificate: draw.word(&["第二代", "第二代", "第二代", "第一代", "没有"]),
        valid: draw.flag(85),
        dibao: draw.flag(55),
        tekun: draw.maybe(30, |dice| dice.chance(40)),
        needs_care: draw.flag(75),
        injury_fee: draw.maybe(30, |dice| dice.chance(30)),
        orphan: draw.maybe(30, |dice| dice.chance(30)),
        uncared: draw.maybe(30, |dice| dice.chance(30)),
        other_living: draw.maybe(30, |dice| money(dice, 15_000, &[7_000, 9_000])),
        other_nursing: draw.maybe(30, |dice| money(dice, 15_000, &[5_000, 8_000, 10_000])),
    }
}

/// A valid certificate of the second generation with a grade.
fn certified(person: &Person, w: usize) -> bool {
    person.certificate.at(w) == "第二代" && person.valid.at(w) && person.grade.at(w) != "无"
}

/// Living and nursing subsidy of one person, in fen: 70 (射洪县 90 from 2018, as the test invents), and
/// 80 or 50 by grade (100 for the first from 2018).
fn amounts(person: &Person, w: usize, on: Day, division: &str) -> (u64, u64) {
    let later = date(on) >= (2018, 1, 1);
    if !certified(person, w) || or(&person.tekun, w, false) || or(&person.injury_fee, w, false) {
        return (0, 0);
    }
    let living = if later && division == "射洪县" { 9_000 } else { 7_000 };
    let allowance = or(&person.orphan, w, false) || or(&person.uncared, w, false);
    let gets_living = person.dibao.at(w) && !allowance && or(&person.other_living, w, 0) <= living;
    let nursing = match person.grade.at(w) {
        "一级" if later => 10_000,
        "一级" => 8_000,
        "二级" => 5_000,
        _ => 0,
    };
    let gets_nursing = nursing > 0 && person.needs_care.at(w) && or(&person.other_nursing, w, 0) <= nursing;
    (if gets_living { living } else { 0 }, if gets_nursing { nursing } else { 0 })
}

impl Oracle for Canbu {
    const POLICY: &'static str = "canbu";
    const OUTPUTS: &'static [&'static str] = &["结论", "原因", "金额", "月生活补贴", "月护理补贴", "保障人口"];
    const DAYS: [&'static str; 3] = ["2016-01-01", "2017-05-01", "2018-01-01"];
    const REASONS: usize = 6;
    type Household = Household;

    fn library() -> Library {
        with(&[
            ("残疾人生活补贴标准", Some("射洪县"), "2018-01-01", "90"),
            ("残疾人护理补贴标准[一级]", None, "2018-01-01", "100"),
        ])
    }

    fn household(draw: &mut Draw<'_>) -> Household {
        let division = pick(draw.dice, &DIVISIONS);
        Household { division, local: draw.flag(93), people: draw.rows(4, person) }
    }

    fn division(h: &Household) -> &'static str {
        h.division
    }

    fn facts(h: &Household) -> Vec<(&'static str, Json)> {
        let people = h.people.iter().enumerate().map(|(at, p)| {
            Row::default()
                .text("编号", &at.to_string())
                .word("残疾等级", &p.grade)
                .word("残疾人证", &p.certificate)
                .flag("残疾人证有效", &p.valid)
                .flag("享受低保", &p.dibao)
                .flag("需要长期照护", &p.needs_care)
                .maybe(&p.tekun, |row, fact| row.flag("特困供养", fact))
                .maybe(&p.injury_fee, |row, fact| row.flag("领取工伤护理费", fact))
                .maybe(&p.orphan, |row, fact| row.flag("领取孤儿基本生活费", fact))
                .maybe(&p.uncared, |row, fact| row.flag("全额领取事实无人抚养补贴", fact))
                .maybe(&p.other_living, |row, fact| row.yuan("同类生活补贴", fact))
                .maybe(&p.other_nursing, |row, fact| row.yuan("同类护理补贴", fact))
                .json()
        });
        vec![("家庭", Row::default().flag("本地户籍", &h.local).json()), ("成员", people.collect())]
    }

    fn says(h: &Household, w: usize, on: Day) -> Vec<Said> {
        let local = h.local.at(w);
        let paid: Vec<(u64, u64)> = h.people.iter().map(|p| amounts(p, w, on, h.division)).collect();
        let paid: Vec<(u64, u64)> = paid.into_iter().map(|pair| if local { pair } else { (0, 0) }).collect();
        let (living, nursing) = paid.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let certified: Vec<&Person> = h.people.iter().filter(|p| certified(p, w)).collect();
        let tekun = |p: &&Person| or(&p.tekun, w, false);
        let reason = if !local {
            "非本地户籍"
        } else if certified.is_empty() {
            "没有有效的第二代残疾人证"
        } else if living + nursing > 0 {
            "符合"
        } else if certified.iter().any(|p| !tekun(p) && !or(&p.injury_fee, w, false)) {
            "不属于补贴对象"
        } else if certified.iter().any(tekun) {
            "特困供养不重复享受"
        } else {
            "领取工伤护理费不重复享受"
        };
        let heads = paid.iter().filter(|(living, nursing)| living + nursing > 0).count();
        let sums = [living + nursing, living, nursing].map(Said::Fen);
        let heads = Said::Count(u64::try_from(heads).unwrap());
        vec![verdict(reason == "符合"), Said::Word(reason), sums[0], sums[1], sums[2], heads]
    }
}

#[test]
fn the_two_disability_subsidies_are_as_by_hand() {
    super::prove::<Canbu>(0x0052_2015);
}
