//! YL-02 and YL-11: aid for the premium, and outpatients whom temporary assistance should help.

use kernel::Day;
use serde_json::Value as Json;

use super::super::dice::Dice;
use super::{Case, Draw, Fact, Maybe, Oracle, Row, Said, anniversary, by_rows, count, date, facts_of, money, or, with};
use crate::Library;

struct Premium;

struct Person {
    category: Fact<&'static str>,
    other_fund: Maybe<bool>,
}

struct Receipt {
    who: Fact<usize>,
    on: Fact<Day>,
    paid: Fact<u64>,
    verified: Fact<bool>,
}

struct Household {
    people: Vec<Person>,
    receipts: Vec<Receipt>,
}

/// What the premium costs and what is paid of it, in fen: 150, from 2018 on 180.50 as the test invents;
/// 特困人员 in full, 低保对象 100.
fn premium(category: &str, on: Day) -> (u64, u64) {
    let full = if on.year() < 2018 { 15_000 } else { 18_050 };
    match category {
        "特困人员" => (full, full),
        "低保对象" => (full, 10_000),
        _ => (full, 0),
    }
}

impl Oracle for Premium {
    const POLICY: &'static str = "yiliao_guanli";
    const OUTPUTS: &'static [&'static str] = &["特困全额资助"];
    const DAYS: [&'static str; 3] = ["2017-05-01", "2018-01-01", "2020-02-29"];
    const REASONS: usize = 0;
    type Household = Household;

    fn library() -> Library {
        with(&[
            ("参保个人缴费标准", None, "2018-01-01", "180.50"),
            ("参保资助标准[特困人员]", None, "2018-01-01", "200"),
        ])
    }

    fn household(draw: &mut Draw<'_>) -> Household {
        let people = draw.rows(3, |draw| Person {
            category: draw.word(&["特困人员", "低保对象", "建档立卡贫困人口", "其他人员"]),
            other_fund: draw.maybe(30, |dice| dice.chance(50)),
        });
        let heads = u64::try_from(people.len()).unwrap();
        let receipts = draw.rows(if heads == 0 { 0 } else { 5 }, |draw| Receipt {
            who: draw.fact(|dice| usize::try_from(dice.roll(heads)).unwrap()),
            on: draw.fact(|dice| {
                let on = super::day(super::pick(dice, &Premium::DAYS));
                on.add_months(-12).add_days(i32::try_from(dice.roll(3)).unwrap() - 1)
            }),
            paid: draw.fact(|dice| money(dice, 600_000, &[500_000, 250_000])),
            verified: draw.flag(80),
        });
        Household { people, receipts }
    }

    fn division(_: &Household) -> &'static str {
        "船山区"
    }

    fn facts(h: &Household) -> Vec<(&'static str, Json)> {
        let people = h.people.iter().enumerate().map(|(at, p)| {
            let row = Row::default().text("编号", &at.to_string()).word("对象类别", &p.category);
            row.maybe(&p.other_fund, |row, fact| row.flag("已由其他资金资助参保", fact)).json()
        });
        let receipts = h.receipts.iter().map(|r| {
            let row = Row::default().of("谁", &r.who).day("日期", &r.on);
            row.yuan("自付金额", &r.paid).flag("已经核实", &r.verified).json()
        });
        vec![("成员", people.collect()), ("门诊", receipts.collect())]
    }

    fn says(_: &Household, _: usize, _: Day) -> Vec<Said> {
        vec![Said::Flag(true)]
    }

    fn says_of_rows(h: &Household, w: usize, on: Day) -> Vec<((&'static str, usize, &'static str), Said)> {
        let of = |(at, person): (usize, &Person)| {
            let (full, aid) = premium(person.category.at(w), on);
            let (full, aid) = if or(&person.other_fund, w, false) { (0, 0) } else { (full, aid) };
            let counts =
                |r: &&Receipt| r.who.at(w) == at && r.verified.at(w) && date(r.on.at(w)) >= anniversary(on, -1);
            let paid: u64 = h.receipts.iter().filter(counts).map(|receipt| receipt.paid.at(w)).sum();
            [
                (("成员", at, "参保资助"), Said::Fen(aid)),
                (("成员", at, "参保自缴"), Said::Fen(full - aid)),
                (("成员", at, "门诊自付累计"), Said::Fen(paid)),
                (("成员", at, "应转临时救助"), Said::Flag(paid > 500_000)),
            ]
        };
        h.people.iter().enumerate().flat_map(of).collect()
    }
}

#[test]
fn the_premium_and_what_outpatients_paid_are_as_by_hand() {
    let library = Premium::library();
    let policy = library.policy(Premium::POLICY).unwrap();
    let mut dice = Dice(0x0217_2013);
    let count = count(2_000);
    let (mut advised, mut people) = (0, 0);
    for number in 0..count {
        let mut draw = Draw::new(&mut dice);
        let household = Premium::household(&mut draw);
        let open = draw.open;
        let facts = facts_of::<Premium>(&household);
        for on in Premium::DAYS.map(super::day) {
            let name = format!("household {number} on {on}");
            let case = Case { facts: &facts, open, name: &name };
            let said: Vec<Vec<Said>> = (0..super::WORLDS).map(|w| Premium::says(&household, w, on)).collect();
            by_rows::<Premium>(policy, &household, &case, on, &said);
            let rows = Premium::says_of_rows(&household, 0, on);
            advised += rows.iter().filter(|(_, said)| *said == Said::Flag(true)).count();
            people += household.people.len();
        }
    }
    println!("yiliao_guanli: {count} households on 3 days, no difference: {people} persons, {advised} of them advised");
    assert!(advised * 20 > people && advised * 2 < people, "{advised} of {people}");
}
