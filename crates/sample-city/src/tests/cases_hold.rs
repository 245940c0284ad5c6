//! Applications stand where their timeline says, amounts are the policy's, and the desks have work.

use super::world::{World, today};
use access::Scope;
use cases::declared::Declaration;
use cases::stage::Stage;
use cases::store::applications::{Which, page};
use cases::store::{applications, decisions, rechecks, steps};
use kernel::{Fen, WorkingDays};

fn declared(world: &World, case: &cases::Case) -> Declaration {
    serde_json::from_slice(&applications::declared(&world.house.keyring(), case).unwrap()).unwrap()
}

#[tokio::test]
async fn every_decision_is_intact_and_pays_what_a_fresh_assessment_gives() {
    let world = World::small().await;
    let keys = world.house.keyring();
    let (mut approved, mut refused) = (0, 0);
    for case in world.cases().await {
        let mut tx = world.house.db.read().await.unwrap();
        let Some(decision) = decisions::of_case(&mut tx, case.id).await.unwrap() else {
            assert!(!matches!(case.stage, Stage::Approved | Stage::Refused));
            continue;
        };
        assert!(decision.is_intact(&keys));
        let declared = declared(&world, &case);
        let on = decision.decided_on;
        let fresh = cases::assess::assess(&world.house, &declared, "dibao", &case.place, case.accepted_on, on).unwrap();
        if case.stage == Stage::Approved {
            approved += 1;
            assert_eq!((fresh.approved(), fresh.amount_fen()), (Some(true), Some(decision.amount)), "{}", case.number);
            assert_eq!(case.amount, Some(decision.amount));
            assert!(decision.amount > Fen::ZERO);
            let open = rechecks::of_case(&mut tx, case.id).await.unwrap();
            assert!(open.is_some(), "{} has no open re-check", case.number);
        } else {
            refused += 1;
            assert_eq!(fresh.approved(), Some(false), "{}", case.number);
            assert!(!decision.reason.is_empty());
        }
    }
    assert!(approved > 20 && refused > 0, "{approved} {refused}");
}

#[tokio::test]
async fn a_timeline_is_in_order_on_working_days_and_ends_where_the_case_stands() {
    let world = World::small().await;
    let keys = world.house.keyring();
    for case in world.cases().await {
        let mut tx = world.house.db.read().await.unwrap();
        let steps = steps::of_case(&mut tx, &keys, case.id).await.unwrap();
        assert_eq!(i64::try_from(steps.len()).unwrap(), case.version, "{}", case.number);
        assert_eq!((steps[0].step.as_str(), steps[0].on), ("accept", case.accepted_on));
        for (before, after) in steps.iter().zip(&steps[1..]) {
            assert!(before.at < after.at && before.on <= after.on, "{} {}", case.number, after.step);
        }
        for step in &steps {
            assert!(
                WorkingDays::shipped().is_working_day(step.on).unwrap(),
                "{} {} {}",
                case.number,
                step.step,
                step.on
            );
            assert!(step.on <= today() && step.at.day() == step.on);
        }
        let notices: Vec<_> = steps.iter().filter(|step| step.outcome == "posted").collect();
        for notice in notices {
            let until = notice.on.add_days(7);
            let next =
                steps.iter().find(|step| step.seq > notice.seq && step.step != "object" && step.step != "supervise");
            assert!(next.is_none_or(|next| next.on > until), "{}: acted while a notice stood", case.number);
        }
        assert_ne!(case.accepted_by, case.verified_by);
        let urged = steps.iter().find(|step| step.step == "supervise");
        assert_eq!(urged.is_some(), case.supervised > 0, "{}", case.number);
        assert!(
            urged.is_none_or(|step| case.due.is_some_and(|due| step.on > due)),
            "{}: urged before it was late",
            case.number
        );
    }
}

#[tokio::test]
async fn numbers_run_in_the_order_of_acceptance() {
    let world = World::small().await;
    let mut cases = world.cases().await;
    cases.sort_by(|a, b| a.number.cmp(&b.number));
    for pair in cases.windows(2) {
        if pair[0].number[..14] == pair[1].number[..14] {
            assert!(pair[0].accepted_on <= pair[1].accepted_on, "{} {}", pair[0].number, pair[1].number);
        }
    }
    let mut tx = world.house.db.begin().await.unwrap();
    let count = cases.iter().filter(|case| case.number.starts_with("SL-510904-2017-")).count();
    let next = cases::store::counters::next(&mut tx, "510904-2017").await.unwrap();
    assert_eq!(next, i64::try_from(count).unwrap() + 1);
}

#[tokio::test]
async fn the_featured_desks_have_work_overdue_today_and_soon() {
    let world = World::of(6_000, 2017).await;
    let mut tx = world.house.db.read().await.unwrap();
    let town = Scope::Township("510904".to_owned(), "510904105".to_owned());
    let clerk = ["cases.investigate", "cases.review", "cases.notice", "cases.correct"];
    let cases = page(&mut tx, &town, Which::Waiting, &clerk, today(), 0, 100).await.unwrap();
    let dues: Vec<i64> = cases.iter().filter_map(|case| case.due).map(|due| today().days_until(due)).collect();
    assert!(cases.len() >= 9, "{}", cases.len());
    assert!(
        dues.iter().any(|days| *days < 0) && dues.contains(&0) && dues.iter().any(|days| (1..3).contains(days)),
        "{dues:?}"
    );
    assert!(cases.iter().any(|case| case.supervised > 0));
    assert_eq!(page(&mut tx, &town, Which::Correcting, &[], today(), 0, 100).await.unwrap().len(), 1);
    assert!(!page(&mut tx, &town, Which::Posted, &[], today(), 0, 100).await.unwrap().is_empty());
    let county = Scope::County("510904".to_owned());
    let waiting = page(&mut tx, &county, Which::Waiting, &["cases.approve"], today(), 0, 100).await.unwrap();
    assert!((6..=9).contains(&waiting.len()), "{}", waiting.len());
    for action in ["cases.verify", "cases.spot_check", "cases.county_notice"] {
        let some = page(&mut tx, &county, Which::Waiting, &[action], today(), 0, 100).await.unwrap();
        assert!(!some.is_empty(), "{action}");
    }
}
