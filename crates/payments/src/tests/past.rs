//! Months of the past, made whole for a sample city, must hold like real ones.

use super::world::{COUNTY, World, fen, june, month};
use crate::bulk::{PastLine, PastMonth, closed_month, store_past};
use crate::run::{RunKind, RunState};
use crate::store;

#[tokio::test]
async fn a_past_month_verifies_and_the_next_one_can_be_paid() {
    let world = World::new().await;
    let mut awards = Vec::new();
    for number in 1..=4 {
        let villager = world.villager(number).await;
        let id = world.award(&villager, 32_500, "2017-05", &format!("d{number}")).await;
        awards.push(world.load_award(id).await);
    }
    let past = PastMonth {
        programme: "dibao",
        county: COUNTY,
        month: month("2017-05"),
        cashier: world.cashier.staff,
        checker: world.checker.staff,
        payer: world.payer.staff,
        at: world.house.now(),
    };
    let lines: Vec<PastLine<'_>> = (1..)
        .zip(&awards)
        .map(|(number, award)| PastLine {
            award,
            amount: award.amount,
            account: ("农村信用社", "88020001"),
            returned: (number == 4).then_some(("02", "账户已销户")),
        })
        .collect();
    let keys = world.house.keyring();
    let made = closed_month(&keys, world.house.ids.as_ref(), &past, &lines).unwrap();
    let mut tx = world.house.db.begin().await.unwrap();
    store_past(&mut tx, &keys, &made).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.run(made.run.id).await.state, RunState::Closed);
    assert_eq!(world.problems().await, Vec::<String>::new());
    let mut tx = world.house.db.read().await.unwrap();
    let figures = crate::close::figures(&mut tx, "dibao", COUNTY, month("2017-05")).await.unwrap();
    figures.check().unwrap();
    assert_eq!((figures.due, figures.arrived, figures.returned), (fen("1300"), fen("975"), fen("325")));
    assert_eq!((figures.debit, figures.credit), (made.figures.debit, made.figures.credit));
    assert!(store::months::is_closed(&mut tx, "dibao", COUNTY, month("2017-05")).await.unwrap());
    drop(tx);
    world.file(made.run.id).await.unwrap();
    let id = world.sent(RunKind::Regular, june()).await;
    world.all_arrived(id).await;
    world.close(id).await.unwrap();
    assert!(world.problems().await.is_empty());
}
