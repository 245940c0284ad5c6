//! `cases_applications`.

use crate::case::{Case, CaseId, Draw};
use crate::stage::Stage;
use access::{Place, Scope};
use crypto::Keyring;
use db::{Fault, Row, Sql, Tx, V};
use kernel::{Day, Moment};
use registry::HouseholdId;
use std::collections::HashMap;

const COLUMNS: &str = "id, number, programme, regime, county, township, village, team, household_id, applicant_id, \
                       applicant_name, persons, accepted_on, state, step, step_since, due_on, posted_until, \
                       paused_since, next_action, declared_sealed, amount_fen, kin_of_staff, drawn, supervised, \
                       accepted_by, verified_by, closed_on, skipped, version";

fn select() -> Sql {
    Sql::new("select ").push(COLUMNS).push(" from cases_applications where ")
}

/// As [`select`], without the declarations: a list shows none of them.
fn select_listed() -> Sql {
    Sql::new("select ").push(&COLUMNS.replace("declared_sealed", "null")).push(" from cases_applications where ")
}

fn stage(state: &str, step: String, until: Option<Day>, paused: Option<Day>) -> Result<Stage, Fault> {
    let bad = || Fault::other(format!("cases_applications.state: {state} without its day"));
    Ok(match state {
        "waiting" => Stage::Waiting { step },
        "posted" => Stage::Posted { step, until: until.ok_or_else(bad)? },
        "correcting" => Stage::Correcting { step, since: paused.ok_or_else(bad)? },
        "approved" => Stage::Approved,
        "refused" => Stage::Refused,
        "withdrawn" => Stage::Withdrawn,
        other => return Err(Fault::other(format!("cases_applications.state: {other}"))),
    })
}

fn read(row: &Row) -> Result<Case, Fault> {
    let mut c = row.columns();
    let (id, number, programme, regime) = (c.parsed()?, c.get()?, c.get()?, c.get()?);
    let place = Place { county: c.get()?, township: c.get()?, village: c.get()? };
    let (team, household, applicant, applicant_name) = (c.get()?, c.parsed()?, c.parsed()?, c.get()?);
    let (persons, accepted_on) = (c.get()?, c.get()?);
    let (state, step, since, due): (String, String, Day, Option<Day>) = (c.get()?, c.get()?, c.get()?, c.get()?);
    let (until, paused) = (c.get()?, c.get()?);
    Ok(Case {
        id,
        number,
        programme,
        regime,
        place,
        team,
        household,
        applicant,
        applicant_name,
        persons,
        accepted_on,
        stage: stage(&state, step, until, paused)?,
        since,
        due,
        next_action: c.get()?,
        declared_sealed: c.get::<Option<Vec<u8>>>()?.unwrap_or_default(),
        amount: c.get()?,
        kin_of_staff: c.get()?,
        draw: Draw::from_code(c.get()?)?,
        supervised: c.get()?,
        accepted_by: c.get()?,
        verified_by: c.get()?,
        closed_on: c.get()?,
        skipped: c.get()?,
        version: c.get()?,
    })
}

/// What a declaration is sealed for.
#[must_use]
pub fn declared_place(id: CaseId) -> String {
    format!("cases_applications.declared.{id}")
}

/// Opens the declaration of a case.
///
/// # Errors
/// When it cannot be opened.
pub fn declared(keys: &Keyring, case: &Case) -> Result<Vec<u8>, Fault> {
    let place = declared_place(case.id);
    let plain = keys.open(&place, &case.declared_sealed).map_err(|e| Fault::other(format!("{place}: {e}")))?;
    Ok(plain.to_vec())
}

fn days(stage: &Stage) -> (Option<Day>, Option<Day>) {
    match stage {
        Stage::Posted { until, .. } => (Some(*until), None),
        Stage::Correcting { since, .. } => (None, Some(*since)),
        Stage::Waiting { .. } | Stage::Approved | Stage::Refused | Stage::Withdrawn => (None, None),
    }
}

/// The columns of a bulk load, in the order of [`row`].
pub const INSERT_COLUMNS: &[&str] = &[
    "id",
    "number",
    "programme",
    "regime",
    "county",
    "township",
    "village",
    "team",
    "household_id",
    "applicant_id",
    "applicant_name",
    "persons",
    "accepted_on",
    "state",
    "step",
    "step_since",
    "due_on",
    "posted_until",
    "paused_since",
    "next_action",
    "declared_sealed",
    "amount_fen",
    "kin_of_staff",
    "drawn",
    "supervised",
    "accepted_by",
    "verified_by",
    "closed_on",
    "skipped",
    "version",
    "created_ms",
];

/// A case as the values of [`INSERT_COLUMNS`].
#[must_use]
pub fn row(case: &Case, now: Moment) -> Vec<V> {
    let (until, paused) = days(&case.stage);
    vec![
        case.id.to_string().into(),
        (&case.number).into(),
        (&case.programme).into(),
        (&case.regime).into(),
        (&case.place.county).into(),
        (&case.place.township).into(),
        (&case.place.village).into(),
        (&case.team).into(),
        case.household.to_string().into(),
        case.applicant.to_string().into(),
        (&case.applicant_name).into(),
        case.persons.into(),
        case.accepted_on.into(),
        case.stage.code().into(),
        case.stage.step().into(),
        case.since.into(),
        case.due.into(),
        until.into(),
        paused.into(),
        (&case.next_action).into(),
        case.declared_sealed.clone().into(),
        case.amount.into(),
        case.kin_of_staff.into(),
        case.draw.code().into(),
        case.supervised.into(),
        (&case.accepted_by).into(),
        (&case.verified_by).into(),
        case.closed_on.into(),
        (&case.skipped).into(),
        case.version.into(),
        now.into(),
    ]
}

/// Stores a new case.
///
/// # Errors
/// [`Fault::Unique`] when the number is taken.
pub async fn insert(tx: &mut Tx, case: &Case, now: Moment) -> Result<(), Fault> {
    tx.insert_all("cases_applications", INSERT_COLUMNS, &[row(case, now)]).await
}

/// Saves a case over the version that was loaded; `false` when somebody else was faster.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Tx, case: &Case) -> Result<bool, Fault> {
    let (until, paused) = days(&case.stage);
    let sql = Sql::new(
        "update cases_applications set state = $1, step = $2, step_since = $3, due_on = $4, posted_until = $5, \
         paused_since = $6, next_action = $7, declared_sealed = $8, amount_fen = $9, kin_of_staff = $10, drawn = $11, \
         supervised = $12, verified_by = $13, closed_on = $14, persons = $15, skipped = $16, version = version + 1 \
         where id = $17 and version = $18",
    )
    .bind(case.stage.code())
    .bind(case.stage.step())
    .bind(case.since)
    .bind(case.due)
    .bind(until)
    .bind(paused)
    .bind(&case.next_action)
    .bind(case.declared_sealed.clone())
    .bind(case.amount)
    .bind(case.kin_of_staff)
    .bind(case.draw.code())
    .bind(case.supervised)
    .bind(&case.verified_by)
    .bind(case.closed_on)
    .bind(case.persons)
    .bind(&case.skipped)
    .text(case.id)
    .bind(case.version);
    Ok(tx.exec(&sql).await? == 1)
}

/// A case within the scope.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, scope: &Scope, id: CaseId) -> Result<Option<Case>, Fault> {
    let sql = scope.filter(select().with("id = ", id.to_string()), "");
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// Several cases within the scope, in no order.
///
/// # Errors
/// When the database does.
pub async fn with_ids(tx: &mut Tx, scope: &Scope, ids: &[String]) -> Result<Vec<Case>, Fault> {
    let sql = scope.filter(select().within("id", ids.iter().cloned()), "");
    tx.all(&sql).await?.iter().map(read).collect()
}

/// A case within the scope, locked until the transaction ends.
///
/// # Errors
/// When the database does.
pub async fn lock(tx: &mut Tx, scope: &Scope, id: CaseId) -> Result<Option<Case>, Fault> {
    let sql = scope.filter(select().with("id = ", id.to_string()), "").push(tx.row_lock());
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// By 受理号, within the scope.
///
/// # Errors
/// When the database does.
pub async fn by_number(tx: &mut Tx, scope: &Scope, number: &str) -> Result<Option<Case>, Fault> {
    let sql = scope.filter(select().with("number = ", number), "");
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// The cases of a household within the scope, newest first.
///
/// # Errors
/// When the database does.
pub async fn of_household(tx: &mut Tx, scope: &Scope, household: HouseholdId) -> Result<Vec<Case>, Fault> {
    let sql = scope.filter(select().with("household_id = ", household.to_string()), "");
    tx.all(&sql.push(" order by id desc limit 50")).await?.iter().map(read).collect()
}

/// The programmes a household was granted and that were not stopped since, other than through one case.
///
/// # Errors
/// When the database does.
pub async fn standing(tx: &mut Tx, household: HouseholdId, except: Option<CaseId>) -> Result<Vec<String>, Fault> {
    let mut sql = Sql::new(
        "select distinct programme from cases_applications a where a.state = 'approved' and not exists \
         (select 1 from cases_steps s where s.case_id = a.id and s.step = 'stop') and ",
    )
    .with("a.household_id = ", household.to_string());
    if let Some(except) = except {
        sql = sql.with(" and a.id <> ", except.to_string());
    }
    tx.all(&sql.push(" order by programme")).await?.iter().map(Row::only).collect()
}

/// What a household has: granted and not stopped since, or being handled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Programmes granted.
    pub granted: Vec<String>,
    /// Programmes with an open case.
    pub open: Vec<String>,
}

/// What each of some households has; those with nothing are absent.
///
/// # Errors
/// When the database does.
pub async fn taken(tx: &mut Tx, households: &[String]) -> Result<HashMap<String, Taken>, Fault> {
    let sql = Sql::new(
        "select distinct a.household_id, a.programme, a.state from cases_applications a where a.state in \
         ('approved', 'waiting', 'posted', 'correcting') and not exists \
         (select 1 from cases_steps s where s.case_id = a.id and s.step = 'stop') and ",
    );
    let mut found: HashMap<String, Taken> = HashMap::new();
    for row in tx.all(&sql.within("a.household_id", households.iter().cloned())).await? {
        let mut c = row.columns();
        let (household, programme, state): (String, String, String) = (c.get()?, c.get()?, c.get()?);
        let taken = found.entry(household).or_default();
        if state == "approved" { taken.granted.push(programme) } else { taken.open.push(programme) }
    }
    Ok(found)
}

/// The newest case of each household within the scope, with its declaration, by id.
///
/// # Errors
/// When the database does.
pub async fn newest(tx: &mut Tx, scope: &Scope, after: &str, limit: i64) -> Result<Vec<Case>, Fault> {
    let sql = scope.filter(select().with("id > ", after), "").push(
        " and not exists (select 1 from cases_applications n where n.household_id = cases_applications.household_id \
         and n.id > cases_applications.id)",
    );
    tx.all(&sql.push(" order by id").with(" limit ", limit)).await?.iter().map(read).collect()
}

/// Which cases a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that wait for one of the actions.
    Waiting,
    /// Those with a notice that stands.
    Posted,
    /// Those whose applicant must bring something.
    Correcting,
    /// Those that ended.
    Closed,
    /// All.
    Every,
}

fn which(sql: Sql, which: Which, actions: &[&str], today: Day) -> Sql {
    match which {
        Which::Waiting => sql
            .with("(state = 'waiting' or (state = 'posted' and posted_until < ", today)
            .push(")) and ")
            .within("next_action", actions.iter().copied()),
        Which::Posted => sql.with("state = 'posted' and posted_until >= ", today),
        Which::Correcting => sql.push("state = 'correcting'"),
        Which::Closed => sql.push("state in ('approved', 'refused', 'withdrawn')"),
        Which::Every => sql.push("1 = 1"),
    }
}

/// One page of a list, by due day, without the declarations; cases that ended by the day they ended, newest first.
///
/// # Errors
/// When the database does.
pub async fn page(
    tx: &mut Tx,
    scope: &Scope,
    kind: Which,
    actions: &[&str],
    today: Day,
    offset: i64,
    limit: i64,
) -> Result<Vec<Case>, Fault> {
    let sql = scope.filter(which(select_listed(), kind, actions, today), "");
    let order = match kind {
        Which::Closed => " order by closed_on desc, id desc",
        Which::Waiting | Which::Posted | Which::Correcting => " order by due_on, id",
        Which::Every => " order by id desc",
    };
    let sql = sql.push(order).with(" limit ", limit).with(" offset ", offset);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// How many cases a list has.
///
/// # Errors
/// When the database does.
pub async fn count(tx: &mut Tx, scope: &Scope, kind: Which, actions: &[&str], today: Day) -> Result<i64, Fault> {
    let sql = which(Sql::new("select count(*) from cases_applications where "), kind, actions, today);
    tx.one(&scope.filter(sql, "")).await?.only()
}

/// How many wait for each action: the tabs of the desk.
///
/// # Errors
/// When the database does.
pub async fn counts_by_action(
    tx: &mut Tx,
    scope: &Scope,
    actions: &[&str],
    today: Day,
) -> Result<Vec<(String, i64)>, Fault> {
    let sql = Sql::new("select next_action, count(*) from cases_applications where ");
    let sql = scope.filter(which(sql, Which::Waiting, actions, today), "").push(" group by next_action");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, c.get()?))
        })
        .collect()
}

/// Of those that wait for one of the actions: how many are past their time, due today, and due by a later day.
///
/// # Errors
/// When the database does.
pub async fn urgency(
    tx: &mut Tx,
    scope: &Scope,
    actions: &[&str],
    (today, soon): (Day, Day),
) -> Result<(i64, i64, i64), Fault> {
    let sql = Sql::new("select cast(coalesce(sum(case when due_on < ")
        .arg(today)
        .with(" then 1 else 0 end), 0) as bigint), cast(coalesce(sum(case when due_on = ", today)
        .with(" then 1 else 0 end), 0) as bigint), cast(coalesce(sum(case when due_on > ", today)
        .with(" and due_on <= ", soon)
        .push(" then 1 else 0 end), 0) as bigint) from cases_applications where ");
    let row = tx.one(&scope.filter(which(sql, Which::Waiting, actions, today), "")).await?;
    let mut c = row.columns();
    Ok((c.get()?, c.get()?, c.get()?))
}

/// How many cases the county drew and saw since a day: the share of visits (抽查比例).
///
/// # Errors
/// When the database does.
pub async fn drawn_since(tx: &mut Tx, county: &str, since: Day) -> Result<(i64, i64), Fault> {
    let sql = Sql::new(
        "select count(*), cast(coalesce(sum(case when drawn >= 2 then 1 else 0 end), 0) as bigint) \
         from cases_applications where county = $1 and drawn > 0 and accepted_on >= $2",
    )
    .bind(county)
    .bind(since);
    let row = tx.one(&sql).await?;
    let mut c = row.columns();
    Ok((c.get()?, c.get()?))
}

/// Whether a household has an open case of this programme, other than one.
///
/// # Errors
/// When the database does.
pub async fn open_of_household(tx: &mut Tx, household: HouseholdId, programme: &str) -> Result<Option<String>, Fault> {
    let sql = Sql::new(
        "select number from cases_applications where household_id = $1 and programme = $2 and \
         state in ('waiting', 'posted', 'correcting') limit 1",
    )
    .text(household)
    .bind(programme);
    tx.opt(&sql).await?.map(|row| row.only()).transpose()
}
