//! The steps of a whole round: review begins, feedback, ranking, publication, end.

use super::super::common::{place_of, stale, tell};
use super::common::load;
use super::open::MayAssess;
use crate::Plan;
use crate::assess::{Round, Score, Sheet, Template, rank, result, taken};
use crate::store::assess::remedies::{self, Remedy};
use crate::store::assess::{appeals, rounds, scores, sheets};
use access::{Actor, House, Permit, permit};
use db::{Fault, Outcome, Tx};
use kernel::{Day, Refusal, WorkingDays};
use std::str::FromStr;

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 开始评审.
    Review,
    /// 反馈.
    Feedback,
    /// 排名.
    Rank,
    /// 公布.
    Publish,
    /// 办结.
    Close,
}

impl Step {
    /// All steps, in order.
    pub const ALL: &[Self] = &[Self::Review, Self::Feedback, Self::Rank, Self::Publish, Self::Close];

    /// As a form sends it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Feedback => "feedback",
            Self::Rank => "rank",
            Self::Publish => "publish",
            Self::Close => "close",
        }
    }

    /// As shown on its button.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Review => "开始评审",
            Self::Feedback => "反馈各单位",
            Self::Rank => "计算排名",
            Self::Publish => "公布结果",
            Self::Close => "办结",
        }
    }
}

impl FromStr for Step {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|step| step.code() == text).ok_or(())
    }
}

/// Moves a round on. Tells `workplan.round_moved`: round, name, step, units, appeal_due (feedback only).
///
/// # Errors
/// A refusal that says what is missing, or for the person who ranked when it is published; or when the form is stale.
pub async fn step(house: &House, actor: &Actor, plan: &Plan, (id, step): (&str, Step), seen: i64) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_rounds/{id}");
    let _permit: Permit<MayAssess> = permit(&mut tx, actor, &place, object, step.code(), false)?;
    let (round, template) = load(&mut tx, house, id).await?;
    if round.version != seen {
        return Err(stale().into());
    }
    let (by, now) = (actor.staff.to_string(), actor.now);
    let all = sheets::of_round(&mut tx, id).await?;
    let units: Vec<String> = all.iter().map(|sheet| sheet.county.clone()).collect();
    let named = |is_open: fn(&Sheet) -> bool| -> Vec<&str> {
        all.iter().filter(|sheet| is_open(sheet)).map(|sheet| plan.unit_name(&sheet.county)).collect()
    };
    let days = |count: u32| WorkingDays::shipped().add_working_days(now.day(), count).map_err(Refusal::from);
    let moved = match step {
        Step::Review => round.begin_review(&named(|sheet| sheet.submitted_by.is_none()), now.day())?,
        Step::Feedback => round.feed_back(&named(|sheet| sheet.confirmed_by.is_none()), days(template.appeal_days)?)?,
        Step::Rank => {
            let appeals = appeals::of_round(&mut tx, id).await?;
            let open = appeals.iter().filter(|appeal| appeal.answered_by.is_none()).count();
            let ranked = round.ranked(open, &by, now)?;
            place_all(&mut tx, house, &template, id, all).await?;
            ranked
        }
        Step::Publish => {
            let published = round.published(&by, now)?;
            let due = days(template.rectify_days)?;
            for remedy in to_be_put_right(house, actor, &template, &published, &scores::of_round(&mut tx, id).await?) {
                remedies::insert(&mut tx, &Remedy { due, ..remedy }).await?;
            }
            published
        }
        Step::Close => {
            let open = remedies::of_round(&mut tx, id).await?;
            round.closed(open.iter().filter(|one| one.closed_by.is_none()).count(), &by, now)?
        }
    };
    let payload = serde_json::json!({
        "round": id,
        "name": moved.name,
        "step": step.code(),
        "units": units,
        "appeal_due": moved.appeal_due.map(Day::short),
    });
    if !rounds::save(&mut tx, &moved.signed(&house.keyring())).await? {
        return Err(stale().into());
    }
    tell(&mut tx, house, actor, ("workplan.round_moved", format!("workplan_rounds/{id}")), payload).await?;
    tx.commit().await?;
    Ok(())
}

/// Totals, places and grades of all sheets.
async fn place_all(tx: &mut Tx, house: &House, template: &Template, id: &str, all: Vec<Sheet>) -> Outcome<()> {
    let keys = house.keyring();
    let lines = scores::of_round(tx, id).await?;
    if let Some(broken) = lines.iter().find(|line| !line.is_intact(&keys)) {
        let sentence =
            format!("有一行得分的记录校验不符（{}），可能被人改动过，不能排名。请告诉系统管理员。", broken.id);
        return Err(Refusal::not_now("workplan.tampered", sentence).into());
    }
    let mut placed = Vec::new();
    for sheet in all {
        let own: Vec<Score> = lines.iter().filter(|line| line.county == sheet.county).cloned().collect();
        let found = result(template, &own, !sheet.veto.is_empty());
        let found = found.ok_or_else(|| Fault::other(format!("the total of {} does not fit", sheet.county)))?;
        placed.push(Sheet { total: found.total, grade: found.grade, ..sheet });
    }
    let totals: Vec<(String, bool)> = placed.iter().map(|one| (one.total.clone(), !one.veto.is_empty())).collect();
    for (sheet, place) in placed.into_iter().zip(rank(&totals)) {
        let sheet = Sheet { place, ..sheet };
        if !sheets::save(tx, &sheet.signed(&keys)).await? {
            return Err(stale().into());
        }
    }
    Ok(())
}

/// Every criterion with too small a share of its points.
fn to_be_put_right(house: &House, actor: &Actor, template: &Template, round: &Round, lines: &[Score]) -> Vec<Remedy> {
    let mut found = Vec::new();
    for line in lines {
        let Some(one) = template.criteria().find(|one| one.id == line.criterion) else { continue };
        let Some((got, least)) = taken(line).zip(one.points.share(template.rectify_below, 100)) else { continue };
        if got < least {
            found.push(Remedy {
                id: house.mint(),
                round: round.id.clone(),
                county: line.county.clone(),
                problem: format!("{}：{} 分，得 {}", one.name, one.points.shown(), got.decimal(2)),
                due: actor.now.day(),
                by: actor.staff.to_string(),
                at: actor.now,
                done_words: String::new(),
                evidence: String::new(),
                done_by: None,
                done_at: None,
                closed_note: String::new(),
                closed_by: None,
                closed_at: None,
                version: 1,
            });
        }
    }
    found
}
