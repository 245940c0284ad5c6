//! Figures of awards and payments by township, and the rows they open to: for indicators. No name leaves here.

use access::{Place, Scope};
use db::{Fault, Row, Sql, Tx};
use kernel::{Fen, Month};
use registry::store::figures::{Cell, Line, cells};

/// An award pays in a month when it has begun and has not ended.
fn paying(sql: Sql, programme: &str, month: Month) -> Sql {
    sql.with("programme = ", programme)
        .with(" and first_month <= ", month)
        .with(" and (last_month is null or last_month >= ", month)
        .push(")")
}

/// Persons covered by awards that pay in a month; it opens to the awards.
///
/// # Errors
/// When the database does.
pub async fn persons(tx: &mut Tx, programme: &str, month: Month) -> Result<Vec<Cell>, Fault> {
    let sql = Sql::new(
        "select county, township, cast(sum(persons) as bigint), cast(0 as bigint), count(*) from payments_awards where ",
    );
    cells(&tx.all(&paying(sql, programme, month).push(" group by county, township")).await?)
}

/// Households with an award that pays in a month; it opens to the awards.
///
/// # Errors
/// When the database does.
pub async fn households(tx: &mut Tx, programme: &str, month: Month) -> Result<Vec<Cell>, Fault> {
    let sql = Sql::new(
        "select county, township, count(distinct household_id), cast(0 as bigint), count(*) from payments_awards where ",
    );
    cells(&tx.all(&paying(sql, programme, month).push(" group by county, township")).await?)
}

/// The awards that pay in a month, within a scope, by id.
///
/// # Errors
/// When the database does.
pub async fn award_lines(
    tx: &mut Tx,
    scope: &Scope,
    programme: &str,
    month: Month,
    (after, limit): (&str, i64),
) -> Result<Vec<Line>, Fault> {
    let sql = Sql::new(
        "select id, case_number, county, township, village, persons, household_id from payments_awards where ",
    );
    let sql = scope.filter(paying(sql, programme, month).with(" and id > ", after), "");
    let rows = tx.all(&sql.with(" order by id limit ", limit)).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            let (id, number) = (c.get()?, c.get()?);
            let place = Place { county: c.get()?, township: c.get()?, village: c.get()? };
            let persons: i64 = c.get()?;
            let household: String = c.get()?;
            let href = format!("/payments/awards?household={household}");
            Ok(Line { id, number, place, value: format!("保障 {persons} 人"), href })
        })
        .collect()
}

/// What arrived for a month, fen; it opens to the lines.
///
/// # Errors
/// When the database does.
pub async fn outlay(tx: &mut Tx, programme: &str, month: Month) -> Result<Vec<Cell>, Fault> {
    let sql = Sql::new(
        "select county, township, cast(sum(amount_fen) as bigint), cast(0 as bigint), count(*) from payments_lines \
         where state = 'arrived' and programme = ",
    )
    .arg(programme)
    .with(" and month = ", month)
    .push(" group by county, township");
    cells(&tx.all(&sql).await?)
}

const LINED: &str = "l.kind = 'regular' and l.state in ('listed', 'arrived') and l.programme = ";

/// What the regular runs of a month give, fen, and the persons it is for; it opens to the lines.
///
/// # Errors
/// When the database does.
pub async fn average(tx: &mut Tx, programme: &str, month: Month) -> Result<Vec<Cell>, Fault> {
    let sql = Sql::new(
        "select l.county, l.township, cast(sum(l.amount_fen) as bigint), cast(sum(a.persons) as bigint), count(*) \
         from payments_lines l join payments_awards a on a.id = l.award_id where ",
    )
    .push(LINED)
    .arg(programme)
    .with(" and l.month = ", month)
    .push(" group by l.county, l.township");
    cells(&tx.all(&sql).await?)
}

fn line(row: &Row) -> Result<Line, Fault> {
    let mut c = row.columns();
    let (id, number) = (c.get()?, c.get()?);
    let place = Place { county: c.get()?, township: c.get()?, village: c.get()? };
    let (amount, household): (Fen, String) = (c.get()?, c.get()?);
    let href = format!("/payments/awards?household={household}");
    Ok(Line { id, number, place, value: format!("{} 元", amount.grouped()), href })
}

const LINES: &str = "select l.id, a.case_number, l.county, l.township, l.village, l.amount_fen, l.household_id \
                     from payments_lines l join payments_awards a on a.id = l.award_id where ";

/// The lines that arrived for a month, within a scope, by id.
///
/// # Errors
/// When the database does.
pub async fn arrived_lines(
    tx: &mut Tx,
    scope: &Scope,
    programme: &str,
    month: Month,
    (after, limit): (&str, i64),
) -> Result<Vec<Line>, Fault> {
    let sql = Sql::new(LINES).with("l.state = 'arrived' and l.programme = ", programme).with(" and l.month = ", month);
    let sql = scope.filter(sql.with(" and l.id > ", after), "l.");
    tx.all(&sql.with(" order by l.id limit ", limit)).await?.iter().map(line).collect()
}

/// The lines of the regular runs of a month, within a scope, by id.
///
/// # Errors
/// When the database does.
pub async fn regular_lines(
    tx: &mut Tx,
    scope: &Scope,
    programme: &str,
    month: Month,
    (after, limit): (&str, i64),
) -> Result<Vec<Line>, Fault> {
    let sql = Sql::new(LINES).push(LINED).arg(programme).with(" and l.month = ", month).with(" and l.id > ", after);
    let sql = scope.filter(sql, "l.").with(" order by l.id limit ", limit);
    tx.all(&sql).await?.iter().map(line).collect()
}
