//! Whoever changes a row by hand stops the money and is found.

use super::world::{World, code, fen, june};
use crate::actions;
use crate::run::{RunKind, RunState};

#[tokio::test]
async fn an_award_changed_by_hand_stops_the_freeze_and_is_named() {
    let world = World::new().await;
    world.villagers_in_payment(3).await;
    assert_eq!(world.by_hand("update payments_awards set amount_fen = 92500 where name = '王秀2'").await, 1);
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    let problem = world.freeze(id).await.unwrap_err();
    assert_eq!(problem.refusal().unwrap().code, "payments.blocked");
    assert!(problem.to_string().contains("第 2 行 王*2"), "{problem}");
    assert_eq!(world.run(id).await.state, RunState::Draft);
    assert_eq!(
        world.number("select count(*) from payments_exceptions where kind = 'blocked' and settled = ''").await,
        1
    );
    assert_eq!(world.problems().await.len(), 1);
    let line = world.lines(id).await.into_iter().find(|line| line.name == "王秀2").unwrap();
    actions::hold(&world.house, &world.cashier, line.award, june(), "记录待查", "k").await.unwrap();
    let version = world.run(id).await.version;
    actions::redraft(&world.house, &world.cashier, id, version).await.unwrap();
    let run = world.run(id).await;
    assert_eq!((run.lines, run.sum, run.held, run.held_sum), (2, fen("650"), 1, fen("0")));
    world.freeze(id).await.unwrap();
    assert_eq!(world.number("select count(*) from payments_exceptions where settled = ''").await, 0);
}

#[tokio::test]
async fn a_segment_changed_by_hand_stops_the_freeze() {
    let world = World::new().await;
    world.villagers_in_payment(1).await;
    world.by_hand("update payments_segments set amount_fen = 60000").await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    assert_eq!(world.run(id).await.sum, fen("600"));
    assert_eq!(code(world.freeze(id).await), "payments.blocked");
}

#[tokio::test]
async fn an_amount_other_than_the_policy_gives_is_refused() {
    let world = World::new().await;
    let villagers = world.villagers_in_payment(2).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    // A manual 300.00 for a household whose right is 325.00, written by somebody who even has the keys.
    let mut line = world.lines(id).await.into_iter().find(|l| l.household == villagers[0].household).unwrap();
    line.amount = fen("300");
    let line = line.signed(&world.house.keyring());
    let mac = crypto::hex(&line.mac);
    let literal =
        if world.house.db.engine() == db::Engine::Postgres { format!("'\\x{mac}'") } else { format!("x'{mac}'") };
    world
        .by_hand(&format!("update payments_lines set amount_fen = 30000, mac = {literal} where id = '{}'", line.id))
        .await;
    let problem = world.freeze(id).await.unwrap_err();
    assert!(problem.to_string().contains("按待遇应发 325.00 元，名册合计 300.00 元"), "{problem}");
}

#[tokio::test]
async fn a_line_changed_after_the_freeze_is_not_sent() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    world.freeze(id).await.unwrap();
    let run = world.run(id).await;
    actions::count(&world.house, &world.checker, id, run.version, run.lines, run.sum).await.unwrap();
    actions::approve(&world.house, &world.payer, id, run.version + 1, &run.digest).await.unwrap();
    world.by_hand("update payments_lines set name = '张三' where seq = 1").await;
    let answer = actions::send(&world.house, &world.cashier, id, run.version + 2, "csv").await;
    assert_eq!(code(answer), "payments.tampered");
    assert_eq!(world.number("select count(*) from db_outbox").await, 0);
    let problems = world.problems().await;
    assert!(problems.iter().any(|p| p.contains("名册和冻结时不一样")), "{problems:?}");
    assert!(problems.iter().any(|p| p.contains("第 1 行")), "{problems:?}");
}

#[tokio::test]
async fn an_account_moved_from_another_row_does_not_open() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    world
        .by_hand("update payments_lines set account_sealed = (select o.account_sealed from payments_lines o where o.seq = 2) where seq = 1")
        .await;
    assert_eq!(code(world.freeze(id).await), "payments.blocked");
}

#[tokio::test]
async fn a_run_whose_figures_were_changed_stands_still() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    world.freeze(id).await.unwrap();
    world.by_hand("update payments_runs set sum_fen = sum_fen + 100").await;
    let answer = actions::count(&world.house, &world.checker, id, 2, 2, fen("651")).await;
    assert_eq!(code(answer), "payments.tampered");
    assert!(world.problems().await.iter().any(|p| p.contains("校验码不符")));
}

#[tokio::test]
async fn a_returned_line_turned_into_arrived_by_hand_is_found() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.sent(RunKind::Regular, june()).await;
    let text = world.return_csv(id, |line| Some(if line.seq == 1 { ("02", "销户") } else { ("00", "") })).await;
    world.import(id, &text).await.unwrap();
    assert!(world.problems().await.is_empty());
    world.by_hand("update payments_lines set state = 'arrived' where seq = 1").await;
    let problems = world.problems().await;
    assert_eq!(problems.len(), 1);
    assert!(problems[0].contains("状态和回盘记录不一致"));
    assert_eq!(code(world.close(id).await), "payments.close_ledger");
}
