//! The way of a run from draft to bank, and every no on it.

use super::world::{World, code, fen, june, member, month, register};
use crate::actions;
use crate::line::LineState;
use crate::run::{RunKind, RunState};
use access::{Actor, Role};
use kernel::{Day, Moment};

#[tokio::test]
async fn a_month_goes_from_draft_to_closed() {
    let world = World::new().await;
    world.villagers_in_payment(3).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    let run = world.run(id).await;
    assert_eq!((run.number.as_str(), run.lines, run.sum), ("DIBAO-201706-510904-Z1", 3, fen("975")));
    world.freeze(id).await.unwrap();
    let frozen = world.run(id).await;
    assert_eq!((frozen.state, frozen.digest.len()), (RunState::Frozen, 64));
    assert_eq!(crate::words(&frozen.digest).chars().count(), 9);
    world.pay(id).await.unwrap();
    let sent = world.run(id).await;
    assert_eq!((sent.state, sent.digest == frozen.digest), (RunState::Sent, true));
    assert_eq!(world.number("select count(*) from db_outbox where topic = 'payments.bank'").await, 1);
    world.all_arrived(id).await;
    assert_eq!(world.run(id).await.state, RunState::Reconciled);
    assert!(world.lines(id).await.iter().all(|line| line.state == LineState::Arrived));
    let figures = world.close(id).await.unwrap();
    assert_eq!((figures.due, figures.arrived, figures.book_paid), (fen("975"), fen("975"), fen("975")));
    assert_eq!(world.run(id).await.state, RunState::Closed);
    assert!(world.problems().await.is_empty());
}

#[tokio::test]
async fn each_form_pressed_twice_does_once() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let (house, cashier) = (&world.house, &world.cashier);
    let wanted = World::wanted(RunKind::Regular, june());
    let id = actions::draft(house, cashier, &wanted, "form").await.unwrap();
    assert_eq!(actions::draft(house, cashier, &wanted, "form").await.unwrap(), id);
    for _ in 0..2 {
        actions::redraft(house, cashier, id, 1).await.unwrap();
    }
    for _ in 0..2 {
        actions::freeze(house, cashier, id, 2).await.unwrap();
    }
    for _ in 0..2 {
        actions::count(house, &world.checker, id, 3, 2, fen("650")).await.unwrap();
    }
    let digest = world.run(id).await.digest;
    for _ in 0..2 {
        actions::approve(house, &world.payer, id, 4, &digest).await.unwrap();
    }
    for _ in 0..2 {
        actions::send(house, cashier, id, 5, "csv").await.unwrap();
    }
    let text = world.return_csv(id, |_| Some(("00", ""))).await;
    let first = world.import(id, &text).await.unwrap();
    assert_eq!(world.import(id, &text).await.unwrap(), first);
    let version = world.run(id).await.version;
    for _ in 0..2 {
        actions::close_month(house, &world.payer, id, version).await.unwrap();
    }
    assert_eq!(world.run(id).await.version, version + 1);
    assert_eq!(world.number("select count(*) from payments_runs").await, 1);
    assert_eq!(world.number("select count(*) from payments_lines where live_key is not null").await, 2);
    assert_eq!(world.number("select count(*) from payments_answers").await, 2);
    assert_eq!(world.number("select count(*) from db_outbox").await, 1);
    assert_eq!(world.number("select count(*) from ledger_entries").await, 3);
    assert!(world.problems().await.is_empty());
}

#[tokio::test]
async fn a_month_has_one_regular_run() {
    let world = World::new().await;
    world.villagers_in_payment(1).await;
    world.draft(RunKind::Regular, june()).await.unwrap();
    assert_eq!(code(world.draft(RunKind::Regular, june()).await), "payments.run_exists");
}

#[tokio::test]
async fn the_database_refuses_a_person_in_two_lines() {
    let world = World::new().await;
    world.villagers_in_payment(1).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    let mut line = world.lines(id).await.remove(0);
    line.id = crate::LineId::mint(world.house.ids.as_ref(), world.house.now());
    let mut tx = world.house.db.begin().await.unwrap();
    assert!(crate::store::lines::insert_all(&mut tx, &[line]).await.unwrap_err().is_unique());
}

#[tokio::test]
async fn a_month_that_is_far_or_closed_or_empty_is_refused() {
    let world = World::new().await;
    assert_eq!(code(world.draft(RunKind::Regular, june()).await), "payments.nothing");
    world.villagers_in_payment(1).await;
    assert_eq!(code(world.draft(RunKind::Regular, month("2017-07")).await), "payments.month_early");
    assert_eq!(code(world.draft(RunKind::BackPay, june()).await), "payments.nothing");
    assert_eq!(code(world.draft(RunKind::Correction, june()).await), "payments.nothing");
    let id = world.sent(RunKind::Regular, june()).await;
    world.all_arrived(id).await;
    world.close(id).await.unwrap();
    assert_eq!(code(world.draft(RunKind::BackPay, june()).await), "payments.month_closed");
}

#[tokio::test]
async fn three_people_or_none() {
    let world = World::new().await;
    world.villagers_in_payment(1).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    world.freeze(id).await.unwrap();
    let with_role = |actor: &Actor, role: Role| Actor { role, ..actor.clone() };
    let cashier_as_checker = with_role(&world.cashier, Role::Checker);
    assert_eq!(
        code(actions::count(&world.house, &cashier_as_checker, id, 2, 1, fen("325")).await),
        "payments.same_person"
    );
    assert_eq!(code(actions::count(&world.house, &world.payer, id, 2, 1, fen("325")).await), "access.role");
    actions::count(&world.house, &world.checker, id, 2, 1, fen("325")).await.unwrap();
    let digest = world.run(id).await.digest;
    for one in [&world.cashier, &world.checker] {
        let as_payer = with_role(one, Role::Payer);
        let answer = actions::approve(&world.house, &as_payer, id, 3, &digest).await;
        assert_eq!(code(answer), "payments.same_person");
    }
    let wrote = format!("update payments_runs set approved_by = counted_by where id = '{id}'");
    let mut tx = world.house.db.begin().await.unwrap();
    assert!(tx.exec(&db::Sql::new(&wrote)).await.is_err(), "the database refuses the same person too");
}

#[tokio::test]
async fn a_signature_needs_the_second_factor_and_the_digest_that_was_seen() {
    let world = World::new().await;
    world.villagers_in_payment(1).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    world.freeze(id).await.unwrap();
    actions::count(&world.house, &world.checker, id, 2, 1, fen("325")).await.unwrap();
    let digest = world.run(id).await.digest;
    let without = Actor { second_factor_at: Moment::from_millis(0), ..world.payer.clone() };
    assert_eq!(code(actions::approve(&world.house, &without, id, 3, &digest).await), "access.second_factor");
    assert_eq!(code(actions::approve(&world.house, &world.payer, id, 3, "another").await), "payments.tampered");
    assert_eq!(code(actions::approve(&world.house, &world.payer, id, 2, &digest).await), "payments.stale");
    actions::approve(&world.house, &world.payer, id, 3, &digest).await.unwrap();
}

#[tokio::test]
async fn three_wrong_counts_and_the_run_must_be_thawed() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    world.freeze(id).await.unwrap();
    let wrong = |version, lines, yuan| actions::count(&world.house, &world.checker, id, version, lines, fen(yuan));
    assert_eq!(code(wrong(2, 2, "651").await), "payments.wrong_count");
    assert_eq!(code(wrong(2, 2, "651").await), "payments.wrong_count");
    assert_eq!(world.run(id).await.wrong_counts, 1, "the same press counts once");
    assert_eq!(code(wrong(3, 3, "650").await), "payments.wrong_count");
    assert_eq!(code(wrong(4, 3, "975").await), "payments.wrong_count");
    assert_eq!(code(wrong(5, 2, "650").await), "payments.wrong_count");
    assert_eq!(world.run(id).await.state, RunState::Frozen);
    let logged = "select count(*) from db_audit where action = 'payments.count' and outcome = 'payments.wrong_count'";
    assert_eq!(world.number(logged).await, 3);
    actions::thaw(&world.house, &world.cashier, id, 5).await.unwrap();
    world.freeze(id).await.unwrap();
    let version = world.run(id).await.version;
    actions::count(&world.house, &world.checker, id, version, 2, fen("650")).await.unwrap();
}

#[tokio::test]
async fn a_step_out_of_turn_or_on_an_old_version_is_refused() {
    let world = World::new().await;
    world.villagers_in_payment(1).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    assert_eq!(code(actions::count(&world.house, &world.checker, id, 1, 1, fen("325")).await), "payments.state");
    assert_eq!(code(actions::send(&world.house, &world.cashier, id, 1, "csv").await), "payments.state");
    assert_eq!(code(world.import(id, "明细号,金额,结果\n1,1,00\n").await), "payments.state");
    assert_eq!(code(world.close(id).await), "payments.close_sum");
    assert_eq!(code(actions::freeze(&world.house, &world.cashier, id, 9).await), "payments.stale");
    world.freeze(id).await.unwrap();
    assert_eq!(code(actions::redraft(&world.house, &world.cashier, id, 2).await), "payments.state");
    assert_eq!(code(world.file(id).await.map(|_| ())), "payments.not_sent");
}

#[tokio::test]
async fn another_county_does_not_exist() {
    let world = World::new().await;
    world.villagers_in_payment(1).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    let elsewhere = Actor { scope: access::Scope::County("510903".to_owned()), ..world.cashier.clone() };
    assert_eq!(code(actions::freeze(&world.house, &elsewhere, id, 1).await), "access.outside");
    let wanted = World::wanted(RunKind::Regular, month("2017-05"));
    assert_eq!(code(actions::draft(&world.house, &elsewhere, &wanted, "k").await), "access.outside");
}

#[tokio::test]
async fn the_dead_are_held_from_the_month_after() {
    let world = World::new().await;
    let villagers = world.villagers_in_payment(3).await;
    let mut tx = world.house.db.begin().await.unwrap();
    let old = register(&mut tx, &world.house, 900).await;
    member(&mut tx, &world.house, villagers[1].household, old.person, "母亲").await;
    tx.commit().await.unwrap();
    let die = |person: registry::PersonId, day: &str| {
        format!("update registry_persons set died_on = '{day}' where id = '{person}'")
    };
    world.by_hand(&die(villagers[0].person, "2017-05-31")).await;
    world.by_hand(&die(old.person, "2017-05-02")).await;
    world.by_hand(&die(villagers[2].person, "2017-06-01")).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    let lines = world.lines(id).await;
    let held: Vec<_> = lines.iter().filter(|line| line.state == LineState::Held).collect();
    assert_eq!(held.len(), 2);
    let reason = |index: usize| &held.iter().find(|line| line.household == villagers[index].household).unwrap().reason;
    assert!(reason(0).contains("领取人已于 2017年5月31日 去世"));
    assert!(reason(1).contains("成员") && reason(1).contains("2017年5月2日"));
    let day = Day::parse("2017-06-01").unwrap();
    assert!(day >= june().first_day(), "the month of death is paid in full");
    let run = world.run(id).await;
    assert_eq!((run.lines, run.held), (1, 2));
}

#[tokio::test]
async fn a_member_in_two_households_holds_the_later_one_and_no_account_holds_the_line() {
    let world = World::new().await;
    let mut villagers = Vec::new();
    for number in 1..=3 {
        let villager = world.villager(number).await;
        world.clock.advance_millis(1);
        world.award(&villager, 32_500, "2017-06", &format!("d{number}")).await;
        villagers.push(villager);
    }
    let mut tx = world.house.db.begin().await.unwrap();
    member(&mut tx, &world.house, villagers[1].household, villagers[0].person, "妹妹").await;
    tx.commit().await.unwrap();
    world
        .by_hand(&format!(
            "update registry_accounts set to_day = '2017-05-01' where person_id = '{}'",
            villagers[2].person
        ))
        .await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    let lines = world.lines(id).await;
    let reason =
        |index: usize| lines.iter().find(|line| line.household == villagers[index].household).unwrap().reason.as_str();
    assert_eq!(reason(0), "");
    assert!(reason(1).contains("同时算在另一户里"));
    assert!(reason(2).contains("没有登记发放账户"));
}

#[tokio::test]
async fn a_stop_after_the_freeze_keeps_the_run_from_being_sent_until_it_is_made_anew() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    world.freeze(id).await.unwrap();
    let run = world.run(id).await;
    actions::count(&world.house, &world.checker, id, run.version, run.lines, run.sum).await.unwrap();
    actions::approve(&world.house, &world.payer, id, 3, &run.digest).await.unwrap();
    world.stop("d2", "2017-05").await;
    assert_eq!(code(actions::send(&world.house, &world.cashier, id, 4, "csv").await), "payments.blocked");
    assert_eq!(world.number("select count(*) from db_outbox").await, 0);
    actions::thaw(&world.house, &world.cashier, id, 4).await.unwrap();
    assert!(world.run(id).await.approved.is_none());
    actions::redraft(&world.house, &world.cashier, id, 5).await.unwrap();
    world.freeze(id).await.unwrap();
    world.pay(id).await.unwrap();
    world.all_arrived(id).await;
    let figures = world.close(id).await.unwrap();
    assert_eq!((figures.due, figures.arrived, figures.book_paid), (fen("325"), fen("325"), fen("325")));
    assert!(world.problems().await.is_empty());
}
