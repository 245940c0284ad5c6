//! `cases_clues`: what households may be entitled to and have not asked for.

use crate::clue::{Clue, ClueId, ClueState};
use access::{Place, Scope};
use db::{Fault, Row, Sql, Tx, V};
use kernel::Day;
use registry::HouseholdId;
use std::collections::HashMap;

const COLUMNS: &str = "id, household_id, programme, county, township, village, team, name, case_id, amount_fen, missing, \
                       found_on, state, note, acted_on, by_staff, version";

fn select() -> Sql {
    Sql::new("select ").push(COLUMNS).push(" from cases_clues where ")
}

fn read(row: &Row) -> Result<Clue, Fault> {
    let mut c = row.columns();
    let (id, household, programme) = (c.parsed()?, c.parsed()?, c.get()?);
    let place = Place { county: c.get()?, township: c.get()?, village: c.get()? };
    let (team, name, case, amount, missing, found) = (c.get()?, c.get()?, c.parsed()?, c.get()?, c.get()?, c.get()?);
    let state: String = c.get()?;
    let state = ClueState::of(&state).ok_or_else(|| Fault::other(format!("cases_clues.state: {state}")))?;
    let (note, acted, by, version) = (c.get()?, c.get()?, c.get()?, c.get()?);
    Ok(Clue {
        id,
        household,
        programme,
        place,
        team,
        name,
        case,
        amount,
        missing,
        found,
        state,
        note,
        acted,
        by,
        version,
    })
}

/// Stores new clues; what another press stored first stays.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, clue: &Clue) -> Result<bool, Fault> {
    let values: Vec<V> = vec![
        clue.id.to_string().into(),
        clue.household.to_string().into(),
        (&clue.programme).into(),
        (&clue.place.county).into(),
        (&clue.place.township).into(),
        (&clue.place.village).into(),
        (&clue.team).into(),
        (&clue.name).into(),
        clue.case.to_string().into(),
        clue.amount.into(),
        (&clue.missing).into(),
        clue.found.into(),
        clue.state.code().into(),
        (&clue.note).into(),
        clue.acted.into(),
        (&clue.by).into(),
        clue.version.into(),
    ];
    let mut sql = Sql::new("insert into cases_clues (").push(COLUMNS).push(") values (");
    for (at, value) in values.into_iter().enumerate() {
        sql = if at == 0 { sql.arg(value) } else { sql.push(", ").arg(value) };
    }
    Ok(tx.exec(&sql.push(") on conflict (household_id, programme) do nothing")).await? == 1)
}

/// Saves a clue over the version that was loaded; `false` when somebody else was faster.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Tx, clue: &Clue) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update cases_clues set case_id = $1, name = $2, amount_fen = $3, missing = $4, found_on = $5, state = $6, \
         note = $7, acted_on = $8, by_staff = $9, version = version + 1 where id = $10 and version = $11",
    )
    .text(clue.case)
    .bind(&clue.name)
    .bind(clue.amount)
    .bind(&clue.missing)
    .bind(clue.found)
    .bind(clue.state.code())
    .bind(&clue.note)
    .bind(clue.acted)
    .bind(&clue.by)
    .text(clue.id)
    .bind(clue.version);
    Ok(tx.exec(&sql).await? == 1)
}

/// A clue within the scope, locked until the transaction ends when it writes.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, scope: &Scope, id: ClueId) -> Result<Option<Clue>, Fault> {
    let sql = scope.filter(select().with("id = ", id.to_string()), "");
    let sql = if tx.is_writing() { sql.push(tx.row_lock()) } else { sql };
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// All clues of some households.
///
/// # Errors
/// When the database does.
pub async fn of_households(tx: &mut Tx, households: &[String]) -> Result<Vec<Clue>, Fault> {
    let sql = select().within("household_id", households.iter().cloned());
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The live clue of a household for a programme.
///
/// # Errors
/// When the database does.
pub async fn live(tx: &mut Tx, household: HouseholdId, programme: &str) -> Result<Option<Clue>, Fault> {
    let sql = select().with("household_id = ", household.to_string()).with(" and programme = ", programme);
    tx.opt(&sql.push(" and state in ('open', 'informed')")).await?.as_ref().map(read).transpose()
}

/// One page of a list: those that are settled first, then by the day they were found.
///
/// # Errors
/// When the database does.
pub async fn page(
    tx: &mut Tx,
    scope: &Scope,
    state: ClueState,
    programme: &str,
    offset: i64,
    limit: i64,
) -> Result<Vec<Clue>, Fault> {
    let mut sql = scope.filter(select().with("state = ", state.code()), "");
    if !programme.is_empty() {
        sql = sql.with(" and programme = ", programme);
    }
    let order = " order by case when missing = '' then 0 else 1 end, found_on, id";
    let sql = sql.push(order).with(" limit ", limit).with(" offset ", offset);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// How many clues there are by state and programme.
///
/// # Errors
/// When the database does.
pub async fn counts(tx: &mut Tx, scope: &Scope) -> Result<HashMap<(String, String), i64>, Fault> {
    let sql = scope.filter(Sql::new("select state, programme, count(*) from cases_clues where 1 = 1"), "");
    let rows = tx.all(&sql.push(" group by state, programme")).await?;
    let read = |row: &Row| {
        let mut c = row.columns();
        Ok(((c.get()?, c.get()?), c.get()?))
    };
    rows.iter().map(read).collect()
}

/// By place below the scope: live clues, and those that became applications.
///
/// # Errors
/// When the database does.
pub async fn by_township(tx: &mut Tx, scope: &Scope) -> Result<Vec<Spread>, Fault> {
    let sql = Sql::new(
        "select county, township, cast(sum(case when state = 'open' then 1 else 0 end) as bigint), \
         cast(sum(case when state = 'informed' then 1 else 0 end) as bigint), \
         cast(sum(case when state = 'applied' then 1 else 0 end) as bigint), max(found_on) \
         from cases_clues where 1 = 1",
    );
    let rows = tx.all(&scope.filter(sql, "").push(" group by county, township order by county, township")).await?;
    let read = |row: &Row| {
        let mut c = row.columns();
        Ok(Spread {
            county: c.get()?,
            township: c.get()?,
            open: c.get()?,
            informed: c.get()?,
            applied: c.get()?,
            found: c.get()?,
        })
    };
    rows.iter().map(read).collect()
}

/// How a township stands with its clues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// County.
    pub county: String,
    /// Township.
    pub township: String,
    /// 待告知.
    pub open: i64,
    /// 已告知.
    pub informed: i64,
    /// 已申请.
    pub applied: i64,
    /// The last day one was found.
    pub found: Day,
}
