//! What was paid holds: codes, digests, signatures, the book, and every line what the policy gives.

use super::world::{World, today};
use kernel::{Fen, Month};
use payments::store::{awards, lines, runs, segments};
use payments::{LineState, RunState};

#[tokio::test]
async fn everything_about_money_verifies() {
    let world = World::small().await;
    let found = payments::verify(&world.house.db, &world.house.keyring()).await.unwrap();
    assert_eq!(found.problems, Vec::<String>::new());
    assert!(found.awards > 20 && found.lines > 200 && found.entries > 30, "{found:?}");
    assert_eq!(u64::try_from(found.awards).unwrap(), world.report.approved);
}

#[tokio::test]
async fn months_are_closed_up_to_april_and_agree_with_the_book() {
    let world = World::small().await;
    let mut tx = world.house.db.read().await.unwrap();
    let last = today().month_of().prev();
    let mut seen = 0;
    for county in ["510904", "510921", "510922"] {
        let mut month = Month::new(2016, 4).unwrap();
        while month <= last {
            let figures = payments::close::figures(&mut tx, "dibao", county, month).await.unwrap();
            figures.check().unwrap();
            if figures.due > Fen::ZERO {
                assert!(payments::store::months::is_closed(&mut tx, "dibao", county, month).await.unwrap());
                seen += 1;
            }
            month = month.next();
        }
    }
    assert!(seen > 30, "{seen}");
    let of_may = runs::of_month(&mut tx, "dibao", "510904", today().month_of()).await.unwrap();
    assert!(of_may.is_empty(), "the featured county has its run of May before it");
    let frozen = runs::of_month(&mut tx, "dibao", "510921", today().month_of()).await.unwrap();
    assert_eq!(frozen.iter().map(|run| run.state).collect::<Vec<_>>(), [RunState::Frozen]);
    assert!(frozen[0].held > 0, "who died is held");
}

#[tokio::test]
async fn every_line_is_what_a_fresh_assessment_gives_for_its_year() {
    let world = World::small().await;
    let keys = world.house.keyring();
    let mut cases: std::collections::HashMap<String, cases::Case> =
        world.cases().await.into_iter().map(|case| (case.id.to_string(), case)).collect();
    let mut tx = world.house.db.read().await.unwrap();
    let mut adjusted = 0;
    for award in awards::page(&mut tx, "", 100_000).await.unwrap() {
        let history = segments::of_awards(&mut tx, &[award.id.to_string()]).await.unwrap().remove(&award.id).unwrap();
        let case = cases.remove(&award.case).unwrap();
        let declared = serde_json::from_slice(&cases::store::applications::declared(&keys, &case).unwrap()).unwrap();
        for segment in history.iter().skip(1) {
            let on = segment.from.first_day();
            let fresh =
                cases::assess::assess(&world.house, &declared, "dibao", &case.place, case.accepted_on, on).unwrap();
            assert_eq!(fresh.amount_fen(), Some(segment.amount), "{}", case.number);
            adjusted += 1;
        }
    }
    assert!(adjusted > 20, "{adjusted}");
}

#[tokio::test]
async fn only_the_last_month_has_money_that_came_back() {
    let world = World::of(20_000, 3).await;
    let mut tx = world.house.db.read().await.unwrap();
    let last = today().month_of().prev();
    let (mut back, mut after) = (0, String::new());
    loop {
        let page = runs::page(&mut tx, &after, 500).await.unwrap();
        let Some(end) = page.last() else { break };
        after = end.id.to_string();
        for run in &page {
            for line in lines::of_run(&mut tx, run.id, 0, 100_000).await.unwrap() {
                let is_back = line.state == LineState::Returned;
                assert!(!is_back || run.month == last);
                back += i64::from(is_back);
            }
        }
    }
    assert!(back > 0);
}
