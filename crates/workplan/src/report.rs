//! 上报: a figure handed in with evidence, and who has let it through. Only this file moves one.

use crypto::Keyring;
use kernel::{Day, Moment, Refusal};
use std::str::FromStr;

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportState {
    /// 待县审核.
    AtCounty,
    /// 待市审定.
    AtCity,
    /// 已审定.
    Approved,
    /// 已退回.
    Returned,
}

impl ReportState {
    /// All states.
    pub const ALL: &[Self] = &[Self::AtCounty, Self::AtCity, Self::Approved, Self::Returned];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AtCounty => "at_county",
            Self::AtCity => "at_city",
            Self::Approved => "approved",
            Self::Returned => "returned",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::AtCounty => "待县（区）审核",
            Self::AtCity => "待市局审定",
            Self::Approved => "已审定",
            Self::Returned => "已退回",
        }
    }

    /// The colour that goes with the words.
    #[must_use]
    pub fn tone(self) -> ui::Tone {
        match self {
            Self::AtCounty | Self::AtCity => ui::Tone::Amber,
            Self::Approved => ui::Tone::Green,
            Self::Returned => ui::Tone::Red,
        }
    }
}

impl FromStr for ReportState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|state| state.code() == text).ok_or(())
    }
}

/// Whether a check lets a report through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 同意.
    Pass,
    /// 退回.
    Return,
}

/// A figure handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: String,
    /// The year.
    pub year: i64,
    /// The indicator.
    pub indicator: String,
    /// The county or park; the city's code for the bureau's own.
    pub county: String,
    /// Nine digits; empty for a county's own.
    pub township: String,
    /// The day the figure is of.
    pub as_of: Day,
    /// The figure, as written.
    pub value: String,
    /// What it says.
    pub note: String,
    /// The evidence.
    pub evidence: String,
    /// SM3 of the evidence.
    pub evidence_digest: String,
    /// Where it stands.
    pub state: ReportState,
    /// Who handed it in.
    pub by: String,
    /// When.
    pub at: Moment,
    /// The county's check: who.
    pub county_by: Option<String>,
    /// When.
    pub county_at: Option<Moment>,
    /// What they said.
    pub county_note: String,
    /// The city's decision: who.
    pub city_by: Option<String>,
    /// When.
    pub city_at: Option<Moment>,
    /// What they said.
    pub city_note: String,
    /// Held by the newest approved figure of a place.
    pub live_key: Option<String>,
    /// For the form.
    pub version: i64,
    /// The code over what must not change by hand.
    pub mac: Vec<u8>,
}

const DOMAIN: &str = "workplan.report";

impl Report {
    /// The key that the newest approved figure of its place holds.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}/{}/{}", self.year, self.indicator, self.county, self.township)
    }

    fn bytes(&self) -> Vec<u8> {
        let (county, city) = (self.county_by.as_deref().unwrap_or(""), self.city_by.as_deref().unwrap_or(""));
        let parts = [
            self.id.as_str(),
            &self.key(),
            &self.as_of.to_string(),
            &self.value,
            &self.evidence,
            &self.evidence_digest,
            self.state.code(),
            &self.by,
            county,
            city,
        ];
        parts.join("\u{1f}").into_bytes()
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

    /// A check by the level whose turn it is.
    ///
    /// # Errors
    /// A refusal when it is not open, when it is one's own, when the same person checked before, or when a return has
    /// no reason.
    pub fn checked(mut self, verdict: Verdict, by: &str, note: &str, at: Moment) -> Result<Self, Refusal> {
        let note = note.trim().to_owned();
        if verdict == Verdict::Return && note.is_empty() {
            let sentence = "退回要写明哪里不对、怎么改，上报的人才知道怎么办。";
            return Err(Refusal::bad_input("workplan.return_reason", sentence).on_field("note"));
        }
        if self.by == by || self.county_by.as_deref() == Some(by) {
            let sentence = "这个数是您报的或审核过的，不能由同一个人再审，请交给别的同事。";
            return Err(Refusal::forbidden("workplan.same_person", sentence));
        }
        let (who, when) = (Some(by.to_owned()), Some(at));
        match self.state {
            ReportState::AtCounty => {
                (self.county_by, self.county_at, self.county_note) = (who, when, note);
                self.state = if verdict == Verdict::Pass { ReportState::AtCity } else { ReportState::Returned };
            }
            ReportState::AtCity => {
                (self.city_by, self.city_at, self.city_note) = (who, when, note);
                self.state = if verdict == Verdict::Pass { ReportState::Approved } else { ReportState::Returned };
            }
            ReportState::Approved | ReportState::Returned => {
                let sentence = format!("这个数{}，不用再审。要改请重新上报一个新的数。", self.state.chinese());
                return Err(Refusal::conflict("workplan.report_closed", sentence));
            }
        }
        Ok(self)
    }
}
