//! `registry_accounts`.

use crate::types::{AccountId, PersonId, open_text};
use crypto::Keyring;
use db::{Fault, Row, Sql, Tx};
use kernel::{Day, Moment};

/// Where money is paid to.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Whose.
    pub person: PersonId,
    /// `card` or `passbook`.
    pub kind: String,
    /// The bank.
    pub bank: String,
    /// The number in clear, in memory only.
    pub number: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Option<Day>,
}

fn place(id: AccountId) -> String {
    format!("registry_accounts.number.{id}")
}

fn read(row: &Row, keys: &Keyring) -> Result<Account, Fault> {
    let mut c = row.columns();
    let id = c.parsed()?;
    let (person, kind, bank) = (c.parsed()?, c.get()?, c.get()?);
    let sealed: Vec<u8> = c.get()?;
    Ok(Account { id, person, kind, bank, number: open_text(keys, &place(id), &sealed)?, from: c.get()?, to: c.get()? })
}

/// Stores an account.
///
/// # Errors
/// When the database does.
pub async fn insert(
    tx: &mut Tx,
    keys: &Keyring,
    county: &str,
    account: &Account,
    by: &str,
    now: Moment,
) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into registry_accounts (id, county, person_id, kind, bank, number_sealed, number_blind, from_day, \
         to_day, recorded_ms, recorded_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .text(account.id)
    .bind(county)
    .text(account.person)
    .bind(&account.kind)
    .bind(&account.bank)
    .bind(keys.seal(&place(account.id), account.number.as_bytes()))
    .bind(keys.blind(crate::ACCOUNT_DOMAIN, &account.number).to_vec())
    .bind(account.from)
    .bind(account.to)
    .bind(now)
    .bind(by);
    tx.exec(&sql).await.map(drop)
}

/// The account in force of a person.
///
/// # Errors
/// When the database does.
pub async fn current(tx: &mut Tx, keys: &Keyring, person: PersonId) -> Result<Option<Account>, Fault> {
    let sql = Sql::new(
        "select id, person_id, kind, bank, number_sealed, from_day, to_day from registry_accounts where person_id = $1 \
         and to_day is null order by recorded_ms desc, id desc limit 1",
    )
    .text(person);
    tx.opt(&sql).await?.map(|row| read(&row, keys)).transpose()
}

/// The accounts in force of many persons, for a payment run.
///
/// # Errors
/// When the database does.
pub async fn current_of(tx: &mut Tx, keys: &Keyring, persons: &[String]) -> Result<Vec<Account>, Fault> {
    let sql = Sql::new(
        "select id, person_id, kind, bank, number_sealed, from_day, to_day from registry_accounts where to_day is null and ",
    )
    .within("person_id", persons.iter().cloned())
    .push(" order by person_id, recorded_ms, id");
    tx.all(&sql).await?.iter().map(|row| read(row, keys)).collect()
}

/// Ends the accounts in force of a person.
///
/// # Errors
/// When the database does.
pub async fn end(tx: &mut Tx, person: PersonId, last_day: Day) -> Result<(), Fault> {
    let sql = Sql::new("update registry_accounts set to_day = $1 where person_id = $2 and to_day is null")
        .bind(last_day)
        .text(person);
    tx.exec(&sql).await.map(drop)
}

/// Other persons who are paid to the same account, for the warning at intake.
///
/// # Errors
/// When the database does.
pub async fn shared_by(tx: &mut Tx, keys: &Keyring, number: &str, person: PersonId) -> Result<i64, Fault> {
    let sql = Sql::new(
        "select count(*) from registry_accounts where number_blind = $1 and to_day is null and person_id <> $2",
    )
    .bind(keys.blind(crate::ACCOUNT_DOMAIN, number).to_vec())
    .text(person);
    tx.one(&sql).await?.only()
}
