//! Delivers a message in the transaction of whatever caused it.

use crate::message::{Kind, Message, MessageId, Wants};
use crate::numbers;
use crate::store::{addresses, deliveries, messages};
use access::store::posts::{self, NamedPost, Seat};
use access::{Actor, House, PostId};
use db::{Fault, Tx};
use std::collections::BTreeSet;

/// What is to be said.
#[derive(Debug, Clone, Copy)]
pub struct New<'m> {
    /// Made from the cause: the same cause is told once.
    pub key: &'m str,
    /// What it is about.
    pub kind: Kind,
    /// In one line.
    pub title: &'m str,
    /// The rest, as [`crate::Line::stored`] makes it, or plain lines; may be empty.
    pub words: &'m str,
    /// The page it is about; may be empty.
    pub href: &'m str,
    /// Whether it must be opened by itself.
    pub urgent: bool,
    /// Who caused it; none when time did. Their office sees who has read it; they are not told themselves.
    pub from: Option<&'m Actor>,
}

/// Delivers a message to whoever holds these posts, and puts it into the outbox for those who want it outside; `None`
/// when this cause was told before, or nobody is there to be told.
///
/// # Errors
/// When the database does; [`Fault::Unique`] when another transaction told this cause at the same time.
pub async fn deliver(tx: &mut Tx, house: &House, new: &New<'_>, to: &[Seat]) -> Result<Option<MessageId>, Fault> {
    let is_sender = |seat: &&Seat| new.from.is_some_and(|actor| actor.staff == seat.held.post.staff);
    let to: Vec<NamedPost> = to.iter().filter(|seat| !is_sender(seat)).map(|seat| seat.held.clone()).collect();
    if to.is_empty() || messages::by_key(tx, new.key).await?.is_some() {
        return Ok(None);
    }
    let now = house.now();
    let message = Message {
        id: MessageId::mint(&*house.ids, now),
        key: new.key.to_owned(),
        kind: new.kind,
        title: numbers::blotted(new.title),
        words: numbers::blotted(new.words),
        href: new.href.to_owned(),
        urgent: new.urgent,
        sender_staff: new.from.map(|actor| actor.staff.to_string()).unwrap_or_default(),
        sender_office: new.from.map(|actor| actor.office.to_string()).unwrap_or_default(),
        sender: new.from.map(|actor| actor.office_name.clone()).unwrap_or_default(),
        created: now,
    };
    messages::insert(tx, &message).await?;
    deliveries::insert(tx, message.id, message.kind, &to, now).await?;
    let ids: Vec<PostId> = to.iter().map(|one| one.post.id).collect();
    posts::add_unread(tx, &ids).await?;
    if house.settings.outgoing.is_some() {
        post(tx, &message, &to).await?;
    }
    Ok(Some(message.id))
}

/// Whoever asked to be told outside of the system is, once for each way, however many posts they hold.
async fn post(tx: &mut Tx, message: &Message, to: &[NamedPost]) -> Result<(), Fault> {
    let staff: BTreeSet<String> = to.iter().map(|one| one.post.staff.to_string()).collect();
    let staff: Vec<String> = staff.into_iter().collect();
    for address in addresses::of_staff(tx, &staff).await? {
        if address.wants == Wants::Urgent && !message.urgent {
            continue;
        }
        let id = format!("messages/{}/{}", message.id, address.id);
        let payload = serde_json::json!({ "message": message.id.to_string(), "staff": address.staff });
        db::post(tx, &id, address.channel.topic(), &payload.to_string(), message.created).await?;
    }
    Ok(())
}
