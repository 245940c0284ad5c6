//! Days, months, moments (日期、月份、时刻) and the clocks that tell them.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::outcome::ParseProblem;

mod clock;
mod month;

pub use clock::{Clock, ManualClock, Moment, OffsetClock, SystemClock};
pub use month::Month;

const FIRST_YEAR: i16 = 1800;
const LAST_YEAR: i16 = 2999;

/// A calendar day in China, from 1800-01-01 to 2999-12-31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// The day, or `None` when there is no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return None;
        }
        Date::new(year, month, day).ok().map(Self)
    }

    /// Reads a day as people write it: `2017-05-09`, `2017.5.9`, `2017/5/9`, `2017年5月9日`, `20170509`.
    ///
    /// # Errors
    /// Another form, a day that does not exist, or a year outside 1800–2999.
    pub fn parse(text: &str) -> Result<Self, ParseProblem> {
        let plain = crate::narrow(text);
        let (year, month, day) = parts(&plain).ok_or_else(|| {
            ParseProblem::new("day", format!("日期“{plain}”看不懂，请写成 2017-05-09 或 2017年5月9日。"))
        })?;
        Self::new(year, month, day)
            .ok_or_else(|| ParseProblem::new("day", format!("日期“{plain}”不存在，请核对年、月、日。")))
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1–12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1–31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// For documents: `2017年5月9日`.
    #[must_use]
    pub fn chinese(self) -> String {
        format!("{}年{}", self.year(), self.short())
    }

    /// Without the year: `5月9日`.
    #[must_use]
    pub fn short(self) -> String {
        format!("{}月{}日", self.month(), self.day())
    }

    /// The day of the week: `星期二`.
    #[must_use]
    pub fn weekday_chinese(self) -> &'static str {
        match self.0.weekday() {
            Weekday::Monday => "星期一",
            Weekday::Tuesday => "星期二",
            Weekday::Wednesday => "星期三",
            Weekday::Thursday => "星期四",
            Weekday::Friday => "星期五",
            Weekday::Saturday => "星期六",
            Weekday::Sunday => "星期日",
        }
    }

    /// Whether it is a Saturday or a Sunday (not yet whether it is worked).
    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// So many days later (or earlier); stays at the ends of the range.
    #[must_use]
    pub fn add_days(self, days: i32) -> Self {
        let moved = self.0.saturating_add(days.clamp(-1_000_000, 1_000_000).days());
        if moved.year() < FIRST_YEAR {
            Self(Date::constant(FIRST_YEAR, 1, 1))
        } else if moved.year() > LAST_YEAR {
            Self(Date::constant(LAST_YEAR, 12, 31))
        } else {
            Self(moved)
        }
    }

    /// So many months later (or earlier) on the same day of the month, or on the month's last day
    /// when there is no such day (民法典第二百零二条).
    #[must_use]
    pub fn add_months(self, months: i32) -> Self {
        let month = self.month_of().add(months);
        Self::new(month.year(), month.month(), self.day()).unwrap_or_else(|| month.last_day())
    }

    /// Days from this day to the other; negative when the other is earlier.
    #[must_use]
    pub fn days_until(self, other: Day) -> i64 {
        i64::from(days_from_origin(other) - days_from_origin(self))
    }

    /// The month it lies in.
    #[must_use]
    pub fn month_of(self) -> Month {
        Month::of(self)
    }
}

/// Days since 1800-01-01.
fn days_from_origin(day: Day) -> i32 {
    let origin = Date::constant(FIRST_YEAR, 1, 1);
    day.0.duration_since(origin).as_hours().checked_div(24).and_then(|days| i32::try_from(days).ok()).unwrap_or(0)
}

fn parts(text: &str) -> Option<(i16, i8, i8)> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some((text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?));
    }
    let plain = text.strip_suffix(['日', '号']).unwrap_or(text);
    let mut fields = plain.split(['-', '.', '/', '年', '月']);
    let (year, month, day) = (fields.next()?, fields.next()?, fields.next()?);
    if fields.next().is_some() {
        return None;
    }
    Some((number(year, 4, 4)?, number(month, 1, 2)?, number(day, 1, 2)?))
}

fn number<T: FromStr>(digits: &str, least: usize, most: usize) -> Option<T> {
    let digits = digits.trim();
    let fits = (least..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if fits { digits.parse().ok() } else { None }
}

/// Full years of age (周岁) on a day; negative before birth counts as 0.
///
/// Somebody born on 29 February turns a year older on 28 February of a common year:
/// the month's last day stands for a missing day (民法典第二百零二条).
#[must_use]
pub fn age_on(birth: Day, day: Day) -> i32 {
    let years = i32::from(day.year()) - i32::from(birth.year());
    let birthday = birth.add_months(years.saturating_mul(12));
    let full = if day < birthday { years - 1 } else { years };
    full.max(0)
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = ParseProblem;

    fn from_str(text: &str) -> Result<Self, ParseProblem> {
        Day::parse(text)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Day::parse(&text).map_err(de::Error::custom)
    }
}
