//! Examines what a hand could have changed: reports, evidence, signed letters, and the scores of assessment.

use crate::store::{evidence, letters, reports};
use crypto::Keyring;
use db::{Db, Fault};

/// What was examined, and what does not fit.
#[derive(Debug, Default)]
pub struct Verified {
    /// Reports.
    pub reports: i64,
    /// Pieces of evidence.
    pub evidence: i64,
    /// Signed responsibility letters.
    pub letters: i64,
    /// Rounds of assessment, computed again.
    pub rounds: i64,
    /// What does not fit, in Chinese.
    pub problems: Vec<String>,
}

/// Rows read at a time.
const PAGE: i64 = 200;

/// Examines every report, every piece of evidence and every signed letter, and computes every round of assessment again.
///
/// # Errors
/// When the database does.
pub async fn verify(db: &Db, keys: &Keyring) -> Result<Verified, Fault> {
    let mut verified = Verified::default();
    let mut tx = db.read().await?;
    let mut after = String::new();
    loop {
        let page = reports::page(&mut tx, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.id.clone();
        for report in &page {
            verified.reports += 1;
            if !report.is_intact(keys) {
                verified.problems.push(format!("上报 workplan_reports/{} 这一行被改过", report.id));
            }
        }
    }
    after.clear();
    loop {
        let page = evidence::page(&mut tx, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.id.clone();
        for piece in &page {
            verified.evidence += 1;
            if piece.open(keys).is_none() {
                verified.problems.push(format!("凭证 workplan_evidence/{} 与上报时的不一样", piece.id));
            }
        }
    }
    after.clear();
    loop {
        let page = letters::page(&mut tx, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.id.clone();
        for letter in &page {
            verified.letters += 1;
            if !letter.is_intact(keys) {
                verified.problems.push(format!("责任书 workplan_letters/{} 这一行被改过", letter.id));
            }
        }
    }
    verified.rounds = crate::assess::verify(&mut tx, keys, &mut verified.problems).await?;
    Ok(verified)
}
