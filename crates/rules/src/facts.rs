//! The facts of one household (事实), as JSON, before a policy has looked at them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::problem::RuleFault;
use crate::unit::{Type, Unit};

/// Facts as JSON: `{"家庭": {…}, "成员": [{…}], "收入": […]}`.
///
/// - money and decimals are text (`"3300.00"`), whole numbers may be numbers, days are `"2017-05-01"`,
///   yes and no are `true`/`false` or `"是"`/`"否"`;
/// - a key that is absent is 未知, unless the policy gives the fact a 缺省 or a 推算;
/// - `null` is 未知; a list that is absent or `null` is unknown as a whole, `[]` is known to be empty;
/// - a key the policy does not know is a fault that names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts {
    groups: Map<String, Json>,
}

impl Facts {
    /// No fact at all: everything is 未知.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads JSON.
    ///
    /// # Errors
    /// [`RuleFault::Facts`] when the text is not a JSON object.
    pub fn from_json(text: &str) -> Result<Self, RuleFault> {
        serde_json::from_str(text).map_err(|error| RuleFault::Facts {
            key: String::new(),
            sentence: format!("事实不是合格的JSON，第{}行附近看不懂。", error.line()),
        })
    }

    /// The JSON text.
    ///
    /// # Errors
    /// Never for facts read here; serde's own failure otherwise.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Sets one fact of a single group such as 家庭; `Json::Null` makes it 未知.
    pub fn set(&mut self, group: &str, name: &str, value: impl Into<Json>) -> &mut Self {
        let entry = self.groups.entry(group.to_owned()).or_insert_with(|| Json::Object(Map::new()));
        if let Json::Object(fields) = entry {
            fields.insert(name.to_owned(), value.into());
        }
        self
    }

    /// Adds a row to a list such as 成员.
    pub fn push(&mut self, group: &str, row: Map<String, Json>) -> &mut Self {
        let entry = self.groups.entry(group.to_owned()).or_insert_with(|| Json::Array(Vec::new()));
        if let Json::Array(rows) = entry {
            rows.push(Json::Object(row));
        }
        self
    }

    /// Says that a list is known to be empty, if nothing was said about it yet.
    pub fn empty_list(&mut self, group: &str) -> &mut Self {
        self.groups.entry(group.to_owned()).or_insert_with(|| Json::Array(Vec::new()));
        self
    }

    /// Puts a whole group: an object, a list, or `Json::Null` for a list that is unknown.
    pub fn put(&mut self, group: &str, value: Json) -> &mut Self {
        self.groups.insert(group.to_owned(), value);
        self
    }

    /// The groups as they stand.
    #[must_use]
    pub fn groups(&self) -> &Map<String, Json> {
        &self.groups
    }
}

/// How a fact is entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactKind {
    /// A number with this unit, never negative; money has at most two decimals.
    Number(Unit),
    /// 是 or 否.
    Bool,
    /// A day.
    Date,
    /// Free text.
    Text,
    /// One of these words.
    Choice(Vec<String>),
    /// The key of a row of this group.
    Reference(String),
}

/// One fact that a policy reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactSpec {
    /// 家庭, 成员, 收入 …
    pub group: String,
    /// Whether the group has one record (家庭) and not a list.
    pub single: bool,
    /// The name, which is also the JSON key.
    pub name: String,
    /// How it is entered.
    pub kind: FactKind,
    /// The department that has it.
    pub source: String,
    /// The value taken when the key is absent, as people read it; its reason is in `note`.
    pub default: Option<String>,
    /// Whether it is computed from other facts when the key is absent.
    pub derived: bool,
    /// Whether it is the key of its rows.
    pub key: bool,
    /// 说明.
    pub note: String,
}

impl FactKind {
    pub(crate) fn of(kind: &Type, group_name: impl Fn(usize) -> String) -> Self {
        match kind {
            Type::Number(unit) => Self::Number(*unit),
            Type::Bool => Self::Bool,
            Type::Date => Self::Date,
            Type::Text => Self::Text,
            Type::Choice(words) => Self::Choice(words.clone()),
            Type::Record(group) => Self::Reference(group_name(*group)),
        }
    }
}
