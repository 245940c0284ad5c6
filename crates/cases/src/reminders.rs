//! What of the cases waits for somebody: for the day's list of each post.

use crate::clue::ClueState;
use crate::store;
use crate::store::applications::Which;
use access::{Role, Scope, matrix, may};
use db::{Outcome, Tx};
use kernel::{Day, Refusal, WorkingDays};
use messages::Line;

/// Working days ahead that count as soon.
const SOON: u32 = 2;

/// The actions of cases this role may do.
pub(crate) fn actions_of(role: Role) -> Vec<&'static str> {
    matrix()
        .values()
        .filter(|rule| rule.action.starts_with("cases.") && rule.roles.contains(&role))
        .map(|rule| rule.action.as_str())
        .collect()
}

/// The lines of those who work on cases; the bureau's are what is late anywhere.
///
/// # Errors
/// When the database does, or the holidays of these days are not known.
pub async fn lines(tx: &mut Tx, (role, scope): (Role, &Scope), today: Day) -> Outcome<Vec<Line>> {
    let mut found = Vec::new();
    let actions = actions_of(role);
    let soon = WorkingDays::shipped().add_working_days(today, SOON).map_err(Refusal::from)?;
    let all = store::applications::count(tx, scope, Which::Waiting, &actions, today).await?;
    if all > 0 {
        let (late, due, near) = store::applications::urgency(tx, scope, &actions, (today, soon)).await?;
        if late > 0 {
            found.push(Line::new(format!("{late} 件已超期"), "/").late());
        }
        if due > 0 {
            found.push(Line::new(format!("{due} 件今天到期"), "/"));
        }
        if near > 0 {
            found.push(Line::new(format!("{near} 件在 {SOON} 个工作日内到期"), "/"));
        }
        found.push(Line::new(format!("待办共 {all} 件"), "/"));
    }
    if may(role, "cases.recheck") {
        let late = store::rechecks::count_due(tx, scope, today.add_days(-1)).await?;
        let all = store::rechecks::count_due(tx, scope, soon).await?;
        if late > 0 {
            found.push(Line::new(format!("{late} 户定期复核已超期"), "/cases/rechecks").late());
        }
        if all > late {
            found.push(Line::new(format!("{} 户定期复核就要到期", all - late), "/cases/rechecks"));
        }
    }
    if may(role, "cases.clue") {
        let counts = store::clues::counts(tx, scope).await?;
        let open: i64 = counts.iter().filter(|((state, _), _)| state == ClueState::Open.code()).map(|(_, n)| n).sum();
        if open > 0 {
            found.push(Line::new(format!("{open} 条主动发现线索待告知"), "/cases/clues"));
        }
    }
    Ok(found)
}
