//! `payments_answers`: what the bank said, line by line; each row with its code (MAC).

use crate::line::{LineId, LineState};
use crate::run::RunId;
use crypto::Keyring;
use db::{Fault, Row, Sql, Tx, V};
use kernel::Moment;
use std::collections::HashMap;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The line.
    pub line: LineId,
    /// Its number for this line, from 1; more than one only after 待查.
    pub round: i64,
    /// The jurisdiction.
    pub county: String,
    /// The run.
    pub run: RunId,
    /// The import, or the paper.
    pub import: String,
    /// 到账, 退汇, 待查 or 没有.
    pub outcome: LineState,
    /// The bank's code.
    pub code: String,
    /// The bank's words.
    pub reason: String,
    /// When.
    pub at: Moment,
    /// Who brought it in.
    pub by: String,
    /// Code over all of it.
    pub mac: Vec<u8>,
}

const DOMAIN: &str = "payments_answers";

impl Answer {
    fn mac_text(&self) -> String {
        format!(
            "{}|{}|{}|{}|{}|{}|{}|{}|{}",
            self.line,
            self.round,
            self.run,
            self.import,
            self.outcome.code(),
            self.code,
            self.reason,
            self.at.millis(),
            self.by
        )
    }

    /// Writes the code.
    #[must_use]
    pub fn signed(mut self, keys: &Keyring) -> Self {
        self.mac = keys.mac(DOMAIN, self.mac_text().as_bytes()).to_vec();
        self
    }

    /// Whether the row is as it was written.
    #[must_use]
    pub fn is_intact(&self, keys: &Keyring) -> bool {
        keys.mac_matches(DOMAIN, self.mac_text().as_bytes(), &self.mac)
    }
}

/// The columns of a bulk load, in the order of [`row`].
pub const INSERT_COLUMNS: &[&str] =
    &["line_id", "round", "county", "run_id", "import_id", "outcome", "code", "reason", "at_ms", "by_staff", "mac"];

/// An answer as the values of [`INSERT_COLUMNS`].
#[must_use]
pub fn row(answer: &Answer) -> Vec<V> {
    vec![
        answer.line.to_string().into(),
        answer.round.into(),
        (&answer.county).into(),
        answer.run.to_string().into(),
        (&answer.import).into(),
        answer.outcome.code().into(),
        (&answer.code).into(),
        (&answer.reason).into(),
        answer.at.into(),
        (&answer.by).into(),
        answer.mac.clone().into(),
    ]
}

/// Stores answers.
///
/// # Errors
/// [`Fault::Unique`] when a line has this round already: somebody else was faster.
pub async fn insert(tx: &mut Tx, answers: &[Answer]) -> Result<(), Fault> {
    /// Answers of one statement: SQLite looks each value up by its name, so that few values are much faster than many.
    const AT_ONCE: usize = 40;
    for some in answers.chunks(AT_ONCE) {
        let rows: Vec<Vec<V>> = some.iter().map(row).collect();
        tx.insert_all("payments_answers", INSERT_COLUMNS, &rows).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<Answer, Fault> {
    let mut c = row.columns();
    Ok(Answer {
        line: c.parsed()?,
        round: c.get()?,
        county: c.get()?,
        run: c.parsed()?,
        import: c.get()?,
        outcome: c.parsed()?,
        code: c.get()?,
        reason: c.get()?,
        at: c.get()?,
        by: c.get()?,
        mac: c.get()?,
    })
}

/// All answers of some lines, in order.
///
/// # Errors
/// When the database does.
pub async fn of_lines(tx: &mut Tx, lines: &[String]) -> Result<HashMap<LineId, Vec<Answer>>, Fault> {
    let sql = Sql::new("select ")
        .push(&INSERT_COLUMNS.join(", "))
        .push(" from payments_answers where ")
        .within("line_id", lines.iter().cloned())
        .push(" order by line_id, round");
    let mut found: HashMap<LineId, Vec<Answer>> = HashMap::new();
    for row in tx.all(&sql).await? {
        let answer = read(&row)?;
        found.entry(answer.line).or_default().push(answer);
    }
    Ok(found)
}

/// How many answers each line of a run has that has any: the number of the last round.
///
/// # Errors
/// When the database does.
pub async fn rounds_of_run(tx: &mut Tx, run: RunId) -> Result<HashMap<LineId, i64>, Fault> {
    let sql = Sql::new("select line_id, max(round) from payments_answers where run_id = ")
        .arg(run.to_string())
        .push(" group by line_id");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.parsed()?, c.get()?))
        })
        .collect()
}

/// How many lines an import says came back, by township (nine digits).
///
/// # Errors
/// When the database does.
pub async fn returned_by_township(tx: &mut Tx, run: RunId, import: &str) -> Result<Vec<(String, i64)>, Fault> {
    let sql = Sql::new(
        "select l.township, count(*) from payments_answers a join payments_lines l on l.id = a.line_id where a.run_id = ",
    )
    .arg(run.to_string())
    .with(" and a.import_id = ", import)
    .with(" and a.outcome = ", LineState::Returned.code())
    .push(" group by l.township order by l.township");
    tx.all(&sql)
        .await?
        .iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, c.get()?))
        })
        .collect()
}
