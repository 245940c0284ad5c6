//! `access_reveals`: a look at something masked, with its reason, for a minute.

use crate::actor::StaffId;
use db::{Fault, Sql, Tx};
use kernel::Moment;

/// Opens a look until `until`.
///
/// # Errors
/// When the database does.
pub async fn insert(
    tx: &mut Tx,
    id: &str,
    staff: StaffId,
    object: &str,
    reason: &str,
    until: Moment,
) -> Result<(), Fault> {
    let sql =
        Sql::new("insert into access_reveals (id, staff_id, object, reason, until_ms) values ($1, $2, $3, $4, $5)")
            .bind(id)
            .text(staff)
            .bind(object)
            .bind(reason)
            .bind(until);
    tx.exec(&sql).await.map(drop)
}

/// Whether a look at `object` is open for somebody now.
///
/// # Errors
/// When the database does.
pub async fn is_open(tx: &mut Tx, staff: StaffId, object: &str, now: Moment) -> Result<bool, Fault> {
    let sql = Sql::new("select 1 from access_reveals where staff_id = $1 and object = $2 and until_ms > $3 limit 1")
        .text(staff)
        .bind(object)
        .bind(now);
    Ok(tx.opt(&sql).await?.is_some())
}
