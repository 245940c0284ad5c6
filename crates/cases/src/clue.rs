//! A clue (主动发现线索): what a household may be entitled to and has not asked for.

use crate::case::CaseId;
use access::Place;
use kernel::{Day, Fen, id_type};
use registry::HouseholdId;

id_type!(
    /// 线索.
    ClueId
);

/// Where a clue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClueState {
    /// 待告知.
    Open,
    /// 已告知: the household knows and has not applied yet.
    Informed,
    /// 已申请.
    Applied,
    /// 不需要, with the reason.
    Unneeded,
    /// 不再符合: a later look found that the policy no longer says yes.
    Lapsed,
}

impl ClueState {
    /// All, in the order of the tabs.
    pub const ALL: [Self; 5] = [Self::Open, Self::Informed, Self::Applied, Self::Unneeded, Self::Lapsed];

    /// As stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Informed => "informed",
            Self::Applied => "applied",
            Self::Unneeded => "unneeded",
            Self::Lapsed => "lapsed",
        }
    }

    /// For people.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Open => "待告知",
            Self::Informed => "已告知",
            Self::Applied => "已申请",
            Self::Unneeded => "不需要",
            Self::Lapsed => "不再符合",
        }
    }

    /// From what is stored.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether somebody still has to do something.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Open | Self::Informed)
    }
}

/// One clue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clue {
    /// Its id.
    pub id: ClueId,
    /// The household.
    pub household: HouseholdId,
    /// `canbu`.
    pub programme: String,
    /// Where the household lives.
    pub place: Place,
    /// 组.
    pub team: String,
    /// Who applied last for the household.
    pub name: String,
    /// The case whose declaration the clue stands on.
    pub case: CaseId,
    /// What it may get, in the programme's way of paying, fen; `None` while it is not settled or nothing is paid.
    pub amount: Option<Fen>,
    /// The facts that would settle it, in words; empty where the policy already says 符合.
    pub missing: String,
    /// When it was found, or found again.
    pub found: Day,
    /// Where it stands.
    pub state: ClueState,
    /// How they were told, or why not needed.
    pub note: String,
    /// When somebody last did something.
    pub acted: Option<Day>,
    /// Who did.
    pub by: String,
    /// Of the row.
    pub version: i64,
}
