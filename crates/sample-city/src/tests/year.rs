//! The year's plan in hand: the same for the same seed, alive, and nothing that a person could not have done.

use super::world::{World, migrations};
use kernel::{Day, ManualClock, Moment};
use std::sync::Arc;
use workplan::{Catalogue, Cell, Computed, Kind, Plan};

/// The plans, with figures that count nothing: what they count is tested where the program wires them.
fn catalogue() -> Catalogue {
    let plans = Plan::embedded().unwrap();
    let named = plans.iter().flat_map(|plan| &plan.items).flat_map(workplan::Item::indicators);
    let ids: std::collections::BTreeSet<String> =
        named.filter_map(|one| Some(one.computed.as_deref()?.split('/').next()?.to_owned())).collect();
    let figure = |id: String| Computed {
        id: Box::leak(id.into_boxed_str()),
        kind: Kind::Count,
        definition: "",
        compute: |_, _, _, _| {
            let (county, township) = ("510904".to_owned(), String::new());
            Box::pin(async { Ok(vec![Cell { county, township, top: 0, bottom: 0, opened: 0 }]) })
        },
        rows: None,
    };
    let computed = ids.into_iter().map(figure).collect();
    Catalogue::new(plans, computed).unwrap()
}

async fn work(world: &World, seed: u64) -> usize {
    let catalogue = catalogue();
    let plan = catalogue.plan_on(Day::new(2017, 5, 9).unwrap()).unwrap();
    crate::work(&world.house, &catalogue, plan, seed).await.unwrap()
}

async fn worked(seed: u64) -> (World, usize) {
    let world = World::fresh(1_200, seed).await;
    let acts = work(&world, seed).await;
    (world, acts)
}

async fn digest(world: &World) -> String {
    let mut lines = Vec::new();
    db::dump(&world.house.db, &migrations(), &mut lines, Moment::from_millis(0)).await.unwrap();
    String::from_utf8(lines).unwrap().lines().next_back().unwrap().to_owned()
}

#[tokio::test]
async fn a_spring_has_everything_that_a_board_shows() {
    let (world, acts) = worked(2017).await;
    assert!(acts > 500, "{acts}");
    for (what, at_least, at_most) in [
        ("workplan_issues", 1, 1),
        ("workplan_receipts", 6, 6),
        ("workplan_reports where state = 'approved'", 200, 900),
        ("workplan_reports where state = 'at_city'", 5, 200),
        ("workplan_reports where state = 'at_county'", 1, 200),
        ("workplan_reports where state = 'returned'", 1, 100),
        ("workplan_splits where state = 'proposed'", 1, 1),
        ("workplan_splits where state = 'approved'", 20, 200),
        ("workplan_entries where kind = 'done'", 3, 50),
        ("workplan_entries where kind = 'milestone'", 5, 100),
        ("workplan_entries where kind = 'supervise'", 1, 20),
        ("workplan_visits", 2, 20),
        ("workplan_letters", 5, 20),
        ("workplan_rounds where state = 'published'", 1, 1),
        ("workplan_sheets where submitted_by is not null", 6, 7),
        ("workplan_sheets where place > 0", 8, 8),
        ("workplan_appeals where answered_by is not null", 1, 1),
        ("workplan_remedies", 1, 40),
    ] {
        let count = world.count(&format!("select count(*) from {what}")).await;
        assert!((at_least..=at_most).contains(&count), "{what}: {count}");
    }
    // What was done today was done before the house opens.
    let late = format!("select count(*) from db_audit where at_ms > {}", world.house.now().millis());
    assert_eq!(world.count(&late).await, 0);
    let found = workplan::verify(&world.house.db, &world.house.keyring()).await.unwrap();
    assert!(found.reports > 200 && found.problems.is_empty(), "{:?}", found.problems);
    let mut tx = world.house.db.read().await.unwrap();
    assert_eq!(db::verify_chain(&mut tx).await.unwrap().1.len(), 0);
}

#[tokio::test]
async fn the_same_seed_works_the_same_year() {
    let (one, other) = (worked(5).await, worked(5).await);
    assert_eq!((digest(&one.0).await, one.1), (digest(&other.0).await, other.1));
}

#[tokio::test]
async fn before_the_plan_there_is_nothing_and_at_its_end_targets_are_reached() {
    let mut world = World::of(2_000, 2017).await;
    world.house.clock = Arc::new(ManualClock::on(Day::new(2017, 4, 17).unwrap()));
    assert_eq!(work(&world, 2017).await, 0);
    world.house.clock = Arc::new(ManualClock::on(Day::new(2017, 12, 31).unwrap()));
    assert!(work(&world, 2017).await > 1_500);
    let villages = world
        .count(
            "select cast(sum(cast(value as integer)) as bigint) from workplan_reports \
             where indicator = 'h.villages' and live_key is not null",
        )
        .await;
    assert!((85..=90).contains(&villages), "{villages}");
    assert_eq!(world.count("select count(*) from workplan_receipts").await, 7);
}
