//! 倒排工期: from the due date backwards in working days (WP-02), and the lights (WP-03).

use kernel::{Day, NoSchedule, WorkingDays};

/// The day that lies so many working days before the due day; none before it is the due day itself.
///
/// # Errors
/// When the holidays of a year between are not known.
pub fn working_days_before(due: Day, count: u32, calendar: &WorkingDays) -> Result<Day, NoSchedule> {
    let mut day = due;
    let mut left = count;
    while left > 0 {
        day = day.add_days(-1);
        if calendar.is_working_day(day)? {
            left -= 1;
        }
    }
    Ok(day)
}

/// A milestone with its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// What must be done.
    pub name: String,
    /// By when.
    pub due: Day,
}

/// The milestones of a task, each with its day, counted back from the end.
///
/// # Errors
/// When the holidays of a year between are not known.
pub fn backwards(due: Day, milestones: &[(String, u32)], calendar: &WorkingDays) -> Result<Vec<Dated>, NoSchedule> {
    milestones
        .iter()
        .map(|(name, before)| Ok(Dated { name: name.clone(), due: working_days_before(due, *before, calendar)? }))
        .collect()
}

/// Working days within which an open end is amber.
pub const AMBER_WITHIN: u32 = 10;

/// 灯.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// 超期.
    Red,
    /// 快到期.
    Amber,
    /// 正常.
    Plain,
    /// 没到开始的时候.
    Grey,
    /// 已完成.
    Green,
}

impl Light {
    /// In words.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Red => "超期",
            Self::Amber => "快到期",
            Self::Plain => "在办",
            Self::Grey => "未开始",
            Self::Green => "完成",
        }
    }

    /// The colour that goes with the words.
    #[must_use]
    pub fn tone(self) -> ui::Tone {
        match self {
            Self::Red => ui::Tone::Red,
            Self::Amber => ui::Tone::Amber,
            Self::Plain => ui::Tone::Plain,
            Self::Grey => ui::Tone::Grey,
            Self::Green => ui::Tone::Green,
        }
    }
}

/// The light of something with a start, an end and perhaps a day it was done.
///
/// # Errors
/// When the holidays between today and the end are not known.
pub fn light(
    (start, due): (Day, Day),
    done: Option<Day>,
    today: Day,
    calendar: &WorkingDays,
) -> Result<Light, NoSchedule> {
    if done.is_some() {
        return Ok(Light::Green);
    }
    if today > due {
        return Ok(Light::Red);
    }
    if today < start {
        return Ok(Light::Grey);
    }
    let left = calendar.working_days_between(today, due)?;
    Ok(if left <= AMBER_WITHIN { Light::Amber } else { Light::Plain })
}

/// How late something was done or is, in working days; zero when in time. It stays for ever.
///
/// # Errors
/// When the holidays between are not known.
pub fn late_by(due: Day, done: Option<Day>, today: Day, calendar: &WorkingDays) -> Result<u32, NoSchedule> {
    calendar.working_days_between(due, done.unwrap_or(today))
}
