//! `messages`: what people must know, in the system and outside of it.
//!
//! Always true:
//! - a message exists once for each cause: its key is made from what happened (`workplan.supervised/…`);
//! - it goes to posts, not to whoever asks: who did not get it and whose office did not send it cannot see it (404);
//! - the first opening is the receipt (已读回执): it is stored once, stands in the log, and the sender sees it;
//! - no message holds an id number, a telephone or an account: one typed by a person is refused, one made by the program
//!   has them blotted out;
//! - what leaves the house is written in the transaction that causes it, and sent by its id: the other side gets it once;
//! - a number or address for it is sealed, and belongs to whoever typed it: nobody else sees it.
//!
//! Tables: `messages_messages`, `messages_deliveries`, `messages_addresses`; the count of what a post has not read is
//! kept beside the post (`access_posts.unread`).
//! Law: reminders 10, 3 and 0 working days before, daily when overdue, the leader after 5 days (WP-08, in the plan's text).

pub mod actions;
pub mod carrier;
mod digest;
mod message;
pub mod numbers;
mod pages;
pub mod store;
mod to;

pub use digest::Line;
pub use message::{Channel, Delivery, Kind, Message, MessageId, Wants, key};
pub use pages::routes;
pub use to::To;

use access::NavLink;
use access::store::sealed::Sealed;

/// The migrations of this crate.
pub const MIGRATIONS: &[db::Migration] =
    &[db::Migration { name: "messages/001_messages", sql: include_str!("../migrations/001_messages.sql") }];

/// The sealed columns of this crate.
pub const SEALED: &[Sealed] =
    &[Sealed { table: "messages_addresses", column: "address_sealed", place: "messages_addresses.address" }];

/// The links this crate puts into the rail.
pub const NAV: &[NavLink] = &[NavLink { group: "我的", label: "消息", href: "/messages", action: "messages.view" }];

/// The topics of the outbox whose letters this crate sends, with what they are called.
pub const WAYS_OUT: &[(&str, &str)] = &[("messages.sms", "短信"), ("messages.mail", "邮件")];

#[cfg(test)]
mod tests;
