//! YL-03 to YL-10: what insurance leaves, the ratio, one pool a person and year, hospitals.

use kernel::Day;
use serde_json::Value as Json;

use super::{Draw, Fact, Maybe, Oracle, Row, Said, money, or, pick, verdict, with};
use crate::Library;

pub(super) struct Yiliao;

pub(super) struct Stay {
    who: Fact<usize>,
    out: Fact<Day>,
    settled: Maybe<bool>,
    settled_aid: Fact<u64>,
    category: Fact<&'static str>,
    disease: Fact<&'static str>,
    /// Whether the disease is on the list, where somebody says so.
    listed: Maybe<bool>,
    pub total: Fact<u64>,
    pub in_policy: Fact<u64>,
    /// Basic, serious-illness, supplementary and commercial insurance.
    insured: [Fact<u64>; 4],
    designated: Fact<bool>,
    excepted: Maybe<bool>,
}

pub(super) struct Household {
    local: Fact<bool>,
    people: usize,
    pub stays: Vec<Stay>,
}

const INSURED: [&str; 4] = ["基本医保支付", "大病保险支付", "补充保险支付", "商业保险支付"];

fn stay(draw: &mut Draw<'_>, people: usize) -> Stay {
    let of = u64::try_from(people).unwrap();
    let in_policy = draw.fact(|dice| {
        let most = pick(dice, &[400_000, 1_700_000, 9_000_000]);
        money(dice, most, &[1_000_000])
    });
    let share = in_policy.worlds[0];
    Stay {
        who: draw.fact(|dice| usize::try_from(dice.roll(of)).unwrap()),
        out: draw.fact(|dice| {
            let year = pick(dice, &[2016, 2017, 2017, 2018, 2019]);
            match dice.chance(20) {
                true => super::day(&format!("{year}-{}", pick(dice, &["01-01", "12-31"]))),
                false => super::day(&format!("{year}-{:02}-1{}", 1 + dice.roll(4), dice.roll(3))),
            }
        }),
        settled: draw.maybe(30, |dice| dice.chance(70)),
        settled_aid: draw.fact(|dice| money(dice, 1_200_000, &[1_000_000, 1_200_055, 3_000_000])),
        category: draw.word(&["特困人员", "低保对象", "低保对象", "低保对象", "建档立卡贫困人口", "其他人员"]),
        disease: draw.word(&["其他疾病", "其他疾病", "肺癌", "血友病", "唇腭裂"]),
        listed: draw.maybe(10, |dice| dice.chance(50)),
        total: draw.fact(|dice| share + dice.roll(500_000)),
        in_policy,
        insured: [40, 15, 5, 15].map(|percent| draw.fact(|dice| dice.roll(share * percent / 100 + 1))),
        designated: draw.flag(85),
        excepted: draw.maybe(20, |dice| dice.chance(50)),
    }
}

/// Percent of the base, in tenths: 低保对象 70, 75 from 2018 and 65, which is below the floor, in 2019;
/// the poverty register 50 and 55.5 from 2018 (as the test invents).
fn ratio(category: &str, year: i16) -> u64 {
    match (category, year) {
        ("特困人员", _) => 1000,
        ("低保对象", ..=2017) => 700,
        ("低保对象", 2018) => 750,
        ("低保对象", _) => 650,
        ("建档立卡贫困人口", ..=2017) => 500,
        ("建档立卡贫困人口", _) => 555,
        _ => 0,
    }
}

/// Why a stay gets nothing, or that it gets something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Settled,
    NotDesignated,
    NotCovered,
    BelowFloor,
    Covered,
}

fn is_listed(stay: &Stay, w: usize) -> bool {
    or(&stay.listed, w, stay.disease.at(w) != "其他疾病")
}

fn standing(stay: &Stay, w: usize) -> Standing {
    let key = ["特困人员", "低保对象"].contains(&stay.category.at(w));
    let poor_and_listed = stay.category.at(w) == "建档立卡贫困人口" && is_listed(stay, w);
    if or(&stay.settled, w, false) {
        Standing::Settled
    } else if !stay.designated.at(w) && !or(&stay.excepted, w, false) {
        Standing::NotDesignated
    } else if !key && !poor_and_listed {
        Standing::NotCovered
    } else if key && ratio(stay.category.at(w), stay.out.at(w).year()) < 700 {
        Standing::BelowFloor
    } else {
        Standing::Covered
    }
}

/// The aid of a stay of which so much was paid in the year before, in fen.
fn aid(stay: &Stay, w: usize, used: u64) -> u64 {
    let insured: u64 = stay.insured.iter().map(|paid| paid.at(w)).sum();
    match standing(stay, w) {
        Standing::Settled => stay.settled_aid.at(w),
        Standing::Covered => {
            let year = stay.out.at(w).year();
            let base = stay.in_policy.at(w).saturating_sub(insured);
            // In thousandths of a fen, so that the bill bounds the aid before anything is rounded.
            let share = (base * ratio(stay.category.at(w), year)).min(stay.total.at(w).saturating_sub(insured) * 1000);
            let cap = match (is_listed(stay, w), year) {
                (true, _) => 3_000_000,
                (false, ..=2017) => 1_000_000,
                (false, _) => 1_200_055,
            };
            ((share + 500) / 1000).min(u64::saturating_sub(cap, used))
        }
        Standing::NotDesignated | Standing::NotCovered | Standing::BelowFloor => 0,
    }
}

/// The aid of every stay: in the order of the days, and of a day in the order given.
fn aids(h: &Household, w: usize) -> Vec<u64> {
    let mut order: Vec<usize> = (0..h.stays.len()).collect();
    order.sort_by_key(|at| super::date(h.stays[*at].out.at(w)));
    let mut aids = vec![0; h.stays.len()];
    let mut pools = std::collections::BTreeMap::new();
    for at in order {
        let stay = &h.stays[at];
        let pool: &mut u64 = pools.entry((stay.who.at(w), stay.out.at(w).year())).or_default();
        aids[at] = aid(stay, w, *pool);
        *pool += aids[at];
    }
    aids
}

impl Oracle for Yiliao {
    const POLICY: &'static str = "yiliao";
    const OUTPUTS: &'static [&'static str] = &["结论", "原因", "金额", "保障人口"];
    const DAYS: [&'static str; 3] = ["2017-12-31", "2018-06-01", "2021-07-01"];
    const REASONS: usize = 6;
    type Household = Household;

    fn library() -> Library {
        with(&[
            ("住院救助比例[低保对象]", None, "2018-01-01", "75%"),
            ("住院救助比例[低保对象]", None, "2019-01-01", "65%"),
            ("住院救助比例[建档立卡贫困人口]", None, "2018-01-01", "55.5%"),
            ("年度救助限额[普通疾病]", None, "2018-01-01", "12000.55"),
        ])
    }

    fn household(draw: &mut Draw<'_>) -> Household {
        let people = usize::try_from(1 + draw.dice.roll(3)).unwrap();
        Household { local: draw.flag(93), people, stays: draw.rows(5, |draw| stay(draw, people)) }
    }

    fn division(_: &Household) -> &'static str {
        "船山区"
    }

    fn facts(h: &Household) -> Vec<(&'static str, Json)> {
        let people = (0..h.people).map(|at| Row::default().text("编号", &at.to_string()).json());
        let stays = h.stays.iter().map(|s| {
            let row = Row::default()
                .of("谁", &s.who)
                .day("出院日期", &s.out)
                .maybe(&s.settled, |row, fact| row.flag("已经结算", fact))
                .yuan("已结算救助金额", &s.settled_aid)
                .word("对象类别", &s.category)
                .word("病种", &s.disease)
                .maybe(&s.listed, |row, fact| row.flag("列入大病病种", fact))
                .yuan("总费用", &s.total)
                .yuan("政策范围内费用", &s.in_policy)
                .flag("定点医疗机构", &s.designated)
                .maybe(&s.excepted, |row, fact| row.flag("急诊或批准转诊", fact));
            INSURED.iter().zip(&s.insured).fold(row, |row, (name, paid)| row.yuan(name, paid)).json()
        });
        let household = Row::default().flag("本地户籍", &h.local).json();
        vec![("家庭", household), ("成员", people.collect()), ("费用", stays.collect())]
    }

    fn says(h: &Household, w: usize, _: Day) -> Vec<Said> {
        let standings: Vec<Standing> = h.stays.iter().map(|stay| standing(stay, w)).collect();
        let has = |wanted: Standing| standings.contains(&wanted);
        let now = aids(h, w).iter().zip(&standings).filter(|(_, s)| **s != Standing::Settled).map(|(aid, _)| aid).sum();
        let reason = if !h.local.at(w) {
            "非本地户籍"
        } else if has(Standing::Covered) {
            "符合"
        } else if has(Standing::BelowFloor) {
            "比例低于下限"
        } else if has(Standing::NotCovered) {
            "不属于救助对象"
        } else if has(Standing::NotDesignated) {
            "不是定点医疗机构"
        } else {
            "没有要结算的住院"
        };
        let paid = Said::Fen(if h.local.at(w) { now } else { 0 });
        let people = Said::Count(u64::try_from(h.people).unwrap());
        vec![verdict(reason == "符合"), Said::Word(reason), paid, people]
    }

    fn says_of_rows(h: &Household, w: usize, _: Day) -> Vec<((&'static str, usize, &'static str), Said)> {
        let aids = aids(h, w).into_iter().enumerate();
        aids.map(|(at, aid)| (("费用", at, "救助金额"), Said::Fen(aid))).collect()
    }
}

#[test]
fn medical_aid_is_as_by_hand() {
    super::prove::<Yiliao>(0x0030_2015);
}
