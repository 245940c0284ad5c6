//! Households with their people: names, numbers, phones, marks; drawn one after the other, so that the same seed
//! gives the same city.

use crate::id_numbers::{Kept, Numbers};
use crate::names::{Dice, Names};
use crate::shapes::{self, Shape, Sketch, Sort, between};
use crate::villages::Village;
use access::Place;
use kernel::{Day, IdNumber, IdSource, Moment, RawId, SeededIds, Sex};
use registry::{Fact, FactId, HouseholdId, Hukou, PersonId};

/// A person with everything about them that is true whoever asks.
#[derive(Debug, Clone)]
pub(crate) struct Someone {
    pub(crate) id: PersonId,
    pub(crate) member: String,
    pub(crate) name: String,
    pub(crate) sex: Sex,
    pub(crate) birth: Day,
    pub(crate) number: IdNumber,
    pub(crate) relation: &'static str,
    pub(crate) phone: String,
    pub(crate) ethnic: &'static str,
    pub(crate) died: Option<Day>,
    /// Whether the household still lists them, though they died.
    pub(crate) still_listed: bool,
    /// 残疾类别 and 残疾等级.
    pub(crate) disability: Option<(&'static str, &'static str)>,
    /// 重病.
    pub(crate) serious: bool,
}

/// A household.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) serial: u64,
    pub(crate) id: HouseholdId,
    pub(crate) number: String,
    pub(crate) place: Place,
    pub(crate) team: String,
    pub(crate) address: String,
    pub(crate) hukou: Hukou,
    pub(crate) shape: Shape,
    pub(crate) people: Vec<Someone>,
    /// People of other households who also stand in this one's list: row id, person, relation.
    pub(crate) also: Vec<(String, PersonId, &'static str)>,
    pub(crate) created: Moment,
    pub(crate) closed: Option<Day>,
    /// Facts with what they are about: `person` or `household`.
    pub(crate) facts: Vec<(&'static str, Fact)>,
}

/// The register began with what the townships had on paper: two years are paid by the day of the demo.
pub(crate) fn opening(today: Day) -> Day {
    Day::new(2015, 4, 1).unwrap_or(today)
}

/// Milliseconds between two households, more than anybody has members.
const TICK_MS: i64 = 16;

/// Mixes a seed with a number of its own.
pub(crate) fn mixed(seed: u64, salt: u64, serial: u64) -> u64 {
    let mut dice = Dice::new(seed ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    dice.roll() ^ serial.wrapping_mul(0xd134_2543_de82_ef95)
}

/// Ids of one thing, always the same for a seed.
#[derive(Debug)]
pub(crate) struct Ids {
    source: SeededIds,
}

impl Ids {
    pub(crate) fn new(seed: u64, salt: u64, serial: u64) -> Self {
        Self { source: SeededIds::new(mixed(seed, salt, serial)) }
    }

    pub(crate) fn source(&self) -> &SeededIds {
        &self.source
    }

    /// An id as text.
    pub(crate) fn text(&self, at: Moment) -> String {
        RawId::from_bytes(self.source.mint(at)).text()
    }
}

/// Draws households.
pub(crate) struct Homes {
    pub(crate) seed: u64,
    pub(crate) today: Day,
    pub(crate) dice: Dice,
    numbers: Numbers,
    serial: u64,
}

const CATEGORIES: &[(u64, &str)] =
    &[(130, "视力"), (80, "听力"), (20, "言语"), (580, "肢体"), (90, "智力"), (80, "精神"), (20, "多重")];
const GRADES: &[(u64, &str)] = &[(120, "一级"), (300, "二级"), (320, "三级"), (260, "四级")];

fn weighted(dice: &mut Dice, table: &[(u64, &'static str)]) -> &'static str {
    let mut at = dice.below(table.iter().map(|(weight, _)| weight).sum());
    for (weight, word) in table {
        match at.checked_sub(*weight) {
            Some(rest) => at = rest,
            None => return word,
        }
    }
    ""
}

/// A disability certificate: category and grade.
pub(crate) fn disability(dice: &mut Dice) -> (&'static str, &'static str) {
    (weighted(dice, CATEGORIES), weighted(dice, GRADES))
}

impl Homes {
    /// Begins a city.
    ///
    /// # Errors
    /// A sentence when no numbers can be made.
    pub(crate) fn begin(seed: u64, today: Day) -> Result<Self, String> {
        Ok(Self { seed, today, dice: Dice::new(mixed(seed, 1, 0)), numbers: Numbers::until(today)?, serial: 0 })
    }

    /// Draws one household of a village.
    ///
    /// # Errors
    /// A sentence when no identity number is left.
    pub(crate) fn draw(&mut self, village: &Village, sort: Sort) -> Result<Home, String> {
        self.serial += 1;
        let serial = self.serial;
        let ids = Ids::new(self.seed, 2, serial);
        let start = Moment::start_of(opening(self.today)).plus_millis(8 * 3_600_000);
        let created = start.plus_millis(i64::try_from(serial).unwrap_or(0) * TICK_MS);
        let shape = shapes::shape(&mut self.dice, sort);
        let sketches = shapes::draw(&mut self.dice, shape);
        let kept = if sort == Sort::InNeed { Kept::ForUs } else { Kept::ForOthers };
        let mut people: Vec<Someone> = Vec::with_capacity(sketches.len());
        for sketch in &sketches {
            let surname = sketch.named_after.and_then(|row| people.get(row)).map(|one| surname_of(&one.name));
            // Each a millisecond later, so that lists by id show the head first.
            let at = created.plus_millis(i64::try_from(people.len()).unwrap_or(0));
            people.push(self.someone(&ids, at, village, sketch, surname, kept)?);
        }
        let hukou = if sort == Sort::Town { Hukou::Urban } else { Hukou::Rural };
        let is_village = village.rural > 500;
        let (team, address) = if is_village {
            (format!("{}组", 1 + self.dice.below(9)), format!("{}号", 1 + self.dice.below(99)))
        } else {
            let (block, door) = (1 + self.dice.below(18), 101 + 100 * self.dice.below(6) + self.dice.below(4));
            (String::new(), format!("{block}栋{door}室"))
        };
        let place = village.place.clone();
        let number = format!("H-{}-{serial:08}", place.township);
        let mut home = Home {
            serial,
            id: HouseholdId::mint(ids.source(), created),
            number,
            place,
            team,
            address,
            hukou,
            shape,
            people,
            also: Vec::new(),
            created,
            closed: None,
            facts: Vec::new(),
        };
        match sort {
            Sort::Rural | Sort::Town => self.die(&mut home),
            Sort::InNeed => self.afflict(&mut home),
        }
        self.tell_marks(&ids, &mut home);
        Ok(home)
    }

    fn someone(
        &mut self,
        ids: &Ids,
        created: Moment,
        village: &Village,
        sketch: &Sketch,
        surname: Option<String>,
        kept: Kept,
    ) -> Result<Someone, String> {
        let back = i32::try_from(self.dice.below(365)).unwrap_or(0);
        let wanted = self.today.add_months(-12 * sketch.age).add_days(-back);
        let given = self
            .numbers
            .take(&village.county6, wanted, sketch.sex, kept)
            .ok_or("no made-up identity number is left; see docs/decisions/0007-sample-id-numbers.md")?;
        let names = Names::shipped();
        let year = given.birth.year();
        let surname = surname.unwrap_or_else(|| names.surname(&mut self.dice));
        let name = surname + &names.given(&mut self.dice, sketch.sex, year);
        let has_phone = (16..78).contains(&sketch.age) && self.dice.happens(620);
        let phone = if has_phone { format!("1380000{:04}", self.dice.below(10_000)) } else { String::new() };
        let ethnic =
            if self.dice.happens(998) { "01" } else { ["04", "07", "33", "03"][usize::from(self.dice.happens(500))] };
        let share = match sketch.age {
            ..18 => 8,
            18..60 => 17,
            _ => 45,
        };
        let disability = self.dice.happens(share).then(|| disability(&mut self.dice));
        Ok(Someone {
            id: PersonId::mint(ids.source(), created),
            member: ids.text(created),
            name,
            sex: sketch.sex,
            birth: given.birth,
            number: given.number,
            relation: sketch.relation,
            phone,
            ethnic,
            died: None,
            still_listed: false,
            disability,
            serious: false,
        })
    }

    /// Some of the old have died since the register began; a household of one ends with them.
    fn die(&mut self, home: &mut Home) {
        let days = u64::try_from(opening(self.today).days_until(self.today)).unwrap_or(0);
        let many = home.people.len() > 1;
        for (row, one) in home.people.iter_mut().enumerate() {
            let share = match kernel::age_on(one.birth, self.today) {
                ..60 => 1,
                60..75 => 16,
                _ => 55,
            };
            if (row == 0 && many) || !self.dice.happens(share) {
                continue;
            }
            let day = self.today.add_days(-i32::try_from(self.dice.below(days)).unwrap_or(1) - 1);
            if day > one.birth {
                one.died = Some(day);
                if !many {
                    home.closed = Some(day);
                }
            }
        }
    }

    /// Why a household asks: illness or disability of those who could earn.
    fn afflict(&mut self, home: &mut Home) {
        for one in &mut home.people {
            let age = kernel::age_on(one.birth, self.today);
            let (disabled, ill) = match (home.shape, one.relation) {
                (Shape::Single | Shape::WithParent, "本人") => (780, 200),
                (Shape::Nuclear, "本人") => (250, 700),
                (Shape::OneParent, "本人") => (180, 300),
                _ if age < 18 => (40, 15),
                _ => (170, 110),
            };
            if one.disability.is_none() && self.dice.happens(disabled) {
                one.disability = Some(disability(&mut self.dice));
            }
            one.serious = self.dice.happens(ill);
        }
        let head = &mut home.people[0];
        if head.phone.is_empty() {
            head.phone = format!("1380000{:04}", between(&mut self.dice, 0, 9_999));
        }
    }

    /// What the federation of the disabled (残联) and the police report.
    fn tell_marks(&mut self, ids: &Ids, home: &mut Home) {
        for one in &home.people {
            if let Some((category, grade)) = one.disability {
                let kind = "残疾类别等级".to_owned();
                let value = format!("{category}{grade}");
                home.facts.push((
                    "person",
                    told(ids, home.created, one.id.to_string(), kind, value, "残联", opening(self.today)),
                ));
            }
            if let Some(day) = one.died {
                let at = Moment::start_of(day.add_days(5).min(self.today)).plus_millis(10 * 3_600_000);
                let kind = "死亡日期".to_owned();
                home.facts.push(("person", told(ids, at, one.id.to_string(), kind, day.to_string(), "公安", day)));
            }
        }
    }
}

/// A fact that another department told; it is true from a day on.
pub(crate) fn told(
    ids: &Ids,
    at: Moment,
    subject: String,
    kind: String,
    value: String,
    source: &str,
    from: Day,
) -> Fact {
    Fact {
        id: FactId::mint(ids.source(), at),
        subject,
        kind,
        value,
        source: source.to_owned(),
        valid_from: from,
        valid_to: None,
        recorded: at,
        recorded_by: "(sample)".to_owned(),
        replaces: None,
    }
}

/// 欧阳 is the one surname of two characters in the table.
fn surname_of(name: &str) -> String {
    name.chars().take(if name.starts_with("欧阳") { 2 } else { 1 }).collect()
}
