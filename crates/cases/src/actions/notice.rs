//! 张榜公示: a notice goes up; nobody can act on the case until it has ended.

use super::common::{self, Line, check_version, is_again, key_of, open_case, required};
use crate::case::CaseId;
use crate::procedure::StepKind;
use access::{Actor, House, Role, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 张榜公示.
    PostNotice = "cases.notice";
}

/// Puts up the notice of the step that waits: the township's by its clerk, the county's by the county.
///
/// # Errors
/// A refusal when no notice waits, or it is the other office's.
pub async fn post_notice(house: &House, actor: &Actor, id: CaseId, seen: i64, place: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, _) = open_case(&mut tx, house, actor, id).await?;
    let key = key_of("cases.notice", &case, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    permit::<PostNotice>(&mut tx, actor, &case.place, case.object(), "", false)?;
    check_version(&case, seen)?;
    let regime = case.regime()?;
    let today = actor.now.day();
    let step = case.stage.awaits(regime, StepKind::Notice, today)?;
    let is_county = step.id.starts_with("county");
    if is_county != (actor.role == Role::County) {
        let who = if is_county { "县里" } else { "乡镇" };
        return Err(Refusal::forbidden("cases.notice_office", format!("这次公示由{who}张榜。")).into());
    }
    let place = required(place, "where", "请写张贴在哪里，例如村公示栏。")?.to_owned();
    let days = case.procedure()?.notice_days;
    let name = step.name.clone();
    let step_id = step.id.clone();
    let next = case.stage.post(regime, days, today)?;
    common::moved(&mut case, next);
    let until = today.add_days(days);
    let line = Line {
        step: &step_id,
        outcome: "posted",
        note: format!("{name} {days} 天，到 {} 为止", until.short()),
        detail: serde_json::json!({ "where": place, "from": today, "until": until }),
    };
    common::save(&mut tx, house, actor, &mut case, line, Some(&key)).await?;
    tx.commit().await?;
    Ok(())
}
