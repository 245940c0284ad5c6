//! A case (件): one application of one household.

use crate::stage::{Moved, Stage};
use access::{Place, StaffId};
use db::Fault;
use kernel::{Day, Fen, WorkingDays, id_type};
use procedures::{Pays, Procedure, Procedures, Regime, Step};
use registry::{HouseholdId, PersonId};
use std::borrow::Cow;

id_type!(
    /// 申请.
    CaseId
);
id_type!(
    /// 草稿.
    DraftId
);
id_type!(
    /// 决定.
    DecisionId
);

/// Whether the county visits this case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draw {
    /// Not drawn yet.
    Open,
    /// 未抽中.
    Passed,
    /// 抽中.
    Drawn,
    /// 应当入户: kin of staff, objections, complaints.
    Mandatory,
}

impl Draw {
    /// As stored.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Open => 0,
            Self::Passed => 1,
            Self::Drawn => 2,
            Self::Mandatory => 3,
        }
    }

    /// From the stored number.
    ///
    /// # Errors
    /// When it is none of the four.
    pub fn from_code(code: i64) -> Result<Self, Fault> {
        [Self::Open, Self::Passed, Self::Drawn, Self::Mandatory]
            .into_iter()
            .find(|draw| draw.code() == code)
            .ok_or_else(|| Fault::other(format!("cases_applications.drawn: {code}")))
    }

    /// Whether somebody of the county must go there.
    #[must_use]
    pub fn needs_visit(self) -> bool {
        matches!(self, Self::Drawn | Self::Mandatory)
    }
}

/// One application.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// 受理号.
    pub number: String,
    /// Programme.
    pub programme: String,
    /// Regime chosen by the day of acceptance.
    pub regime: String,
    /// Where.
    pub place: Place,
    /// 组.
    pub team: String,
    /// The household.
    pub household: HouseholdId,
    /// The applicant.
    pub applicant: PersonId,
    /// Their name.
    pub applicant_name: String,
    /// How many persons were declared.
    pub persons: i64,
    /// 受理日期.
    pub accepted_on: Day,
    /// Where it stands as stored; ask [`Case::stage_on`] for today.
    pub stage: Stage,
    /// Since when.
    pub since: Day,
    /// The last day of the running clock.
    pub due: Option<Day>,
    /// The action that comes next.
    pub next_action: String,
    /// The declaration, sealed.
    pub declared_sealed: Vec<u8>,
    /// What the policy gives a month by what is known; none while facts are missing.
    pub amount: Option<Fen>,
    /// Whether somebody of the staff declared kin in this household.
    pub kin_of_staff: bool,
    /// The county's draw.
    pub draw: Draw,
    /// How often it was urged (督办).
    pub supervised: i64,
    /// Who took it in.
    pub accepted_by: String,
    /// Who wrote the township's opinion; empty before.
    pub verified_by: String,
    /// The steps of the procedure that this case leaves out; ids with spaces between.
    pub skipped: String,
    /// Day of the end.
    pub closed_on: Option<Day>,
    /// Grows with each change; a decision is bound to it.
    pub version: i64,
}

impl Case {
    /// What the log calls it.
    #[must_use]
    pub fn object(&self) -> String {
        format!("cases_applications/{}", self.id)
    }

    /// The procedure of its programme.
    ///
    /// # Errors
    /// When the programme is not shipped any more.
    pub fn procedure<'p>(&self, all: &'p Procedures) -> Result<&'p Procedure, Fault> {
        all.of(&self.programme).ok_or_else(|| Fault::other(format!("no procedure for {}", self.programme)))
    }

    /// How its programme pays; every month where it is not shipped any more.
    #[must_use]
    pub fn pays(&self, all: &Procedures) -> Pays {
        all.of(&self.programme).map(|procedure| procedure.pays).unwrap_or_default()
    }

    /// The regime it was accepted under.
    ///
    /// # Errors
    /// When it is not in the procedure any more.
    pub fn regime<'p>(&self, all: &'p Procedures) -> Result<Cow<'p, Regime>, Fault> {
        let whole = self
            .procedure(all)?
            .regime(&self.regime)
            .ok_or_else(|| Fault::other(format!("no regime {} for {}", self.regime, self.programme)))?;
        if self.skipped.is_empty() {
            return Ok(Cow::Borrowed(whole));
        }
        let skipped: Vec<&str> = self.skipped.split(' ').collect();
        Ok(Cow::Owned(whole.without(&skipped)))
    }

    /// Where it stands on a day.
    ///
    /// # Errors
    /// When its procedure is gone.
    pub fn stage_on(&self, all: &Procedures, today: Day) -> Result<Stage, Fault> {
        Ok(self.stage.on(&*self.regime(all)?, today))
    }

    /// The step that waits on a day.
    ///
    /// # Errors
    /// When its procedure is gone.
    pub fn step_on(&self, all: &Procedures, today: Day) -> Result<Option<Step>, Fault> {
        let stage = self.stage_on(all, today)?;
        Ok(self.regime(all)?.step(stage.step()).cloned())
    }

    /// Moves it.
    pub fn apply(&mut self, moved: Moved) {
        self.stage = moved.stage;
        self.since = moved.since;
        self.due = moved.due;
        self.next_action = moved.next_action;
    }

    /// What is left of the running clock on a day.
    #[must_use]
    pub fn due_on(&self, today: Day) -> ui::Due {
        let is_standing = matches!(self.stage, Stage::Posted { until, .. } if today <= until);
        if is_standing || matches!(self.stage, Stage::Correcting { .. }) {
            return ui::Due::Paused;
        }
        let Some(due) = self.due else { return ui::Due::None };
        let calendar = WorkingDays::shipped();
        let between = |from, to| calendar.working_days_between(from, to).map(i64::from).unwrap_or(0);
        let whole = between(self.since, due).max(1);
        if due >= today {
            ui::Due::Left(between(today, due), whole)
        } else {
            ui::Due::Left(-between(due, today).max(1), whole)
        }
    }

    /// Four characters for the seal at the head of the page.
    #[must_use]
    pub fn stamp(&self, today: Day) -> &'static str {
        match &self.stage {
            Stage::Approved => "已经批准",
            Stage::Refused => "不予批准",
            Stage::Withdrawn => "已经撤回",
            Stage::Correcting { .. } => "正在补正",
            Stage::Posted { until, .. } if today <= *until => "公示期中",
            Stage::Waiting { .. } | Stage::Posted { .. } => match self.next_action.as_str() {
                "cases.approve" => "正在审批",
                "cases.verify" => "正在审核",
                "cases.investigate" => "正在调查",
                "cases.review" => "正在评议",
                "cases.spot_check" => "县里核对",
                _ => "正在办理",
            },
        }
    }
}

/// Who acts, as the log and the rows write it.
#[must_use]
pub fn by(staff: StaffId) -> String {
    staff.to_string()
}
