//! `access_offices`.

use crate::actor::{OfficeId, OfficeKind};
use crate::scope::{Place, Scope};
use db::{Fault, Row, Sql, Tx};
use kernel::Day;

/// An office (机构).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its id.
    pub id: OfficeId,
    /// 安居区保石镇人民政府.
    pub name: String,
    /// Its kind.
    pub kind: OfficeKind,
    /// Where it is in charge.
    pub place: Place,
    /// Since when.
    pub opened_on: Day,
    /// Until when.
    pub closed_on: Option<Day>,
}

const SELECT: &str = "select id, name, kind, county, township, village, opened_on, closed_on from access_offices";

fn read(row: &Row) -> Result<Office, Fault> {
    let mut c = row.columns();
    Ok(Office {
        id: c.parsed()?,
        name: c.get()?,
        kind: c.parsed()?,
        place: Place { county: c.get()?, township: c.get()?, village: c.get()? },
        opened_on: c.get()?,
        closed_on: c.get()?,
    })
}

/// How many offices there are.
///
/// # Errors
/// When the database does.
pub async fn count(tx: &mut Tx) -> Result<i64, Fault> {
    tx.one(&Sql::new("select count(*) from access_offices")).await?.only()
}

/// Stores a new office.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, office: &Office) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into access_offices (id, name, kind, county, township, village, opened_on, closed_on) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .text(office.id)
    .bind(&office.name)
    .bind(office.kind.code())
    .bind(&office.place.county)
    .bind(&office.place.township)
    .bind(&office.place.village)
    .bind(office.opened_on)
    .bind(office.closed_on);
    tx.exec(&sql).await.map(drop)
}

/// One office.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, id: OfficeId) -> Result<Option<Office>, Fault> {
    tx.opt(&Sql::new(SELECT).with(" where id = ", id.to_string())).await?.as_ref().map(read).transpose()
}

/// The offices above the villages within a jurisdiction, by place.
///
/// # Errors
/// When the database does.
pub async fn list(tx: &mut Tx, within: &Scope) -> Result<Vec<Office>, Fault> {
    let sql = within.filter(Sql::new(SELECT).push(" where kind <> 'village'"), "");
    tx.all(&sql.push(" order by county, township, name limit 2000")).await?.iter().map(read).collect()
}
