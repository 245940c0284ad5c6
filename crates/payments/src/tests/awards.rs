//! Awards open with a decision, end with a stop, and never pay a month twice.

use super::world::{World, code, fen, june, month, payload};
use crate::actions::{self, Adjustment, Difference};
use crate::run::RunKind;
use crate::store;
use access::Scope;

#[tokio::test]
async fn the_same_decision_opens_one_award() {
    let world = World::new().await;
    let villager = world.villager(1).await;
    let first = world.award(&villager, 32_500, "2017-06", "d1").await;
    assert_eq!(world.award(&villager, 32_500, "2017-06", "d1").await, first);
    assert_eq!(world.number("select count(*) from payments_awards").await, 1);
    assert_eq!(world.number("select count(*) from payments_segments").await, 1);
    let award = world.load_award(first).await;
    assert_eq!((award.amount, award.first_month, award.last_month), (fen("325"), june(), None));
    assert!(world.problems().await.is_empty());
}

#[tokio::test]
async fn a_new_decision_ends_the_old_award_the_month_before() {
    let world = World::new().await;
    let villager = world.villager(1).await;
    let old = world.award(&villager, 32_500, "2017-03", "d1").await;
    let new = world.award(&villager, 40_000, "2017-06", "d2").await;
    let old = world.load_award(old).await;
    assert_eq!((old.last_month, old.ended_why.as_str()), (Some(month("2017-05")), "replaced"));
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    let lines = world.lines(id).await;
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].award, lines[0].amount), (new, fen("400")));
    assert!(world.problems().await.is_empty());
}

#[tokio::test]
async fn the_database_refuses_a_second_open_award_of_a_payee() {
    let world = World::new().await;
    let villager = world.villager(1).await;
    let id = world.award(&villager, 32_500, "2017-06", "d1").await;
    let mut second = world.load_award(id).await;
    second.id = crate::AwardId::mint(world.house.ids.as_ref(), world.house.now());
    second.decision = "d2".to_owned();
    let mut tx = world.house.db.begin().await.unwrap();
    assert!(store::awards::insert(&mut tx, &second).await.unwrap_err().is_unique());
}

#[tokio::test]
async fn a_stop_ends_the_award_with_its_month_once() {
    let world = World::new().await;
    let villager = world.villager(1).await;
    let id = world.award(&villager, 32_500, "2017-06", "d1").await;
    world.stop("d1", "2017-06").await;
    world.stop("d1", "2017-06").await;
    let award = world.load_award(id).await;
    assert_eq!((award.last_month, award.ended_why.as_str()), (Some(june()), "stopped"));
    assert_eq!(world.number("select count(*) from payments_segments").await, 2);
    world.draft(RunKind::Regular, june()).await.unwrap();
    world.clock.advance_days(30);
    let mut cashier = world.cashier.clone();
    cashier.now = world.house.now();
    let wanted = World::wanted(RunKind::Regular, month("2017-07"));
    assert_eq!(code(actions::draft(&world.house, &cashier, &wanted, "k").await), "payments.nothing");
}

#[tokio::test]
async fn a_hold_keeps_the_line_unpaid_and_a_release_needs_another_person() {
    let world = World::new().await;
    let villagers = world.villagers_in_payment(2).await;
    let award =
        store::awards::of_household(&mut world.house.db.read().await.unwrap(), &Scope::City, villagers[0].household)
            .await
            .unwrap()[0]
            .id;
    actions::hold(&world.house, &world.cashier, award, june(), "存折户名有误", "k1").await.unwrap();
    actions::hold(&world.house, &world.cashier, award, june(), "存折户名有误", "k1").await.unwrap();
    assert_eq!(code(actions::hold(&world.house, &world.cashier, award, june(), "再缓", "k2").await), "payments.held");
    assert_eq!(code(actions::hold(&world.house, &world.cashier, award, june(), " ", "k3").await), "payments.missing");
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    let run = world.run(id).await;
    assert_eq!((run.lines, run.sum, run.held, run.held_sum), (1, fen("325"), 1, fen("325")));
    assert!(world.lines(id).await.iter().any(|line| line.reason == "缓发：存折户名有误"));
    assert_eq!(code(actions::release(&world.house, &world.cashier, award, june(), "已核实", "k").await), "access.role");
    actions::release(&world.house, &world.payer, award, june(), "已核实", "k").await.unwrap();
    actions::redraft(&world.house, &world.cashier, id, run.version).await.unwrap();
    assert_eq!(world.run(id).await.lines, 2);
}

#[tokio::test]
async fn an_adjustment_backwards_is_paid_as_back_pay_month_by_month() {
    let world = World::new().await;
    let villager = world.villager(1).await;
    let award = world.award(&villager, 32_500, "2017-04", "d1").await;
    for text in ["2017-04", "2017-05"] {
        let id = world.sent(RunKind::Regular, month(text)).await;
        world.all_arrived(id).await;
    }
    let mut tx = world.house.db.begin().await.unwrap();
    let new = Adjustment {
        award,
        from: month("2017-04"),
        amount: fen("360"),
        cause: "川民发〔2017〕1号".to_owned(),
        why: "标准提高".to_owned(),
    };
    let found = actions::adjust_award(&mut tx, &world.house, &world.approver, &new).await.unwrap();
    tx.commit().await.unwrap();
    let gap = |text: &str| Difference { month: month(text), entitled: fen("360"), lined: fen("325") };
    assert_eq!(found, [gap("2017-04"), gap("2017-05")]);
    let id = world.sent(RunKind::BackPay, june()).await;
    let lines = world.lines(id).await;
    let paid: Vec<_> = lines.iter().map(|line| (line.month.to_string(), line.amount)).collect();
    assert_eq!(paid, [("2017-04".to_owned(), fen("35")), ("2017-05".to_owned(), fen("35"))]);
    assert_eq!(code(world.draft(RunKind::BackPay, june()).await), "payments.nothing");
    world.all_arrived(id).await;
    assert!(world.problems().await.is_empty());
}

#[tokio::test]
async fn what_was_paid_beyond_a_stop_becomes_a_recovery_and_can_be_repaid() {
    let world = World::new().await;
    let villager = world.villager(1).await;
    world.award(&villager, 32_500, "2017-04", "d1").await;
    for text in ["2017-04", "2017-05"] {
        let id = world.sent(RunKind::Regular, month(text)).await;
        world.all_arrived(id).await;
    }
    world.stop("d1", "2017-04").await;
    world.stop("d1", "2017-04").await;
    let mut tx = world.house.db.read().await.unwrap();
    let found = store::recoveries::list(&mut tx, &Scope::City, 10).await.unwrap();
    drop(tx);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].month, found[0].amount), (month("2017-05"), fen("325")));
    let id = found[0].id.clone();
    let pay = |yuan: &'static str, key: &'static str| {
        actions::repay(&world.house, &world.cashier, &id, fen(yuan), "缴款书 17-1", key)
    };
    assert_eq!(code(pay("325.01", "a").await), "payments.repay");
    pay("200", "b").await.unwrap();
    pay("200", "b").await.unwrap();
    assert_eq!(code(pay("200", "c").await), "payments.repay");
    pay("125", "d").await.unwrap();
    assert_eq!(world.number("select cast(sum(amount_fen) as bigint) from payments_repayments").await, 32_500);
    assert!(world.problems().await.is_empty());
}

#[tokio::test]
async fn a_field_that_is_missing_in_the_event_opens_nothing() {
    let world = World::new().await;
    let villager = world.villager(1).await;
    let mut event = payload(&villager, 32_500, "2017-06", "d1");
    event.as_object_mut().unwrap().remove("amount_fen");
    let mut tx = world.house.db.begin().await.unwrap();
    let problem = actions::open_award(&mut tx, &world.house, &world.approver, &event).await.unwrap_err();
    assert!(problem.to_string().contains("amount_fen"));
}
