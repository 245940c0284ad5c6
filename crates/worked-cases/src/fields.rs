//! Reading an input field by field; a field that nobody asked for is named at the end.

use std::cell::RefCell;

use kernel::{Day, Fen, Month};
use rules::{Answer, Evaluation, Exact, Facts, Value};
use serde_json::{Map, Value as Json};

use crate::{Actual, Context, Trouble};

/// The fields of one object of the input.
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Json>,
    place: String,
    asked: RefCell<Vec<&'a str>>,
}

impl<'a> Fields<'a> {
    pub fn new(map: &'a Map<String, Json>, place: impl Into<String>) -> Self {
        Self { map, place: place.into(), asked: RefCell::new(Vec::new()) }
    }

    /// The field as it stands; `null` counts as absent.
    pub fn get(&self, name: &str) -> Option<&'a Json> {
        let (key, value) = self.map.get_key_value(name)?;
        self.asked.borrow_mut().push(key);
        Some(value).filter(|value| !value.is_null())
    }

    pub fn wrong(&self, name: &str, value: &Json, what: &str) -> Trouble {
        format!("{}的“{name}”填的是 {value}，应填{what}。", self.place)
    }

    fn lacking(&self, name: &str) -> Trouble {
        format!("{}缺“{name}”。", self.place)
    }

    pub fn text(&self, name: &str) -> Result<Option<&'a str>, Trouble> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong(name, other, "文字")),
        }
    }

    pub fn must_text(&self, name: &str) -> Result<&'a str, Trouble> {
        self.text(name)?.ok_or_else(|| self.lacking(name))
    }

    pub fn bool(&self, name: &str) -> Result<Option<bool>, Trouble> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Bool(bool)) => Ok(Some(*bool)),
            Some(other) => Err(self.wrong(name, other, " true 或 false")),
        }
    }

    pub fn whole(&self, name: &str) -> Result<Option<i64>, Trouble> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Number(number)) if number.as_i64().is_some_and(|n| n >= 0) => Ok(number.as_i64()),
            Some(other) => Err(self.wrong(name, other, "不小于0的整数")),
        }
    }

    pub fn must_whole(&self, name: &str) -> Result<i64, Trouble> {
        self.whole(name)?.ok_or_else(|| self.lacking(name))
    }

    /// Money as yuan text.
    pub fn money(&self, name: &str) -> Result<Option<String>, Trouble> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => money(value).map(Some).ok_or_else(|| self.wrong(name, value, "金额，例如 \"3300.00\"")),
        }
    }

    pub fn must_money(&self, name: &str) -> Result<String, Trouble> {
        self.money(name)?.ok_or_else(|| self.lacking(name))
    }

    /// A month (its first day) or a day.
    pub fn day(&self, name: &str) -> Result<Option<Day>, Trouble> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => {
                let text = value.as_str().unwrap_or_default();
                Day::parse(text)
                    .ok()
                    .or_else(|| Month::parse(text).ok().map(Month::first_day))
                    .map(Some)
                    .ok_or_else(|| self.wrong(name, value, "日期或月份，例如 2017-05-01、2017-05"))
            }
        }
    }

    pub fn must_day(&self, name: &str) -> Result<Day, Trouble> {
        self.day(name)?.ok_or_else(|| self.lacking(name))
    }

    pub fn object(&self, name: &str) -> Result<Option<&'a Map<String, Json>>, Trouble> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Object(object)) => Ok(Some(object)),
            Some(other) => Err(self.wrong(name, other, " {…}")),
        }
    }

    pub fn list(&self, name: &str) -> Result<&'a [Json], Trouble> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Json::Array(list)) => Ok(list),
            Some(other) => Err(self.wrong(name, other, "列表 […]")),
        }
    }

    /// The objects of a list.
    pub fn objects(&self, name: &str) -> Result<Vec<Fields<'a>>, Trouble> {
        let mut objects = Vec::new();
        for (index, item) in self.list(name)?.iter().enumerate() {
            let Json::Object(map) = item else {
                return Err(self.wrong(name, item, " {…} 的列表"));
            };
            objects.push(Fields::new(map, format!("{name} 第{}项", index + 1)));
        }
        Ok(objects)
    }

    /// Names a field that was never asked for.
    pub fn finish(&self) -> Result<(), Trouble> {
        let asked = self.asked.borrow();
        match self.map.keys().find(|key| !asked.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => Err(format!("{}里不认识“{key}”这一项。", self.place)),
        }
    }
}

/// Yuan text, or a whole number of yuan.
pub(crate) fn money(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Fen::parse(text).ok().map(|fen| fen.to_string()),
        Json::Number(number) => number.as_i64().map(|yuan| yuan.to_string()),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

/// A known answer, or why there is none.
pub(crate) fn known<'a>(name: &str, answer: &'a Answer) -> Result<&'a Value, Trouble> {
    answer.known().ok_or_else(|| format!("“{name}”{}", answer.show()))
}

/// Money with two decimals, as the files write it.
pub(crate) fn yuan(value: &Value) -> Option<String> {
    if let Some(fen) = value.fen() {
        return Some(fen.to_string());
    }
    value.number().map(|number: Exact| number.to_string())
}

/// Evaluates a policy without a decision.
pub(crate) fn evaluate(context: &Context, policy: &str, facts: &Facts, on: Day) -> Result<Evaluation, Trouble> {
    let policy = context.library.policy(policy).ok_or_else(|| format!("政策库里没有“{policy}”。"))?;
    policy.evaluate(facts, on, "").map_err(|fault| fault.to_string())
}

/// The value of one definition.
pub(crate) fn value<'a>(evaluation: &'a Evaluation, name: &str) -> Result<&'a Value, Trouble> {
    let answer = evaluation.value(name).map_err(|fault| fault.to_string())?;
    known(name, answer)
}

/// Puts a money, a month, a day, a whole number or a yes/no into the answer.
pub(crate) fn put(actual: &mut Actual, key: &str, json: impl Into<Json>) {
    actual.insert(key.to_owned(), json.into());
}

pub(crate) fn put_money(actual: &mut Actual, key: &str, value: &Value) {
    put(actual, key, yuan(value).map_or(Json::Null, Json::String));
}

pub(crate) fn put_month(actual: &mut Actual, key: &str, value: &Value) {
    let month = value.date().map(|day| day.month_of().to_string());
    put(actual, key, month.map_or(Json::Null, Json::String));
}

pub(crate) fn put_whole(actual: &mut Actual, key: &str, value: &Value) {
    put(actual, key, value.whole().map_or(Json::Null, Json::from));
}
