//! kill -9 in the middle of paying: what was acknowledged is done, nobody is paid twice, the restart is quick.
//!
//! The program itself runs as a process; it is killed at points spread over the whole script, restarted, and the
//! script goes on from what the database says. `DOUDI_TEST_KILLS` sets the number of points (CI: a few, a release: 200).

use crate::money::{answer, two_households};
use app::commands::examine;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testkit::{Template, World, each_database};

/// The program as a process.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts it; answers how long it took until it answered.
    fn start(world: &World) -> (Self, Duration) {
        let begun = Instant::now();
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let address = format!("127.0.0.1:{port}");
        let child = Command::new(env!("CARGO_BIN_EXE_doudi"))
            .args(["demo", "--today", "2017-06-05", "--listen", &address, "--database", &world.address])
            .args(["--persons", "0", "--keys"])
            .arg(world.folder.join("master.key"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("doudi starts");
        let server = Self { child, address };
        while begun.elapsed() < Duration::from_secs(20) {
            if Person::new(&server.address).get("/assets/icon.svg").is_some_and(|page| page.status == 200) {
                return (server, begun.elapsed());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("doudi did not answer");
    }

    fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }
}

/// Somebody at a browser whose requests may be cut off at any time.
struct Person {
    address: String,
    cookie: String,
}

struct Page {
    status: u16,
    location: String,
    body: String,
}

impl Page {
    fn field(&self, name: &str) -> Option<String> {
        let mark = format!("name=\"{name}\" value=\"");
        let at = self.body.find(&mark)?;
        self.body[at + mark.len()..].split('"').next().map(str::to_owned)
    }
}

impl Person {
    fn new(address: &str) -> Self {
        Self { address: address.to_owned(), cookie: String::new() }
    }

    fn login(address: &str, login: &str) -> Option<Self> {
        let mut person = Self::new(address);
        let page = person.post("/access/login", &format!("login={login}&password=doudi-demo&back=/"))?;
        (page.status == 303).then_some(person)
    }

    fn get(&mut self, path: &str) -> Option<Page> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {}\r\n\r\n", self.cookie);
        self.send(&request)
    }

    fn post(&mut self, path: &str, body: &str) -> Option<Page> {
        self.post_kind(path, "application/x-www-form-urlencoded", body)
    }

    fn post_kind(&mut self, path: &str, kind: &str, body: &str) -> Option<Page> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
            self.cookie,
            body.len()
        );
        self.send(&request)
    }

    /// `None` when the answer did not come whole: the asker knows nothing.
    fn send(&mut self, request: &str) -> Option<Page> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        stream.write_all(request.as_bytes()).ok()?;
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let status = line.split_whitespace().nth(1)?.parse().ok()?;
        let (mut location, mut length) = (String::new(), 0_usize);
        loop {
            line.clear();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            let (name, value) = header.split_once(": ")?;
            match name {
                "location" => value.clone_into(&mut location),
                "content-length" => length = value.parse().ok()?,
                "set-cookie" if value.starts_with("doudi=") => value.split(';').next()?.clone_into(&mut self.cookie),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        Some(Page { status, location, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

/// What the database says of June's run: state, lines and sum.
async fn stored(world: &World) -> (String, String) {
    let mut tx = world.house.db.read().await.expect("a connection");
    let sql = db::Sql::new("select id, state from payments_runs where kind = 'regular'");
    match tx.opt(&sql).await.expect("asked") {
        None => (String::new(), String::new()),
        Some(row) => {
            let mut c = row.columns();
            (c.get().expect("an id"), c.get().expect("a state"))
        }
    }
}

/// The next act of the script by what the database says; `None` when the answer was cut off, `Some(false)` at the end.
fn next(address: &str, id: &str, state: &str) -> Option<bool> {
    let run = format!("/payments/runs/{id}");
    let act = |login: &str, action: &str, fields: &str| -> Option<bool> {
        let mut who = Person::login(address, login)?;
        let page = who.get(&run)?;
        let (version, digest) = (page.field("version")?, page.field("digest").unwrap_or_default());
        let done = who.post(&format!("{run}/{action}"), &format!("version={version}&digest={digest}&{fields}"))?;
        assert_eq!(done.status, 303, "{action}: {}", done.body);
        Some(true)
    };
    match state {
        "" => {
            let mut cashier = Person::login(address, "cashier")?;
            let form = cashier.get("/payments/runs/new?programme=dibao&month=2017-06&kind=regular")?;
            let key = form.field("key")?;
            let fields = format!("programme=dibao&month=2017-06&kind=regular&key={key}");
            let done = cashier.post("/payments/runs/new", &fields)?;
            assert_eq!(done.status, 303, "draft: {}", done.body);
            assert!(done.location.starts_with("/payments/runs/"), "{}", done.location);
            Some(true)
        }
        "draft" => act("cashier", "freeze", ""),
        "frozen" => act("checker", "count", "lines=2&sum=900.00"),
        "counted" => act("payer", "approve", "checked=1"),
        "approved" => act("cashier", "send", "format=csv"),
        "sent" => {
            let mut cashier = Person::login(address, "cashier")?;
            let order = cashier.get(&format!("{run}/file"))?;
            assert_eq!(order.status, 200);
            let table = answer(&order.body, |_| ("00", ""));
            let body = format!("--m\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{table}\r\n--m--\r\n");
            let done = cashier.post_kind(&format!("{run}/import"), "multipart/form-data; boundary=m", &body)?;
            assert_eq!(done.status, 303, "import: {}", done.body);
            Some(true)
        }
        _ => Some(false),
    }
}

const ORDER: &[&str] = &["", "draft", "frozen", "counted", "approved", "sent"];

fn rank(state: &str) -> usize {
    ORDER.iter().position(|known| *known == state).unwrap_or(ORDER.len())
}

async fn one_kill(world: &World, after: Duration) -> (usize, Duration) {
    let (server, _) = Server::start(world);
    let address = server.address.clone();
    let killed_at = Instant::now() + after;
    let killer = std::thread::spawn(move || {
        std::thread::sleep(killed_at.saturating_duration_since(Instant::now()));
        server.kill();
    });
    let mut acknowledged = 0;
    loop {
        let (id, state) = stored(world).await;
        assert!(rank(&state) >= acknowledged, "acknowledged {acknowledged}, stored {state}");
        let there = address.clone();
        let answered = tokio::task::spawn_blocking(move || next(&there, &id, &state)).await.expect("no wrong answer");
        match answered {
            Some(true) => acknowledged += 1,
            Some(false) | None => break,
        }
    }
    killer.join().expect("killed");
    let (_, state) = stored(world).await;
    let done = rank(&state);
    assert!((acknowledged..=acknowledged + 1).contains(&done), "acknowledged {acknowledged}, done {done}");
    let (server, restart) = Server::start(world);
    loop {
        let (id, state) = stored(world).await;
        let there = server.address.clone();
        let answered = tokio::task::spawn_blocking(move || next(&there, &id, &state)).await.expect("no wrong answer");
        if !answered.expect("nothing cuts it off now") {
            break;
        }
    }
    server.kill();
    let arrived = "select cast(coalesce(sum(amount_fen), 0) as bigint) from payments_lines where state = 'arrived'";
    assert_eq!(world.number(arrived).await, 90_000, "everybody is paid once");
    assert_eq!(world.number("select count(*) from payments_lines").await, 2);
    let examined = examine(&world.house).await.expect("it can be examined");
    assert!(examined.findings.is_empty(), "{:?}", examined.findings);
    (acknowledged, restart)
}

/// Points of the script at which the process is killed.
fn kills() -> u32 {
    std::env::var("DOUDI_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(6)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_anywhere_while_paying_nobody_is_paid_twice() {
    for engine in each_database() {
        let world = World::for_the_program(engine).await;
        two_households(&world).await;
        world.house.db.settle().await.expect("settled");
        let template = world.into_template().await;
        let whole = whole_script(&template).await;
        let mut slowest = Duration::ZERO;
        let mut seen = vec![0; ORDER.len() + 1];
        for point in 0..kills() {
            let copy = template.instance().await;
            let (acknowledged, restart) = one_kill(&copy, whole * (point * 13) / (kills().max(1) * 10)).await;
            seen[acknowledged] += 1;
            slowest = slowest.max(restart);
            copy.end().await;
        }
        println!("{engine:?}: {} kills, acknowledged acts at the kill {seen:?}, slowest restart {slowest:?}", kills());
        assert!(slowest < Duration::from_secs(3), "restart took {slowest:?}");
        template.end().await;
    }
}

/// How long the script takes when nobody is killed.
async fn whole_script(template: &Template) -> Duration {
    let copy = template.instance().await;
    let (server, _) = Server::start(&copy);
    let begun = Instant::now();
    loop {
        let (id, state) = stored(&copy).await;
        let there = server.address.clone();
        if !tokio::task::spawn_blocking(move || next(&there, &id, &state)).await.expect("runs").expect("answers") {
            break;
        }
    }
    let took = begun.elapsed();
    server.kill();
    copy.end().await;
    took
}
