//! 周期责任: one event in each period; two in one period do not repair another (WP-07).

use kernel::{Day, Month};

/// A period of whole months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first month.
    pub first: Month,
    /// Its last month.
    pub last: Month,
}

impl Period {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        (self.first..=self.last).contains(&day.month_of())
    }

    /// `2017年7月` or `2017年3月—4月`.
    #[must_use]
    pub fn chinese(&self) -> String {
        if self.first == self.last {
            return self.first.chinese();
        }
        format!("{}—{}月", self.first.chinese(), self.last.month())
    }
}

/// Periods a duty may have: a century of months.
const MOST: usize = 1_200;

/// The periods of `every` months from the first month to the last; the last one may be shorter.
#[must_use]
pub fn periods(from: Month, to: Month, every: u32) -> Vec<Period> {
    let step = i32::try_from(every.max(1)).unwrap_or(i32::MAX);
    let mut found = Vec::new();
    let mut first = from;
    while first <= to && found.len() < MOST {
        let last = first.add(step - 1).min(to);
        found.push(Period { first, last });
        first = first.add(step);
    }
    found
}

/// How a duty was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// All periods.
    pub periods: usize,
    /// Periods with at least one event.
    pub done: usize,
    /// Periods without one.
    pub missed: Vec<Period>,
}

/// Counts the periods that had an event, and names those that had none.
#[must_use]
pub fn kept(periods: &[Period], events: &[Day]) -> Kept {
    let has = |period: &&Period| events.iter().any(|day| period.holds(*day));
    let missed: Vec<Period> = periods.iter().filter(|period| !has(period)).copied().collect();
    Kept { periods: periods.len(), done: periods.len() - missed.len(), missed }
}

/// An event of a duty of each leader: who took part, and when.
pub type LeadersDay = (String, Day);

/// The days that keep a period of a duty of each leader: in every period the day on which the last of them had been
/// there. A period that one of them missed has none.
#[must_use]
pub fn kept_by_each(periods: &[Period], leaders: &[String], events: &[LeadersDay]) -> Vec<Day> {
    let first = |period: &Period, leader: &String| {
        events.iter().filter(|(who, day)| who == leader && period.holds(*day)).map(|(_, day)| *day).min()
    };
    let whole = |period: &Period| leaders.iter().map(|leader| first(period, leader)).collect::<Option<Vec<Day>>>();
    periods.iter().filter_map(|period| whole(period)?.into_iter().max()).collect()
}

/// What of a duty is due by a day: periods that have ended, and the one that runs.
#[must_use]
pub fn due_by(periods: &[Period], today: Day) -> (Vec<Period>, Option<Period>) {
    let ended = periods.iter().filter(|period| period.last.last_day() < today).copied().collect();
    (ended, periods.iter().find(|period| period.holds(today)).copied())
}
