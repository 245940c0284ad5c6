//! The month is assessed: what the units, the reviewers and the bureau do in a round, and how they do it.

use super::figures::{UNITS, luck, unit};
use super::story::Story;
use super::teller::Teller;
use super::works::Act;
use access::{Actor, Scope};
use db::{Fault, Outcome};
use kernel::{Day, Moment, Refusal, WorkingDays};
use workplan::Plan;
use workplan::actions::File;
use workplan::actions::assess::{self as actions, Against, Answer, Looked, OwnScore, Reviewed, Step};
use workplan::store::assess::{appeals, rounds, scores, sheets};

/// The rules of a month.
const TEMPLATE: &str = "month";
/// What the featured county objects to.
const OBJECTED: &str = "r.lead";

/// What somebody does in a round.
#[derive(Debug, Clone)]
pub(super) enum Move {
    /// The figures of the day are taken.
    Take,
    /// The bureau opens a round for a day that has ended.
    Open { day: Day },
    /// A unit scores a line of its own, in points a hundred.
    Own { unit: String, criterion: String, share: i64 },
    /// A unit hands its sheet in.
    Submit { unit: String },
    /// The round goes on; the second person of the bureau publishes.
    Step { step: Step },
    /// The assigned unit, or the bureau where that has nobody, scores a line, in points a hundred.
    Review { unit: String, criterion: String, share: i64, note: &'static str },
    /// The bureau looks on the spot.
    Look { unit: String },
    /// The second person of the bureau confirms.
    Confirm { unit: String },
    /// A unit objects to a line.
    Object { unit: String },
    /// The bureau answers, and gives so many points a hundred.
    Answer { unit: String, share: i64 },
}

impl Story<'_> {
    /// The round of a month whose figures are handed in and checked on a day.
    pub(super) fn assess_month(&mut self, month_end: Day, checked_on: Day) -> Outcome<()> {
        let plan = self.plan;
        let Some(template) = plan.templates.iter().find(|one| one.id == TEMPLATE) else { return Ok(()) };
        let after = |day: Day, count: u32| WorkingDays::shipped().add_working_days(day, count).map_err(Refusal::from);
        let self_due = after(checked_on, template.self_days)?;
        let reviewed = after(self_due, 1)?;
        let ranked = after(after(reviewed, template.appeal_days)?, 1)?;
        let hand: Vec<String> =
            template.criteria().filter(|one| !one.rule.is_computed()).map(|one| one.id.clone()).collect();
        let seed = self.seed;
        let mut tell = |day: Day, minute: i64, what: Move| self.tell(day, minute, Act::Round(what));
        tell(month_end, 58, Move::Take);
        tell(checked_on, 60, Move::Open { day: month_end });
        for own in UNITS.iter().filter(|own| plan.day.add_days(own.signs_after) < checked_on) {
            for criterion in &hand {
                let share = if own.pace >= 1000 { 95 } else { 85 };
                tell(self_due, 10, Move::Own { unit: own.code.to_owned(), criterion: criterion.clone(), share });
            }
            tell(self_due, 11, Move::Submit { unit: own.code.to_owned() });
        }
        tell(reviewed, 0, Move::Step { step: Step::Review });
        for code in &plan.addressees {
            for criterion in &hand {
                let (share, note) = judged(seed, code, criterion);
                tell(reviewed, 10, Move::Review { unit: code.clone(), criterion: criterion.clone(), share, note });
            }
            tell(reviewed, 20, Move::Look { unit: code.clone() });
            tell(reviewed, 30, Move::Confirm { unit: code.clone() });
        }
        tell(reviewed, 40, Move::Step { step: Step::Feedback });
        let featured = crate::staff::FEATURED_COUNTY.to_owned();
        tell(reviewed, 50, Move::Object { unit: featured.clone() });
        tell(ranked.add_days(-1), 20, Move::Answer { unit: featured, share: 90 });
        tell(ranked, 52, Move::Step { step: Step::Rank });
        tell(ranked, 54, Move::Step { step: Step::Publish });
        Ok(())
    }
}

/// What a reviewer gives, points a hundred, and why.
fn judged(seed: u64, code: &str, criterion: &str) -> (i64, &'static str) {
    if code == crate::staff::FEATURED_COUNTY && criterion == OBJECTED {
        return (75, "研究部署的纪要少两次");
    }
    match unit(code) {
        Some(own) if own.pace >= 1000 => (90 + luck(seed, code, criterion, 6), "纪要、台账与自评一致，个别记录不全"),
        Some(_) => (70 + luck(seed, code, criterion, 10), "有部署，落实的记录不全"),
        None => (60, "没有交自评，按平时掌握的情况评"),
    }
}

/// So many points of a hundred of the most, with one digit at most.
fn share_of(most: workplan::Quantity, share: i64) -> Result<String, Fault> {
    let points = most.share(share, 100).ok_or_else(|| Fault::other("points do not fit"))?;
    Ok(points.decimal(1))
}

impl Teller<'_> {
    fn second(&self, at: Moment) -> Result<Actor, Fault> {
        self.actor("bureau2", Scope::City, at)
    }

    fn round(&self) -> Result<&str, Fault> {
        self.round.as_deref().ok_or_else(|| Fault::other("no round was opened"))
    }

    /// The points of a line of the month's rules.
    fn points(plan: &Plan, criterion: &str, share: i64) -> Result<String, Fault> {
        let lines = plan.templates.iter().filter(|one| one.id == TEMPLATE).flat_map(|one| one.lines());
        let most = lines.into_iter().find(|line| line.0 == criterion).map(|line| line.2);
        share_of(most.ok_or_else(|| Fault::other(format!("the rules have no {criterion}")))?, share)
    }

    async fn version(&self, unit: &str, criterion: &str) -> Outcome<i64> {
        let mut tx = self.house.db.read().await?;
        let score = scores::get(&mut tx, self.round()?, unit, criterion).await?;
        Ok(score.ok_or_else(|| Fault::other(format!("{unit} has no line {criterion}")))?.version)
    }

    async fn sheet_version(&self, unit: &str) -> Outcome<(i64, String)> {
        let mut tx = self.house.db.read().await?;
        let sheet = sheets::get(&mut tx, self.round()?, unit).await?;
        let sheet = sheet.ok_or_else(|| Fault::other(format!("{unit} has no sheet")))?;
        Ok((sheet.version, sheet.reviewer))
    }

    /// Does one thing of a round.
    pub(super) async fn moved(&mut self, what: &Move, at: Moment) -> Outcome<()> {
        match what {
            Move::Take => workplan::actions::snapshot(&self.house, self.catalogue).await.map(drop),
            Move::Open { day } => {
                let asked = (TEMPLATE, day.to_string());
                let of = (self.plan, self.catalogue);
                let opened = actions::open(&self.house, &self.bureau(at)?, of, (asked.0, &asked.1)).await?;
                self.round = Some(opened);
                Ok(())
            }
            Move::Own { unit, criterion, share } => {
                let points = Self::points(self.plan, criterion, *share)?;
                let file = Some(File {
                    name: "会议纪要.txt", bytes: "研究部署、责任分工和落实情况".as_bytes()
                });
                let seen = self.version(unit, criterion).await?;
                let own = OwnScore {
                    criterion, points: &points, note: "每周研究，责任到人，纪要附后", file, seen
                };
                actions::own_score(&self.house, &self.unit(unit, at)?, self.plan, self.round()?, &own).await
            }
            Move::Submit { unit } => {
                let (seen, _) = self.sheet_version(unit).await?;
                actions::submit(&self.house, &self.unit(unit, at)?, self.plan, self.round()?, seen).await
            }
            Move::Step { step } => self.stepped(*step, at).await,
            Move::Review { unit, criterion, share, note } => {
                let points = Self::points(self.plan, criterion, *share)?;
                let (_, reviewer) = self.sheet_version(unit).await?;
                let seen = self.version(unit, criterion).await?;
                let said = Reviewed { county: unit, criterion, points: &points, note, seen };
                // A unit that has nobody is stood in for by the bureau.
                let has_staff = super::figures::unit(&reviewer).is_some();
                let actor = if has_staff { self.unit(&reviewer, at)? } else { self.bureau(at)? };
                actions::review(&self.house, &actor, self.plan, self.round()?, &said).await
            }
            Move::Look { unit } => {
                let (on, key) = (at.day().to_string(), self.press());
                let findings = "抽查三个乡镇，台账、纪要与上报的数一致";
                let looked = Looked { on: &on, companion: "社会救助科科员", findings, file: None, key: &key };
                actions::onsite(&self.house, &self.bureau(at)?, self.plan, (self.round()?, unit), &looked).await
            }
            Move::Confirm { unit } => {
                let (seen, _) = self.sheet_version(unit).await?;
                actions::confirm(&self.house, &self.second(at)?, self.plan, (self.round()?, unit), seen).await
            }
            Move::Object { unit } => {
                let words = "两次会议在乡镇召开，纪要在乡镇存档，现补交，请核对";
                let file = Some(File { name: "补交的纪要.txt", bytes: words.as_bytes() });
                let against = Against { criterion: OBJECTED, words, file };
                actions::appeal(&self.house, &self.unit(unit, at)?, self.plan, self.round()?, &against).await
            }
            Move::Answer { unit, share } => self.answered(unit, *share, at).await,
        }
    }

    async fn stepped(&self, step: Step, at: Moment) -> Outcome<()> {
        let actor = if step == Step::Publish { self.second(at)? } else { self.bureau(at)? };
        let mut tx = self.house.db.read().await?;
        let round = rounds::get(&mut tx, self.round()?).await?.ok_or_else(|| Fault::other("the round is gone"))?;
        drop(tx);
        actions::step(&self.house, &actor, self.plan, (&round.id, step), round.version).await
    }

    async fn answered(&self, unit: &str, share: i64, at: Moment) -> Outcome<()> {
        let mut tx = self.house.db.read().await?;
        let all = appeals::of_round(&mut tx, self.round()?).await?;
        drop(tx);
        let open = all.into_iter().find(|one| one.county == unit && one.criterion == OBJECTED);
        let seen = open.ok_or_else(|| Fault::other(format!("{unit} has not objected")))?.version;
        let points = Self::points(self.plan, OBJECTED, share)?;
        let words = "补交的两次纪要属实，加分；会后没有及时报送，不给满分";
        let answer = Answer { county: unit, criterion: OBJECTED, points: &points, words, seen };
        actions::answer(&self.house, &self.bureau(at)?, self.plan, self.round()?, &answer).await
    }
}
