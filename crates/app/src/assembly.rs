//! How the pieces become a [`House`].

use crate::printer::TypstPrinter;
use crate::reactions::Wiring;
use access::{House, NavLink, Settings};
use crypto::{Keyring, Passwords};
use db::{Db, Fault, Migration};
use kernel::{Clock, IdSource, Places};
use procedures::Procedures;
use rules::Library;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};

/// What differs between an install, a demonstration and a test.
pub struct HouseParts {
    /// The database.
    pub db: Db,
    /// The keys.
    pub keys: Keyring,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub ids: Arc<dyn IdSource>,
    /// How passwords are digested.
    pub passwords: Passwords,
    /// Switches.
    pub settings: Settings,
    /// Folders with fonts, besides the system's.
    pub font_dirs: Vec<PathBuf>,
    /// The folder of policies and procedures; none means those compiled in.
    pub policies: Option<PathBuf>,
}

/// The migrations of every slice, in the order of the crates.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    [
        db::MIGRATIONS,
        ledger::MIGRATIONS,
        access::MIGRATIONS,
        registry::MIGRATIONS,
        cases::MIGRATIONS,
        payments::MIGRATIONS,
        policies::MIGRATIONS,
        workplan::MIGRATIONS,
        messages::MIGRATIONS,
    ]
    .concat()
}

fn nav() -> Vec<NavLink> {
    [cases::NAV, payments::NAV, policies::NAV, workplan::NAV, reports::NAV, registry::NAV, messages::NAV, access::NAV]
        .concat()
}

/// Every step of every procedure is somebody's, and every programme has its policy.
fn check_procedures(procedures: &Procedures, policies: &Library) -> Result<(), String> {
    for procedure in procedures.all() {
        let place = format!("{}/procedure.toml", procedure.programme);
        for id in std::iter::once(&procedure.programme).chain(&procedure.management) {
            if policies.policy(id).is_none() {
                return Err(format!("{place}：没有编号为“{id}”的政策，请先写好政策文件。"));
            }
        }
        for step in procedure.regimes.iter().flat_map(|regime| &regime.steps) {
            if !access::matrix().contains_key(&step.action) {
                return Err(format!("{place}：“{}”的 action 写的是“{}”，权限表里没有这件事。", step.name, step.action));
            }
        }
    }
    Ok(())
}

/// Builds the house; a policy, procedure or plan that does not load stops the start.
///
/// # Errors
/// The first mistakes of the policies, in Chinese with file and line.
pub fn build_house(parts: HouseParts) -> Result<House, Fault> {
    crate::indicators::catalogue()?;
    let (procedures, policies) = match &parts.policies {
        Some(folder) => (Procedures::load_dir(folder), Library::load_dir(folder)),
        None => (Procedures::embedded(), Library::embedded()),
    };
    let procedures = procedures.map_err(Fault::other)?;
    let policies = policies.map_err(|errors| {
        let lines: Vec<String> = errors.iter().take(5).map(ToString::to_string).collect();
        Fault::other(lines.join("\n"))
    })?;
    check_procedures(&procedures, &policies).map_err(Fault::other)?;
    Ok(House {
        db: parts.db,
        keys: Arc::new(RwLock::new(Arc::new(parts.keys))),
        clock: parts.clock,
        ids: parts.ids,
        passwords: Arc::new(parts.passwords),
        places: Places::shipped(),
        policies: Arc::new(RwLock::new(Arc::new(policies))),
        procedures,
        printer: Arc::new(TypstPrinter::new(parts.font_dirs)),
        reactions: Arc::new(Wiring),
        settings: Arc::new(parts.settings),
        nav: Arc::new(nav()),
        ways_out: Arc::new(messages::WAYS_OUT.to_vec()),
    })
}
