//! `payments_awards`.

use crate::award::{Award, AwardId};
use access::{Place, Scope};
use db::{Fault, Row, Sql, Tx, V};
use kernel::Month;
use registry::HouseholdId;

/// The columns of a bulk load, in the order of [`row`].
pub const INSERT_COLUMNS: &[&str] = &[
    "id",
    "decision_id",
    "case_id",
    "case_number",
    "programme",
    "county",
    "township",
    "village",
    "household_id",
    "person_id",
    "payee_key",
    "open_key",
    "name",
    "persons",
    "amount_fen",
    "first_month",
    "last_month",
    "ended_why",
    "opened_by",
    "opened_ms",
    "version",
    "mac",
];

/// An award as the values of [`INSERT_COLUMNS`].
#[must_use]
pub fn row(award: &Award) -> Vec<V> {
    vec![
        award.id.to_string().into(),
        (&award.decision).into(),
        (&award.case).into(),
        (&award.case_number).into(),
        (&award.programme).into(),
        (&award.place.county).into(),
        (&award.place.township).into(),
        (&award.place.village).into(),
        award.household.to_string().into(),
        award.person.to_string().into(),
        (&award.payee_key).into(),
        award.open_key().into(),
        (&award.name).into(),
        award.persons.into(),
        award.amount.into(),
        award.first_month.into(),
        award.last_month.into(),
        (&award.ended_why).into(),
        (&award.opened_by).into(),
        award.opened.into(),
        award.version.into(),
        award.mac.clone().into(),
    ]
}

const COLUMNS: &str = "id, decision_id, case_id, case_number, programme, county, township, village, household_id, \
                       person_id, payee_key, name, persons, amount_fen, first_month, last_month, ended_why, opened_by, \
                       opened_ms, version, mac";

fn select() -> Sql {
    Sql::new("select ").push(COLUMNS).push(" from payments_awards where ")
}

fn read(row: &Row) -> Result<Award, Fault> {
    let mut c = row.columns();
    let (id, decision, case, case_number, programme) = (c.parsed()?, c.get()?, c.get()?, c.get()?, c.get()?);
    let place = Place { county: c.get()?, township: c.get()?, village: c.get()? };
    Ok(Award {
        id,
        decision,
        case,
        case_number,
        programme,
        place,
        household: c.parsed()?,
        person: c.parsed()?,
        payee_key: c.get()?,
        name: c.get()?,
        persons: c.get()?,
        amount: c.get()?,
        first_month: c.get()?,
        last_month: c.get()?,
        ended_why: c.get()?,
        opened_by: c.get()?,
        opened: c.get()?,
        version: c.get()?,
        mac: c.get()?,
    })
}

/// Stores an award.
///
/// # Errors
/// [`Fault::Unique`] when the decision has one, or the payee has an open one of this programme.
pub async fn insert(tx: &mut Tx, award: &Award) -> Result<(), Fault> {
    tx.insert_all("payments_awards", INSERT_COLUMNS, &[row(award)]).await
}

/// Ends an award over the version before; `false` when somebody else was faster.
///
/// # Errors
/// When the database does.
pub async fn end(tx: &mut Tx, award: &Award) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update payments_awards set last_month = $1, ended_why = $2, open_key = $3, version = $4, mac = $5 \
         where id = $6 and version = $7",
    )
    .bind(award.last_month)
    .bind(&award.ended_why)
    .bind(award.open_key())
    .bind(award.version)
    .bind(award.mac.clone())
    .text(award.id)
    .bind(award.version - 1);
    Ok(tx.exec(&sql).await? == 1)
}

/// An award within the scope; locked when the transaction writes.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, scope: &Scope, id: AwardId) -> Result<Option<Award>, Fault> {
    let mut sql = scope.filter(select().with("id = ", id.to_string()), "");
    if tx.is_writing() {
        sql = sql.push(tx.row_lock());
    }
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The award of a decision.
///
/// # Errors
/// When the database does.
pub async fn of_decision(tx: &mut Tx, decision: &str) -> Result<Option<Award>, Fault> {
    tx.opt(&select().with("decision_id = ", decision)).await?.as_ref().map(read).transpose()
}

/// The awards of a household within the scope, newest first.
///
/// # Errors
/// When the database does.
pub async fn of_household(tx: &mut Tx, scope: &Scope, household: HouseholdId) -> Result<Vec<Award>, Fault> {
    let sql = scope.filter(select().with("household_id = ", household.to_string()), "");
    tx.all(&sql.push(" order by first_month desc, id desc limit 50")).await?.iter().map(read).collect()
}

/// The awards that one case opened.
///
/// # Errors
/// When the database does.
pub async fn of_case(tx: &mut Tx, case: &str) -> Result<Vec<Award>, Fault> {
    let sql = select().with("case_id = ", case).push(" order by id").push(tx.row_lock());
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The awards of a programme that reach into `month` or beyond it, of a payee or a household: they end when a new one
/// begins.
///
/// # Errors
/// When the database does.
pub async fn reaching(
    tx: &mut Tx,
    programme: &str,
    payee_key: &str,
    household: HouseholdId,
    month: Month,
) -> Result<Vec<Award>, Fault> {
    let sql = select()
        .with("id in (select id from payments_awards where payee_key = ", payee_key)
        .with(" union select id from payments_awards where household_id = ", household.to_string())
        .with(") and programme = ", programme)
        .with(" and (last_month is null or last_month >= ", month)
        .push(") order by id")
        .push(tx.row_lock());
    tx.all(&sql).await?.iter().map(read).collect()
}

/// Everything of a payee in a programme, oldest first.
///
/// # Errors
/// When the database does.
pub async fn of_payees(tx: &mut Tx, programme: &str, payees: &[String]) -> Result<Vec<Award>, Fault> {
    let sql = select()
        .with("programme = ", programme)
        .push(" and ")
        .within("payee_key", payees.iter().cloned())
        .push(" order by payee_key, first_month, id");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// One page of the awards of a jurisdiction that cover a month, by id.
///
/// # Errors
/// When the database does.
pub async fn covering(
    tx: &mut Tx,
    programme: &str,
    county: &str,
    month: Month,
    after: &str,
    limit: i64,
) -> Result<Vec<Award>, Fault> {
    let sql = select()
        .with("programme = ", programme)
        .with(" and county = ", county)
        .with(" and id > ", after)
        .with(" and first_month <= ", month)
        .with(" and (last_month is null or last_month >= ", month)
        .with(") order by id limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// How many awards of a programme cover a month, by jurisdiction within the scope.
///
/// # Errors
/// When the database does.
pub async fn covering_by_county(
    tx: &mut Tx,
    scope: &Scope,
    programme: &str,
    month: Month,
) -> Result<Vec<(String, i64)>, Fault> {
    let sql = Sql::new("select county, count(*) from payments_awards where ")
        .with("programme = ", programme)
        .with(" and first_month <= ", month)
        .with(" and (last_month is null or last_month >= ", month)
        .push(")");
    let rows = tx.all(&scope.filter(sql, "").push(" group by county order by county")).await?;
    let read = |row: &Row| {
        let mut c = row.columns();
        Ok((c.get()?, c.get()?))
    };
    rows.iter().map(read).collect()
}

/// One page of the awards of a jurisdiction that are paid in `month` or any month after it, by id.
///
/// # Errors
/// When the database does.
pub async fn from_month(
    tx: &mut Tx,
    programme: &str,
    county: &str,
    month: Month,
    after: &str,
    limit: i64,
) -> Result<Vec<Award>, Fault> {
    let sql = select()
        .with("programme = ", programme)
        .with(" and county = ", county)
        .with(" and id > ", after)
        .with(" and (last_month is null or last_month >= ", month)
        .with(") order by id limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The awards with these ids.
///
/// # Errors
/// When the database does.
pub async fn with_ids(tx: &mut Tx, ids: &[String]) -> Result<Vec<Award>, Fault> {
    let sql = select().within("id", ids.iter().cloned()).push(" order by id");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// One page of all awards by id; only `verify` asks for all of them.
///
/// # Errors
/// When the database does.
pub async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Award>, Fault> {
    let sql = select().with("id > ", after).with(" order by id limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// How many awards are open within the scope.
///
/// # Errors
/// When the database does.
pub async fn count_open(tx: &mut Tx, scope: &Scope) -> Result<i64, Fault> {
    let sql = scope.filter(Sql::new("select count(*) from payments_awards where last_month is null"), "");
    tx.one(&sql).await?.only()
}

/// The awards of a jurisdiction whose past months may be wrong: adjusted, held or stopped since, or opened after the
/// regular run of a month they cover was drafted.
///
/// # Errors
/// When the database does.
pub async fn with_a_past(tx: &mut Tx, programme: &str, county: &str, before: Month) -> Result<Vec<String>, Fault> {
    let sql = Sql::new("select a.id from payments_awards a where a.programme = ")
        .arg(programme)
        .with(" and a.county = ", county)
        .with(" and a.first_month < ", before)
        .push(
            " and (exists (select 1 from payments_segments s where s.award_id = a.id and s.seq > 1) \
             or exists (select 1 from payments_lines l where l.award_id = a.id and l.state = 'held') \
             or exists (select 1 from payments_runs r where r.programme = a.programme and r.county = a.county \
             and r.kind = 'regular' and r.month >= a.first_month and (a.last_month is null or r.month <= a.last_month) \
             and r.drafted_ms < a.opened_ms)) order by a.id",
        );
    tx.all(&sql).await?.iter().map(Row::only).collect()
}
