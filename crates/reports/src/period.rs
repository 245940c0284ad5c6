//! 报告期: a month or a quarter, as a report names it.

use kernel::{Day, Month, Refusal};

/// A month or a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first month.
    pub first: Month,
    /// Its last month.
    pub last: Month,
}

/// Months of a quarter.
const QUARTER: i32 = 3;

impl Period {
    /// The month of a day.
    #[must_use]
    pub fn month_of(day: Day) -> Self {
        let month = day.month_of();
        Self { first: month, last: month }
    }

    /// The quarter of a day.
    #[must_use]
    pub fn quarter_of(day: Day) -> Self {
        let month = day.month_of();
        let first = month.add(-i32::from((month.month() - 1) % 3));
        Self { first, last: first.add(QUARTER - 1) }
    }

    /// Reads `2017-05` or `2017-Q2`; nothing is the month of today.
    ///
    /// # Errors
    /// A refusal that says how to write one, or that it has not begun.
    pub fn parse(text: &str, today: Day) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::month_of(today));
        }
        let wrong = || {
            let sentence = format!("“{text}”不是报告期。月报写 2017-05，季报写 2017-Q2。");
            Refusal::bad_input("reports.period", sentence).on_field("period")
        };
        let found = match text.to_uppercase().split_once("-Q") {
            Some((year, quarter)) => {
                let quarter: i8 = quarter.parse().ok().filter(|n| (1..=4).contains(n)).ok_or_else(wrong)?;
                let first = year.parse().ok().and_then(|year| Month::new(year, quarter * 3 - 2)).ok_or_else(wrong)?;
                Self { first, last: first.add(QUARTER - 1) }
            }
            None => {
                let month = Month::parse(text).map_err(|_| wrong())?;
                Self { first: month, last: month }
            }
        };
        if found.first.first_day() > today {
            let sentence = format!("{}还没有开始，没有进展可报。", found.chinese());
            return Err(Refusal::not_now("reports.future", sentence).on_field("period"));
        }
        Ok(found)
    }

    /// Whether it is a quarter.
    #[must_use]
    pub fn is_quarter(&self) -> bool {
        self.first != self.last
    }

    /// As an address writes it.
    #[must_use]
    pub fn code(&self) -> String {
        if self.is_quarter() {
            format!("{}-Q{}", self.first.year(), (self.first.month() - 1) / 3 + 1)
        } else {
            self.first.to_string()
        }
    }

    /// `2017年5月份`, `2017年第二季度`.
    #[must_use]
    pub fn chinese(&self) -> String {
        if !self.is_quarter() {
            return format!("{}份", self.first.chinese());
        }
        let name = match (self.first.month() - 1) / 3 {
            0 => "一",
            1 => "二",
            2 => "三",
            _ => "四",
        };
        format!("{}年第{name}季度", self.first.year())
    }

    /// `本月`, `本季度`.
    #[must_use]
    pub fn this(&self) -> &'static str {
        if self.is_quarter() { "本季度" } else { "本月" }
    }

    /// The period after it.
    #[must_use]
    pub fn next(&self) -> Self {
        let months = if self.is_quarter() { QUARTER } else { 1 };
        Self { first: self.first.add(months), last: self.last.add(months) }
    }

    /// The period before it.
    #[must_use]
    pub fn before(&self) -> Self {
        let months = if self.is_quarter() { QUARTER } else { 1 };
        Self { first: self.first.add(-months), last: self.last.add(-months) }
    }

    /// The day its figures are of: its last, or today while it runs.
    #[must_use]
    pub fn as_of(&self, today: Day) -> Day {
        self.last.last_day().min(today)
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        (self.first..=self.last).contains(&day.month_of())
    }
}
