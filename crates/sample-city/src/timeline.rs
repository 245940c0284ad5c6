//! The course of a case through the steps of its procedure: `cases::stage` moves it, here are only the days.

use cases::stage::{Moved, Stage, Verdict};
use kernel::{Day, WorkingDays};
use procedures::{Procedure, Regime, StepKind};

/// Where a course ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// With the county's decision.
    Decided(Verdict),
    /// Taken back while this step waited.
    Withdrawn(&'static str),
    /// This step waits.
    Waiting(&'static str),
    /// This notice stands, or has just ended and the next step waits.
    Posted(&'static str),
    /// The applicant must bring something.
    Correcting,
    /// Somebody objected while the village notice stood: the visit waits again.
    Objected,
}

/// One thing that happened, by the name it has in `cases_steps`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) step: &'static str,
    pub(crate) on: Day,
    /// Last day of a notice.
    pub(crate) until: Option<Day>,
    /// Working days left of the clock when it was stopped; days it stood when it went on.
    pub(crate) count: i64,
}

/// What a course is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Course {
    /// Working days from one step to the next: visit, review, notice, verify, check, notice, decision.
    pub(crate) gaps: [u32; 7],
    /// Working days after acceptance when something was found missing, and days until it came.
    pub(crate) correction: Option<(u32, i32)>,
    /// Where it ends.
    pub(crate) stop: Stop,
}

/// What happened and where the case stands.
#[derive(Debug, Clone)]
pub(crate) struct Walk {
    pub(crate) accepted: Day,
    pub(crate) events: Vec<Event>,
    pub(crate) moved: Moved,
}

const STEPS: &[&str] = &["investigate", "review", "notice", "verify", "spot_check", "county_notice", "approve"];

fn working(day: Day) -> Option<Day> {
    let calendar = WorkingDays::shipped();
    let mut day = day;
    while !calendar.is_working_day(day).ok()? {
        day = day.add_days(1);
    }
    Some(day)
}

/// So many working days after a day; before it when negative.
pub(crate) fn shifted(day: Day, count: i32) -> Option<Day> {
    let calendar = WorkingDays::shipped();
    if let Ok(count) = u32::try_from(count) {
        return calendar.add_working_days(day, count).ok();
    }
    let (mut day, mut left) = (day, -count);
    while left > 0 {
        day = day.add_days(-1);
        left -= i32::from(calendar.is_working_day(day).ok()?);
    }
    Some(day)
}

struct Walker<'r> {
    procedure: &'r Procedure,
    regime: &'r Regime,
    walk: Walk,
    /// The first day on which the next step can be done.
    from: Day,
}

impl Walker<'_> {
    fn event(&mut self, step: &'static str, on: Day, until: Option<Day>, moved: Moved) {
        self.walk.events.push(Event { step, on, until, count: 0 });
        self.walk.moved = moved;
        self.from = until.map_or(on, |until| until.add_days(1));
    }

    fn correct(&mut self, after: u32, wait: Option<i32>) -> Option<()> {
        let on = WorkingDays::shipped().add_working_days(self.from, after).ok()?;
        let left = WorkingDays::shipped().working_days_between(on, self.walk.moved.due?).ok()?;
        let moved = self.walk.moved.stage.correct(self.regime, on).ok()?;
        self.walk.events.push(Event { step: "correct", on, until: None, count: i64::from(left) });
        self.walk.moved = moved;
        self.from = on;
        if let Some(wait) = wait {
            let back = working(on.add_days(wait))?;
            let moved = self.walk.moved.stage.corrected(self.regime, left, back).ok()?;
            self.walk.events.push(Event { step: "corrected", on: back, until: None, count: on.days_until(back) });
            self.walk.moved = moved;
            self.from = back;
        }
        Some(())
    }

    fn step(&mut self, step: &'static str, gap: u32, verdict: Verdict) -> Option<()> {
        let kind = self.regime.step(step)?.kind;
        let on = WorkingDays::shipped().add_working_days(working(self.from)?, gap).ok()?;
        let stage = &self.walk.moved.stage;
        match kind {
            StepKind::Notice => {
                let moved = stage.post(self.regime, self.procedure.notice_days, on).ok()?;
                self.event(step, on, Some(on.add_days(self.procedure.notice_days)), moved);
            }
            StepKind::Approve => {
                let moved = stage.decide(self.regime, verdict, on).ok()?;
                self.event(step, on, None, moved);
            }
            StepKind::Investigate | StepKind::Review | StepKind::Verify | StepKind::SpotCheck => {
                let moved = stage.done(self.regime, kind, on).ok()?;
                self.event(step, on, None, moved);
            }
        }
        Some(())
    }

    fn withdraw(&mut self) -> Option<()> {
        let on = WorkingDays::shipped().add_working_days(working(self.from)?, 1).ok()?;
        let moved = self.walk.moved.stage.withdraw(self.regime, on).ok()?;
        self.event("withdraw", on, None, moved);
        Some(())
    }

    fn object(&mut self) -> Option<()> {
        let posted = self.walk.events.last()?.on;
        let on = working(posted.add_days(2))?;
        let moved = self.walk.moved.stage.object(self.regime, on).ok()?;
        self.event("object", on, None, moved);
        Some(())
    }
}

/// Walks a case that was accepted on a working day; `None` when a day does not fit its clock.
pub(crate) fn walk(procedure: &Procedure, regime: &Regime, accepted: Day, course: &Course) -> Option<Walk> {
    let begun = Stage::begin(regime, accepted).ok()?;
    let first =
        Walk { accepted, events: vec![Event { step: "accept", on: accepted, until: None, count: 0 }], moved: begun };
    let mut walker = Walker { procedure, regime, walk: first, from: accepted };
    if course.stop == Stop::Correcting {
        walker.correct(course.gaps[0].min(3), None)?;
        return Some(walker.walk);
    }
    if let Some((after, wait)) = course.correction {
        walker.correct(after, Some(wait))?;
    }
    let verdict = match course.stop {
        Stop::Decided(verdict) => verdict,
        Stop::Withdrawn(_) | Stop::Waiting(_) | Stop::Posted(_) | Stop::Correcting | Stop::Objected => Verdict::Approve,
    };
    for (step, gap) in STEPS.iter().copied().zip(course.gaps) {
        match course.stop {
            Stop::Waiting(here) if here == step => return Some(walker.walk),
            Stop::Withdrawn(here) if here == step => {
                walker.withdraw()?;
                return Some(walker.walk);
            }
            Stop::Decided(_)
            | Stop::Withdrawn(_)
            | Stop::Waiting(_)
            | Stop::Posted(_)
            | Stop::Correcting
            | Stop::Objected => walker.step(step, gap, verdict)?,
        }
        match course.stop {
            Stop::Posted(here) if here == step => return Some(walker.walk),
            Stop::Objected if step == "notice" => {
                walker.object()?;
                return Some(walker.walk);
            }
            Stop::Decided(_)
            | Stop::Withdrawn(_)
            | Stop::Waiting(_)
            | Stop::Posted(_)
            | Stop::Correcting
            | Stop::Objected => {}
        }
    }
    Some(walker.walk)
}

/// When a clock shall run out, or a notice end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// So many working days after today.
    Due(i32),
    /// So many days after today, for a notice that stands.
    Until(i32),
    /// So many days ago, for a stopped clock.
    Since(i32),
}

/// Walks a case so that it stands today as wanted, or as near to it as the calendar allows.
pub(crate) fn walk_to(procedure: &Procedure, today: Day, course: &Course, target: Target) -> Option<Walk> {
    /// No open case was accepted longer ago.
    const MOST_DAYS: i32 = 130;
    let wanted = match target {
        Target::Due(count) => shifted(today, count)?,
        Target::Until(days) => today.add_days(days),
        Target::Since(days) => today.add_days(-days),
    };
    let mut best: Option<(i64, Walk)> = None;
    for back in 0..MOST_DAYS {
        let accepted = today.add_days(-back);
        if !WorkingDays::shipped().is_working_day(accepted).ok()? {
            continue;
        }
        let Some(regime) = procedure.regime_on(accepted) else { continue };
        let Some(walk) = walk(procedure, regime, accepted, course) else { continue };
        if walk.events.iter().any(|event| event.on > today) {
            continue;
        }
        let here = match (target, &walk.moved.stage) {
            // A clock that runs means that the notice before it has ended.
            (Target::Due(_), Stage::Posted { until, .. }) if *until >= today => continue,
            (Target::Until(_), Stage::Posted { until, .. }) if *until < today => continue,
            (Target::Until(_), Stage::Posted { until, .. }) => *until,
            (Target::Since(_), _) => walk.moved.since,
            (Target::Due(_) | Target::Until(_), _) => walk.moved.due.unwrap_or(today),
        };
        let miss = here.days_until(wanted).abs();
        if best.as_ref().is_none_or(|(least, _)| miss < *least) {
            best = Some((miss, walk));
        }
        if miss == 0 {
            break;
        }
    }
    best.map(|(_, walk)| walk)
}
