//! 县级审批: one decision for a case, bound to the version that was read, by somebody who had no part in it.

use super::common::{self, Line, check_version, is_again, key_of, open_case, required};
use super::recheck::open_recheck;
use crate::assess;
use crate::case::{Case, CaseId, DecisionId, by};
use crate::declared::Declaration;
use crate::stage::Verdict;
use crate::store;
use crate::store::decisions::Decision;
use access::{Action, Actor, Event, House, permit};
use db::{Outcome, Tx};
use kernel::{Fen, Refusal};
use procedures::StepKind;
use rules::Assessment;

access::actions! {
    /// 县级审批.
    Approve = "cases.approve", WITH_SECOND_FACTOR;
    /// 乡镇审批: where the policy leaves small amounts to the township.
    ApproveInTown = "cases.approve_town", WITH_SECOND_FACTOR;
}

/// What the approver decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opinion {
    /// 同意.
    Approve,
    /// 不予同意.
    Refuse,
    /// 退回镇里.
    SendBack,
}

/// Decides a case in the caller's transaction; `seen` is the version the approver had before them.
///
/// # Errors
/// A refusal: stale (409), kin or own work (403), notice open or fact missing (409), no reason (422).
pub(crate) async fn decide_in(
    tx: &mut Tx,
    house: &House,
    actor: &Actor,
    id: CaseId,
    seen: i64,
    opinion: Opinion,
    reason: &str,
) -> Outcome<()> {
    let (mut case, declared) = open_case(tx, house, actor, id).await?;
    let key = key_of("cases.approve", &case, actor, seen);
    if is_again(tx, &key).await? {
        return Ok(());
    }
    let seen_text = format!("version={seen}");
    let second = house.settings.second_factor;
    // Who may decide follows from the step that waits: the county's, or the township's for small amounts.
    let waiting = case.step_on(&house.procedures, actor.now.day())?;
    if waiting.is_some_and(|step| step.action == ApproveInTown::NAME) {
        permit::<ApproveInTown>(tx, actor, &case.place, case.object(), &seen_text, second)?;
    } else {
        permit::<Approve>(tx, actor, &case.place, case.object(), &seen_text, second)?;
    }
    check_version(&case, seen)?;
    let today = actor.now.day();
    let whole = case.regime(&house.procedures)?;
    let regime = whole.as_ref();
    case.stage.awaits(regime, StepKind::Approve, today)?;
    let me = by(actor.staff);
    if case.accepted_by == me || case.verified_by == me {
        return Err(Refusal::forbidden("cases.own_work", "这件您经办或审核过，审批要由另一个人来做。").into());
    }
    if opinion == Opinion::SendBack {
        let reason = required(reason, "reason", "退回时请写明要镇里补查什么。")?.to_owned();
        let next = case.stage.send_back(regime, StepKind::Approve, today)?;
        common::moved(&mut case, next);
        let detail = serde_json::json!({ "reason": reason });
        let line = Line { step: "approve", outcome: "return", note: "县里退回补查".to_owned(), detail };
        return common::save(tx, house, actor, &mut case, line, Some(&key)).await;
    }
    let assessment = assess::assess(house, &declared, &case.programme, &case.place, case.accepted_on, today)?;
    let verdict = verdict(opinion, &assessment)?;
    let reason = match verdict {
        Verdict::Approve => reason.trim().to_owned(),
        Verdict::Refuse => required(reason, "reason", "不予同意时请写明理由，会写进告知书。")?.to_owned(),
    };
    let decision = record(tx, house, actor, &case, verdict, &assessment, &reason).await?;
    let next = case.stage.decide(regime, verdict, today)?;
    common::moved(&mut case, next);
    case.amount = Some(decision.amount);
    let note = match verdict {
        Verdict::Approve => {
            let amount = case.pays(&house.procedures).amount(decision.amount);
            format!("同意，{amount}，从 {} 起", decision.first_month.chinese())
        }
        Verdict::Refuse => "不予同意".to_owned(),
    };
    let detail = serde_json::json!({ "decision": decision.id.to_string(), "reason": reason });
    let line = Line { step: "approve", outcome: verdict.code(), note, detail };
    common::save(tx, house, actor, &mut case, line, Some(&key)).await?;
    tell(tx, house, actor, &case, &declared, &decision, verdict).await
}

/// Decides one case.
///
/// # Errors
/// As the refusals of a decision.
pub async fn decide(
    house: &House,
    actor: &Actor,
    id: CaseId,
    seen: i64,
    opinion: Opinion,
    reason: &str,
) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    decide_in(&mut tx, house, actor, id, seen, opinion, reason).await?;
    tx.commit().await?;
    Ok(())
}

/// The policy proposes, a person decides: approval needs the policy's yes, a refusal is the person's with a reason.
fn verdict(opinion: Opinion, assessment: &Assessment) -> Outcome<Verdict> {
    match (opinion, assessment.approved()) {
        (Opinion::Refuse, _) => Ok(Verdict::Refuse),
        (Opinion::Approve | Opinion::SendBack, Some(true)) => Ok(Verdict::Approve),
        (Opinion::Approve | Opinion::SendBack, Some(false)) => {
            let sentence = "按政策测算这户不符合条件，不能同意；认为测算有误的，请退回镇里补查事实。";
            Err(Refusal::not_now("cases.not_entitled", sentence).into())
        }
        (Opinion::Approve | Opinion::SendBack, None) => Err(assess::undecided(assessment).into()),
    }
}

async fn record(
    tx: &mut Tx,
    house: &House,
    actor: &Actor,
    case: &Case,
    verdict: Verdict,
    assessment: &Assessment,
    reason: &str,
) -> Outcome<Decision> {
    let keys = house.keyring();
    let id = DecisionId::mint(house.ids.as_ref(), actor.now);
    let today = actor.now.day();
    let amount = match verdict {
        Verdict::Approve => assessment.amount_fen().ok_or_else(|| assess::undecided(assessment))?,
        Verdict::Refuse => Fen::ZERO,
    };
    let text = assessment.to_json().map_err(|e| db::Fault::other(e.to_string()))?;
    let decision = Decision {
        id,
        case: case.id,
        place: access::Place { village: String::new(), ..case.place.clone() },
        household: case.household,
        outcome: verdict.code().to_owned(),
        amount,
        persons: assess::counted(assessment).unwrap_or(case.persons),
        // From the month after the decision: 《最低生活保障审核审批办法（试行）》第二十九条 (DB-13).
        first_month: assess::first_month(house, case.procedure(&house.procedures)?, case.accepted_on, today)?,
        policy_version: assessment.policy_version.clone(),
        assessment_sealed: keys.seal(&store::decisions::assessment_place(id), text.as_bytes()),
        reason: reason.to_owned(),
        why: assess::why(assessment),
        case_version: case.version,
        accepted_by: case.accepted_by.clone(),
        verified_by: case.verified_by.clone(),
        decided_by: by(actor.staff),
        decided_on: today,
        at: actor.now,
        mac: Vec::new(),
    }
    .signed(&keys);
    match store::decisions::insert(tx, &decision).await {
        Err(fault) if fault.is_unique() => {
            Err(Refusal::conflict("cases.decided", "这件刚刚已经有人作出决定，请刷新页面。").into())
        }
        Err(fault) => Err(fault.into()),
        Ok(()) => Ok(decision),
    }
}

/// `cases.approved`: case, number, programme, household, person, county, township, village, amount_fen, persons,
/// first_month, pays (`monthly`, `once`, `nothing`), decision. `cases.refused`: case, number, programme.
async fn tell(
    tx: &mut Tx,
    house: &House,
    actor: &Actor,
    case: &Case,
    declared: &Declaration,
    decision: &Decision,
    verdict: Verdict,
) -> Outcome<()> {
    let name = match verdict {
        Verdict::Approve => "cases.approved",
        Verdict::Refuse => "cases.refused",
    };
    if verdict == Verdict::Approve {
        open_recheck(tx, house, declared, case, decision.decided_on).await?;
    }
    let payload = serde_json::json!({
        "case": case.id.to_string(),
        "number": case.number,
        "programme": case.programme,
        "household": case.household.to_string(),
        "person": case.applicant.to_string(),
        "name": case.applicant_name,
        "county": case.place.county,
        "township": case.place.township,
        "village": case.place.village,
        "amount_fen": decision.amount.get(),
        "persons": decision.persons,
        "first_month": decision.first_month.to_string(),
        "pays": case.pays(&house.procedures).code(),
        "decision": decision.id.to_string(),
    });
    let event = Event { name, object: case.object(), payload };
    house.reactions.tell(tx, house, actor, &event).await
}
