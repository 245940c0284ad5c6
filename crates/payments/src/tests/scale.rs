//! A township and a county in one run; `DOUDI_TEST_LINES=100000` makes it a city and prints how long each step took.

use super::world::{World, fen, june};
use crate::run::{RunKind, RunState};

/// A watch that also knows how much the processor worked, where the system tells (hundredths of a second).
struct Watch(std::time::Instant, Option<u64>);

fn worked() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

impl Watch {
    fn start() -> Self {
        Self(std::time::Instant::now(), worked())
    }

    /// What somebody who waits sees: the step and its time; other work on the machine makes the first number larger.
    fn took(&self, step: &str) {
        let busy = worked().zip(self.1).map_or(0, |(now, then)| (now - then) * 10);
        eprintln!("{step}: {} ms, {busy} ms of work", self.0.elapsed().as_millis());
    }
}

async fn a_month_of(count: i64) {
    let world = World::new().await;
    let watch = Watch::start();
    world.villagers_in_payment(count).await;
    world.house.db.settle().await.unwrap();
    watch.took("register");
    let watch = Watch::start();
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    watch.took("draft");
    let watch = Watch::start();
    world.freeze(id).await.unwrap();
    watch.took("freeze");
    let watch = Watch::start();
    world.pay(id).await.unwrap();
    watch.took("count, sign, send");
    let watch = Watch::start();
    world.file(id).await.unwrap();
    watch.took("file again");
    let run = world.run(id).await;
    assert_eq!((run.lines, run.sum.get()), (count, count * 32_500));
    let text =
        world.return_csv(id, |line| Some(if line.seq % 50 == 0 { ("01", "户名不符") } else { ("00", "") })).await;
    let watch = Watch::start();
    let import = world.import(id, &text).await.unwrap();
    watch.took("import");
    let back = count / 50;
    assert_eq!((import.arrived.0, import.returned.0, import.exceptions), (count - back, back, 0));
    assert_eq!(world.run(id).await.state, RunState::Reconciled);
    let watch = Watch::start();
    let figures = world.close(id).await.unwrap();
    watch.took("close");
    let watch = Watch::start();
    let id = super::world::page_of(&world, id).await;
    watch.took("run page");
    assert!(id > 0);
    assert_eq!(figures.due.get(), count * 32_500);
    assert_eq!(figures.returned.get(), back * fen("325").get());
    let watch = Watch::start();
    assert!(world.problems().await.is_empty());
    watch.took("verify");
}

#[tokio::test]
async fn two_hundred_awards_in_one_run() {
    a_month_of(200).await;
}

#[tokio::test]
async fn two_thousand_and_thirty_nine_awards_in_one_run() {
    let count = std::env::var("DOUDI_TEST_LINES").ok().and_then(|text| text.parse().ok());
    a_month_of(count.unwrap_or(2_039)).await;
}
