//! `registry_members`.

use crate::types::{HouseholdId, Member, PersonId};
use db::{Fault, Row, Sql, Tx};
use kernel::Day;

const SELECT: &str = "select id, household_id, person_id, relation, from_day, to_day from registry_members where ";

fn read(row: &Row) -> Result<Member, Fault> {
    let mut c = row.columns();
    Ok(Member {
        id: c.get()?,
        household: c.parsed()?,
        person: c.parsed()?,
        relation: c.get()?,
        from: c.get()?,
        to: c.get()?,
    })
}

/// Stores a membership.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, county: &str, member: &Member) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into registry_members (id, county, household_id, person_id, relation, from_day, to_day) \
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&member.id)
    .bind(county)
    .text(member.household)
    .text(member.person)
    .bind(&member.relation)
    .bind(member.from)
    .bind(member.to);
    tx.exec(&sql).await.map(drop)
}

/// Everybody who ever lived in a household.
///
/// # Errors
/// When the database does.
pub async fn of_household(tx: &mut Tx, household: HouseholdId) -> Result<Vec<Member>, Fault> {
    let sql = Sql::new(SELECT).with("household_id = ", household.to_string()).push(" order by from_day, id");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// Where a person ever lived.
///
/// # Errors
/// When the database does.
pub async fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Member>, Fault> {
    let sql = Sql::new(SELECT).with("person_id = ", person.to_string()).push(" order by from_day, id");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// Ends a membership with a day.
///
/// # Errors
/// When the database does.
pub async fn end(tx: &mut Tx, id: &str, last_day: Day) -> Result<(), Fault> {
    let sql =
        Sql::new("update registry_members set to_day = $1 where id = $2 and to_day is null").bind(last_day).bind(id);
    tx.exec(&sql).await.map(drop)
}

/// Hands the memberships of one record to another (merge and its undo); answers the ids that moved.
///
/// # Errors
/// When the database does.
pub async fn hand_over(tx: &mut Tx, ids: &[String], to: PersonId) -> Result<(), Fault> {
    let sql = Sql::new("update registry_members set person_id = ").arg(to.to_string()).push(" where ");
    tx.exec(&sql.within("id", ids.iter().cloned())).await.map(drop)
}
