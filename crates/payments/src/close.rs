//! 关账: a month is closed when every fen of it stands somewhere, in the list and in the book alike.

use crate::line::LineState;
use crate::store;
use crate::store::lines::MonthSum;
use db::{Fault, Tx};
use kernel::{Fen, Month, Refusal};
use ledger::chart::{PAID, RETURNED, TRANSIT};
use ledger::{Question, balance_of, trial_balance};

/// The figures of a month, fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// 应发: all lines, each counted once.
    pub due: Fen,
    /// 到账.
    pub arrived: Fen,
    /// 退汇未更正 (a correction of a later month counts there).
    pub returned: Fen,
    /// 待查.
    pub unknown: Fen,
    /// 停发、缓发.
    pub held: Fen,
    /// Debits of the whole book of the programme and jurisdiction.
    pub debit: Fen,
    /// Its credits.
    pub credit: Fen,
    /// Book: 已发救助金.
    pub book_paid: Fen,
    /// Book: 银行在途.
    pub book_transit: Fen,
    /// Book: 退汇待更正.
    pub book_returned: Fen,
    /// What 退汇待更正 should be by the lines whose debt was booked in this month.
    pub open_returns: Fen,
    /// Lines that were sent and not answered.
    pub silent: i64,
}

fn sum<'r>(rows: impl Iterator<Item = &'r MonthSum>) -> Result<Fen, Fault> {
    kernel::try_sum(rows.map(|row| row.sum)).map_err(|e| Fault::other(e.to_string()))
}

/// Adds a month up.
///
/// # Errors
/// When the database does, or a sum does not fit.
pub async fn figures(tx: &mut Tx, programme: &str, county: &str, month: Month) -> Result<Figures, Fault> {
    let rows = store::lines::sums_of_month(tx, programme, county, month).await?;
    // A line corrected within the month is counted by its correction.
    let counted: Vec<&MonthSum> = rows.iter().filter(|row| row.next_month != Some(month)).collect();
    let of = |states: &[LineState]| sum(counted.iter().copied().filter(|row| states.contains(&row.state)));
    let origin = store::lines::sums_of_origin(tx, programme, county, month).await?;
    let is_back = |row: &&MonthSum| matches!(row.state, LineState::Returned | LineState::Absent) && !row.next_is_sent;
    let ask = Question::month(programme, county, month);
    // A correction moves money between months, so that only the whole book balances.
    let whole = Question { from: None, to: None, ..ask.clone() };
    let (_, debit, credit) = trial_balance(tx, &whole).await?;
    Ok(Figures {
        due: sum(counted.iter().copied())?,
        arrived: of(&[LineState::Arrived])?,
        returned: of(&[LineState::Returned, LineState::Absent])?,
        unknown: of(&[LineState::Unknown])?,
        held: of(&[LineState::Held])?,
        debit,
        credit,
        book_paid: balance_of(tx, PAID, &ask).await?,
        book_transit: balance_of(tx, TRANSIT, &ask).await?,
        book_returned: balance_of(tx, RETURNED, &ask).await?,
        open_returns: sum(origin.iter().filter(is_back))?,
        silent: counted.iter().filter(|row| row.state == LineState::Listed).map(|row| row.lines).sum(),
    })
}

impl Figures {
    /// Whether the month may be closed: the list adds up, and the book says the same.
    ///
    /// # Errors
    /// A refusal with the numbers.
    pub fn check(&self) -> Result<(), Refusal> {
        let parts = kernel::try_sum([self.arrived, self.returned, self.unknown, self.held]);
        if parts != Ok(self.due) {
            let sentence = format!(
                "应发 {} 元，到账 {} 元＋退汇未更正 {} 元＋待查 {} 元＋停发 {} 元，两边不相等，不能关账。还有 {} 行没有回音。",
                self.due.grouped(),
                self.arrived.grouped(),
                self.returned.grouped(),
                self.unknown.grouped(),
                self.held.grouped(),
                self.silent
            );
            return Err(Refusal::not_now("payments.close_sum", sentence));
        }
        if self.debit != self.credit {
            let sentence = format!(
                "账上借方 {} 元，贷方 {} 元，借贷不平，不能关账。请告诉系统管理员。",
                self.debit.grouped(),
                self.credit.grouped()
            );
            return Err(Refusal::not_now("payments.close_ledger", sentence));
        }
        let pairs = [
            ("已发", self.arrived, self.book_paid),
            ("银行在途", self.unknown, self.book_transit),
            ("退汇待更正", self.open_returns, self.book_returned),
        ];
        match pairs.into_iter().find(|(_, list, book)| list != book) {
            None => Ok(()),
            Some((name, list, book)) => {
                let sentence = format!(
                    "“{name}”名册上是 {} 元，账上是 {} 元，账实不符，不能关账。请告诉系统管理员。",
                    list.grouped(),
                    book.grouped()
                );
                Err(Refusal::not_now("payments.close_ledger", sentence))
            }
        }
    }
}
