//! A house with people, and clients that use it as a browser without script would.

use access::{House, RouteRow, Settings};
use app::{HouseParts, build_house, migrations, router};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use crypto::{Keyring, Passwords};
use db::{Db, Location, Sql};
use kernel::{Clock, Day, IdSource, ManualClock, Moment, SeededIds};
use sample_city::staff::PASSWORD;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tower::ServiceExt;

/// Which database a world stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The built-in one.
    Sqlite,
    /// A server named by `DOUDI_TEST_POSTGRES`.
    Postgres,
}

/// The databases this run can test on: SQLite always, PostgreSQL when a server is given.
#[must_use]
pub fn each_database() -> Vec<Engine> {
    if std::env::var("DOUDI_TEST_POSTGRES").is_ok() {
        vec![Engine::Sqlite, Engine::Postgres]
    } else {
        eprintln!("DOUDI_TEST_POSTGRES is not set: PostgreSQL is left out (cargo xtask test sets it)");
        vec![Engine::Sqlite]
    }
}

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// A whole house for one test.
pub struct World {
    /// The house.
    pub house: House,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// All routes.
    pub table: Vec<RouteRow>,
    /// Where SQLite keeps the data.
    pub folder: PathBuf,
    /// The address of the database, as the program takes it.
    pub address: String,
    router: Router,
    dropped: Option<(String, String)>,
    _folder: tempfile::TempDir,
}

/// Half past nine.
const MORNING_MS: i64 = 34_200_000;

/// A database that worlds are copied from.
pub struct Template {
    address: String,
    dropped: Option<(String, String)>,
    folder: tempfile::TempDir,
}

impl Template {
    /// A copy with the same keys, opened only to read: the program itself writes it.
    ///
    /// # Panics
    /// When it cannot be copied.
    pub async fn instance(&self) -> World {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["doudi.sqlite", "master.key", "master.ring"] {
            if self.folder.path().join(name).exists() {
                std::fs::copy(self.folder.path().join(name), folder.path().join(name)).expect("copied");
            }
        }
        let (address, dropped) = match &self.dropped {
            None => (format!("sqlite:{}", folder.path().join("doudi.sqlite").display()), None),
            Some((server, template)) => {
                let name = format!("{template}_{}", COUNTER.fetch_add(1, Ordering::Relaxed));
                let db = Db::open(&Location::Server(server.clone())).await.expect("the server answers");
                db.admin(&format!("create database {name} template {template}")).await.expect("a copy");
                db.close().await;
                (self.address.replace(template.as_str(), &name), Some((server.clone(), name)))
            }
        };
        let location: Location = address.parse().expect("an address");
        let db = Db::open_to_read(&location).await.expect("the copy opens");
        let keys = Keyring::open_or_create(folder.path().join("master.key")).expect("keys");
        let clock = Arc::new(ManualClock::at(morning(Day::new(2017, 6, 5).expect("a day"))));
        let house = build_house(parts(db, keys, &clock, Switches::default(), folder.path())).expect("policies load");
        let (router, table) = router(house.clone());
        let path = folder.path().to_owned();
        World { house, clock, table, folder: path, address, router, dropped, _folder: folder }
    }

    /// Ends it.
    pub async fn end(self) {
        drop_database(self.dropped.as_ref()).await;
    }
}

/// What differs between worlds.
#[derive(Default)]
struct Switches {
    second_factor: bool,
    policies: Option<PathBuf>,
    goes_out: bool,
}

fn parts(db: Db, keys: Keyring, clock: &Arc<ManualClock>, switches: Switches, folder: &Path) -> HouseParts {
    let ids: Arc<dyn IdSource> = Arc::new(SeededIds::new(COUNTER.fetch_add(1, Ordering::Relaxed) + 1));
    HouseParts {
        db,
        keys,
        clock: clock.clone(),
        ids,
        passwords: Passwords::cheap_for_tests(),
        settings: Settings {
            second_factor: switches.second_factor,
            idle_minutes: 480,
            outgoing: switches.goes_out.then(|| folder.join("outgoing")),
            ..Settings::default()
        },
        font_dirs: Vec::new(),
        policies: switches.policies,
    }
}

/// An empty database; dropped by [`Empty::end`].
pub struct Empty {
    db: Db,
    dropped: Option<(String, String)>,
    _folder: tempfile::TempDir,
}

/// An empty database of an engine.
///
/// # Panics
/// When it cannot be made.
pub async fn empty_database(engine: Engine) -> (Db, Empty) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (location, dropped) = match engine {
        Engine::Sqlite => (Location::File(folder.path().join("other.sqlite")), None),
        Engine::Postgres => postgres().await,
    };
    let db = Db::open(&location).await.expect("the database opens");
    (db.clone(), Empty { db, dropped, _folder: folder })
}

impl Empty {
    /// Ends it.
    pub async fn end(self) {
        self.db.close().await;
        drop_database(self.dropped.as_ref()).await;
    }
}

async fn drop_database(named: Option<&(String, String)>) {
    if let Some((server, name)) = named
        && let Ok(db) = Db::open(&Location::Server(server.clone())).await
    {
        // A database that stays behind does no harm: the server is temporary.
        let _left = db.admin(&format!("drop database if exists {name}")).await;
    }
}

impl World {
    /// A world on 9 May 2017 with every office's people.
    ///
    /// # Panics
    /// When the database cannot be made.
    pub async fn new(engine: Engine) -> Self {
        Self::with(engine, |_| Keyring::for_tests(), Switches::default()).await
    }

    /// As [`World::new`], with the second factor asked for.
    ///
    /// # Panics
    /// When the database cannot be made.
    pub async fn with_second_factor(engine: Engine) -> Self {
        Self::with(engine, |_| Keyring::for_tests(), Switches { second_factor: true, ..Switches::default() }).await
    }

    /// As [`World::new`], where text messages and e-mails go out: into `outgoing` in the world's folder.
    ///
    /// # Panics
    /// When the database cannot be made.
    pub async fn with_a_way_out(engine: Engine) -> Self {
        Self::with(engine, |_| Keyring::for_tests(), Switches { goes_out: true, ..Switches::default() }).await
    }

    /// As [`World::new`], with the policies and procedures of a folder.
    ///
    /// # Panics
    /// When the database cannot be made, or the policies do not load.
    pub async fn with_policies(engine: Engine, policies: &Path) -> Self {
        let policies = Some(policies.to_owned());
        Self::with(engine, |_| Keyring::for_tests(), Switches { policies, ..Switches::default() }).await
    }

    /// As [`World::new`], with the keys of a file in the world's folder, so that the program itself can serve it.
    ///
    /// # Panics
    /// When the database or the keys cannot be made.
    pub async fn for_the_program(engine: Engine) -> Self {
        let keys = |folder: &Path| Keyring::open_or_create(folder.join("master.key")).expect("keys");
        Self::with(engine, keys, Switches::default()).await
    }

    async fn with(engine: Engine, keys: impl Fn(&Path) -> Keyring, switches: Switches) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (location, dropped) = match engine {
            Engine::Sqlite => (Location::File(folder.path().join("doudi.sqlite")), None),
            Engine::Postgres => postgres().await,
        };
        let address = match &location {
            Location::File(path) => format!("sqlite:{}", path.display()),
            Location::Server(url) => url.clone(),
        };
        let clock = Arc::new(ManualClock::at(morning(Day::new(2017, 5, 9).expect("a day"))));
        let db = Db::open(&location).await.expect("the database opens");
        let now = clock.now();
        db::migrate(&db, &migrations(), now).await.expect("migrations run");
        let house =
            build_house(parts(db, keys(folder.path()), &clock, switches, folder.path())).expect("policies load");
        let mut tx = house.db.begin().await.expect("a transaction");
        let since = Day::new(2016, 1, 1).expect("a day");
        sample_city::staff::make(&mut tx, &house, 1, since).await.expect("people");
        tx.commit().await.expect("people are stored");
        let (router, table) = router(house.clone());
        let path = folder.path().to_owned();
        Self { house, clock, table, folder: path, address, router, dropped, _folder: folder }
    }

    /// Sets the clock to half past nine on a day.
    ///
    /// # Panics
    /// When the day cannot be read.
    pub fn on(&self, day: &str) {
        self.clock.set(morning(Day::parse(day).expect("a day")));
    }

    /// Sets the clock to a moment of the day it stands at: hours and minutes.
    ///
    /// # Panics
    /// Never.
    pub fn at(&self, hour: i64, minute: i64) {
        let day = self.clock.now().day();
        self.clock.set(Moment::from_millis(Moment::start_of(day).millis() + (hour * 60 + minute) * 60_000));
    }

    /// Logs somebody in.
    ///
    /// # Panics
    /// When they cannot log in.
    pub async fn login(&self, login: &str) -> Client {
        let mut client = self.nobody();
        let page = client.post("/access/login", &[("login", login), ("password", PASSWORD), ("back", "/")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{login} logs in: {}", page.body);
        client
    }

    /// Somebody who has not logged in.
    #[must_use]
    pub fn nobody(&self) -> Client {
        Client { router: self.router.clone(), cookie: String::new() }
    }

    /// Sends a request as it is; answers the status.
    ///
    /// # Panics
    /// Never: the router always answers.
    pub async fn raw(&self, request: Request<Body>) -> StatusCode {
        self.router.clone().oneshot(request).await.expect("the router always answers").status()
    }

    /// A page as the server sends it to somebody; nobody when the login is empty.
    ///
    /// # Panics
    /// When they cannot log in.
    pub async fn page_source(&self, login: &str, path: &str) -> String {
        let mut client = if login.is_empty() { self.nobody() } else { self.login(login).await };
        client.get(path).await.body
    }

    /// Serves the house on a port of its own until the test ends; answers its address.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn listen(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    /// Asks the database one number.
    ///
    /// # Panics
    /// When the question is wrong.
    pub async fn number(&self, sql: &str) -> i64 {
        let mut tx = self.house.db.read().await.expect("a connection");
        tx.one(&Sql::new(sql)).await.expect("an answer").only().expect("a number")
    }

    /// Changes the database behind the program's back, as somebody with the database's password could.
    ///
    /// # Panics
    /// When the statement is wrong.
    pub async fn tamper(&self, sql: &str) -> u64 {
        let mut tx = self.house.db.begin().await.expect("a transaction");
        let touched = tx.exec(&Sql::new(sql)).await.expect("the statement runs");
        tx.commit().await.expect("it is kept");
        touched
    }

    /// Ends the world but keeps its database, to make copies of it.
    pub async fn into_template(self) -> Template {
        self.house.db.close().await;
        Template { address: self.address, dropped: self.dropped, folder: self._folder }
    }

    /// Ends the world; a database on a server is dropped.
    pub async fn end(self) {
        self.house.db.close().await;
        drop_database(self.dropped.as_ref()).await;
    }
}

fn morning(day: Day) -> Moment {
    Moment::from_millis(Moment::start_of(day).millis() + MORNING_MS)
}

async fn postgres() -> (Location, Option<(String, String)>) {
    let server = std::env::var("DOUDI_TEST_POSTGRES").expect("DOUDI_TEST_POSTGRES");
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let name = format!("doudi_{}_{number}", std::process::id());
    let db = Db::open(&Location::Server(server.clone())).await.expect("the server answers");
    db.admin(&format!("create database {name}")).await.expect("a database of its own");
    db.close().await;
    let (base, query) = server.split_once('?').map_or((server.as_str(), ""), |(base, query)| (base, query));
    let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
    let url = if query.is_empty() { format!("{base}/{name}") } else { format!("{base}/{name}?{query}") };
    (Location::Server(url), Some((server, name)))
}

/// A browser without script.
#[derive(Clone)]
pub struct Client {
    router: Router,
    cookie: String,
}

/// An answer.
#[derive(Debug)]
pub struct Page {
    /// Its status.
    pub status: StatusCode,
    /// Where it sends the browser.
    pub location: String,
    /// Its headers as text.
    pub headers: Vec<(String, String)>,
    /// Its text, when it is text.
    pub body: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Client {
    async fn send(&mut self, request: Request<Body>) -> Page {
        let response = self.router.clone().oneshot(request).await.expect("the router always answers");
        let status = response.status();
        let headers: Vec<(String, String)> = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("").to_owned()))
            .collect();
        let header = |wanted: &str| {
            headers.iter().find(|(name, _)| name == wanted).map_or_else(String::new, |(_, value)| value.clone())
        };
        let location = header("location");
        for (name, value) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            let pair = value.split(';').next().unwrap_or_default();
            if name == "set-cookie" && pair.starts_with("doudi=") {
                pair.clone_into(&mut self.cookie);
            }
        }
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body").to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Page { status, location, headers, body, bytes }
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Page {
        let request = Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = serde_urlencoded::to_string(fields).expect("fields");
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }

    /// Sends bytes of a kind, as an upload or an API client does.
    pub async fn post_bytes(&mut self, path: &str, kind: &str, bytes: Vec<u8>) -> Page {
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(bytes));
        self.send(request.expect("a request")).await
    }

    /// Submits an application as a program, under a key.
    pub async fn submit_case(&mut self, token: &str, key: &str, body: &str) -> Page {
        let request = Request::post("/api/v1/cases")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key)
            .body(Body::from(body.to_owned()));
        self.send(request.expect("a request")).await
    }

    /// Sends a request with a token.
    pub async fn with_token(&mut self, method: &str, path: &str, token: &str, body: &str) -> Page {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_owned()));
        self.send(request.expect("a request")).await
    }
}

impl Page {
    /// The value of the first hidden or text field with this name.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn field(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let at = self.body.find(&mark).unwrap_or_else(|| panic!("no field {name} in {}", self.text()));
        self.body[at + mark.len()..].split('"').next().unwrap_or_default().to_owned()
    }

    /// The words of the page without its marks, for messages of a failed test.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut is_mark = false;
        let main = self.body.find("<main").map_or(self.body.as_str(), |at| &self.body[at..]);
        for c in main.chars() {
            match c {
                '<' => is_mark = true,
                '>' => {
                    is_mark = false;
                    out.push(' ');
                }
                c if !is_mark => out.push(c),
                _ => {}
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Asserts that the page says something.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(self.body.contains(words), "the page should say “{words}” ({}): {}", self.status, self.text());
        self
    }

    /// Asserts that the page does not say something.
    ///
    /// # Panics
    /// When it does.
    #[track_caller]
    pub fn lacks(&self, words: &str) -> &Self {
        assert!(!self.body.contains(words), "the page should not say “{words}”: {}", self.text());
        self
    }

    /// Asserts the status.
    ///
    /// # Panics
    /// When it is another.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{} {}", self.location, self.text());
        self
    }
}
