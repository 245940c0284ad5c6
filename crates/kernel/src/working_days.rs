//! Working days (工作日) by the State Council's yearly holiday papers, with their worked weekends (调休).

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::codes;
use crate::table;
use crate::time::Day;

/// The schedule of holidays and worked weekends, year by year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingDays {
    exceptions: HashMap<Day, Exception>,
    years: BTreeSet<i16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exception {
    Off,
    Worked,
}

/// A year whose holidays are not known yet; nothing is counted as if it had none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("没有{year}年的节假日安排，算不出工作日。请在国务院办公厅公布后，由管理员录入{year}年的安排。")]
pub struct NoSchedule {
    /// The year that is missing.
    pub year: i16,
}

impl From<NoSchedule> for crate::outcome::Refusal {
    fn from(problem: NoSchedule) -> Self {
        crate::outcome::Refusal::not_now("no-schedule", problem.to_string())
    }
}

impl WorkingDays {
    /// The shipped schedules, 2013–2026.
    #[must_use]
    pub fn shipped() -> &'static WorkingDays {
        static SHIPPED: LazyLock<WorkingDays> = LazyLock::new(|| {
            let text = include_str!("../../../data/calendar/cn_day_off_2013_2026.csv");
            let rows = codes::shipped(table::rows("节假日安排", text, "date,weekday,kind"));
            let (mut holidays, mut worked) = (Vec::new(), Vec::new());
            for row in &rows {
                let day = codes::shipped(Day::parse(row.get(0)).map_err(|problem| row.problem(problem.sentence)));
                match row.get(2) {
                    "work" => worked.push(day),
                    _ => holidays.push(day),
                }
            }
            WorkingDays::from_lists(holidays, worked)
        });
        &SHIPPED
    }

    /// A schedule of the years in which the holidays lie.
    pub fn from_lists(
        holidays: impl IntoIterator<Item = Day>,
        working_weekends: impl IntoIterator<Item = Day>,
    ) -> WorkingDays {
        let mut exceptions: HashMap<Day, Exception> = holidays.into_iter().map(|day| (day, Exception::Off)).collect();
        let years = exceptions.keys().map(|day| day.year()).collect();
        exceptions.extend(working_weekends.into_iter().map(|day| (day, Exception::Worked)));
        Self { exceptions, years }
    }

    /// This schedule with the years of the other laid over it.
    #[must_use]
    pub fn overlaid(&self, other: &WorkingDays) -> WorkingDays {
        let mut merged = self.clone();
        merged.exceptions.retain(|day, _| !other.years.contains(&day.year()));
        merged.exceptions.extend(&other.exceptions);
        merged.years.extend(&other.years);
        merged
    }

    /// The years that are known, in order.
    pub fn years(&self) -> impl Iterator<Item = i16> + '_ {
        self.years.iter().copied()
    }

    /// Whether offices work on this day.
    ///
    /// # Errors
    /// [`NoSchedule`] when the year's holidays are not known.
    pub fn is_working_day(&self, day: Day) -> Result<bool, NoSchedule> {
        if !self.years.contains(&day.year()) {
            return Err(NoSchedule { year: day.year() });
        }
        Ok(match self.exceptions.get(&day) {
            Some(Exception::Off) => false,
            Some(Exception::Worked) => true,
            None => !day.is_weekend(),
        })
    }

    /// The `count`-th working day after `start`; the start day itself is not counted
    /// (民法总则第二百零一条). No days after the start is the start.
    ///
    /// # Errors
    /// [`NoSchedule`] when the count runs into a year that is not known.
    pub fn add_working_days(&self, start: Day, count: u32) -> Result<Day, NoSchedule> {
        let mut day = start;
        let mut left = count;
        while left > 0 {
            day = day.add_days(1);
            if self.is_working_day(day)? {
                left -= 1;
            }
        }
        Ok(day)
    }

    /// How many working days lie after `from` up to and with `to`; 0 when `to` is not later.
    ///
    /// # Errors
    /// [`NoSchedule`] when a year between is not known.
    pub fn working_days_between(&self, from: Day, to: Day) -> Result<u32, NoSchedule> {
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = day.add_days(1);
            if self.is_working_day(day)? {
                count += 1;
            }
        }
        Ok(count)
    }
}

/// In what a period is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeadlineUnit {
    /// Working days (工作日).
    WorkingDays,
    /// Calendar days (日); a holiday at the end does not lengthen them.
    Days,
}

/// A period such as 10个工作日 or 7日.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Deadline {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: DeadlineUnit,
}

impl Deadline {
    /// So many working days.
    #[must_use]
    pub const fn working_days(n: u32) -> Self {
        Self { n, unit: DeadlineUnit::WorkingDays }
    }

    /// So many calendar days.
    #[must_use]
    pub const fn days(n: u32) -> Self {
        Self { n, unit: DeadlineUnit::Days }
    }

    /// The last day of the period that starts on `start`; the start day is not counted.
    ///
    /// # Errors
    /// [`NoSchedule`] when working days run into a year that is not known.
    pub fn due(self, start: Day, calendar: &WorkingDays) -> Result<Day, NoSchedule> {
        match self.unit {
            DeadlineUnit::WorkingDays => calendar.add_working_days(start, self.n),
            DeadlineUnit::Days => Ok(start.add_days(i32::try_from(self.n).unwrap_or(i32::MAX))),
        }
    }

    /// In words: `10个工作日` or `7日`.
    #[must_use]
    pub fn chinese(self) -> String {
        match self.unit {
            DeadlineUnit::WorkingDays => format!("{}个工作日", self.n),
            DeadlineUnit::Days => format!("{}日", self.n),
        }
    }
}
