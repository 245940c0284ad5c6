//! 民主评议: its quorum, its result.

use super::common::{self, Line, check_version, is_again, key_of, open_case, required};
use crate::case::CaseId;
use access::{Actor, House, permit};
use db::Outcome;
use kernel::{Day, Refusal};
use procedures::StepKind;

access::actions! {
    /// 民主评议.
    ReviewMeeting = "cases.review";
}

/// A democratic review.
#[derive(Debug, Clone)]
pub struct Review {
    /// The day it met.
    pub on: Day,
    /// Everybody present.
    pub present: i64,
    /// Of them villagers' representatives.
    pub villagers: i64,
    /// How many found the facts true.
    pub agree: i64,
    /// What was said.
    pub conclusion: String,
}

/// Records a review.
///
/// # Errors
/// A refusal when the quorum was missed or the numbers do not fit.
pub async fn review(house: &House, actor: &Actor, id: CaseId, seen: i64, meeting: &Review) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let (mut case, _) = open_case(&mut tx, house, actor, id).await?;
    let key = key_of("cases.review", &case, actor, seen);
    if is_again(&mut tx, &key).await? {
        return Ok(());
    }
    permit::<ReviewMeeting>(&mut tx, actor, &case.place, case.object(), "", false)?;
    check_version(&case, seen)?;
    let whole = case.regime(&house.procedures)?;
    let regime = whole.as_ref();
    let today = actor.now.day();
    case.stage.awaits(regime, StepKind::Review, today)?;
    if meeting.on < case.accepted_on || meeting.on > today {
        let sentence = format!("评议日期应在受理之日（{}）到今天之间。", case.accepted_on.short());
        return Err(Refusal::bad_input("cases.review_day", sentence).on_field("on").into());
    }
    if !regime.is_quorum(meeting.present, meeting.villagers) {
        let sentence = format!(
            "村（居）民代表不足参加人数的 {}：到会 {} 人、代表 {} 人。这次评议无效，请另行组织。",
            regime.review_villagers, meeting.present, meeting.villagers
        );
        return Err(Refusal::bad_input("cases.quorum", sentence).on_field("villagers").into());
    }
    if !(0..=meeting.present).contains(&meeting.agree) {
        let sentence = format!("认为属实的人数应在 0 到 {} 之间。", meeting.present);
        return Err(Refusal::bad_input("cases.review_votes", sentence).on_field("agree").into());
    }
    let conclusion = required(&meeting.conclusion, "conclusion", "请写评议结论。")?.to_owned();
    let next = case.stage.done(regime, StepKind::Review, today)?;
    common::moved(&mut case, next);
    let line = Line {
        step: "review",
        outcome: "done",
        note: format!("到会 {} 人，村民代表 {} 人，{} 人认为属实", meeting.present, meeting.villagers, meeting.agree),
        detail: serde_json::json!({ "on": meeting.on, "conclusion": conclusion }),
    };
    common::save(&mut tx, house, actor, &mut case, line, Some(&key)).await?;
    tx.commit().await?;
    Ok(())
}
