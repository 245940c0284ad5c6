//! 送银行: the file is made from the frozen lines only, signed, and put into the outbox in the same transaction.

use super::approve::not_as_frozen;
use super::common::{check_version, done, is_again, key_of, open_run, recuse, remember, save};
use super::freeze::only_whole;
use super::recover::entry;
use crate::bank::{self, BankFormat, OrderHead, OrderLine};
use crate::check;
use crate::digest::RunDigest;
use crate::line::LineState;
use crate::run::{Run, RunId, RunKind, RunState};
use access::{Actor, House, permit};
use crypto::Keyring;
use db::{Fault, Outcome, Tx};
use kernel::{Fen, Month, Refusal};
use ledger::chart::{FUND, RETURNED, TRANSIT};
use std::collections::BTreeMap;

access::actions! {
    /// 送银行.
    Send = "payments.send", WITH_SECOND_FACTOR;
}

/// The topic of the outbox whose letters go to the bank.
pub const TOPIC: &str = "payments.bank";

/// What is signed: the run's number and the digest of its file.
#[must_use]
pub fn signed_text(number: &str, file_digest: &str) -> Vec<u8> {
    format!("doudi-bank-1|{number}|{file_digest}").into_bytes()
}

/// An order, read from the lines and found to be the frozen list.
struct Order {
    lines: Vec<OrderLine>,
    by_origin: BTreeMap<Month, Fen>,
}

/// Reads the frozen list and refuses one that is not what its digest says.
async fn order(tx: &mut Tx, keys: &Keyring, run: &Run) -> Outcome<Order> {
    let mut lines = Vec::with_capacity(usize::try_from(run.lines).unwrap_or(0));
    let (mut digest, mut after, mut sum) = (RunDigest::default(), 0, Fen::ZERO);
    let mut by_origin: BTreeMap<Month, Fen> = BTreeMap::new();
    let overflow = || Fault::other("payments_lines: the sum does not fit");
    loop {
        let page = check::page(tx, run.id, &mut after).await?;
        if page.is_empty() {
            break;
        }
        for line in page.into_iter().filter(|line| line.state != LineState::Held) {
            if !line.is_intact(keys) {
                return Err(not_as_frozen(&run.number).into());
            }
            let account = line.account(keys)?;
            digest.take(&line.canonical(&account));
            sum = sum.checked_add(line.amount).ok_or_else(overflow)?;
            let origin = by_origin.entry(line.origin_month).or_default();
            *origin = origin.checked_add(line.amount).ok_or_else(overflow)?;
            lines.push(OrderLine { key: line.key, name: line.name, bank: line.bank, account, amount: line.amount });
        }
    }
    let count = crate::plan::count(lines.len());
    if digest.finish() != run.digest || (count, sum) != (run.lines, run.sum) {
        return Err(not_as_frozen(&run.number).into());
    }
    Ok(Order { lines, by_origin })
}

fn head(run: &Run) -> OrderHead {
    OrderHead { number: run.number.clone(), month: run.month, lines: run.lines, sum: run.sum }
}

/// Sends a signed run in a bank format.
///
/// # Errors
/// A refusal: stale (409), an unknown format, a character the bank's file cannot hold (422), kin (403), a list that is
/// no longer what was frozen (409).
pub async fn send(house: &House, actor: &Actor, id: RunId, seen: i64, format: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let mut run = open_run(&mut tx, house, actor, id).await?;
    let key = key_of("payments.send", id, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    access::check_role(actor, "payments.send")?;
    check_version(&run, seen)?;
    run.awaits(RunState::Approved)?;
    recuse(&mut tx, house, actor, &run).await?;
    let format = bank::format(format)
        .ok_or_else(|| Refusal::bad_input("payments.format", "请选择银行文件的格式。").on_field("format"))?;
    let keys = house.keyring();
    let order = order(&mut tx, &keys, &run).await?;
    let mut tx = only_whole(tx, house, actor, &run, "payments.send").await?;
    let detail = format!("version={seen} format={}", format.code());
    permit::<Send>(&mut tx, actor, &run.place(), run.object(), &detail, house.settings.second_factor)?;
    let bytes = format.write(&head(&run), &order.lines)?;
    run.file_digest = crypto::hex(&crypto::sm3(&bytes));
    let signature = keys.sign_root(&signed_text(&run.number, &run.file_digest));
    run.signature = Some(signature.to_vec());
    run.format = format.code().to_owned();
    run.state = RunState::Sent;
    run.sent = Some(done(actor));
    book(&mut tx, house, actor, &run, &order.by_origin).await?;
    let payload = serde_json::json!({
        "run": id.to_string(),
        "number": run.number,
        "format": run.format,
        "lines": run.lines,
        "sum_fen": run.sum.get(),
        "file_sm3": run.file_digest,
        "signature": crypto::hex(&signature),
    });
    db::post(&mut tx, &run.message_id, TOPIC, &payload.to_string(), actor.now).await?;
    save(&mut tx, house, run).await?;
    remember(&mut tx, &key, "done", actor).await?;
    tx.commit().await?;
    Ok(())
}

/// New payments leave the fund; corrections leave what had come back, by the month it was owed in.
async fn book(tx: &mut Tx, house: &House, actor: &Actor, run: &Run, by_origin: &BTreeMap<Month, Fen>) -> Outcome<()> {
    let of = (run.programme.as_str(), run.county.as_str());
    let mut entry = entry(house, actor, format!("payments.send/{}", run.id), &format!("送银行，批次 {}", run.number));
    for (origin, amount) in by_origin {
        let from = match run.kind {
            RunKind::Regular | RunKind::BackPay => (FUND, run.month),
            RunKind::Correction => (RETURNED, *origin),
        };
        entry = entry.between(*amount, (TRANSIT, run.month), from, of);
    }
    ledger::post(tx, &house.keyring(), &entry).await?;
    Ok(())
}

/// The bank file of a run that was sent: made again from the frozen lines, and the very same bytes, or nothing.
///
/// # Errors
/// A refusal: not found (404), not sent yet (409), kin (403), a list or signature that does not hold (409).
pub async fn bank_file(house: &House, actor: &Actor, id: RunId) -> Outcome<(Run, &'static dyn BankFormat, Vec<u8>)> {
    access::check_role(actor, "payments.send")?;
    let mut tx = house.db.read().await?;
    let run = open_run(&mut tx, house, actor, id).await?;
    if !actor.scope.holds(&run.place()) {
        return Err(access::outside().into());
    }
    recuse(&mut tx, house, actor, &run).await?;
    let Some(format) = bank::format(&run.format).filter(|_| run.state.is_sent()) else {
        return Err(Refusal::not_now("payments.not_sent", "批次还没有送银行，没有文件可下载。").into());
    };
    let keys = house.keyring();
    let order = order(&mut tx, &keys, &run).await?;
    drop(tx);
    let bytes = format.write(&head(&run), &order.lines)?;
    let is_same = crypto::hex(&crypto::sm3(&bytes)) == run.file_digest;
    let text = signed_text(&run.number, &run.file_digest);
    if !is_same || !run.signature.as_ref().is_some_and(|signature| keys.verify_root(&text, signature)) {
        return Err(not_as_frozen(&run.number).into());
    }
    house.db.log(access::line(actor, "payments.send", run.object(), &run.county, "seen", "file")).await?;
    Ok((run, format, bytes))
}

/// Whether the stored lines of a run are still the frozen list.
///
/// # Errors
/// When the database does.
pub(crate) async fn is_as_frozen(tx: &mut Tx, keys: &Keyring, run: &Run) -> Result<bool, Fault> {
    match order(tx, keys, run).await {
        Ok(_) => Ok(true),
        Err(db::Problem::Refusal(_)) => Ok(false),
        Err(db::Problem::Fault(fault)) => Err(fault),
    }
}
