//! 张榜公示: a notice goes up; nobody can act on the case until it has ended.

use super::common::{self, Line, check_version, is_again, key_of, open_case, required};
use crate::case::CaseId;
use access::{Action, Actor, House, permit};
use db::Outcome;
use kernel::Refusal;
use procedures::StepKind;

access::actions! {
    /// 张榜公示.
    PostNotice = "cases.notice";
    /// 县级公示.
    PostCountyNotice = "cases.county_notice";
}

/// Puts up the township's notice.
///
/// # Errors
/// A refusal when no notice waits, or it is the county's.
pub async fn post_notice(house: &House, actor: &Actor, id: CaseId, seen: i64, place: &str) -> Outcome<()> {
    post::<PostNotice>(house, actor, id, seen, place).await
}

/// Puts up the county's notice.
///
/// # Errors
/// A refusal when no notice waits, or it is the township's.
pub async fn post_county_notice(house: &House, actor: &Actor, id: CaseId, seen: i64, place: &str) -> Outcome<()> {
    post::<PostCountyNotice>(house, actor, id, seen, place).await
}

async fn post<A: Action>(house: &House, actor: &Actor, id: CaseId, seen: i64, place: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, _) = open_case(&mut tx, house, actor, id).await?;
    let key = key_of(A::NAME, &case, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    permit::<A>(&mut tx, actor, &case.place, case.object(), "", false)?;
    check_version(&case, seen)?;
    let whole = case.regime(&house.procedures)?;
    let regime = whole.as_ref();
    let today = actor.now.day();
    let step = case.stage.awaits(regime, StepKind::Notice, today)?;
    if step.action != A::NAME {
        let sentence = format!("这次是“{}”，不由您张榜。", step.name);
        return Err(Refusal::forbidden("cases.notice_office", sentence).into());
    }
    let place = required(place, "where", "请写张贴在哪里，例如村公示栏。")?.to_owned();
    let days = case.procedure(&house.procedures)?.notice_days;
    let next = case.stage.post(regime, days, today)?;
    common::moved(&mut case, next);
    let until = today.add_days(days);
    let line = Line {
        step: &step.id,
        outcome: "posted",
        note: format!("{} {days} 天，到 {} 为止", step.name, until.short()),
        detail: serde_json::json!({ "where": place, "from": today, "until": until }),
    };
    common::save(&mut tx, house, actor, &mut case, line, Some(&key)).await?;
    tx.commit().await?;
    Ok(())
}
