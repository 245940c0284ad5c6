//! `workplan_accounts`: 问责, sealed; only grows.

use crypto::Keyring;
use db::{Fault, Row, Sql, Tx};
use kernel::{Day, Moment};
use std::str::FromStr;

/// By which form somebody is called to account (AS-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// 提醒.
    Remind,
    /// 约谈.
    Talk,
    /// 通报.
    Circular,
    /// 责令检查.
    Order,
    /// 移送.
    HandOver,
}

impl Form {
    /// All forms.
    pub const ALL: &[Self] = &[Self::Remind, Self::Talk, Self::Circular, Self::Order, Self::HandOver];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::Talk => "talk",
            Self::Circular => "circular",
            Self::Order => "order",
            Self::HandOver => "hand_over",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Remind => "提醒",
            Self::Talk => "约谈",
            Self::Circular => "通报",
            Self::Order => "责令检查",
            Self::HandOver => "移送",
        }
    }
}

impl FromStr for Form {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|form| form.code() == text).ok_or(())
    }
}

/// Somebody called to account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// The round.
    pub round: String,
    /// The unit.
    pub county: String,
    /// By which form.
    pub form: Form,
    /// Whom, sealed.
    pub whom: Vec<u8>,
    /// The fact and the article.
    pub basis: String,
    /// What was decided.
    pub decision: String,
    /// Until when it has effect, where it has an end.
    pub until: Option<Day>,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// The place the name is sealed for.
#[must_use]
pub fn place(id: &str) -> String {
    format!("workplan_accounts.whom.{id}")
}

impl Account {
    /// Whom; `None` when a hand has changed it.
    #[must_use]
    pub fn open(&self, keys: &Keyring) -> Option<String> {
        let plain = keys.open(&place(&self.id), &self.whom).ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }
}

fn read(row: &Row) -> Result<Account, Fault> {
    let mut c = row.columns();
    Ok(Account {
        id: c.get()?,
        round: c.get()?,
        county: c.get()?,
        form: c.parsed()?,
        whom: c.get()?,
        basis: c.get()?,
        decision: c.get()?,
        until: c.get()?,
        by: c.get()?,
        at: c.get()?,
    })
}

/// Stores a record.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, account: &Account) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into workplan_accounts (id, round_id, county, form, whom_sealed, basis, decision, until_day, by_staff, \
         at_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&account.id)
    .bind(&account.round)
    .bind(&account.county)
    .bind(account.form.code())
    .bind(account.whom.clone())
    .bind(&account.basis)
    .bind(&account.decision)
    .bind(account.until)
    .bind(&account.by)
    .bind(account.at);
    tx.exec(&sql).await.map(drop)
}

/// The records of a round, oldest first.
///
/// # Errors
/// When the database does.
pub async fn of_round(tx: &mut Tx, round: &str) -> Result<Vec<Account>, Fault> {
    let sql = Sql::new(
        "select id, round_id, county, form, whom_sealed, basis, decision, until_day, by_staff, at_ms \
         from workplan_accounts where round_id = ",
    );
    tx.all(&sql.arg(round).push(" order by at_ms, id limit 1000")).await?.iter().map(read).collect()
}
