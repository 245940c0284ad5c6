//! Returned money is sent again once, to the mended account, by a new line that names the old one.

use super::world::{World, code, fen, june, month};
use crate::actions::{self, NewAccount};
use crate::line::LineState;
use crate::run::{RunKind, RunState};

const OTHER: NewAccount<'static> =
    NewAccount::Other { kind: "passbook", bank: "邮政储蓄银行安居支行", number: "6610 0000 0000 0001" };

async fn returned(world: &World, count: i64) -> (crate::RunId, crate::Line) {
    world.villagers_in_payment(count).await;
    let id = world.sent(RunKind::Regular, june()).await;
    let text = world.return_csv(id, |line| Some(if line.seq == 1 { ("02", "账户已销户") } else { ("00", "") })).await;
    world.import(id, &text).await.unwrap();
    (id, world.lines(id).await.remove(0))
}

#[tokio::test]
async fn a_return_is_mended_and_paid_once() {
    let world = World::new().await;
    let (first, line) = returned(&world, 2).await;
    assert_eq!((line.state, line.reason.as_str()), (LineState::Returned, "账户已销户"));
    actions::correct(&world.house, &world.cashier, line.id, OTHER, "存折首页").await.unwrap();
    assert_eq!(
        code(actions::correct(&world.house, &world.cashier, line.id, OTHER, "存折首页").await),
        "payments.mended"
    );
    let id = world.sent(RunKind::Correction, june()).await;
    let again = world.lines(id).await.remove(0);
    assert_eq!((again.replaces, again.corr_no, again.amount), (Some(line.id), 1, fen("325")));
    assert_eq!((again.account_tail.as_str(), again.month, again.origin_month), ("0001", june(), june()));
    assert_eq!(code(world.draft(RunKind::Correction, june()).await), "payments.nothing");
    world.all_arrived(id).await;
    assert_eq!(world.run(id).await.state, RunState::Reconciled);
    let figures = world.close(first).await.unwrap();
    assert_eq!((figures.due, figures.arrived, figures.returned), (fen("650"), fen("650"), fen("0")));
    assert!(world.problems().await.is_empty());
    let text = std::string::String::from_utf8(world.file(id).await.unwrap().1).unwrap();
    assert!(text.contains("6610000000000001"));
}

#[tokio::test]
async fn a_correction_of_a_later_month_leaves_the_closed_month_as_it_was() {
    let world = World::new().await;
    let (first, line) = returned(&world, 2).await;
    let figures = world.close(first).await.unwrap();
    assert_eq!((figures.arrived, figures.returned, figures.book_returned), (fen("325"), fen("325"), fen("325")));
    world.clock.advance_days(20);
    actions::correct(&world.house, &world.cashier, line.id, NewAccount::Same, "银行已解冻").await.unwrap();
    let mut july = world.cashier.clone();
    july.now = world.house.now();
    let wanted = World::wanted(RunKind::Correction, month("2017-07"));
    let id = actions::draft(&world.house, &july, &wanted, "k").await.unwrap();
    world.freeze(id).await.unwrap();
    world.pay(id).await.unwrap();
    world.all_arrived(id).await;
    let figures = world.close(id).await.unwrap();
    assert_eq!((figures.due, figures.arrived, figures.book_paid), (fen("325"), fen("325"), fen("325")));
    let mut tx = world.house.db.read().await.unwrap();
    let june = crate::close::figures(&mut tx, "dibao", super::world::COUNTY, june()).await.unwrap();
    assert_eq!((june.book_returned, june.open_returns, june.returned), (fen("0"), fen("0"), fen("325")));
    drop(tx);
    assert!(world.problems().await.is_empty());
}

#[tokio::test]
async fn a_correction_that_comes_back_again_can_be_mended_again() {
    let world = World::new().await;
    let (first, line) = returned(&world, 1).await;
    actions::correct(&world.house, &world.cashier, line.id, OTHER, "存折首页").await.unwrap();
    let id = world.sent(RunKind::Correction, june()).await;
    let text = world.return_csv(id, |_| Some(("01", "户名不符"))).await;
    world.import(id, &text).await.unwrap();
    let second = world.lines(id).await.remove(0);
    actions::correct(&world.house, &world.cashier, second.id, NewAccount::Same, "银行更正户名").await.unwrap();
    let id = world.sent(RunKind::Correction, june()).await;
    let third = world.lines(id).await.remove(0);
    assert_eq!((third.replaces, third.corr_no), (Some(second.id), 2));
    world.all_arrived(id).await;
    let figures = world.close(first).await.unwrap();
    assert_eq!((figures.due, figures.arrived), (fen("325"), fen("325")));
    assert!(world.problems().await.is_empty());
}

#[tokio::test]
async fn a_wrong_or_the_same_account_is_refused_on_its_field() {
    let world = World::new().await;
    let (_, line) = returned(&world, 1).await;
    let try_number = |kind: &'static str, number: String| {
        let (house, cashier) = (&world.house, &world.cashier);
        async move {
            let account = NewAccount::Other { kind, bank: "邮政储蓄银行", number: &number };
            let problem = actions::correct(house, cashier, line.id, account, "证件").await.unwrap_err();
            (problem.refusal().unwrap().code, problem.refusal().unwrap().field.clone())
        }
    };
    let on_number = Some("number".to_owned());
    assert_eq!(try_number("card", "6210 9841 1111 1111 113".to_owned()).await, ("registry.account", on_number.clone()));
    assert_eq!(try_number("passbook", "8802000000000001".to_owned()).await, ("payments.same_account", on_number));
    let none = NewAccount::Other { kind: "passbook", bank: " ", number: "12345678" };
    let problem = actions::correct(&world.house, &world.cashier, line.id, none, "证件").await.unwrap_err();
    assert_eq!(problem.refusal().unwrap().field.as_deref(), Some("bank"));
    assert_eq!(code(actions::correct(&world.house, &world.cashier, line.id, OTHER, "").await), "payments.missing");
    assert_eq!(code(actions::correct(&world.house, &world.payer, line.id, OTHER, "证件").await), "access.role");
}

#[tokio::test]
async fn a_return_for_a_month_that_is_no_longer_due_is_not_sent_again() {
    let world = World::new().await;
    let (_, line) = returned(&world, 1).await;
    world.stop("d1", "2017-05").await;
    actions::correct(&world.house, &world.cashier, line.id, OTHER, "存折首页").await.unwrap();
    let id = world.draft(RunKind::Correction, june()).await.unwrap();
    assert_eq!(code(world.freeze(id).await), "payments.blocked");
}
