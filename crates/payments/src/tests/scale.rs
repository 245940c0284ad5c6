//! A township and a county in one run.

use super::world::{World, fen, june};
use crate::run::{RunKind, RunState};

async fn a_month_of(count: i64) {
    let world = World::new().await;
    world.villagers_in_payment(count).await;
    let id = world.sent(RunKind::Regular, june()).await;
    let run = world.run(id).await;
    assert_eq!((run.lines, run.sum.get()), (count, count * 32_500));
    let text = world.return_csv(id, |line| Some(if line.seq % 50 == 0 { ("01", "户名不符") } else { ("00", "") })).await;
    let import = world.import(id, &text).await.unwrap();
    let back = count / 50;
    assert_eq!((import.arrived.0, import.returned.0, import.exceptions), (count - back, back, 0));
    assert_eq!(world.run(id).await.state, RunState::Reconciled);
    let figures = world.close(id).await.unwrap();
    assert_eq!(figures.due.get(), count * 32_500);
    assert_eq!(figures.returned.get(), back * fen("325").get());
    assert!(world.problems().await.is_empty());
}

#[tokio::test]
async fn two_hundred_awards_in_one_run() {
    a_month_of(200).await;
}

#[tokio::test]
async fn two_thousand_and_thirty_nine_awards_in_one_run() {
    a_month_of(2_039).await;
}
