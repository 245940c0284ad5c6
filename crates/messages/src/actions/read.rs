//! 已读: opening a message is its receipt.

use crate::message::{Message, MessageId};
use crate::store::{deliveries, messages};
use access::store::posts;
use access::{Actor, House};
use db::Outcome;

/// Opens a message of the actor's post; answers it, and whether this was the first time. The first time is stored and
/// stands in the log.
///
/// # Errors
/// A refusal (404) when it was not delivered to this post.
pub async fn read(house: &House, actor: &Actor, id: MessageId) -> Outcome<(Message, bool)> {
    let mut tx = house.db.read().await?;
    let found = messages::of_post(&mut tx, actor.post, id).await?;
    drop(tx);
    let (message, read) = found.ok_or_else(access::outside)?;
    if read.is_some() {
        return Ok((message, false));
    }
    let mut tx = house.db.begin().await?;
    let is_first = deliveries::mark_read(&mut tx, actor.post, id, actor.now).await?;
    if is_first {
        posts::take_unread(&mut tx, actor.post, 1).await?;
        tx.log(access::line(actor, "messages.view", format!("messages/{id}"), "", "done", ""));
        tx.commit().await?;
    }
    Ok((message, is_first))
}

/// Marks these messages of the actor's post as read, but for urgent ones: those are opened one by one. Answers how many.
///
/// # Errors
/// When the database does.
pub async fn read_all(house: &House, actor: &Actor, ids: &[MessageId]) -> Outcome<i64> {
    access::check_role(actor, "messages.view")?;
    let mut tx = house.db.begin().await?;
    let mut count = 0;
    for id in ids {
        let found = messages::of_post(&mut tx, actor.post, *id).await?;
        if found.is_none_or(|(message, read)| message.urgent || read.is_some()) {
            continue;
        }
        if deliveries::mark_read(&mut tx, actor.post, *id, actor.now).await? {
            tx.log(access::line(actor, "messages.view", format!("messages/{id}"), "", "done", "批量"));
            count += 1;
        }
    }
    if count > 0 {
        posts::take_unread(&mut tx, actor.post, count).await?;
        tx.commit().await?;
    }
    Ok(count)
}
