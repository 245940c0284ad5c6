//! Roles (角色) and the one table of who may do what.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::LazyLock;

macro_rules! roles {
    ($($name:ident $code:literal $chinese:literal $doc:literal),* $(,)?) => {
        /// What a post allows its holder to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role { $(#[doc = $doc] $name),* }

        impl Role {
            /// All roles, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// As stored and as written in the table.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// As shown.
            #[must_use]
            pub fn chinese(self) -> &'static str {
                match self { $(Self::$name => $chinese),* }
            }
        }
    };
}

roles! {
    Village "village" "村（居）协办" "Village committee staff who help applicants; no decision power.",
    Clerk "clerk" "乡镇经办" "The township window.",
    Verifier "verifier" "乡镇审核" "The township's opinion.",
    County "county" "县经办" "Spot checks and county notices.",
    Approver "approver" "县审批" "The county's decision.",
    Cashier "cashier" "发放经办" "Prepares payment runs.",
    Checker "checker" "发放复核" "Counts a frozen run blind.",
    Payer "payer" "发放签发" "Signs a run.",
    Bureau "bureau" "市局" "Sees the whole city, decides no case.",
    System "system" "系统管理员" "Offices, staff, posts; sees no case.",
    Security "security" "安全管理员" "Sessions and tokens; sees no case.",
    Auditor "auditor" "审计管理员" "The log; sees no case.",
}

impl FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|role| role.code() == text).ok_or(())
    }
}

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The action: `cases.approve`.
    pub action: String,
    /// What it is called.
    pub chinese: String,
    /// Who may do it.
    pub roles: Vec<Role>,
}

static MATRIX: LazyLock<BTreeMap<String, Rule>> = LazyLock::new(|| {
    include_str!("matrix.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let action = words.next()?.to_owned();
            let chinese = words.next()?.to_owned();
            let roles = words.map(|word| word.parse().ok()).collect::<Option<Vec<Role>>>()?;
            Some((action.clone(), Rule { action, chinese, roles }))
        })
        .collect()
});

/// The whole table, by action.
#[must_use]
pub fn matrix() -> &'static BTreeMap<String, Rule> {
    &MATRIX
}

/// Whether a role may do an action; an action that is not in the table is nobody's.
#[must_use]
pub fn may(role: Role, action: &str) -> bool {
    MATRIX.get(action).is_some_and(|rule| rule.roles.contains(&role))
}

/// What an action is called.
#[must_use]
pub fn called(action: &str) -> &str {
    MATRIX.get(action).map_or(action, |rule| rule.chinese.as_str())
}
