//! Every name and number is made up, each number is given once, and every row stands on another that exists.

use super::world::{World, today};
use crate::id_numbers::{Kept, Numbers};
use access::Scope;
use kernel::{Day, IdNumber, Region, Sex};
use std::collections::HashSet;

#[tokio::test]
async fn id_numbers_are_of_sequences_that_are_never_issued_and_given_once() {
    let world = World::small().await;
    let keys = world.house.keyring();
    let mut tx = world.house.db.read().await.unwrap();
    let ids: Vec<registry::PersonId> = tx
        .all(&db::Sql::new("select id from registry_persons"))
        .await
        .unwrap()
        .iter()
        .map(|row| row.columns().parsed().unwrap())
        .collect();
    let people = registry::store::persons::of_household(&mut tx, &ids).await.unwrap();
    assert!(people.len() > 1_900, "{}", people.len());
    let mut seen = HashSet::new();
    for person in &people {
        let plain = person.id_number(&keys).unwrap().expect("everybody has a number");
        let number = IdNumber::parse_by(&plain, today()).unwrap();
        assert!(["000", "999"].contains(&&plain[14..17]), "{}", number.masked());
        assert!(matches!(number.region(), Region::Known(_)), "{}", number.masked());
        assert_eq!((number.birth(), number.sex()), (person.birth, person.sex), "{}", number.masked());
        assert_eq!(person.id_blind.as_deref(), Some(keys.blind(registry::ID_DOMAIN, &plain).as_slice()));
        assert!(seen.insert(plain), "{} twice", number.masked());
        if let Some(phone) = person.phone(&keys).unwrap() {
            assert!(phone.starts_with("1380000") && phone.len() == 11, "{phone}");
        }
    }
}

#[tokio::test]
async fn accounts_open_and_no_bank_has_them() {
    let world = World::small().await;
    let keys = world.house.keyring();
    let mut tx = world.house.db.read().await.unwrap();
    let mut count = 0;
    for case in world.cases().await {
        let account =
            registry::store::accounts::current(&mut tx, &keys, case.applicant).await.unwrap().expect("an account");
        assert!(account.number.starts_with("9990") && kernel::luhn_valid(&account.number));
        count += 1;
    }
    assert!(count > 40, "{count}");
}

#[tokio::test]
async fn every_row_stands_on_one_that_exists() {
    let world = World::small().await;
    for (table, column, parent) in [
        ("registry_members", "person_id", "registry_persons"),
        ("registry_members", "household_id", "registry_households"),
        ("registry_households", "head_id", "registry_persons"),
        ("registry_accounts", "person_id", "registry_persons"),
        ("cases_applications", "household_id", "registry_households"),
        ("cases_applications", "applicant_id", "registry_persons"),
        ("cases_steps", "case_id", "cases_applications"),
        ("cases_decisions", "case_id", "cases_applications"),
        ("cases_rechecks", "case_id", "cases_applications"),
        ("payments_awards", "decision_id", "cases_decisions"),
        ("payments_awards", "case_id", "cases_applications"),
        ("payments_segments", "award_id", "payments_awards"),
        ("payments_lines", "award_id", "payments_awards"),
        ("payments_lines", "run_id", "payments_runs"),
        ("payments_answers", "line_id", "payments_lines"),
        ("ledger_postings", "entry_id", "ledger_entries"),
        ("access_kin", "staff_id", "access_staff"),
    ] {
        let rows = world.count(&format!("select count(*) from {table}")).await;
        assert!(rows > 0, "{table} is empty");
        let lost =
            world.count(&format!("select count(*) from {table} where {column} not in (select id from {parent})")).await;
        assert_eq!(lost, 0, "{table}.{column}");
    }
    let months = world.count("select count(distinct month) from payments_runs where kind = 'regular'").await;
    assert_eq!(months, 24, "two years of paid months");
    for subject in ["person", "household"] {
        let lost = world
            .count(&format!(
                "select count(*) from registry_facts where subject = '{subject}' and subject_id not in (select id from registry_{subject}s)"
            ))
            .await;
        assert_eq!(lost, 0, "facts about a {subject}");
    }
}

#[tokio::test]
async fn facts_and_households_read_back_through_their_store() {
    let world = World::small().await;
    let keys = world.house.keyring();
    let mut tx = world.house.db.read().await.unwrap();
    let (homes, _) = registry::store::households::page(&mut tx, &Scope::City, None, 100_000).await.unwrap();
    assert!(homes.len() > 600, "{}", homes.len());
    let subjects: Vec<String> = homes.iter().map(|home| home.id.to_string()).collect();
    let mut kinds = HashSet::new();
    for some in subjects.chunks(500) {
        for fact in registry::store::facts::of_subjects(&mut tx, &keys, some, 10_000).await.unwrap() {
            assert!(!fact.value.is_empty());
            kinds.insert(fact.kind);
        }
    }
    for kind in ["建档立卡", "存款和金融资产", "住房套数", "车辆"] {
        assert!(kinds.contains(kind), "{kind}");
    }
    for home in homes.iter().take(200) {
        let mut members = registry::store::members::of_household(&mut tx, home.id).await.unwrap();
        members.sort_by(|a, b| a.id.cmp(&b.id));
        assert_eq!(members.iter().filter(|member| member.relation == "本人").count(), 1);
        let whole = registry::store::households::get(&mut tx, &Scope::City, home.id).await.unwrap().unwrap();
        assert_eq!(members[0].person, whole.head, "the head stands first");
    }
}

#[test]
fn a_day_gives_one_number_a_prefix_and_sex_until_neighbouring_days_must_help() {
    let mut numbers = Numbers::until(today()).unwrap();
    let birth = Day::new(1966, 3, 12).unwrap();
    let (mut seen, mut moved) = (HashSet::new(), 0);
    for _ in 0..600 {
        let given = numbers.take("510904", birth, Sex::Male, Kept::ForUs).unwrap();
        assert!(seen.insert(given.number.plain().to_owned()));
        moved += usize::from(given.birth != birth);
    }
    assert!(moved > 100 && moved < 500, "{moved}");
    let own = numbers.take("510921", Day::new(2010, 6, 1).unwrap(), Sex::Female, Kept::ForOthers).unwrap();
    assert_eq!(own.number.prefix(), "510921");
}

#[test]
fn numbers_kept_for_assisted_households_are_not_given_to_others() {
    let mut numbers = Numbers::until(today()).unwrap();
    let birth = Day::new(1950, 7, 7).unwrap();
    for _ in 0..50 {
        let given = numbers.take("510904", birth, Sex::Female, Kept::ForOthers).unwrap();
        let kept = ["512832", "512835", "512836"];
        assert!(!kept.contains(&given.number.prefix()), "{}", given.number.prefix());
    }
    let given = numbers.take("510904", birth, Sex::Female, Kept::ForUs).unwrap();
    assert_eq!(given.number.prefix(), "512832");
}
