//! IT staff: an install moves between the two databases, comes back from a backup, and jobs are done once.

use crate::decision::{ripen, step};
use crate::intake::accept_usual;
use app::commands::{examine, sign_days};
use app::{HouseParts, build_house, migrations};
use crypto::{Keyring, Passwords};
use db::{Db, JobState, Once};
use kernel::{Clock, RandomIds};
use std::io::BufReader;
use std::sync::Arc;
use testkit::{World, each_database, empty_database};

async fn decided() -> World {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let case = accept_usual(&mut clerk).await;
    ripen(&world, &case).await;
    let mut approver = world.login("approver").await;
    step(&mut approver, &case, "decision", &[("opinion", "approve"), ("not_kin", "1")]).await.is(303);
    sign_days(&world.house).await.expect("days are signed");
    world
}

/// The same keys and clock over another database.
fn house_over(world: &World, db: Db) -> access::House {
    let parts = HouseParts {
        db,
        keys: Keyring::for_tests(),
        clock: world.clock.clone(),
        ids: Arc::new(RandomIds),
        passwords: Passwords::cheap_for_tests(),
        settings: access::Settings::default(),
        font_dirs: Vec::new(),
        policies: None,
    };
    build_house(parts).expect("policies load")
}

#[tokio::test]
async fn an_install_moves_to_either_database_and_verifies_there() {
    for engine in each_database() {
        let world = decided().await;
        let (to, end) = empty_database(engine).await;
        let rows = db::copy_tables(&world.house.db, &to, &migrations(), world.clock.now()).await.expect("it moves");
        let ask = "select (select count(*) from access_staff) + (select count(*) from access_posts) + \
                   (select count(*) from db_audit) + (select count(*) from cases_steps)";
        assert!(rows > world.number(ask).await, "{rows}");
        let there = house_over(&world, to.clone());
        let examined = examine(&there).await.expect("it can be examined");
        assert!(examined.findings.is_empty(), "{:?}", examined.findings);
        assert!(examined.counts.iter().any(|(what, count)| *what == "决定" && *count == 1));
        let again = db::copy_tables(&world.house.db, &to, &migrations(), world.clock.now()).await;
        assert!(again.expect_err("a full target is refused").to_string().contains("已经有数据"));
        end.end().await;
        world.end().await;
    }
}

#[tokio::test]
async fn a_backup_restores_and_an_altered_or_cut_one_restores_nothing() {
    for engine in each_database() {
        let world = decided().await;
        let mut bytes = Vec::new();
        db::dump(&world.house.db, &migrations(), &mut bytes, world.clock.now()).await.expect("it is written");
        let text = String::from_utf8(bytes).expect("text");
        let (to, end) = empty_database(engine).await;
        let now = world.clock.now();
        let cut = &text[..text.len() / 2];
        db::restore(&to, &migrations(), &mut BufReader::new(cut.as_bytes()), now).await.expect_err("cut short");
        let altered = text.replacen("clerk", "clerc", 1);
        let refused = db::restore(&to, &migrations(), &mut BufReader::new(altered.as_bytes()), now).await;
        assert!(refused.expect_err("altered").to_string().contains("校验不符"));
        db::restore(&to, &migrations(), &mut BufReader::new(text.as_bytes()), now).await.expect("it restores");
        let examined = examine(&house_over(&world, to)).await.expect("it can be examined");
        assert!(examined.findings.is_empty(), "{:?}", examined.findings);
        end.end().await;
        world.end().await;
    }
}

#[tokio::test]
async fn a_job_is_claimed_once_fenced_retried_and_called_off() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let db = &world.house.db;
        let now = world.clock.now();
        let mut tx = db.begin().await.expect("a transaction");
        db::create_job(&mut tx, "job-1", "test", "{}", "me", now).await.expect("a job");
        tx.commit().await.expect("kept");
        let mut tx = db.begin().await.expect("a transaction");
        let first = db::claim_job(&mut tx, "one", now).await.expect("asked").expect("claimed");
        tx.commit().await.expect("kept");
        let mut tx = db.begin().await.expect("a transaction");
        assert!(db::claim_job(&mut tx, "two", now).await.expect("asked").is_none(), "only one worker gets it");
        drop(tx);
        world.clock.advance_millis(120_000);
        let later = world.clock.now();
        let mut tx = db.begin().await.expect("a transaction");
        let second = db::claim_job(&mut tx, "two", later).await.expect("asked").expect("a silent worker loses it");
        assert!(!db::progress_job(&mut tx, &first, 1, 2, later).await.expect("asked"), "the old worker is fenced off");
        assert!(db::progress_job(&mut tx, &second, 1, 2, later).await.expect("asked"));
        db::cancel_job(&mut tx, "job-1", later).await.expect("asked");
        assert!(!db::progress_job(&mut tx, &second, 2, 2, later).await.expect("asked"), "it was called off");
        assert!(db::finish_job(&mut tx, &second, JobState::Cancelled, "", later).await.expect("asked"));
        tx.commit().await.expect("kept");
        let mut tx = db.read().await.expect("a connection");
        let job = db::job(&mut tx, "job-1").await.expect("asked").expect("a job");
        assert_eq!((job.state, job.attempts, job.done), (JobState::Cancelled, 2, 1));
        drop(tx);
        world.end().await;
    }
}

#[tokio::test]
async fn a_key_gives_its_first_answer_again_and_a_reading_transaction_cannot_write() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let db = &world.house.db;
        let now = world.clock.now();
        let mut tx = db.begin().await.expect("a transaction");
        assert_eq!(db::once(&mut tx, "k").await.expect("asked"), Once::First);
        db::remember(&mut tx, "k", "first", now).await.expect("remembered");
        tx.commit().await.expect("kept");
        let mut tx = db.begin().await.expect("a transaction");
        assert_eq!(db::once(&mut tx, "k").await.expect("asked"), Once::Again("first".to_owned()));
        assert!(db::remember(&mut tx, "k", "second", now).await.expect_err("refused").is_unique());
        drop(tx);
        let mut tx = db.read().await.expect("a connection");
        db::remember(&mut tx, "other", "x", now).await.expect_err("a reading transaction writes nothing");
        drop(tx);
        world.end().await;
    }
}
