//! What of the month's money waits for somebody: for the day's list of each post, and the card above the runs.

use crate::run::{RunKind, RunState};
use crate::store;
use access::{House, Scope, may};
use db::{Outcome, Problem, Tx};
use kernel::{Day, WorkingDays};
use messages::Line;
use procedures::PayBy;

/// A jurisdiction whose money of this month is not on its way.
pub(crate) struct Owing {
    /// The programme.
    pub(crate) programme: String,
    /// The jurisdiction.
    pub(crate) county: String,
    /// Awards of this month.
    pub(crate) awards: i64,
    /// How far it is; `None` without a run.
    pub(crate) state: Option<RunState>,
    /// The last day, as its document names it.
    pub(crate) until: Day,
}

/// What is not on its way yet, for each programme whose document names a day.
///
/// # Errors
/// When the database does.
pub(crate) async fn owing(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    today: Day,
) -> Result<Vec<(PayBy, Vec<Owing>)>, Problem> {
    let month = today.month_of();
    let mut found = Vec::new();
    for procedure in house.procedures.all() {
        let Some(pay_by) = &procedure.pay_by else { continue };
        let until = month.first_day().add_days(i32::from(pay_by.day) - 1);
        let mut late = Vec::new();
        for (county, awards) in store::awards::covering_by_county(tx, scope, &procedure.programme, month).await? {
            let runs = store::runs::of_month(tx, &procedure.programme, &county, month).await?;
            let state = runs.iter().filter(|run| run.kind == RunKind::Regular).map(|run| run.state).max();
            if !state.is_some_and(RunState::is_sent) {
                late.push(Owing { programme: procedure.programme.clone(), county, awards, state, until });
            }
        }
        if !late.is_empty() {
            found.push((pay_by.clone(), late));
        }
    }
    Ok(found)
}

/// Working days before the last day from which a list says so.
const NEAR: u32 = 5;

/// The lines of those who pay.
///
/// # Errors
/// When the database does.
pub async fn lines(
    tx: &mut Tx,
    house: &House,
    (role, scope): (access::Role, &Scope),
    today: Day,
) -> Outcome<Vec<Line>> {
    let mut found = Vec::new();
    let waits: [(&str, RunState, &str); 4] = [
        ("payments.freeze", RunState::Draft, "在草拟，等冻结"),
        ("payments.count", RunState::Frozen, "等您清点"),
        ("payments.approve", RunState::Counted, "等您签发"),
        ("payments.send", RunState::Approved, "已签发，等送银行"),
    ];
    let counts = if waits.iter().any(|(action, ..)| may(role, action)) {
        store::runs::counts_by_state(tx, scope).await?
    } else {
        Vec::new()
    };
    for (_, state, words) in waits.iter().filter(|(action, ..)| may(role, action)) {
        let count = counts.iter().find(|(code, _)| code == state.code()).map_or(0, |(_, count)| *count);
        if count > 0 {
            found.push(Line::new(format!("{count} 个发放批次{words}"), "/payments/runs"));
        }
    }
    if may(role, "payments.correct") {
        let count = store::lines::count_to_mend(tx, scope).await?;
        if count > 0 {
            found.push(Line::new(format!("{count} 笔退汇等登记新账户"), "/payments/corrections"));
        }
    }
    if may(role, "payments.prepare") {
        found.extend(month(tx, house, scope, today).await?);
    }
    Ok(found)
}

/// 按时发放: the month's money that is not on its way, when its last day is near or over.
async fn month(tx: &mut Tx, house: &House, scope: &Scope, today: Day) -> Outcome<Vec<Line>> {
    let mut found = Vec::new();
    for one in owing(tx, house, scope, today).await?.into_iter().flat_map(|(_, owing)| owing) {
        let title = house.procedures.of(&one.programme).map_or(one.programme.as_str(), |of| of.title.as_str());
        let words = format!("本月{title}（{} 户）要在{}前发到户", one.awards, one.until.short());
        if one.until < today {
            found.push(Line::new(words, "/payments/runs").late());
        } else if WorkingDays::shipped().working_days_between(today, one.until).is_ok_and(|left| left <= NEAR) {
            found.push(Line::new(words, "/payments/runs"));
        }
    }
    Ok(found)
}
