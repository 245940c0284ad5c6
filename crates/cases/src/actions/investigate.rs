//! 入户调查: by two at least; what they find may change what was declared.

use super::common::{self, Line, check_version, is_again, key_of, open_case, required};
use crate::assess;
use crate::case::CaseId;
use crate::declared::Declaration;
use access::{Actor, House, permit};
use db::Outcome;
use kernel::{Day, Refusal};
use procedures::StepKind;

access::actions! {
    /// 入户调查.
    Investigate = "cases.investigate";
}

/// What two investigators bring back.
#[derive(Debug, Clone)]
pub struct HomeVisit {
    /// The day of the visit.
    pub on: Day,
    /// Names of the investigators.
    pub investigators: Vec<String>,
    /// What they saw and heard.
    pub findings: String,
    /// Whether the household signed the form.
    pub is_signed: bool,
}

/// Records a home visit.
///
/// # Errors
/// A refusal when there are fewer than two investigators, the day does not fit, or the form is not signed.
pub async fn investigate(house: &House, actor: &Actor, id: CaseId, seen: i64, visit: &HomeVisit) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, declared) = open_case(&mut tx, house, actor, id).await?;
    let key = key_of("cases.investigate", &case, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    permit::<Investigate>(&mut tx, actor, &case.place, case.object(), "", false)?;
    check_version(&case, seen)?;
    let whole = case.regime(&house.procedures)?;
    let regime = whole.as_ref();
    let today = actor.now.day();
    case.stage.awaits(regime, StepKind::Investigate, today)?;
    let mut names: Vec<&str> = visit.investigators.iter().map(|n| n.trim()).filter(|n| !n.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() < regime.investigators {
        let sentence = format!("入户调查不少于 {} 人，请填两名不同的调查人。", regime.investigators);
        return Err(Refusal::bad_input("cases.two_investigators", sentence).on_field("second").into());
    }
    if visit.on < case.accepted_on || visit.on > today {
        let sentence = format!("入户日期应在受理之日（{}）到今天之间。", case.accepted_on.short());
        return Err(Refusal::bad_input("cases.visit_day", sentence).on_field("on").into());
    }
    let findings = required(&visit.findings, "findings", "请写入户看到、问到的情况。")?.to_owned();
    if !visit.is_signed {
        let sentence = "调查表要由申请人签字；拒签的，请在情况里写明并由两名调查人共同签字后勾选。";
        return Err(Refusal::bad_input("cases.visit_signed", sentence).on_field("signed").into());
    }
    let assessment = assess::assess(house, &declared, &case.programme, &case.place, case.accepted_on, today)?;
    case.amount = assessment.amount_fen();
    // From here on the way depends on the amount: 小于限额的由乡镇审批.
    case.skipped = assess::skipped(house, &case, &assessment)?;
    let whole = case.regime(&house.procedures)?;
    let next = case.stage.done(whole.as_ref(), StepKind::Investigate, today)?;
    common::moved(&mut case, next);
    let line = Line {
        step: "investigate",
        outcome: "done",
        note: format!("{} 人入户调查，申请人已签字", names.len()),
        detail: serde_json::json!({ "on": visit.on, "investigators": names, "findings": findings }),
    };
    common::save(&mut tx, house, actor, &mut case, line, Some(&key)).await?;
    tx.commit().await?;
    Ok(())
}

/// Corrects what was declared, by what the visit found; members stay as they were taken in.
///
/// # Errors
/// A refusal when the visit does not wait, or nothing says why.
pub async fn amend(
    house: &House,
    actor: &Actor,
    id: CaseId,
    seen: i64,
    declared: &Declaration,
    why: &str,
) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, before) = open_case(&mut tx, house, actor, id).await?;
    permit::<Investigate>(&mut tx, actor, &case.place, case.object(), "amend", false)?;
    check_version(&case, seen)?;
    let today = actor.now.day();
    case.stage.awaits(&*case.regime(&house.procedures)?, StepKind::Investigate, today)?;
    let why = required(why, "why", "请写明为什么更正、凭什么材料。")?.to_owned();
    let old = case.amount;
    let mut after = declared.clone();
    after.members.clone_from(&before.members);
    after.papers.clone_from(&before.papers);
    for (member, typed) in after.members.iter_mut().zip(&declared.members) {
        let identity = (member.row, member.name.clone(), member.id_number.clone());
        *member = typed.clone();
        (member.row, member.name, member.id_number) = identity;
    }
    case.amount = assess::assess(house, &after, &case.programme, &case.place, case.accepted_on, today)?.amount_fen();
    common::seal(&house.keyring(), &mut case, &after)?;
    let show = |amount: Option<kernel::Fen>| amount.map_or_else(|| "未知".to_owned(), kernel::Fen::grouped);
    let line = Line {
        step: "amend",
        outcome: "done",
        note: format!("按调查更正申报，测算由 {} 改为 {}", show(old), show(case.amount)),
        detail: serde_json::json!({ "why": why, "before": before }),
    };
    common::save(&mut tx, house, actor, &mut case, line, None).await?;
    tx.commit().await?;
    Ok(())
}
