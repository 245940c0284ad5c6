//! What every request handler is given: the database, the keys, the clock and the settings of this install.

use crate::actor::Actor;
use crate::role;
use crypto::Keyring;
use db::{Db, Outcome, Tx};
use kernel::places::Places;
use kernel::{Clock, IdSource, Moment, Refusal};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, RwLock};

/// Switches of an install.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Whether approving, paying and administering ask for the second factor.
    pub second_factor: bool,
    /// Idle minutes after which a session ends.
    pub idle_minutes: i64,
    /// Hours after which a session ends in any case.
    pub session_hours: i64,
    /// Whether this is a demonstration with made-up people.
    pub demo: bool,
    /// Whether cookies are marked for encrypted connections only.
    pub secure_cookies: bool,
    /// The bureau's name, at the head of letters.
    pub bureau: String,
    /// The telephone printed on letters.
    pub phone: String,
    /// The folder that takes what goes out as text message or e-mail (外发); none means nothing goes out.
    pub outgoing: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            second_factor: true,
            idle_minutes: 30,
            session_hours: 12,
            demo: false,
            secure_cookies: false,
            bureau: "遂宁市民政局".to_owned(),
            phone: "12349".to_owned(),
            outgoing: None,
        }
    }
}

/// Prints letters as PDF; the binary gives the real one.
pub trait Printer: Send + Sync {
    /// Prints one letter from its template and its values.
    ///
    /// # Errors
    /// A refusal when fonts are missing: the page's own print view is the way then.
    fn print(&self, template: &str, data: &serde_json::Value) -> Result<Vec<u8>, Refusal>;
}

/// Something a slice tells the world, in the transaction that did it.
#[derive(Debug, Clone)]
pub struct Event {
    /// `cases.approved`.
    pub name: &'static str,
    /// What it happened to.
    pub object: String,
    /// What others need to know; the slice that tells it documents the fields.
    pub payload: serde_json::Value,
}

/// What one slice causes in another; the binary gives the real one (`reactions.rs`).
pub trait Reactions: Send + Sync {
    /// Tells an event to whoever reacts, inside the same transaction.
    fn tell<'a>(&'a self, tx: &'a mut Tx, house: &'a House, actor: &'a Actor, event: &'a Event) -> Told<'a>;
}

/// The future of a reaction.
pub type Told<'a> = Pin<Box<dyn Future<Output = Outcome<()>> + Send + 'a>>;

/// A link of the rail, shown to those who may.
#[derive(Debug, Clone, Copy)]
pub struct NavLink {
    /// Heading.
    pub group: &'static str,
    /// Words.
    pub label: &'static str,
    /// Target.
    pub href: &'static str,
    /// The action that opens it.
    pub action: &'static str,
}

/// Everything a handler needs; cheap to clone.
#[derive(Clone)]
pub struct House {
    /// The database.
    pub db: Db,
    /// The keys; replaced whole when they are rotated.
    pub keys: Arc<RwLock<Arc<Keyring>>>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub ids: Arc<dyn IdSource>,
    /// How passwords are digested.
    pub passwords: Arc<crypto::Passwords>,
    /// The divisions.
    pub places: &'static Places,
    /// The policies with the parameters of today; replaced whole when a change is signed.
    pub policies: Arc<RwLock<Arc<rules::Library>>>,
    /// The procedures of the programmes.
    pub procedures: procedures::Procedures,
    /// The printer.
    pub printer: Arc<dyn Printer>,
    /// What slices cause in each other.
    pub reactions: Arc<dyn Reactions>,
    /// Switches.
    pub settings: Arc<Settings>,
    /// The rail.
    pub nav: Arc<Vec<NavLink>>,
    /// The topics of the outbox that are sent by themselves, with what they are called.
    pub ways_out: Arc<Vec<(&'static str, &'static str)>>,
}

impl House {
    /// The keys in use.
    #[must_use]
    pub fn keyring(&self) -> Arc<Keyring> {
        match self.keys.read() {
            Ok(keys) => Arc::clone(&keys),
            // A poisoned lock still holds whole keys: they are only ever replaced as one value.
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        }
    }

    /// The policies in force.
    #[must_use]
    pub fn library(&self) -> Arc<rules::Library> {
        match self.policies.read() {
            Ok(library) => Arc::clone(&library),
            // A poisoned lock still holds a whole library: it is only ever replaced as one value.
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        }
    }

    /// Puts another library in force.
    pub fn put_library(&self, library: rules::Library) {
        match self.policies.write() {
            Ok(mut held) => *held = Arc::new(library),
            Err(poisoned) => *poisoned.into_inner() = Arc::new(library),
        }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// A fresh id as text.
    #[must_use]
    pub fn mint(&self) -> String {
        kernel::RawId::from_bytes(self.ids.mint(self.now())).text()
    }

    /// The frame of a page for somebody who has so many messages to read.
    #[must_use]
    pub fn frame(&self, actor: Option<&Actor>, unread: i64, here: &str, size: ui::Size) -> ui::Frame {
        let Some(actor) = actor else {
            let office = self.settings.bureau.clone();
            return ui::Frame { office, here: here.to_owned(), size, demo: self.settings.demo, ..ui::Frame::default() };
        };
        let mut nav: Vec<ui::NavGroup> = Vec::new();
        for link in self.nav.iter().filter(|link| role::may(actor.role, link.action)) {
            let item = ui::NavItem { label: link.label.to_owned(), href: link.href.to_owned(), count: None };
            match nav.iter_mut().find(|group| group.title == link.group) {
                Some(group) => group.items.push(item),
                None => nav.push(ui::NavGroup { title: link.group.to_owned(), items: vec![item] }),
            }
        }
        ui::Frame {
            office: actor.office_name.clone(),
            me: actor.name.clone(),
            post: actor.role.chinese().to_owned(),
            nav,
            here: here.to_owned(),
            can_search: role::may(actor.role, "registry.search"),
            size,
            demo: self.settings.demo,
            messages: role::may(actor.role, "messages.view").then_some(unread),
        }
    }
}
