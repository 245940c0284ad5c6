//! Facts drawn by lot, some of them 未知, as an oracle and as the engine read them; ages and days by hand.

use kernel::Day;
use serde_json::{Map, Value as Json, json};

use super::super::day;
use super::super::dice::Dice;

/// What a fact that is 未知 may be in truth: that many possible worlds are compared.
pub(super) const WORLDS: usize = 3;

/// A fact: what it is in each possible world. Where it is known it is the same in all of them.
#[derive(Clone, Copy)]
pub(super) struct Fact<T> {
    pub worlds: [T; WORLDS],
    pub known: bool,
}

impl<T: Copy> Fact<T> {
    pub fn at(&self, world: usize) -> T {
        self.worlds[world]
    }

    pub fn sure(value: T) -> Self {
        Self { worlds: [value; WORLDS], known: true }
    }
}

/// A fact that, when nobody entered it, is taken to be absent (缺省).
pub(super) type Maybe<T> = Option<Fact<T>>;

/// What a fact is in one world, or what it is taken for.
pub(super) fn or<T: Copy>(fact: &Maybe<T>, world: usize, absent: T) -> T {
    fact.as_ref().map_or(absent, |fact| fact.at(world))
}

/// Draws one household: half of them complete, the others with one fact in twenty 未知.
pub(super) struct Draw<'d> {
    pub dice: &'d mut Dice,
    gaps: u64,
    /// Whether any fact is 未知.
    pub open: bool,
}

impl<'d> Draw<'d> {
    pub fn new(dice: &'d mut Dice) -> Self {
        let gaps = if dice.chance(50) { 5 } else { 0 };
        Self { dice, gaps, open: false }
    }

    pub fn complete(dice: &'d mut Dice) -> Self {
        Self { dice, gaps: 0, open: false }
    }

    pub fn fact<T: Copy>(&mut self, mut draw: impl FnMut(&mut Dice) -> T) -> Fact<T> {
        if self.gaps > 0 && self.dice.chance(self.gaps) {
            self.open = true;
            Fact { worlds: [draw(self.dice), draw(self.dice), draw(self.dice)], known: false }
        } else {
            Fact::sure(draw(self.dice))
        }
    }

    /// A fact with a 缺省, entered in so many of a hundred cases.
    pub fn maybe<T: Copy>(&mut self, percent: u64, draw: impl FnMut(&mut Dice) -> T) -> Maybe<T> {
        self.dice.chance(percent).then(|| self.fact(draw))
    }

    pub fn flag(&mut self, percent: u64) -> Fact<bool> {
        self.fact(|dice| dice.chance(percent))
    }

    pub fn word(&mut self, words: &'static [&'static str]) -> Fact<&'static str> {
        self.fact(|dice| pick(dice, words))
    }

    pub fn rows<T>(&mut self, most: u64, mut draw: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.dice.roll(most + 1)).map(|_| draw(self)).collect()
    }
}

pub(super) fn pick<T: Copy>(dice: &mut Dice, of: &[T]) -> T {
    of[usize::try_from(dice.roll(u64::try_from(of.len()).unwrap())).unwrap()]
}

/// An amount up to `most` fen, often at `edge`, a fen below or a fen above it.
pub(super) fn money(dice: &mut Dice, most: u64, edges: &[u64]) -> u64 {
    if !edges.is_empty() && dice.chance(40) { pick(dice, edges) + dice.roll(3) - 1 } else { dice.roll(most) }
}

/// A birthday of somebody up to 95, often of somebody who turns one of these ages about one of these days.
pub(super) fn birthday(dice: &mut Dice, ages: &[i32], days: &[&str]) -> Day {
    if dice.chance(30) {
        let on = day(pick(dice, days));
        let moved = on.add_months(-12 * pick(dice, ages));
        return moved.add_days(i32::try_from(dice.roll(3)).unwrap() - 1);
    }
    let leap = dice.chance(3);
    let year = 1925 + dice.roll(92);
    match leap {
        true => day(&format!("{}-02-29", year - year % 4)),
        false => day(&format!("{year}-{:02}-{:02}", 1 + dice.roll(12), 1 + dice.roll(28))),
    }
}

/// The same day so many years later; the last day of February stands for 29 February.
pub(super) fn anniversary(of: Day, years: i16) -> (i16, i8, i8) {
    let year = of.year() + years;
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let last = if of.month() == 2 && of.day() == 29 && !leap { 28 } else { of.day() };
    (year, of.month(), last)
}

pub(super) fn date(of: Day) -> (i16, i8, i8) {
    (of.year(), of.month(), of.day())
}

/// Full years of age, reached on the birthday (GEN-06).
pub(super) fn age(birth: Day, on: Day) -> i16 {
    let years = on.year() - birth.year();
    let reached = date(on) >= anniversary(birth, years);
    (if reached { years } else { years - 1 }).max(0)
}

/// Rural dibao standard a year and urban a month, in fen, with the one that the tests invent for 射洪县.
pub(super) fn standards(on: Day, division: &str) -> (u64, u64) {
    let (rural, urban) = match on.year() {
        ..=2016 => (288_000, 42_000),
        2017 => (330_000, 46_000),
        _ => (366_000, 50_000),
    };
    if division == "射洪县" && date(on) >= (2018, 3, 1) { (419_998, urban) } else { (rural, urban) }
}

/// One row of facts.
#[derive(Default)]
pub(super) struct Row(Map<String, Json>);

impl Row {
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.0.insert(name.to_owned(), json!(value));
        self
    }

    fn put<T: Copy>(mut self, name: &str, fact: &Fact<T>, write: impl Fn(T) -> Json) -> Self {
        self.0.insert(name.to_owned(), if fact.known { write(fact.at(0)) } else { Json::Null });
        self
    }

    pub fn flag(self, name: &str, fact: &Fact<bool>) -> Self {
        self.put(name, fact, |flag| json!(flag))
    }

    pub fn yuan(self, name: &str, fact: &Fact<u64>) -> Self {
        self.put(name, fact, |fen| json!(format!("{}.{:02}", fen / 100, fen % 100)))
    }

    pub fn whole(self, name: &str, fact: &Fact<u64>) -> Self {
        self.put(name, fact, |number| json!(number))
    }

    pub fn word(self, name: &str, fact: &Fact<&'static str>) -> Self {
        self.put(name, fact, |word| json!(word))
    }

    pub fn day(self, name: &str, fact: &Fact<Day>) -> Self {
        self.put(name, fact, |day| json!(day.to_string()))
    }

    /// The key of a row of another list.
    pub fn of(self, name: &str, fact: &Fact<usize>) -> Self {
        self.put(name, fact, |row| json!(row.to_string()))
    }

    /// A fact with a 缺省; the key is absent where it was not entered.
    pub fn maybe<T: Copy>(self, fact: &Maybe<T>, write: impl FnOnce(Self, &Fact<T>) -> Self) -> Self {
        match fact {
            Some(fact) => write(self, fact),
            None => self,
        }
    }

    pub fn json(self) -> Json {
        Json::Object(self.0)
    }
}
