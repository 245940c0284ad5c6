//! The same seed makes the same city, byte for byte; another seed another one.

use super::world::World;
use db::{Sql, V};

/// One digest over every table; when a migration was applied is the machine's own.
async fn digest(world: &World) -> String {
    let mut tx = world.house.db.read().await.unwrap();
    let tables = tx
        .all(&Sql::new(
            "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name",
        ))
        .await
        .unwrap();
    let mut stream = crypto::Sm3Stream::default();
    for table in tables {
        let name: String = table.only().unwrap();
        if name == "db_migrations" {
            continue;
        }
        stream.update(name.as_bytes());
        for row in tx.all(&Sql::new(&format!("select * from {name} order by 1, 2"))).await.unwrap() {
            for value in row.values().unwrap() {
                match value {
                    V::I(number) => stream.update(format!("{number:?}|").as_bytes()),
                    V::T(text) => stream.update(format!("{text:?}|").as_bytes()),
                    V::B(bytes) => stream.update(format!("{bytes:?}|").as_bytes()),
                }
            }
        }
    }
    crypto::hex(&stream.finish())
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
    let early = kernel::Day::new(2016, 3, 1).unwrap();
    house.clock = std::sync::Arc::new(kernel::ManualClock::on(early));
    let refused = crate::make(&house, &crate::Options::default()).await.unwrap_err();
    assert!(format!("{refused:?}").contains("2016年7月1日"), "{refused:?}");
}
