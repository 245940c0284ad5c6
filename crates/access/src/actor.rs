//! Who acts: a person in one post, read anew at every request.

use crate::role::Role;
use crate::scope::Scope;
use kernel::{Moment, id_type};

id_type!(
    /// 工作人员.
    StaffId
);
id_type!(
    /// 任职.
    PostId
);
id_type!(
    /// 机构.
    OfficeId
);
id_type!(
    /// 登录.
    SessionId
);

/// The kind of an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfficeKind {
    /// 市局.
    City,
    /// 县（区）民政局.
    County,
    /// 园区民政事务局.
    Park,
    /// 乡镇（街道）.
    Township,
    /// 村（居）民委员会.
    Village,
}

impl OfficeKind {
    /// All kinds.
    pub const ALL: &[Self] = &[Self::City, Self::County, Self::Park, Self::Township, Self::Village];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::County => "county",
            Self::Park => "park",
            Self::Township => "township",
            Self::Village => "village",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::City => "市局",
            Self::County => "县（区）局",
            Self::Park => "园区民政事务局",
            Self::Township => "乡镇（街道）",
            Self::Village => "村（居）委会",
        }
    }
}

impl std::str::FromStr for OfficeKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|kind| kind.code() == text).ok_or(())
    }
}

/// The person who acts, in the post of this session.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who.
    pub staff: StaffId,
    /// Their name, for pages; never for logs.
    pub name: String,
    /// In which post.
    pub post: PostId,
    /// What the post allows.
    pub role: Role,
    /// The office.
    pub office: OfficeId,
    /// Its name.
    pub office_name: String,
    /// Where the post may look.
    pub scope: Scope,
    /// This session.
    pub session: SessionId,
    /// When the second factor was last given; zero when never.
    pub second_factor_at: Moment,
    /// When this request arrived, by the server's clock.
    pub now: Moment,
    /// Keyed hash of the actor's own id number, where known.
    pub own_blind: Option<Vec<u8>>,
}

/// Builds a jurisdiction from an office and a role; the three administrators see no data.
#[must_use]
pub fn scope_of(role: Role, kind: OfficeKind, county: &str, township: &str, village: &str) -> Scope {
    match role {
        Role::System | Role::Security | Role::Auditor => return Scope::Nowhere,
        Role::Village
        | Role::Clerk
        | Role::Verifier
        | Role::County
        | Role::Approver
        | Role::Cashier
        | Role::Checker
        | Role::Payer
        | Role::Bureau => {}
    }
    match kind {
        OfficeKind::City => Scope::City,
        OfficeKind::County | OfficeKind::Park => Scope::County(county.to_owned()),
        OfficeKind::Township => Scope::Township(county.to_owned(), township.to_owned()),
        OfficeKind::Village => Scope::Village(county.to_owned(), township.to_owned(), village.to_owned()),
    }
}
