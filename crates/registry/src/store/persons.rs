//! `registry_persons`.

use crate::types::{Person, PersonId};
use access::{Place, Scope};
use db::{Fault, Row, Sql, Tx};
use kernel::{Moment, Sex};

const COLUMNS: &str = "id, county, township, village, team, name, sex, birth, id_sealed, id_blind, no_id_reason, \
                       phone_sealed, ethnic, hukou, died_on, merged_into, version";

fn read(row: &Row) -> Result<Person, Fault> {
    let mut c = row.columns();
    let id = c.parsed()?;
    let place = Place { county: c.get()?, township: c.get()?, village: c.get()? };
    let (team, name) = (c.get()?, c.get()?);
    let sex: String = c.get()?;
    Ok(Person {
        id,
        place,
        team,
        name,
        sex: Sex::from_code(&sex).ok_or(Fault::Row { column: 6, value: sex })?,
        birth: c.get()?,
        id_sealed: c.get()?,
        id_blind: c.get()?,
        no_id_reason: c.get()?,
        phone_sealed: c.get()?,
        ethnic: c.get()?,
        hukou: c.parsed()?,
        died_on: c.get()?,
        merged_into: c.parsed_opt()?,
        version: c.get()?,
    })
}

fn select() -> Sql {
    Sql::new("select ").push(COLUMNS).push(" from registry_persons where ")
}

/// Stores a new person.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, person: &Person, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into registry_persons (id, county, township, village, team, name, initials, sex, birth, id_sealed, \
         id_blind, no_id_reason, phone_sealed, ethnic, hukou, died_on, merged_into, version, created_ms) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
    )
    .text(person.id)
    .bind(&person.place.county)
    .bind(&person.place.township)
    .bind(&person.place.village)
    .bind(&person.team)
    .bind(&person.name)
    .bind(crate::names::initials(&person.name))
    .bind(person.sex.code())
    .bind(person.birth)
    .bind(person.id_sealed.clone())
    .bind(person.id_blind.clone())
    .bind(&person.no_id_reason)
    .bind(person.phone_sealed.clone())
    .bind(&person.ethnic)
    .bind(person.hukou.code())
    .bind(person.died_on)
    .bind(person.merged_into.map(|id| id.to_string()))
    .bind(person.version)
    .bind(now);
    tx.exec(&sql).await.map(drop)
}

/// Changes what may change; `false` when somebody else was faster.
///
/// # Errors
/// When the database does.
pub async fn update(tx: &mut Tx, person: &Person) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update registry_persons set county = $1, township = $2, village = $3, team = $4, name = $5, initials = $6, \
         phone_sealed = $7, hukou = $8, died_on = $9, merged_into = $10, version = version + 1 \
         where id = $11 and version = $12",
    )
    .bind(&person.place.county)
    .bind(&person.place.township)
    .bind(&person.place.village)
    .bind(&person.team)
    .bind(&person.name)
    .bind(crate::names::initials(&person.name))
    .bind(person.phone_sealed.clone())
    .bind(person.hukou.code())
    .bind(person.died_on)
    .bind(person.merged_into.map(|id| id.to_string()))
    .text(person.id)
    .bind(person.version);
    Ok(tx.exec(&sql).await? == 1)
}

/// A person within the scope.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, scope: &Scope, id: PersonId) -> Result<Option<Person>, Fault> {
    let sql = scope.filter(select().with("id = ", id.to_string()), "");
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// Several persons, for the members of a household that was loaded through its scope.
///
/// # Errors
/// When the database does.
pub async fn of_household(tx: &mut Tx, ids: &[PersonId]) -> Result<Vec<Person>, Fault> {
    let sql = select().within("id", ids.iter().map(PersonId::to_string));
    tx.all(&sql).await?.iter().map(read).collect()
}

/// Everybody with this keyed hash, wherever they are: whether a person is known must not depend on who asks.
/// Callers show nothing of persons outside their scope but the county.
///
/// # Errors
/// When the database does.
pub async fn by_blind(tx: &mut Tx, blind: &[u8]) -> Result<Vec<Person>, Fault> {
    let sql = select().with("id_blind = ", blind).push(" and merged_into is null limit 10");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// Persons whose name begins so, within the scope.
///
/// # Errors
/// When the database does.
pub async fn by_name(
    tx: &mut Tx,
    scope: &Scope,
    counties: &[String],
    prefix: &str,
    limit: i64,
) -> Result<Vec<Person>, Fault> {
    by_prefix(tx, scope, counties, "name", prefix, limit).await
}

/// Persons whose pinyin initials begin so, within the scope.
///
/// # Errors
/// When the database does.
pub async fn by_initials(
    tx: &mut Tx,
    scope: &Scope,
    counties: &[String],
    prefix: &str,
    limit: i64,
) -> Result<Vec<Person>, Fault> {
    by_prefix(tx, scope, counties, "initials", prefix, limit).await
}

/// A range of an index that begins with the place; the city asks each county in turn.
async fn by_prefix(
    tx: &mut Tx,
    scope: &Scope,
    counties: &[String],
    column: &str,
    prefix: &str,
    limit: i64,
) -> Result<Vec<Person>, Fault> {
    let mut found = Vec::new();
    let scopes: Vec<Scope> = match scope {
        Scope::City => counties.iter().cloned().map(Scope::County).collect(),
        Scope::County(_) | Scope::Township(..) | Scope::Village(..) | Scope::Nowhere => vec![scope.clone()],
    };
    for one in scopes {
        let room = limit - i64::try_from(found.len()).unwrap_or(i64::MAX);
        if room <= 0 {
            break;
        }
        let sql = select()
            .with(&format!("{column} >= "), prefix)
            .with(&format!(" and {column} < "), format!("{prefix}\u{10ffff}"))
            .push(" and merged_into is null");
        let sql = match &one {
            // The township's index leads with the township, which lies in one jurisdiction only.
            Scope::Township(_, township) => sql.with(" and township = ", township),
            Scope::City | Scope::County(_) | Scope::Village(..) | Scope::Nowhere => one.filter(sql, ""),
        };
        let sql = sql.push(&format!(" order by {column}, id")).with(" limit ", room);
        for row in tx.all(&sql).await? {
            let person = read(&row)?;
            if scope.holds(&person.place) {
                found.push(person);
            }
        }
    }
    Ok(found)
}
