//! Made-up citizen identity numbers (公民身份号码): only sequences 000 and 999, which are never issued, each once.
//!
//! A prefix and a day give two numbers: 000 (female) and 999 (male). The prefixes of Suining alone give about
//! 380,000; whoever finds them taken has the prefix of another county of Sichuan, as people who moved here do.
//! See `docs/decisions/0007-sample-id-numbers.md`.

use kernel::{Day, IdNumber, Sex};

const PREFIXES: &str = include_str!("../../../data/gb2260/id_prefixes.csv");
/// Prefixes by a bit each.
const WORDS: usize = 8;
/// The first day anybody of the city may be born.
const FIRST_YEAR: i16 = 1905;
/// The first numbers were given out around here; whoever is older got theirs then.
const FIRST_ISSUE: (i16, i16) = (1984, 1985);
/// A later day is tried when all numbers of a day are taken.
const MOST_DAYS: i32 = 400;

/// Whether a household may have the numbers that are kept for assisted households.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Nobody of the household asks for assistance.
    ForOthers,
    /// Assisted, or asking to be.
    ForUs,
}

#[derive(Debug)]
struct Prefix {
    code: &'static str,
    first: i16,
    last: i16,
    is_here: bool,
}

/// All numbers, and which are taken.
#[derive(Debug)]
pub(crate) struct Numbers {
    prefixes: Vec<Prefix>,
    origin: Day,
    taken: Vec<[u64; WORDS]>,
}

/// A number and the birth day in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given {
    pub(crate) number: IdNumber,
    pub(crate) birth: Day,
}

impl Numbers {
    /// All numbers of people born up to a day.
    ///
    /// # Errors
    /// A sentence when the calendar or the table of prefixes is broken.
    pub(crate) fn until(today: Day) -> Result<Self, String> {
        let origin = Day::new(FIRST_YEAR, 1, 1).ok_or("no first day")?;
        let days = usize::try_from(origin.days_until(today) + 1).map_err(|_| "the city lives before 1905")?;
        let prefixes: Vec<Prefix> = PREFIXES.lines().skip(1).filter_map(prefix).take(WORDS * 64).collect();
        if prefixes.is_empty() {
            return Err("no prefixes".to_owned());
        }
        Ok(Self { prefixes, origin, taken: vec![[0; WORDS]; days * 2] })
    }

    /// Gives a number that nobody has; where the day has none left, the birth moves to a later or earlier day.
    pub(crate) fn take(&mut self, county6: &str, birth: Day, sex: Sex, kept: Kept) -> Option<Given> {
        let latest = self.origin.add_days(i32::try_from(self.taken.len() / 2).ok()? - 1);
        for step in 0..MOST_DAYS {
            for day in [birth.add_days(step), birth.add_days(-step)] {
                if day < self.origin || day > latest {
                    continue;
                }
                if let Some(number) = self.on(county6, day, sex, kept) {
                    return Some(Given { number, birth: day });
                }
            }
        }
        None
    }

    fn on(&mut self, county6: &str, day: Day, sex: Sex, kept: Kept) -> Option<IdNumber> {
        let offset = usize::try_from(self.origin.days_until(day)).ok()?;
        let (slot, sequence) = match sex {
            Sex::Female | Sex::Unknown | Sex::Unstated => (offset * 2, 0),
            Sex::Male => (offset * 2 + 1, 999),
        };
        let index = self.free(county6, slot, offset, day.year(), kept)?;
        self.taken[slot][index / 64] |= 1 << (index % 64);
        IdNumber::from_parts(self.prefixes[index].code, day, sequence)
    }

    fn free(&self, county6: &str, slot: usize, offset: usize, year: i16, kept: Kept) -> Option<usize> {
        let is_free = |index: usize| {
            let is_taken = self.taken[slot][index / 64] >> (index % 64) & 1 == 1;
            !is_taken && self.prefixes[index].covers(year)
        };
        let may = |index: usize| kept == Kept::ForUs || !self.prefixes[index].code.starts_with("5128");
        let here = || (0..self.prefixes.len()).filter(|index| self.prefixes[*index].is_here);
        let own = own_prefixes(county6);
        let count = self.prefixes.len();
        here()
            .find(|index| own.contains(&self.prefixes[*index].code) && may(*index) && is_free(*index))
            .or_else(|| here().find(|index| may(*index) && is_free(*index)))
            .or_else(|| {
                let start = offset * 37 % count;
                (0..count)
                    .map(|step| (start + step) % count)
                    .find(|index| !self.prefixes[*index].is_here && is_free(*index))
            })
    }
}

impl Prefix {
    /// Whether somebody born in a year can have been given it.
    fn covers(&self, year: i16) -> bool {
        let (from, to) = if year < FIRST_ISSUE.1 { FIRST_ISSUE } else { (year, year) };
        self.first <= to && from <= self.last
    }
}

/// County codes of Sichuan with their years; cities and 市辖区 are left out.
fn prefix(line: &'static str) -> Option<Prefix> {
    let cells: Vec<&str> = line.split(',').collect();
    let [code, _, first, last, ..] = cells.as_slice() else { return None };
    let is_county = code.starts_with("51") && !code.ends_with("00") && !code.ends_with("01");
    let is_here = code.starts_with("5109") || ["512832", "512835", "512836"].contains(code);
    is_county.then_some(Prefix { code, first: first.parse().ok()?, last: last.parse().ok()?, is_here })
}

/// The codes a county has had.
fn own_prefixes(county6: &str) -> &'static [&'static str] {
    match county6 {
        "510903" => &["510902", "510903", "512832"],
        "510904" => &["510902", "510904", "512832"],
        "510921" => &["510921", "512835"],
        "510923" => &["510923", "510921", "512835"],
        _ => &["510922", "512836", "510981"],
    }
}
