//! Whom the plan reminds of what today: by the plan's own rule (WP-08), and for the day's list of each post.

use crate::overview::event_days;
use crate::periods::{due_by, periods};
use crate::report::ReportState;
use crate::schedule::Light;
use crate::store::assess::{appeals, remedies};
use crate::store::{entries, issues, reports, splits};
use crate::tasks::{self, TaskStanding};
use crate::{Item, Plan};
use access::{Role, Scope, may};
use db::{Outcome, Tx};
use kernel::{Day, Moment, Refusal, WorkingDays};
use messages::Line;

/// What an office is reminded of on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The county or park; the city's code for the bureau.
    pub county: String,
    /// One line a task, duty or answer.
    pub lines: Vec<Line>,
    /// Those that are told to the leader of the office too.
    pub for_leader: Vec<Line>,
}

/// How a task stands on a day, as far as reminding goes; nothing when nobody needs to be told.
fn of_task(plan: &Plan, one: &TaskStanding<'_>, today: Day) -> Result<Option<(Line, bool)>, Refusal> {
    if one.done.is_some() {
        return Ok(None);
    }
    let href = format!("/workplan/tasks/{}?county={}", one.task.id, one.county);
    if one.light == Light::Red {
        let words = format!("{}：超 {} 个工作日", one.task.short, one.late);
        return Ok(Some((
            Line::new(words, href).late(),
            plan.reminding.leader_after.is_some_and(|after| one.late >= after),
        )));
    }
    let left = WorkingDays::shipped().working_days_between(today, one.task.due).map_err(Refusal::from)?;
    if today < one.task.start || !plan.reminding.before.contains(&left) {
        return Ok(None);
    }
    let words = if left == 0 {
        format!("{}：今天到期", one.task.short)
    } else {
        format!("{}：还有 {left} 个工作日，{}到期", one.task.short, one.task.due.short())
    };
    Ok(Some((Line::new(words, href), false)))
}

/// 督办 whose answer is due today or was due before.
fn of_supervision(one: &TaskStanding<'_>, today: Day) -> Option<Line> {
    let due = one.supervised.filter(|due| *due <= today)?;
    let href = format!("/workplan/tasks/{}?county={}", one.task.id, one.county);
    if due == today {
        return Some(Line::new(format!("{}：督办今天要回复", one.task.short), href));
    }
    Some(Line::new(format!("{}：督办没有按期回复，应在{}前", one.task.short, due.short()), href).late())
}

/// Duties whose period ends soon and has no event yet.
async fn of_duties(tx: &mut Tx, plan: &Plan, today: Day) -> Outcome<Vec<Line>> {
    let days = event_days(tx, plan, Moment::start_of(today.add_days(1))).await?;
    let mut found = Vec::new();
    for duty in plan.items.iter().flat_map(Item::duties) {
        let (_, running) = due_by(&periods(duty.from, duty.to, duty.every), today);
        let Some(period) = running else { continue };
        if days.iter().any(|(id, day)| *id == duty.id && period.holds(*day)) {
            continue;
        }
        let last = period.last.last_day();
        let left = WorkingDays::shipped().working_days_between(today, last).map_err(Refusal::from)?;
        if plan.reminding.before.contains(&left) {
            let words = format!("{}：{}还没有，剩 {left} 个工作日", duty.title, period.chinese());
            found.push(Line::new(words, format!("/workplan/duties/{}", duty.id)));
        }
    }
    Ok(found)
}

/// Whom the plan's rule reminds on a working day, an office each; who has not signed for it, every day until they do. Nothing before the plan was issued.
///
/// # Errors
/// When the database does, or the holidays of a year are not known.
pub async fn reminders(tx: &mut Tx, plan: &Plan, today: Day) -> Outcome<Vec<Reminder>> {
    let Some(issue) = issues::of_year(tx, plan.year).await? else { return Ok(Vec::new()) };
    let signed = issues::receipts(tx, plan.year).await?;
    let entries = entries::of_year(tx, &Scope::City, plan.year).await?;
    let standings = tasks::all(plan, &entries, today).map_err(Refusal::from)?;
    let units = std::iter::once(&plan.city).chain(&plan.addressees);
    let mut found = Vec::new();
    for county in units {
        let mut reminder = Reminder { county: county.clone(), lines: Vec::new(), for_leader: Vec::new() };
        if *county != plan.city && issue.on < today && !signed.iter().any(|receipt| receipt.county == *county) {
            let words = format!("年度计划{}发布，还没有签收", issue.on.short());
            reminder.lines.push(Line::new(words, "/workplan#receipts").late());
        }
        for one in standings.iter().filter(|one| one.county == *county) {
            if let Some((line, is_for_leader)) = of_task(plan, one, today)? {
                if is_for_leader {
                    reminder.for_leader.push(line.clone());
                }
                reminder.lines.push(line);
            }
            reminder.lines.extend(of_supervision(one, today));
        }
        if *county == plan.city {
            reminder.lines.extend(of_duties(tx, plan, today).await?);
        }
        if !reminder.lines.is_empty() {
            found.push(reminder);
        }
    }
    Ok(found)
}

/// The lines of those who check what was handed in, decide on splits, answer appeals, or must put something right.
///
/// # Errors
/// When the database does.
pub async fn lines(tx: &mut Tx, plan: &Plan, (role, scope): (Role, &Scope), today: Day) -> Outcome<Vec<Line>> {
    let mut found = Vec::new();
    let mut say = |count: i64, words: &str, href: &str| {
        if count > 0 {
            found.push(Line::new(format!("{count} {words}"), href));
        }
    };
    match scope {
        Scope::City if may(role, "workplan.check") => {
            say(reports::count(tx, scope, plan.year, ReportState::AtCity).await?, "个上报等审核", "/workplan/reports");
            let splits = splits::waiting(tx, scope, plan.year).await?.len();
            say(i64::try_from(splits).unwrap_or(i64::MAX), "个目标分解等审定", "/workplan/reports");
            say(appeals::count_open(tx).await?, "件考核申诉等答复", "/workplan/rounds");
            say(remedies::count_to_close(tx).await?, "项整改等销号", "/workplan/rounds");
        }
        Scope::County(county) if may(role, "workplan.check") => {
            say(
                reports::count(tx, scope, plan.year, ReportState::AtCounty).await?,
                "个上报等审核",
                "/workplan/reports",
            );
            let (open, late) = remedies::count_open(tx, county, today).await?;
            say(open - late, "项整改要报结果", "/workplan/rounds");
            if late > 0 {
                found.push(Line::new(format!("{late} 项整改过期没有报结果"), "/workplan/rounds").late());
            }
        }
        Scope::City | Scope::County(_) | Scope::Township(..) | Scope::Village(..) | Scope::Nowhere => {}
    }
    Ok(found)
}
