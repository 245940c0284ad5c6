//! Figures of the registry by township, and the rows they open to: for indicators. No name leaves here.

use access::{Place, Scope};
use db::{Fault, Row, Sql, Tx};

/// A figure of one township; of a whole county where the township is empty. What its two numbers mean is said by
/// whoever computes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The county or park.
    pub county: String,
    /// Nine digits, or nothing.
    pub township: String,
    /// Above.
    pub top: i64,
    /// Below; nothing for counts and money.
    pub bottom: i64,
    /// Rows that the figure opens to.
    pub opened: i64,
}

/// One row behind a figure, without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// For the next page.
    pub id: String,
    /// Its number: of a household, a case, a person's file.
    pub number: String,
    /// Where.
    pub place: Place,
    /// What it adds, in words.
    pub value: String,
    /// The page of the thing itself.
    pub href: String,
}

/// Reads county, township, above, below, rows.
///
/// # Errors
/// [`Fault::Row`] for another answer.
pub fn cells(rows: &[Row]) -> Result<Vec<Cell>, Fault> {
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok(Cell { county: c.get()?, township: c.get()?, top: c.get()?, bottom: c.get()?, opened: c.get()? })
        })
        .collect()
}

/// Persons whose id number and telephone are known, of all who live and were not merged away; it opens to those of whom
/// one is missing.
///
/// # Errors
/// When the database does.
pub async fn complete(tx: &mut Tx) -> Result<Vec<Cell>, Fault> {
    let sql = Sql::new(
        "select l.county, l.township, l.persons - coalesce(m.persons, 0), l.persons, coalesce(m.persons, 0) from \
         (select county, township, count(*) persons from registry_persons where died_on is null and \
         merged_into is null group by county, township) l left join \
         (select county, township, count(*) persons from registry_persons where died_on is null and \
         merged_into is null and (id_sealed is null or phone_sealed is null) group by county, township) m \
         on m.county = l.county and m.township = l.township",
    );
    cells(&tx.all(&sql).await?)
}

/// The persons of whom something is missing, by id.
///
/// # Errors
/// When the database does.
pub async fn incomplete(tx: &mut Tx, scope: &Scope, after: &str, limit: i64) -> Result<Vec<Line>, Fault> {
    let sql = Sql::new(
        "select id, county, township, village, cast(case when id_sealed is null then 1 else 0 end as bigint), \
         cast(case when phone_sealed is null then 1 else 0 end as bigint) from registry_persons where died_on is null \
         and merged_into is null and (id_sealed is null or phone_sealed is null) and id > ",
    );
    let sql = scope.filter(sql.arg(after), "").with(" order by id limit ", limit);
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            let id: String = c.get()?;
            let place = Place { county: c.get()?, township: c.get()?, village: c.get()? };
            let (no_id, no_phone): (bool, bool) = (c.get()?, c.get()?);
            let value = match (no_id, no_phone) {
                (true, true) => "缺身份证号、电话",
                (true, false) => "缺身份证号",
                (false, _) => "缺电话",
            };
            let number = format!("档案 {}", id.get(18..).unwrap_or(&id));
            let href = format!("/registry/persons/{id}");
            Ok(Line { id, number, place, value: value.to_owned(), href })
        })
        .collect()
}

/// Living persons with a rural registration, by township: the ground of a coverage.
///
/// # Errors
/// When the database does.
pub async fn rural(tx: &mut Tx) -> Result<Vec<Cell>, Fault> {
    let sql = Sql::new(
        "select county, township, count(*), cast(0 as bigint), cast(0 as bigint) from registry_persons \
         where died_on is null and merged_into is null and hukou = 'rural' group by county, township",
    );
    cells(&tx.all(&sql).await?)
}
