//! The disk is full: what was acknowledged is there, what was not is refused with a number, and the house goes on when
//! there is room again.

use crate::intake::{accept, household};
use testkit::{Client, Engine, World};

/// Fills drafts until the database has no page left; answers how many were acknowledged.
async fn fill(clerk: &mut Client, most: usize) -> (usize, bool) {
    let words = "记录".repeat(600);
    for done in 0..most {
        let page = clerk.post("/cases/new", &[("programme", "dibao")]).await;
        if page.status == 500 {
            page.says("系统出错了").says("编号");
            return (done, true);
        }
        page.is(303);
        let path = page.location;
        let saved = clerk.post(&path, &[("version", "1"), ("act", "save"), ("address", &words)]).await;
        if saved.status == 500 {
            return (done, true);
        }
    }
    (most, false)
}

#[tokio::test]
async fn a_full_disk_refuses_with_a_number_and_nothing_acknowledged_is_lost() {
    let world = World::new(Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let usual = household("6000", ["19690412", "19710308", "19510308"], ["王建国", "李秀英", "王秀兰"]);
    let case = accept(&mut clerk, &usual).await;
    let pages = world.number("select page_count from pragma_page_count()").await;
    world.house.db.admin(&format!("pragma max_page_count = {}", pages + 40)).await.expect("a limit");
    let (acknowledged, is_full) = fill(&mut clerk, 400).await;
    assert!(is_full, "the limit was never reached");
    // Reading goes on, and what was acknowledged is there.
    clerk.get(&case).await.is(200).says("325.00").says("王建国");
    let drafts = i64::try_from(acknowledged).expect("few");
    let kept = "select count(*) from cases_drafts where case_id is null and version > 1";
    assert!(world.number(kept).await >= drafts, "{drafts} drafts were acknowledged");
    let examined = app::commands::examine(&world.house).await.expect("it can be examined");
    assert!(examined.findings.is_empty(), "{:?}", examined.findings);
    // There is room again: the same people work on, nothing has to be started anew.
    world.house.db.admin("pragma max_page_count = 1000000").await.expect("room");
    let others = household("3000", ["19680505", "19700606", "19480707"], ["赵国富", "钱玉珍", "孙桂芳"]);
    let second = accept(&mut clerk, &others).await;
    clerk.get(&second).await.is(200).says("赵国富");
    world.end().await;
}
