//! How far each unit is: paces and shares of a city that is made up.

use crate::homes::mixed;
use crate::names::Dice;
use kernel::Day;
use workplan::{Indicator, Quantity, Split};

/// A unit of the made-up city: its weight when something is shared out, its pace in thousandths of the line, and how many
/// days after the issue it signs.
pub(super) struct Unit {
    pub code: &'static str,
    weight: i64,
    villages: i64,
    pub pace: i64,
    pub signs_after: i32,
    /// Days its tasks are done after they were due; less than nothing is early.
    pub late: i32,
}

/// The units that have an office. 大英县 lags, 河东新区 has not signed yet in May.
pub(super) const UNITS: &[Unit] = &[
    Unit { code: "510903", weight: 18, villages: 7, pace: 2000, signs_after: 0, late: -5 },
    Unit { code: "510904", weight: 20, villages: 17, pace: 1345, signs_after: 1, late: -2 },
    Unit { code: "510921", weight: 22, villages: 25, pace: 1030, signs_after: 1, late: 3 },
    Unit { code: "510922", weight: 22, villages: 26, pace: 1210, signs_after: 2, late: -1 },
    Unit { code: "510923", weight: 12, villages: 15, pace: 760, signs_after: 6, late: 12 },
    Unit { code: "GKQ", weight: 4, villages: 0, pace: 1050, signs_after: 3, late: -1 },
    Unit { code: "HDXQ", weight: 2, villages: 0, pace: 900, signs_after: 30, late: 8 },
];

/// Hurrying in the last quarter, thousandths.
const HURRY: i64 = 200;
const LAST_QUARTER: i8 = 10;

pub(super) fn unit(code: &str) -> Option<&'static Unit> {
    UNITS.iter().find(|unit| unit.code == code)
}

/// A whole shared out by weights so that the parts add up to it; what is left over goes to the first.
pub(super) fn allot(whole: i64, weights: &[i64]) -> Vec<i64> {
    let all = weights.iter().sum::<i64>().max(1);
    let mut parts: Vec<i64> = weights.iter().map(|weight| whole * weight / all).collect();
    let mut left = whole - parts.iter().sum::<i64>();
    for (part, weight) in parts.iter_mut().zip(weights) {
        if left > 0 && *weight > 0 {
            *part += 1;
            left -= 1;
        }
    }
    parts
}

/// The weights of the sharers of a target: those of its villages, or the usual ones.
pub(super) fn weights(indicator: &Indicator, sharers: &[&str]) -> Vec<i64> {
    let is_villages = indicator.unit.ends_with('村') && !indicator.asks_parks;
    let weight = |unit: &Unit| if is_villages { unit.villages } else { unit.weight };
    sharers.iter().map(|code| unit(code).map_or(0, weight)).collect()
}

/// How far a unit is with an indicator on a day, thousandths of its target; `steady` ones have no luck in them.
pub(super) fn reached(seed: u64, unit: &Unit, indicator: &Indicator, day: Day, is_steady: bool) -> i64 {
    let all = indicator.from.days_until(indicator.due).max(0) + 1;
    let gone = (indicator.from.days_until(day) + 1).clamp(0, all);
    let hurry = if day.month_of().month() >= LAST_QUARTER { HURRY } else { 0 };
    let luck = if is_steady { 1000 } else { 900 + luck(seed, unit.code, &indicator.id, 201) };
    (gone * (unit.pace + hurry) / all * luck / 1000).min(1000)
}

/// A made-up number below a limit that is the same for a seed, a place and a thing.
pub(super) fn luck(seed: u64, place: &str, thing: &str, limit: u64) -> i64 {
    let spoken = place.bytes().chain(thing.bytes());
    let salt = spoken.fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    i64::try_from(Dice::new(mixed(seed, 11, salt)).below(limit)).unwrap_or(0)
}

/// Where a percentage or an average stands before anything is done, thousandths of its target.
const BEGINS: &[(&str, i64)] = &[
    ("a1.linked", 300),
    ("a2.recognised", 550),
    ("a2.offered", 400),
    ("a3.average", 999),
    ("a3.paid", 950),
    ("b1.ratio", 985),
    ("b1.premium", 930),
    ("c2.fresh", 800),
];

/// What a unit hands in for its target: whole things, or a share of a percentage with two digits.
pub(super) fn value(indicator: &Indicator, target: Quantity, reached: i64) -> Option<String> {
    if indicator.split == Split::Same {
        let begins = BEGINS.iter().find(|(id, _)| *id == indicator.id).map_or(500, |(_, begins)| *begins);
        let share = begins + (1000 - begins) * reached / 1000;
        return Some(target.share(share, 1000)?.decimal(2));
    }
    let whole = whole(target)? * reached / 1000;
    Some(if indicator.unit == "元" { format!("{whole}.00") } else { whole.to_string() })
}

/// A target as a whole number.
pub(super) fn whole(target: Quantity) -> Option<i64> {
    target.decimal(0).parse().ok()
}
