//! 目标责任书: what a county, park or township answers for, composed from the plan and the splits in force, and the signed
//! letters that were kept (WP-04, G1.3).

use crate::figures::{At, Figures};
use crate::quantity::Quantity;
use crate::store::splits;
use crate::{Direction, Duty, Indicator, Item, Plan, ReportedBy, Split, Task};
use access::Place;
use crypto::Keyring;
use db::{Fault, Tx};
use kernel::{Day, Moment, Refusal};

/// One target of a letter.
#[derive(Debug, Clone, Copy)]
pub struct Goal<'p> {
    /// The item.
    pub item: &'p Item,
    /// What is measured.
    pub indicator: &'p Indicator,
    /// What to reach.
    pub value: Quantity,
}

impl Goal<'_> {
    /// `不低于 20`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} {}", self.indicator.direction.chinese(), self.value.shown())
    }
}

/// A line of what a letter binds to, as it is kept with the signed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// `h.villages`; tasks and duties by their own ids.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// `不低于 20个村，2017年12月31日前`.
    pub words: String,
}

/// A letter as it would be signed now.
#[derive(Debug, Clone)]
pub struct Letter<'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// The county or park.
    pub county: String,
    /// Nine digits, or nothing for the county's own.
    pub township: String,
    /// Its targets in the plan's order.
    pub goals: Vec<Goal<'p>>,
    /// Its tasks with their items.
    pub tasks: Vec<(&'p Item, &'p Task)>,
    /// Periodic duties in villages of the place.
    pub duties: Vec<&'p Duty>,
    /// Targets that have not been shared out to the place yet.
    pub open: Vec<&'p Indicator>,
    /// Whether a part of a shared target is among the goals.
    has_share: bool,
}

impl<'p> Letter<'p> {
    /// The letter of a county (`township` empty) or of a township of it; `towns` are the townships that the place holds,
    /// nine digits each.
    #[must_use]
    pub fn of(plan: &'p Plan, figures: &Figures, (county, township): (&str, &str), towns: &[String]) -> Self {
        let mut letter = Self {
            plan,
            county: county.to_owned(),
            township: township.to_owned(),
            goals: Vec::new(),
            tasks: Vec::new(),
            duties: Vec::new(),
            open: Vec::new(),
            has_share: false,
        };
        for item in &plan.items {
            for indicator in item.indicators() {
                letter.add(figures, item, indicator);
            }
            let own = item.tasks().filter(|task| township.is_empty() && plan.doers(task).contains(&county));
            letter.tasks.extend(own.map(|task| (item, task)));
            let is_here = |village: &String| towns.iter().any(|town| village.starts_with(town.as_str()));
            letter.duties.extend(item.duties().filter(|duty| duty.village.as_ref().is_some_and(is_here)));
        }
        letter
    }

    /// The letter of a place, from the splits in force.
    ///
    /// # Errors
    /// When the database does.
    pub async fn load(tx: &mut Tx, plan: &'p Plan, place: &Place, towns: &[String]) -> Result<Self, Fault> {
        let figures = Figures::of_splits(splits::in_force(tx, plan.year).await?);
        Ok(Self::of(plan, &figures, (&place.county, &place.township), towns))
    }

    fn add(&mut self, figures: &Figures, item: &'p Item, indicator: &'p Indicator) {
        let is_asked = match indicator.reported_by {
            ReportedBy::City => false,
            ReportedBy::Nobody | ReportedBy::County => self.township.is_empty(),
            ReportedBy::Township => true,
        };
        if !is_asked || !self.plan.sharers(indicator).contains(&self.county.as_str()) {
            return;
        }
        let of_county = figures.target(self.plan, indicator, At::County(&self.county));
        let target = if self.township.is_empty() {
            of_county
        } else {
            figures.target(self.plan, indicator, At::Township(&self.county, &self.township))
        };
        let is_shared = indicator.split == Split::AddUp;
        match target {
            Some(value) if value > Quantity::ZERO || indicator.direction == Direction::AtMost => {
                self.has_share |= is_shared;
                self.goals.push(Goal { item, indicator, value });
            }
            Some(_) => {}
            None if !is_shared => {}
            // What the county itself has nothing of cannot be shared out further.
            None if !self.township.is_empty() && of_county.is_none_or(|share| share == Quantity::ZERO) => {}
            None => self.open.push(indicator),
        }
    }

    /// A letter without a single share of a target is not one.
    ///
    /// # Errors
    /// A refusal that says who must share out first.
    pub fn must_have_targets(&self) -> Result<(), Refusal> {
        if self.has_share {
            return Ok(());
        }
        let sentence = if self.township.is_empty() {
            "还没有把目标分解到这个单位，责任书没有内容。请市局先在指标页分解目标。"
        } else {
            "还没有审定过的、分到这个乡镇的目标，责任书没有内容。请县（区）先分解，报市局审定。"
        };
        Err(Refusal::not_now("workplan.letter_empty", sentence))
    }

    /// Whether there is anything to sign.
    #[must_use]
    pub fn has_targets(&self) -> bool {
        self.has_share
    }

    /// Everything it binds to.
    #[must_use]
    pub fn terms(&self) -> Vec<Term> {
        let goal = |goal: &Goal<'_>| Term {
            key: goal.indicator.id.clone(),
            name: goal.indicator.name.clone(),
            words: format!("{}{}，{}前", goal.words(), goal.indicator.unit, goal.indicator.due.chinese()),
        };
        let task = |(_, task): &(&Item, &Task)| Term {
            key: task.id.clone(),
            name: task.title.clone(),
            words: format!("{}前", task.due.chinese()),
        };
        let duty = |duty: &&Duty| Term {
            key: duty.id.clone(),
            name: duty.title.clone(),
            words: format!("{}到{}，每{}个月一期", duty.from.chinese(), duty.to.chinese(), duty.every),
        };
        let mut terms: Vec<Term> = self.goals.iter().map(goal).collect();
        terms.extend(self.tasks.iter().map(task));
        terms.extend(self.duties.iter().map(duty));
        terms
    }

    /// SM3 of the place and of everything it binds to.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut stream = crypto::Sm3Stream::default();
        let year = self.plan.year.to_string();
        for text in [year.as_str(), &self.county, &self.township] {
            stream.update(text.as_bytes());
            stream.update(&[0]);
        }
        for term in self.terms() {
            for text in [&term.key, &term.words] {
                stream.update(text.as_bytes());
                stream.update(&[0]);
            }
        }
        crypto::hex(&stream.finish())
    }

    /// How it stands against the newest signed one.
    #[must_use]
    pub fn standing(&self, newest: Option<&SignedLetter>) -> Standing {
        match newest {
            None if self.has_share => Standing::Unsigned,
            None => Standing::NoTargets,
            Some(signed) if signed.digest == self.digest() => Standing::Signed,
            Some(_) => Standing::Changed,
        }
    }
}

/// How a place stands with its letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// 目标还没有分解.
    NoTargets,
    /// 未签.
    Unsigned,
    /// 已签.
    Signed,
    /// 要重签: the targets changed after it was signed.
    Changed,
}

impl Standing {
    /// In words.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::NoTargets => "目标还没有分解",
            Self::Unsigned => "未签",
            Self::Signed => "已签",
            Self::Changed => "要重签",
        }
    }

    /// Its colour.
    #[must_use]
    pub fn tone(self) -> ui::Tone {
        match self {
            Self::NoTargets => ui::Tone::Plain,
            Self::Unsigned | Self::Changed => ui::Tone::Red,
            Self::Signed => ui::Tone::Green,
        }
    }
}

/// How many of several places have signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Those that have something to sign.
    pub all: usize,
    /// Those that signed for their targets as they are.
    pub signed: usize,
    /// Those whose targets changed afterwards.
    pub changed: usize,
}

impl Count {
    /// Counts.
    #[must_use]
    pub fn of(standings: impl IntoIterator<Item = Standing>) -> Self {
        let mut count = Self::default();
        for standing in standings {
            count.all += usize::from(standing != Standing::NoTargets);
            count.signed += usize::from(standing == Standing::Signed);
            count.changed += usize::from(standing == Standing::Changed);
        }
        count
    }
}

/// A signed letter that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedLetter {
    /// Its id.
    pub id: String,
    /// The year.
    pub year: i64,
    /// The county or park.
    pub county: String,
    /// Nine digits, or nothing for the county's own.
    pub township: String,
    /// Its number among those of the place, from 1.
    pub seq: i64,
    /// SM3 of what it binds to.
    pub digest: String,
    /// What it binds to.
    pub terms: Vec<Term>,
    /// When it was signed.
    pub signed_on: Day,
    /// The scan.
    pub evidence: String,
    /// SM3 of the scan.
    pub evidence_digest: String,
    /// The office that kept it.
    pub office: String,
    /// Who kept it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// The code over what must not change by hand.
    pub mac: Vec<u8>,
}

const DOMAIN: &str = "workplan.letter";

impl SignedLetter {
    /// The terms as stored.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn terms_text(terms: &[Term]) -> Result<String, Fault> {
        let lines: Vec<[&str; 3]> = terms.iter().map(|term| [&*term.key, &*term.name, &*term.words]).collect();
        serde_json::to_string(&lines).map_err(|error| Fault::other(error.to_string()))
    }

    /// Stored terms.
    #[must_use]
    pub fn read_terms(text: &str) -> Option<Vec<Term>> {
        let lines: Vec<[String; 3]> = serde_json::from_str(text).ok()?;
        Some(lines.into_iter().map(|[key, name, words]| Term { key, name, words }).collect())
    }

    fn bytes(&self) -> Vec<u8> {
        let (year, seq, on) = (self.year.to_string(), self.seq.to_string(), self.signed_on.to_string());
        let parts = [
            &self.id,
            &year,
            &self.county,
            &self.township,
            &seq,
            &self.digest,
            &on,
            &self.evidence,
            &self.evidence_digest,
            &self.by,
        ];
        let mut text = parts.map(String::as_str).join("\u{1f}");
        for term in &self.terms {
            text.push_str(&format!("\u{1f}{}\u{1f}{}\u{1f}{}", term.key, term.name, term.words));
        }
        text.into_bytes()
    }

    /// With its code.
    #[must_use]
    pub fn signed(mut self, keys: &Keyring) -> Self {
        self.mac = keys.mac(DOMAIN, &self.bytes()).to_vec();
        self
    }

    /// Whether no hand has changed it.
    #[must_use]
    pub fn is_intact(&self, keys: &Keyring) -> bool {
        keys.mac_matches(DOMAIN, &self.bytes(), &self.mac)
    }

    /// What is different now, in words: `贫困村退出：不低于 20个村… → 不低于 18个村…`.
    #[must_use]
    pub fn changes(&self, now: &[Term]) -> Vec<String> {
        let mut changes = Vec::new();
        for term in now {
            match self.terms.iter().find(|before| before.key == term.key) {
                Some(before) if before.words == term.words => {}
                Some(before) => changes.push(format!("{}：{} → {}", term.name, before.words, term.words)),
                None => changes.push(format!("新增 {}：{}", term.name, term.words)),
            }
        }
        let gone = self.terms.iter().filter(|before| !now.iter().any(|term| term.key == before.key));
        changes.extend(gone.map(|before| format!("取消 {}：{}", before.name, before.words)));
        changes
    }
}
