//! 退出: ends a session of one's own.

use crate::actor::{Actor, SessionId};
use crate::house::House;
use crate::store;
use db::Outcome;

/// Ends one of the actor's own sessions.
///
/// # Errors
/// A refusal when it is not theirs or has ended.
pub async fn end_session(house: &House, actor: &Actor, id: SessionId) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    if !store::sessions::end(&mut tx, actor.staff, id, actor.now).await? {
        return Err(crate::outside().into());
    }
    tx.log(crate::line(actor, "access.log_out", format!("access_sessions/{id}"), "", "done", ""));
    tx.commit().await?;
    Ok(())
}
