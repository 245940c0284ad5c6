//! Figures of cases by township, and the rows they open to: for indicators. No name leaves here.

use access::{Place, Scope};
use db::{Fault, Row, Sql, Tx};
use kernel::Day;
use registry::store::figures::{Cell, Line, cells};

const IS_OVERDUE: &str = "state = 'waiting' and due_on < ";

/// Cases of a programme whose step is past its time.
///
/// # Errors
/// When the database does.
pub async fn overdue(tx: &mut Tx, programme: &str, today: Day) -> Result<Vec<Cell>, Fault> {
    let sql = Sql::new("select county, township, count(*), cast(0 as bigint), count(*) from cases_applications where ")
        .push(IS_OVERDUE)
        .arg(today)
        .with(" and programme = ", programme)
        .push(" group by county, township");
    cells(&tx.all(&sql).await?)
}

fn lines(rows: &[Row], words: impl Fn(Option<Day>) -> String) -> Result<Vec<Line>, Fault> {
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            let (id, number): (String, String) = (c.get()?, c.get()?);
            let place = Place { county: c.get()?, township: c.get()?, village: c.get()? };
            let href = format!("/cases/{id}");
            Ok(Line { id, number, place, value: words(c.get()?), href })
        })
        .collect()
}

const SELECT: &str = "select id, number, county, township, village, due_on from cases_applications where ";

/// The overdue cases of a programme within a scope, by id.
///
/// # Errors
/// When the database does.
pub async fn overdue_lines(
    tx: &mut Tx,
    scope: &Scope,
    programme: &str,
    today: Day,
    (after, limit): (&str, i64),
) -> Result<Vec<Line>, Fault> {
    let sql =
        Sql::new(SELECT).push(IS_OVERDUE).arg(today).with(" and programme = ", programme).with(" and id > ", after);
    let rows = tx.all(&scope.filter(sql, "").with(" order by id limit ", limit)).await?;
    lines(&rows, |due| due.map_or_else(String::new, |due| format!("应在{}前办", due.short())))
}

/// Applications of a year that have a result by today, of all accepted in it; it opens to those still in hand.
///
/// # Errors
/// When the database does.
pub async fn decided(tx: &mut Tx, (first, today): (Day, Day)) -> Result<Vec<Cell>, Fault> {
    let sql = Sql::new(
        "select county, township, cast(sum(case when closed_on is not null then 1 else 0 end) as bigint), count(*), \
         cast(sum(case when closed_on is null then 1 else 0 end) as bigint) from cases_applications \
         where accepted_on >= ",
    )
    .arg(first)
    .with(" and accepted_on <= ", today)
    .push(" group by county, township");
    cells(&tx.all(&sql).await?)
}

/// The applications of a year still in hand, within a scope, by id.
///
/// # Errors
/// When the database does.
pub async fn open_lines(
    tx: &mut Tx,
    scope: &Scope,
    (first, today): (Day, Day),
    (after, limit): (&str, i64),
) -> Result<Vec<Line>, Fault> {
    let sql = Sql::new(SELECT).with("closed_on is null and accepted_on >= ", first).with(" and accepted_on <= ", today);
    let sql = scope.filter(sql.with(" and id > ", after), "").with(" order by id limit ", limit);
    let rows = tx.all(&sql).await?;
    lines(&rows, |due| due.map_or_else(|| "停表".to_owned(), |due| format!("这一步到{}", due.short())))
}
