//! DB-10, DB-11 and DB-12 once more in plain Rust, against the engine on random households.

use serde_json::{Value as Json, json};

use super::dice::Dice;
use super::{may_2017, shipped};
use crate::{Facts, Policy};

pub(super) struct Person {
    pub age: u64,
    pub grade: usize,
    pub ill: bool,
}

pub(super) struct Household {
    pub people: Vec<Person>,
    /// Whose, of which kind, how much, and its cost.
    pub incomes: Vec<(usize, &'static str, u64, u64)>,
    pub deposit: u64,
    pub car: bool,
    pub houses: u64,
    pub urban: bool,
    pub rounding: usize,
}

pub(super) const GRADES: [&str; 5] = ["无", "一级", "二级", "三级", "四级"];
pub(super) const ROUNDINGS: [&str; 4] = ["四舍五入到分", "见分进角", "见角进元", "四舍五入到元"];

pub(super) fn household(dice: &mut Dice) -> Household {
    let people: Vec<Person> = (0..=dice.roll(5))
        .map(|_| Person {
            age: dice.roll(95),
            grade: usize::try_from(dice.roll(8)).unwrap().saturating_sub(3),
            ill: dice.chance(15),
        })
        .collect();
    let count = u64::try_from(people.len()).unwrap();
    let incomes = (0..dice.roll(5))
        .map(|_| {
            let who = usize::try_from(dice.roll(count)).unwrap();
            let kind = ["工资", "经营", "其他", "优抚金"][usize::try_from(dice.roll(4)).unwrap()];
            (who, kind, dice.roll(700_000), dice.roll(300_000))
        })
        .collect();
    // Every fifth household has its deposit exactly at the limit, or a fen over it.
    let limit = 660_000 * count;
    let deposit = match dice.roll(5) {
        0 => limit + dice.roll(2),
        _ => dice.roll(limit),
    };
    Household {
        people,
        incomes,
        deposit,
        car: dice.chance(5),
        houses: dice.roll(10) / 8,
        urban: dice.chance(30),
        rounding: usize::try_from(dice.roll(4)).unwrap(),
    }
}

fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn facts(household: &Household) -> Facts {
    let members: Vec<Json> = household
        .people
        .iter()
        .enumerate()
        .map(|(index, person)| {
            json!({"编号": index.to_string(), "关系": if index == 0 { "本人" } else { "父母" }, "年龄": person.age,
                "共同居住": true, "残疾等级": GRADES[person.grade], "重病": person.ill})
        })
        .collect();
    let incomes: Vec<Json> = household
        .incomes
        .iter()
        .map(|(who, kind, amount, cost)| {
            json!({"谁": who.to_string(), "种类": kind, "金额": yuan(*amount), "成本": yuan(*cost), "社会保险费": yuan(*cost)})
        })
        .collect();
    let vehicles = if household.car { json!([{"种类": "小汽车"}]) } else { json!([]) };
    let text = json!({
        "家庭": {"适用办法": "办法2012", "本地户籍": true, "户口类别": if household.urban { "城市" } else { "农村" },
            "金融资产": yuan(household.deposit), "住房套数": household.houses},
        "成员": members, "收入": incomes, "赡养": [], "抚养": [], "车辆": vehicles});
    Facts::from_json(&text.to_string()).unwrap()
}

/// The standards of one day, in fen.
#[derive(Clone, Copy)]
pub(super) struct Standards {
    pub rural_year: u64,
    pub urban_month: u64,
}

/// Those of May 2017.
const IN_2017: Standards = Standards { rural_year: 330_000, urban_month: 46_000 };

/// The same by hand: eligible or not, base and supplement in fen.
pub(super) fn by_hand(household: &Household, standards: Standards) -> (bool, u64, u64) {
    let count = u64::try_from(household.people.len()).unwrap();
    let standard = if household.urban { standards.urban_month * 12 } else { standards.rural_year };
    let income: u64 = household
        .incomes
        .iter()
        .map(|(_, kind, amount, cost)| match *kind {
            "优抚金" => 0,
            "其他" => *amount,
            _ => amount.saturating_sub(*cost),
        })
        .sum();
    let assets = !household.car && household.houses <= 1 && household.deposit <= standard / 12 * 24 * count;
    if !assets || income >= standard * count {
        return (false, 0, 0);
    }
    let gap = standard * count - income;
    let base = match household.rounding {
        0 => (gap * 2 + 12) / 24,
        1 => gap.div_ceil(120) * 10,
        2 => gap.div_ceil(1200) * 100,
        _ => (gap + 600) / 1200 * 100,
    };
    let supplement = household
        .people
        .iter()
        .map(|person| match person {
            Person { grade: 1 | 2, .. } | Person { ill: true, .. } => 5_500,
            Person { age: 70.., .. } | Person { age: ..18, .. } => 2_750,
            _ => 0,
        })
        .sum();
    (true, base, supplement)
}

fn engine(policy: &Policy, facts: &Facts) -> (bool, u64, u64) {
    let assessment = policy.assess(facts, may_2017(), "").unwrap();
    let fen = |name: &str| {
        let value = assessment.value(name).unwrap().known().unwrap().fen().unwrap();
        u64::try_from(value.get()).unwrap()
    };
    (assessment.approved().unwrap(), fen("月低保金"), fen("分类施保金"))
}

#[test]
fn twenty_thousand_households_agree_to_the_fen() {
    let library = shipped();
    let policies: Vec<Policy> = ROUNDINGS
        .iter()
        .map(|word| {
            let changed =
                library.with_parameter_series("取整办法", None, &[(super::day("2016-01-01"), word)], "文").unwrap();
            changed.policy("dibao").unwrap().clone()
        })
        .collect();
    let mut dice = Dice(0x2017_0418);
    let (mut approved, mut refused) = (0, 0);
    for number in 0..20_000 {
        let household = household(&mut dice);
        let hand = by_hand(&household, IN_2017);
        let got = engine(&policies[household.rounding], &facts(&household));
        assert_eq!(got, hand, "household {number}: {}", facts(&household).to_json().unwrap());
        if hand.0 {
            approved += 1;
        } else {
            refused += 1;
        }
    }
    assert!(approved > 4_000 && refused > 4_000, "{approved} {refused}");
}

#[test]
fn more_income_never_gives_more() {
    let library = shipped();
    let policy = library.policy("dibao").unwrap();
    let mut dice = Dice(0x0704_1900);
    for _ in 0..2_000 {
        let mut household = household(&mut dice);
        household.rounding = 0;
        if household.incomes.is_empty() {
            continue;
        }
        let before = engine(policy, &facts(&household));
        let which = usize::try_from(dice.roll(u64::try_from(household.incomes.len()).unwrap())).unwrap();
        household.incomes[which].2 += 1 + dice.roll(200_000);
        let after = engine(policy, &facts(&household));
        assert!(after.1 + after.2 <= before.1 + before.2, "{before:?} → {after:?}");
        assert!(before.0 || !after.0, "refused before, approved with more income");
    }
}
