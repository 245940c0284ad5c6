//! `cargo xtask bench`: a whole city on SQLite and on PostgreSQL, served by the release binary, load generator included.

use crate::load::{Answer, Connection, Shot, Shown, run};
use crate::{cargo, machine, postgres, root};
use anyhow::{Context, Result, bail};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Connections that send at the same time.
const CONNECTIONS: usize = 16;
/// How long each workload runs.
const LASTING: Duration = Duration::from_secs(8);
/// Persons of the whole city.
const CITY: &str = "3650000";

struct Options {
    persons: String,
    engines: Vec<&'static str>,
    with_pdf: bool,
    program: Option<PathBuf>,
    /// Where the cities stay, to be measured again; without it each is made anew and thrown away.
    kept: Option<PathBuf>,
    /// Whether a month of awards is measured too.
    with_month: bool,
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options {
        persons: CITY.to_owned(),
        engines: vec!["sqlite", "postgres"],
        with_pdf: true,
        program: None,
        kept: None,
        with_month: true,
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--persons" => options.persons = rest.next().context("--persons N")?.clone(),
            "--sqlite" => options.engines = vec!["sqlite"],
            "--postgres" => options.engines = vec!["postgres"],
            "--without-pdf" => options.with_pdf = false,
            "--program" => options.program = Some(rest.next().context("--program FILE")?.into()),
            "--without-month" => options.with_month = false,
            "--keep" => options.kept = Some(rest.next().context("--keep FOLDER")?.into()),
            other => bail!(
                "没有“{other}”这个选项：--persons N、--sqlite、--postgres、--without-pdf、--program 文件、--keep 文件夹、\
                 --without-month"
            ),
        }
    }
    Ok(options)
}

/// A served city.
struct City {
    program: PathBuf,
    folder: PathBuf,
    database: Option<String>,
    persons: String,
    child: Child,
    address: String,
}

impl Drop for City {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing is left behind.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn start(program: &Path, folder: &Path, database: Option<&str>, persons: &str) -> Result<(Child, String)> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let address = format!("127.0.0.1:{port}");
    let mut command = Command::new(program);
    command.args(["demo", "--listen", &address, "--persons", persons, "--data"]).arg(folder);
    if let Some(database) = database {
        command.args(["--database", database]);
    }
    let child = command.stdout(Stdio::null()).spawn().context("doudi starts")?;
    Ok((child, address))
}

fn wait_for(address: &str, child: &mut Child, most: Duration) -> Result<Duration> {
    let begun = Instant::now();
    while begun.elapsed() < most {
        if let Some(status) = child.try_wait()? {
            bail!("doudi ended: {status}");
        }
        // The socket is taken first and answers only when the house is ready.
        if let Ok(mut connection) = Connection::new(address)
            && let Ok(answer) = connection.get("/assets/icon.svg")
            && answer.status == 200
        {
            return Ok(begun.elapsed());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    bail!("doudi did not answer in {most:?}")
}

impl City {
    fn make(program: &Path, folder: &Path, database: Option<String>, persons: &str) -> Result<(Self, Duration)> {
        let (mut child, address) = start(program, folder, database.as_deref(), persons)?;
        let took = wait_for(&address, &mut child, Duration::from_secs(3_600))?;
        let city = Self {
            program: program.to_owned(),
            folder: folder.to_owned(),
            database,
            persons: persons.to_owned(),
            child,
            address,
        };
        Ok((city, took))
    }

    fn restart(&mut self) -> Result<Duration> {
        self.child.kill()?;
        self.child.wait()?;
        let begun = Instant::now();
        let (child, address) = start(&self.program, &self.folder, self.database.as_deref(), &self.persons)?;
        (self.child, self.address) = (child, address);
        wait_for(&self.address, &mut self.child, Duration::from_secs(60))?;
        Ok(begun.elapsed())
    }

    /// Resident memory, MB.
    fn memory(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("VmRSS")?;
        let kilobytes: u64 = line.split_whitespace().nth(1).context("a number")?.parse()?;
        Ok(kilobytes / 1024)
    }

    fn login(&self, who: &str) -> Result<Connection> {
        Connection::login(&self.address, who)
    }
}

/// All values between two marks of a page.
fn between(page: &str, before: &str, after: &str) -> Vec<String> {
    page.split(before).skip(1).filter_map(|rest| rest.split(after).next()).map(str::to_owned).collect()
}

pub(crate) fn expect(answer: &Answer, status: u16) -> Result<Option<()>> {
    if answer.status == status { Ok(Some(())) } else { bail!("{} instead of {status}: {}", answer.status, answer.body) }
}

fn shots<'w>(base: &Connection, make: impl Fn(usize) -> Shot<'w>) -> Result<Vec<(Connection, Shot<'w>)>> {
    (0..CONNECTIONS).map(|index| Ok((base.again()?, make(index)))).collect()
}

fn line(name: &str, full: Shown, half: Option<Shown>) {
    let half = half.map_or_else(String::new, |half| format!("   at half load p99 {:>7.1} ms", millis(half.p99)));
    println!(
        "  {name:<34} {:>7}/s   p50 {:>7.1} ms   p99 {:>7.1} ms{half}",
        full.rate,
        millis(full.p50),
        millis(full.p99)
    );
}

/// For printing only.
pub(crate) fn millis(micros: u64) -> f64 {
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "a printed duration")]
    let micros = micros as f64;
    #[expect(clippy::float_arithmetic, reason = "a printed duration")]
    let millis = micros / 1000.0;
    millis
}

/// Full load, then half of it to see the times of an office that is not overrun.
pub(crate) fn measure<'w>(name: &str, base: &Connection, make: impl Fn(usize) -> Shot<'w>) -> Result<()> {
    let full = run(shots(base, &make)?, LASTING, None)?;
    let pause = Duration::from_micros(2_000_000 * u64::try_from(CONNECTIONS)? / full.rate.max(1));
    let half = run(shots(base, &make)?, LASTING / 2, Some(pause))?;
    line(name, full, Some(half));
    Ok(())
}

fn reads(city: &City) -> Result<()> {
    let mut clerk = city.login("clerk")?;
    measure("desk", &clerk, |_| Box::new(|c| expect(&c.get("/")?, 200)))?;
    measure("list page with total", &clerk, |_| Box::new(|c| expect(&c.get("/registry/households")?, 200)))?;
    let surnames = ["王", "李", "张", "刘", "陈", "杨", "黄", "周"];
    measure("name prefix", &clerk, |index| {
        let mut number = index;
        Box::new(move |c| {
            number += 1;
            let answer = c.post("/registry/search", &format!("q={}", surnames[number % surnames.len()]))?;
            expect(&answer, 200)
        })
    })?;
    let found = clerk.post("/registry/search", "q=王")?;
    let persons: Vec<String> = between(&found.body, "href=\"/registry/persons/", "\"");
    if persons.is_empty() {
        bail!("no persons to open");
    }
    let persons = &persons;
    measure("person page with its audit entry", &clerk, |index| {
        let mut number = index;
        Box::new(move |c| {
            number += 1;
            let path = format!("/registry/persons/{}", persons[number % persons.len()]);
            expect(&c.get(&path)?, 200)
        })
    })?;
    let ids = &known_ids(&mut clerk)?;
    measure("exact id", &clerk, |index| {
        let mut number = index;
        Box::new(move |c| {
            number += 1;
            expect(&c.post("/registry/search", &format!("q={}", ids[number % ids.len()]))?, 303)
        })
    })
}

/// Id numbers the clerk may see: those of the open households' heads, through the form's own prefill.
fn known_ids(clerk: &mut Connection) -> Result<Vec<String>> {
    let list = clerk.get("/registry/households")?;
    let mut ids = Vec::new();
    for household in between(&list.body, "href=\"/registry/households/", "\"").iter().take(8) {
        let draft = clerk.post("/cases/new", &format!("programme=dibao&household={household}"))?;
        let page = clerk.get(&draft.location)?;
        ids.extend(between(&page.body, "name=\"m.0.id\" value=\"", "\"").into_iter().filter(|id| id.len() == 18));
    }
    if ids.is_empty() {
        bail!("no id numbers to search for");
    }
    Ok(ids)
}

fn writes(city: &City) -> Result<()> {
    let clerk = city.login("clerk")?;
    let full = run(
        shots(&clerk, |_| {
            let mut draft = String::new();
            let mut version = 1_u64;
            Box::new(move |c| {
                if draft.is_empty() {
                    draft = c.post("/cases/new", "programme=dibao")?.location;
                }
                let body = format!("act=autosave&version={version}&m.0.name=某人&m.0.id=&team=3组&phone=13800000412");
                let answer = c.post(&draft, &body)?;
                version += 1;
                expect(&answer, 200)
            })
        })?,
        LASTING,
        None,
    )?;
    line("save step", full, None);
    let mut approver = city.login("approver")?;
    let page = approver.get("/cases/batch")?;
    let cases: VecDeque<String> = between(&page.body, "name=\"case\" value=\"", "\"").into();
    let cases = &Mutex::new(cases);
    let full = run(
        shots(&approver, |_| {
            Box::new(move |c| {
                let next = cases.lock().map_err(|_| anyhow::anyhow!("poisoned"))?.pop_front();
                let Some(next) = next else { return Ok(None) };
                let (id, version) = next.split_once(':').context("id:version")?;
                let body = format!("version={version}&opinion=approve&not_kin=1&reason=同意");
                let answer = c.post(&format!("/cases/{id}/decision"), &body)?;
                // Kin of the approver is refused, as it must be.
                if answer.status == 403 { Ok(Some(())) } else { expect(&answer, 303) }
            })
        })?,
        LASTING,
        None,
    )?;
    line(&format!("approve ({} cases)", full.count), full, None);
    Ok(())
}

fn build(target: &Path, with_pdf: bool) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--release", "-p", "app"]);
    if !with_pdf {
        build.arg("--no-default-features");
    }
    crate::run(&mut build)?;
    Ok(target.join("release/doudi"))
}

/// Runs the whole bench.
pub fn bench(arguments: &[String]) -> Result<()> {
    let options = options(arguments)?;
    machine::prepare(&root()?)?;
    let target =
        std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root().map(|r| r.join("target")), |t| Ok(t.into()))?;
    let program = match &options.program {
        Some(program) => program.clone(),
        None => build(&target, options.with_pdf)?,
    };
    for engine in &options.engines {
        let kept = options.kept.as_ref().map(|kept| kept.join(engine));
        let server = match &kept {
            _ if *engine != "postgres" => None,
            Some(kept) => Some(postgres::Server::start_in(&kept.join("server"))?),
            None => Some(postgres::Server::start()?),
        };
        let folder = kept.clone().unwrap_or_else(|| target.join(format!("bench-{engine}-{}", std::process::id())));
        std::fs::create_dir_all(&folder)?;
        let database = server.as_ref().map(postgres::Server::socket_url);
        println!("{engine}, {} persons, {CONNECTIONS} connections", options.persons);
        let (mut city, made) = City::make(&program, &folder, database, &options.persons)?;
        println!("  city made in {:.1} s", made.as_secs_f32());
        let cold = city.restart()?;
        println!("  cold start {} ms, idle memory {} MB", cold.as_millis(), city.memory()?);
        crate::bench_board::board(&city.address)?;
        reads(&city)?;
        writes(&city)?;
        println!("  memory after load {} MB", city.memory()?);
        drop(city);
        if kept.is_none() {
            std::fs::remove_dir_all(&folder)?;
        }
        if options.with_month {
            month_of_awards(server.as_ref().map(postgres::Server::url).as_deref())?;
        }
    }
    Ok(())
}

/// A month of 100,000 awards, drafted, frozen, paid and closed by the money slice's own scale test in release.
fn month_of_awards(server: Option<&str>) -> Result<()> {
    const LINES: &str = "100000";
    let mut test = cargo();
    test.args(["test", "--release", "-p", "payments", "--quiet", "--", "two_thousand", "--nocapture"])
        .env("DOUDI_TEST_LINES", LINES)
        .current_dir(root()?);
    match server {
        Some(server) => test.env("DOUDI_TEST_POSTGRES", server),
        None => test.env_remove("DOUDI_TEST_POSTGRES"),
    };
    let done = test.output().context("the scale test of payments")?;
    let told = String::from_utf8_lossy(&done.stderr);
    if !done.status.success() {
        bail!("the scale test of payments failed: {told}");
    }
    println!("  a month of {LINES} awards");
    for line in told.lines().filter(|line| line.ends_with("of work")) {
        println!("    {line}");
    }
    Ok(())
}
