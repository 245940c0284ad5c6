//! Awards (待遇) and their dated segments: what is due in a month follows from them and from nothing else.

use access::Place;
use crypto::Keyring;
use kernel::{Fen, Moment, Month, id_type};
use registry::{HouseholdId, PersonId};
use std::str::FromStr;

id_type!(
    /// 待遇.
    AwardId
);

/// What a decision gives a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Award {
    /// Its id.
    pub id: AwardId,
    /// The decision it stands on; one award a decision.
    pub decision: String,
    /// The case.
    pub case: String,
    /// 受理号.
    pub case_number: String,
    /// Programme.
    pub programme: String,
    /// Where the household lives.
    pub place: Place,
    /// The household.
    pub household: HouseholdId,
    /// Who is paid.
    pub person: PersonId,
    /// Who is paid, the same in every county: keyed hash of the id number, or the person's id where there is none.
    pub payee_key: String,
    /// Their name.
    pub name: String,
    /// How many persons are covered.
    pub persons: i64,
    /// The amount of the decision, fen a month.
    pub amount: Fen,
    /// First month of payment.
    pub first_month: Month,
    /// Last month of payment; none while it goes on.
    pub last_month: Option<Month>,
    /// Why it ended: `stopped` or `replaced`; empty while it goes on.
    pub ended_why: String,
    /// Who decided.
    pub opened_by: String,
    /// When it was opened.
    pub opened: Moment,
    /// Grows with each change.
    pub version: i64,
    /// Code over all of it.
    pub mac: Vec<u8>,
}

const AWARD_DOMAIN: &str = "payments_awards";
const SEGMENT_DOMAIN: &str = "payments_segments";

impl Award {
    fn mac_text(&self) -> String {
        format!(
            "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
            self.id,
            self.decision,
            self.case,
            self.programme,
            self.place.county,
            self.place.township,
            self.place.village,
            self.household,
            self.person,
            self.payee_key,
            self.name,
            self.persons,
            self.amount.get(),
            self.first_month,
            self.last_month.map_or_else(String::new, |month| month.to_string()),
            self.ended_why,
            self.opened_by,
            self.opened.millis(),
            self.version
        )
    }

    /// Writes the code.
    #[must_use]
    pub fn signed(mut self, keys: &Keyring) -> Self {
        self.mac = keys.mac(AWARD_DOMAIN, self.mac_text().as_bytes()).to_vec();
        self
    }

    /// Whether the row is as it was written.
    #[must_use]
    pub fn is_intact(&self, keys: &Keyring) -> bool {
        keys.mac_matches(AWARD_DOMAIN, self.mac_text().as_bytes(), &self.mac)
    }

    /// Whether it is in payment in a month.
    #[must_use]
    pub fn covers(&self, month: Month) -> bool {
        self.first_month <= month && self.last_month.is_none_or(|last| month <= last)
    }

    /// What holds the place of the one open award of a payee and programme.
    #[must_use]
    pub fn open_key(&self) -> Option<String> {
        self.last_month.is_none().then(|| format!("{}/{}", self.programme, self.payee_key))
    }

    /// What the log calls it.
    #[must_use]
    pub fn object(&self) -> String {
        format!("payments_awards/{}", self.id)
    }
}

/// What a segment does from its month on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentKind {
    /// 核定: the decision.
    Open,
    /// 调整.
    Adjust,
    /// 缓发.
    Hold,
    /// 恢复发放.
    Release,
    /// 停发.
    Stop,
}

impl SegmentKind {
    /// All kinds.
    pub const ALL: &[Self] = &[Self::Open, Self::Adjust, Self::Hold, Self::Release, Self::Stop];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Adjust => "adjust",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Stop => "stop",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Open => "核定",
            Self::Adjust => "调整",
            Self::Hold => "缓发",
            Self::Release => "恢复发放",
            Self::Stop => "停发",
        }
    }
}

impl FromStr for SegmentKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|kind| kind.code() == text).ok_or(())
    }
}

/// One dated piece of an award's history; history only grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its id.
    pub id: String,
    /// The award.
    pub award: AwardId,
    /// Its jurisdiction.
    pub county: String,
    /// Its number within the award, from 1.
    pub seq: i64,
    /// What it does.
    pub kind: SegmentKind,
    /// From this month on.
    pub from: Month,
    /// Fen a month; zero for all kinds but 核定 and 调整.
    pub amount: Fen,
    /// What caused it, unique.
    pub cause: String,
    /// Why, in words.
    pub why: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Code over all of it.
    pub mac: Vec<u8>,
}

impl Segment {
    fn mac_text(&self) -> String {
        format!(
            "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
            self.id,
            self.award,
            self.county,
            self.seq,
            self.kind.code(),
            self.from,
            self.amount.get(),
            self.cause,
            self.why,
            self.by,
            self.at.millis()
        )
    }

    /// Writes the code.
    #[must_use]
    pub fn signed(mut self, keys: &Keyring) -> Self {
        self.mac = keys.mac(SEGMENT_DOMAIN, self.mac_text().as_bytes()).to_vec();
        self
    }

    /// Whether the row is as it was written.
    #[must_use]
    pub fn is_intact(&self, keys: &Keyring) -> bool {
        keys.mac_matches(SEGMENT_DOMAIN, self.mac_text().as_bytes(), &self.mac)
    }
}
