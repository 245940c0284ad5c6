//! A month closes only when the list and the book say the same.

use super::world::{World, code, fen, june};
use crate::close::Figures;
use crate::run::RunKind;

#[test]
fn the_four_parts_must_make_the_whole_and_the_book_must_agree() {
    let good = Figures {
        due: fen("1000"),
        arrived: fen("700"),
        returned: fen("100"),
        unknown: fen("150"),
        held: fen("50"),
        debit: fen("3000"),
        credit: fen("3000"),
        book_paid: fen("700"),
        book_transit: fen("150"),
        book_returned: fen("100"),
        open_returns: fen("100"),
        silent: 0,
    };
    good.check().unwrap();
    let code = |figures: Figures| figures.check().unwrap_err().code;
    assert_eq!(code(Figures { held: fen("49.99"), ..good }), "payments.close_sum");
    assert_eq!(code(Figures { credit: fen("2999.99"), ..good }), "payments.close_ledger");
    assert_eq!(code(Figures { book_paid: fen("700.01"), ..good }), "payments.close_ledger");
    assert_eq!(code(Figures { book_transit: fen("0"), ..good }), "payments.close_ledger");
    assert_eq!(code(Figures { book_returned: fen("0"), ..good }), "payments.close_ledger");
    let sentence = Figures { arrived: fen("699.99"), ..good }.check().unwrap_err().sentence;
    assert!(sentence.contains("1,000.00") && sentence.contains("699.99"), "{sentence}");
}

#[tokio::test]
async fn whoever_prepared_a_run_does_not_close_it_and_every_run_of_the_month_must_be_done() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.sent(RunKind::Regular, june()).await;
    let text = world.return_csv(id, |line| Some(if line.seq == 1 { ("02", "销户") } else { ("00", "") })).await;
    world.import(id, &text).await.unwrap();
    let as_payer = access::Actor { role: access::Role::Payer, ..world.cashier.clone() };
    let version = world.run(id).await.version;
    let answer = crate::actions::close_month(&world.house, &as_payer, id, version).await;
    assert_eq!(code(answer), "payments.same_person");
    let line = world.lines(id).await.remove(0);
    crate::actions::correct(&world.house, &world.cashier, line.id, crate::actions::NewAccount::Same, "银行解冻")
        .await
        .unwrap();
    world.draft(RunKind::Correction, june()).await.unwrap();
    assert_eq!(code(world.close(id).await), "payments.close_sum");
}

#[tokio::test]
async fn a_held_line_is_part_of_the_sum() {
    let world = World::new().await;
    let villagers = world.villagers_in_payment(2).await;
    world
        .by_hand(&format!("update registry_persons set died_on = '2017-05-01' where id = '{}'", villagers[0].person))
        .await;
    let id = world.sent(RunKind::Regular, june()).await;
    world.all_arrived(id).await;
    let figures = world.close(id).await.unwrap();
    assert_eq!((figures.due, figures.arrived, figures.held), (fen("650"), fen("325"), fen("325")));
    assert_eq!(code(world.close(id).await), "payments.month_closed");
}
