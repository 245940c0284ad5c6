//! The same seed makes the same city, byte for byte; another seed another one.

use super::world::{World, migrations};
use kernel::Moment;

/// The digest that ends a backup: it covers every row of every table.
async fn digest(world: &World) -> String {
    let mut lines = Vec::new();
    let rows = db::dump(&world.house.db, &migrations(), &mut lines, Moment::from_millis(0)).await.unwrap();
    assert!(rows > 1_000, "{rows}");
    String::from_utf8(lines).unwrap().lines().next_back().unwrap().to_owned()
}

#[tokio::test]
async fn the_same_seed_makes_the_same_bytes() {
    let (one, again, other) =
        (World::fresh(1_200, 5).await, World::fresh(1_200, 5).await, World::fresh(1_200, 6).await);
    let first = digest(&one).await;
    assert_eq!(first, digest(&again).await);
    assert_ne!(first, digest(&other).await);
}

#[tokio::test]
async fn the_log_says_once_that_a_city_was_made() {
    let world = World::fresh(500, 5).await;
    assert_eq!(world.count("select count(*) from db_audit").await, 1);
    let mut tx = world.house.db.read().await.unwrap();
    let (rows, broken) = db::verify_chain(&mut tx).await.unwrap();
    assert_eq!((rows, broken.len()), (1, 0));
}

#[tokio::test]
async fn a_day_without_history_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut house = super::world::empty_house(&folder).await;
    let early = kernel::Day::new(2015, 3, 1).unwrap();
    house.clock = std::sync::Arc::new(kernel::ManualClock::on(early));
    let refused = crate::make(&house, &crate::Options::default()).await.unwrap_err();
    assert!(format!("{refused:?}").contains("2015年10月1日"), "{refused:?}");
}
