//! `registry_lookups`.

use crate::types::PersonId;
use access::{Place, Scope, StaffId};
use db::{Fault, Row, Sql, Tx};
use kernel::Moment;

/// A look at a person outside the jurisdiction of who looked.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// Its id.
    pub id: String,
    /// Who looked.
    pub staff: StaffId,
    /// The name of their office then.
    pub office: String,
    /// At whom.
    pub person: PersonId,
    /// Where the person was on record then.
    pub place: Place,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Moment,
    /// Until when the look was open.
    pub until: Moment,
}

const SELECT: &str = "select id, staff_id, office, person_id, county, township, village, reason, at_ms, until_ms \
                      from registry_lookups where ";

fn read(row: &Row) -> Result<Lookup, Fault> {
    let mut c = row.columns();
    Ok(Lookup {
        id: c.get()?,
        staff: c.parsed()?,
        office: c.get()?,
        person: c.parsed()?,
        place: Place { county: c.get()?, township: c.get()?, village: c.get()? },
        reason: c.get()?,
        at: c.get()?,
        until: c.get()?,
    })
}

/// Stores a look.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, look: &Lookup) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into registry_lookups (id, staff_id, office, person_id, county, township, village, reason, at_ms, \
         until_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&look.id)
    .text(look.staff)
    .bind(&look.office)
    .text(look.person)
    .bind(&look.place.county)
    .bind(&look.place.township)
    .bind(&look.place.village)
    .bind(&look.reason)
    .bind(look.at)
    .bind(look.until);
    tx.exec(&sql).await.map(drop)
}

/// The look of this id, if this person of staff opened it.
///
/// # Errors
/// When the database does.
pub async fn of_staff(tx: &mut Tx, staff: StaffId, id: &str) -> Result<Option<Lookup>, Fault> {
    let sql = Sql::new(SELECT).with("id = ", id).with(" and staff_id = ", staff.to_string());
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// How many looks somebody opened since a moment.
///
/// # Errors
/// When the database does.
pub async fn count_since(tx: &mut Tx, staff: StaffId, since: Moment) -> Result<i64, Fault> {
    let sql =
        Sql::new("select count(*) from registry_lookups where staff_id = $1 and at_ms >= $2").text(staff).bind(since);
    tx.one(&sql).await?.only()
}

/// Looks at persons of a jurisdiction since a moment, newest first.
///
/// # Errors
/// When the database does.
pub async fn within(tx: &mut Tx, scope: &Scope, since: Moment, limit: i64) -> Result<Vec<Lookup>, Fault> {
    let sql = scope.filter(Sql::new(SELECT).with("at_ms >= ", since), "").with(" order by at_ms desc limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}
