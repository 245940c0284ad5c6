//! Fitting facts to a policy (事实对号): JSON becomes cells in slots, and whatever does not fit is named.

use std::sync::Arc;

use kernel::Day;
use serde_json::{Map, Value as Json};

use crate::facts::Facts;
use crate::number::Exact;
use crate::parameters::Symbols;
use crate::problem::RuleFault;
use crate::program::{FactDefinition, GroupDefinition, Literal, Program};
use crate::unit::{Type, Unit};

/// The most rows of one list.
const MAX_ROWS: usize = 500;
/// The longest text, in characters.
const MAX_TEXT: usize = 200;
/// The largest number a fact may hold.
const MAX_NUMBER: i64 = 100_000_000_000;

/// One fact of one row.
#[derive(Debug, Clone)]
pub(crate) enum Given {
    /// Entered.
    Known(Literal),
    /// Entered as a reference to a row.
    Row(usize),
    /// Not entered; the policy's 缺省 holds.
    Default(Literal),
    /// Not entered; the policy computes it.
    Derived,
    /// Not entered, or `null`.
    Missing,
}

/// A group's rows; `None` when the list as a whole is unknown.
#[derive(Debug)]
pub(crate) struct BoundGroup {
    pub rows: Option<Vec<Vec<Given>>>,
    /// The key of each row, for references and messages.
    pub keys: Vec<Arc<str>>,
}

#[derive(Debug)]
pub(crate) struct Bound {
    pub groups: Vec<BoundGroup>,
}

fn fault(key: String, sentence: String) -> RuleFault {
    RuleFault::Facts { key, sentence }
}

/// Fits the facts to the slots of a program.
pub(crate) fn bind(program: &Program, symbols: &Symbols, facts: &Facts) -> Result<Bound, RuleFault> {
    for name in facts.groups().keys() {
        if !program.groups.iter().any(|group| group.name == *name) {
            let known: Vec<&str> = program.groups.iter().map(|g| g.name.as_str()).collect();
            return Err(fault(
                name.clone(),
                format!("政策“{}”不认识“{name}”。可填的有：{}。", program.title, known.join("、")),
            ));
        }
    }
    let mut objects = Vec::new();
    for group in &program.groups {
        objects.push(rows_of(group, facts)?);
    }
    let mut keys = Vec::new();
    for (group, rows) in program.groups.iter().zip(&objects) {
        keys.push(keys_of(group, rows.as_deref().unwrap_or_default())?);
    }
    let reader = Reader { program, symbols, keys: &keys, unknown: objects.iter().map(Option::is_none).collect() };
    let mut bound = Vec::new();
    for (index, rows) in objects.iter().enumerate() {
        let rows = match rows {
            None => None,
            Some(rows) => Some(reader.rows(index, rows)?),
        };
        bound.push(rows);
    }
    let groups = bound.into_iter().zip(keys).map(|(rows, keys)| BoundGroup { rows, keys }).collect();
    Ok(Bound { groups })
}

type Row<'a> = Option<&'a Map<String, Json>>;

/// The JSON objects of a group; `None` for an unknown list.
fn rows_of<'a>(group: &GroupDefinition, facts: &'a Facts) -> Result<Option<Vec<Row<'a>>>, RuleFault> {
    let name = &group.name;
    match (facts.groups().get(name), group.single) {
        (None | Some(Json::Null), true) => Ok(Some(vec![None])),
        (Some(Json::Object(fields)), true) => Ok(Some(vec![Some(fields)])),
        (None | Some(Json::Null), false) => Ok(None),
        (Some(Json::Array(rows)), false) if rows.len() > MAX_ROWS => {
            Err(fault(name.clone(), format!("“{name}”有{}条，最多{MAX_ROWS}条，请核对。", rows.len())))
        }
        (Some(Json::Array(rows)), false) => {
            let mut objects = Vec::new();
            for (index, row) in rows.iter().enumerate() {
                let Json::Object(fields) = row else {
                    return Err(fault(name.clone(), format!("“{name}”第{}条应是一组事实 {{…}}。", index + 1)));
                };
                objects.push(Some(fields));
            }
            Ok(Some(objects))
        }
        (Some(_), true) => Err(fault(name.clone(), format!("“{name}”应是一组事实 {{…}}。"))),
        (Some(_), false) => Err(fault(name.clone(), format!("“{name}”应是列表 […]，没有的写 []。"))),
    }
}

fn keys_of(group: &GroupDefinition, rows: &[Row<'_>]) -> Result<Vec<Arc<str>>, RuleFault> {
    let Some(key) = group.key else {
        return Ok(Vec::new());
    };
    let name = &group.facts[key].name;
    let mut keys: Vec<Arc<str>> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let text = row.and_then(|fields| fields.get(name)).and_then(Json::as_str).filter(|text| !text.is_empty());
        let Some(text) = text else {
            return Err(fault(
                format!("{}.{name}", group.name),
                format!("“{}”第{}条没有“{name}”，每一条都要有，且各不相同。", group.name, index + 1),
            ));
        };
        if keys.iter().any(|known| **known == *text) {
            return Err(fault(
                format!("{}.{name}", group.name),
                format!("“{}”里有两条的“{name}”都是“{text}”，请改成不同的。", group.name),
            ));
        }
        keys.push(Arc::from(text));
    }
    Ok(keys)
}

struct Reader<'a> {
    program: &'a Program,
    symbols: &'a Symbols,
    keys: &'a [Vec<Arc<str>>],
    unknown: Vec<bool>,
}

impl Reader<'_> {
    fn rows(&self, group: usize, rows: &[Row<'_>]) -> Result<Vec<Vec<Given>>, RuleFault> {
        let definition = &self.program.groups[group];
        let mut bound = Vec::with_capacity(rows.len());
        for (number, row) in rows.iter().enumerate() {
            let mut cells = Vec::with_capacity(definition.facts.len());
            let mut used = 0;
            for fact in &definition.facts {
                let given = row.and_then(|fields| fields.get(&fact.name));
                used += usize::from(given.is_some());
                cells.push(self.cell(definition, fact, given, number)?);
            }
            if let Some(fields) = row
                && fields.len() != used
            {
                return Err(self.stranger(definition, fields));
            }
            bound.push(cells);
        }
        Ok(bound)
    }

    fn stranger(&self, group: &GroupDefinition, fields: &Map<String, Json>) -> RuleFault {
        let name =
            fields.keys().find(|name| !group.facts.iter().any(|f| f.name == **name)).cloned().unwrap_or_default();
        fault(
            format!("{}.{name}", group.name),
            format!("政策“{}”的“{}”里没有“{name}”这一项事实，请改正名称或删去。", self.program.title, group.name),
        )
    }

    fn cell(
        &self,
        group: &GroupDefinition,
        fact: &FactDefinition,
        given: Option<&Json>,
        number: usize,
    ) -> Result<Given, RuleFault> {
        let json = match given {
            Some(Json::Null) => return Ok(Given::Missing),
            None => {
                return Ok(match (&fact.default, &fact.derive) {
                    (Some(default), _) => Given::Default(default.clone()),
                    (None, Some(_)) => Given::Derived,
                    (None, None) => Given::Missing,
                });
            }
            Some(json) => json,
        };
        self.value(&fact.kind, json).map_err(|what| {
            let place = if group.single { String::new() } else { format!("第{}条", number + 1) };
            fault(
                format!("{}.{}", group.name, fact.name),
                format!("“{}”{place}的“{}”填的是{json}，不对：{what}", group.name, fact.name),
            )
        })
    }

    fn value(&self, kind: &Type, json: &Json) -> Result<Given, String> {
        match kind {
            Type::Number(unit) => number(json, *unit).map(|n| Given::Known(Literal::Number(n))),
            Type::Bool => match json {
                Json::Bool(bool) => Ok(Given::Known(Literal::Bool(*bool))),
                Json::String(text) if text == "是" => Ok(Given::Known(Literal::Bool(true))),
                Json::String(text) if text == "否" => Ok(Given::Known(Literal::Bool(false))),
                Json::Null | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => {
                    Err("应填“是”或“否”。".to_owned())
                }
            },
            Type::Date => {
                let text = json.as_str().unwrap_or_default();
                Day::parse(text)
                    .map(|day| Given::Known(Literal::Date(day)))
                    .map_err(|_| "应填日期，例如 2017-05-01。".to_owned())
            }
            Type::Text => match json.as_str() {
                Some(text) if text.chars().count() <= MAX_TEXT => Ok(Given::Known(Literal::Text(Arc::from(text)))),
                Some(_) => Err(format!("文字太长，最多{MAX_TEXT}个字。")),
                None => Err("应填文字。".to_owned()),
            },
            Type::Choice(words) => {
                let text = json.as_str().unwrap_or_default();
                words
                    .iter()
                    .find(|word| *word == text)
                    .and_then(|word| self.symbols.find(word))
                    .map(|symbol| Given::Known(Literal::Symbol(symbol)))
                    .ok_or_else(|| format!("应是{}中的一个。", words.join("、")))
            }
            Type::Record(group) => {
                if self.unknown[*group] {
                    return Ok(Given::Missing);
                }
                let text = json.as_str().unwrap_or_default();
                self.keys[*group]
                    .iter()
                    .position(|key| **key == *text)
                    .map(Given::Row)
                    .ok_or_else(|| format!("“{}”里没有这个编号。", self.program.groups[*group].name))
            }
        }
    }
}

/// Numbers are whole JSON numbers or decimal text; floats do not come in.
fn number(json: &Json, unit: Unit) -> Result<Exact, String> {
    let number = match json {
        Json::Number(number) => number.as_i64().map(Exact::whole),
        Json::String(text) => Exact::parse(text),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    };
    let number = number.ok_or_else(|| "应填数；有小数的要写成文字，例如 \"3300.50\"。".to_owned())?;
    if number.is_negative() {
        return Err("不能是负数。".to_owned());
    }
    if number > Exact::whole(MAX_NUMBER) {
        return Err("数字太大，请核对是否多打了几位。".to_owned());
    }
    let cents = number.times(Exact::whole(100)).and_then(Exact::as_whole);
    if unit.is_money() && cents.is_none() {
        return Err("金额只到分，请改为两位以内的小数。".to_owned());
    }
    let counts = matches!(unit, Unit::Person | Unit::Age | Unit::Days | Unit::Months | Unit::Years);
    if counts && number.as_whole().is_none() {
        return Err("应是整数。".to_owned());
    }
    Ok(number)
}
