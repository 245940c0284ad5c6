//! People and households as values.

use access::Place;
use crypto::Keyring;
use db::Fault;
use kernel::{Day, Moment, Sex, id_type};
use std::str::FromStr;

id_type!(
    /// 人.
    PersonId
);
id_type!(
    /// 家庭.
    HouseholdId
);
id_type!(
    /// 一卡通账户.
    AccountId
);
id_type!(
    /// 事实.
    FactId
);

/// Kind of household registration (户口性质).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hukou {
    /// 农业.
    Rural,
    /// 非农业.
    Urban,
    /// 外地.
    Elsewhere,
}

impl Hukou {
    /// All kinds.
    pub const ALL: &[Self] = &[Self::Rural, Self::Urban, Self::Elsewhere];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Rural => "rural",
            Self::Urban => "urban",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Rural => "农业户口",
            Self::Urban => "非农业户口",
            Self::Elsewhere => "外地户口",
        }
    }
}

impl FromStr for Hukou {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|kind| kind.code() == text).ok_or(())
    }
}

/// A person. Sealed values open only with [`Person::id_number`] and [`Person::phone`].
#[derive(Debug, Clone)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Where they belong.
    pub place: Place,
    /// 组.
    pub team: String,
    /// Their name.
    pub name: String,
    /// 性别.
    pub sex: Sex,
    /// Day of birth.
    pub birth: Day,
    /// Sealed id number; `None` with a reason (无户口 …).
    pub id_sealed: Option<Vec<u8>>,
    /// Keyed hash of the id number.
    pub id_blind: Option<Vec<u8>>,
    /// Why there is no number.
    pub no_id_reason: String,
    /// Sealed phone.
    pub phone_sealed: Option<Vec<u8>>,
    /// GB/T 3304 code.
    pub ethnic: String,
    /// 户口性质.
    pub hukou: Hukou,
    /// Day of death.
    pub died_on: Option<Day>,
    /// The record this one was merged into.
    pub merged_into: Option<PersonId>,
    /// Grows with each change.
    pub version: i64,
}

/// Opens a sealed text.
///
/// # Errors
/// When it was sealed for another place or with another key.
pub fn open_text(keys: &Keyring, place: &str, sealed: &[u8]) -> Result<String, Fault> {
    let plain = keys.open(place, sealed).map_err(|e| Fault::other(format!("{place}: {e}")))?;
    String::from_utf8(plain.to_vec()).map_err(|e| Fault::other(format!("{place}: {e}")))
}

impl Person {
    /// What the id number is sealed for.
    #[must_use]
    pub fn id_place(id: PersonId) -> String {
        format!("registry_persons.id.{id}")
    }

    /// What the phone is sealed for.
    #[must_use]
    pub fn phone_place(id: PersonId) -> String {
        format!("registry_persons.phone.{id}")
    }

    /// The id number in clear.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn id_number(&self, keys: &Keyring) -> Result<Option<String>, Fault> {
        self.id_sealed.as_deref().map(|sealed| open_text(keys, &Self::id_place(self.id), sealed)).transpose()
    }

    /// The id number as pages show it: `510904********0005`.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn masked_id(&self, keys: &Keyring) -> Result<String, Fault> {
        Ok(self.id_number(keys)?.map_or_else(|| format!("无号码（{}）", self.no_id_reason), |n| kernel::mask::id(&n)))
    }

    /// The phone in clear.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn phone(&self, keys: &Keyring) -> Result<Option<String>, Fault> {
        self.phone_sealed.as_deref().map(|sealed| open_text(keys, &Self::phone_place(self.id), sealed)).transpose()
    }

    /// Full years on a day.
    #[must_use]
    pub fn age_on(&self, day: Day) -> i32 {
        kernel::age_on(self.birth, day)
    }

    /// `女 72`.
    #[must_use]
    pub fn sex_and_age(&self, day: Day) -> String {
        sex_and_age(self.sex, self.birth, day)
    }
}

/// `女 72`.
#[must_use]
pub(crate) fn sex_and_age(sex: Sex, birth: Day, day: Day) -> String {
    format!("{} {}", sex.chinese(), kernel::age_on(birth, day))
}

/// A household.
#[derive(Debug, Clone)]
pub struct Household {
    /// Its id.
    pub id: HouseholdId,
    /// Its number, kept for life.
    pub number: String,
    /// Where it is.
    pub place: Place,
    /// 组.
    pub team: String,
    /// House number or description.
    pub address: String,
    /// 户主.
    pub head: PersonId,
    /// 户口性质.
    pub hukou: Hukou,
    /// Since when.
    pub opened_on: Day,
    /// Until when.
    pub closed_on: Option<Day>,
    /// Why it ended: moved, split, merged.
    pub closed_why: String,
    /// Grows with each change.
    pub version: i64,
}

/// A member of a household for a time.
#[derive(Debug, Clone)]
pub struct Member {
    /// Row id.
    pub id: String,
    /// Household.
    pub household: HouseholdId,
    /// Person.
    pub person: PersonId,
    /// 与户主关系 in words.
    pub relation: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Option<Day>,
}

/// Something known (事实): when it is true and when it became known are two things.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its id.
    pub id: FactId,
    /// Person or household it is about, as text.
    pub subject: String,
    /// What it is about: 收入·工资, 残疾证, 住房套数 …
    pub kind: String,
    /// The value in words or digits.
    pub value: String,
    /// From where: 本人申报, 残联, 车管 …
    pub source: String,
    /// True from.
    pub valid_from: Day,
    /// True until.
    pub valid_to: Option<Day>,
    /// Known since.
    pub recorded: Moment,
    /// Who entered it.
    pub recorded_by: String,
    /// The fact it corrects.
    pub replaces: Option<FactId>,
}
