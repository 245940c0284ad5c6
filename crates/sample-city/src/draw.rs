//! Draws the city, village by village: who lives there, who asks for assistance, and what is planted.

use crate::fate::{self, Fate, Open, Plant};
use crate::homes::{Home, Homes, Ids, mixed, told};
use crate::names::Dice;
use crate::shapes::Sort;
use crate::staff::{FEATURED_COUNTY, FEATURED_TOWNSHIP};
use crate::timeline::Walk;
use crate::villages::{self, Township, Village};
use kernel::{Day, Moment};
use procedures::Procedure;
use registry::PersonId;

/// Of a thousand people in the countryside, so many live in households that asked for assistance.
const ASKED_PER_THOUSAND: u64 = 40;
/// Of a thousand households in the countryside, so many have an open case; each township has two at least.
const OPEN_PER_THOUSAND: u64 = 6;
/// The featured county has at least so many open cases outside the featured township.
const OPEN_IN_FEATURED: u64 = 15;
/// Of a thousand households in the countryside that ask for nothing, so many are on the poverty register.
const REGISTER_PER_THOUSAND: u64 = 46;
/// Registered households below the standard and without a case, in each jurisdiction.
const MISSING: u64 = 2;

/// An application that will be written when the jurisdiction's serial numbers are known.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) home: Home,
    pub(crate) fate: Fate,
    pub(crate) walk: Walk,
    /// Which account: another household's where one is shared.
    pub(crate) account: u64,
}

/// Something planted, as it will be reported.
#[derive(Debug, Clone)]
pub struct Planted {
    /// What kind.
    pub kind: Plant,
    /// The household.
    pub household: registry::HouseholdId,
    /// The person it is about, where it is about one.
    pub person: Option<PersonId>,
    /// The other household, where there are two.
    pub other: Option<registry::HouseholdId>,
    /// The case, where there is one.
    pub case: Option<cases::CaseId>,
    /// What is wrong, in words.
    pub what: String,
}

/// Draws one jurisdiction after the other.
pub(crate) struct Drawing<'p> {
    pub(crate) homes: Homes,
    pub(crate) procedure: &'p Procedure,
    pub(crate) planted: Vec<Planted>,
    jurisdiction: Jurisdiction,
    carried: i64,
    asked: u64,
    register: u64,
}

/// What is still to be placed in a jurisdiction.
#[derive(Debug, Default)]
struct Jurisdiction {
    plants: Vec<Plant>,
    open_rate: u64,
    open: u64,
    approver: usize,
    elsewhere: usize,
    shared: Option<(u64, registry::HouseholdId)>,
    missing: u64,
    twice: Option<(PersonId, registry::HouseholdId)>,
}

/// What a township still owes.
#[derive(Debug, Default)]
struct Owed {
    open_rate: u64,
    featured: usize,
    homes: u64,
}

impl<'p> Drawing<'p> {
    pub(crate) fn begin(homes: Homes, procedure: &'p Procedure) -> Self {
        Self {
            homes,
            procedure,
            planted: Vec::new(),
            jurisdiction: Jurisdiction::default(),
            carried: 0,
            asked: 0,
            register: 0,
        }
    }

    fn today(&self) -> Day {
        self.homes.today
    }

    /// Begins the next county or park.
    pub(crate) fn enter(&mut self, place: &villages::Jurisdiction) {
        let townships = place.townships.iter().filter(|township| township.code != FEATURED_TOWNSHIP);
        let people: u64 = townships.map(Township::people).sum();
        let least = if place.code == FEATURED_COUNTY { OPEN_IN_FEATURED } else { 0 };
        let open_rate = OPEN_PER_THOUSAND.max(least * 1_000 / (people / 3).max(1));
        let plants =
            vec![Plant::TwoHouseholds, Plant::SharedAccount, Plant::SharedAccount, Plant::CarOwner, Plant::DiedButPaid];
        self.jurisdiction = Jurisdiction { plants, open_rate, ..Jurisdiction::default() };
    }

    /// Draws a township: all its households, and the applications among them.
    ///
    /// # Errors
    /// A sentence when no identity number is left.
    pub(crate) fn township(&mut self, township: &Township, plans: &mut Vec<Plan>) -> Result<Vec<Home>, String> {
        let expected = (township.people() / 3).max(1);
        let least = if expected < 40 { 0 } else { 2_200 / expected };
        let open_rate = self.jurisdiction.open_rate.max(least);
        let mut owed = Owed { open_rate, ..Owed::default() };
        let mut homes = Vec::new();
        for village in &township.villages {
            self.carried += i64::try_from(village.persons).unwrap_or(0);
            while self.carried > 0 {
                let home = self.home(village, &mut owed, plans)?;
                self.carried -= i64::try_from(home.people.len()).unwrap_or(1);
                homes.push(home);
            }
        }
        Ok(homes)
    }

    fn home(&mut self, village: &Village, owed: &mut Owed, plans: &mut Vec<Plan>) -> Result<Home, String> {
        if !self.homes.dice.happens(village.rural) {
            return self.homes.draw(village, Sort::Town);
        }
        owed.homes += 1;
        self.jurisdiction.open += owed.open_rate;
        if let Some(fate) = self.next_fate(village, owed) {
            let home = self.homes.draw(village, Sort::InNeed)?;
            let size = u64::try_from(home.people.len()).unwrap_or(1);
            if !matches!(fate, Fate::Open(_)) {
                self.asked = (self.asked + size * ASKED_PER_THOUSAND).saturating_sub(size * 1_000);
            }
            return self.asks(home, fate, plans);
        }
        let mut home = self.homes.draw(village, Sort::Rural)?;
        self.asked += u64::try_from(home.people.len()).unwrap_or(1) * ASKED_PER_THOUSAND;
        self.register += REGISTER_PER_THOUSAND;
        if self.register >= 1_000 {
            self.register -= 1_000;
            self.register(&mut home);
        }
        if let Some((person, dibao)) = self.jurisdiction.twice.take() {
            let ids = Ids::new(self.homes.seed, 4, home.serial);
            home.also.push((ids.text(home.created.plus_millis(15)), person, "其他"));
            self.planted.push(Planted {
                kind: Plant::TwoHouseholds,
                household: dibao,
                person: Some(person),
                other: Some(home.id),
                case: None,
                what: "同一个人登记在两户里，其中一户在领低保".to_owned(),
            });
        }
        Ok(home)
    }

    /// Whether the next household asks, and what becomes of it.
    fn next_fate(&mut self, village: &Village, owed: &mut Owed) -> Option<Fate> {
        let is_featured = village.place.township == FEATURED_TOWNSHIP;
        if is_featured && owed.homes.is_multiple_of(4) && owed.featured < fate::FEATURED.len() {
            owed.featured += 1;
            return Some(Fate::Open(fate::FEATURED[owed.featured - 1]));
        }
        if !is_featured && self.jurisdiction.open >= 1_000 {
            self.jurisdiction.open -= 1_000;
            return Some(Fate::Open(self.next_open(village)));
        }
        if self.asked < 1_600 {
            return None;
        }
        if let Some(plant) = self.jurisdiction.plants.pop() {
            return Some(Fate::Approved(Some(plant)));
        }
        Some(match self.homes.dice.below(1_000) {
            0..880 => Fate::Approved(None),
            880..965 => Fate::Refused,
            _ => Fate::Withdrawn,
        })
    }

    fn next_open(&mut self, village: &Village) -> Open {
        let here = &mut self.jurisdiction;
        let is_featured_county = village.place.county == FEATURED_COUNTY;
        if is_featured_county && let Some(open) = fate::FOR_THE_APPROVER.get(here.approver) {
            here.approver += 1;
            return *open;
        }
        here.elsewhere += 1;
        let count = if is_featured_county { fate::NOT_FOR_THE_APPROVER } else { fate::ELSEWHERE.len() };
        fate::ELSEWHERE[here.elsewhere % count]
    }

    fn asks(&mut self, mut home: Home, fate: Fate, plans: &mut Vec<Plan>) -> Result<Home, String> {
        let mut account = home.serial;
        let today = self.today();
        let mut dice = Dice::new(mixed(self.homes.seed, 5, home.serial));
        let walk = fate::course(self.procedure, today, &fate, &mut dice)
            .ok_or("the calendar has no room for an application: choose a later day for the city")?;
        match fate {
            Fate::Approved(Some(plant)) => self.plant(plant, &mut home, &mut account),
            Fate::Approved(None) => {
                if home.people.len() == 1 || dice.happens(500) {
                    self.poor(&mut home, "低保贫困户", None);
                }
            }
            Fate::Refused | Fate::Withdrawn | Fate::Open(_) => {}
        }
        plans.push(Plan { home: home.clone(), fate, walk, account });
        Ok(home)
    }

    /// Plants what is true whatever the case says; what needs the case is planted with it.
    fn plant(&mut self, plant: Plant, home: &mut Home, account: &mut u64) {
        let today = self.today();
        let ids = Ids::new(self.homes.seed, 6, home.serial);
        let just_now = Moment::start_of(today.add_days(-4)).plus_millis(10 * 3_600_000);
        let mut truth = Planted {
            kind: plant,
            household: home.id,
            person: Some(home.people[0].id),
            other: None,
            case: None,
            what: String::new(),
        };
        match plant {
            Plant::DiedButPaid => {
                let day = today.add_months(-3).add_days(-i32::try_from(self.homes.dice.below(40)).unwrap_or(0));
                home.people[0].died = Some(day);
                home.people[0].still_listed = true;
                let subject = home.people[0].id.to_string();
                let value = day.to_string();
                home.facts.push(("person", told(&ids, just_now, subject, "死亡日期".to_owned(), value, "殡葬", day)));
                truth.what = format!("领款人已于{}死亡，待遇还在发", day.chinese());
            }
            Plant::CarOwner => {
                let since = today.add_months(-8);
                let subject = home.id.to_string();
                home.facts.push((
                    "household",
                    told(&ids, just_now, subject, "车辆".to_owned(), "小汽车".to_owned(), "车管", since),
                ));
                truth.what = format!("户内{}起有小汽车，申报时说没有", since.chinese());
            }
            Plant::TwoHouseholds => {
                let person = home.people.last().map_or(home.people[0].id, |one| one.id);
                // The truth is told when the other household has been drawn.
                self.jurisdiction.twice = Some((person, home.id));
                return;
            }
            Plant::SharedAccount => match self.jurisdiction.shared.take() {
                None => {
                    self.jurisdiction.shared = Some((*account, home.id));
                    return;
                }
                Some((other_account, other)) => {
                    *account = other_account;
                    truth.other = Some(other);
                    truth.what = "两户的低保金发到同一个账户".to_owned();
                }
            },
            Plant::KinOfStaff | Plant::EligibleButMissing => return,
        }
        self.planted.push(truth);
    }

    /// An ordinary household on the poverty register; the first ones of a jurisdiction are below the standard.
    fn register(&mut self, home: &mut Home) {
        if home.closed.is_some() {
            return;
        }
        let is_missing = self.jurisdiction.missing < MISSING && home.people.iter().all(|one| one.died.is_none());
        let count = u64::try_from(home.people.len()).unwrap_or(1);
        let each = if is_missing { 1_500 + self.homes.dice.below(900) } else { 3_700 + self.homes.dice.below(2_800) };
        self.poor(home, "一般贫困户", Some(each * count));
        if is_missing {
            self.jurisdiction.missing += 1;
            self.planted.push(Planted {
                kind: Plant::EligibleButMissing,
                household: home.id,
                person: Some(home.people[0].id),
                other: None,
                case: None,
                what: format!("建档立卡户，人均年收入 {each} 元，低于标准，没有申请过低保"),
            });
        }
    }

    /// What the poverty register (建档立卡) says; incomes a year in yuan.
    fn poor(&mut self, home: &mut Home, kind: &str, income: Option<u64>) {
        const CAUSES: &[&str] = &["因病", "因病", "因病", "因残", "缺技术", "缺劳力", "因学", "缺资金"];
        let ids = Ids::new(self.homes.seed, 7, home.serial);
        let dice = &mut self.homes.dice;
        let ill = home.people.iter().any(|one| one.serious);
        let disabled = home.people.iter().any(|one| one.disability.is_some());
        let cause = match (ill, disabled) {
            (true, _) => "因病",
            (false, true) => "因残",
            (false, false) => CAUSES[usize::try_from(dice.below(8)).unwrap_or(0)],
        };
        let is_out = kind == "一般贫困户" && income.is_some_and(|_| dice.happens(640));
        let exit = if is_out { "2016年脱贫" } else { "未脱贫" };
        let since = Day::new(2014, 12, 31).unwrap_or(self.homes.today);
        let known = Day::new(2017, 1, 20).unwrap_or(self.homes.today).min(self.homes.today);
        let at = Moment::start_of(known).plus_millis(9 * 3_600_000);
        let subject = home.id.to_string();
        let value = format!("{kind}，{cause}，{exit}");
        let mark = told(&ids, at, subject, "建档立卡".to_owned(), value, "扶贫", since);
        home.facts.push(("household", mark));
        let Some(income) = income else { return };
        let wages = income * dice.below(70) / 100;
        let head = home.people[0].id.to_string();
        let year = Day::new(2016, 12, 31).unwrap_or(self.homes.today).min(self.homes.today);
        for (kind, amount) in [("收入·经营", income - wages), ("收入·工资", wages)] {
            if amount > 0 {
                let amount = kernel::Fen::new(i64::try_from(amount * 100).unwrap_or(0));
                let value = format!("{} 元/年", amount.grouped());
                home.facts.push(("person", told(&ids, at, head.clone(), kind.to_owned(), value, "扶贫", year)));
            }
        }
    }
}
