//! Entries (记账凭证) and their postings (分录), and the only way to make one.

use crate::chart::account_on;
use crate::store;
use crypto::Keyring;
use db::{Fault, Outcome, Tx};
use kernel::{Day, Fen, Moment, Month, Refusal};

/// Which column of the book an amount stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// 借.
    Debit,
    /// 贷.
    Credit,
}

/// One line of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// An account of the chart.
    pub account: String,
    /// Programme the money belongs to.
    pub programme: String,
    /// Jurisdiction the money belongs to.
    pub county: String,
    /// Month the money belongs to.
    pub month: Month,
    /// Debit or credit.
    pub side: Side,
    /// The amount, above zero, in fen.
    pub amount: Fen,
}

/// An entry with all its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// What caused it; the same cause makes one entry, however often it is told.
    pub cause: String,
    /// The day of the entry.
    pub on: Day,
    /// A sentence without names of citizens.
    pub note: String,
    /// Who caused it (a staff id).
    pub by: String,
    /// When it was written.
    pub at: Moment,
    /// The lines, debits equal to credits.
    pub postings: Vec<Posting>,
}

/// Whether an entry is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// It was written.
    First,
    /// This cause had written the very same entry before; nothing was done.
    Again,
}

pub(crate) const DOMAIN: &str = "ledger_entries";

impl Entry {
    /// Adds both lines of a movement: `debit` receives, `credit` gives. An amount of zero adds nothing.
    #[must_use]
    pub fn moving(self, amount: Fen, debit: &str, credit: &str, of: (&str, &str, Month)) -> Self {
        let (programme, county, month) = of;
        self.between(amount, (debit, month), (credit, month), (programme, county))
    }

    /// As [`Entry::moving`], from the money of one month to that of another. An amount of zero adds nothing.
    #[must_use]
    pub fn between(mut self, amount: Fen, debit: (&str, Month), credit: (&str, Month), of: (&str, &str)) -> Self {
        if amount == Fen::ZERO {
            return self;
        }
        for ((account, month), side) in [(debit, Side::Debit), (credit, Side::Credit)] {
            self.postings.push(Posting {
                account: account.to_owned(),
                programme: of.0.to_owned(),
                county: of.1.to_owned(),
                month,
                side,
                amount,
            });
        }
        self
    }

    /// Debits and credits, each in fen.
    ///
    /// # Errors
    /// A refusal when a sum no longer fits.
    pub fn totals(&self) -> Result<(Fen, Fen), Refusal> {
        let sum = |side: Side| {
            kernel::try_sum(self.postings.iter().filter(|p| p.side == side).map(|p| p.amount))
                .map_err(|problem| Refusal::bad_input("ledger.sum", problem.to_string()))
        };
        Ok((sum(Side::Debit)?, sum(Side::Credit)?))
    }

    /// The bytes its code is made over.
    pub(crate) fn mac_text(&self) -> Vec<u8> {
        let mut text = format!("{}|{}|{}|{}|{}|{}", self.id, self.cause, self.on, self.note, self.by, self.at.millis());
        for posting in &self.postings {
            let side = match posting.side {
                Side::Debit => 'd',
                Side::Credit => 'c',
            };
            text.push_str(&format!(
                "|{}:{}:{}:{}:{side}:{}",
                posting.account,
                posting.programme,
                posting.county,
                posting.month,
                posting.amount.get()
            ));
        }
        text.into_bytes()
    }

    /// The code over the entry and its lines.
    #[must_use]
    pub fn mac(&self, keys: &Keyring) -> Vec<u8> {
        keys.mac(DOMAIN, &self.mac_text()).to_vec()
    }

    fn check(&self) -> Result<Fen, Refusal> {
        if self.postings.iter().any(|posting| posting.amount <= Fen::ZERO) {
            let sentence = "记账金额必须大于零，这笔没有入账，请核对来源数据。";
            return Err(Refusal::bad_input("ledger.amount", sentence));
        }
        if let Some(posting) = self.postings.iter().find(|posting| account_on(&posting.account, self.on).is_none()) {
            let sentence = format!("{} 没有科目“{}”，这笔没有入账，请核对科目表。", self.on, posting.account);
            return Err(Refusal::bad_input("ledger.account", sentence));
        }
        let (debit, credit) = self.totals()?;
        if debit != credit || debit == Fen::ZERO {
            let sentence =
                format!("借方 {} 元，贷方 {} 元，借贷不平，这笔没有入账。", debit.grouped(), credit.grouped());
            return Err(Refusal::bad_input("ledger.unbalanced", sentence));
        }
        Ok(debit)
    }
}

/// Writes an entry, once for each cause, in the transaction of whoever causes it.
///
/// # Errors
/// A refusal when debits and credits differ, an account is not in the chart that day, an amount is not above zero,
/// or the same cause wrote something else before.
pub async fn post(tx: &mut Tx, keys: &Keyring, entry: &Entry) -> Outcome<Posted> {
    let total = entry.check()?;
    if let Some(known) = store::entries::by_cause(tx, &entry.cause).await? {
        if known.0.postings == entry.postings {
            return Ok(Posted::Again);
        }
        let sentence = "同一笔业务已经记过账，而且金额或科目不同，没有再记。请先核对原来的凭证。";
        return Err(Refusal::conflict("ledger.cause", sentence).into());
    }
    match store::entries::insert(tx, entry, total, &entry.mac(keys)).await {
        Err(fault) if fault.is_unique() => {
            Err(Refusal::conflict("ledger.race", "刚才有人也在记这笔账，请刷新后再看。").into())
        }
        Err(fault) => Err(Fault::into(fault)),
        Ok(()) => Ok(Posted::First),
    }
}
