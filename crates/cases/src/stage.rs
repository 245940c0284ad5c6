//! Where a case stands, and the only place that moves it.

use kernel::{Day, Deadline, Refusal, WorkingDays};
use procedures::{Regime, Step, StepKind};

/// Where a case stands: who must act follows from the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// A step waits to be done.
    Waiting {
        /// Which.
        step: String,
    },
    /// A public notice stands; nobody can act until it has ended.
    Posted {
        /// The notice's step.
        step: String,
        /// Its last day.
        until: Day,
    },
    /// The applicant was told what is missing; the clock is stopped.
    Correcting {
        /// The step that waits meanwhile.
        step: String,
        /// Since when.
        since: Day,
    },
    /// 已批准.
    Approved,
    /// 不予批准.
    Refused,
    /// 申请人撤回.
    Withdrawn,
}

/// A stage with its clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Where the case stands now.
    pub stage: Stage,
    /// Since when.
    pub since: Day,
    /// The last day of the step's clock; none while it is stopped or at the end.
    pub due: Option<Day>,
    /// The action that comes next; empty at the end.
    pub next_action: String,
}

/// A year without published holidays.
fn no_schedule(problem: &kernel::NoSchedule) -> Refusal {
    Refusal::not_now("cases.calendar", problem.to_string())
}

fn due(deadline: Deadline, from: Day) -> Result<Day, Refusal> {
    deadline.due(from, WorkingDays::shipped()).map_err(|problem| no_schedule(&problem))
}

fn ended(stage: Stage, since: Day) -> Moved {
    Moved { stage, since, due: None, next_action: String::new() }
}

fn waiting(step: &Step, since: Day) -> Result<Moved, Refusal> {
    Ok(Moved {
        stage: Stage::Waiting { step: step.id.clone() },
        since,
        due: Some(due(step.deadline(), since)?),
        next_action: step.action.clone(),
    })
}

fn not_this(regime: &Regime, now: &Stage) -> Refusal {
    let sentence = match now {
        Stage::Waiting { step } | Stage::Correcting { step, .. } => {
            let name = regime.step(step).map_or("别的一步", |s| s.name.as_str());
            format!("这件现在等的是“{name}”，不是这一步。请刷新页面看最新的情况。")
        }
        Stage::Posted { until, .. } => posted_sentence(*until),
        Stage::Approved | Stage::Refused => "这件已经作出决定，不能再办这一步。".to_owned(),
        Stage::Withdrawn => "申请人已经撤回，不能再办。".to_owned(),
    };
    Refusal::not_now("cases.step", sentence)
}

fn posted_sentence(until: Day) -> String {
    format!("公示到{}为止，{}起可以办下一步。", until.short(), until.add_days(1).short())
}

impl Stage {
    /// As stored.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Waiting { .. } => "waiting",
            Self::Posted { .. } => "posted",
            Self::Correcting { .. } => "correcting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The step it stands at; empty at the end.
    #[must_use]
    pub fn step(&self) -> &str {
        match self {
            Self::Waiting { step } | Self::Posted { step, .. } | Self::Correcting { step, .. } => step,
            Self::Approved | Self::Refused | Self::Withdrawn => "",
        }
    }

    /// Whether the case has ended.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(self, Self::Approved | Self::Refused | Self::Withdrawn)
    }

    /// 受理: the first step's clock starts.
    ///
    /// # Errors
    /// When the working days of the year are not known.
    pub fn begin(regime: &Regime, accepted_on: Day) -> Result<Moved, Refusal> {
        let first = regime.steps.first().ok_or_else(|| Refusal::not_now("cases.procedure", "办理步骤是空的。"))?;
        waiting(first, accepted_on)
    }

    /// What the stage is on a day: a notice whose last day is past has ended by itself.
    #[must_use]
    pub fn on(&self, regime: &Regime, today: Day) -> Stage {
        match self {
            Self::Posted { step, until } if today > *until => match regime.after(step) {
                Some(next) => Self::Waiting { step: next.id.clone() },
                None => self.clone(),
            },
            Self::Posted { .. }
            | Self::Waiting { .. }
            | Self::Correcting { .. }
            | Self::Approved
            | Self::Refused
            | Self::Withdrawn => self.clone(),
        }
    }

    /// The step of this kind that waits today.
    ///
    /// # Errors
    /// A refusal that says what the case waits for instead.
    pub fn awaits<'r>(&self, regime: &'r Regime, kind: StepKind, today: Day) -> Result<&'r Step, Refusal> {
        let now = self.on(regime, today);
        let Self::Waiting { step } = &now else { return Err(not_this(regime, &now)) };
        regime.step(step).filter(|step| step.kind == kind).ok_or_else(|| not_this(regime, &now))
    }

    /// A step of this kind is done: the next one waits.
    ///
    /// # Errors
    /// A refusal when another step waits.
    pub fn done(&self, regime: &Regime, kind: StepKind, today: Day) -> Result<Moved, Refusal> {
        let step = self.awaits(regime, kind, today)?;
        let next = regime.after(&step.id).ok_or_else(|| not_this(regime, self))?;
        waiting(next, today)
    }

    /// A notice goes up for `days` full days; the next step's clock starts when it has ended.
    ///
    /// # Errors
    /// A refusal when no notice waits to go up.
    pub fn post(&self, regime: &Regime, days: i32, today: Day) -> Result<Moved, Refusal> {
        let step = self.awaits(regime, StepKind::Notice, today)?;
        let next = regime.after(&step.id).ok_or_else(|| not_this(regime, self))?;
        let until = today.add_days(days);
        Ok(Moved {
            stage: Self::Posted { step: step.id.clone(), until },
            since: today,
            due: Some(due(next.deadline(), until)?),
            next_action: next.action.clone(),
        })
    }

    /// Somebody objects while a notice stands or before it is acted upon: back to the home visit, with its own clock.
    ///
    /// # Errors
    /// A refusal when no notice stands.
    pub fn object(&self, regime: &Regime, today: Day) -> Result<Moved, Refusal> {
        let Self::Posted { until, .. } = self else {
            return Err(Refusal::not_now("cases.object", "现在没有公示。对决定不服的，请登记复核申请。"));
        };
        if today > *until {
            let sentence = format!("公示已在{}结束。有新情况的，请作为举报登记。", until.short());
            return Err(Refusal::not_now("cases.object_late", sentence));
        }
        let first = regime.steps.first().ok_or_else(|| not_this(regime, self))?;
        let mut moved = waiting(first, today)?;
        moved.due = Some(due(regime.objection_deadline(), today)?);
        Ok(moved)
    }

    /// The applicant is told once what is missing: the clock stops.
    ///
    /// # Errors
    /// A refusal when nothing waits.
    pub fn correct(&self, regime: &Regime, today: Day) -> Result<Moved, Refusal> {
        match self {
            Self::Waiting { step } => {
                let action = regime.step(step).map_or(String::new(), |s| s.action.clone());
                Ok(Moved {
                    stage: Self::Correcting { step: step.clone(), since: today },
                    since: today,
                    due: None,
                    next_action: action,
                })
            }
            Self::Posted { .. } | Self::Correcting { .. } | Self::Approved | Self::Refused | Self::Withdrawn => {
                Err(not_this(regime, self))
            }
        }
    }

    /// What was missing has come: the clock goes on with what was left of it.
    ///
    /// # Errors
    /// A refusal when nothing was asked for.
    pub fn corrected(&self, regime: &Regime, left: u32, today: Day) -> Result<Moved, Refusal> {
        let Self::Correcting { step, .. } = self else {
            return Err(Refusal::not_now("cases.corrected", "这件没有在补正，不用登记补齐。"));
        };
        let step = regime.step(step).ok_or_else(|| not_this(regime, self))?;
        let mut moved = waiting(step, today)?;
        moved.due = Some(due(Deadline::working_days(left.max(1)), today)?);
        Ok(moved)
    }

    /// 退回: the county sends the case back to the first step.
    ///
    /// # Errors
    /// A refusal when the step of this kind does not wait.
    pub fn send_back(&self, regime: &Regime, kind: StepKind, today: Day) -> Result<Moved, Refusal> {
        self.awaits(regime, kind, today)?;
        let first = regime.steps.first().ok_or_else(|| not_this(regime, self))?;
        waiting(first, today)
    }

    /// The decision: approved or refused.
    ///
    /// # Errors
    /// A refusal when the case is not ripe: an open notice, a missing step.
    pub fn decide(&self, regime: &Regime, is_approved: Verdict, today: Day) -> Result<Moved, Refusal> {
        self.awaits(regime, StepKind::Approve, today)?;
        let stage = match is_approved {
            Verdict::Approve => Self::Approved,
            Verdict::Refuse => Self::Refused,
        };
        Ok(ended(stage, today))
    }

    /// The applicant takes the application back.
    ///
    /// # Errors
    /// A refusal when it has ended.
    pub fn withdraw(&self, regime: &Regime, today: Day) -> Result<Moved, Refusal> {
        if self.has_ended() {
            return Err(not_this(regime, self));
        }
        Ok(ended(Self::Withdrawn, today))
    }
}

/// What the county decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 同意.
    Approve,
    /// 不予同意.
    Refuse,
}

impl Verdict {
    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Refuse => "refuse",
        }
    }
}
