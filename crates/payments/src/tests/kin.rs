//! Nobody acts on a run that pays their kin.

use super::world::{World, code, fen, june};
use crate::actions;
use crate::run::RunKind;
use access::{Actor, Role};

async fn declare(world: &World, actor: &Actor, number: &str) {
    access::actions::declare_kin(&world.house, actor, "王秀一", number, "父母").await.unwrap();
}

#[tokio::test]
async fn the_officer_of_kin_is_refused_every_step_and_a_colleague_does_it() {
    let world = World::new().await;
    let villagers = world.villagers_in_payment(3).await;
    let (house, kin) = (&world.house, &villagers[1].id_number);
    let own_cashier = world.officer(Role::Cashier).await;
    declare(&world, &own_cashier, kin).await;
    let wanted = World::wanted(RunKind::Regular, june());
    assert_eq!(code(actions::draft(house, &own_cashier, &wanted, "k").await), "access.kin");
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    let refusal = actions::freeze(house, &own_cashier, id, 1).await.unwrap_err();
    assert!(refusal.to_string().contains("应当回避"), "{refusal}");
    world.freeze(id).await.unwrap();
    let own_checker = world.officer(Role::Checker).await;
    declare(&world, &own_checker, kin).await;
    assert_eq!(code(actions::count(house, &own_checker, id, 2, 3, fen("975")).await), "access.kin");
    actions::count(house, &world.checker, id, 2, 3, fen("975")).await.unwrap();
    let own_payer = world.officer(Role::Payer).await;
    declare(&world, &own_payer, kin).await;
    let digest = world.run(id).await.digest;
    assert_eq!(code(actions::approve(house, &own_payer, id, 3, &digest).await), "access.kin");
    actions::approve(house, &world.payer, id, 3, &digest).await.unwrap();
    assert_eq!(code(actions::send(house, &own_cashier, id, 4, "csv").await), "access.kin");
    actions::send(house, &world.cashier, id, 4, "csv").await.unwrap();
    assert_eq!(code(actions::bank_file(house, &own_cashier, id).await.map(|_| ())), "access.kin");
    let text = world.return_csv(id, |_| Some(("00", ""))).await;
    let file = actions::Return { name: "r.csv", bytes: text.as_bytes() };
    assert_eq!(code(actions::import_return(house, &own_cashier, id, file).await), "access.kin");
    world.import(id, &text).await.unwrap();
    let version = world.run(id).await.version;
    assert_eq!(code(actions::close_month(house, &own_payer, id, version).await), "access.kin");
    world.close(id).await.unwrap();
}

#[tokio::test]
async fn ones_own_household_counts_too_and_other_runs_do_not() {
    let world = World::new().await;
    let villagers = world.villagers_in_payment(2).await;
    let blind = |number: &str| Some(world.house.keyring().blind(registry::ID_DOMAIN, number).to_vec());
    let own = Actor { own_blind: blind(&villagers[0].id_number), ..world.officer(Role::Cashier).await };
    let wanted = World::wanted(RunKind::Regular, june());
    assert_eq!(code(actions::draft(&world.house, &own, &wanted, "k").await), "access.kin");
    let stranger = Actor { own_blind: blind(&super::world::id_number(800)), ..world.officer(Role::Cashier).await };
    actions::draft(&world.house, &stranger, &wanted, "k").await.unwrap();
}

#[tokio::test]
async fn holding_or_mending_the_payment_of_kin_is_refused() {
    let world = World::new().await;
    let villagers = world.villagers_in_payment(1).await;
    let own = world.officer(Role::Cashier).await;
    declare(&world, &own, &villagers[0].id_number).await;
    let id = world.sent(RunKind::Regular, june()).await;
    let line = world.lines(id).await.remove(0);
    assert_eq!(code(actions::hold(&world.house, &own, line.award, june(), "缓", "k").await), "access.kin");
    let text = world.return_csv(id, |_| Some(("02", "账户已销户"))).await;
    world.import(id, &text).await.unwrap();
    let answer = actions::correct(&world.house, &own, line.id, actions::NewAccount::Same, "银行来电").await;
    assert_eq!(code(answer), "access.kin");
}
