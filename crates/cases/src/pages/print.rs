//! 文书: receipt, one-time notice, public notice, decision, as PDF; where fonts are missing the page says what to do.

use crate::actions::{ApproveInTown, PostCountyNotice, open_case};
use crate::assess;
use crate::case::{Case, CaseId};
use crate::declared::Declaration;
use crate::stage::Stage;
use crate::store;
use crate::store::decisions::Decision;
use crate::store::steps::StepRow;
use access::{Action, Actor, House, Reply, download};
use axum::extract::{Path, State};
use db::{Fault, Problem, Tx};
use kernel::{Day, Refusal};
use letters::{
    AccountLine, Approval, LetterFault, MissingPaper, NextStep, Outcome, Paper, PublicName, PublicNotice, PublicRow,
    Reason, Receipt, Remedies, Supplement,
};
use registry::actions::{county_name, place_name};
use rules::Assessment;

const PDF: &str = "application/pdf";

fn words(fault: &LetterFault) -> Fault {
    Fault::other(format!("letter: {fault}"))
}

/// The assessment stored with a decision.
///
/// # Errors
/// When it cannot be opened or read.
pub(super) fn stored_assessment(house: &House, decision: &Decision) -> Result<Assessment, Problem> {
    let place = store::decisions::assessment_place(decision.id);
    let text = registry::open_text(&house.keyring(), &place, &decision.assessment_sealed)?;
    Assessment::from_json(&text).map_err(|e| Fault::other(format!("{place}: {e}")).into())
}

struct Loaded {
    case: Case,
    declared: Declaration,
    steps: Vec<StepRow>,
    tx: Tx,
}

async fn load(house: &House, actor: &Actor, id: &str, what: &str) -> Result<Loaded, Problem> {
    let id: CaseId = id.parse().map_err(|_| access::outside())?;
    let mut tx = house.db.read().await?;
    let (case, declared) = open_case(&mut tx, house, actor, id).await?;
    let steps = store::steps::of_case(&mut tx, &house.keyring(), id).await?;
    house.db.log(access::line(actor, "cases.print", case.object(), case.place.code(), "seen", what)).await?;
    Ok(Loaded { case, declared, steps, tx })
}

fn town(house: &House, case: &Case) -> String {
    let place = access::Place { village: String::new(), ..case.place.clone() };
    format!("{}{}人民政府", county_name(house, &case.place.county), place_name(house, &place))
}

fn bureau(house: &House, case: &Case) -> String {
    format!("{}民政局", county_name(house, &case.place.county))
}

fn address(house: &House, case: &Case) -> String {
    format!("{}{}{}", county_name(house, &case.place.county), place_name(house, &case.place), case.team)
}

fn masked_applicant(declared: &Declaration) -> String {
    declared.members.first().map_or_else(String::new, |member| kernel::mask::id(&member.id_number))
}

async fn name_of(tx: &mut Tx, staff: &str) -> Result<String, Problem> {
    let names = access::store::staff::names(tx, &[staff.to_owned()]).await?;
    Ok(names.into_iter().next().map_or_else(String::new, |(_, name)| name))
}

pub(super) async fn receipt(State(house): State<House>, actor: Actor, Path(id): Path<String>) -> Reply {
    let mut loaded = load(&house, &actor, &id, "receipt").await?;
    let case = loaded.case;
    let procedure = case.procedure(&house.procedures)?;
    let whole = case.regime(&house.procedures)?;
    let regime = whole.as_ref();
    let clerk = name_of(&mut loaded.tx, &case.accepted_by).await?;
    let papers = procedure
        .papers
        .iter()
        .filter(|paper| loaded.declared.papers.contains(&paper.id))
        .map(|paper| Paper { name: paper.name.clone(), form: "原件查验、留存复印件".to_owned(), copies: 1 })
        .collect();
    let steps = regime
        .steps
        .iter()
        .enumerate()
        .map(|(index, step)| NextStep {
            what: step.name.clone(),
            who: if index < 4 { town(&house, &case) } else { bureau(&house, &case) },
            due: if index == 0 { case.due.filter(|_| case.stage.step() == step.id) } else { None },
        })
        .collect();
    let letter = Receipt {
        number: case.number.clone(),
        applicant: case.applicant_name.clone(),
        id_masked: masked_applicant(&loaded.declared),
        address: address(&house, &case),
        programme: procedure.letters.programme.clone(),
        accepted_on: case.accepted_on,
        papers,
        steps,
        clerk,
        phone: house.settings.phone.clone(),
        complaint_phone: house.settings.phone.clone(),
        organ: town(&house, &case),
        check_url: None,
    };
    let values = letter.values().map_err(|fault| words(&fault))?;
    let bytes = house.printer.print(Receipt::TEMPLATE, &values)?;
    Ok(download(PDF, &format!("受理回执-{}.pdf", case.number), bytes))
}

pub(super) async fn correction(State(house): State<House>, actor: Actor, Path(id): Path<String>) -> Reply {
    let mut loaded = load(&house, &actor, &id, "correction").await?;
    let case = loaded.case;
    let Some(step) = loaded.steps.iter().rev().find(|step| step.step == "correct") else {
        return Err(Refusal::not_now("cases.print_correction", "这件没有告知过补正，没有告知书可打印。").into());
    };
    let procedure = case.procedure(&house.procedures)?;
    let missing = step.detail.get("missing").and_then(serde_json::Value::as_str).unwrap_or_default();
    let missing = missing
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| MissingPaper { name: line.trim().to_owned(), why: String::new(), from: String::new() })
        .collect();
    let until =
        kernel::Deadline::working_days(procedure.correction_days).due(step.on, kernel::WorkingDays::shipped()).ok();
    let letter = Supplement {
        number: case.number.clone(),
        applicant: case.applicant_name.clone(),
        address: address(&house, &case),
        programme: procedure.letters.programme.clone(),
        applied_on: case.accepted_on,
        missing,
        until,
        where_to: town(&house, &case),
        help: procedure.letters.help.clone(),
        basis: case.regime(&house.procedures)?.document.clone(),
        clerk: name_of(&mut loaded.tx, &step.by).await?,
        phone: house.settings.phone.clone(),
        organ: town(&house, &case),
        on: step.on,
        check_url: None,
    };
    let values = letter.values().map_err(|fault| words(&fault))?;
    let bytes = house.printer.print(Supplement::TEMPLATE, &values)?;
    Ok(download(PDF, &format!("补正告知书-{}.pdf", case.number), bytes))
}

pub(super) async fn notice(State(house): State<House>, actor: Actor, Path(id): Path<String>) -> Reply {
    let loaded = load(&house, &actor, &id, "notice").await?;
    let case = loaded.case;
    let Some(posted) = loaded.steps.iter().rev().find(|step| step.outcome == "posted") else {
        return Err(Refusal::not_now("cases.print_notice", "这件还没有张榜公示，没有公示可打印。").into());
    };
    let procedure = case.procedure(&house.procedures)?;
    let whole = case.regime(&house.procedures)?;
    let step = whole.step(&posted.step);
    let organ = if step.is_some_and(|step| step.action == PostCountyNotice::NAME) {
        bureau(&house, &case)
    } else {
        town(&house, &case)
    };
    let until = match &case.stage {
        Stage::Posted { until, .. } => *until,
        Stage::Waiting { .. } | Stage::Correcting { .. } | Stage::Approved | Stage::Refused | Stage::Withdrawn => {
            posted.on.add_days(procedure.notice_days)
        }
    };
    let letter = PublicNotice {
        title: format!("关于拟新增{}对象的公示", procedure.letters.programme),
        opening: procedure.letters.notice_opening.clone(),
        rows: vec![PublicRow {
            name: PublicName::masked(&case.applicant_name),
            group: format!("{}{}", place_name(&house, &case.place), case.team),
            members: u32::try_from(case.persons).unwrap_or(0),
            reason: String::new(),
            amount: case.amount,
            opinion: "拟批准".to_owned(),
        }],
        from: posted.on,
        until,
        object_to: organ.clone(),
        phone: house.settings.phone.clone(),
        shows_amount: step.is_some_and(|step| step.shows_amount),
        organ,
        on: posted.on,
    };
    let values = letter.values().map_err(|fault| words(&fault))?;
    let bytes = house.printer.print(PublicNotice::TEMPLATE, &values)?;
    Ok(download(PDF, &format!("公示-{}.pdf", case.number), bytes))
}

fn outcome(house: &House, case: &Case, decision: &Decision, assessment: &Assessment) -> Result<Outcome, Problem> {
    let letters = &case.procedure(&house.procedures)?.letters;
    let account: Vec<AccountLine> = assessment
        .trace
        .iter()
        .filter(|line| !line.excluded)
        .map(|line| AccountLine {
            what: line.name.clone(),
            how: line.formula.clone(),
            value: line.value.clone(),
            basis: line.clause.clone(),
        })
        .collect();
    if decision.outcome != "approve" {
        let basis = assessment.trace.last().map_or_else(String::new, |line| line.clause.clone());
        let reasons = vec![Reason { sentence: decision.reason.clone(), basis }];
        return Ok(Outcome::Refused { reasons, sentences: assessment.citizen_sentences() });
    }
    Ok(Outcome::Approved(Approval {
        monthly: decision.amount,
        per: case.pays(&house.procedures).per().to_owned(),
        from: decision.first_month,
        members: u32::try_from(decision.persons).unwrap_or(0),
        payment: letters.payment.clone(),
        sentences: assessment.citizen_sentences(),
        account,
        basis: case.regime(&house.procedures)?.document.clone(),
        duties: letters.duties.clone(),
    }))
}

pub(super) async fn decision(State(house): State<House>, actor: Actor, Path(id): Path<String>) -> Reply {
    let mut loaded = load(&house, &actor, &id, "decision").await?;
    let case = loaded.case;
    let Some(decision) = store::decisions::of_case(&mut loaded.tx, case.id).await? else {
        return Err(Refusal::not_now("cases.print_decision", "这件还没有作出决定，没有告知书可打印。").into());
    };
    let letters = &case.procedure(&house.procedures)?.letters;
    let assessment = stored_assessment(&house, &decision)?;
    let whole = case.regime(&house.procedures)?;
    let in_town = whole.steps.last().is_some_and(|step| step.action == ApproveInTown::NAME);
    let organ = if in_town { town(&house, &case) } else { bureau(&house, &case) };
    let letter = letters::Decision {
        number: format!("{}决定", case.number),
        applicant: case.applicant_name.clone(),
        address: address(&house, &case),
        programme: letters.programme.clone(),
        accepted_on: case.accepted_on,
        outcome: outcome(&house, &case, &decision, &assessment)?,
        remedies: Remedies {
            review_by: house.settings.bureau.clone(),
            review_within: letters.review_within.clone(),
            court: format!("{}人民法院", county_name(&house, &case.place.county)),
            court_within: letters.court_within.clone(),
            help: letters.help.clone(),
        },
        contact: town(&house, &case),
        phone: house.settings.phone.clone(),
        organ,
        on: decision.decided_on,
        check_url: None,
    };
    let values = letter.values().map_err(|fault| words(&fault))?;
    let bytes = house.printer.print(letters::Decision::TEMPLATE, &values)?;
    Ok(download(PDF, &format!("决定告知书-{}.pdf", case.number), bytes))
}

/// The day an applicant must have a refusal in hand.
pub(super) fn tell_until(house: &House, case: &Case, decided_on: Day) -> Option<Day> {
    let deadline = case.regime(&house.procedures).ok()?.refuse_deadline();
    deadline.due(decided_on, kernel::WorkingDays::shipped()).ok()
}

/// The assessment a case page shows: the decision's own, or today's.
///
/// # Errors
/// When the policy cannot say.
pub(super) fn assessment_of(
    house: &House,
    case: &Case,
    declared: &Declaration,
    decision: Option<&Decision>,
    today: Day,
) -> Result<Assessment, Problem> {
    match decision {
        Some(decision) => stored_assessment(house, decision),
        // A case that ended without a decision is shown as it stood on its last day.
        None => {
            let on = case.closed_on.unwrap_or(today);
            assess::assess(house, declared, &case.programme, &case.place, case.accepted_on, on)
        }
    }
}
