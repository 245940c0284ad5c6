//! `doudi demo`: a made-up city on a chosen day, with people to log in as.

use super::serve::{bind, keep_carrying};
use super::{DATA, Where, open};
use crate::server;
use access::{House, Role, Settings};
use anyhow::Context;
use clap::Args;
use kernel::{Day, Moment, OffsetClock};
use sample_city::staff::{PASSWORD, Person};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// Options.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    place: Where,
    /// 监听地址
    #[arg(long, env = "DOUDI_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    /// 数据文件夹
    #[arg(long, default_value = DATA)]
    data: PathBuf,
    /// 演示城市里的今天
    #[arg(long, default_value = "2017-05-09")]
    today: String,
    /// 随机种子；同一个种子做出同一座城
    #[arg(long, default_value_t = 2017)]
    seed: u64,
    /// 大约造多少人；全市是 3650000
    #[arg(long, default_value_t = 100_000)]
    persons: u64,
}

/// Half past nine in the morning, milliseconds after midnight.
const MORNING_MS: i64 = 9 * 3_600_000 + 30 * 60_000;

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let listener = bind(&options.listen).await?;
    let today = Day::parse(&options.today).map_err(|problem| anyhow::anyhow!("--today：{problem}"))?;
    let morning = Moment::from_millis(Moment::start_of(today).millis() + MORNING_MS);
    let clock = Arc::new(OffsetClock::starting_at(morning));
    let mut place = options.place.clone();
    if place.database.is_none() {
        place.database = Some(format!("sqlite:{}", options.data.join("doudi.sqlite").display()));
    }
    if place.keys.is_none() {
        place.keys = Some(options.data.join("master.key"));
    }
    let mut house = open(&place, true, clock).await?;
    let outgoing = house.settings.outgoing.clone().unwrap_or_else(|| options.data.join("outgoing"));
    house.settings = Arc::new(Settings { outgoing: Some(outgoing), ..(*house.settings).clone() });
    let people = prepare(&house, options.seed, options.persons).await?;
    introduce(&people);
    super::verify::keep_signing(house.clone());
    crate::indicators::keep_taking(house.clone());
    crate::remind::keep_reminding(house.clone());
    policies::actions::keep_working(house.clone());
    keep_carrying(&house)?;
    println!("\n已启动：http://{}　（今天是 {}）", listener.local_addr()?, today.chinese());
    let (router, _) = server::router(house);
    server::serve(listener, router).await?;
    Ok(())
}

/// Makes the city when the database is empty; answers who can log in.
///
/// # Errors
/// When the database errs.
pub async fn prepare(house: &House, seed: u64, persons: u64) -> anyhow::Result<Vec<Person>> {
    let mut tx = house.db.read().await?;
    let today = house.now().day();
    if access::store::offices::count(&mut tx).await? > 0 {
        let mut posts = access::store::posts::current(&mut tx, today, 1000).await?;
        posts.sort_by(|one, other| one.login.cmp(&other.login));
        return Ok(posts
            .into_iter()
            .map(|post| Person {
                login: post.login,
                name: post.staff_name,
                role: post.post.role,
                office: post.office_name,
            })
            .collect());
    }
    drop(tx);
    let since = Day::new(2016, 1, 1).context("a day")?;
    let mut tx = house.db.begin().await?;
    let people = sample_city::staff::make(&mut tx, house, seed, since).await?;
    tx.commit().await?;
    println!("正在造一座约 {persons} 人的演示城市……");
    let since = Instant::now();
    let options = sample_city::Options { persons, seed, tell: |line| println!("  {line}") };
    let made = sample_city::make(house, &options).await?;
    println!(
        "造好了：{} 人、{} 户、{} 件申请（在办 {} 件，批准 {} 件），用了 {} 秒。",
        made.persons,
        made.households,
        made.cases,
        made.open,
        made.approved,
        since.elapsed().as_secs()
    );
    let since = Instant::now();
    let catalogue = crate::indicators::catalogue()?;
    if let Some(plan) = catalogue.plan_on(today) {
        let acts = sample_city::work(house, &catalogue, plan, seed).await?;
        println!("年度计划办到今天：{acts} 件事，用了 {} 毫秒。", since.elapsed().as_millis());
    }
    Ok(people)
}

fn introduce(people: &[Person]) {
    println!("演示城市已备好，人和事都是编的。口令都是 {PASSWORD}，可以这样登录：\n");
    for role in Role::ALL {
        if let Some(person) = people.iter().find(|person| person.role == *role && !person.login.contains('.')) {
            println!("  {:<10} {}　{}　{}", person.login, role.chinese(), person.name, person.office);
        }
    }
    println!("\n其他乡镇的经办：clerk.乡镇九位代码，例如 clerk.510904104；其他县：approver.县六位代码。");
}
