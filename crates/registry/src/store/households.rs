//! `registry_households`.

use crate::types::{Household, HouseholdId, Hukou, PersonId};
use access::{Place, Scope};
use db::{Fault, Row, Sql, Tx};
use kernel::{Day, Moment, Sex};

const SELECT: &str = "select id, number, county, township, village, team, address, head_id, hukou, opened_on, \
                      closed_on, closed_why, version from registry_households where ";

fn read(row: &Row) -> Result<Household, Fault> {
    let mut c = row.columns();
    Ok(Household {
        id: c.parsed()?,
        number: c.get()?,
        place: Place { county: c.get()?, township: c.get()?, village: c.get()? },
        team: c.get()?,
        address: c.get()?,
        head: c.parsed()?,
        hukou: c.parsed()?,
        opened_on: c.get()?,
        closed_on: c.get()?,
        closed_why: c.get()?,
        version: c.get()?,
    })
}

/// Stores a new household.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, household: &Household, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into registry_households (id, number, county, township, village, team, address, head_id, hukou, \
         opened_on, closed_on, closed_why, version, created_ms) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .text(household.id)
    .bind(&household.number)
    .bind(&household.place.county)
    .bind(&household.place.township)
    .bind(&household.place.village)
    .bind(&household.team)
    .bind(&household.address)
    .text(household.head)
    .bind(household.hukou.code())
    .bind(household.opened_on)
    .bind(household.closed_on)
    .bind(&household.closed_why)
    .bind(household.version)
    .bind(now);
    tx.exec(&sql).await?;
    let open = i64::from(household.closed_on.is_none());
    super::totals::add(tx, &household.place, open).await
}

/// Changes a household; `false` when somebody else was faster.
///
/// # Errors
/// When the database does.
pub async fn update(tx: &mut Tx, household: &Household) -> Result<bool, Fault> {
    let ask = Sql::new(SELECT).with("id = ", household.id.to_string()).push(tx.row_lock());
    let Some(before) = tx.opt(&ask).await?.as_ref().map(read).transpose()? else { return Ok(false) };
    let sql = Sql::new(
        "update registry_households set county = $1, township = $2, village = $3, team = $4, address = $5, \
         head_id = $6, hukou = $7, closed_on = $8, closed_why = $9, version = version + 1 where id = $10 and version = $11",
    )
    .bind(&household.place.county)
    .bind(&household.place.township)
    .bind(&household.place.village)
    .bind(&household.team)
    .bind(&household.address)
    .text(household.head)
    .bind(household.hukou.code())
    .bind(household.closed_on)
    .bind(&household.closed_why)
    .text(household.id)
    .bind(household.version);
    if tx.exec(&sql).await? != 1 {
        return Ok(false);
    }
    // Always in the order of their codes, so that two moves never wait for each other.
    let mut changes = [(&before.place, before.closed_on, -1), (&household.place, household.closed_on, 1)];
    changes.sort_by(|one, other| one.0.township.cmp(&other.0.township));
    for (place, closed, change) in changes {
        if closed.is_none() {
            super::totals::add(tx, place, change).await?;
        }
    }
    Ok(true)
}

/// A household within the scope.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, scope: &Scope, id: HouseholdId) -> Result<Option<Household>, Fault> {
    let sql = scope.filter(Sql::new(SELECT).with("id = ", id.to_string()), "");
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The households a person lives in on a day (more than one is a finding).
///
/// # Errors
/// When the database does.
pub async fn of_person(tx: &mut Tx, scope: &Scope, person: PersonId, on: Day) -> Result<Vec<Household>, Fault> {
    let sql = Sql::new(SELECT)
        .push(
            "id in (select household_id from registry_members where person_id = $1 and from_day <= $2 and \
             (to_day is null or to_day >= $2)) and closed_on is null",
        )
        .text(person)
        .bind(on);
    tx.all(&scope.filter(sql, "").push(" order by id limit 20")).await?.iter().map(read).collect()
}

/// A household as a list shows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: HouseholdId,
    /// 户号.
    pub number: String,
    /// Where.
    pub place: Place,
    /// 组.
    pub team: String,
    /// 户口.
    pub hukou: Hukou,
    /// The head's name.
    pub head: String,
    /// The head's sex.
    pub sex: Sex,
    /// The head's birthday.
    pub birth: Day,
}

/// One page of the open households within the scope, newest first, after a given id, and how many there are in all.
///
/// # Errors
/// When the database does.
pub async fn page(tx: &mut Tx, scope: &Scope, before: Option<&str>, limit: i64) -> Result<(Vec<Listed>, i64), Fault> {
    let select = "select h.id, h.number, h.county, h.township, h.village, h.team, h.hukou, p.name, p.sex, p.birth, (";
    let from = ") from registry_households h join registry_persons p on p.id = h.head_id where h.closed_on is null";
    let mut sql = scope.filter(super::totals::ask(Sql::new(select), scope).push(from), "h.");
    if let Some(before) = before {
        sql = sql.with(" and h.id < ", before);
    }
    let rows = tx.all(&sql.with(" order by h.id desc limit ", limit)).await?;
    let mut total = 0;
    let homes = rows
        .iter()
        .map(|row| {
            let mut c = row.columns();
            let (id, number) = (c.parsed()?, c.get()?);
            let place = Place { county: c.get()?, township: c.get()?, village: c.get()? };
            let (team, hukou, head) = (c.get()?, c.parsed()?, c.get()?);
            let sex: String = c.get()?;
            let sex = Sex::from_code(&sex).ok_or(Fault::Row { column: 8, value: sex })?;
            let birth = c.get()?;
            total = c.get()?;
            Ok(Listed { id, number, place, team, hukou, head, sex, birth })
        })
        .collect::<Result<Vec<Listed>, Fault>>()?;
    // Behind the last page there is no row to say it.
    if homes.is_empty() && before.is_some() {
        total = super::totals::households(tx, scope).await?;
    }
    Ok((homes, total))
}

/// The village with this name within the scope that has a household, for the search box.
///
/// # Errors
/// When the database does.
pub async fn in_village(tx: &mut Tx, scope: &Scope, village: &str, limit: i64) -> Result<Vec<Household>, Fault> {
    let sql = scope.filter(Sql::new(SELECT).with("village = ", village).push(" and closed_on is null"), "");
    tx.all(&sql.with(" order by id limit ", limit)).await?.iter().map(read).collect()
}
