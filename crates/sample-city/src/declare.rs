//! What a household in need declares (申报): members, incomes by kind, supporters, assets, account.

use crate::homes::{Home, Someone};
use crate::names::{Dice, Names};
use crate::shapes::Shape;
use cases::declared::{Declaration, DeclaredIncome, DeclaredMember, DeclaredPayer, DeclaredSupport};
use kernel::{Day, Fen, Sex};

/// How much a household earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    /// Less than the standard; the number says how much is left away, from 0.
    Low(u32),
    /// More than the standard.
    High,
    /// Little income, but a car.
    Car,
}

fn yuan(amount: u64) -> Option<Fen> {
    i64::try_from(amount * 100).ok().map(Fen::new)
}

fn member(row: usize, one: &Someone, age: i32, dice: &mut Dice) -> DeclaredMember {
    let is_child = one.relation == "子女";
    // Asked early enough that the answer is there when the child comes of age while the case is paid.
    let is_adult_child = is_child && age >= 16;
    let studies = is_adult_child && age <= 22;
    let needs_duty = !["本人", "配偶", "子女", "父母"].contains(&one.relation);
    let is_weak = one.serious || one.disability.is_some_and(|(_, grade)| grade == "一级");
    let (category, grade) = one.disability.unwrap_or(("", ""));
    DeclaredMember {
        row,
        name: one.name.clone(),
        id_number: one.number.plain().to_owned(),
        relation: one.relation.to_owned(),
        student: if studies {
            "全日制本科及以下"
        } else if is_adult_child {
            "不在校"
        } else {
            ""
        }
        .to_owned(),
        lives_with: (row > 0).then_some(true),
        independent: is_adult_child.then(|| !studies && !is_weak && dice.happens(500)),
        legal_duty: needs_duty.then_some(true),
        serious: Some(one.serious),
        category: category.to_owned(),
        grade: grade.to_owned(),
        status: String::new(),
    }
}

struct Incomes {
    list: Vec<DeclaredIncome>,
}

impl Incomes {
    fn add(&mut self, who: usize, kind: &str, amount: Option<Fen>, cost: Option<Fen>, months: Option<i64>) {
        let row = self.list.len();
        self.list.push(DeclaredIncome { row, who, kind: kind.to_owned(), amount, cost, months });
    }
}

/// Money that comes by right of age or disability.
fn pensions(incomes: &mut Incomes, row: usize, one: &Someone, age: i32, dice: &mut Dice) {
    if age >= 60 {
        let month = 75 + dice.below(4) * 10;
        incomes.add(row, "居民养老金", yuan(month * 12), None, Some(12));
    }
    if age >= 80 {
        incomes.add(row, "高龄津贴", yuan(300), None, None);
    }
    if one.disability.is_some_and(|(_, grade)| grade == "一级" || grade == "二级") {
        incomes.add(row, "残疾人两项补贴", yuan(50 * 12), None, None);
    }
}

fn can_work(one: &Someone, age: i32) -> bool {
    let is_hindered = one.serious || one.disability.is_some_and(|(_, grade)| grade != "四级");
    (18..60).contains(&age) && !is_hindered
}

fn earnings(incomes: &mut Incomes, home: &Home, ages: &[i32], means: Means, dice: &mut Dice) {
    let workers: Vec<usize> = (0..ages.len()).filter(|row| can_work(&home.people[*row], ages[*row])).collect();
    let head = workers.first().copied().unwrap_or(0);
    let count = u64::try_from(ages.len()).unwrap_or(1);
    match means {
        Means::Low(less) => {
            let net = 100 + dice.below(700) * count / u64::from(less + 1);
            let cost = 120 + dice.below(6) * 40;
            incomes.add(head, "经营", yuan(net + cost), yuan(cost), None);
            if less == 0 && !workers.is_empty() && dice.happens(450) {
                let months = i64::from(u32::from(dice.happens(400))) + 1;
                incomes.add(head, "无法核实工资", None, None, Some(months));
            }
            if less == 0 && dice.happens(350) {
                incomes.add(0, "土地流转", yuan(120 + dice.below(5) * 60), None, None);
            }
            incomes.add(0, "惠农补贴", yuan(80 + dice.below(12) * 15), None, None);
        }
        Means::High => {
            incomes.add(head, "工资", yuan(3_600 * count + 4_000 + dice.below(80) * 100), yuan(0), Some(10));
            incomes.add(0, "惠农补贴", yuan(120 + dice.below(12) * 15), None, None);
        }
        Means::Car => incomes.add(head, "经营", yuan(1_200 + dice.below(900)), yuan(300), None),
    }
}

/// Children who live apart and must support their parents.
fn supporters(home: &Home, ages: &[i32], dice: &mut Dice) -> Vec<DeclaredSupport> {
    let elders =
        i64::try_from(ages.iter().zip(&home.people).filter(|(age, one)| **age >= 60 && one.relation != "父母").count());
    let elders = elders.unwrap_or(0);
    let is_old = matches!(home.shape, Shape::ElderAlone | Shape::ElderCouple);
    if !is_old || elders == 0 || dice.happens(350) {
        return Vec::new();
    }
    let surname: String = home.people[0].name.chars().take(1).collect();
    let name = surname + &Names::shipped().given(dice, Sex::Male, 1972);
    vec![DeclaredSupport {
        row: 0,
        name,
        persons: Some(4),
        income: yuan(8_000 + dice.below(34) * 100),
        children: Some(1 + i64::from(u32::from(dice.happens(600)))),
        elders: Some(elders),
        elders_here: Some(elders),
        paid: yuan(dice.below(4) * 200),
    }]
}

fn payers(home: &Home, ages: &[i32]) -> Vec<DeclaredPayer> {
    let minors = i64::try_from(ages.iter().filter(|age| **age < 18).count()).unwrap_or(0);
    if home.shape != Shape::OneParent || minors == 0 {
        return Vec::new();
    }
    let standing = "失去联系六个月以上".to_owned();
    let name = "孩子的另一方".to_owned();
    let (income, children) = (yuan(0), Some(minors));
    vec![DeclaredPayer { row: 0, name, standing, income, children, children_here: Some(minors), ordered: None }]
}

/// A made-up account: nineteen digits that begin with 9990, a beginning no bank has, with the right check digit.
pub(crate) fn card(serial: u64) -> String {
    let body = format!("9990{serial:014}");
    (0..10).map(|check| format!("{body}{check}")).find(|card| kernel::luhn_valid(card)).unwrap_or(body)
}

/// Declares a household on the day its application is accepted; the same for the same dice.
pub(crate) fn declaration(home: &Home, on: Day, means: Means, account: String, mut dice: Dice) -> Declaration {
    let dice = &mut dice;
    let ages: Vec<i32> = home.people.iter().map(|one| kernel::age_on(one.birth, on)).collect();
    let members: Vec<DeclaredMember> =
        home.people.iter().enumerate().map(|(row, one)| member(row, one, ages[row], dice)).collect();
    let mut incomes = Incomes { list: Vec::new() };
    for (row, one) in home.people.iter().enumerate() {
        pensions(&mut incomes, row, one, ages[row], dice);
    }
    earnings(&mut incomes, home, &ages, means, dice);
    let mut papers: Vec<String> = ["identity", "form", "consent", "promise"].map(str::to_owned).to_vec();
    for (paper, is_there) in [
        ("disability", members.iter().any(|one| !one.grade.is_empty())),
        ("illness", members.iter().any(|one| one.serious == Some(true))),
        ("student", members.iter().any(|one| one.student == "全日制本科及以下")),
    ] {
        if is_there {
            papers.push(paper.to_owned());
        }
    }
    let vehicle = match means {
        Means::Car => "小汽车",
        Means::Low(_) | Means::High => match dice.below(20) {
            0 => "摩托车",
            1 => "电动自行车",
            _ => "没有",
        },
    };
    Declaration {
        village: home.place.village.clone(),
        team: home.team.clone(),
        address: home.address.clone(),
        hukou: home.hukou.code().to_owned(),
        phone: home.people[0].phone.clone(),
        members,
        incomes: incomes.list,
        incomes_complete: true,
        support: supporters(home, &ages, dice),
        payers: payers(home, &ages),
        support_complete: true,
        financial: yuan(dice.below(40) * 100),
        vehicle: vehicle.to_owned(),
        houses: Some(1),
        account_kind: "card".to_owned(),
        bank: bank(dice).to_owned(),
        account,
        papers,
        consent: true,
        promise: true,
        ..Declaration::default()
    }
}

/// Where subsidies of the countryside are mostly paid to.
fn bank(dice: &mut Dice) -> &'static str {
    match dice.below(10) {
        0..7 => "农村信用社",
        7..9 => "邮储银行",
        _ => "农业银行",
    }
}
