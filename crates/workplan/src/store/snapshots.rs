//! `workplan_snapshots`: computed figures day by day. A day that has ended is not written again.

use crate::computed::Cell;
use access::Scope;
use db::{Fault, Row, Sql, Tx};
use kernel::{Day, Moment};

/// A cell with its figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The figure.
    pub figure: String,
    /// The cell.
    pub cell: Cell,
}

/// Stores the cells of a figure for a day; what was stored earlier that day is replaced.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Tx, day: Day, figure: &str, cells: &[Cell], now: Moment) -> Result<(), Fault> {
    let zero = Sql::new("update workplan_snapshots set top = 0, bottom = 0, opened = 0 where day = ").arg(day);
    tx.exec(&zero.with(" and figure = ", figure)).await?;
    for cell in cells {
        let sql = Sql::new(
            "insert into workplan_snapshots (day, figure, county, township, top, bottom, opened, at_ms) \
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (day, figure, county, township) \
             do update set top = excluded.top, bottom = excluded.bottom, opened = excluded.opened, \
             at_ms = excluded.at_ms",
        )
        .bind(day)
        .bind(figure)
        .bind(&cell.county)
        .bind(&cell.township)
        .bind(cell.top)
        .bind(cell.bottom)
        .bind(cell.opened)
        .bind(now);
        tx.exec(&sql).await?;
    }
    Ok(())
}

/// The newest day not after `day` that has figures, and when they were taken.
///
/// # Errors
/// When the database does.
pub async fn latest(tx: &mut Tx, day: Day) -> Result<Option<(Day, Moment)>, Fault> {
    let sql = Sql::new("select day, max(at_ms) from workplan_snapshots where day <= ")
        .arg(day)
        .push(" group by day order by day desc limit 1");
    let Some(row) = tx.opt(&sql).await? else { return Ok(None) };
    let mut c = row.columns();
    Ok(Some((c.get()?, c.get()?)))
}

fn read(row: &Row) -> Result<Stored, Fault> {
    let mut c = row.columns();
    let figure = c.get()?;
    let cell = Cell { county: c.get()?, township: c.get()?, top: c.get()?, bottom: c.get()?, opened: c.get()? };
    Ok(Stored { figure, cell })
}

/// The figures of a day by county; totals are no secret between counties.
///
/// # Errors
/// When the database does.
pub async fn by_county(tx: &mut Tx, day: Day) -> Result<Vec<Stored>, Fault> {
    let sql = Sql::new(
        "select figure, county, '', cast(sum(top) as bigint), cast(sum(bottom) as bigint), \
         cast(sum(opened) as bigint) from workplan_snapshots where day = ",
    )
    .arg(day)
    .push(" group by figure, county order by figure, county limit 5000");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// One figure of a day by township within a scope.
///
/// # Errors
/// When the database does.
pub async fn by_township(tx: &mut Tx, scope: &Scope, day: Day, figure: &str) -> Result<Vec<Cell>, Fault> {
    let sql = Sql::new("select figure, county, township, top, bottom, opened from workplan_snapshots where day = ");
    let sql = scope.filter(sql.arg(day).with(" and figure = ", figure), "");
    let rows = tx.all(&sql.push(" order by county, township limit 1000")).await?;
    rows.iter().map(|row| read(row).map(|stored| stored.cell)).collect()
}
