//! A change of one parameter (参数变更).

use kernel::{Day, Moment, id_type};
use rules::{Library, LoadError};

id_type!(
    /// 参数变更.
    ChangeId
);

/// Where a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeState {
    /// 待签.
    Proposed,
    /// 已签，生效.
    Signed,
    /// 已撤回.
    Withdrawn,
}

impl ChangeState {
    /// All states.
    pub const ALL: &[Self] = &[Self::Proposed, Self::Signed, Self::Withdrawn];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Signed => "signed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Proposed => "等第二人签字",
            Self::Signed => "已签，生效",
            Self::Withdrawn => "已撤回",
        }
    }
}

impl std::str::FromStr for ChangeState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|state| state.code() == text).ok_or(())
    }
}

/// A change.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// The parameter, as in a formula: `农村低保标准`, `分类施保[重病]`.
    pub parameter: String,
    /// The division; empty for 默认.
    pub division: String,
    /// The first day.
    pub from: Day,
    /// The value, as it is written in a policy.
    pub value: String,
    /// The document it stands on.
    pub document: String,
    /// Why.
    pub why: String,
    /// Where it stands.
    pub state: ChangeState,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed: Moment,
    /// Who signed; empty before.
    pub signed_by: String,
    /// When.
    pub signed: Option<Moment>,
    /// Why it was withdrawn.
    pub ended_why: String,
    /// The job that recomputed amounts; empty before.
    pub job: String,
    /// Grows with each change; a signature is bound to it.
    pub version: i64,
}

impl Change {
    /// What the log calls it.
    #[must_use]
    pub fn object(&self) -> String {
        format!("policies_changes/{}", self.id)
    }

    /// The division, or `None` for 默认.
    #[must_use]
    pub fn division(&self) -> Option<&str> {
        Some(self.division.as_str()).filter(|division| !division.is_empty())
    }

    /// A library with this change in it.
    ///
    /// # Errors
    /// An unknown parameter or a value that does not fit, in Chinese.
    pub fn over(&self, library: &Library) -> Result<Library, LoadError> {
        library.with_parameter(&self.parameter, self.division(), self.from, &self.value, &self.document)
    }
}
