//! What is looked at before a list is frozen: every row as it was written, every amount what the policy gives (A1.6).

use crate::amounts::tampered;
use crate::line::{Line, LineState};
use crate::plan::{AT_ONCE, Entitled};
use crate::run::{Run, RunId, RunKind};
use crate::store;
use crypto::Keyring;
use db::{Fault, Tx};
use kernel::{Fen, Month};

/// A line that cannot be paid as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// The line.
    pub line: String,
    /// Its number in the list.
    pub seq: i64,
    /// Whose.
    pub name: String,
    /// Why, in words.
    pub why: String,
}

/// Reads the lines of a run page by page.
///
/// # Errors
/// When the database does.
pub(crate) async fn page(tx: &mut Tx, run: RunId, after: &mut i64) -> Result<Vec<Line>, Fault> {
    let lines = store::lines::of_run(tx, run, *after, crate::plan::count(AT_ONCE)).await?;
    if let Some(last) = lines.last() {
        *after = last.seq;
    }
    Ok(lines)
}

/// Every line that must not be paid as it stands; empty when the list may be frozen. Held lines are not looked at:
/// they pay nothing.
///
/// # Errors
/// When the database does.
pub async fn blocked(tx: &mut Tx, keys: &Keyring, run: &Run) -> Result<Vec<Blocked>, Fault> {
    let (mut found, mut after) = (Vec::new(), 0);
    loop {
        let lines = page(tx, run.id, &mut after).await?;
        if lines.is_empty() {
            return Ok(found);
        }
        let payees: Vec<String> = lines.iter().map(|line| line.payee_key.clone()).collect();
        let entitled = Entitled::load(tx, &run.programme, &payees).await?;
        let months = lines.iter().map(|line| line.month);
        let span = months.clone().min().zip(months.max()).unwrap_or((run.month, run.month));
        let lined = store::lines::lined(tx, &run.programme, &payees, span).await?;
        for line in lines.iter().filter(|line| line.state == LineState::Listed) {
            let had = lined.get(&(line.payee_key.clone(), line.month)).copied().unwrap_or(Fen::ZERO);
            if let Some(why) = problem(run, line, keys, &entitled, had)? {
                let (id, name) = (line.id.to_string(), line.name.clone());
                found.push(Blocked { line: id, seq: line.seq, name, why });
            }
        }
    }
}

fn problem(run: &Run, line: &Line, keys: &Keyring, entitled: &Entitled, lined: Fen) -> Result<Option<String>, Fault> {
    if !line.is_intact(keys) {
        return Ok(Some("名册这一行的校验码不符，可能被人改动过".to_owned()));
    }
    let awards = entitled.awards_of(&line.payee_key);
    if !awards.iter().any(|award| award.id == line.award) {
        return Ok(Some("找不到这一行依据的待遇".to_owned()));
    }
    for award in awards {
        if let Some(why) = tampered(award, entitled.history(award.id), keys) {
            return Ok(Some(why.to_owned()));
        }
    }
    let (due, _) = entitled.due(&line.payee_key, line.month)?;
    Ok(disagreement(run.kind, line.month, due, lined))
}

/// All that is lined up for a person and month must be what is due: exactly for new payments, at most for corrections.
fn disagreement(kind: RunKind, month: Month, due: Fen, lined: Fen) -> Option<String> {
    let agrees = match kind {
        RunKind::Regular | RunKind::BackPay => lined == due,
        RunKind::Correction => lined <= due,
    };
    (!agrees)
        .then(|| format!("{}按待遇应发 {} 元，名册合计 {} 元，不一致", month.chinese(), due.grouped(), lined.grouped()))
}
