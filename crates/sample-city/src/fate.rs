//! What becomes of an application: which ones are open today and where they stand, which ones were decided when.

use crate::homes::opening;
use crate::names::Dice;
use crate::shapes::between;
use crate::timeline::{Course, Stop, Target, Walk, walk, walk_to};
use cases::stage::Verdict;
use kernel::{Day, WorkingDays};
use procedures::Procedure;

/// Something planted whose truth is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Plant {
    /// 死亡仍发 (AUD-01): the payee died months ago and is still paid.
    DiedButPaid,
    /// 有车 (AUD-02): a car stands in the household's name; it declared none.
    CarOwner,
    /// 一人两户 (AUD-04): somebody stands in two households at once.
    TwoHouseholds,
    /// 近亲属 (AUD-05): kin of the clerk who took the case in, or of an approver.
    KinOfStaff,
    /// 漏保 (AUD-07): on the poverty register, below the standard, and without a case.
    EligibleButMissing,
    /// 一卡多人 (AUD-11): two households are paid to one account.
    SharedAccount,
}

/// Where an open case shall stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open {
    pub(crate) stop: Stop,
    pub(crate) target: Target,
    pub(crate) is_supervised: bool,
    pub(crate) kin: Option<Kin>,
}

/// Whose kin apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kin {
    /// The clerk's, who took the case in and declared it only later.
    Clerk,
    /// The second approver's, who declared it in time.
    Approver,
}

const fn open(stop: Stop, target: Target) -> Open {
    Open { stop, target, is_supervised: false, kin: None }
}

const fn kin(target: Target, kin: Kin) -> Open {
    Open { stop: Stop::Posted("county_notice"), target, is_supervised: false, kin: Some(kin) }
}

/// The featured township's open cases.
pub(crate) const FEATURED: &[Open] = &[
    open(Stop::Waiting("investigate"), Target::Due(0)),
    open(Stop::Waiting("investigate"), Target::Due(5)),
    kin(Target::Due(1), Kin::Clerk),
    open(Stop::Waiting("review"), Target::Due(1)),
    open(Stop::Posted("notice"), Target::Until(3)),
    Open { stop: Stop::Waiting("investigate"), target: Target::Due(-2), is_supervised: true, kin: None },
    open(Stop::Waiting("notice"), Target::Due(0)),
    open(Stop::Posted("notice"), Target::Due(0)),
    open(Stop::Waiting("spot_check"), Target::Due(2)),
    open(Stop::Correcting, Target::Since(4)),
    kin(Target::Due(2), Kin::Approver),
    open(Stop::Waiting("review"), Target::Due(3)),
    open(Stop::Posted("notice"), Target::Due(2)),
    open(Stop::Waiting("investigate"), Target::Due(8)),
    open(Stop::Objected, Target::Due(12)),
    open(Stop::Posted("county_notice"), Target::Until(4)),
    open(Stop::Waiting("county_notice"), Target::Due(1)),
    open(Stop::Waiting("investigate"), Target::Due(2)),
];

/// Open cases elsewhere in the featured county that wait for its approver.
pub(crate) const FOR_THE_APPROVER: &[Open] = &[
    open(Stop::Posted("county_notice"), Target::Due(0)),
    open(Stop::Posted("county_notice"), Target::Due(-1)),
    open(Stop::Posted("county_notice"), Target::Due(1)),
    open(Stop::Posted("county_notice"), Target::Due(2)),
    open(Stop::Posted("county_notice"), Target::Due(2)),
    open(Stop::Posted("county_notice"), Target::Due(1)),
    open(Stop::Posted("county_notice"), Target::Due(0)),
];

/// The steps at which open cases elsewhere stand, one after the other. The last ones wait for the approver, which the
/// featured county has its own list for.
pub(crate) const ELSEWHERE: &[Open] = &[
    open(Stop::Waiting("investigate"), Target::Due(4)),
    open(Stop::Waiting("review"), Target::Due(2)),
    open(Stop::Posted("notice"), Target::Until(4)),
    open(Stop::Waiting("investigate"), Target::Due(7)),
    open(Stop::Posted("notice"), Target::Due(1)),
    open(Stop::Waiting("spot_check"), Target::Due(3)),
    open(Stop::Waiting("investigate"), Target::Due(-1)),
    open(Stop::Correcting, Target::Since(3)),
    open(Stop::Waiting("county_notice"), Target::Due(2)),
    open(Stop::Waiting("notice"), Target::Due(1)),
    open(Stop::Waiting("investigate"), Target::Due(2)),
    open(Stop::Posted("county_notice"), Target::Until(5)),
    open(Stop::Waiting("spot_check"), Target::Due(-1)),
    open(Stop::Waiting("review"), Target::Due(0)),
    open(Stop::Posted("county_notice"), Target::Due(1)),
    open(Stop::Posted("county_notice"), Target::Due(2)),
];
/// How many of [`ELSEWHERE`] the featured county takes.
pub(crate) const NOT_FOR_THE_APPROVER: usize = 14;

/// What becomes of an application.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fate {
    /// Approved, perhaps with something planted.
    Approved(Option<Plant>),
    /// Refused.
    Refused,
    /// Taken back.
    Withdrawn,
    /// Open.
    Open(Open),
}

/// Working days that each step takes, within its clock.
fn gaps(dice: &mut Dice) -> [u32; 7] {
    let mut gap = |from: i32, to: i32| u32::try_from(between(dice, from, to)).unwrap_or(1);
    [gap(2, 8), gap(1, 4), gap(0, 2), gap(0, 2), gap(1, 4), gap(0, 2), gap(0, 2)]
}

/// Days from acceptance until any course of [`gaps`] has been decided.
const LONGEST: i32 = 75;

/// A working day of acceptance such that the case has been decided by now: most in the first weeks of the register.
fn accepted(dice: &mut Dice, today: Day, is_early: bool) -> Option<Day> {
    let first = opening(today).add_days(3);
    let span = first.days_until(today.add_days(-LONGEST));
    if span < 1 {
        return None;
    }
    let span = i32::try_from(span).ok()?;
    let back = if is_early || dice.happens(680) { between(dice, 0, 45.min(span)) } else { between(dice, 0, span) };
    let mut day = first.add_days(back);
    while !WorkingDays::shipped().is_working_day(day).ok()? {
        day = day.add_days(1);
    }
    Some(day)
}

/// The days of an application; `None` when the calendar has no room for it.
pub(crate) fn course(procedure: &Procedure, today: Day, fate: &Fate, dice: &mut Dice) -> Option<Walk> {
    let correction = dice.happens(110).then(|| (1, between(dice, 2, 9)));
    let gaps = gaps(dice);
    let stop = match fate {
        Fate::Open(open) => {
            // A clock that stood still before would only blur where the case shall stand today.
            let course = Course { gaps, correction: None, stop: open.stop };
            return walk_to(procedure, today, &course, open.target);
        }
        Fate::Approved(_) => Stop::Decided(Verdict::Approve),
        Fate::Refused => Stop::Decided(Verdict::Refuse),
        Fate::Withdrawn => Stop::Withdrawn(if dice.happens(600) { "review" } else { "verify" }),
    };
    // What is planted has been paid for long.
    let accepted = accepted(dice, today, matches!(fate, Fate::Approved(Some(_))))?;
    let regime = procedure.regime_on(accepted)?;
    let course = Course { gaps, correction, stop };
    walk(procedure, regime, accepted, &course).filter(|walk| walk.events.iter().all(|event| event.on < today))
}
