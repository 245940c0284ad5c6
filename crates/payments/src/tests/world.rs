//! A county with people and officers, on a fresh database.

use crate::actions;
use crate::award::{Award, AwardId};
use crate::bank;
use crate::line::{Line, LineState};
use crate::plan::Wanted;
use crate::run::{Run, RunId, RunKind, RunState};
use crate::store;
use access::store::offices::Office;
use access::store::posts::Post;
use access::store::sessions::NewSession;
use access::{
    Actor, Event, House, OfficeId, OfficeKind, Place, PostId, Printer, Reactions, Role, Scope, SessionId, Settings,
    StaffId, Told,
};
use crypto::Keyring;
use db::{Db, Location, Outcome, Problem, Sql, Tx};
use kernel::{Clock, Day, Fen, IdNumber, IdSource, ManualClock, Month, RandomIds, RawId, Refusal, SeededIds, Sex};
use registry::store::accounts::Account;
use registry::{AccountId, Household, HouseholdId, Hukou, Member, Person, PersonId};
use std::sync::{Arc, RwLock};

pub(crate) const COUNTY: &str = "510904";
pub(crate) const TOWNSHIP: &str = "510904105";
pub(crate) const VILLAGE: &str = "510904105201";

struct NoPrinter;

impl Printer for NoPrinter {
    fn print(&self, letter: &str, _data: &serde_json::Value) -> Result<Vec<u8>, Refusal> {
        Ok(format!("%PDF {}", letter.len()).into_bytes())
    }
}

struct Deaf;

impl Reactions for Deaf {
    fn tell<'a>(&'a self, _: &'a mut Tx, _: &'a House, _: &'a Actor, _: &'a Event) -> Told<'a> {
        Box::pin(async { Ok(()) })
    }
}

/// A fresh database with a house around it and officers of one county.
pub(crate) struct World {
    pub(crate) house: House,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) cashier: Actor,
    pub(crate) checker: Actor,
    pub(crate) payer: Actor,
    pub(crate) approver: Actor,
    _folder: Option<tempfile::TempDir>,
}

/// Somebody with a household, a card and no award yet.
#[derive(Debug, Clone)]
pub(crate) struct Villager {
    pub(crate) household: HouseholdId,
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) id_number: String,
}

pub(crate) fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

pub(crate) fn june() -> Month {
    month("2017-06")
}

pub(crate) fn all_migrations() -> Vec<db::Migration> {
    [db::MIGRATIONS, access::MIGRATIONS, registry::MIGRATIONS, ledger::MIGRATIONS, crate::MIGRATIONS].concat()
}

async fn open() -> (Db, Option<tempfile::TempDir>) {
    let Ok(server) = std::env::var("DOUDI_TEST_POSTGRES") else {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&Location::File(folder.path().join("test.sqlite"))).await.unwrap();
        return (db, Some(folder));
    };
    let name = format!("doudi_test_{}", RawId::from_bytes(RandomIds.mint(kernel::SystemClock.now())).text());
    let main = Db::open(&Location::Server(server.clone())).await.unwrap();
    main.all(&Sql::new(&format!("create database {name}"))).await.unwrap();
    main.close().await;
    let (base, rest) = server.rsplit_once('/').unwrap();
    let options = rest.split_once('?').map_or(String::new(), |(_, options)| format!("?{options}"));
    (Db::open(&Location::Server(format!("{base}/{name}{options}"))).await.unwrap(), None)
}

impl World {
    pub(crate) async fn new() -> Self {
        let (db, folder) = open().await;
        let clock = Arc::new(ManualClock::on(Day::parse("2017-05-25").unwrap()));
        db::migrate(&db, &all_migrations(), clock.now()).await.unwrap();
        let house = House {
            db,
            keys: Arc::new(RwLock::new(Arc::new(Keyring::for_tests()))),
            clock: clock.clone(),
            ids: Arc::new(SeededIds::new(7)),
            passwords: Arc::new(crypto::Passwords::cheap_for_tests()),
            places: kernel::Places::shipped(),
            policies: Arc::new(RwLock::new(Arc::new(rules::Library::embedded().unwrap()))),
            procedures: procedures::Procedures::embedded().unwrap(),
            printer: Arc::new(NoPrinter),
            reactions: Arc::new(Deaf),
            settings: Arc::new(Settings::default()),
            ways_out: Arc::new(Vec::new()),
            nav: Arc::new(Vec::new()),
        };
        let cashier = officer(&house, Role::Cashier, "何晓琴").await;
        let checker = officer(&house, Role::Checker, "蒋文").await;
        let payer = officer(&house, Role::Payer, "唐国富").await;
        let approver = officer(&house, Role::Approver, "周立").await;
        Self { house, clock, cashier, checker, payer, approver, _folder: folder }
    }

    /// Another officer of the county.
    pub(crate) async fn officer(&self, role: Role) -> Actor {
        officer(&self.house, role, "杨秀英").await
    }

    /// Registers a household of one person with a passbook.
    pub(crate) async fn villager(&self, number: i64) -> Villager {
        let mut tx = self.house.db.begin().await.unwrap();
        let villager = register(&mut tx, &self.house, number).await;
        tx.commit().await.unwrap();
        villager
    }

    /// Registers many and opens an award for each, from June 2017 on.
    pub(crate) async fn villagers_in_payment(&self, count: i64) -> Vec<Villager> {
        let mut tx = self.house.db.begin().await.unwrap();
        let mut all = Vec::new();
        for number in 1..=count {
            let villager = register(&mut tx, &self.house, number).await;
            let payload = payload(&villager, 32_500, "2017-06", &format!("d{number}"));
            actions::open_award(&mut tx, &self.house, &self.approver, &payload).await.unwrap();
            all.push(villager);
        }
        tx.commit().await.unwrap();
        all
    }

    /// Opens an award, as the event of an approval does.
    pub(crate) async fn award(&self, villager: &Villager, fen: i64, first: &str, decision: &str) -> AwardId {
        let mut tx = self.house.db.begin().await.unwrap();
        let payload = payload(villager, fen, first, decision);
        let approver = Actor { now: self.house.now(), ..self.approver.clone() };
        let id = actions::open_award(&mut tx, &self.house, &approver, &payload).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Stops the award of a decision's case.
    pub(crate) async fn stop(&self, decision: &str, last: &str) {
        let mut tx = self.house.db.begin().await.unwrap();
        let payload =
            serde_json::json!({ "case": format!("case-{decision}"), "last_month": last, "reason": "收入超过标准" });
        actions::stop_award(&mut tx, &self.house, &self.approver, &payload).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn load_award(&self, id: AwardId) -> Award {
        store::awards::get(&mut self.house.db.read().await.unwrap(), &Scope::City, id).await.unwrap().unwrap()
    }

    pub(crate) fn wanted(kind: RunKind, month: Month) -> Wanted {
        Wanted { programme: "dibao".to_owned(), county: COUNTY.to_owned(), month, kind }
    }

    pub(crate) async fn draft(&self, kind: RunKind, month: Month) -> Outcome<RunId> {
        let key = self.house.mint();
        actions::draft(&self.house, &self.cashier, &Self::wanted(kind, month), &key).await
    }

    pub(crate) async fn run(&self, id: RunId) -> Run {
        store::runs::get(&mut self.house.db.read().await.unwrap(), &Scope::City, id).await.unwrap().unwrap()
    }

    pub(crate) async fn lines(&self, id: RunId) -> Vec<Line> {
        store::lines::of_run(&mut self.house.db.read().await.unwrap(), id, 0, 100_000).await.unwrap()
    }

    /// Freezes a draft.
    pub(crate) async fn freeze(&self, id: RunId) -> Outcome<()> {
        let version = self.run(id).await.version;
        actions::freeze(&self.house, &self.cashier, id, version).await
    }

    /// Counts, signs and sends a frozen run as CSV.
    pub(crate) async fn pay(&self, id: RunId) -> Outcome<()> {
        let run = self.run(id).await;
        actions::count(&self.house, &self.checker, id, run.version, run.lines, run.sum).await?;
        let run = self.run(id).await;
        actions::approve(&self.house, &self.payer, id, run.version, &run.digest).await?;
        let run = self.run(id).await;
        actions::send(&self.house, &self.cashier, id, run.version, "csv").await
    }

    /// Drafts, freezes, counts, signs and sends.
    pub(crate) async fn sent(&self, kind: RunKind, month: Month) -> RunId {
        let id = self.draft(kind, month).await.unwrap();
        self.freeze(id).await.unwrap();
        self.pay(id).await.unwrap();
        assert_eq!(self.run(id).await.state, RunState::Sent);
        id
    }

    /// A return as CSV: for each line of the run what `say` answers, or nothing.
    pub(crate) async fn return_csv(
        &self,
        id: RunId,
        say: impl Fn(&Line) -> Option<(&'static str, &'static str)>,
    ) -> String {
        let mut text = "明细号,金额,结果,原因\n".to_owned();
        for line in self.lines(id).await.iter().filter(|line| line.state != LineState::Held) {
            if let Some((code, reason)) = say(line) {
                text.push_str(&format!("{},{},{code},{reason}\n", line.key, line.amount));
            }
        }
        text
    }

    pub(crate) async fn import(&self, id: RunId, text: &str) -> Outcome<store::imports::Import> {
        let file = actions::Return { name: "回盘.csv", bytes: text.as_bytes() };
        actions::import_return(&self.house, &self.cashier, id, file).await
    }

    /// Everything arrived.
    pub(crate) async fn all_arrived(&self, id: RunId) {
        let text = self.return_csv(id, |_| Some(("00", ""))).await;
        self.import(id, &text).await.unwrap();
    }

    pub(crate) async fn close(&self, id: RunId) -> Outcome<crate::close::Figures> {
        let version = self.run(id).await.version;
        actions::close_month(&self.house, &self.payer, id, version).await
    }

    /// Runs one statement by hand, as somebody with the database would.
    pub(crate) async fn by_hand(&self, sql: &str) -> u64 {
        let mut tx = self.house.db.begin().await.unwrap();
        let changed = tx.exec(&Sql::new(sql)).await.unwrap();
        tx.commit().await.unwrap();
        changed
    }

    pub(crate) async fn number(&self, sql: &str) -> i64 {
        self.house.db.all(&Sql::new(sql)).await.unwrap()[0].only().unwrap()
    }

    pub(crate) async fn problems(&self) -> Vec<String> {
        crate::verify(&self.house.db, &self.house.keyring()).await.unwrap().problems
    }

    /// The bank file as it lies there.
    pub(crate) async fn file(&self, id: RunId) -> Outcome<(&'static dyn bank::BankFormat, Vec<u8>)> {
        let (_, format, bytes) = actions::bank_file(&self.house, &self.cashier, id).await?;
        Ok((format, bytes))
    }
}

impl World {
    /// Asks for a page as an officer with a session; answers status and text.
    pub(crate) async fn ask(
        &self,
        actor: &Actor,
        request: axum::http::request::Builder,
        body: String,
    ) -> (u16, String) {
        let (router, _) = crate::routes().finish();
        let layer = axum::middleware::from_fn_with_state(self.house.clone(), access::reader);
        let router = router.layer(layer).with_state(self.house.clone());
        let cookie = format!("{}={}", access::COOKIE, actor.staff);
        let request = request.header("cookie", cookie).body(axum::body::Body::from(body)).unwrap();
        let response = tower::ServiceExt::oneshot(router, request).await.unwrap();
        let status = response.status().as_u16();
        let place = response.headers().get("location").map(|v| v.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), 50_000_000).await.unwrap();
        (status, place.unwrap_or_else(|| String::from_utf8_lossy(&bytes).into_owned()))
    }

    pub(crate) async fn get(&self, actor: &Actor, path: &str) -> (u16, String) {
        self.ask(actor, axum::http::Request::get(path), String::new()).await
    }

    pub(crate) async fn post(&self, actor: &Actor, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let request = axum::http::Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.ask(actor, request, serde_urlencoded::to_string(fields).unwrap()).await
    }

    pub(crate) async fn upload(&self, actor: &Actor, path: &str, file: &str, text: &str) -> (u16, String) {
        let request = axum::http::Request::post(path).header("content-type", "multipart/form-data; boundary=XX");
        let mut body =
            format!("--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"回盘.csv\"\r\n\r\n{file}\r\n");
        body.push_str(&format!("--XX\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{text}\r\n--XX--\r\n"));
        self.ask(actor, request, body).await
    }
}

/// Asks for the page of a run; its bytes.
pub(crate) async fn page_of(world: &World, id: RunId) -> usize {
    let (status, html) = world.get(&world.payer, &format!("/payments/runs/{id}")).await;
    assert_eq!(status, 200);
    html.len()
}

/// The code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(outcome: Outcome<T>) -> &'static str {
    match outcome {
        Err(Problem::Refusal(refusal)) => refusal.code,
        other => panic!("no refusal: {other:?}"),
    }
}

async fn officer(house: &House, role: Role, name: &str) -> Actor {
    let now = house.now();
    let staff = StaffId::mint(house.ids.as_ref(), now);
    let row = access::store::staff::Staff {
        id: staff,
        login: format!("s{staff}"),
        name: name.to_owned(),
        password: String::new(),
        must_change: false,
        totp_sealed: None,
        totp_last_step: 0,
        id_blind: None,
        active: true,
        version: 1,
    };
    let mut tx = house.db.begin().await.unwrap();
    access::store::staff::insert(&mut tx, &row, now).await.unwrap();
    let is_town = matches!(role, Role::Clerk | Role::Verifier);
    let township = if is_town { TOWNSHIP } else { "" };
    let office = Office {
        id: OfficeId::mint(house.ids.as_ref(), now),
        name: "安居区民政局".to_owned(),
        kind: if is_town { OfficeKind::Township } else { OfficeKind::County },
        place: Place { county: COUNTY.to_owned(), township: township.to_owned(), village: String::new() },
        opened_on: Day::parse("2016-01-01").unwrap(),
        closed_on: None,
    };
    access::store::offices::insert(&mut tx, &office).await.unwrap();
    let post = Post {
        id: PostId::mint(house.ids.as_ref(), now),
        staff,
        office: office.id,
        role,
        from: office.opened_on,
        to: None,
    };
    access::store::posts::insert(&mut tx, &post, "test", now).await.unwrap();
    let session = SessionId::mint(house.ids.as_ref(), now);
    let token_hash = crypto::sm3(staff.to_string().as_bytes()).to_vec();
    let new = NewSession { token_hash, id: session, staff, post: post.id, address: "", browser: "" };
    access::store::sessions::insert(&mut tx, &new, now).await.unwrap();
    access::store::sessions::second_factor(&mut tx, session, now).await.unwrap();
    tx.commit().await.unwrap();
    Actor {
        staff,
        name: name.to_owned(),
        post: post.id,
        role,
        office: office.id,
        office_name: office.name,
        scope: access::scope_of(role, office.kind, COUNTY, township, ""),
        session,
        second_factor_at: now,
        now,
        own_blind: None,
    }
}

/// A made-up number: sequence 000, right check character; the birthday tells people apart.
pub(crate) fn id_number(number: i64) -> String {
    let birth = Day::parse("1930-01-01").unwrap().add_days(i32::try_from(number % 30_000).unwrap());
    IdNumber::from_parts(&format!("5109{:02}", number / 30_000 + 4), birth, 0).unwrap().plain().to_owned()
}

pub(crate) async fn register(tx: &mut Tx, house: &House, number: i64) -> Villager {
    let now = house.now();
    let place = Place { county: COUNTY.to_owned(), township: TOWNSHIP.to_owned(), village: VILLAGE.to_owned() };
    let (person, household) = (PersonId::mint(house.ids.as_ref(), now), HouseholdId::mint(house.ids.as_ref(), now));
    let (id, keys, name) = (id_number(number), house.keyring(), format!("王秀{number}"));
    let row = Person {
        id: person,
        place: place.clone(),
        team: "3组".to_owned(),
        name: name.clone(),
        sex: Sex::Female,
        birth: IdNumber::parse(&id).unwrap().birth(),
        id_sealed: Some(keys.seal(&Person::id_place(person), id.as_bytes())),
        id_blind: Some(keys.blind(registry::ID_DOMAIN, &id).to_vec()),
        no_id_reason: String::new(),
        phone_sealed: None,
        ethnic: "01".to_owned(),
        hukou: Hukou::Rural,
        died_on: None,
        merged_into: None,
        version: 1,
    };
    registry::store::persons::insert(tx, &row, now).await.unwrap();
    let opened = Day::parse("2016-01-01").unwrap();
    let home = Household {
        id: household,
        number: format!("H-{number}"),
        place: place.clone(),
        team: "3组".to_owned(),
        address: String::new(),
        head: person,
        hukou: Hukou::Rural,
        opened_on: opened,
        closed_on: None,
        closed_why: String::new(),
        version: 1,
    };
    registry::store::households::insert(tx, &home, now).await.unwrap();
    member(tx, house, household, person, "本人").await;
    let account = Account {
        id: AccountId::mint(house.ids.as_ref(), now),
        person,
        kind: "passbook".to_owned(),
        bank: "农村信用社保石分社".to_owned(),
        number: format!("8802{number:012}"),
        from: opened,
        to: None,
    };
    registry::store::accounts::insert(tx, &keys, COUNTY, &account, "test", now).await.unwrap();
    Villager { household, person, name, id_number: id }
}

pub(crate) async fn member(tx: &mut Tx, house: &House, household: HouseholdId, person: PersonId, relation: &str) {
    let member = Member {
        id: house.mint(),
        household,
        person,
        relation: relation.to_owned(),
        from: Day::parse("2016-01-01").unwrap(),
        to: None,
    };
    registry::store::members::insert(tx, COUNTY, &member).await.unwrap();
}

pub(crate) fn payload(villager: &Villager, fen: i64, first: &str, decision: &str) -> serde_json::Value {
    serde_json::json!({
        "case": format!("case-{decision}"),
        "number": format!("SL-{decision}"),
        "programme": "dibao",
        "household": villager.household.to_string(),
        "person": villager.person.to_string(),
        "name": villager.name,
        "county": COUNTY,
        "township": TOWNSHIP,
        "village": VILLAGE,
        "amount_fen": fen,
        "persons": 1,
        "first_month": first,
        "pays": "monthly",
        "decision": decision,
    })
}

pub(crate) fn fen(yuan: &str) -> Fen {
    Fen::parse(yuan).unwrap()
}
