//! `ledger`: the double-entry book (复式记账) of assistance money.
//!
//! Always true:
//! - an entry has one cause, unique in the database: told twice, it is written once;
//! - debits equal credits to the fen, or the entry is refused;
//! - the book only grows: a mistake is mended by an entry of its own;
//! - each entry carries a code (MAC) over itself and its lines.
//!
//! How money moves: signing a run owes it (借 应发待付 贷 应付救助金); sending it (借 银行在途 贷 救助资金);
//! arrived (借 已发救助金 贷 银行在途, 借 应付救助金 贷 应发待付); returned (借 退汇待更正 贷 银行在途);
//! sent again (借 银行在途 贷 退汇待更正); overpaid (借 应收追回款 贷 追回款).
//!
//! Tables: `ledger_entries`, `ledger_postings`. The chart of accounts is the file `chart.txt`.
//! Law: 专账核算、专款专用（《社会救助暂行办法》国务院令第649号第五条）.

mod balance;
pub mod chart;
mod entry;
pub mod store;
mod verify;

pub use balance::{Balance, Question, balance_of, trial_balance};
pub use entry::{Entry, Posted, Posting, Side, post};
pub use verify::verify;

/// The migrations of this crate.
pub const MIGRATIONS: &[db::Migration] =
    &[db::Migration { name: "ledger/001_ledger", sql: include_str!("../migrations/001_ledger.sql") }];

#[cfg(test)]
mod tests;
