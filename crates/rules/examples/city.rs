//! A city of made-up households: the rules over columns beside a loop written by hand (测速).
//!
//! `cargo run --release -p rules --example city -- speed [households]` prints both speeds and every
//! difference; `-- memory [households]` builds and computes the city with the rules alone and prints
//! the most memory it took; `-- explain` prints how long one decision with its explanation takes;
//! `-- stored [households]` reads a tenth as many households from JSON and computes dibao for them.

use std::time::{Duration, Instant};

use kernel::Day;
use rules::{Facts, Library, Policy, Population};

/// Runs of which the middle one counts.
const RUNS: usize = 7;
const REGIONS: [&str; 8] = ["零区", "一区", "二区", "三区", "四区", "五区", "六区", "七区"];
const GRADES: [&str; 5] = ["无", "一级", "二级", "三级", "四级"];
const CLASSES: [&str; 5] = ["A类", "B类", "C类", "低保边缘", "都不是"];
/// The standard of each region from 2025-01-01, in fen a year.
const STANDARDS: [i64; 8] = [330_000, 330_000, 330_000, 330_000, 360_000, 360_000, 420_000, 420_000];
const OUTPUTS: [&str; 4] = ["月低保金", "生活补贴", "护理补贴", "类别"];

/// The city as the hand-written loop reads it.
struct City {
    region: Vec<u32>,
    deposit: Vec<i64>,
    car: Vec<bool>,
    houses: Vec<i64>,
    offsets: Vec<u32>,
    incomes: [Vec<i64>; 4],
    grade: Vec<u8>,
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    fn amount(&mut self, below: u64) -> i64 {
        i64::try_from(self.roll(below)).unwrap_or(0)
    }
}

impl City {
    fn drawn(households: usize) -> Self {
        let mut dice = Dice(0x2025_0101_1234_5678);
        let mut city = Self {
            region: Vec::with_capacity(households),
            deposit: Vec::with_capacity(households),
            car: Vec::with_capacity(households),
            houses: Vec::with_capacity(households),
            offsets: vec![0],
            incomes: [Vec::new(), Vec::new(), Vec::new(), Vec::new()],
            grade: Vec::new(),
        };
        let mut rows = 0;
        for _ in 0..households {
            city.region.push(u32::try_from(dice.roll(8)).unwrap_or(0));
            city.deposit.push(dice.amount(1_500_000));
            city.car.push(dice.roll(20) == 0);
            city.houses.push(dice.amount(4));
            let members = 1 + u32::try_from(dice.roll(5)).unwrap_or(0);
            for _ in 0..members {
                for income in &mut city.incomes {
                    let has_some = dice.roll(3) == 0;
                    income.push(if has_some { dice.amount(500_000) } else { 0 });
                }
                let grade = if dice.roll(8) == 0 { 1 + dice.roll(4) } else { 0 };
                city.grade.push(u8::try_from(grade).unwrap_or(0));
            }
            rows += members;
            city.offsets.push(rows);
        }
        city
    }

    /// The same city in columns.
    fn population(self, policy: &Policy) -> Population {
        let mut population = Population::new(policy, self.region.len());
        let filled = (|| {
            population.divisions(&REGIONS, self.region)?;
            population.list("成员", self.offsets)?;
            population.numbers("家庭", "存款", 100, self.deposit)?;
            population.bools("家庭", "有车", &self.car)?;
            population.numbers("家庭", "住房套数", 1, self.houses)?;
            for (name, income) in ["工资", "经营收入", "财产收入", "转移收入"].into_iter().zip(self.incomes)
            {
                population.numbers("成员", name, 100, income)?;
            }
            population.words("成员", "残疾等级", &GRADES, &self.grade).map(|_| ())
        })();
        filled.unwrap_or_else(|fault| panic!("{fault}"));
        population
    }

    fn copied(&self) -> Self {
        Self {
            region: self.region.clone(),
            deposit: self.deposit.clone(),
            car: self.car.clone(),
            houses: self.houses.clone(),
            offsets: self.offsets.clone(),
            incomes: self.incomes.clone(),
            grade: self.grade.clone(),
        }
    }
}

/// What the hand-written loop finds, in fen a month.
struct ByHand {
    benefit: Vec<i64>,
    living: Vec<i64>,
    nursing: Vec<i64>,
    class: Vec<u8>,
}

/// The task in plain Rust over whole fen, for some of the households.
fn by_hand(city: &City, households: std::ops::Range<usize>) -> ByHand {
    let count = households.len();
    let mut found = ByHand {
        benefit: Vec::with_capacity(count),
        living: Vec::with_capacity(count),
        nursing: Vec::with_capacity(count),
        class: Vec::with_capacity(count),
    };
    let index = |value: u32| usize::try_from(value).unwrap_or(0);
    for household in households {
        let rows = index(city.offsets[household])..index(city.offsets[household + 1]);
        let members = i64::try_from(rows.len()).unwrap_or(0);
        let (mut income, mut disabled, mut severe) = (0, 0, 0);
        for row in rows {
            let [wage, business, property, transfer] = &city.incomes;
            income += wage[row] + business[row] + property[row] + transfer[row];
            let grade = city.grade[row];
            disabled += i64::from(grade >= 1);
            severe += i64::from(grade == 1 || grade == 2);
        }
        let total = STANDARDS[index(city.region[household])] * members;
        let assets = city.deposit[household] <= 2 * total && !city.car[household] && city.houses[household] <= 2;
        let eligible = income < total && assets;
        found.benefit.push(if eligible { ((total - income) * 2 + 12) / 24 } else { 0 });
        found.living.push(if eligible { 7_000 * disabled } else { 0 });
        found.nursing.push(7_000 * severe);
        found.class.push(if eligible {
            if income * 3 < total {
                0
            } else if income * 3 < total * 2 {
                1
            } else {
                2
            }
        } else if income * 2 < total * 3 && assets {
            3
        } else {
            4
        });
    }
    found
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn per_second(households: usize, time: Duration) -> String {
    let count = u128::try_from(households).unwrap_or(0) * 1_000_000_000 / time.as_nanos().max(1);
    format!("{}.{:01} 百万户/秒", count / 1_000_000, count / 100_000 % 10)
}

fn policy() -> Policy {
    let text = include_str!("city.policy");
    let library = Library::load_texts(&[("city.policy".to_owned(), text.to_owned())]);
    let library = library.unwrap_or_else(|errors| panic!("{}", errors[0]));
    library.policy("cesu").expect("its id").clone()
}

fn day() -> Day {
    Day::new(2025, 7, 1).expect("a day")
}

fn speed(households: usize) {
    let policy = policy();
    let city = City::drawn(households);
    let population = city.copied().population(&policy);
    println!("{households} 户，{} 人", city.grade.len());
    let (mut hand, mut hand_two, mut one, mut two) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut found = by_hand(&city, 0..households);
    let mut columns = policy.evaluate_all(&population, day(), &OUTPUTS).expect("it computes");
    for _ in 0..RUNS {
        let start = Instant::now();
        found = by_hand(&city, 0..households);
        hand.push(start.elapsed());
        let start = Instant::now();
        let halves = std::thread::scope(|scope| {
            let second = scope.spawn(|| by_hand(&city, households / 2..households));
            by_hand(&city, 0..households / 2).class.len() + second.join().map_or(0, |half| half.class.len())
        });
        hand_two.push(start.elapsed());
        assert_eq!(halves, households);
        let start = Instant::now();
        columns = policy.evaluate_all(&population, day(), &OUTPUTS).expect("it computes");
        one.push(start.elapsed());
        let start = Instant::now();
        let again = policy.evaluate_all_on(&population, day(), &OUTPUTS, 2).expect("it computes");
        two.push(start.elapsed());
        assert_eq!(again.len(), columns.len());
    }
    let (hand, hand_two, one, two) = (middle(hand), middle(hand_two), middle(one), middle(two));
    println!("手写循环，一个线程：{}", per_second(households, hand));
    println!("手写循环，两个线程：{}，是一个线程的 {}%", per_second(households, hand_two), percent(hand, hand_two));
    println!("政策语言，一个线程：{}，是手写的 {}%", per_second(households, one), percent(hand, one));
    println!("政策语言，两个线程：{}，是一个线程的 {}%", per_second(households, two), percent(one, two));
    let mut different = 0;
    let mut paid = 0;
    for household in 0..households {
        let fen = |name: &str| columns.column(name).and_then(|column| column.fen(household));
        let class = CLASSES[usize::from(found.class[household])];
        let same = fen("月低保金") == Some(found.benefit[household])
            && fen("生活补贴") == Some(found.living[household])
            && fen("护理补贴") == Some(found.nursing[household])
            && columns.value("类别", household).and_then(|value| value.text().map(|text| text == class)) == Some(true);
        different += usize::from(!same);
        paid += usize::from(found.benefit[household] > 0);
    }
    println!("结果不同的户数：{different}（领取低保金的 {paid} 户）");
    assert_eq!(different, 0);
}

fn percent(base: Duration, time: Duration) -> u128 {
    base.as_nanos() * 100 / time.as_nanos().max(1)
}

fn memory(households: usize) {
    let policy = policy();
    let population = City::drawn(households).population(&policy);
    let columns = policy.evaluate_all(&population, day(), &OUTPUTS).expect("it computes");
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("不明").trim().to_owned();
    println!("{} 户，内存最多占用 {most}（含抽取人群）", columns.len());
}

fn explain() {
    let library = Library::embedded().unwrap_or_else(|errors| panic!("{}", errors[0]));
    let dibao = library.policy("dibao").expect("dibao");
    let facts = Facts::from_json(include_str!("household.json")).expect("facts");
    let on = Day::new(2017, 5, 1).expect("a day");
    let mut times = Vec::new();
    for _ in 0..2_000 {
        let start = Instant::now();
        let assessment = dibao.assess(&facts, on, "船山区").expect("an assessment");
        times.push(start.elapsed());
        assert!(assessment.trace.len() > 10);
    }
    println!("三口之家的低保，连同全部说明：{} 微秒", middle(times).as_micros());
}

/// How long it takes to put households stored as JSON into columns, and to compute dibao for them.
fn stored(households: usize) {
    let library = Library::embedded().unwrap_or_else(|errors| panic!("{}", errors[0]));
    let dibao = library.policy("dibao").expect("dibao");
    let on = Day::new(2017, 5, 1).expect("a day");
    let start = Instant::now();
    let mut population = Population::new(dibao, 0);
    for _ in 0..households {
        let facts = Facts::from_json(include_str!("household.json")).expect("facts");
        population.push(&facts, "船山区").expect("it fits");
    }
    let read = start.elapsed();
    let start = Instant::now();
    let columns = dibao.evaluate_all(&population, on, &["结论", "金额"]).expect("it computes");
    println!(
        "低保 {} 户：从文字读成列 {} 毫秒，测算 {} 毫秒",
        columns.len(),
        read.as_millis(),
        start.elapsed().as_millis()
    );
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let households = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
    match what.as_str() {
        "memory" => memory(households),
        "explain" => explain(),
        "stored" => stored(households / 10),
        _ => speed(households),
    }
}
