//! 编制发放批次: the list of a month, made from the awards in force and from nothing else.

use super::common::{self, check_version, is_again, key_of, kin_households, kin_refusal, open_run, remember, save};
use crate::line::line_key;
use crate::plan::{AT_ONCE, Plan, Wanted, plan};
use crate::run::{Run, RunId, RunKind, RunState};
use crate::store;
use access::{Actor, House, Place, permit};
use db::{Once, Outcome, Tx};
use kernel::{Fen, Refusal, mask};

access::actions! {
    /// 编制发放批次.
    Prepare = "payments.prepare";
}

/// The month must be open, and not lie further ahead than the next one.
async fn check_month(tx: &mut Tx, actor: &Actor, wanted: &Wanted) -> Outcome<()> {
    let month = wanted.month;
    if store::months::is_closed(tx, &wanted.programme, &wanted.county, month).await? {
        let sentence = format!("{}已经关账，不能再编批次。要补发的，请编在没有关账的月份里。", month.chinese());
        return Err(Refusal::not_now("payments.month_closed", sentence).on_field("month").into());
    }
    if month > actor.now.day().month_of().next() {
        let sentence = format!("{}还没到，最早在前一个月编制。", month.chinese());
        return Err(Refusal::not_now("payments.month_early", sentence).on_field("month").into());
    }
    Ok(())
}

/// The number a new run gets: a month has one regular run, and one other of each kind being worked on.
async fn next_seq(tx: &mut Tx, wanted: &Wanted) -> Outcome<i64> {
    let runs = store::runs::of_month(tx, &wanted.programme, &wanted.county, wanted.month).await?;
    let same: Vec<&Run> = runs.iter().filter(|run| run.kind == wanted.kind).collect();
    if wanted.kind == RunKind::Regular
        && let Some(run) = same.first()
    {
        let sentence = format!(
            "{}的正常发放已经有批次 {}（{}），一个月只有一个。少发的请编补发批次。",
            wanted.month.chinese(),
            run.number,
            run.state.chinese()
        );
        return Err(Refusal::conflict("payments.run_exists", sentence).on_field("month").into());
    }
    if let Some(run) = same.iter().find(|run| run.state == RunState::Draft) {
        let sentence = format!("批次 {} 还在草拟，请先把它办完，或在里面重新生成名册。", run.number);
        return Err(Refusal::conflict("payments.draft_exists", sentence).into());
    }
    Ok(same.iter().map(|run| run.seq).max().unwrap_or(0) + 1)
}

/// Whether a run may be prepared at all; nothing is written.
///
/// # Errors
/// As [`draft`], before the list is made.
pub async fn may_draft(tx: &mut Tx, actor: &Actor, wanted: &Wanted) -> Outcome<()> {
    check_month(tx, actor, wanted).await?;
    next_seq(tx, wanted).await.map(drop)
}

/// Prepares a run; `key` is that of the form, and the same press gives the same run.
///
/// # Errors
/// A refusal: outside the scope (404), the month closed or not yet near (409), a run there already (409), nothing to
/// pay, a person in another run already, or kin on the list (403).
pub async fn draft(house: &House, actor: &Actor, wanted: &Wanted, key: &str) -> Outcome<RunId> {
    let mut tx = house.db.begin().await?;
    let press = format!("payments.prepare/{}/{key}", actor.staff);
    if let Once::Again(known) = db::once(&mut tx, &press).await? {
        return known.parse().map_err(|_| db::Fault::other(format!("db_effects: {known}")).into());
    }
    let place = Place { county: wanted.county.clone(), township: String::new(), village: String::new() };
    let id = RunId::mint(house.ids.as_ref(), actor.now);
    let detail = format!("{} {} {}", wanted.programme, wanted.month, wanted.kind.code());
    permit::<Prepare>(&mut tx, actor, &place, format!("payments_runs/{id}"), &detail, false)?;
    check_month(&mut tx, actor, wanted).await?;
    let seq = next_seq(&mut tx, wanted).await?;
    let mut run = new_run(actor, wanted, id, seq);
    fill(&mut tx, house, actor, wanted, &mut run).await?;
    let run = run.signed(&house.keyring());
    match store::runs::insert(&mut tx, &run).await {
        Err(fault) if fault.is_unique() => {
            let sentence = "刚才有人也编了这个月的批次，请回到批次列表看看。";
            return Err(Refusal::conflict("payments.run_exists", sentence).into());
        }
        other => other?,
    }
    remember(&mut tx, &press, &id.to_string(), actor).await?;
    tx.commit().await?;
    Ok(id)
}

fn new_run(actor: &Actor, wanted: &Wanted, id: RunId, seq: i64) -> Run {
    let month = wanted.month;
    let number = Run::number_of(&wanted.programme, month, &wanted.county, wanted.kind, seq);
    let mut run = Run {
        id,
        number,
        programme: wanted.programme.clone(),
        county: wanted.county.clone(),
        month,
        kind: wanted.kind,
        seq,
        state: RunState::Draft,
        lines: 0,
        sum: Fen::ZERO,
        held: 0,
        held_sum: Fen::ZERO,
        shared_accounts: 0,
        digest: String::new(),
        wrong_counts: 0,
        drafted: common::done(actor),
        frozen: None,
        counted: None,
        approved: None,
        sent: None,
        reconciled: None,
        closed: None,
        message_id: String::new(),
        format: String::new(),
        file_digest: String::new(),
        signature: None,
        version: 1,
        mac: Vec::new(),
    };
    // The bank's message id comes from the run's key alone: a second try is the same message.
    run.message_id = crypto::hex(&crypto::sm3(run.key().as_bytes()));
    run
}

/// Plans the lines, keeps kin and double payment out, and stores them; the run gets its figures.
async fn fill(tx: &mut Tx, house: &House, actor: &Actor, wanted: &Wanted, run: &mut Run) -> Outcome<()> {
    let plan = plan(tx, house, wanted).await?;
    if plan.lines.is_empty() {
        let sentence = match wanted.kind {
            RunKind::Regular => format!("{}没有在发的待遇，不用编批次。", wanted.month.chinese()),
            RunKind::BackPay => "没有少发的月份，不用补发。".to_owned(),
            RunKind::Correction => "没有已经更正账户的退汇，请先到“退汇更正”登记新账户。".to_owned(),
        };
        return Err(Refusal::not_now("payments.nothing", sentence).into());
    }
    let kin = kin_households(tx, house, actor).await?;
    let numbered = (1_i64..).zip(&plan.lines);
    let seqs: Vec<i64> =
        numbered.filter(|(_, line)| kin.contains(&line.household.to_string())).map(|(seq, _)| seq).collect();
    if !seqs.is_empty() {
        return Err(kin_refusal(&seqs).into());
    }
    check_keys(tx, wanted, &plan).await?;
    (run.lines, run.sum) = plan.paid()?;
    (run.held, run.held_sum) = plan.held()?;
    run.shared_accounts = plan.shared_accounts();
    let lines = plan.into_lines(house, run.id, &wanted.programme);
    match store::lines::insert_all(tx, &lines).await {
        Err(fault) if fault.is_unique() => {
            let sentence = "名册里有人刚刚进了另一个批次，没有生成。请再按一次。";
            Err(Refusal::conflict("payments.paid_twice", sentence).into())
        }
        other => Ok(other?),
    }
}

/// One person, one programme, one month, one line.
async fn check_keys(tx: &mut Tx, wanted: &Wanted, plan: &Plan) -> Outcome<()> {
    let mut seen = std::collections::HashSet::with_capacity(plan.lines.len());
    let mut keys = Vec::with_capacity(plan.lines.len());
    for line in &plan.lines {
        let key = line_key(&line.payee_key, &wanted.programme, line.month, line.kind, line.corr_no);
        if !seen.insert(key.clone()) {
            let sentence = format!(
                "{}在名册里出现两次，同一人同一月同一项只发一次，没有生成。请先核实是哪一份待遇，停发另一份。",
                mask::name(&line.name)
            );
            return Err(Refusal::conflict("payments.paid_twice", sentence).into());
        }
        keys.push(key);
    }
    for some in keys.chunks(AT_ONCE) {
        let found = store::lines::holders(tx, some).await?;
        if let Some((number, name)) = found.first() {
            let sentence = format!(
                "{}这个月已经在批次 {number} 里，同一人同一月同一项只发一次，没有生成。请先核实。",
                mask::name(name)
            );
            return Err(Refusal::conflict("payments.paid_twice", sentence).into());
        }
    }
    Ok(())
}

/// 重新生成: throws the lines of a draft away and makes them anew from the awards as they are now.
///
/// # Errors
/// As [`draft`]; also when the run is no draft any more.
pub async fn redraft(house: &House, actor: &Actor, id: RunId, seen: i64) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let mut run = open_run(&mut tx, house, actor, id).await?;
    let key = key_of("payments.prepare", id, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    permit::<Prepare>(&mut tx, actor, &run.place(), run.object(), &format!("again version={seen}"), false)?;
    check_version(&run, seen)?;
    run.awaits(RunState::Draft)?;
    let wanted =
        Wanted { programme: run.programme.clone(), county: run.county.clone(), month: run.month, kind: run.kind };
    store::lines::void_of_run(&mut tx, id).await?;
    run.drafted = common::done(actor);
    fill(&mut tx, house, actor, &wanted, &mut run).await?;
    save(&mut tx, house, run).await?;
    remember(&mut tx, &key, "done", actor).await?;
    tx.commit().await?;
    Ok(())
}
