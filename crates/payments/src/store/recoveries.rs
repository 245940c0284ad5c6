//! `payments_recoveries` and `payments_repayments`: what was paid beyond the right, and what came back of it.

use crate::award::{Award, AwardId};
use access::{Place, Scope};
use db::{Fault, Row, Sql, Tx, V};
use kernel::{Fen, Moment, Month};
use registry::{HouseholdId, PersonId};
use std::collections::HashMap;

/// An overpayment of one month (DB-26).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// Its id.
    pub id: String,
    /// What caused it, unique.
    pub cause: String,
    /// The award.
    pub award: AwardId,
    /// Programme.
    pub programme: String,
    /// Where.
    pub place: Place,
    /// The household.
    pub household: HouseholdId,
    /// Who was paid.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The month.
    pub month: Month,
    /// What was paid, fen.
    pub paid: Fen,
    /// What was due by what is known now, fen.
    pub entitled: Fen,
    /// What is to come back by this entry, fen: the difference less earlier entries for the month.
    pub amount: Fen,
    /// Why, in words.
    pub why: String,
    /// Who caused it.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// The columns of a bulk load, in the order of [`row`].
pub const INSERT_COLUMNS: &[&str] = &[
    "id",
    "cause",
    "award_id",
    "programme",
    "county",
    "township",
    "village",
    "household_id",
    "person_id",
    "name",
    "month",
    "paid_fen",
    "entitled_fen",
    "amount_fen",
    "why",
    "by_staff",
    "at_ms",
];

/// A recovery as the values of [`INSERT_COLUMNS`].
#[must_use]
pub fn row(recovery: &Recovery) -> Vec<V> {
    vec![
        (&recovery.id).into(),
        (&recovery.cause).into(),
        recovery.award.to_string().into(),
        (&recovery.programme).into(),
        (&recovery.place.county).into(),
        (&recovery.place.township).into(),
        (&recovery.place.village).into(),
        recovery.household.to_string().into(),
        recovery.person.to_string().into(),
        (&recovery.name).into(),
        recovery.month.into(),
        recovery.paid.into(),
        recovery.entitled.into(),
        recovery.amount.into(),
        (&recovery.why).into(),
        (&recovery.by).into(),
        recovery.at.into(),
    ]
}

fn read(row: &Row) -> Result<Recovery, Fault> {
    let mut c = row.columns();
    let (id, cause, award, programme) = (c.get()?, c.get()?, c.parsed()?, c.get()?);
    let place = Place { county: c.get()?, township: c.get()?, village: c.get()? };
    Ok(Recovery {
        id,
        cause,
        award,
        programme,
        place,
        household: c.parsed()?,
        person: c.parsed()?,
        name: c.get()?,
        month: c.get()?,
        paid: c.get()?,
        entitled: c.get()?,
        amount: c.get()?,
        why: c.get()?,
        by: c.get()?,
        at: c.get()?,
    })
}

fn select() -> Sql {
    Sql::new("select ").push(&INSERT_COLUMNS.join(", ")).push(" from payments_recoveries where ")
}

/// Stores recoveries.
///
/// # Errors
/// [`Fault::Unique`] when a cause has one.
pub async fn insert(tx: &mut Tx, recoveries: &[Recovery]) -> Result<(), Fault> {
    let rows: Vec<Vec<V>> = recoveries.iter().map(row).collect();
    tx.insert_all("payments_recoveries", INSERT_COLUMNS, &rows).await
}

/// One recovery within the scope; locked when the transaction writes.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, scope: &Scope, id: &str) -> Result<Option<Recovery>, Fault> {
    let mut sql = scope.filter(select().with("id = ", id), "");
    if tx.is_writing() {
        sql = sql.push(tx.row_lock());
    }
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// Recoveries within the scope, newest first.
///
/// # Errors
/// When the database does.
pub async fn list(tx: &mut Tx, scope: &Scope, limit: i64) -> Result<Vec<Recovery>, Fault> {
    let sql = scope.filter(select().push("1 = 1"), "").with(" order by at_ms desc, id desc limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// What was claimed back for an award, by month, fen.
///
/// # Errors
/// When the database does.
pub async fn claimed(tx: &mut Tx, award: &Award) -> Result<HashMap<Month, Fen>, Fault> {
    let sql = Sql::new("select month, cast(sum(amount_fen) as bigint) from payments_recoveries where award_id = ")
        .arg(award.id.to_string())
        .push(" group by month");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, c.get()?))
        })
        .collect()
}

/// Money that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repayment {
    /// Its id.
    pub id: String,
    /// What caused it, unique.
    pub cause: String,
    /// For which recovery.
    pub recovery: String,
    /// The jurisdiction.
    pub county: String,
    /// Fen.
    pub amount: Fen,
    /// Receipt, in words.
    pub note: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// Stores a repayment.
///
/// # Errors
/// [`Fault::Unique`] when its cause has one.
pub async fn insert_repayment(tx: &mut Tx, repayment: &Repayment) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into payments_repayments (id, cause, recovery_id, county, amount_fen, note, by_staff, at_ms) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&repayment.id)
    .bind(&repayment.cause)
    .bind(&repayment.recovery)
    .bind(&repayment.county)
    .bind(repayment.amount)
    .bind(&repayment.note)
    .bind(&repayment.by)
    .bind(repayment.at);
    tx.exec(&sql).await.map(drop)
}

/// What came back of each of these recoveries, fen.
///
/// # Errors
/// When the database does.
pub async fn repaid(tx: &mut Tx, recoveries: &[String]) -> Result<HashMap<String, Fen>, Fault> {
    let sql = Sql::new("select recovery_id, cast(sum(amount_fen) as bigint) from payments_repayments where ")
        .within("recovery_id", recoveries.iter().cloned())
        .push(" group by recovery_id");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, c.get()?))
        })
        .collect()
}
