//! `access_staff`.

use crate::actor::StaffId;
use db::{Fault, Row, Sql, Tx};
use kernel::Moment;

/// Somebody who works here (工作人员).
#[derive(Debug, Clone)]
pub struct Staff {
    /// Their id.
    pub id: StaffId,
    /// What they type to log in.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Argon2id digest of the password.
    pub password: String,
    /// Whether they must choose a new password first.
    pub must_change: bool,
    /// The sealed secret of the second factor.
    pub totp_sealed: Option<Vec<u8>>,
    /// The last time step a code was taken for: no code counts twice.
    pub totp_last_step: i64,
    /// Keyed hash of their own id number.
    pub id_blind: Option<Vec<u8>>,
    /// Whether they may log in.
    pub active: bool,
    /// Grows with each change.
    pub version: i64,
}

const SELECT: &str = "select id, login, name, password, must_change, totp_sealed, totp_last_step, id_blind, state, \
                      version from access_staff";

fn read(row: &Row) -> Result<Staff, Fault> {
    let mut c = row.columns();
    Ok(Staff {
        id: c.parsed()?,
        login: c.get()?,
        name: c.get()?,
        password: c.get()?,
        must_change: c.get()?,
        totp_sealed: c.get()?,
        totp_last_step: c.get()?,
        id_blind: c.get()?,
        active: c.get::<String>()? == "active",
        version: c.get()?,
    })
}

/// Stores somebody new.
///
/// # Errors
/// [`Fault::Unique`] when the login is taken.
pub async fn insert(tx: &mut Tx, staff: &Staff, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into access_staff (id, login, name, password, must_change, totp_sealed, totp_last_step, id_blind, \
         state, created_ms, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
    )
    .text(staff.id)
    .bind(&staff.login)
    .bind(&staff.name)
    .bind(&staff.password)
    .bind(staff.must_change)
    .bind(staff.totp_sealed.clone())
    .bind(staff.totp_last_step)
    .bind(staff.id_blind.clone())
    .bind(if staff.active { "active" } else { "left" })
    .bind(now);
    tx.exec(&sql).await.map(drop)
}

/// By login.
///
/// # Errors
/// When the database does.
pub async fn by_login(tx: &mut Tx, login: &str) -> Result<Option<Staff>, Fault> {
    tx.opt(&Sql::new(SELECT).with(" where login = ", login)).await?.as_ref().map(read).transpose()
}

/// By id.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, id: StaffId) -> Result<Option<Staff>, Fault> {
    tx.opt(&Sql::new(SELECT).with(" where id = ", id.to_string())).await?.as_ref().map(read).transpose()
}

/// Names of several, for a timeline.
///
/// # Errors
/// When the database does.
pub async fn names(tx: &mut Tx, ids: &[String]) -> Result<Vec<(String, String)>, Fault> {
    let sql = Sql::new("select id, name from access_staff where ").within("id", ids.iter().cloned());
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, c.get()?))
        })
        .collect()
}

/// Changes the password.
///
/// # Errors
/// When the database does.
pub async fn set_password(tx: &mut Tx, id: StaffId, digest: &str) -> Result<(), Fault> {
    let sql = Sql::new("update access_staff set password = $1, must_change = 0, version = version + 1 where id = $2")
        .bind(digest)
        .text(id);
    tx.exec(&sql).await.map(drop)
}

/// Sets the secret of the second factor.
///
/// # Errors
/// When the database does.
pub async fn set_totp(tx: &mut Tx, id: StaffId, sealed: Vec<u8>) -> Result<(), Fault> {
    let sql =
        Sql::new("update access_staff set totp_sealed = $1, version = version + 1 where id = $2").bind(sealed).text(id);
    tx.exec(&sql).await.map(drop)
}

/// Takes the second factor away.
///
/// # Errors
/// When the database does.
pub async fn clear_totp(tx: &mut Tx, id: StaffId) -> Result<(), Fault> {
    let sql = Sql::new("update access_staff set totp_sealed = null, version = version + 1 where id = $1").text(id);
    tx.exec(&sql).await.map(drop)
}

/// Marks the time step of a code as used; `false` when it was used before.
///
/// # Errors
/// When the database does.
pub async fn use_totp_step(tx: &mut Tx, id: StaffId, step: i64) -> Result<bool, Fault> {
    let sql = Sql::new("update access_staff set totp_last_step = $1 where id = $2 and totp_last_step < $1")
        .bind(step)
        .text(id);
    Ok(tx.exec(&sql).await? == 1)
}
