//! Nobody sees their number: not in the files, and an old key is not needed for what was sealed anew.

use crate::decision::{ripen, step};
use crate::intake::accept_usual;
use app::commands::{reseal_all, sealed_columns};
use std::collections::{BTreeSet, HashSet};
use testkit::{Engine, World, each_database, id_number};

async fn decided(world: &World) -> String {
    let mut clerk = world.login("clerk").await;
    let case = accept_usual(&mut clerk).await;
    ripen(world, &case).await;
    let mut approver = world.login("approver").await;
    let yes = [("opinion", "approve"), ("not_kin", "1"), ("reason", "同意")];
    step(&mut approver, &case, "decision", &yes).await.is(303);
    case
}

/// Everything the database wrote, its log of writes too.
async fn files(world: &World) -> Vec<u8> {
    world.house.db.settle().await.expect("everything is in the file");
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(&world.folder).expect("the folder") {
        bytes.extend(std::fs::read(entry.expect("a file").path()).unwrap_or_default());
    }
    bytes
}

/// Every run of `length` digits, an X allowed at its end.
fn numbers(bytes: &[u8], length: usize) -> impl Iterator<Item = &[u8]> {
    bytes.windows(length).filter(move |window| {
        window[..length - 1].iter().all(u8::is_ascii_digit) && matches!(window[length - 1], b'0'..=b'9' | b'X' | b'x')
    })
}

/// Id numbers and phones of everybody in the register, in clear.
async fn everybody(world: &World) -> HashSet<Vec<u8>> {
    let keys = world.house.keyring();
    let mut tx = world.house.db.read().await.expect("a connection");
    let rows =
        tx.all(&db::Sql::new("select id, id_sealed, phone_sealed from registry_persons")).await.expect("persons");
    let mut known = HashSet::new();
    for row in rows {
        let mut c = row.columns();
        let id: String = c.get().expect("an id");
        for place in ["id", "phone"] {
            let Some(sealed) = c.get::<Option<Vec<u8>>>().expect("sealed") else { continue };
            known.insert(keys.open(&format!("registry_persons.{place}.{id}"), &sealed).expect("opens").to_vec());
        }
    }
    known
}

#[tokio::test]
async fn no_id_number_phone_or_account_of_the_journey_stands_in_the_files() {
    let world = World::new(Engine::Sqlite).await;
    decided(&world).await;
    let bytes = files(&world).await;
    let text = String::from_utf8_lossy(&bytes);
    let ids = [id_number("19690412", true), id_number("19710308", false), id_number("19510308", false)];
    for secret in ids.iter().map(String::as_str).chain(["13800000412", "4111111111111111"]) {
        assert!(!text.contains(secret), "{secret} stands in the database file");
    }
    world.end().await;
}

#[tokio::test]
async fn of_a_thousand_known_numbers_none_stands_in_the_files() {
    let world = World::new(Engine::Sqlite).await;
    let options = sample_city::Options { persons: 3_000, seed: 5, tell: |_| {} };
    sample_city::make(&world.house, &options).await.expect("a city");
    let known = everybody(&world).await;
    let ids = known.iter().filter(|number| number.len() == 18).count();
    assert!(ids >= 1_000 && known.len() > ids, "{ids} id numbers of {}", known.len());
    let bytes = files(&world).await;
    let found: BTreeSet<String> = [18, 11]
        .into_iter()
        .flat_map(|length| numbers(&bytes, length))
        .filter(|number| known.contains(*number))
        .map(|number| String::from_utf8_lossy(number).into_owned())
        .collect();
    assert!(found.is_empty(), "{found:?}");
    // The search itself finds what is there.
    let one = known.iter().find(|number| number.len() == 18).expect("an id number");
    let planted = [bytes.as_slice(), one].concat();
    assert!(numbers(&planted, 18).any(|number| number == one.as_slice()));
    world.end().await;
}

#[tokio::test]
async fn after_a_rotation_no_value_needs_the_old_key_and_pages_still_read() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let case = decided(&world).await;
        let mut keys = crypto::Keyring::for_tests();
        keys.rotate().expect("a new generation");
        assert!(reseal_all(&world.house.db, &keys).await.expect("sealed anew") > 10);
        assert_eq!(reseal_all(&world.house.db, &keys).await.expect("nothing left"), 0);
        for what in sealed_columns() {
            let (table, column) = (what.table, what.column);
            let sql = format!("select {column} from {table} where {column} is not null");
            let mut tx = world.house.db.read().await.expect("a connection");
            for row in tx.all(&db::Sql::new(&sql)).await.expect("values") {
                let sealed: Vec<u8> = row.only().expect("bytes");
                assert!(sealed.is_empty() || !keys.needs_reseal(&sealed), "{table}.{column}");
            }
        }
        *world.house.keys.write().expect("the keys") = std::sync::Arc::new(keys);
        let mut approver = world.login("approver").await;
        approver.get(&case).await.is(200).says("已经批准").says("325.00");
        world.end().await;
    }
}

#[test]
fn every_sealed_column_of_the_schema_is_sealed_anew_or_is_evidence() {
    let evidence = ["payments_lines.account_sealed", "cases_decisions.assessment_sealed"];
    let listed: BTreeSet<String> =
        sealed_columns().iter().map(|what| format!("{}.{}", what.table, what.column)).collect();
    let mut table = "";
    let mut found = BTreeSet::new();
    let migrations = app::assembly::migrations();
    for line in migrations.iter().flat_map(|migration| migration.sql.lines()) {
        if let Some(rest) = line.trim().strip_prefix("create table ") {
            table = rest.split([' ', '(']).next().unwrap_or_default();
        }
        let column = line.trim().split(' ').next().unwrap_or_default();
        if column.ends_with("_sealed") {
            found.insert(format!("{table}.{column}"));
        }
    }
    for place in evidence {
        assert!(found.remove(place), "{place} is in no migration");
    }
    assert_eq!(found, listed);
}
