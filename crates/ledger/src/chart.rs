//! The chart of accounts (会计科目): each account with the days it may be used.

use kernel::Day;
use std::sync::LazyLock;

/// An account of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id, as stored.
    pub id: String,
    /// Its Chinese name.
    pub name: String,
    /// The first day it may be used.
    pub from: Day,
    /// The last day, if it was closed.
    pub to: Option<Day>,
}

/// 财政拨款·救助资金: what finance provided; money leaves it on the credit side.
pub const FUND: &str = "fund";
/// 银行在途: sent to the bank, not yet answered.
pub const TRANSIT: &str = "transit";
/// 已发救助金: in the hands of households.
pub const PAID: &str = "paid";
/// 退汇待更正: came back, to be sent again.
pub const RETURNED: &str = "returned";
/// 应发待付: signed for, not yet in the hands of households.
pub const COMMITTED: &str = "committed";
/// 应付救助金: owed to households.
pub const PAYABLE: &str = "payable";
/// 应收追回款: overpaid, to be given back.
pub const RECEIVABLE: &str = "receivable";
/// 追回款: what was claimed back.
pub const REFUNDS: &str = "refunds";

static CHART: LazyLock<Vec<Account>> = LazyLock::new(|| {
    let lines = include_str!("chart.txt").lines();
    let lines = lines.filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.filter_map(read_line).collect()
});

fn read_line(line: &str) -> Option<Account> {
    let mut words = line.split_whitespace();
    Some(Account {
        id: words.next()?.to_owned(),
        name: words.next()?.to_owned(),
        from: Day::parse(words.next()?).ok()?,
        to: words.next().and_then(|day| Day::parse(day).ok()),
    })
}

/// The whole chart, in its order.
#[must_use]
pub fn chart() -> &'static [Account] {
    &CHART
}

/// The account with this id, if it may be used on a day.
#[must_use]
pub fn account_on(id: &str, on: Day) -> Option<&'static Account> {
    chart().iter().find(|account| account.id == id && account.from <= on && account.to.is_none_or(|to| on <= to))
}

/// The Chinese name of an account; the id itself when it is none of ours.
#[must_use]
pub fn called(id: &str) -> &str {
    chart().iter().find(|account| account.id == id).map_or(id, |account| account.name.as_str())
}
