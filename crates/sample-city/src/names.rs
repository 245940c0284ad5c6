//! Made-up names from weighted tables of surnames and given characters by decade of birth.

use kernel::Sex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A small generator whose numbers follow from its seed alone (splitmix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// A generator for a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; zero when the limit is zero.
    pub fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { self.roll() % limit }
    }

    /// Whether something of so many in a thousand happens.
    pub fn happens(&mut self, per_thousand: u64) -> bool {
        self.below(1000) < per_thousand
    }
}

/// A weighted list; weights are hundred-thousandths.
#[derive(Debug, Default)]
struct Weighted {
    total: u64,
    items: Vec<(u64, String)>,
}

impl Weighted {
    fn add(&mut self, weight: u64, item: &str) {
        self.total += weight;
        self.items.push((self.total, item.to_owned()));
    }

    fn pick(&self, dice: &mut Dice) -> &str {
        let at = dice.below(self.total);
        let index = self.items.partition_point(|(upto, _)| *upto <= at);
        self.items.get(index).map_or("某", |(_, item)| item.as_str())
    }
}

/// The name tables.
#[derive(Debug)]
pub struct Names {
    surnames: Weighted,
    given: HashMap<(String, &'static str, &'static str), Weighted>,
}

fn weight(text: &str) -> u64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part: String = part.chars().chain("00000".chars()).take(5).collect();
    whole.parse::<u64>().unwrap_or(0) * 100_000 + part.parse::<u64>().unwrap_or(0)
}

static SHIPPED: LazyLock<Names> = LazyLock::new(|| {
    let mut surnames = Weighted::default();
    for line in include_str!("../../../data/people/surnames.csv").lines().skip(1) {
        let mut cells = line.split(',');
        if let (Some(name), Some(_), Some(here)) = (cells.next(), cells.next(), cells.next()) {
            surnames.add(weight(here), name);
        }
    }
    let mut given: HashMap<(String, &'static str, &'static str), Weighted> = HashMap::new();
    for line in include_str!("../../../data/people/given_chars.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [decade, sex, slot, character, share] = cells.as_slice() else { continue };
        let sex = if *sex == "M" { "M" } else { "F" };
        let slot = match *slot {
            "first" => "first",
            "second" => "second",
            "single" => "single",
            _ => "single_share",
        };
        given.entry(((*decade).to_owned(), sex, slot)).or_default().add(weight(share).max(1), character);
    }
    Names { surnames, given }
});

impl Names {
    /// The shipped tables.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// A surname.
    pub fn surname(&self, dice: &mut Dice) -> String {
        self.surnames.pick(dice).to_owned()
    }

    /// A given name as people of that birth year and sex bear it.
    pub fn given(&self, dice: &mut Dice, sex: Sex, year: i16) -> String {
        let decade = if year < 1940 { 1920 } else { year / 10 * 10 };
        let sex = if sex == Sex::Male { "M" } else { "F" };
        let slot = |slot: &'static str| {
            (0..12).map(|back| decade - back * 10).find_map(|decade| self.given.get(&(decade.to_string(), sex, slot)))
        };
        let single_share = slot("single_share").map_or(10_000, |list| list.total);
        if dice.below(100_000) < single_share
            && let Some(list) = slot("single")
        {
            return list.pick(dice).to_owned();
        }
        let mut name = slot("first").map_or_else(|| "明".to_owned(), |list| list.pick(dice).to_owned());
        if let Some(list) = slot("second") {
            name.push_str(list.pick(dice));
        }
        name
    }

    /// A whole name.
    pub fn full(&self, dice: &mut Dice, sex: Sex, year: i16) -> String {
        let surname = self.surname(dice);
        surname + &self.given(dice, sex, year)
    }
}
