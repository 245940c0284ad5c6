//! 考核轮次 and 考核表: where they stand. Only this file moves one.

use super::template::Template;
use crate::quantity::Quantity;
use crypto::Keyring;
use kernel::{Day, Moment, Refusal};
use std::str::FromStr;

/// Where a round stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoundState {
    /// 自评.
    SelfScore,
    /// 评审.
    Review,
    /// 反馈和申诉.
    Feedback,
    /// 已排名.
    Ranked,
    /// 已公布，整改中.
    Published,
    /// 已办结.
    Closed,
}

impl RoundState {
    /// All states, in order.
    pub const ALL: &[Self] =
        &[Self::SelfScore, Self::Review, Self::Feedback, Self::Ranked, Self::Published, Self::Closed];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SelfScore => "self_score",
            Self::Review => "review",
            Self::Feedback => "feedback",
            Self::Ranked => "ranked",
            Self::Published => "published",
            Self::Closed => "closed",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::SelfScore => "单位自评",
            Self::Review => "评审和现场核查",
            Self::Feedback => "反馈和申诉",
            Self::Ranked => "排名，等公布",
            Self::Published => "公布和整改",
            Self::Closed => "办结",
        }
    }
}

impl FromStr for RoundState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|state| state.code() == text).ok_or(())
    }
}

/// A round of assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its id.
    pub id: String,
    /// The year.
    pub year: i64,
    /// The template's id.
    pub template: String,
    /// What it is called.
    pub name: String,
    /// The city's code.
    pub county: String,
    /// The cut-off day.
    pub day: Day,
    /// The rules' text as it was when the round was opened.
    pub rules: String,
    /// The facts of the cut-off day.
    pub facts: String,
    /// SM3 of rules and facts.
    pub digest: String,
    /// Where it stands.
    pub state: RoundState,
    /// Last day of the self-score.
    pub self_due: Day,
    /// Last day to appeal.
    pub appeal_due: Option<Day>,
    /// Who opened it.
    pub opened_by: String,
    /// When.
    pub opened_at: Moment,
    /// Who ranked it.
    pub ranked_by: Option<String>,
    /// When.
    pub ranked_at: Option<Moment>,
    /// Who published it.
    pub published_by: Option<String>,
    /// When.
    pub published_at: Option<Moment>,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// When.
    pub closed_at: Option<Moment>,
    /// For the form.
    pub version: i64,
    /// The code over what must not change by hand.
    pub mac: Vec<u8>,
}

/// A unit's sheet of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its id.
    pub id: String,
    /// The round.
    pub round: String,
    /// The unit.
    pub county: String,
    /// The unit that reviews it; the city's code for the bureau.
    pub reviewer: String,
    /// Who handed the self-score in.
    pub submitted_by: Option<String>,
    /// When.
    pub submitted_at: Option<Moment>,
    /// Who confirmed the review.
    pub confirmed_by: Option<String>,
    /// When.
    pub confirmed_at: Option<Moment>,
    /// Why it is vetoed; empty when it is not.
    pub veto: String,
    /// Who said so.
    pub veto_by: Option<String>,
    /// The total, two digits; empty before the ranking.
    pub total: String,
    /// Its place; zero before the ranking.
    pub place: i64,
    /// Its grade.
    pub grade: String,
    /// For the form.
    pub version: i64,
    /// The code.
    pub mac: Vec<u8>,
}

/// A line of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// Its id.
    pub id: String,
    /// The round.
    pub round: String,
    /// The unit.
    pub county: String,
    /// The criterion or extra.
    pub criterion: String,
    /// Computed and locked.
    pub computed: Option<Quantity>,
    /// The unit's own.
    pub own: Option<Quantity>,
    /// What it says.
    pub own_note: String,
    /// Who.
    pub own_by: Option<String>,
    /// When.
    pub own_at: Option<Moment>,
    /// Its evidence; empty when there is none.
    pub evidence: String,
    /// SM3 of it.
    pub evidence_digest: String,
    /// The reviewer's.
    pub reviewed: Option<Quantity>,
    /// What they say.
    pub reviewed_note: String,
    /// Who.
    pub reviewed_by: Option<String>,
    /// When.
    pub reviewed_at: Option<Moment>,
    /// What an appeal changed it to.
    pub amended: Option<Quantity>,
    /// For the form.
    pub version: i64,
    /// The code.
    pub mac: Vec<u8>,
}

fn joined(parts: &[&str]) -> Vec<u8> {
    parts.join("\u{1f}").into_bytes()
}

fn exact(value: Option<Quantity>) -> String {
    value.map_or_else(String::new, Quantity::exact)
}

impl Round {
    /// SM3 of rules and facts.
    #[must_use]
    pub fn digest_of(rules: &str, facts: &str) -> String {
        crypto::hex(&crypto::sm3(&joined(&[rules, facts])))
    }

    fn bytes(&self) -> Vec<u8> {
        let people = [&self.ranked_by, &self.published_by, &self.closed_by].map(|who| who.as_deref().unwrap_or(""));
        let (year, day, appeal) =
            (self.year.to_string(), self.day.to_string(), self.appeal_due.map_or_else(String::new, |d| d.to_string()));
        let own = [
            self.id.as_str(),
            &year,
            &self.template,
            &day,
            &self.digest,
            self.state.code(),
            &self.self_due.to_string(),
            &appeal,
            &self.opened_by,
        ];
        joined(&[&own[..], &people[..]].concat())
    }

    /// With its code.
    #[must_use]
    pub fn signed(mut self, keys: &Keyring) -> Self {
        self.mac = keys.mac("workplan.round", &self.bytes()).to_vec();
        self
    }

    /// Whether no hand has changed it.
    #[must_use]
    pub fn is_intact(&self, keys: &Keyring) -> bool {
        self.digest == Self::digest_of(&self.rules, &self.facts)
            && keys.mac_matches("workplan.round", &self.bytes(), &self.mac)
    }

    /// The rules it was opened with.
    #[must_use]
    pub fn template(&self) -> Option<Template> {
        Template::of_text(&self.rules, &self.template)
    }

    fn only(&self, from: RoundState) -> Result<(), Refusal> {
        if self.state == from {
            return Ok(());
        }
        let sentence = format!("这次考核现在是“{}”，不能办这一步。", self.state.chinese());
        Err(Refusal::conflict("workplan.round_state", sentence))
    }

    /// Whether something of a state may be done now.
    ///
    /// # Errors
    /// A refusal that says where it stands.
    pub fn must_be(&self, state: RoundState) -> Result<(), Refusal> {
        self.only(state)
    }

    /// Review begins when every unit has handed in, or the time for it is over.
    ///
    /// # Errors
    /// A refusal that names who is missing.
    pub fn begin_review(mut self, open: &[&str], today: Day) -> Result<Self, Refusal> {
        self.only(RoundState::SelfScore)?;
        if !open.is_empty() && today <= self.self_due {
            let due = self.self_due.chinese();
            let sentence = format!("自评到{due}为止，还没有交的：{}。等交齐或者到期以后再开始评审。", open.join("、"));
            return Err(Refusal::not_now("workplan.self_open", sentence));
        }
        self.state = RoundState::Review;
        Ok(self)
    }

    /// The units hear their points when every sheet is confirmed.
    ///
    /// # Errors
    /// A refusal that names what is missing.
    pub fn feed_back(mut self, open: &[&str], appeal_due: Day) -> Result<Self, Refusal> {
        self.only(RoundState::Review)?;
        if !open.is_empty() {
            let sentence = format!("还有单位没有复核：{}。都复核以后才能反馈。", open.join("、"));
            return Err(Refusal::not_now("workplan.review_open", sentence));
        }
        (self.state, self.appeal_due) = (RoundState::Feedback, Some(appeal_due));
        Ok(self)
    }

    /// The ranking follows when the time to appeal is over and every appeal is answered.
    ///
    /// # Errors
    /// A refusal that says until when, or which appeals are open.
    pub fn ranked(mut self, open: usize, by: &str, at: Moment) -> Result<Self, Refusal> {
        self.only(RoundState::Feedback)?;
        if let Some(due) = self.appeal_due.filter(|due| at.day() <= *due) {
            let sentence = format!("各单位可以申诉到{}，过了这一天才能排名。", due.chinese());
            return Err(Refusal::not_now("workplan.appeal_open", sentence));
        }
        if open > 0 {
            let sentence = format!("还有 {open} 件申诉没有答复，答复以后才能排名。");
            return Err(Refusal::not_now("workplan.appeals", sentence));
        }
        (self.state, self.ranked_by, self.ranked_at) = (RoundState::Ranked, Some(by.to_owned()), Some(at));
        Ok(self)
    }

    /// A second person publishes the ranking.
    ///
    /// # Errors
    /// A refusal for the one who ranked.
    pub fn published(mut self, by: &str, at: Moment) -> Result<Self, Refusal> {
        self.only(RoundState::Ranked)?;
        if self.ranked_by.as_deref() == Some(by) {
            let sentence = "排名是您算的，公布要由另一个人核对以后来做。";
            return Err(Refusal::forbidden("workplan.same_person", sentence));
        }
        (self.state, self.published_by, self.published_at) = (RoundState::Published, Some(by.to_owned()), Some(at));
        Ok(self)
    }

    /// It ends when everything was put right.
    ///
    /// # Errors
    /// A refusal that counts what is open.
    pub fn closed(mut self, open: usize, by: &str, at: Moment) -> Result<Self, Refusal> {
        self.only(RoundState::Published)?;
        if open > 0 {
            let sentence = format!("整改清单还有 {open} 项没有销号，销号以后才能办结。");
            return Err(Refusal::not_now("workplan.remedies", sentence));
        }
        (self.state, self.closed_by, self.closed_at) = (RoundState::Closed, Some(by.to_owned()), Some(at));
        Ok(self)
    }
}

impl Sheet {
    fn bytes(&self) -> Vec<u8> {
        let who = [&self.submitted_by, &self.confirmed_by, &self.veto_by].map(|who| who.as_deref().unwrap_or(""));
        let place = self.place.to_string();
        let own = [&self.id, &self.round, &self.county, &self.reviewer, &self.veto, &self.total, &place, &self.grade];
        joined(&[&own.map(String::as_str)[..], &who[..]].concat())
    }

    /// With its code.
    #[must_use]
    pub fn signed(mut self, keys: &Keyring) -> Self {
        self.mac = keys.mac("workplan.sheet", &self.bytes()).to_vec();
        self
    }

    /// Whether no hand has changed it.
    #[must_use]
    pub fn is_intact(&self, keys: &Keyring) -> bool {
        keys.mac_matches("workplan.sheet", &self.bytes(), &self.mac)
    }

    /// In words.
    #[must_use]
    pub fn chinese(&self) -> &'static str {
        match (&self.submitted_by, &self.confirmed_by) {
            (_, Some(_)) => "已复核",
            (Some(_), None) => "已交自评",
            (None, None) => "没有交自评",
        }
    }
}

impl Score {
    fn bytes(&self) -> Vec<u8> {
        let values = [self.computed, self.own, self.reviewed, self.amended].map(exact);
        let who = [&self.own_by, &self.reviewed_by].map(|who| who.as_deref().unwrap_or(""));
        let own = [&self.id, &self.round, &self.county, &self.criterion, &self.evidence, &self.evidence_digest];
        let notes = [self.own_note.as_str(), self.reviewed_note.as_str()];
        joined(
            &[&own.map(String::as_str)[..], &values.each_ref().map(String::as_str)[..], &who[..], &notes[..]].concat(),
        )
    }

    /// With its code.
    #[must_use]
    pub fn signed(mut self, keys: &Keyring) -> Self {
        self.mac = keys.mac("workplan.score", &self.bytes()).to_vec();
        self
    }

    /// Whether no hand has changed it.
    #[must_use]
    pub fn is_intact(&self, keys: &Keyring) -> bool {
        keys.mac_matches("workplan.score", &self.bytes(), &self.mac)
    }
}
