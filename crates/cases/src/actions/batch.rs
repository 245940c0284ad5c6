//! 批量审批: each item is the single action in its own savepoint; one that fails leaves the others alone.

use super::approve::{Opinion, decide_in};
use crate::case::CaseId;
use access::{Actor, House};
use db::{Outcome, Problem};

/// What became of one item.
#[derive(Debug, Clone)]
pub struct BatchItem {
    /// Which case.
    pub case: CaseId,
    /// `None` when it was done; otherwise why not.
    pub problem: Option<String>,
}

/// Cases of one batch at most.
pub const MOST: usize = 500;

/// Approves many cases, each bound to the version that was shown.
///
/// # Errors
/// Only when the database errs; refusals stand in the result.
pub async fn approve_many(
    house: &House,
    actor: &Actor,
    items: &[(CaseId, i64)],
    reason: &str,
) -> Outcome<Vec<BatchItem>> {
    let mut results = Vec::with_capacity(items.len());
    let mut tx = house.db.begin().await?;
    for (case, version) in items.iter().take(MOST) {
        let mark = tx.mark().await?;
        match decide_in(&mut tx, house, actor, *case, *version, Opinion::Approve, reason).await {
            Ok(()) => {
                tx.keep().await?;
                results.push(BatchItem { case: *case, problem: None });
            }
            Err(Problem::Refusal(refusal)) => {
                tx.undo_to(mark).await?;
                tx.log(access::line(
                    actor,
                    "access.denied",
                    format!("cases_applications/{case}"),
                    "",
                    refusal.code,
                    "batch",
                ));
                results.push(BatchItem { case: *case, problem: Some(refusal.sentence) });
            }
            Err(fault @ Problem::Fault(_)) => return Err(fault),
        }
    }
    tx.commit().await?;
    Ok(results)
}
