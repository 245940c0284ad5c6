//! A house with a small city in a folder of its own.

use crate::{Options, Report, make, staff};
use access::{Actor, Event, House, Printer, Reactions, Scope, Settings, Told};
use crypto::{Keyring, Passwords};
use db::{Db, Location, Sql, Tx};
use kernel::{Clock, Day, ManualClock, Moment, Places, Refusal, SeededIds};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

struct NoPrinter;

impl Printer for NoPrinter {
    fn print(&self, _: &str, _: &serde_json::Value) -> Result<Vec<u8>, Refusal> {
        Err(Refusal::not_now("test.printer", "没有打印机。"))
    }
}

struct NoReactions;

impl Reactions for NoReactions {
    fn tell<'a>(&'a self, _: &'a mut Tx, _: &'a House, _: &'a Actor, _: &'a Event) -> Told<'a> {
        Box::pin(async { Ok(()) })
    }
}

pub(super) struct World {
    pub(super) house: House,
    pub(super) report: Report,
    folder: tempfile::TempDir,
}

pub(super) fn today() -> Day {
    Day::new(2017, 5, 9).unwrap()
}

pub(super) fn migrations() -> Vec<db::Migration> {
    [
        db::MIGRATIONS,
        access::MIGRATIONS,
        registry::MIGRATIONS,
        cases::MIGRATIONS,
        ledger::MIGRATIONS,
        payments::MIGRATIONS,
        workplan::MIGRATIONS,
    ]
    .concat()
}

pub(super) async fn empty_house(folder: &tempfile::TempDir) -> House {
    let db = Db::open(&Location::File(folder.path().join("doudi.sqlite"))).await.unwrap();
    let clock = Arc::new(ManualClock::at(Moment::start_of(today()).plus_millis(9 * 3_600_000)));
    db::migrate(&db, &migrations(), clock.now()).await.unwrap();
    House {
        db,
        keys: Arc::new(RwLock::new(Arc::new(Keyring::seeded(7)))),
        clock,
        ids: Arc::new(SeededIds::new(1)),
        passwords: Arc::new(Passwords::cheap_for_tests()),
        places: Places::shipped(),
        policies: Arc::new(RwLock::new(Arc::new(rules::Library::embedded().unwrap()))),
        procedures: procedures::Procedures::embedded().unwrap(),
        printer: Arc::new(NoPrinter),
        reactions: Arc::new(NoReactions),
        settings: Arc::new(Settings::default()),
        ways_out: Arc::new(Vec::new()),
        nav: Arc::new(Vec::new()),
    }
}

/// A city that was made before: its database file and what was reported.
type Made = (tempfile::TempDir, Report);

/// Makes each city once; every test gets a copy of its file.
static MADE: Mutex<BTreeMap<(u64, u64), Made>> = Mutex::new(BTreeMap::new());

fn copy(persons: u64, seed: u64, into: &Path) -> Report {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let (folder, report) = made.entry((persons, seed)).or_insert_with(|| {
        let make = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let world = World::fresh(persons, seed).await;
                world.house.db.close().await;
                (world.folder, world.report)
            })
        };
        std::thread::spawn(make).join().unwrap()
    });
    std::fs::copy(folder.path().join("doudi.sqlite"), into.join("doudi.sqlite")).unwrap();
    report.clone()
}

impl World {
    /// A copy of a city.
    pub(super) async fn of(persons: u64, seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let report = copy(persons, seed, folder.path());
        Self { house: empty_house(&folder).await, report, folder }
    }

    /// A city of its own.
    pub(super) async fn fresh(persons: u64, seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let house = empty_house(&folder).await;
        let mut tx = house.db.begin().await.unwrap();
        staff::make(&mut tx, &house, seed, Day::new(2016, 1, 1).unwrap()).await.unwrap();
        tx.commit().await.unwrap();
        let options = Options { persons, seed, ..Options::default() };
        let report = make(&house, &options).await.unwrap();
        Self { house, report, folder }
    }

    pub(super) async fn small() -> Self {
        Self::of(2_000, 2017).await
    }

    pub(super) async fn count(&self, sql: &str) -> i64 {
        let mut tx = self.house.db.read().await.unwrap();
        tx.one(&Sql::new(sql)).await.unwrap().only().unwrap()
    }

    /// Every application.
    pub(super) async fn cases(&self) -> Vec<cases::Case> {
        use cases::store::applications::{Which, page, with_ids};
        let mut tx = self.house.db.read().await.unwrap();
        let listed = page(&mut tx, &Scope::City, Which::Every, &[], today(), 0, 100_000).await.unwrap();
        let ids: Vec<String> = listed.iter().map(|case| case.id.to_string()).collect();
        with_ids(&mut tx, &Scope::City, &ids).await.unwrap()
    }
}
