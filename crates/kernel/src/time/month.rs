//! Months (月份), the period of every payment.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Day, FIRST_YEAR, LAST_YEAR, number};
use crate::outcome::ParseProblem;

/// A calendar month, from 1800-01 to 2999-12.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month, or `None` when there is no such month.
    #[must_use]
    pub fn new(year: i16, month: i8) -> Option<Self> {
        let fits = (FIRST_YEAR..=LAST_YEAR).contains(&year) && (1..=12).contains(&month);
        fits.then_some(Self { year, month })
    }

    /// The month a day lies in.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// Reads `2017-05`, `2017.5`, `2017/5`, `2017年5月`, `201705`.
    ///
    /// # Errors
    /// Another form, or a month outside 1–12.
    pub fn parse(text: &str) -> Result<Self, ParseProblem> {
        let plain = crate::narrow(text);
        let found = if plain.len() == 6 && plain.bytes().all(|b| b.is_ascii_digit()) {
            number(&plain[..4], 4, 4).zip(number(&plain[4..], 2, 2))
        } else {
            let body = plain.strip_suffix('月').unwrap_or(&plain);
            body.split_once(['-', '.', '/', '年']).and_then(|(year, month)| number(year, 4, 4).zip(number(month, 1, 2)))
        };
        found
            .and_then(|(year, month)| Self::new(year, month))
            .ok_or_else(|| ParseProblem::new("month", format!("月份“{plain}”看不懂，请写成 2017-05 或 2017年5月。")))
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month, 1–12.
    #[must_use]
    pub const fn month(self) -> i8 {
        self.month
    }

    /// For documents: `2017年5月`.
    #[must_use]
    pub fn chinese(self) -> String {
        format!("{}年{}月", self.year, self.month)
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        self.add(1)
    }

    /// The month before.
    #[must_use]
    pub fn prev(self) -> Self {
        self.add(-1)
    }

    /// So many months later (or earlier); stays at the ends of the range.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "adding a plain count of months is no operator between months")]
    pub fn add(self, months: i32) -> Self {
        let first = i32::from(FIRST_YEAR) * 12;
        let last = i32::from(LAST_YEAR) * 12 + 11;
        let index = self.index().saturating_add(months).clamp(first, last);
        let year = i16::try_from(index.div_euclid(12)).unwrap_or(LAST_YEAR);
        let month = i8::try_from(index.rem_euclid(12) + 1).unwrap_or(12);
        Self { year, month }
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Day {
        Day(jiff::civil::Date::constant(self.year, self.month, 1))
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Day {
        Day(self.first_day().0.last_of_month())
    }

    /// Months from this month to the other; negative when the other is earlier.
    #[must_use]
    pub fn months_until(self, other: Month) -> i64 {
        i64::from(other.index()) - i64::from(self.index())
    }

    fn index(self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.month) - 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Month {
    type Err = ParseProblem;

    fn from_str(text: &str) -> Result<Self, ParseProblem> {
        Month::parse(text)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Month::parse(&text).map_err(de::Error::custom)
    }
}
