//! LS-01 to LS-05 and LS-08 to LS-12: who is helped, with how much, and who decides.

use kernel::Day;
use serde_json::Value as Json;

use super::{DIVISIONS, Draw, Fact, Maybe, Oracle, Row, Said, anniversary, date, money, or, pick, verdict, with};
use crate::Library;

pub(super) struct Linshi;

/// What was given before.
struct Earlier {
    on: Fact<Day>,
    amount: Fact<u64>,
    same_cause: Fact<bool>,
    by: Fact<&'static str>,
}

pub(super) struct Household {
    pub division: &'static str,
    accepted: Fact<Day>,
    /// The rules of 2014 or of 2018, where somebody says so.
    rules: Maybe<&'static str>,
    local: Fact<bool>,
    permit: Fact<bool>,
    class: Fact<&'static str>,
    pub kind: Fact<&'static str>,
    cause: Fact<&'static str>,
    people: Fact<u64>,
    level: Fact<&'static str>,
    pub spent: Fact<u64>,
    pub income: Fact<u64>,
    assets: Fact<bool>,
    justified: Fact<bool>,
    pub method: Maybe<&'static str>,
    agreed: Fact<u64>,
    earlier: Vec<Earlier>,
    /// Whether anything was given before.
    ledger: Fact<bool>,
}

fn earlier(draw: &mut Draw<'_>) -> Earlier {
    Earlier {
        on: draw.fact(|dice| match dice.chance(50) {
            true => {
                let on = super::day(pick(dice, &Linshi::DAYS)).add_months(-12);
                on.add_days(i32::try_from(dice.roll(3)).unwrap() - 1)
            }
            false => super::day(&format!("{}-{:02}-{:02}", 2016 + dice.roll(4), 1 + dice.roll(12), 1 + dice.roll(28))),
        }),
        amount: draw.fact(|dice| money(dice, 150_000, &[100_000, 40_000])),
        same_cause: draw.flag(50),
        by: draw.word(&["乡镇", "乡镇", "县级"]),
    }
}

/// The amount of the rules before anybody agrees on another one, and the cap, in fen; `None` when the
/// expenses do not exceed the threshold.
fn formula(h: &Household, w: usize, on: Day) -> Option<(u64, u64)> {
    let later = date(on) >= (2018, 1, 1);
    let cap = if later && h.division == "射洪县" { 800_000 } else { 1_000_000 };
    if h.kind.at(w) == "急难型" {
        let base = if later { 30_500 } else { 27_500 };
        let months = match h.level.at(w) {
            "一级" => 1,
            "二级" => 2,
            "三级" => 3,
            _ => 6,
        };
        return Some((base * months * h.people.at(w), cap));
    }
    let over = h.spent.at(w).checked_sub(500_000).filter(|over| *over > 0)?;
    let (first, rest) = (over.min(2_000_000), over.saturating_sub(2_000_000));
    let (second, third) = (rest.min(3_000_000), rest.saturating_sub(3_000_000));
    let amount = (first * 10 + second * 15 + third * 20 + 50) / 100;
    Some((amount.max(20_000), cap))
}

/// The amount that somebody has to decide on.
fn amount(h: &Household, w: usize, on: Day) -> u64 {
    if or(&h.method, w, "按公式") == "商定" {
        return h.agreed.at(w);
    }
    formula(h, w, on).map_or(0, |(amount, cap)| amount.min(cap))
}

fn recent(h: &Household, w: usize, on: Day) -> impl Iterator<Item = &Earlier> {
    let rows = if h.ledger.at(w) { h.earlier.len() } else { 0 };
    h.earlier.iter().take(rows).filter(move |e| e.same_cause.at(w) && date(e.on.at(w)) >= anniversary(on, -1))
}

fn reason(h: &Household, w: usize, on: Day) -> &'static str {
    let new_rules = match h.rules {
        Some(rules) => rules.at(w) == "临时救助2018",
        None => date(h.accepted.at(w)) >= (2018, 1, 23),
    };
    let disposable = if h.class.at(w) == "农村" { 1_260_000 } else { 2_500_000 };
    let poor = h.assets.at(w) && h.income.at(w) < disposable;
    let agreed = or(&h.method, w, "按公式") == "商定";
    if !h.local.at(w) && !h.permit.at(w) {
        "不在受理范围"
    } else if h.cause.at(w) == "没有" {
        "没有遭遇规定的困难"
    } else if recent(h, w, on).next().is_some() && !h.justified.at(w) {
        "同一事由重复申请"
    } else if h.kind.at(w) == "支出型" && new_rules && !poor {
        "收入或财产超过规定"
    } else if !agreed && formula(h, w, on).is_none() {
        "支出没有超过起点"
    } else {
        "符合"
    }
}

impl Oracle for Linshi {
    const POLICY: &'static str = "linshi";
    const OUTPUTS: &'static [&'static str] = &["结论", "原因", "金额", "测算金额", "审批层级", "需要一事一议"];
    const DAYS: [&'static str; 3] = ["2017-05-01", "2018-01-23", "2020-02-29"];
    const REASONS: usize = 6;
    type Household = Household;

    fn library() -> Library {
        with(&[
            ("上年居民人均可支配收入[城市]", None, "2016-01-01", "25000"),
            ("临时救助封顶额", Some("射洪县"), "2018-01-01", "8000"),
            ("乡镇审批限额", Some("射洪县"), "2018-01-01", "0"),
        ])
    }

    fn household(draw: &mut Draw<'_>) -> Household {
        Household {
            division: pick(draw.dice, &DIVISIONS),
            accepted: draw
                .fact(|dice| super::day(pick(dice, &["2018-01-22", "2018-01-23", "2017-04-01", "2020-02-01"]))),
            rules: draw.maybe(20, |dice| pick(dice, &["临时救助2014", "临时救助2018"])),
            local: draw.flag(85),
            permit: draw.flag(50),
            class: draw.word(&["农村", "农村", "城市"]),
            kind: draw.word(&["急难型", "支出型"]),
            cause: draw.word(&[
                "火灾",
                "交通事故",
                "其他意外",
                "突发重大疾病",
                "子女教育支出",
                "医疗等必需支出",
                "其他特殊困难",
                "没有",
            ]),
            people: draw.fact(|dice| 1 + dice.roll(8)),
            level: draw.word(&["一级", "二级", "三级", "四级"]),
            spent: draw.fact(|dice| {
                money(dice, 10_000_000, &[500_000, 700_000, 1_500_000, 2_500_000, 5_500_000, 6_166_667, 7_250_000])
            }),
            income: draw.fact(|dice| money(dice, 3_000_000, &[1_260_000, 2_500_000])),
            assets: draw.flag(85),
            justified: draw.flag(60),
            method: draw.maybe(30, |dice| pick(dice, &["按公式", "商定"])),
            agreed: draw.fact(|dice| money(dice, 1_500_000, &[100_000, 60_000, 1_000_000])),
            earlier: draw.rows(3, earlier),
            ledger: draw.flag(80),
        }
    }

    fn division(h: &Household) -> &'static str {
        h.division
    }

    fn facts(h: &Household) -> Vec<(&'static str, Json)> {
        let household = Row::default()
            .day("受理日期", &h.accepted)
            .maybe(&h.rules, |row, fact| row.word("适用临时救助办法", fact))
            .flag("本地户籍", &h.local)
            .flag("持有居住证", &h.permit)
            .word("户口类别", &h.class)
            .word("救助类型", &h.kind)
            .word("遭遇情形", &h.cause)
            .whole("救助人口", &h.people)
            .word("困难程度", &h.level)
            .yuan("十二个月自付支出", &h.spent)
            .yuan("人均年收入", &h.income)
            .flag("财产符合规定", &h.assets)
            .flag("再次申请有正当理由", &h.justified)
            .maybe(&h.method, |row, fact| row.word("金额办法", fact))
            .yuan("商定金额", &h.agreed);
        let rows = if h.ledger.at(0) { h.earlier.len() } else { 0 };
        let earlier = h.earlier.iter().take(rows).map(|e| {
            let row = Row::default().day("日期", &e.on).yuan("金额", &e.amount);
            row.flag("同一事由", &e.same_cause).word("批准机关", &e.by).json()
        });
        let earlier = if h.ledger.known { earlier.collect() } else { Json::Null };
        vec![("家庭", household.json()), ("前次救助", earlier)]
    }

    fn says(h: &Household, w: usize, on: Day) -> Vec<Said> {
        let (reason, amount) = (reason(h, w, on), amount(h, w, on));
        let limit = if h.division == "射洪县" && date(on) >= (2018, 1, 1) { 0 } else { 100_000 };
        let by_township = recent(h, w, on).filter(|e| e.by.at(w) == "乡镇").map(|e| e.amount.at(w)).sum::<u64>();
        let route = if amount + by_township < limit { "乡镇审批" } else { "县级审批" };
        let beyond = formula(h, w, on).is_some_and(|(amount, cap)| amount > cap);
        let paid = Said::Fen(if reason == "符合" { amount } else { 0 });
        let (verdict, reason) = (verdict(reason == "符合"), Said::Word(reason));
        vec![verdict, reason, paid, Said::Fen(amount), Said::Word(route), Said::Flag(beyond)]
    }
}

#[test]
fn temporary_assistance_is_as_by_hand() {
    super::prove::<Linshi>(0x0047_2014);
}
