//! A township and a county in one run; `DOUDI_TEST_LINES=100000` makes it a city and prints how long each step took.

use super::world::{World, fen, june};
use crate::run::{RunKind, RunState};

/// What somebody who waits sees: the step and its time.
fn took(step: &str, since: std::time::Instant) {
    eprintln!("{step}: {} ms", since.elapsed().as_millis());
}

async fn a_month_of(count: i64) {
    let world = World::new().await;
    let start = std::time::Instant::now();
    world.villagers_in_payment(count).await;
    world.house.db.settle().await.unwrap();
    took("register", start);
    let start = std::time::Instant::now();
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    took("draft", start);
    let start = std::time::Instant::now();
    world.freeze(id).await.unwrap();
    took("freeze", start);
    let start = std::time::Instant::now();
    world.pay(id).await.unwrap();
    took("count, sign, send", start);
    let start = std::time::Instant::now();
    world.file(id).await.unwrap();
    took("file again", start);
    let run = world.run(id).await;
    assert_eq!((run.lines, run.sum.get()), (count, count * 32_500));
    let text =
        world.return_csv(id, |line| Some(if line.seq % 50 == 0 { ("01", "户名不符") } else { ("00", "") })).await;
    let start = std::time::Instant::now();
    let import = world.import(id, &text).await.unwrap();
    took("import", start);
    let back = count / 50;
    assert_eq!((import.arrived.0, import.returned.0, import.exceptions), (count - back, back, 0));
    assert_eq!(world.run(id).await.state, RunState::Reconciled);
    let start = std::time::Instant::now();
    let figures = world.close(id).await.unwrap();
    took("close", start);
    let start = std::time::Instant::now();
    let id = super::world::page_of(&world, id).await;
    took("run page", start);
    assert!(id > 0);
    assert_eq!(figures.due.get(), count * 32_500);
    assert_eq!(figures.returned.get(), back * fen("325").get());
    let start = std::time::Instant::now();
    assert!(world.problems().await.is_empty());
    took("verify", start);
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
