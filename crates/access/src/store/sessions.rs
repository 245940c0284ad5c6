//! `access_sessions`: rights are read anew with every request, nothing about them is in the cookie.

use crate::actor::{Actor, OfficeKind, PostId, SessionId, StaffId, scope_of};
use db::{Fault, Sql, Tx};
use kernel::{Moment, RawId};

/// A login.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id, shown in the list.
    pub id: SessionId,
    /// When it began.
    pub created: Moment,
    /// When it was last used.
    pub seen: Moment,
    /// From where.
    pub address: String,
    /// With what.
    pub browser: String,
    /// When it ended.
    pub ended: Option<Moment>,
}

/// A new login.
#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    /// SM3 of the cookie's value.
    pub token_hash: Vec<u8>,
    /// Its id.
    pub id: SessionId,
    /// Who.
    pub staff: StaffId,
    /// In which post.
    pub post: PostId,
    /// From where.
    pub address: &'a str,
    /// With what.
    pub browser: &'a str,
}

/// Stores a login.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, session: &NewSession<'_>, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into access_sessions (token_hash, id, staff_id, post_id, created_ms, seen_ms, second_factor_ms, \
         address, browser) values ($1, $2, $3, $4, $5, $5, 0, $6, $7)",
    )
    .bind(session.token_hash.clone())
    .text(session.id)
    .text(session.staff)
    .text(session.post)
    .bind(now)
    .bind(session.address)
    .bind(session.browser);
    tx.exec(&sql).await.map(drop)
}

/// Who stands behind a cookie.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Who, in which post.
    pub actor: Actor,
    /// When the session was last seen.
    pub seen: Moment,
    /// Messages the post has not read.
    pub unread: i64,
}

/// Who stands behind a cookie; `None` when the session ended, its post ended, or it was idle or alive for too long.
///
/// # Errors
/// When the database does.
pub async fn actor(
    tx: &mut Tx,
    token_hash: &[u8],
    now: Moment,
    idle_ms: i64,
    most_ms: i64,
) -> Result<Option<Standing>, Fault> {
    let sql = Sql::new(
        "select s.id, s.seen_ms, s.second_factor_ms, st.id, st.name, st.id_blind, p.id, p.role, o.id, o.name, o.kind, \
         o.county, o.township, o.village, p.unread from access_sessions s join access_staff st on st.id = s.staff_id \
         join access_posts p on p.id = s.post_id join access_offices o on o.id = p.office_id \
         where s.token_hash = $1 and s.ended_ms is null and s.seen_ms > $2 and s.created_ms > $3 \
         and st.state = 'active' and p.from_day <= $4 and (p.to_day is null or p.to_day >= $4)",
    )
    .bind(token_hash)
    .bind(now.millis() - idle_ms)
    .bind(now.millis() - most_ms)
    .bind(now.day());
    let Some(row) = tx.opt(&sql).await? else { return Ok(None) };
    let mut c = row.columns();
    let session = c.parsed()?;
    let seen: Moment = c.get()?;
    let second_factor_at = c.get()?;
    let (staff, name, own_blind) = (c.parsed()?, c.get()?, c.get()?);
    let (post, role, office, office_name) = (c.parsed()?, c.parsed()?, c.parsed()?, c.get()?);
    let kind: OfficeKind = c.parsed()?;
    let (county, township, village): (String, String, String) = (c.get()?, c.get()?, c.get()?);
    let unread = c.get()?;
    let scope = scope_of(role, kind, &county, &township, &village);
    let actor =
        Actor { staff, name, post, role, office, office_name, scope, session, second_factor_at, now, own_blind };
    Ok(Some(Standing { actor, seen, unread }))
}

/// Notes that a session was used.
///
/// # Errors
/// When the database does.
pub async fn touch(tx: &mut Tx, id: SessionId, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new("update access_sessions set seen_ms = $1 where id = $2 and seen_ms < $1").bind(now).text(id);
    tx.exec(&sql).await.map(drop)
}

/// Notes that the second factor was given.
///
/// # Errors
/// When the database does.
pub async fn second_factor(tx: &mut Tx, id: SessionId, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new("update access_sessions set second_factor_ms = $1 where id = $2").bind(now).text(id);
    tx.exec(&sql).await.map(drop)
}

/// Changes the post a session works in.
///
/// # Errors
/// When the database does.
pub async fn change_post(tx: &mut Tx, id: SessionId, post: PostId) -> Result<(), Fault> {
    tx.exec(&Sql::new("update access_sessions set post_id = $1 where id = $2").text(post).text(id)).await.map(drop)
}

/// Ends one session of somebody; `false` when it was not theirs or had ended.
///
/// # Errors
/// When the database does.
pub async fn end(tx: &mut Tx, staff: StaffId, id: SessionId, now: Moment) -> Result<bool, Fault> {
    let sql = Sql::new("update access_sessions set ended_ms = $1 where id = $2 and staff_id = $3 and ended_ms is null")
        .bind(now)
        .text(id)
        .text(staff);
    Ok(tx.exec(&sql).await? == 1)
}

/// Ends a session, whoever's it is; `false` when it had ended.
///
/// # Errors
/// When the database does.
pub async fn end_any(tx: &mut Tx, id: SessionId, now: Moment) -> Result<bool, Fault> {
    let sql =
        Sql::new("update access_sessions set ended_ms = $1 where id = $2 and ended_ms is null").bind(now).text(id);
    Ok(tx.exec(&sql).await? == 1)
}

/// Ends all sessions of somebody.
///
/// # Errors
/// When the database does.
pub async fn end_of_staff(tx: &mut Tx, staff: StaffId, now: Moment) -> Result<u64, Fault> {
    let sql = Sql::new("update access_sessions set ended_ms = $1 where staff_id = $2 and ended_ms is null")
        .bind(now)
        .text(staff);
    tx.exec(&sql).await
}

/// An open session with whose it is, for the security administrator.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// The session.
    pub session: Session,
    /// Whose: the login.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Their office.
    pub office: String,
}

/// The sessions that are open and were used since a moment, of one login or of everybody, latest use first.
///
/// # Errors
/// When the database does.
pub async fn open_since(tx: &mut Tx, login: &str, since: Moment, limit: i64) -> Result<Vec<OpenSession>, Fault> {
    let mut sql = Sql::new(
        "select s.id, s.created_ms, s.seen_ms, s.address, s.browser, st.login, st.name, o.name \
         from access_sessions s join access_staff st on st.id = s.staff_id join access_posts p on p.id = s.post_id \
         join access_offices o on o.id = p.office_id where s.ended_ms is null",
    )
    .with(" and s.seen_ms > ", since);
    if !login.is_empty() {
        sql = sql.with(" and st.login = ", login);
    }
    let rows = tx.all(&sql.with(" order by s.seen_ms desc limit ", limit)).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            let session = Session {
                id: c.parsed::<SessionId>()?,
                created: c.get()?,
                seen: c.get()?,
                address: c.get()?,
                browser: c.get()?,
                ended: None,
            };
            Ok(OpenSession { session, login: c.get()?, name: c.get()?, office: c.get()? })
        })
        .collect()
}

/// Ends all sessions of a post: its holder has left it.
///
/// # Errors
/// When the database does.
pub async fn end_of_post(tx: &mut Tx, post: PostId, now: Moment) -> Result<u64, Fault> {
    let sql = Sql::new("update access_sessions set ended_ms = $1 where post_id = $2 and ended_ms is null")
        .bind(now)
        .text(post);
    tx.exec(&sql).await
}

/// The newest logins of somebody.
///
/// # Errors
/// When the database does.
pub async fn of_staff(tx: &mut Tx, staff: StaffId) -> Result<Vec<Session>, Fault> {
    let sql = Sql::new(
        "select id, created_ms, seen_ms, address, browser, ended_ms from access_sessions where staff_id = $1 \
         order by created_ms desc limit 20",
    )
    .text(staff);
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok(Session {
                id: c.parsed::<SessionId>()?,
                created: c.get()?,
                seen: c.get()?,
                address: c.get()?,
                browser: c.get()?,
                ended: c.get()?,
            })
        })
        .collect()
}

/// A session id read from a form.
#[must_use]
pub fn parse_id(text: &str) -> Option<SessionId> {
    RawId::parse(text).ok().map(|raw| SessionId::from_bytes(raw.bytes()))
}
