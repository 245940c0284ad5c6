//! Acts: what somebody does to a plan, and when.

use kernel::{Day, Moment};
use workplan::report::Verdict;
use workplan::split::Part;
use workplan::store::entries::EntryKind;

/// Somebody does something.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub at: Moment,
    pub act: Act,
}

/// A place that hands figures in: a unit, or a township of it. The bureau is the city's code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub unit: String,
    pub township: String,
}

/// What is done.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// The bureau issues the plan.
    Issue,
    /// A unit signs for it.
    Sign { unit: String },
    /// The bureau or a unit shares a target out.
    Split { unit: String, indicator: String, parts: Vec<Part> },
    /// The bureau lets a unit's split through.
    Decide { unit: String, indicator: String },
    /// A unit keeps the signed responsibility letter: its own, or that of a township of it.
    Letter { spot: Spot },
    /// A figure is handed in.
    Report { spot: Spot, indicator: String, value: String, as_of: Day },
    /// The unit, or the bureau, checks it.
    Check { spot: Spot, indicator: String, is_city: bool, verdict: Verdict, note: &'static str },
    /// Whoever has a task says what happened.
    Progress { unit: String, task: String, kind: EntryKind, milestone: String, words: String },
    /// The bureau supervises a task.
    Supervise { unit: String, task: String, words: String, due: Day },
    /// Somebody does something in a round of assessment.
    Round(super::round::Move),
    /// A visit or meeting of a duty.
    Visit { duty: String, on: Day, people: String, place: String, words: String, leaders: Vec<String> },
}
