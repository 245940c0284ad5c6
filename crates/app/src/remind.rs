//! 每日提要 and 任务提醒: once each working day, after the offices have opened, each office and role gets one list of what
//! waits, and the plan's rule its reminders. Keys are made from the day: a server that starts twice tells once.

use access::store::posts::{Seat, seats};
use access::{House, OfficeId, OfficeKind, Role, Scope};
use db::{Fault, Once, Outcome, Problem};
use kernel::{Day, Moment, Refusal, WorkingDays};
use messages::actions::{New, deliver};
use messages::{Kind, Line, To};
use std::time::Duration;
use workplan::Plan;

/// Milliseconds after midnight from which the day's lists are made: half past seven.
const OPENS_MS: i64 = 7 * 3_600_000 + 30 * 60_000;
/// Roles that get a list; the three administrators see no data.
const READERS: &[Role] = &[
    Role::Village,
    Role::Clerk,
    Role::Verifier,
    Role::County,
    Role::Approver,
    Role::Cashier,
    Role::Checker,
    Role::Payer,
    Role::Bureau,
];

/// 分管领导 of a county or park: whoever approves there.
const LEADER: &[Role] = &[Role::Approver];

/// What one go told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reminded {
    /// Lists (每日提要).
    pub digests: usize,
    /// Reminders of tasks (任务提醒).
    pub reminders: usize,
}

/// Makes the lists and reminders of today, unless they were made, it is no working day, or it is too early.
///
/// # Errors
/// When the database does, or the holidays of the year are not known.
pub async fn remind_once(house: &House) -> Outcome<Reminded> {
    let (now, none) = (house.now(), Reminded::default());
    let today = now.day();
    let is_working = WorkingDays::shipped().is_working_day(today).map_err(Refusal::from)?;
    if !is_working || now.millis() < Moment::start_of(today).millis() + OPENS_MS {
        return Ok(none);
    }
    let key = format!("messages.day/{today}");
    let mut tx = house.db.read().await?;
    if let Once::Again(_) = db::once(&mut tx, &key).await? {
        return Ok(none);
    }
    let all = seats(&mut tx, (OfficeKind::ALL, READERS), &Scope::City, today).await?;
    drop(tx);
    let catalogue = crate::indicators::catalogue()?;
    let plan = catalogue.plan_on(today);
    let mut told = none;
    if let Some(plan) = plan {
        told.reminders = remind_of_tasks(house, plan, today).await?;
    }
    for group in groups(all) {
        told.digests += usize::from(digest(house, plan, &group, today).await?);
    }
    let mut tx = house.db.begin().await?;
    match db::remember(&mut tx, &key, "", now).await {
        Err(fault) if fault.is_unique() => {}
        other => {
            other?;
            tx.commit().await?;
        }
    }
    Ok(told)
}

/// The posts of one office with one role.
fn groups(mut all: Vec<Seat>) -> Vec<Vec<Seat>> {
    let key = |seat: &Seat| -> (OfficeId, Role) { (seat.held.post.office, seat.held.post.role) };
    all.sort_by_key(key);
    all.chunk_by(|one, other| key(one) == key(other)).map(<[Seat]>::to_vec).collect()
}

/// Whether a message got through; another server that was faster is as good.
fn is_told(outcome: Result<Option<messages::MessageId>, Fault>) -> Result<bool, Fault> {
    match outcome {
        Err(fault) if fault.is_unique() => Ok(false),
        other => Ok(other?.is_some()),
    }
}

async fn digest(house: &House, plan: Option<&Plan>, group: &[Seat], today: Day) -> Outcome<bool> {
    let Some(first) = group.first() else { return Ok(false) };
    let (role, scope) = (first.held.post.role, first.scope());
    let reader = (role, &scope);
    let mut tx = house.db.read().await?;
    let mut lines = cases::reminders::lines(&mut tx, reader, today).await?;
    lines.extend(payments::reminders::lines(&mut tx, house, reader, today).await?);
    if let Some(plan) = plan {
        lines.extend(workplan::reminders::lines(&mut tx, plan, reader, today).await?);
    }
    drop(tx);
    if lines.is_empty() {
        return Ok(false);
    }
    let late = lines.iter().filter(|line| line.is_late).map(|line| line.words.as_str()).collect::<Vec<_>>();
    let title = match late.as_slice() {
        [] => format!("{}提要：{}", today.short(), lines[0].words),
        late => format!("{}提要：{}", today.short(), late.join("，")),
    };
    let key = format!("messages.digest/{today}/{}/{}", first.held.post.office, role.code());
    let words = Line::stored(&lines);
    let new = New { key: &key, kind: Kind::Digest, title: &title, words: &words, href: "/", urgent: false, from: None };
    tell(house, &new, group).await
}

/// One message in a transaction of its own.
async fn tell(house: &House, new: &New<'_>, to: &[Seat]) -> Outcome<bool> {
    let mut tx = house.db.begin().await?;
    let told = is_told(deliver(&mut tx, house, new, to).await)?;
    if told {
        tx.commit().await?;
    }
    Ok(told)
}

async fn remind_of_tasks(house: &House, plan: &Plan, today: Day) -> Outcome<usize> {
    let mut tx = house.db.read().await?;
    let reminders = workplan::reminders::reminders(&mut tx, plan, today).await?;
    drop(tx);
    let mut count = 0;
    for reminder in &reminders {
        let is_city = reminder.county == plan.city;
        let to = if is_city { To::City } else { To::County(&reminder.county) };
        let owner: &[Role] = if is_city { &[Role::Bureau] } else { &[Role::County] };
        // The bureau has one role for its people and its leaders.
        for (who, roles, lines) in [("owner", owner, &reminder.lines), ("leader", LEADER, &reminder.for_leader)] {
            if lines.is_empty() || (is_city && who == "leader") {
                continue;
            }
            let late = lines.iter().filter(|line| line.is_late).count();
            let title = match (who, late) {
                ("leader", _) => {
                    let after = plan.reminding.leader_after.unwrap_or_default();
                    format!("本单位 {late} 项任务超期 {after} 个工作日以上")
                }
                (_, 0) => format!("{} 项快到期", lines.len()),
                (_, _) if late == lines.len() => format!("{late} 项超期"),
                (_, _) => format!("{late} 项超期，{} 项快到期", lines.len() - late),
            };
            let mut tx = house.db.read().await?;
            let to = to.posts(&mut tx, roles, today).await?;
            drop(tx);
            let key = format!("messages.tasks/{today}/{}/{who}", reminder.county);
            let words = Line::stored(lines);
            let new = New {
                key: &key,
                kind: Kind::Task,
                title: &title,
                words: &words,
                href: "/workplan/tasks",
                urgent: late > 0,
                from: None,
            };
            count += usize::from(tell(house, &new, &to).await?);
        }
    }
    Ok(count)
}

/// Reminds every day for as long as the server runs.
pub(crate) fn keep_reminding(house: House) {
    const PAUSE: Duration = Duration::from_secs(600);
    tokio::spawn(async move {
        loop {
            match remind_once(&house).await {
                Ok(_) => {}
                Err(Problem::Refusal(refusal)) => tracing::error!(refusal.sentence, "the day's lists were not made"),
                Err(Problem::Fault(fault)) => tracing::error!(%fault, "the day's lists were not made"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    });
}
