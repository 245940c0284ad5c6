//! What an evaluation gives back: values, the unknown, the explanation (测算结果与说明).

use kernel::{Day, Fen};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::number::Exact;
use crate::unit::Unit;

/// A known value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A number with its unit.
    Number {
        /// The exact number.
        number: Exact,
        /// Its unit.
        unit: Unit,
    },
    /// 是 or 否.
    Bool(bool),
    /// A day.
    Date(Day),
    /// A word of an enumeration, a free text, or the key of a record.
    Text(String),
}

impl Value {
    /// The amount in fen, when it is money and a whole number of fen that fits.
    #[must_use]
    pub fn fen(&self) -> Option<Fen> {
        match self {
            Self::Number { number, unit } if unit.is_money() => {
                number.times(Exact::whole(100))?.as_whole().map(Fen::new)
            }
            Self::Number { .. } | Self::Bool(_) | Self::Date(_) | Self::Text(_) => None,
        }
    }

    /// The whole number, when it is one.
    #[must_use]
    pub fn whole(&self) -> Option<i64> {
        match self {
            Self::Number { number, .. } => number.as_whole(),
            Self::Bool(_) | Self::Date(_) | Self::Text(_) => None,
        }
    }

    /// The exact number, when it is a number.
    #[must_use]
    pub fn number(&self) -> Option<Exact> {
        match self {
            Self::Number { number, .. } => Some(*number),
            Self::Bool(_) | Self::Date(_) | Self::Text(_) => None,
        }
    }

    /// The word, when it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number { .. } | Self::Bool(_) | Self::Date(_) => None,
        }
    }

    /// The yes or no, when it is one.
    #[must_use]
    pub fn bool(&self) -> Option<bool> {
        match self {
            Self::Bool(bool) => Some(*bool),
            Self::Number { .. } | Self::Text(_) | Self::Date(_) => None,
        }
    }

    /// The day, when it is one.
    #[must_use]
    pub fn date(&self) -> Option<Day> {
        match self {
            Self::Date(day) => Some(*day),
            Self::Number { .. } | Self::Text(_) | Self::Bool(_) => None,
        }
    }

    /// As people read it: `3,300.00 元/年`, `3人`, `是`, `2017年5月1日`.
    #[must_use]
    pub fn show(&self) -> String {
        match self {
            Self::Number { number, unit } => {
                format!("{}{}", number.show(unit.decimals()), unit.suffix())
            }
            Self::Bool(true) => "是".to_owned(),
            Self::Bool(false) => "否".to_owned(),
            Self::Date(day) => day.chinese(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// A fact that was not given and could change the answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MissingFact {
    /// The group: 家庭, 成员, 收入 …
    pub group: String,
    /// The row of a list, from 0; `None` for 家庭 and for a whole list.
    pub row: Option<usize>,
    /// The key of that row, when the group has one.
    pub row_key: Option<String>,
    /// The fact; empty when the whole list is unknown.
    pub name: String,
    /// The department that has it, as the policy names it.
    pub source: String,
}

impl MissingFact {
    /// `家庭的金融资产`, `成员“A”的年龄`, `收入第2项的金额`, `有哪些车辆`.
    #[must_use]
    pub fn show(&self) -> String {
        if self.name.is_empty() {
            return format!("有哪些{}", self.group);
        }
        match (&self.row_key, self.row) {
            (Some(key), _) => format!("{}“{key}”的{}", self.group, self.name),
            (None, Some(row)) => format!("{}第{}项的{}", self.group, row + 1, self.name),
            (None, None) => format!("{}的{}", self.group, self.name),
        }
    }
}

/// The answer of one definition. Never a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The value.
    Known(Value),
    /// 未知: these facts could change it.
    Unknown {
        /// What to ask for.
        missing: Vec<MissingFact>,
    },
    /// 转人工: a clause that a person must judge applies.
    Manual {
        /// Document and clause.
        clause: String,
        /// What has to be judged, and by whom.
        reason: String,
    },
}

impl Answer {
    /// The value, if it is known.
    #[must_use]
    pub fn known(&self) -> Option<&Value> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown { .. } | Self::Manual { .. } => None,
        }
    }

    /// As people read it; 未知 with what is missing, 转人工 with its reason.
    #[must_use]
    pub fn show(&self) -> String {
        match self {
            Self::Known(value) => value.show(),
            Self::Unknown { missing } => format!("未知（缺：{}）", show_missing(missing)),
            Self::Manual { reason, .. } => format!("转人工：{reason}"),
        }
    }
}

/// `家庭的金融资产、成员“A”的年龄`.
#[must_use]
pub fn show_missing(missing: &[MissingFact]) -> String {
    let names: Vec<String> = missing.iter().map(MissingFact::show).collect();
    names.join("、")
}

/// The answer of one named definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedAnswer {
    /// The name of the 规定 or 表.
    pub name: String,
    /// Its answer.
    pub answer: Answer,
}

/// A fact that a line of the explanation used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedFact {
    /// `金额`, as in the policy.
    pub name: String,
    /// Its value as people read it.
    pub value: String,
    /// The department, `缺省：` with the reason, or `推算`.
    pub source: String,
}

/// A parameter that a line of the explanation used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedParameter {
    /// The parameter.
    pub name: String,
    /// Its value as people read it.
    pub value: String,
    /// From which day this value holds.
    pub from: Day,
    /// The document it stands in.
    pub document: String,
}

/// One line of the explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceLine {
    /// The heading it stands under, as `一、家里有几口人`.
    pub section: String,
    /// What is computed.
    pub name: String,
    /// `3,300.00 元/年`.
    pub value: String,
    /// With the numbers filled in: `(9,900.00 − 6,000.00) ÷ 12月 = 325.00，四舍五入到0.01元`.
    pub formula: String,
    /// 《…》第…条.
    pub clause: String,
    /// The facts it used.
    pub facts: Vec<UsedFact>,
    /// The parameters it used.
    pub parameters: Vec<UsedParameter>,
    /// Listed, but not counted (不计).
    pub excluded: bool,
    /// The sentence for the citizen, if the policy has one.
    pub plain: Option<String>,
}

/// A check (检查) that struck: told to a person, never acted on by the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The name of the check.
    pub name: String,
    /// What to look at and who does.
    pub content: String,
    /// Document and clause.
    pub clause: String,
}

/// The whole result for one household on one day. It is stored with the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The policy's id.
    pub policy: String,
    /// The policy's title.
    pub title: String,
    /// 符合 or 不符合, 未知, or 转人工.
    pub decision: Answer,
    /// The word of the policy that says why.
    pub reason: Answer,
    /// The amount: 元/月, or 元 where the policy pays once.
    pub amount: Answer,
    /// Every household-level definition in the order of the file.
    pub values: Vec<NamedAnswer>,
    /// The explanation, line by line.
    pub trace: Vec<TraceLine>,
    /// The facts that could still change decision or amount.
    pub missing: Vec<MissingFact>,
    /// What a person should look at (检查); it changes nothing by itself.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// The version of rule text and parameters.
    pub policy_version: String,
    /// The day assessed for (评定日期).
    pub on: Day,
    /// The division assessed for (县区).
    pub division: String,
}

impl Assessment {
    /// The answer of a household-level definition.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Answer> {
        self.values.iter().find(|named| named.name == name).map(|named| &named.answer)
    }

    /// `Some(true)` for 符合, `Some(false)` for 不符合, `None` while unknown or for a person to judge.
    #[must_use]
    pub fn approved(&self) -> Option<bool> {
        self.decision.known().map(|v| v.text() == Some("符合"))
    }

    /// The amount in fen (a month, or once where the unit is 元), if it is known.
    #[must_use]
    pub fn amount_fen(&self) -> Option<Fen> {
        self.amount.known().and_then(Value::fen)
    }

    /// The sentences for the citizen, in order.
    #[must_use]
    pub fn citizen_sentences(&self) -> Vec<String> {
        self.trace.iter().filter_map(|line| line.plain.clone()).collect()
    }

    /// For storing with the decision.
    ///
    /// # Errors
    /// Never for an assessment made here; serde's own failure otherwise.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads what [`Assessment::to_json`] wrote.
    ///
    /// # Errors
    /// When the text is not such a document.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Exact::parse_stored(&text).ok_or_else(|| de::Error::custom(format!("不是数：{text}")))
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Unit::from_word(&text).ok_or_else(|| de::Error::custom(format!("不是单位：{text}")))
    }
}
