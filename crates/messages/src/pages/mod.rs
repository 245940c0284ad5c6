//! Pages of this crate, one file each, and their routes.

mod inbox;
mod message;
mod mine;
mod sent;
mod write;

use crate::message::{Kind, MessageId};
use access::{Needs, Role, Routes};
use maud::{Markup, html};
use ui::Tone;

/// Rows of a list.
const PAGE: i64 = 50;

/// All routes of this crate.
#[must_use]
pub fn routes() -> Routes {
    const VIEW: Needs = Needs::Action("messages.view");
    const WRITE: Needs = Needs::Action("messages.write");
    const ADDRESS: Needs = Needs::Action("messages.address");
    Routes::new()
        .get("/messages", VIEW, inbox::show)
        .post("/messages/read", VIEW, inbox::read)
        .get("/messages/sent", WRITE, sent::show)
        .get("/messages/new", WRITE, write::show)
        .post("/messages/new", WRITE, write::submit)
        .get("/messages/me", ADDRESS, mine::show)
        .post("/messages/me", ADDRESS, mine::submit)
        .get("/messages/{id}", VIEW, message::show)
}

/// A message's id in an address, in its one form.
fn id_of(text: &str) -> Result<MessageId, kernel::Refusal> {
    text.parse().map_err(|_| access::outside())
}

/// What a message is about, as a tag.
fn kind_tag(kind: Kind, urgent: bool) -> Markup {
    let tone = match kind {
        Kind::Supervision => Tone::Red,
        Kind::Task => Tone::Amber,
        Kind::Notice | Kind::Digest | Kind::Plan | Kind::Assessment | Kind::Case | Kind::Payment | Kind::Policy => {
            Tone::Plain
        }
    };
    html! { (ui::tag(tone, kind.chinese())) @if urgent { " " (ui::tag(Tone::Red, "紧急")) } }
}

/// A role as it is called, from its stored code.
fn role_name(code: &str) -> &'static str {
    code.parse::<Role>().map_or("", Role::chinese)
}
