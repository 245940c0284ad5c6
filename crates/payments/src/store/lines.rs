//! `payments_lines`.

use crate::line::{Line, LineId, LineState};
use crate::run::{RunId, RunKind};
use access::{Place, Scope};
use db::{Fault, Row, Sql, Tx, V};
use kernel::{Fen, Month};
use registry::HouseholdId;
use std::collections::HashMap;

/// The columns of a bulk load, in the order of [`row`].
pub const INSERT_COLUMNS: &[&str] = &[
    "id",
    "run_id",
    "seq",
    "programme",
    "county",
    "township",
    "village",
    "month",
    "origin_month",
    "kind",
    "corr_no",
    "line_key",
    "award_id",
    "household_id",
    "person_id",
    "payee_key",
    "name",
    "bank",
    "account_sealed",
    "account_tail",
    "amount_fen",
    "state",
    "reason",
    "answer_code",
    "replaces",
    "mac",
    "live_key",
    "live_replaces",
];
/// Columns at the end of [`INSERT_COLUMNS`] that only keys need.
const KEY_COLUMNS: usize = 2;

/// A line as the values of [`INSERT_COLUMNS`].
#[must_use]
pub fn row(line: &Line) -> Vec<V> {
    let is_live = line.state != LineState::Void;
    let replaces = line.replaces.map(|id| id.to_string());
    vec![
        line.id.to_string().into(),
        line.run.to_string().into(),
        line.seq.into(),
        (&line.programme).into(),
        (&line.place.county).into(),
        (&line.place.township).into(),
        (&line.place.village).into(),
        line.month.into(),
        line.origin_month.into(),
        line.kind.code().into(),
        line.corr_no.into(),
        (&line.key).into(),
        line.award.to_string().into(),
        line.household.to_string().into(),
        line.person.to_string().into(),
        (&line.payee_key).into(),
        (&line.name).into(),
        (&line.bank).into(),
        line.account_sealed.clone().into(),
        (&line.account_tail).into(),
        line.amount.into(),
        line.state.code().into(),
        (&line.reason).into(),
        (&line.answer_code).into(),
        replaces.clone().into(),
        line.mac.clone().into(),
        is_live.then(|| line.key.clone()).into(),
        replaces.filter(|_| is_live).into(),
    ]
}

fn read(row: &Row) -> Result<Line, Fault> {
    let mut c = row.columns();
    let (id, run, seq, programme) = (c.parsed()?, c.parsed()?, c.get()?, c.get()?);
    let place = Place { county: c.get()?, township: c.get()?, village: c.get()? };
    Ok(Line {
        id,
        run,
        seq,
        programme,
        place,
        month: c.get()?,
        origin_month: c.get()?,
        kind: c.parsed()?,
        corr_no: c.get()?,
        key: c.get()?,
        award: c.parsed()?,
        household: c.parsed()?,
        person: c.parsed()?,
        payee_key: c.get()?,
        name: c.get()?,
        bank: c.get()?,
        account_sealed: c.get()?,
        account_tail: c.get()?,
        amount: c.get()?,
        state: c.parsed()?,
        reason: c.get()?,
        answer_code: c.get()?,
        replaces: c.parsed_opt()?,
        mac: c.get()?,
    })
}

fn select() -> Sql {
    let columns = INSERT_COLUMNS[..INSERT_COLUMNS.len() - KEY_COLUMNS].join(", ");
    Sql::new("select ").push(&columns).push(" from payments_lines where ")
}

/// Stores many lines.
///
/// # Errors
/// [`Fault::Unique`] when one of them is in another run already, or corrects a line that was corrected.
pub async fn insert_all(tx: &mut Tx, lines: &[Line]) -> Result<(), Fault> {
    /// Lines of one statement: SQLite looks each value up by its name, so that few values are much faster than many.
    const AT_ONCE: usize = 16;
    for some in lines.chunks(AT_ONCE) {
        let rows: Vec<Vec<V>> = some.iter().map(row).collect();
        tx.insert_all("payments_lines", INSERT_COLUMNS, &rows).await?;
    }
    Ok(())
}

/// Throws the lines of a draft away: they stay, but no longer count.
///
/// # Errors
/// When the database does.
pub async fn void_of_run(tx: &mut Tx, run: RunId) -> Result<(), Fault> {
    let sql = Sql::new(
        "update payments_lines set state = 'void', live_key = null, live_replaces = null where run_id = $1 and state <> 'void'",
    )
    .text(run);
    tx.exec(&sql).await.map(drop)
}

/// One page of the lines of a run that count, by their number.
///
/// # Errors
/// When the database does.
pub async fn of_run(tx: &mut Tx, run: RunId, after: i64, limit: i64) -> Result<Vec<Line>, Fault> {
    let sql = select()
        .with("run_id = ", run.to_string())
        .with(" and state <> 'void' and seq > ", after)
        .with(" order by seq limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// What a page shows of a run's lines.
#[derive(Debug, Clone, Default)]
pub struct LineQuestion {
    /// Names that begin so.
    pub name: Option<String>,
    /// Only this state.
    pub state: Option<LineState>,
    /// After this number.
    pub after: i64,
    /// How many.
    pub limit: i64,
}

/// The lines of a run within the scope.
///
/// # Errors
/// When the database does.
pub async fn search(tx: &mut Tx, scope: &Scope, run: RunId, ask: &LineQuestion) -> Result<Vec<Line>, Fault> {
    let mut sql = scope.filter(select().with("run_id = ", run.to_string()), "");
    sql = match ask.state {
        Some(state) => sql.with(" and state = ", state.code()),
        None => sql.push(" and state <> 'void'"),
    };
    if let Some(name) = &ask.name {
        sql = sql.with(" and name >= ", name).with(" and name < ", format!("{name}\u{10ffff}"));
    }
    let sql = sql.with(" and seq > ", ask.after).with(" order by seq limit ", ask.limit);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// A line within the scope.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, scope: &Scope, id: LineId) -> Result<Option<Line>, Fault> {
    let mut sql = scope.filter(select().with("id = ", id.to_string()), "");
    if tx.is_writing() {
        sql = sql.push(tx.row_lock());
    }
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The lines with these ids.
///
/// # Errors
/// When the database does.
pub async fn with_ids(tx: &mut Tx, ids: &[String]) -> Result<Vec<Line>, Fault> {
    tx.all(&select().within("id", ids.iter().cloned())).await?.iter().map(read).collect()
}

/// Count and sum by state within the scope.
///
/// # Errors
/// When the database does.
pub async fn sums_by_state(tx: &mut Tx, scope: &Scope, run: RunId) -> Result<Vec<(LineState, i64, Fen)>, Fault> {
    let sql = Sql::new("select state, count(*), cast(sum(amount_fen) as bigint) from payments_lines where run_id = ");
    let sql = scope.filter(sql.arg(run.to_string()).push(" and state <> 'void'"), "").push(" group by state");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.parsed()?, c.get()?, c.get()?))
        })
        .collect()
}

/// What was lined up for each payee and month, whether arrived, on its way or returned: what must not be paid again.
/// A returned line that was corrected is not counted, its correction is.
///
/// # Errors
/// When the database does.
pub async fn lined(
    tx: &mut Tx,
    programme: &str,
    payees: &[String],
    months: (Month, Month),
) -> Result<HashMap<(String, Month), Fen>, Fault> {
    let sql = Sql::new(
        "select l.payee_key, l.month, cast(sum(l.amount_fen) as bigint) from payments_lines l where l.programme = ",
    )
    .arg(programme)
    .with(" and l.month >= ", months.0)
    .with(" and l.month <= ", months.1)
    .push(" and ")
    .within("l.payee_key", payees.iter().cloned())
    .push(
        " and l.state not in ('void', 'held') and not exists \
         (select 1 from payments_lines n where n.live_replaces = l.id) group by l.payee_key, l.month",
    );
    pairs(tx, &sql).await
}

/// As [`lined`], for everybody of one jurisdiction, leaving regular runs out.
///
/// # Errors
/// When the database does.
pub async fn lined_otherwise(
    tx: &mut Tx,
    programme: &str,
    county: &str,
    month: Month,
) -> Result<HashMap<(String, Month), Fen>, Fault> {
    let sql = Sql::new(
        "select l.payee_key, l.month, cast(sum(l.amount_fen) as bigint) from payments_lines l \
         where l.run_id in (select id from payments_runs where programme = ",
    )
    .arg(programme)
    .with(" and county = ", county)
    .with(" and kind <> ", RunKind::Regular.code())
    .with(") and l.month = ", month)
    .push(
        " and l.state not in ('void', 'held') and not exists \
         (select 1 from payments_lines n where n.live_replaces = l.id) group by l.payee_key, l.month",
    );
    pairs(tx, &sql).await
}

async fn pairs(tx: &mut Tx, sql: &Sql) -> Result<HashMap<(String, Month), Fen>, Fault> {
    let rows = tx.all(sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok(((c.get()?, c.get()?), c.get()?))
        })
        .collect()
}

/// The next free number of back-pay lines for payees and months.
///
/// # Errors
/// When the database does.
pub async fn next_numbers(
    tx: &mut Tx,
    programme: &str,
    kind: RunKind,
    payees: &[String],
) -> Result<HashMap<(String, Month), i64>, Fault> {
    let sql = Sql::new("select payee_key, month, max(corr_no) + 1 from payments_lines where programme = ")
        .arg(programme)
        .with(" and kind = ", kind.code())
        .push(" and live_key is not null and ")
        .within("payee_key", payees.iter().cloned())
        .push(" group by payee_key, month");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok(((c.get()?, c.get()?), c.get()?))
        })
        .collect()
}

/// What each payee got in the regular run of a month, for 增减.
///
/// # Errors
/// When the database does.
pub async fn amounts_of(tx: &mut Tx, run: RunId) -> Result<HashMap<String, Fen>, Fault> {
    let sql = Sql::new("select payee_key, amount_fen from payments_lines where run_id = ")
        .arg(run.to_string())
        .push(" and state not in ('void', 'held')");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, c.get()?))
        })
        .collect()
}

/// What is needed of a line to match a return file.
#[derive(Debug, Clone)]
pub struct KeyRow {
    /// The line.
    pub id: LineId,
    /// What was ordered, fen.
    pub amount: Fen,
    /// Where it stands.
    pub state: LineState,
    /// The month its debt was booked in.
    pub origin_month: Month,
}

/// The keys of a run's lines that were sent.
///
/// # Errors
/// When the database does.
pub async fn keys_of_run(tx: &mut Tx, run: RunId) -> Result<HashMap<String, KeyRow>, Fault> {
    let sql = Sql::new("select line_key, id, amount_fen, state, origin_month from payments_lines where run_id = ")
        .arg(run.to_string())
        .push(" and state not in ('void', 'held')");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            let key = c.get()?;
            Ok((key, KeyRow { id: c.parsed()?, amount: c.get()?, state: c.parsed()?, origin_month: c.get()? }))
        })
        .collect()
}

/// Notes what the bank said of some lines of a run; all of them said the same.
///
/// # Errors
/// When the database does.
pub async fn answer(tx: &mut Tx, lines: &[LineId], state: LineState, code: &str, reason: &str) -> Result<(), Fault> {
    /// Ids in one statement.
    const AT_ONCE: usize = 500;
    for some in lines.chunks(AT_ONCE) {
        let sql = Sql::new("update payments_lines set state = ")
            .arg(state.code())
            .with(", answer_code = ", code)
            .with(", reason = ", reason)
            .push(" where ")
            .within("id", some.iter().map(LineId::to_string));
        let changed = tx.exec(&sql).await?;
        if usize::try_from(changed).ok() != Some(some.len()) {
            return Err(Fault::other("payments_lines: an answered line is missing"));
        }
    }
    Ok(())
}

/// Returned or absent lines within the scope that no live line corrects, oldest month first.
///
/// # Errors
/// When the database does.
pub async fn to_correct(tx: &mut Tx, scope: &Scope, offset: i64, limit: i64) -> Result<Vec<Line>, Fault> {
    let sql = scope.filter(
        select().push(
            "state in ('returned', 'absent') and not exists \
             (select 1 from payments_lines n where n.live_replaces = payments_lines.id)",
        ),
        "",
    );
    let sql = sql.with(" order by origin_month, id limit ", limit).with(" offset ", offset);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// How many returned or absent lines within the scope wait for a person: neither mended nor paid again.
///
/// # Errors
/// When the database does.
pub async fn count_to_mend(tx: &mut Tx, scope: &Scope) -> Result<i64, Fault> {
    let sql = Sql::new(
        "select count(*) from payments_lines where state in ('returned', 'absent') and not exists \
         (select 1 from payments_lines n where n.live_replaces = payments_lines.id) and not exists \
         (select 1 from payments_fixes f where f.line_id = payments_lines.id)",
    );
    tx.one(&scope.filter(sql, "")).await?.only()
}

/// Lines in 待查 within the scope, oldest month first.
///
/// # Errors
/// When the database does.
pub async fn unknown(tx: &mut Tx, scope: &Scope, limit: i64) -> Result<Vec<Line>, Fault> {
    let sql = scope.filter(select().push("state = 'unknown'"), "");
    tx.all(&sql.with(" order by origin_month, id limit ", limit)).await?.iter().map(read).collect()
}

/// The lines of a programme and jurisdiction that were mended and wait for a correction run.
///
/// # Errors
/// When the database does.
pub async fn mended(tx: &mut Tx, programme: &str, county: &str) -> Result<Vec<Line>, Fault> {
    let sql = select()
        .with("programme = ", programme)
        .with(" and county = ", county)
        .push(" and state in ('returned', 'absent') and id in (select line_id from payments_fixes where programme = ")
        .arg(programme)
        .with(" and county = ", county)
        .push(
            ") and not exists (select 1 from payments_lines n where n.live_replaces = payments_lines.id) \
             order by origin_month, id",
        );
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The runs and lines of a household within the scope, newest first.
///
/// # Errors
/// When the database does.
pub async fn of_household(tx: &mut Tx, scope: &Scope, household: HouseholdId, limit: i64) -> Result<Vec<Line>, Fault> {
    let sql = scope.filter(select().with("household_id = ", household.to_string()).push(" and state <> 'void'"), "");
    tx.all(&sql.with(" order by month desc, id desc limit ", limit)).await?.iter().map(read).collect()
}

/// Whether a run pays one of these households.
///
/// # Errors
/// When the database does.
pub async fn run_has_household(tx: &mut Tx, run: RunId, households: &[String]) -> Result<Vec<i64>, Fault> {
    let sql = Sql::new("select seq from payments_lines where run_id = ")
        .arg(run.to_string())
        .push(" and state <> 'void' and ")
        .within("household_id", households.iter().cloned())
        .push(" order by seq limit 20");
    tx.all(&sql).await?.iter().map(Row::only).collect()
}

async fn month_rows(tx: &mut Tx, sql: Sql) -> Result<Vec<MonthSum>, Fault> {
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            let (state, next_month, next_state) = (c.parsed()?, c.get()?, c.get::<Option<String>>()?);
            Ok(MonthSum {
                state,
                next_month,
                next_is_sent: next_state.is_some_and(|s| is_sent(&s)),
                sum: c.get()?,
                lines: c.get()?,
            })
        })
        .collect()
}

fn is_sent(state: &str) -> bool {
    state.parse::<crate::run::RunState>().is_ok_and(crate::run::RunState::is_sent)
}

/// Lines of one month that stand alike.
#[derive(Debug, Clone)]
pub struct MonthSum {
    /// How they stand.
    pub state: LineState,
    /// The month of the run that corrects them, if one does.
    pub next_month: Option<Month>,
    /// Whether that run was sent.
    pub next_is_sent: bool,
    /// Their sum, fen.
    pub sum: Fen,
    /// How many.
    pub lines: i64,
}

const MONTH_SUMS: &str = "select l.state, nr.month, nr.state, cast(sum(l.amount_fen) as bigint), count(*) \
                          from payments_lines l join payments_runs r on r.id = l.run_id \
                          left join payments_lines n on n.live_replaces = l.id \
                          left join payments_runs nr on nr.id = n.run_id where l.state <> 'void'";

/// Lines of the runs booked in a month, by how they stand.
///
/// # Errors
/// When the database does.
pub async fn sums_of_month(tx: &mut Tx, programme: &str, county: &str, month: Month) -> Result<Vec<MonthSum>, Fault> {
    let sql = Sql::new(MONTH_SUMS)
        .with(" and r.programme = ", programme)
        .with(" and r.county = ", county)
        .with(" and r.month = ", month)
        .push(" group by l.state, nr.month, nr.state");
    month_rows(tx, sql).await
}

/// Lines that came back and whose debt was booked in a month, by how they stand.
///
/// # Errors
/// When the database does.
pub async fn sums_of_origin(tx: &mut Tx, programme: &str, county: &str, month: Month) -> Result<Vec<MonthSum>, Fault> {
    let sql = Sql::new(MONTH_SUMS)
        .with(" and l.programme = ", programme)
        .with(" and l.county = ", county)
        .with(" and l.origin_month = ", month)
        .push(" and l.state in ('returned', 'absent') group by l.state, nr.month, nr.state");
    month_rows(tx, sql).await
}

/// What was sent to a payee for a month and did not come back, fen.
///
/// # Errors
/// When the database does.
pub async fn sent_in_month(tx: &mut Tx, programme: &str, payee_key: &str, month: Month) -> Result<Fen, Fault> {
    let sql = Sql::new(
        "select cast(coalesce(sum(l.amount_fen), 0) as bigint) from payments_lines l \
         join payments_runs r on r.id = l.run_id where l.programme = $1 and l.payee_key = $2 and l.month = $3 and \
         (l.state in ('arrived', 'unknown') or (l.state = 'listed' and r.state in ('sent', 'reconciled', 'closed')))",
    )
    .bind(programme)
    .bind(payee_key)
    .bind(month);
    tx.one(&sql).await?.only()
}

/// Which of these keys are held by a line already: the run's number and the name, ten at most.
///
/// # Errors
/// When the database does.
pub async fn holders(tx: &mut Tx, keys: &[String]) -> Result<Vec<(String, String)>, Fault> {
    let sql = Sql::new("select r.number, l.name from payments_lines l join payments_runs r on r.id = l.run_id where ")
        .within("l.live_key", keys.iter().cloned())
        .push(" limit 10");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, c.get()?))
        })
        .collect()
}
