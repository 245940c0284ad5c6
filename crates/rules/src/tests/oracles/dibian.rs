//! BY-01: not dibao, income a head below 1.5 × the standard, assets within limits.

use kernel::Day;
use serde_json::Value as Json;

use super::{DIVISIONS, Draw, Fact, Oracle, Row, Said, pick, standards, verdict, with};
use crate::Library;

pub(super) struct Dibian;

pub(super) struct Household {
    pub division: &'static str,
    pub local: Fact<bool>,
    pub class: Fact<&'static str>,
    pub people: Fact<u64>,
    pub income: Fact<u64>,
    pub assets: Fact<bool>,
}

/// The standard a year for all of them together, in fen.
fn standard(h: &Household, world: usize, on: Day) -> u64 {
    let (rural, urban) = standards(on, h.division);
    h.people.at(world) * if h.class.at(world) == "农村" { rural } else { urban * 12 }
}

impl Oracle for Dibian {
    const POLICY: &'static str = "dibian";
    const OUTPUTS: &'static [&'static str] = &["结论", "原因", "金额", "低收入类别", "边缘线合计"];
    const DAYS: [&'static str; 3] = ["2016-12-31", "2017-07-01", "2021-07-01"];
    const REASONS: usize = 6;
    type Household = Household;

    fn library() -> Library {
        with(&[("农村低保标准", Some("射洪县"), "2018-03-01", "4199.98")])
    }

    fn household(draw: &mut Draw<'_>) -> Household {
        let division = pick(draw.dice, &DIVISIONS);
        let people = draw.fact(|dice| if dice.chance(2) { 0 } else { 1 + dice.roll(7) });
        let income = draw.fact(|dice| {
            let heads = people.worlds[0] * 2;
            let edges = [288_000, 330_000, 366_000, 419_998, 552_000, 600_000].map(|standard| standard * heads / 2);
            let at = pick(dice, &edges);
            let at = if dice.chance(50) { at } else { at * 3 / 2 };
            if dice.chance(40) { (at + dice.roll(3)).saturating_sub(1) } else { dice.roll(1_200_000 * heads + 1) / 2 }
        });
        let (local, class) = (draw.flag(95), draw.word(&["农村", "农村", "城市"]));
        Household { division, local, class, people, income, assets: draw.flag(85) }
    }

    fn division(h: &Household) -> &'static str {
        h.division
    }

    fn facts(h: &Household) -> Vec<(&'static str, Json)> {
        let row = Row::default().flag("本地户籍", &h.local).word("户口类别", &h.class).whole("保障人口", &h.people);
        vec![("家庭", row.yuan("家庭年收入", &h.income).flag("财产符合", &h.assets).json())]
    }

    fn says(h: &Household, world: usize, on: Day) -> Vec<Said> {
        let (standard, income) = (standard(h, world, on), h.income.at(world));
        let class = match h.assets.at(world) {
            true if income < standard => "低保范围",
            true if income * 2 < standard * 3 => "低保边缘",
            _ => "都不是",
        };
        let reason = if !h.local.at(world) {
            "非本地户籍"
        } else if h.people.at(world) == 0 {
            "没有计入的家庭成员"
        } else if !h.assets.at(world) {
            "财产超过规定"
        } else {
            match class {
                "低保范围" => "属于低保范围",
                "低保边缘" => "符合",
                _ => "收入不低于边缘线",
            }
        };
        let line = Said::Fen(standard * 3 / 2);
        vec![verdict(reason == "符合"), Said::Word(reason), Said::Fen(0), Said::Word(class), line]
    }
}

#[test]
fn the_edge_of_dibao_is_as_by_hand() {
    super::prove::<Dibian>(0x0156_2008);
}
