//! 任务的灯: where each task of each office stands, from its entries.

use crate::schedule::{self, Dated, Light};
use crate::store::entries::{Entry, EntryKind};
use crate::{Item, Plan, Task};
use kernel::{Day, NoSchedule, WorkingDays};

/// A task of an office.
#[derive(Debug, Clone)]
pub struct TaskStanding<'p> {
    /// The item.
    pub item: &'p Item,
    /// The task.
    pub task: &'p Task,
    /// Whose: the city's code for the bureau.
    pub county: String,
    /// Its light.
    pub light: Light,
    /// When it was done.
    pub done: Option<Day>,
    /// Working days it is or was late; it stays.
    pub late: u32,
    /// Milestones with their days, and whether each is done.
    pub milestones: Vec<(Dated, bool)>,
    /// The day an answer to the last supervision is due; nothing when answered or not supervised.
    pub supervised: Option<Day>,
}

impl TaskStanding<'_> {
    /// The first milestone that is overdue.
    #[must_use]
    pub fn overdue_milestone(&self, today: Day) -> Option<&Dated> {
        let open = self.milestones.iter().filter(|(dated, is_done)| !is_done && dated.due < today);
        open.map(|(dated, _)| dated).next().filter(|_| self.done.is_none())
    }

    /// How much is done, percent: everything when done, else the share of its milestones.
    #[must_use]
    pub fn percent(&self) -> i64 {
        if self.done.is_some() {
            return 100;
        }
        let all = i64::try_from(self.milestones.len()).unwrap_or(0).max(1);
        let done = i64::try_from(self.milestones.iter().filter(|(_, is_done)| *is_done).count()).unwrap_or(0);
        // Only the entry that it is done makes it whole.
        (done * 100 / all).min(90)
    }

    /// How much should be done, percent: the share of its milestones that are due.
    #[must_use]
    pub fn expected(&self, today: Day) -> i64 {
        if today > self.task.due {
            return 100;
        }
        let all = i64::try_from(self.milestones.len()).unwrap_or(0).max(1);
        let due = i64::try_from(self.milestones.iter().filter(|(dated, _)| dated.due < today).count()).unwrap_or(0);
        due * 100 / all
    }
}

/// One task of one office.
///
/// # Errors
/// When the holidays of a year are not known.
pub fn standing<'p>(
    (item, task): (&'p Item, &'p Task),
    county: &str,
    entries: &[Entry],
    today: Day,
) -> Result<TaskStanding<'p>, NoSchedule> {
    let calendar = WorkingDays::shipped();
    let own = || entries.iter().filter(|entry| entry.task == task.id && entry.county == county);
    let done = own().find(|entry| entry.kind == EntryKind::Done).map(|entry| entry.on);
    let dated = schedule::backwards(task.due, &task.milestones, calendar)?;
    let has = |name: &str| own().any(|entry| entry.kind == EntryKind::Milestone && entry.milestone == name);
    let milestones: Vec<(Dated, bool)> =
        dated.into_iter().map(|dated| (dated.clone(), done.is_some() || has(&dated.name))).collect();
    let last = own().rev().find(|entry| matches!(entry.kind, EntryKind::Supervise | EntryKind::Answer));
    let supervised = last.filter(|entry| entry.kind == EntryKind::Supervise && done.is_none()).and_then(|e| e.due);
    let mut light = schedule::light((task.start, task.due), done, today, calendar)?;
    let is_behind = milestones.iter().any(|(dated, is_done)| !is_done && dated.due < today);
    if is_behind && matches!(light, Light::Plain | Light::Grey) {
        light = Light::Amber;
    }
    let late = schedule::late_by(task.due, done, today, calendar)?;
    Ok(TaskStanding { item, task, county: county.to_owned(), light, done, late, milestones, supervised })
}

/// Every task of every office of a plan, in the plan's order.
///
/// # Errors
/// When the holidays of a year are not known.
pub fn all<'p>(plan: &'p Plan, entries: &[Entry], today: Day) -> Result<Vec<TaskStanding<'p>>, NoSchedule> {
    let mut found = Vec::new();
    for item in &plan.items {
        for task in item.tasks() {
            for county in plan.doers(task) {
                found.push(standing((item, task), county, entries, today)?);
            }
        }
    }
    Ok(found)
}
