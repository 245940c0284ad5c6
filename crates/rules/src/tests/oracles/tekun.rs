//! TK-01 to TK-09 and TK-13: the three conditions, the grade of care, the standards, minors.

use kernel::Day;
use serde_json::Value as Json;

use super::{
    DIVISIONS, Draw, Fact, Maybe, Oracle, Row, Said, age, anniversary, birthday, date, money, or, pick, standards,
    verdict, with,
};
use crate::Library;

const CATEGORIES: [&str; 8] = ["无", "视力", "听力", "言语", "肢体", "智力", "精神", "多重"];
const KINDS: [&str; 9] =
    ["工资", "无法核实工资", "经营", "居民养老金", "其他", "赠与", "优抚金", "高龄津贴", "社会救助"];
const ABILITIES: [&str; 6] = ["自主吃饭", "自主穿衣", "自主上下床", "自主如厕", "室内自主行走", "自主洗澡"];

pub(super) struct Tekun;

struct Disability {
    category: Fact<&'static str>,
    grade: Fact<&'static str>,
}

struct Person {
    birth: Fact<Day>,
    disability: Disability,
    second: Option<Disability>,
    assets: Fact<bool>,
    chose_child: Maybe<bool>,
    kept_as_minor: Maybe<bool>,
    at_school: Maybe<bool>,
    able: [Fact<bool>; 6],
    assessed: Maybe<&'static str>,
}

pub(super) struct Income {
    who: Fact<usize>,
    kind: Fact<&'static str>,
    /// Either the amount of the year, or so much a month.
    pub yearly: Maybe<u64>,
    pub monthly: Fact<u64>,
    months: Fact<u64>,
    cost: Fact<u64>,
    tax: Maybe<u64>,
    insurance: Maybe<u64>,
}

pub(super) struct Supporter {
    who: Fact<usize>,
    birth: Fact<Day>,
    receives: Fact<&'static str>,
    disability: Disability,
    incapable: Maybe<bool>,
    missing: Maybe<bool>,
    in_prison: Maybe<bool>,
    pub income: Fact<u64>,
    assets: Fact<bool>,
}

pub(super) struct Household {
    division: &'static str,
    accepted: Fact<Day>,
    rules: Maybe<&'static str>,
    local: Fact<bool>,
    class: Fact<&'static str>,
    people: Vec<Person>,
    pub incomes: Vec<Income>,
    pub supporters: Vec<Supporter>,
}

fn disability(draw: &mut Draw<'_>) -> Disability {
    if draw.dice.chance(40) {
        return Disability { category: draw.word(&["无"]), grade: draw.word(&["无"]) };
    }
    Disability { category: draw.word(&CATEGORIES), grade: draw.word(&super::canbu::GRADES) }
}

fn person(draw: &mut Draw<'_>) -> Person {
    Person {
        birth: draw.fact(|dice| birthday(dice, &[16, 18, 60], &Tekun::DAYS)),
        disability: disability(draw),
        second: draw.dice.chance(20).then(|| disability(draw)),
        assets: draw.flag(85),
        chose_child: draw.maybe(20, |dice| dice.chance(50)),
        kept_as_minor: draw.maybe(30, |dice| dice.chance(60)),
        at_school: draw.maybe(30, |dice| dice.chance(50)),
        able: std::array::from_fn(|_| draw.flag(55)),
        assessed: draw.maybe(50, |dice| pick(dice, &["没有评定", "全自理", "半护理", "全护理"])),
    }
}

fn income(draw: &mut Draw<'_>, people: u64) -> Income {
    Income {
        who: draw.fact(|dice| usize::try_from(dice.roll(people)).unwrap()),
        kind: draw.word(&KINDS),
        yearly: draw.maybe(60, |dice| money(dice, 500_000, &[288_000, 330_000, 366_000, 419_998, 552_000])),
        monthly: draw.fact(|dice| money(dice, 40_000, &[7_000, 8_800, 27_500, 34_500, 38_300])),
        months: draw.fact(|dice| if dice.chance(60) { 12 } else { dice.roll(13) }),
        cost: draw.fact(|dice| dice.roll(200_000)),
        tax: draw.maybe(30, |dice| dice.roll(20_000)),
        insurance: draw.maybe(30, |dice| dice.roll(60_000)),
    }
}

fn supporter(draw: &mut Draw<'_>, people: u64) -> Supporter {
    Supporter {
        who: draw.fact(|dice| usize::try_from(dice.roll(people)).unwrap()),
        birth: draw.fact(|dice| birthday(dice, &[60, 70], &Tekun::DAYS)),
        receives: draw.word(&["都没有", "低保", "特困"]),
        disability: disability(draw),
        incapable: draw.maybe(30, |dice| dice.chance(40)),
        missing: draw.maybe(30, |dice| dice.chance(40)),
        in_prison: draw.maybe(30, |dice| dice.chance(40)),
        income: draw.fact(|dice| money(dice, 3_000_000, &[1_260_000, 2_500_000])),
        assets: draw.flag(80),
    }
}

/// The method of 2021 applies to what was accepted from 1 July 2021 on.
fn of_2021(h: &Household, w: usize) -> bool {
    match h.rules {
        Some(rules) => rules.at(w) == "认定办法2021",
        None => date(h.accepted.at(w)) >= (2021, 7, 1),
    }
}

/// From 1, the worst; nobody's is 99.
fn grade(of: &Disability, w: usize) -> u64 {
    super::canbu::GRADES
        .iter()
        .position(|word| *word == of.grade.at(w))
        .filter(|grade| *grade > 0)
        .map_or(99, |grade| u64::try_from(grade).unwrap())
}

fn unable_by(of: &Disability, w: usize, of_2021: bool) -> bool {
    let worst = match (of.category.at(w), of_2021) {
        ("智力" | "精神", false) | ("肢体", true) => 2,
        ("智力" | "精神", true) => 3,
        ("肢体", false) | ("视力", true) => 1,
        _ => 0,
    };
    grade(of, w) <= worst
}

/// Supported as a minor until the birthday's month ends, and on while at school.
fn still_minor(p: &Person, w: usize, of_2021: bool, on: Day) -> bool {
    let (year, month, _) = anniversary(p.birth.at(w), if of_2021 { 18 } else { 16 });
    let in_time = (on.year(), on.month()) <= (year, month);
    or(&p.kept_as_minor, w, false) && (in_time || or(&p.at_school, w, false))
}

fn without_labour(p: &Person, w: usize, of_2021: bool, on: Day) -> bool {
    let age = age(p.birth.at(w), on);
    let disabled = unable_by(&p.disability, w, of_2021) || p.second.as_ref().is_some_and(|d| unable_by(d, w, of_2021));
    !(16..60).contains(&age) || disabled || still_minor(p, w, of_2021, on)
}

/// What counts of an income in the year, in fen.
fn counted(i: &Income, w: usize, of_2021: bool, on: Day) -> u64 {
    let base_pension = if on.year() < 2018 { 7_000 } else { 8_800 };
    let amount = i.yearly.as_ref().map_or(i.monthly.at(w) * i.months.at(w), |yearly| yearly.at(w));
    match i.kind.at(w) {
        "高龄津贴" | "社会救助" => 0,
        "优抚金" if of_2021 => 0,
        "工资" => amount.saturating_sub(or(&i.tax, w, 0) + or(&i.insurance, w, 0)),
        "无法核实工资" => 138_000 * i.months.at(w),
        "经营" => amount.saturating_sub(i.cost.at(w)),
        "居民养老金" => amount.saturating_sub(base_pension * i.months.at(w)),
        _ => amount,
    }
}

/// TK-04: a supporter who cannot support.
fn cannot_support(s: &Supporter, w: usize, of_2021: bool, on: Day, disposable: u64) -> bool {
    let (age, assets, grade) = (age(s.birth.at(w), on), s.assets.at(w), grade(&s.disability, w));
    let severe = grade <= 2;
    let on_dibao = s.receives.at(w) == "低保";
    let away = or(&s.incapable, w, false) || or(&s.missing, w, false) || or(&s.in_prison, w, false);
    if s.receives.at(w) == "特困" || (away && assets) {
        return true;
    }
    if !of_2021 {
        return on_dibao && (age >= 60 || severe) && assets;
    }
    let third = grade == 3 && ["智力", "精神"].contains(&s.disability.category.at(w));
    (on_dibao && age >= 60) || ((age >= 70 || severe || third) && assets && s.income.at(w) < disposable)
}

fn care(p: &Person, w: usize) -> &'static str {
    let lost = p.able.iter().filter(|able| !able.at(w)).count();
    match or(&p.assessed, w, "没有评定") {
        "没有评定" if lost == 0 => "全自理",
        "没有评定" if lost <= 3 => "半护理",
        "没有评定" => "全护理",
        assessed => assessed,
    }
}

/// How far each of the three conditions and the choice carry a person: 0 able to work … 4 entitled.
fn reached(h: &Household, who: usize, w: usize, on: Day) -> u64 {
    let (p, of_2021) = (&h.people[who], of_2021(h, w));
    let (rural, urban) = standards(on, h.division);
    let is_rural = h.class.at(w) == "农村";
    let income: u64 = h.incomes.iter().filter(|i| i.who.at(w) == who).map(|i| counted(i, w, of_2021, on)).sum();
    let mut own = h.supporters.iter().filter(|s| s.who.at(w) == who);
    let disposable = if is_rural { 1_260_000 } else { 2_500_000 };
    if !without_labour(p, w, of_2021, on) {
        0
    } else if income >= (if is_rural { rural } else { urban * 12 }) || !p.assets.at(w) {
        1
    } else if !own.all(|s| cannot_support(s, w, of_2021, on, disposable)) {
        2
    } else if or(&p.chose_child, w, false) {
        3
    } else {
        4
    }
}

impl Oracle for Tekun {
    const POLICY: &'static str = "tekun";
    const OUTPUTS: &'static [&'static str] = &["结论", "原因", "金额", "基本生活费合计", "照料护理费合计", "保障人口"];
    const DAYS: [&'static str; 3] = ["2017-02-28", "2018-06-30", "2021-07-01"];
    const REASONS: usize = 6;
    type Household = Household;

    fn library() -> Library {
        with(&[
            ("上年居民人均可支配收入[城市]", None, "2016-01-01", "25000"),
            ("农村低保标准", Some("射洪县"), "2018-03-01", "4199.98"),
        ])
    }

    fn household(draw: &mut Draw<'_>) -> Household {
        let people = draw.rows(2, person);
        let count = u64::try_from(people.len()).unwrap();
        let most = if count == 0 { 0 } else { 3 };
        Household {
            division: pick(draw.dice, &DIVISIONS),
            accepted: draw.fact(|dice| super::day(pick(dice, &["2021-06-30", "2021-07-01", "2017-02-01"]))),
            rules: draw.maybe(30, |dice| pick(dice, &["认定办法2016", "认定办法2021"])),
            local: draw.flag(93),
            class: draw.word(&["农村", "农村", "城市"]),
            people,
            incomes: draw.rows(most, |draw| income(draw, count)),
            supporters: draw.rows(most, |draw| supporter(draw, count)),
        }
    }

    fn division(h: &Household) -> &'static str {
        h.division
    }

    fn facts(h: &Household) -> Vec<(&'static str, Json)> {
        let household = Row::default()
            .day("受理日期", &h.accepted)
            .maybe(&h.rules, |row, fact| row.word("适用认定办法", fact))
            .flag("本地户籍", &h.local)
            .word("户口类别", &h.class);
        let people = h.people.iter().enumerate().map(|(at, p)| written(at, p));
        let incomes = h.incomes.iter().map(|i| {
            Row::default()
                .of("谁", &i.who)
                .word("种类", &i.kind)
                .maybe(&i.yearly, |row, fact| row.yuan("金额", fact))
                .yuan("月金额", &i.monthly)
                .whole("月数", &i.months)
                .yuan("成本", &i.cost)
                .maybe(&i.tax, |row, fact| row.yuan("个人所得税", fact))
                .maybe(&i.insurance, |row, fact| row.yuan("社会保险费", fact))
                .json()
        });
        let supporters = h.supporters.iter().map(|s| {
            Row::default()
                .of("谁", &s.who)
                .day("出生日期", &s.birth)
                .word("享受待遇", &s.receives)
                .word("残疾类别", &s.disability.category)
                .word("残疾等级", &s.disability.grade)
                .maybe(&s.incapable, |row, fact| row.flag("无民事行为能力", fact))
                .maybe(&s.missing, |row, fact| row.flag("被宣告失踪", fact))
                .maybe(&s.in_prison, |row, fact| row.flag("服刑", fact))
                .yuan("人均年收入", &s.income)
                .flag("财产符合规定", &s.assets)
                .json()
        });
        let lists = [("成员", people.collect()), ("收入", incomes.collect()), ("义务人", supporters.collect())];
        std::iter::once(("家庭", household.json())).chain(lists).collect()
    }

    fn says(h: &Household, w: usize, on: Day) -> Vec<Said> {
        let reached: Vec<u64> = (0..h.people.len()).map(|who| reached(h, who, w, on)).collect();
        let best = if h.local.at(w) { reached.iter().max().copied().unwrap_or(0) } else { 5 };
        let reasons = ["有劳动能力", "有生活来源", "义务人有履行能力", "选择了儿童补贴", "符合", "非本地户籍"];
        let reason = reasons[usize::try_from(best).unwrap()];
        let entitled = h.people.iter().zip(&reached).filter(|(_, reached)| best == 4 && **reached == 4);
        let (rural, urban) = standards(on, h.division);
        let basic = if h.class.at(w) == "农村" { (rural * 26 + 120) / 240 } else { (urban * 26 + 10) / 20 };
        let (mut count, mut care_sum) = (0, 0);
        for (person, _) in entitled {
            count += 1;
            care_sum += match care(person, w) {
                "全自理" => 5_000,
                "半护理" => 10_000,
                _ => 20_000,
            };
        }
        let sums = [count * basic + care_sum, count * basic, care_sum].map(Said::Fen);
        vec![verdict(count > 0), Said::Word(reason), sums[0], sums[1], sums[2], Said::Count(count)]
    }

    fn says_of_rows(h: &Household, w: usize, _: Day) -> Vec<((&'static str, usize, &'static str), Said)> {
        let grades = h.people.iter().enumerate();
        grades.map(|(at, person)| (("成员", at, "照料等级"), Said::Word(care(person, w)))).collect()
    }
}

fn written(at: usize, p: &Person) -> Json {
    let row = Row::default()
        .text("编号", &at.to_string())
        .day("出生日期", &p.birth)
        .word("残疾类别", &p.disability.category)
        .word("残疾等级", &p.disability.grade)
        .flag("财产符合特困规定", &p.assets)
        .maybe(&p.chose_child, |row, fact| row.flag("选择儿童补贴", fact))
        .maybe(&p.kept_as_minor, |row, fact| row.flag("已按未成年人供养", fact))
        .maybe(&p.at_school, |row, fact| row.flag("接受义务教育或高中阶段教育", fact))
        .maybe(&p.assessed, |row, fact| row.word("已评定照料等级", fact));
    let row = match &p.second {
        Some(second) => row.word("另一项残疾类别", &second.category).word("另一项残疾等级", &second.grade),
        None => row,
    };
    ABILITIES.iter().zip(&p.able).fold(row, |row, (name, able)| row.flag(name, able)).json()
}

#[test]
fn support_of_persons_in_hardship_is_as_by_hand() {
    super::prove::<Tekun>(0x0178_2016);
}
