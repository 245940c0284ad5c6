//! The oracle over columns: many households, three days, not a fen of difference.
//!
//! `DOUDI_TEST_ORACLE=1000000 cargo test --release -p rules oracle` takes a million of them.

use super::dice::Dice;
use super::oracle::{GRADES, Household, Standards, by_hand, household};
use super::{day, shipped};
use crate::{Columns, Library, Policy, Population};

/// Households at a time.
const BATCH: usize = 50_000;
const INCOMES: [&str; 4] = ["工资", "经营", "其他", "优抚金"];

/// The days with their standards: before the rise of 2017, in 2017, and after that of 2018.
const DAYS: [(&str, Standards); 3] = [
    ("2016-06-01", Standards { rural_year: 288_000, urban_month: 42_000 }),
    ("2017-05-01", Standards { rural_year: 330_000, urban_month: 46_000 }),
    ("2018-06-01", Standards { rural_year: 366_000, urban_month: 50_000 }),
];

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap()
}

fn offsets(lengths: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut end = 0;
    let ends = lengths.map(|length| {
        end += u32::try_from(length).unwrap();
        end
    });
    std::iter::once(0).chain(ends.collect::<Vec<_>>()).collect()
}

/// The same households in columns.
fn population(policy: &Policy, households: &[Household]) -> Population {
    let mut population = Population::new(policy, households.len());
    let people: Vec<_> = households.iter().flat_map(|h| h.people.iter().enumerate()).collect();
    let incomes: Vec<_> = households.iter().flat_map(|h| &h.incomes).collect();
    let each = |of: &dyn Fn(&Household) -> bool| households.iter().map(of).collect::<Vec<_>>();
    let numbers = |of: &dyn Fn(&Household) -> u64| households.iter().map(|h| whole(of(h))).collect::<Vec<_>>();
    let index = |text: &str| u8::try_from(INCOMES.iter().position(|kind| *kind == text).unwrap()).unwrap();
    let of = |words: &[usize]| words.iter().map(|word| u8::try_from(*word).unwrap()).collect::<Vec<u8>>();
    let filled = (|| {
        population.list("成员", offsets(households.iter().map(|h| h.people.len())))?;
        population.list("收入", offsets(households.iter().map(|h| h.incomes.len())))?;
        population.list("车辆", offsets(households.iter().map(|h| usize::from(h.car))))?;
        for empty in ["赡养", "抚养"] {
            population.list(empty, vec![0; households.len() + 1])?;
        }
        population.words("家庭", "适用办法", &["办法2012"], &vec![0; households.len()])?;
        population.bools("家庭", "本地户籍", &vec![true; households.len()])?;
        let urban: Vec<usize> = households.iter().map(|h| usize::from(h.urban)).collect();
        population.words("家庭", "户口类别", &["农村", "城市"], &of(&urban))?;
        population.numbers("家庭", "金融资产", 100, numbers(&|h| h.deposit))?;
        population.numbers("家庭", "住房套数", 1, numbers(&|h| h.houses))?;
        let relation: Vec<usize> = people.iter().map(|(place, _)| usize::from(*place > 0)).collect();
        population.words("成员", "关系", &["本人", "父母"], &of(&relation))?;
        population.numbers("成员", "年龄", 1, people.iter().map(|(_, p)| whole(p.age)).collect())?;
        population.bools("成员", "共同居住", &vec![true; people.len()])?;
        population.words("成员", "残疾等级", &GRADES, &of(&people.iter().map(|(_, p)| p.grade).collect::<Vec<_>>()))?;
        population.bools("成员", "重病", &people.iter().map(|(_, p)| p.ill).collect::<Vec<_>>())?;
        let who: Vec<u32> = incomes.iter().map(|income| u32::try_from(income.0).unwrap()).collect();
        population.references("收入", "谁", &who)?;
        let kinds: Vec<u8> = incomes.iter().map(|income| index(income.1)).collect();
        population.words("收入", "种类", &INCOMES, &kinds)?;
        population.numbers("收入", "金额", 100, incomes.iter().map(|income| whole(income.2)).collect())?;
        for cost in ["成本", "社会保险费"] {
            population.numbers("收入", cost, 100, incomes.iter().map(|income| whole(income.3)).collect())?;
        }
        let cars = each(&|h| h.car).into_iter().filter(|car| *car).count();
        population.words("车辆", "种类", &["小汽车"], &vec![0; cars]).map(|_| ())
    })();
    filled.unwrap_or_else(|fault: crate::RuleFault| panic!("{fault}"));
    population
}

fn found(columns: &Columns, household: usize) -> (bool, u64, u64) {
    let fen = |name: &str| {
        let fen = columns.column(name).and_then(|column| column.fen(household));
        u64::try_from(fen.unwrap_or_else(|| panic!("{name} of {household} has no amount"))).unwrap()
    };
    let eligible = columns.column("符合低保").and_then(|column| column.bool(household)).expect("decided");
    (eligible, fen("月低保金"), fen("分类施保金"))
}

fn with_rounding(library: &Library, word: &str) -> Policy {
    let changed = library.with_parameter_series("取整办法", None, &[(day("2016-01-01"), word)], "文").unwrap();
    changed.policy("dibao").unwrap().clone()
}

#[test]
fn oracle_and_columns_agree_to_the_fen_on_three_days() {
    let count = super::oracles::count(6_000);
    let library = shipped();
    let policies = super::oracle::ROUNDINGS.map(|word| with_rounding(&library, word));
    let mut dice = Dice(0x2021_0701);
    let (mut done, mut approved, mut refused) = (0, 0, 0);
    let mut computing = std::time::Duration::ZERO;
    while done < count {
        let batch = BATCH.min(count - done);
        let households: Vec<Household> = (0..batch).map(|_| household(&mut dice)).collect();
        let population = population(&policies[0], &households);
        for (on, standards) in DAYS {
            for (rounding, policy) in policies.iter().enumerate() {
                let outputs = ["符合低保", "月低保金", "分类施保金"];
                let start = std::time::Instant::now();
                let columns = policy.evaluate_all(&population, day(on), &outputs).unwrap();
                computing += start.elapsed();
                for (index, household) in households.iter().enumerate().filter(|(_, h)| h.rounding == rounding) {
                    let hand = by_hand(household, standards);
                    assert_eq!(found(&columns, index), hand, "{on}, household {index}");
                    if hand.0 {
                        approved += 1;
                    } else {
                        refused += 1;
                    }
                }
            }
        }
        done += batch;
    }
    println!("{done} households on {} days: {approved} approved, {refused} refused, no difference", DAYS.len());
    println!("computed {} times in {} ms on one thread", DAYS.len() * policies.len(), computing.as_millis());
    assert!(approved > count / 4 && refused > count / 4, "{approved} {refused}");
}
