//! 应到线和预测: where an indicator should stand on a day, and where it will end (WP-06).

use crate::quantity::{Direction, Quantity};
use kernel::Day;

/// Days from the first to the last, both counted; and how many of them have passed by the end of `today`.
fn elapsed(from: Day, due: Day, today: Day) -> (i64, i64) {
    let all = from.days_until(due).max(0) + 1;
    let gone = (from.days_until(today) + 1).clamp(0, all);
    (gone, all)
}

/// What should be reached by a day: a straight line from the first day to the last. A target not to be exceeded holds
/// from the first day on.
#[must_use]
pub fn expected(target: Quantity, direction: Direction, (from, due): (Day, Day), today: Day) -> Quantity {
    if direction == Direction::AtMost {
        return target;
    }
    let (gone, all) = elapsed(from, due, today);
    target.share(gone, all).unwrap_or(target)
}

/// Where it ends if it goes on as so far: the value now, divided by the share of the time that has passed; `None`
/// before the first day.
#[must_use]
pub fn forecast(value: Quantity, (from, due): (Day, Day), today: Day) -> Option<Quantity> {
    let (gone, all) = elapsed(from, due, today);
    if gone == 0 { None } else { value.share(all, gone) }
}

/// How it stands against the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// 落后: below four fifths of the line, or past the end and not met.
    Late,
    /// 偏慢: below the line.
    Slow,
    /// 正常: on or above the line.
    On,
    /// 达到.
    Met,
}

impl Standing {
    /// In words.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Late => "落后",
            Self::Slow => "偏慢",
            Self::On => "正常",
            Self::Met => "达到",
        }
    }

    /// The class of the drawing.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Slow => "slow",
            Self::On => "ok",
            Self::Met => "good",
        }
    }

    /// The colour that goes with the words.
    #[must_use]
    pub fn tone(self) -> ui::Tone {
        match self {
            Self::Late => ui::Tone::Red,
            Self::Slow => ui::Tone::Amber,
            Self::On => ui::Tone::Plain,
            Self::Met => ui::Tone::Green,
        }
    }
}

/// The share of the line below which it is late, in percent (WP-03).
const LATE_BELOW: i64 = 80;

/// Compares a value with its target and its line.
#[must_use]
pub fn standing(
    value: Quantity,
    target: Quantity,
    direction: Direction,
    (from, due): (Day, Day),
    today: Day,
) -> Standing {
    if direction.is_met(value, target) {
        return Standing::Met;
    }
    if direction == Direction::AtMost || today > due {
        return Standing::Late;
    }
    let line = expected(target, direction, (from, due), today);
    if value >= line {
        return Standing::On;
    }
    if line.share(LATE_BELOW, 100).is_some_and(|least| value < least) { Standing::Late } else { Standing::Slow }
}
