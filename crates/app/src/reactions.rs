//! What one slice causes in another: every coupling of the system, one line each.

use access::{Actor, Event, House, Reactions, Told};
use db::Tx;

/// The wiring of the slices.
pub struct Wiring;

impl Reactions for Wiring {
    fn tell<'a>(&'a self, tx: &'a mut Tx, house: &'a House, actor: &'a Actor, event: &'a Event) -> Told<'a> {
        Box::pin(async move {
            crate::told::tell(tx, house, actor, event).await?;
            match event.name {
                // A decision that pays nothing opens no award.
                "cases.approved" if event.payload["pays"] == "nothing" => Ok(()),
                "cases.approved" => payments::actions::open_award(tx, house, actor, &event.payload).await.map(drop),
                "cases.stopped" => payments::actions::stop_award(tx, house, actor, &event.payload).await,
                _ => Ok(()),
            }
        })
    }
}
