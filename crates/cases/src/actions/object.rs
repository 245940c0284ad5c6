//! 异议: somebody objects while a notice stands; the case goes back to the home visit, the county must visit.

use super::common::{self, Line, check_version, open_case, required};
use crate::case::{CaseId, Draw};
use access::{Actor, House, permit};
use db::Outcome;

access::actions! {
    /// 登记异议.
    Objection = "cases.object";
}

/// Registers an objection; who objected is sealed.
///
/// # Errors
/// A refusal when no notice stands or nothing is said.
pub async fn object(house: &House, actor: &Actor, id: CaseId, seen: i64, who: &str, what: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, _) = open_case(&mut tx, house, actor, id).await?;
    permit::<Objection>(&mut tx, actor, &case.place, case.object(), "", false)?;
    check_version(&case, seen)?;
    let what = required(what, "what", "请写异议说了什么。")?.to_owned();
    let next = case.stage.object(&*case.regime(&house.procedures)?, actor.now.day())?;
    common::moved(&mut case, next);
    case.draw = Draw::Mandatory;
    let line = Line {
        step: "object",
        outcome: "done",
        note: "公示期间有异议，退回重新调查；县里应当入户".to_owned(),
        detail: serde_json::json!({ "who": who.trim(), "what": what }),
    };
    common::save(&mut tx, house, actor, &mut case, line, None).await?;
    tx.commit().await?;
    Ok(())
}
