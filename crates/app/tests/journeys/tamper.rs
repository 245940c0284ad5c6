//! Auditors can prove that nothing was altered: each way of altering is named with its day and row.

use crate::decision::{ripen, step};
use crate::intake::accept_usual;
use app::commands::{examine, sign_days};
use testkit::{World, each_database};

async fn decided(world: &World) -> String {
    let mut clerk = world.login("clerk").await;
    let case = accept_usual(&mut clerk).await;
    ripen(world, &case).await;
    let mut approver = world.login("approver").await;
    let yes = [("opinion", "approve"), ("not_kin", "1"), ("reason", "同意")];
    step(&mut approver, &case, "decision", &yes).await.is(303);
    case
}

async fn findings(world: &World) -> Vec<String> {
    let examined = examine(&world.house).await.expect("it can be examined");
    examined.findings.into_iter().map(|finding| format!("{} {}", finding.place, finding.what)).collect()
}

#[tokio::test]
async fn an_untouched_house_verifies_and_each_alteration_is_named() {
    for engine in each_database() {
        let world = World::new(engine).await;
        decided(&world).await;
        sign_days(&world.house).await.expect("days are signed");
        assert_eq!(findings(&world).await, Vec::<String>::new());
        world.tamper("update cases_decisions set amount_fen = 32600").await;
        let found = findings(&world).await;
        assert!(found.iter().any(|f| f.contains("cases_decisions/") && f.contains("2017-05-27")), "{found:?}");
        world.tamper("update cases_decisions set amount_fen = 32500").await;
        assert_eq!(findings(&world).await, Vec::<String>::new());
        world.tamper("update db_audit set detail = 'x' where seq = 3").await;
        let found = findings(&world).await;
        assert!(found.iter().any(|f| f.contains("第 3 行") && f.contains("改过")), "{found:?}");
        world.end().await;
    }
}

#[tokio::test]
async fn a_deleted_row_and_a_cut_tail_are_found() {
    let world = World::new(testkit::Engine::Sqlite).await;
    decided(&world).await;
    sign_days(&world.house).await.expect("days are signed");
    world.tamper("delete from db_audit where seq = 4").await;
    let found = findings(&world).await;
    assert!(found.iter().any(|f| f.contains("不见了")), "{found:?}");
    world.end().await;
    let world = World::new(testkit::Engine::Sqlite).await;
    decided(&world).await;
    let last = world.number("select max(seq) from db_audit").await;
    world.tamper(&format!("delete from db_audit where seq > {}", last - 2)).await;
    let found = findings(&world).await;
    assert!(found.iter().any(|f| f.contains("末尾对不上")), "{found:?}");
    world.end().await;
}
