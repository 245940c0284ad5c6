//! 重发: the system's administrator lets a letter that was given up be tried again.

use crate::actor::Actor;
use crate::house::House;
use db::Outcome;
use kernel::Refusal;

/// Lets a dead letter of the outbox wait again.
///
/// # Errors
/// A refusal when it is not a dead one.
pub async fn revive(house: &House, actor: &Actor, id: &str) -> Outcome<()> {
    crate::check_role(actor, "access.outbox")?;
    let topics: Vec<&str> = house.ways_out.iter().map(|(topic, _)| *topic).collect();
    let mut tx = house.db.begin().await?;
    if !db::revive(&mut tx, &topics, id, actor.now).await? {
        let sentence = "这一封不在发不出去的里面，可能刚刚已经重发，请刷新后再看。";
        return Err(Refusal::conflict("access.not_dead", sentence).into());
    }
    tx.log(crate::line(actor, "access.outbox", format!("db_outbox/{id}"), "", "done", "revive"));
    tx.commit().await?;
    Ok(())
}
