//! Procedures (办理步骤) as the policy folders write them: steps, clocks, papers, by regime date.

use kernel::{Day, Deadline, DeadlineUnit};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a step is about; each kind has its own form and rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// 入户调查.
    Investigate,
    /// 民主评议.
    Review,
    /// 公示.
    Notice,
    /// 乡镇审核.
    Verify,
    /// 县级抽查.
    SpotCheck,
    /// 县级审批.
    Approve,
}

/// One step with its statutory clock.
#[derive(Debug, Clone, Deserialize)]
pub struct Step {
    /// Its id in the procedure.
    pub id: String,
    /// Its kind.
    pub kind: StepKind,
    /// Its name.
    pub name: String,
    /// What the clerk must do next.
    pub todo: String,
    /// The action that does it.
    pub action: String,
    /// How long it may take.
    pub within: u32,
    /// `workdays` or `days`.
    pub unit: String,
    /// The clause, below the regime's document.
    pub clause: String,
    /// Whether the length is our own assumption.
    #[serde(default)]
    pub assumed: bool,
}

fn unit(text: &str) -> DeadlineUnit {
    if text == "days" { DeadlineUnit::Days } else { DeadlineUnit::WorkingDays }
}

impl Step {
    /// The clock of this step.
    #[must_use]
    pub fn deadline(&self) -> Deadline {
        Deadline { n: self.within, unit: unit(&self.unit) }
    }
}

/// The procedure for cases accepted from a day on.
#[derive(Debug, Clone, Deserialize)]
pub struct Regime {
    /// `R2012`.
    pub id: String,
    /// First day of acceptance.
    pub from: String,
    /// Last day of acceptance.
    pub to: Option<String>,
    /// The document.
    pub document: String,
    /// Days within which a refusal reaches the applicant.
    pub refuse_within: u32,
    /// Their unit.
    pub refuse_unit: String,
    /// Days for re-checking after an objection.
    pub objection_within: u32,
    /// Their unit.
    pub objection_unit: String,
    /// Share of cases the county visits, percent.
    pub spot_check_percent: i64,
    /// Investigators of a home visit at least.
    pub investigators: usize,
    /// Share of villagers' representatives at a review, `a/b`.
    pub review_villagers: String,
    /// The steps in order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

impl Regime {
    /// A step by id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The step after this one.
    #[must_use]
    pub fn after(&self, id: &str) -> Option<&Step> {
        let at = self.steps.iter().position(|step| step.id == id)?;
        self.steps.get(at + 1)
    }

    /// Where a step stands in the order.
    #[must_use]
    pub fn position(&self, id: &str) -> usize {
        self.steps.iter().position(|step| step.id == id).unwrap_or(0)
    }

    /// The clock of a re-check after an objection.
    #[must_use]
    pub fn objection_deadline(&self) -> Deadline {
        Deadline { n: self.objection_within, unit: unit(&self.objection_unit) }
    }

    /// The clock of telling the applicant a refusal.
    #[must_use]
    pub fn refuse_deadline(&self) -> Deadline {
        Deadline { n: self.refuse_within, unit: unit(&self.refuse_unit) }
    }

    /// Whether a review with so many people, of them so many villagers' representatives, counts; exact.
    #[must_use]
    pub fn is_quorum(&self, present: i64, villagers: i64) -> bool {
        let Some((part, whole)) = self.review_villagers.split_once('/') else { return false };
        let (Ok(part), Ok(whole)) = (part.trim().parse::<i64>(), whole.trim().parse::<i64>()) else { return false };
        present > 0 && villagers <= present && villagers * whole >= present * part
    }
}

/// A paper the applicant brings.
#[derive(Debug, Clone, Deserialize)]
pub struct Paper {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Only when this applies: 残疾, 重病, 在读.
    pub when: Option<String>,
}

/// Fixed words of the letters, and the ways to have a decision looked at again.
#[derive(Debug, Clone, Deserialize)]
pub struct Letters {
    /// The programme in full.
    pub programme: String,
    /// Within which time one may ask for review (行政复议).
    pub review_within: String,
    /// Within which time one may sue.
    pub court_within: String,
    /// Who helps.
    pub help: String,
    /// How the money comes.
    pub payment: String,
    /// What the household must tell.
    pub duties: Vec<String>,
    /// The opening of a public notice.
    pub notice_opening: String,
}

/// The procedure of one programme.
#[derive(Debug, Clone, Deserialize)]
pub struct Procedure {
    /// `dibao`.
    pub programme: String,
    /// 农村低保.
    pub title: String,
    /// Days a public notice stands.
    pub notice_days: i32,
    /// Days an applicant has to bring what is missing.
    pub correction_days: u32,
    /// Regimes by date.
    #[serde(rename = "regime")]
    pub regimes: Vec<Regime>,
    /// Papers.
    #[serde(rename = "paper", default)]
    pub papers: Vec<Paper>,
    /// Words of the letters.
    pub letters: Letters,
}

impl Procedure {
    /// The regime for a day of acceptance; `None` on a day no regime covers: an error, never the nearest one.
    #[must_use]
    pub fn regime_on(&self, day: Day) -> Option<&Regime> {
        let text = day.to_string();
        self.regimes.iter().find(|regime| regime.from <= text && regime.to.as_ref().is_none_or(|to| *to >= text))
    }

    /// A regime by id.
    #[must_use]
    pub fn regime(&self, id: &str) -> Option<&Regime> {
        self.regimes.iter().find(|regime| regime.id == id)
    }
}

/// The procedures shipped with the policies.
const SHIPPED: &[(&str, &str)] = &[("dibao", include_str!("../../../policies/dibao/procedure.toml"))];

static PROCEDURES: LazyLock<BTreeMap<String, Procedure>> = LazyLock::new(|| {
    SHIPPED
        .iter()
        .filter_map(|(id, text)| match toml::from_str(text) {
            Ok(procedure) => Some(((*id).to_owned(), procedure)),
            Err(_) => None,
        })
        .collect()
});

/// Reads every shipped procedure; the start of the server fails on a mistake in one.
///
/// # Errors
/// The place of the mistake.
pub fn check() -> Result<(), String> {
    for (id, text) in SHIPPED {
        toml::from_str::<Procedure>(text).map_err(|e| format!("policies/{id}/procedure.toml：{e}"))?;
    }
    Ok(())
}

/// All programmes that can be applied for.
pub fn programmes() -> impl Iterator<Item = &'static Procedure> {
    PROCEDURES.values()
}

/// The procedure of a programme.
#[must_use]
pub fn of(programme: &str) -> Option<&'static Procedure> {
    PROCEDURES.get(programme)
}
