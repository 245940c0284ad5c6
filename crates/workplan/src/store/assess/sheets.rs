//! `workplan_sheets`.

use crate::assess::Sheet;
use db::{Fault, Row, Sql, Tx, V};

const COLUMNS: &[&str] = &[
    "id",
    "round_id",
    "county",
    "reviewer",
    "submitted_by",
    "submitted_ms",
    "confirmed_by",
    "confirmed_ms",
    "veto",
    "veto_by",
    "total",
    "place",
    "grade",
    "version",
    "mac",
];

fn row(sheet: &Sheet) -> Vec<V> {
    vec![
        (&sheet.id).into(),
        (&sheet.round).into(),
        (&sheet.county).into(),
        (&sheet.reviewer).into(),
        sheet.submitted_by.clone().into(),
        sheet.submitted_at.into(),
        sheet.confirmed_by.clone().into(),
        sheet.confirmed_at.into(),
        (&sheet.veto).into(),
        sheet.veto_by.clone().into(),
        (&sheet.total).into(),
        sheet.place.into(),
        (&sheet.grade).into(),
        sheet.version.into(),
        sheet.mac.clone().into(),
    ]
}

fn read(row: &Row) -> Result<Sheet, Fault> {
    let mut c = row.columns();
    Ok(Sheet {
        id: c.get()?,
        round: c.get()?,
        county: c.get()?,
        reviewer: c.get()?,
        submitted_by: c.get()?,
        submitted_at: c.get()?,
        confirmed_by: c.get()?,
        confirmed_at: c.get()?,
        veto: c.get()?,
        veto_by: c.get()?,
        total: c.get()?,
        place: c.get()?,
        grade: c.get()?,
        version: c.get()?,
        mac: c.get()?,
    })
}

fn select() -> Sql {
    Sql::new("select ").push(&COLUMNS.join(", ")).push(" from workplan_sheets where ")
}

/// Stores new sheets.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, sheets: &[Sheet]) -> Result<(), Fault> {
    let rows: Vec<Vec<V>> = sheets.iter().map(row).collect();
    tx.insert_all("workplan_sheets", COLUMNS, &rows).await
}

/// The sheet of a unit; locked when the transaction writes.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, round: &str, county: &str) -> Result<Option<Sheet>, Fault> {
    let mut sql = select().with("round_id = ", round).with(" and county = ", county);
    if tx.is_writing() {
        sql = sql.push(tx.row_lock());
    }
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The sheets of a round, by unit.
///
/// # Errors
/// When the database does.
pub async fn of_round(tx: &mut Tx, round: &str) -> Result<Vec<Sheet>, Fault> {
    tx.all(&select().with("round_id = ", round).push(" order by county limit 500")).await?.iter().map(read).collect()
}

/// Saves a sheet that moved; answers whether the version was still the one that was seen.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Tx, sheet: &Sheet) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update workplan_sheets set submitted_by = $1, submitted_ms = $2, confirmed_by = $3, confirmed_ms = $4, \
         veto = $5, veto_by = $6, total = $7, place = $8, grade = $9, mac = $10, version = version + 1 \
         where id = $11 and version = $12",
    )
    .bind(sheet.submitted_by.clone())
    .bind(sheet.submitted_at)
    .bind(sheet.confirmed_by.clone())
    .bind(sheet.confirmed_at)
    .bind(&sheet.veto)
    .bind(sheet.veto_by.clone())
    .bind(&sheet.total)
    .bind(sheet.place)
    .bind(&sheet.grade)
    .bind(sheet.mac.clone())
    .bind(&sheet.id)
    .bind(sheet.version);
    Ok(tx.exec(&sql).await? == 1)
}
