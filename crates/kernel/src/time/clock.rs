//! Moments and clocks. Only [`SystemClock`] asks the machine what time it is.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::Day;

const MILLIS_A_DAY: i64 = 86_400_000;
/// China keeps one time all year, eight hours ahead of UTC.
const CHINA_OFFSET_MILLIS: i64 = 8 * 3_600_000;

/// A point in time: milliseconds since 1970-01-01 00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

impl Moment {
    /// The moment so many milliseconds after 1970-01-01 00:00 UTC.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01 00:00 UTC.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The start of a day in China.
    #[must_use]
    pub fn start_of(day: Day) -> Self {
        Self(epoch().days_until(day) * MILLIS_A_DAY - CHINA_OFFSET_MILLIS)
    }

    /// So many milliseconds later (or earlier).
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// The day in China.
    #[must_use]
    pub fn day(self) -> Day {
        let days = self.china_millis().div_euclid(MILLIS_A_DAY);
        let end = if days < 0 { i32::MIN } else { i32::MAX };
        epoch().add_days(i32::try_from(days).unwrap_or(end).clamp(-1_000_000, 1_000_000))
    }

    /// Time in China to the second: `2017-05-09 10:42:07`.
    #[must_use]
    pub fn local(self) -> String {
        let second = self.china_millis().rem_euclid(MILLIS_A_DAY) / 1000 % 60;
        format!("{}:{second:02}", self.local_minute())
    }

    /// Time in China to the minute: `2017-05-09 10:42`.
    #[must_use]
    pub fn local_minute(self) -> String {
        let minutes = self.china_millis().rem_euclid(MILLIS_A_DAY) / 60_000;
        format!("{} {:02}:{:02}", self.day(), minutes / 60, minutes % 60)
    }

    fn china_millis(self) -> i64 {
        self.0.saturating_add(CHINA_OFFSET_MILLIS)
    }
}

fn epoch() -> Day {
    Day(jiff::civil::Date::constant(1970, 1, 1))
}

/// Tells the time. Everything that needs "now" or "today" is handed one.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Moment;

    /// The present day in China.
    fn today(&self) -> Day {
        self.now().day()
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Moment {
        let now = std::time::SystemTime::now();
        let millis = now.duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_millis());
        Moment(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}

/// A clock that stands still until told otherwise; share it in an `Arc`.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock standing at this moment.
    #[must_use]
    pub fn at(moment: Moment) -> Self {
        Self(AtomicI64::new(moment.millis()))
    }

    /// A clock standing at nine in the morning of this day in China.
    #[must_use]
    pub fn on(day: Day) -> Self {
        Self::at(Moment::start_of(day).plus_millis(9 * 3_600_000))
    }

    /// Moves the clock to a moment, earlier or later.
    pub fn set(&self, moment: Moment) {
        self.0.store(moment.millis(), Ordering::SeqCst);
    }

    /// Moves the clock by whole days.
    pub fn advance_days(&self, days: i64) {
        self.advance_millis(days.saturating_mul(MILLIS_A_DAY));
    }

    /// Moves the clock by milliseconds.
    pub fn advance_millis(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

/// The machine's clock shifted, so that a demonstration lives on a chosen day and time still passes.
#[derive(Debug, Clone, Copy)]
pub struct OffsetClock {
    /// Milliseconds added to the machine's time; negative for the past.
    pub offset_ms: i64,
}

impl OffsetClock {
    /// A clock that shows this moment now and runs on from there.
    #[must_use]
    pub fn starting_at(moment: Moment) -> Self {
        Self { offset_ms: moment.millis().saturating_sub(SystemClock.now().millis()) }
    }
}

impl Clock for OffsetClock {
    fn now(&self) -> Moment {
        SystemClock.now().plus_millis(self.offset_ms)
    }
}
