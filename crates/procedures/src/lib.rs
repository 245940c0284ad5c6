//! Procedures (办理步骤) as the policy folders write them: steps, clocks, papers and the words of letters.
//!
//! What is always true:
//! - One file a programme, `policies/<programme>/procedure.toml`; no programme is named in Rust.
//! - A file with a mistake does not load; the sentence names the file and what to write.
//! - A day of acceptance that no regime covers has no procedure: an error, never the nearest one.
//!
//! Tables: none. Law: none of its own; every length of time stands with its clause in the file.

use kernel::{Day, Deadline, DeadlineUnit, Fen};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

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
#[serde(deny_unknown_fields)]
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
    /// Whether the notice of this step says the amount.
    #[serde(default)]
    pub shows_amount: bool,
    /// The step is left out when the policy says so.
    #[serde(default)]
    pub skip_when: Option<When>,
    /// The step is there only when the policy says so.
    #[serde(default)]
    pub only_when: Option<When>,
}

/// What the policy must say: the value of one of its rules.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The rule: 审批层级.
    pub rule: String,
    /// Its value: 乡镇审批.
    pub is: String,
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
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// `R2012`.
    pub id: String,
    /// What the policy calls this regime, where its rules tell regimes apart: `办法2012`.
    #[serde(default)]
    pub policy_word: String,
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

    fn check(&self) -> Result<(), String> {
        let days = [Some(&self.from), self.to.as_ref()];
        if let Some(bad) = days.into_iter().flatten().find(|day| Day::parse(day).is_err()) {
            return Err(format!("办法 {} 的日期“{bad}”不对，请写成 2017-01-01。", self.id));
        }
        let Some(last) = self.steps.last() else {
            return Err(format!("办法 {} 没有 [[regime.step]]。", self.id));
        };
        if last.kind != StepKind::Approve {
            return Err(format!("办法 {} 的最后一步应是 kind = \"approve\"，现在是“{}”。", self.id, last.name));
        }
        for (name, unit) in [("refuse_unit", &self.refuse_unit), ("objection_unit", &self.objection_unit)] {
            if unit != "days" && unit != "workdays" {
                return Err(format!("办法 {} 的 {name} 写的是“{unit}”，只能是 workdays 或 days。", self.id));
            }
        }
        for (index, step) in self.steps.iter().enumerate() {
            if self.steps[..index].iter().any(|before| before.id == step.id) {
                return Err(format!("办法 {} 有两步都叫 id = \"{}\"。", self.id, step.id));
            }
            if step.unit != "days" && step.unit != "workdays" {
                return Err(format!("“{}”的 unit 写的是“{}”，只能是 workdays 或 days。", step.name, step.unit));
            }
        }
        Ok(())
    }

    /// The ids of the steps that are left out, from what the policy says of its rules; a rule that says nothing yet
    /// leaves no step out and adds none.
    #[must_use]
    pub fn skipped(&self, says: impl Fn(&str) -> Option<String>) -> Vec<String> {
        let holds = |when: &When| says(&when.rule).is_some_and(|value| value == when.is);
        let is_out = |step: &&Step| {
            step.skip_when.as_ref().is_some_and(&holds) || step.only_when.as_ref().is_some_and(|when| !holds(when))
        };
        self.steps.iter().filter(is_out).map(|step| step.id.clone()).collect()
    }

    /// The regime without some of its steps.
    #[must_use]
    pub fn without(&self, skipped: &[&str]) -> Self {
        let mut regime = self.clone();
        regime.steps.retain(|step| !skipped.contains(&step.id.as_str()));
        regime
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
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
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

/// How a programme pays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pays {
    /// Every month until it ends.
    #[default]
    Monthly,
    /// Once, with the month of its first payment.
    Once,
    /// Nothing: a decision that opens other doors, such as 低保边缘.
    Nothing,
}

impl Pays {
    /// How an amount is named beside its figure: 每月, 一次.
    #[must_use]
    pub fn per(self) -> &'static str {
        match self {
            Self::Monthly => "每月",
            Self::Once => "一次",
            Self::Nothing => "",
        }
    }

    /// As written in the file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::Once => "once",
            Self::Nothing => "nothing",
        }
    }

    /// An amount in words: `每月 325.00 元`.
    #[must_use]
    pub fn amount(self, fen: Fen) -> String {
        match self {
            Self::Monthly | Self::Once => format!("{} {} 元", self.per(), fen.grouped()),
            Self::Nothing => "不发钱".to_owned(),
        }
    }
}

/// By which day of the month the money must be with the households.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayBy {
    /// Day of the month, 1 to 28.
    pub day: u8,
    /// 依据.
    pub clause: String,
}

/// The procedure of one programme.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// `dibao`.
    pub programme: String,
    /// 农村低保.
    pub title: String,
    /// How it pays.
    #[serde(default)]
    pub pays: Pays,
    /// What the policy of combinations (待遇组合) calls its benefits.
    #[serde(default)]
    pub benefits: Vec<String>,
    /// The policy of its daily management (起发月、复核间隔), where it has one of its own.
    #[serde(default)]
    pub management: Option<String>,
    /// The policy that computes some of its facts: a fact of 家庭 named as one of that policy's rules is taken from
    /// there (低保测算), unless the form was answered.
    #[serde(default)]
    pub computed_by: Option<String>,
    /// By which day of the month it must be paid, where a document says so.
    #[serde(default)]
    pub pay_by: Option<PayBy>,
    /// Months until the next re-check, where no management policy says so; zero: none.
    #[serde(default)]
    pub recheck_months: i64,
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

    /// What a file must say beyond its shape.
    fn check(&self, folder: &str) -> Result<(), String> {
        if self.programme != folder {
            return Err(format!("programme 写的是“{}”，应与文件夹同名：“{folder}”。", self.programme));
        }
        if self.regimes.is_empty() {
            return Err("没有 [[regime]]：至少写一个办法，从哪天起。".to_owned());
        }
        if self.computed_by.is_some() && self.pays != Pays::Nothing {
            // A recomputation of awards reads what was declared, by columns: it would not see the other policy.
            return Err("computed_by 只能用在不发钱的事项：发钱的政策要自己写明收入和财产怎样算。".to_owned());
        }
        if let Some(pay_by) = &self.pay_by
            && (!(1..=28).contains(&pay_by.day) || self.pays != Pays::Monthly)
        {
            return Err("pay_by 只能用在按月发的事项，day 写 1 到 28。".to_owned());
        }
        for regime in &self.regimes {
            regime.check()?;
        }
        Ok(())
    }

    /// A regime by id.
    #[must_use]
    pub fn regime(&self, id: &str) -> Option<&Regime> {
        self.regimes.iter().find(|regime| regime.id == id)
    }
}

/// The procedures of all programmes that can be applied for.
#[derive(Debug, Clone, Default)]
pub struct Procedures {
    by_programme: Arc<BTreeMap<String, Procedure>>,
}

impl Procedures {
    /// The procedures compiled into the program.
    ///
    /// # Errors
    /// The first file with a mistake, and what it is.
    pub fn embedded() -> Result<Self, String> {
        Self::read(EMBEDDED.iter().map(|(folder, text)| ((*folder).to_owned(), (*text).to_owned())))
    }

    /// The procedures of a folder of programmes.
    ///
    /// # Errors
    /// When the folder cannot be read; the first file with a mistake, and what it is.
    pub fn load_dir(policies: &Path) -> Result<Self, String> {
        let entries = std::fs::read_dir(policies).map_err(|e| format!("读不了 {}：{e}", policies.display()))?;
        let mut files = Vec::new();
        for entry in entries {
            let folder = entry.map_err(|e| format!("读不了 {}：{e}", policies.display()))?;
            let file = folder.path().join("procedure.toml");
            if file.is_file() {
                let text = std::fs::read_to_string(&file).map_err(|e| format!("读不了 {}：{e}", file.display()))?;
                files.push((folder.file_name().to_string_lossy().into_owned(), text));
            }
        }
        Self::read(files.into_iter())
    }

    fn read(files: impl Iterator<Item = (String, String)>) -> Result<Self, String> {
        let mut by_programme = BTreeMap::new();
        for (folder, text) in files {
            let place = format!("{folder}/procedure.toml");
            let procedure: Procedure = toml::from_str(&text).map_err(|e| format!("{place}：{e}"))?;
            procedure.check(&folder).map_err(|sentence| format!("{place}：{sentence}"))?;
            by_programme.insert(procedure.programme.clone(), procedure);
        }
        Ok(Self { by_programme: Arc::new(by_programme) })
    }

    /// The procedure of a programme.
    #[must_use]
    pub fn of(&self, programme: &str) -> Option<&Procedure> {
        self.by_programme.get(programme)
    }

    /// All programmes that can be applied for, by their id.
    pub fn all(&self) -> impl Iterator<Item = &Procedure> {
        self.by_programme.values()
    }
}

#[cfg(test)]
mod tests;
