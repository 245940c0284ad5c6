//! What the book must always hold.

use crate::chart::{self, FUND, PAID, TRANSIT};
use crate::{Entry, Posted, Posting, Question, Side, balance_of, post, trial_balance, verify};
use crypto::Keyring;
use db::{Db, Location, Sql};
use kernel::{Day, Fen, Moment, Month};

async fn book() -> (tempfile::TempDir, Db, Keyring) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&Location::File(folder.path().join("ledger.sqlite"))).await.unwrap();
    let all: Vec<db::Migration> = db::MIGRATIONS.iter().chain(crate::MIGRATIONS).copied().collect();
    db::migrate(&db, &all, Moment::from_millis(0)).await.unwrap();
    (folder, db, Keyring::for_tests())
}

fn june() -> Month {
    Month::parse("2017-06").unwrap()
}

fn entry(cause: &str) -> Entry {
    Entry {
        id: format!("e-{cause}"),
        cause: cause.to_owned(),
        on: Day::parse("2017-06-05").unwrap(),
        note: "送银行".to_owned(),
        by: "staff".to_owned(),
        at: Moment::from_millis(1),
        postings: Vec::new(),
    }
}

fn of() -> (&'static str, &'static str, Month) {
    ("dibao", "510904", june())
}

#[test]
fn the_chart_holds_every_account_the_code_names() {
    let day = Day::parse("2017-01-01").unwrap();
    for id in
        [FUND, TRANSIT, PAID, chart::RETURNED, chart::COMMITTED, chart::PAYABLE, chart::RECEIVABLE, chart::REFUNDS]
    {
        assert!(chart::account_on(id, day).is_some(), "{id}");
    }
    assert!(chart::account_on(FUND, Day::parse("2013-12-31").unwrap()).is_none());
    assert_eq!(chart::called(TRANSIT), "银行在途");
}

#[tokio::test]
async fn an_entry_moves_money_and_the_books_balance() {
    let (_folder, db, keys) = book().await;
    let mut tx = db.begin().await.unwrap();
    let sent = entry("send/1").moving(Fen::new(10_000), TRANSIT, FUND, of());
    assert_eq!(post(&mut tx, &keys, &sent).await.unwrap(), Posted::First);
    let arrived = entry("return/1").moving(Fen::new(9_000), PAID, TRANSIT, of());
    post(&mut tx, &keys, &arrived).await.unwrap();
    let ask = Question::month("dibao", "510904", june());
    assert_eq!(balance_of(&mut tx, TRANSIT, &ask).await.unwrap(), Fen::new(1_000));
    assert_eq!(balance_of(&mut tx, FUND, &ask).await.unwrap(), Fen::new(-10_000));
    let (lines, debit, credit) = trial_balance(&mut tx, &ask).await.unwrap();
    assert_eq!((debit, credit), (Fen::new(19_000), Fen::new(19_000)));
    assert_eq!(lines.iter().map(|l| l.account.as_str()).collect::<Vec<_>>(), [FUND, TRANSIT, PAID]);
    assert_eq!(verify(&mut tx, &keys).await.unwrap(), (2, vec![]));
}

#[tokio::test]
async fn the_same_cause_writes_once_and_another_amount_is_refused() {
    let (_folder, db, keys) = book().await;
    let mut tx = db.begin().await.unwrap();
    let first = entry("send/1").moving(Fen::new(500), TRANSIT, FUND, of());
    post(&mut tx, &keys, &first).await.unwrap();
    assert_eq!(post(&mut tx, &keys, &first).await.unwrap(), Posted::Again);
    let other = entry("send/1").moving(Fen::new(501), TRANSIT, FUND, of());
    let refusal = post(&mut tx, &keys, &other).await.unwrap_err();
    assert_eq!(refusal.refusal().unwrap().code, "ledger.cause");
    let ask = Question::default();
    assert_eq!(balance_of(&mut tx, TRANSIT, &ask).await.unwrap(), Fen::new(500));
}

#[tokio::test]
async fn what_does_not_balance_is_refused_with_the_numbers() {
    let (_folder, db, keys) = book().await;
    let mut tx = db.begin().await.unwrap();
    let mut lame = entry("send/1").moving(Fen::new(500), TRANSIT, FUND, of());
    lame.postings[1].amount = Fen::new(400);
    let problem = post(&mut tx, &keys, &lame).await.unwrap_err();
    assert!(problem.to_string().contains("借方 5.00 元，贷方 4.00 元"), "{problem}");
    let mut odd = entry("send/2").moving(Fen::new(500), TRANSIT, FUND, of());
    odd.postings[0].account = "nowhere".to_owned();
    assert_eq!(post(&mut tx, &keys, &odd).await.unwrap_err().refusal().unwrap().code, "ledger.account");
    let mut negative = entry("send/3");
    negative.postings = [Side::Debit, Side::Credit]
        .into_iter()
        .map(|side| Posting {
            account: FUND.to_owned(),
            programme: "dibao".to_owned(),
            county: "510904".to_owned(),
            month: june(),
            side,
            amount: Fen::new(-5),
        })
        .collect();
    assert_eq!(post(&mut tx, &keys, &negative).await.unwrap_err().refusal().unwrap().code, "ledger.amount");
    assert_eq!(post(&mut tx, &keys, &entry("send/4")).await.unwrap_err().refusal().unwrap().code, "ledger.unbalanced");
}

#[tokio::test]
async fn verify_names_an_entry_changed_by_hand() {
    let (_folder, db, keys) = book().await;
    let mut tx = db.begin().await.unwrap();
    post(&mut tx, &keys, &entry("send/1").moving(Fen::new(500), TRANSIT, FUND, of())).await.unwrap();
    post(&mut tx, &keys, &entry("send/2").moving(Fen::new(700), TRANSIT, FUND, of())).await.unwrap();
    tx.exec(&Sql::new("update ledger_postings set county = '510903' where entry_id = 'e-send/1'")).await.unwrap();
    tx.exec(&Sql::new("update ledger_postings set debit_fen = 701 where entry_id = 'e-send/2' and line = 1"))
        .await
        .unwrap();
    let (count, problems) = verify(&mut tx, &keys).await.unwrap();
    assert_eq!(count, 2);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].contains("e-send/1") && problems[0].contains("校验码不符"));
    assert!(problems[1].contains("e-send/2") && problems[1].contains("借贷不平"));
}
