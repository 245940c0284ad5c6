//! The answers of a policy to one input: known values, or `null` with the names of what is missing.

use std::cell::RefCell;

use kernel::Day;
use rules::{Answer, Evaluation, Exact, Facts, Library, MissingFact, Value};
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, put, yuan};
use crate::{Actual, Trouble};

/// A row of a list of facts.
pub(crate) type Row = Map<String, Json>;

/// The name of a fact in an input, and its list and name in the policy.
pub(crate) type Name = (&'static str, &'static str, &'static str);

/// The facts that an input calls unknown, with the words it used.
pub(crate) type Unknown = Vec<(String, MissingFact)>;

/// Blanks the facts that `"unknown": [...]` names; in a list, those of its first record.
/// A name with an empty fact stands for the whole list.
pub(crate) fn blank(fields: &Fields<'_>, names: &[Name], facts: &mut Facts) -> Result<Unknown, Trouble> {
    let mut unknown = Unknown::new();
    for name in fields.list("unknown")? {
        let text = name.as_str().ok_or_else(|| fields.wrong("unknown", name, "事实名称的列表"))?;
        let (_, group, fact) =
            names.iter().find(|(known, ..)| *known == text).ok_or_else(|| format!("unknown 里不认识“{text}”。"))?;
        let mut row = None;
        if fact.is_empty() {
            facts.put(group, Json::Null);
        } else if let Some(Json::Array(rows)) = facts.groups().get(*group) {
            let mut rows = rows.clone();
            if let Some(Json::Object(first)) = rows.first_mut() {
                first.insert((*fact).to_owned(), Json::Null);
                row = Some(0);
            }
            facts.put(group, Json::Array(rows));
        } else {
            facts.set(group, fact, Json::Null);
        }
        let missing = MissingFact {
            group: (*group).to_owned(),
            row,
            row_key: None,
            name: (*fact).to_owned(),
            source: String::new(),
        };
        unknown.push((text.to_owned(), missing));
    }
    Ok(unknown)
}

/// The answers of one policy; what was asked for and is unknown is remembered.
pub(crate) struct Reading {
    evaluation: Evaluation,
    unknown: Unknown,
    missing: RefCell<Vec<String>>,
}

impl Reading {
    pub fn of(library: &Library, policy: &str, facts: &Facts, on: Day, unknown: Unknown) -> Result<Self, Trouble> {
        let policy = library.policy(policy).ok_or_else(|| format!("政策库里没有“{policy}”。"))?;
        let evaluation = policy.evaluate(facts, on, "").map_err(|fault| fault.to_string())?;
        Ok(Self { evaluation, unknown, missing: RefCell::new(Vec::new()) })
    }

    fn known<'a>(&self, name: &str, answer: &'a Answer) -> Result<Option<&'a Value>, Trouble> {
        match answer {
            Answer::Known(value) => Ok(Some(value)),
            Answer::Unknown { missing } => {
                for fact in missing {
                    let same = |other: &MissingFact| {
                        (&fact.group, &fact.name, fact.row) == (&other.group, &other.name, other.row)
                    };
                    let named = self.unknown.iter().find(|(_, other)| same(other));
                    let text = named.map_or_else(|| fact.show(), |(text, _)| text.clone());
                    let mut all = self.missing.borrow_mut();
                    if !all.contains(&text) {
                        all.push(text);
                    }
                }
                Ok(None)
            }
            Answer::Manual { .. } => Err(format!("“{name}”{}", answer.show())),
        }
    }

    /// A definition; `None` while it is unknown.
    pub fn value(&self, name: &str) -> Result<Option<&Value>, Trouble> {
        self.known(name, self.evaluation.value(name).map_err(|fault| fault.to_string())?)
    }

    /// A rule about one record of a list, counted from 0; `None` while it is unknown.
    pub fn row(&self, group: &str, row: usize, name: &str) -> Result<Option<&Value>, Trouble> {
        self.known(name, self.evaluation.row_value(group, row, name).map_err(|fault| fault.to_string())?)
    }

    /// The word of a definition.
    pub fn word(&self, name: &str) -> Result<Option<&str>, Trouble> {
        Ok(self.value(name)?.and_then(Value::text))
    }

    /// The word of a rule about the first record of a list.
    pub fn row_word(&self, group: &str, name: &str) -> Result<Option<&str>, Trouble> {
        Ok(self.row(group, 0, name)?.and_then(Value::text))
    }

    /// Puts definitions as money.
    pub fn put_money(&self, actual: &mut Actual, keys: &[(&str, &str)]) -> Result<(), Trouble> {
        for (key, name) in keys {
            put(actual, key, money(self.value(name)?));
        }
        Ok(())
    }

    /// Puts rules about one record as money.
    pub fn put_row_money(
        &self,
        actual: &mut Actual,
        group: &str,
        row: usize,
        keys: &[(&str, &str)],
    ) -> Result<(), Trouble> {
        for (key, name) in keys {
            put(actual, key, money(self.row(group, row, name)?));
        }
        Ok(())
    }

    /// Puts definitions as yes or no.
    pub fn put_bools(&self, actual: &mut Actual, keys: &[(&str, &str)]) -> Result<(), Trouble> {
        for (key, name) in keys {
            let bool = self.value(name)?.and_then(Value::bool);
            put(actual, key, bool.map_or(Json::Null, Json::Bool));
        }
        Ok(())
    }

    /// Puts definitions as whole numbers.
    pub fn put_wholes(&self, actual: &mut Actual, keys: &[(&str, &str)]) -> Result<(), Trouble> {
        for (key, name) in keys {
            let whole = self.value(name)?.and_then(Value::whole);
            put(actual, key, whole.map_or(Json::Null, Json::from));
        }
        Ok(())
    }

    /// Puts a definition as a number with two decimals.
    pub fn put_two_decimals(&self, actual: &mut Actual, key: &str, name: &str) -> Result<(), Trouble> {
        let number = self.value(name)?.and_then(Value::number).map(|number: Exact| number.to_string());
        let shown = number.map(|text| kernel::Fen::parse(&text).map_or(text, |fen| fen.to_string()));
        put(actual, key, shown.map_or(Json::Null, Json::String));
        Ok(())
    }

    /// Puts `missing`: the unknown facts that stood in the way of what was asked for.
    pub fn put_missing(&self, actual: &mut Actual) {
        put(actual, "missing", self.missing.borrow().clone());
    }
}

/// Money with two decimals, or `null` while it is unknown.
pub(crate) fn money(value: Option<&Value>) -> Json {
    value.and_then(yuan).map_or(Json::Null, Json::String)
}

/// Sets a field of a row.
pub(crate) fn set(row: &mut Row, name: &str, value: impl Into<Json>) {
    row.insert(name.to_owned(), value.into());
}
