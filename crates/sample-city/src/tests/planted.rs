//! What was planted is really there.

use super::world::{World, today};
use crate::{Plant, Planted};
use access::Scope;
use kernel::Fen;
use registry::HouseholdId;

fn of(world: &World, kind: Plant) -> Vec<Planted> {
    world.report.planted.iter().filter(|one| one.kind == kind).cloned().collect()
}

async fn city() -> World {
    World::of(6_000, 2017).await
}

async fn is_approved(world: &World, household: HouseholdId) -> bool {
    let mut tx = world.house.db.read().await.unwrap();
    let cases = cases::store::applications::of_household(&mut tx, &Scope::City, household).await.unwrap();
    cases.iter().any(|case| case.stage == cases::stage::Stage::Approved)
}

async fn paid_last_month(world: &World, household: HouseholdId) -> bool {
    let mut tx = world.house.db.read().await.unwrap();
    let lines = payments::store::lines::of_household(&mut tx, &Scope::City, household, 100).await.unwrap();
    lines.iter().any(|line| line.month == today().month_of().prev())
}

#[tokio::test]
async fn who_died_is_still_paid() {
    let world = city().await;
    let planted = of(&world, Plant::DiedButPaid);
    assert!(planted.len() >= 3, "{}", planted.len());
    for one in planted {
        let mut tx = world.house.db.read().await.unwrap();
        let person = registry::store::persons::get(&mut tx, &Scope::City, one.person.unwrap()).await.unwrap().unwrap();
        assert!(person.died_on.unwrap() < today().add_days(-60));
        assert!(paid_last_month(&world, one.household).await && one.case.is_some(), "{}", one.what);
    }
    // Nobody else who died is in a household that is paid.
    let dead = world
        .count("select count(distinct a.id) from payments_awards a join registry_members m on m.household_id = a.household_id \
                join registry_persons p on p.id = m.person_id where p.died_on is not null")
        .await;
    assert_eq!(usize::try_from(dead).unwrap(), of(&world, Plant::DiedButPaid).len());
}

#[tokio::test]
async fn car_owners_declared_no_car() {
    let world = city().await;
    let keys = world.house.keyring();
    let planted = of(&world, Plant::CarOwner);
    assert!(planted.len() >= 3, "{}", planted.len());
    for one in planted {
        assert!(is_approved(&world, one.household).await);
        let mut tx = world.house.db.read().await.unwrap();
        let facts =
            registry::store::facts::of_subjects(&mut tx, &keys, &[one.household.to_string()], 100).await.unwrap();
        let cars: Vec<_> = facts.iter().filter(|fact| fact.kind == "车辆").collect();
        assert!(cars.iter().any(|fact| fact.value == "小汽车" && fact.source == "车管"));
        assert!(cars.iter().any(|fact| fact.value != "小汽车" && fact.source == "本人申报"));
    }
}

#[tokio::test]
async fn some_stand_in_two_households() {
    let world = city().await;
    let planted = of(&world, Plant::TwoHouseholds);
    assert!(planted.len() >= 3, "{}", planted.len());
    for one in &planted {
        let mut tx = world.house.db.read().await.unwrap();
        let homes =
            registry::store::households::of_person(&mut tx, &Scope::City, one.person.unwrap(), today()).await.unwrap();
        let ids: Vec<_> = homes.iter().map(|home| home.id).collect();
        assert!(ids.contains(&one.household) && ids.contains(&one.other.unwrap()) && ids.len() == 2);
        assert!(is_approved(&world, one.household).await && !is_approved(&world, one.other.unwrap()).await);
    }
    let twice = world
        .count(
            "select count(*) from (select person_id from registry_members where to_day is null group by person_id \
                having count(*) > 1) as twice",
        )
        .await;
    assert_eq!(usize::try_from(twice).unwrap(), planted.len());
}

#[tokio::test]
async fn pairs_of_households_share_an_account_and_nobody_else_does() {
    let world = city().await;
    let planted = of(&world, Plant::SharedAccount);
    assert!(planted.len() >= 3, "{}", planted.len());
    for one in &planted {
        assert!(paid_last_month(&world, one.household).await && paid_last_month(&world, one.other.unwrap()).await);
    }
    let shared = world
        .count(
            "select count(*) from (select number_blind from registry_accounts where to_day is null \
                group by number_blind having count(*) > 1) as shared",
        )
        .await;
    assert_eq!(usize::try_from(shared).unwrap(), planted.len());
}

#[tokio::test]
async fn kin_of_the_clerk_and_of_the_second_approver_wait_for_approval() {
    let world = city().await;
    let keys = world.house.keyring();
    let planted = of(&world, Plant::KinOfStaff);
    assert_eq!(planted.len(), 2);
    let mut kin_flags = Vec::new();
    for one in planted {
        let mut tx = world.house.db.read().await.unwrap();
        let case = cases::store::applications::get(&mut tx, &Scope::City, one.case.unwrap()).await.unwrap().unwrap();
        assert_eq!(case.step_on(&world.house.procedures, today()).unwrap().unwrap().id, "approve", "{}", one.what);
        assert_eq!(case.place.township, "510904105");
        let person = registry::store::persons::get(&mut tx, &Scope::City, one.person.unwrap()).await.unwrap().unwrap();
        let blind = person.id_blind.unwrap();
        let login = if case.kin_of_staff { "approver2" } else { "clerk" };
        let staff = access::store::staff::by_login(&mut tx, login).await.unwrap().unwrap();
        let relation = access::store::kin::relation(&mut tx, staff.id, &[blind]).await.unwrap();
        assert!(relation.is_some(), "{login}");
        let declared = access::store::kin::of_staff(&mut tx, staff.id).await.unwrap();
        let sealed = keys.open(&format!("access_kin.person.{}", declared[0].id), &declared[0].sealed).unwrap();
        assert!(String::from_utf8_lossy(&sealed).starts_with(&person.name));
        if !case.kin_of_staff {
            assert_eq!(case.accepted_by, staff.id.to_string());
        }
        assert_eq!(case.draw.needs_visit(), case.kin_of_staff || case.draw == cases::Draw::Drawn);
        kin_flags.push(case.kin_of_staff);
    }
    kin_flags.sort_unstable();
    assert_eq!(kin_flags, [false, true]);
}

#[tokio::test]
async fn registered_households_below_the_standard_have_no_case_and_no_others_are_below_it() {
    let world = city().await;
    let keys = world.house.keyring();
    let planted: Vec<HouseholdId> = of(&world, Plant::EligibleButMissing).iter().map(|one| one.household).collect();
    assert!(planted.len() >= 6, "{}", planted.len());
    let mut tx = world.house.db.read().await.unwrap();
    let (homes, _) = registry::store::households::page(&mut tx, &Scope::City, None, 100_000).await.unwrap();
    let standard = Fen::parse("3300").unwrap();
    let mut below = Vec::new();
    for home in homes {
        let about = registry::store::facts::of_subjects(&mut tx, &keys, &[home.id.to_string()], 100).await.unwrap();
        if !about.iter().any(|fact| fact.kind == "建档立卡") {
            continue;
        }
        let cases = cases::store::applications::of_household(&mut tx, &Scope::City, home.id).await.unwrap();
        if !cases.is_empty() {
            continue;
        }
        let members = registry::store::members::of_household(&mut tx, home.id).await.unwrap();
        let people: Vec<String> = members.iter().filter(|m| m.to.is_none()).map(|m| m.person.to_string()).collect();
        let facts = registry::store::facts::of_subjects(&mut tx, &keys, &people, 500).await.unwrap();
        let income = facts
            .iter()
            .filter(|fact| fact.kind.starts_with("收入·"))
            .map(|fact| Fen::parse(&fact.value.replace(" 元/年", "").replace(',', "")).unwrap());
        let income = kernel::try_sum(income).unwrap();
        let line = standard.checked_mul(i64::try_from(people.len()).unwrap()).unwrap();
        if income < line {
            below.push(home.id);
        }
    }
    below.sort_unstable();
    let mut planted = planted;
    planted.sort_unstable();
    assert_eq!(below, planted);
}
