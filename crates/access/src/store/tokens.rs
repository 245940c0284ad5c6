//! `access_tokens`: tokens of departments and mobile clients, with scopes and an end.

use crate::actor::{Actor, OfficeKind, PostId, SessionId, StaffId, scope_of};
use db::{Fault, Sql, Tx};
use kernel::Moment;

/// A token as shown in the list; its value is shown once, when it is made.
#[derive(Debug, Clone)]
pub struct Token {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// The actions it may do, apart by blanks.
    pub scopes: String,
    /// When it ends by itself.
    pub expires: Moment,
    /// When it was ended.
    pub ended: Option<Moment>,
}

/// A new token.
#[derive(Debug, Clone)]
pub struct NewToken<'a> {
    /// SM3 of its value.
    pub hash: Vec<u8>,
    /// Its id.
    pub id: String,
    /// For whom it acts.
    pub staff: StaffId,
    /// In which post.
    pub post: PostId,
    /// What it is for.
    pub name: &'a str,
    /// The actions it may do, apart by blanks.
    pub scopes: &'a str,
    /// When it ends.
    pub expires: Moment,
}

/// Stores a token.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, token: &NewToken<'_>, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into access_tokens (token_hash, id, staff_id, post_id, name, scopes, created_ms, expires_ms) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(token.hash.clone())
    .bind(&token.id)
    .text(token.staff)
    .text(token.post)
    .bind(token.name)
    .bind(token.scopes)
    .bind(now)
    .bind(token.expires);
    tx.exec(&sql).await.map(drop)
}

/// Who stands behind a token, and what it may do.
///
/// # Errors
/// When the database does.
pub async fn actor(tx: &mut Tx, hash: &[u8], now: Moment) -> Result<Option<(Actor, String)>, Fault> {
    let sql = Sql::new(
        "select t.scopes, st.id, st.name, st.id_blind, p.id, p.role, o.id, o.name, o.kind, o.county, o.township, \
         o.village from access_tokens t join access_staff st on st.id = t.staff_id join access_posts p on p.id = \
         t.post_id join access_offices o on o.id = p.office_id where t.token_hash = $1 and t.ended_ms is null and \
         t.expires_ms > $2 and st.state = 'active' and p.from_day <= $3 and (p.to_day is null or p.to_day >= $3)",
    )
    .bind(hash)
    .bind(now)
    .bind(now.day());
    let Some(row) = tx.opt(&sql).await? else { return Ok(None) };
    let mut c = row.columns();
    let scopes = c.get()?;
    let (staff, name, own_blind) = (c.parsed()?, c.get()?, c.get()?);
    let (post, role, office, office_name) = (c.parsed()?, c.parsed()?, c.parsed()?, c.get()?);
    let kind: OfficeKind = c.parsed()?;
    let (county, township, village): (String, String, String) = (c.get()?, c.get()?, c.get()?);
    let scope = scope_of(role, kind, &county, &township, &village);
    let session = SessionId::from_bytes([0; 16]);
    let second_factor_at = Moment::from_millis(0);
    let actor =
        Actor { staff, name, post, role, office, office_name, scope, session, second_factor_at, now, own_blind };
    Ok(Some((actor, scopes)))
}

/// All tokens, newest first.
///
/// # Errors
/// When the database does.
pub async fn list(tx: &mut Tx) -> Result<Vec<Token>, Fault> {
    let sql =
        Sql::new("select id, name, scopes, expires_ms, ended_ms from access_tokens order by created_ms desc limit 200");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok(Token { id: c.get()?, name: c.get()?, scopes: c.get()?, expires: c.get()?, ended: c.get()? })
        })
        .collect()
}

/// Ends a token.
///
/// # Errors
/// When the database does.
pub async fn end(tx: &mut Tx, id: &str, now: Moment) -> Result<bool, Fault> {
    let sql = Sql::new("update access_tokens set ended_ms = $1 where id = $2 and ended_ms is null").bind(now).bind(id);
    Ok(tx.exec(&sql).await? == 1)
}
