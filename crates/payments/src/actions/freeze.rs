//! 冻结 and 解冻: from the freeze on, the list is what its digest says, and nothing else.

use super::common::{check_version, done, is_again, key_of, open_run, recuse, remember, save};
use super::recover::entry;
use crate::check::{self, Blocked};
use crate::digest::RunDigest;
use crate::line::LineState;
use crate::run::{Run, RunId, RunKind, RunState};
use crate::store;
use crate::store::exceptions::{Exception, ExceptionKind};
use access::{Actor, House, permit};
use crypto::Keyring;
use db::{Fault, Outcome, Tx};
use kernel::{Fen, Refusal, mask};
use ledger::chart::{COMMITTED, PAYABLE};

access::actions! {
    /// 冻结批次, also 解冻.
    Freeze = "payments.freeze";
}

/// What a list comes to: digest, count and sum of the lines to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reckoned {
    pub(crate) digest: String,
    pub(crate) lines: i64,
    pub(crate) sum: Fen,
}

/// Adds the stored lines of a run up, in their order.
///
/// # Errors
/// When the database does, or an account cannot be opened.
pub(crate) async fn reckon(tx: &mut Tx, keys: &Keyring, run: RunId) -> Result<Reckoned, Fault> {
    let (mut digest, mut after) = (RunDigest::default(), 0);
    let (mut lines, mut sum) = (0_i64, Fen::ZERO);
    loop {
        let page = check::page(tx, run, &mut after).await?;
        if page.is_empty() {
            return Ok(Reckoned { digest: digest.finish(), lines, sum });
        }
        for line in page.iter().filter(|line| line.state != LineState::Held) {
            digest.take(&line.canonical(&line.account(keys)?));
            lines += 1;
            sum = sum.checked_add(line.amount).ok_or_else(|| Fault::other("payments_lines: the sum does not fit"))?;
        }
    }
}

/// Freezes a draft after looking at every line; what is wrong is stored and named.
///
/// # Errors
/// A refusal: stale (409), kin (403), lines that do not hold (409, they are listed on the page), nothing to pay.
pub async fn freeze(house: &House, actor: &Actor, id: RunId, seen: i64) -> Outcome<()> {
    let keys = house.keyring();
    let mut tx = house.db.begin().await?;
    let mut run = open_run(&mut tx, house, actor, id).await?;
    let key = key_of("payments.freeze", id, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    access::check_role(actor, "payments.freeze")?;
    check_version(&run, seen)?;
    run.awaits(RunState::Draft)?;
    recuse(&mut tx, house, actor, &run).await?;
    let mut tx = only_whole(tx, house, actor, &run, "payments.freeze").await?;
    permit::<Freeze>(&mut tx, actor, &run.place(), run.object(), &format!("version={seen}"), false)?;
    let reckoned = reckon(&mut tx, &keys, id).await?;
    if reckoned.lines == 0 {
        let sentence = "名册里的人都停发或缓发了，没有要发的，不能冻结。";
        return Err(Refusal::not_now("payments.nothing", sentence).into());
    }
    if (reckoned.lines, reckoned.sum) != (run.lines, run.sum) {
        let sentence = "名册的行数或合计和生成时不一样，可能被人改动过。请重新生成名册，再核对冻结。";
        return Err(Refusal::not_now("payments.tampered", sentence).into());
    }
    run.state = RunState::Frozen;
    run.digest = reckoned.digest;
    run.wrong_counts = 0;
    run.frozen = Some(done(actor));
    save(&mut tx, house, run).await?;
    remember(&mut tx, &key, "done", actor).await?;
    tx.commit().await?;
    Ok(())
}

/// Goes on only when every line may be paid as it stands; otherwise what is wrong is stored, logged and named.
///
/// # Errors
/// A refusal (409) that names the first lines; the rest is listed on the page.
pub(super) async fn only_whole(mut tx: Tx, house: &House, actor: &Actor, run: &Run, action: &str) -> Outcome<Tx> {
    store::exceptions::settle_blocked(&mut tx, run.id, &actor.staff.to_string(), actor.now).await?;
    let blocked = check::blocked(&mut tx, &house.keyring(), run).await?;
    if blocked.is_empty() {
        return Ok(tx);
    }
    note(&mut tx, house, actor, run, &blocked).await?;
    let refusal = refusal(&blocked);
    tx.log(access::line(actor, action, run.object(), &run.county, refusal.code, ""));
    tx.commit().await?;
    Err(refusal.into())
}

/// How many blocked lines are kept for the page.
const MOST: usize = 200;

async fn note(tx: &mut Tx, house: &House, actor: &Actor, run: &Run, blocked: &[Blocked]) -> Result<(), Fault> {
    let rows: Vec<Exception> = blocked
        .iter()
        .take(MOST)
        .map(|one| Exception {
            id: house.mint(),
            run: run.id,
            county: run.county.clone(),
            import: String::new(),
            kind: ExceptionKind::Blocked,
            file_line: one.seq,
            line_key: String::new(),
            line: Some(one.line.clone()),
            detail: one.why.clone(),
            at: actor.now,
            settled: String::new(),
            settled_by: None,
            settled_at: None,
        })
        .collect();
    store::exceptions::insert(tx, &rows).await
}

fn refusal(blocked: &[Blocked]) -> Refusal {
    let shown: Vec<String> =
        blocked.iter().take(3).map(|one| format!("第 {} 行 {}：{}", one.seq, mask::name(&one.name), one.why)).collect();
    let sentence = format!(
        "有 {} 行不能发，这一步没有做。{}。请核实；一时核实不了的，先缓发这户，再重新生成名册（冻结了的先解冻）。",
        blocked.len(),
        shown.join("；")
    );
    Refusal::not_now("payments.blocked", sentence)
}

/// Thaws a run that was not sent yet: it is a draft again, and its count, signature and digest are gone; what the
/// signature had booked is taken back by an entry of its own.
///
/// # Errors
/// A refusal: stale (409), sent already (409), kin (403).
pub async fn thaw(house: &House, actor: &Actor, id: RunId, seen: i64) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let mut run = open_run(&mut tx, house, actor, id).await?;
    let key = key_of("payments.thaw", id, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    permit::<Freeze>(&mut tx, actor, &run.place(), run.object(), &format!("thaw version={seen}"), false)?;
    check_version(&run, seen)?;
    recuse(&mut tx, house, actor, &run).await?;
    if !matches!(run.state, RunState::Frozen | RunState::Counted | RunState::Approved) {
        run.awaits(RunState::Frozen)?;
    }
    if run.state == RunState::Approved && run.kind != RunKind::Correction {
        let of = (run.programme.as_str(), run.county.as_str(), run.month);
        let cause = format!("payments.thaw/{id}/{}", run.version);
        let entry =
            entry(house, actor, cause, &format!("解冻批次 {}", run.number)).moving(run.sum, PAYABLE, COMMITTED, of);
        ledger::post(&mut tx, &house.keyring(), &entry).await?;
    }
    run.state = RunState::Draft;
    run.digest = String::new();
    run.wrong_counts = 0;
    run.frozen = None;
    run.counted = None;
    run.approved = None;
    save(&mut tx, house, run).await?;
    remember(&mut tx, &key, "done", actor).await?;
    tx.commit().await?;
    Ok(())
}
