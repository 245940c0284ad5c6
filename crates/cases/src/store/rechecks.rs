//! `cases_rechecks`: when a household in payment must be looked at again.

use crate::case::CaseId;
use access::Scope;
use db::{Fault, Row, Sql, Tx};
use kernel::Day;

/// A re-check that is due.
#[derive(Debug, Clone)]
pub struct Recheck {
    /// Its id.
    pub id: String,
    /// The case that gave the award.
    pub case: CaseId,
    /// The last day.
    pub due: Day,
    /// When it was done.
    pub done: Option<Day>,
    /// `same`, `change`, `stop`.
    pub result: String,
}

fn read(row: &Row) -> Result<Recheck, Fault> {
    let mut c = row.columns();
    Ok(Recheck { id: c.get()?, case: c.parsed()?, due: c.get()?, done: c.get()?, result: c.get()? })
}

const SELECT: &str = "select id, case_id, due_on, done_on, result from cases_rechecks where ";

/// Sets the next re-check of a case.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, id: &str, case: CaseId, county: &str, township: &str, due: Day) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into cases_rechecks (id, case_id, county, township, due_on, result, note, by_staff) \
         values ($1, $2, $3, $4, $5, '', '', '')",
    )
    .bind(id)
    .text(case)
    .bind(county)
    .bind(township)
    .bind(due);
    tx.exec(&sql).await.map(drop)
}

/// The re-checks that are open within the scope, by day.
///
/// # Errors
/// When the database does.
pub async fn open(tx: &mut Tx, scope: &Scope, until: Day, limit: i64) -> Result<Vec<Recheck>, Fault> {
    let sql = scope.filter(Sql::new(SELECT).with("done_on is null and due_on <= ", until), "");
    tx.all(&sql.with(" order by due_on, id limit ", limit)).await?.iter().map(read).collect()
}

/// How many open re-checks are due by a day.
///
/// # Errors
/// When the database does.
pub async fn count_due(tx: &mut Tx, scope: &Scope, until: Day) -> Result<i64, Fault> {
    let sql = Sql::new("select count(*) from cases_rechecks where done_on is null").with(" and due_on <= ", until);
    tx.one(&scope.filter(sql, "")).await?.only()
}

/// The open re-check of a case.
///
/// # Errors
/// When the database does.
pub async fn of_case(tx: &mut Tx, case: CaseId) -> Result<Option<Recheck>, Fault> {
    let sql =
        Sql::new(SELECT).with("case_id = ", case.to_string()).push(" and done_on is null order by due_on limit 1");
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// Notes the result; `false` when it was noted before.
///
/// # Errors
/// When the database does.
pub async fn done(tx: &mut Tx, id: &str, on: Day, result: &str, note: &str, by: &str) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update cases_rechecks set done_on = $1, result = $2, note = $3, by_staff = $4 where id = $5 and done_on is null",
    )
    .bind(on)
    .bind(result)
    .bind(note)
    .bind(by)
    .bind(id);
    Ok(tx.exec(&sql).await? == 1)
}
