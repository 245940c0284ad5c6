//! 得分: exact from the first point to the last; two digits are made once, at the end.

use super::facts::Fact;
use super::round::Score;
use super::template::{ExtraKind, Rule, Template};
use crate::quantity::Quantity;

/// Working days late that cost a step.
const STEP_DAYS: u32 = 5;
/// Steps that cost everything: a tenth each.
const STEPS: u32 = 10;

/// The points a rule gives; `None` when the unit has no such thing, or a person scores it.
#[must_use]
pub fn computed(rule: &Rule, points: Quantity, fact: &Fact) -> Option<Quantity> {
    match (rule, fact) {
        (Rule::Ratio { .. }, Fact::Value { value, target, .. }) => {
            let value = value.unwrap_or(Quantity::ZERO).min(*target);
            points.scaled(value, *target)
        }
        (Rule::Threshold { .. }, Fact::Value { value, target, direction }) => {
            let is_met = value.is_some_and(|value| direction.is_met(value, *target));
            Some(if is_met { points } else { Quantity::ZERO })
        }
        (Rule::Deadline { .. }, Fact::Late(days)) => {
            let left = STEPS.saturating_sub(days / STEP_DAYS);
            points.share(i64::from(left), i64::from(STEPS))
        }
        (Rule::Reporting { .. }, Fact::Periods { done, due }) => {
            points.share(i64::try_from(*done).ok()?, i64::try_from(*due).ok()?)
        }
        (
            Rule::Ratio { .. } | Rule::Threshold { .. } | Rule::Deadline { .. } | Rule::Reporting { .. } | Rule::Hand,
            Fact::Absent | Fact::Value { .. } | Fact::Late(_) | Fact::Periods { .. },
        ) => None,
    }
}

/// The points of a line that count: what an appeal changed, else what was reviewed, else what was computed.
#[must_use]
pub fn taken(score: &Score) -> Option<Quantity> {
    score.amended.or(score.reviewed).or(score.computed)
}

/// What a unit reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Result {
    /// Points, two digits, half up.
    pub total: String,
    /// The grade.
    pub grade: String,
}

/// Digits of a total.
const DIGITS: u32 = 2;
/// Points of a whole sheet.
const WHOLE: i64 = 100;

/// The total of a unit: the hundred from what it has a share in, with bonuses and without minuses, each up to its limit.
/// A veto takes the last grade, whatever the points.
#[must_use]
pub fn result(template: &Template, scores: &[Score], has_veto: bool) -> Option<Result> {
    let of = |id: &str| scores.iter().find(|score| score.criterion == id).and_then(taken);
    let (mut got, mut whole) = (Quantity::ZERO, Quantity::ZERO);
    for one in template.criteria() {
        if let Some(points) = of(&one.id) {
            got = got.plus(points.min(one.points))?;
            whole = whole.plus(one.points)?;
        }
    }
    let hundred = if whole == Quantity::ZERO { Quantity::ZERO } else { Quantity::whole(WHOLE).scaled(got, whole)? };
    let sum = |kind: ExtraKind, most: Quantity| -> Option<Quantity> {
        let own = template.extras.iter().filter(|one| one.kind == kind);
        own.filter_map(|one| Some(of(&one.id)?.min(one.most)))
            .try_fold(Quantity::ZERO, Quantity::plus)
            .map(|s| s.min(most))
    };
    let (bonus, minus) = (sum(ExtraKind::Bonus, template.bonus_most)?, sum(ExtraKind::Minus, template.minus_most)?);
    let total = hundred.plus(bonus)?.less(minus)?.decimal(DIGITS);
    // The grade follows from the digits that everybody sees.
    let seen = Quantity::parse(&total).ok()?;
    let worst = template.grades.last()?;
    let reached = template.grades.iter().find(|(_, from)| seen >= *from).unwrap_or(worst);
    let grade = if has_veto { format!("{}（一票否决）", worst.0) } else { reached.0.clone() };
    Some(Result { total, grade })
}

/// The places of totals, the best first; the same total is the same place, and a veto comes after all others.
#[must_use]
pub fn rank(totals: &[(String, bool)]) -> Vec<i64> {
    let key = |one: &(String, bool)| (one.1, Quantity::parse(&one.0).unwrap_or(Quantity::ZERO));
    let is_better = |one: &(String, bool), other: &(String, bool)| {
        let ((veto, points), (its_veto, its_points)) = (key(one), key(other));
        if veto == its_veto { points > its_points } else { !veto }
    };
    let before = |one| totals.iter().filter(|other| is_better(other, one)).count();
    totals.iter().map(|one| i64::try_from(before(one)).unwrap_or(i64::MAX).saturating_add(1)).collect()
}
