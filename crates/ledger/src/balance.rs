//! Balances and the trial balance (试算平衡).

use crate::chart;
use crate::store;
use db::{Fault, Tx};
use kernel::{Fen, Month};

/// What to add up; empty fields ask nothing.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// A programme.
    pub programme: Option<String>,
    /// A jurisdiction.
    pub county: Option<String>,
    /// An account.
    pub account: Option<String>,
    /// From this month.
    pub from: Option<Month>,
    /// To this month, included.
    pub to: Option<Month>,
}

impl Question {
    /// One month of one programme in one jurisdiction.
    #[must_use]
    pub fn month(programme: &str, county: &str, month: Month) -> Self {
        Self {
            programme: Some(programme.to_owned()),
            county: Some(county.to_owned()),
            account: None,
            from: Some(month),
            to: Some(month),
        }
    }
}

/// What stands in an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// The account.
    pub account: String,
    /// Sum of the debits, fen.
    pub debit: Fen,
    /// Sum of the credits, fen.
    pub credit: Fen,
}

impl Balance {
    /// Debits less credits, fen; negative where more was given than received.
    ///
    /// # Errors
    /// When the difference does not fit.
    pub fn net(&self) -> Result<Fen, Fault> {
        let gap = || Fault::other(format!("ledger_postings: the balance of {} does not fit", self.account));
        self.debit.checked_sub(self.credit).ok_or_else(gap)
    }
}

/// All accounts that moved, in the order of the chart, with the sums of both sides.
///
/// # Errors
/// When the database does, or a sum does not fit.
pub async fn trial_balance(tx: &mut Tx, ask: &Question) -> Result<(Vec<Balance>, Fen, Fen), Fault> {
    let mut lines = store::postings::sums(tx, ask).await?;
    let place = |id: &str| chart::chart().iter().position(|account| account.id == id);
    lines.sort_by_key(|line| place(&line.account).unwrap_or(usize::MAX));
    let sum = |amounts: Vec<Fen>| kernel::try_sum(amounts).map_err(|e| Fault::other(e.to_string()));
    let debit = sum(lines.iter().map(|line| line.debit).collect())?;
    let credit = sum(lines.iter().map(|line| line.credit).collect())?;
    Ok((lines, debit, credit))
}

/// Debits less credits of one account for what is asked, fen.
///
/// # Errors
/// When the database does, or the balance does not fit.
pub async fn balance_of(tx: &mut Tx, account: &str, ask: &Question) -> Result<Fen, Fault> {
    let ask = Question { account: Some(account.to_owned()), ..ask.clone() };
    match store::postings::sums(tx, &ask).await?.first() {
        Some(balance) => balance.net(),
        None => Ok(Fen::ZERO),
    }
}
