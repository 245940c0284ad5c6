//! 乡镇审核: the township's opinion, by somebody other than the clerk who took the case in.

use super::common::{self, Line, check_version, is_again, key_of, open_case, required};
use crate::assess;
use crate::case::{CaseId, by};
use access::{Actor, House, permit};
use db::Outcome;
use kernel::Refusal;
use procedures::StepKind;

access::actions! {
    /// 乡镇审核.
    Verify = "cases.verify";
}

/// What the township advises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// 建议批准.
    Agree,
    /// 建议不予批准.
    Refuse,
    /// 退回调查.
    SendBack,
}

/// Writes the township's opinion.
///
/// # Errors
/// A refusal when the notice stands, the actor took the case in, or a fact that decides is missing.
pub async fn verify(house: &House, actor: &Actor, id: CaseId, seen: i64, advice: Advice, opinion: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, declared) = open_case(&mut tx, house, actor, id).await?;
    let key = key_of("cases.verify", &case, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    permit::<Verify>(&mut tx, actor, &case.place, case.object(), "", false)?;
    check_version(&case, seen)?;
    let today = actor.now.day();
    let whole = case.regime(&house.procedures)?;
    let regime = whole.as_ref();
    case.stage.awaits(regime, StepKind::Verify, today)?;
    if case.accepted_by == by(actor.staff) {
        let sentence = "这件是您受理的，审核要由另一个人来做。";
        return Err(Refusal::forbidden("cases.same_clerk", sentence).into());
    }
    let opinion = required(opinion, "opinion", "请写审核意见。")?.to_owned();
    let assessment = assess::assess(house, &declared, &case.programme, &case.place, case.accepted_on, today)?;
    case.amount = assessment.amount_fen();
    let (outcome, note, next) = match advice {
        Advice::Agree => {
            if assessment.approved().is_none() {
                return Err(assess::undecided(&assessment).into());
            }
            let amount = case.pays(&house.procedures).amount(case.amount.unwrap_or(kernel::Fen::ZERO));
            ("agree", format!("建议批准，{amount}"), case.stage.done(regime, StepKind::Verify, today)?)
        }
        Advice::Refuse => ("refuse", "建议不予批准".to_owned(), case.stage.done(regime, StepKind::Verify, today)?),
        Advice::SendBack => {
            ("return", "退回重新调查".to_owned(), case.stage.send_back(regime, StepKind::Verify, today)?)
        }
    };
    case.verified_by = by(actor.staff);
    common::moved(&mut case, next);
    let line = Line { step: "verify", outcome, note, detail: serde_json::json!({ "opinion": opinion }) };
    common::save(&mut tx, house, actor, &mut case, line, Some(&key)).await?;
    tx.commit().await?;
    Ok(())
}
