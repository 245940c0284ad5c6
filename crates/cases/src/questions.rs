//! 要问的 (questions): which facts a programme's policy reads, and so what its form asks.
//!
//! The sections of the standard form (people, income, support, assets) are shown where the policy reads their facts.
//! Every other fact the policy reads becomes a question by itself: of the household, of each person, or a list. So a
//! new programme has its form when its policy is written.

use crate::declared::Declaration;
use access::{FormData, House};
use kernel::{Day, Fen};
use rules::{FactKind, FactSpec, Unit};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;
use ui::Problems;

/// The household in the words of policies.
pub(crate) const HOME: &str = "家庭";
/// A person of the household.
pub(crate) const MEMBER: &str = "成员";

/// Facts that the standard sections ask or that follow from them; `*` stands for a whole list.
const STANDARD: &[(&str, &[&str])] = &[
    (HOME, &["受理日期", "本地户籍", "户口类别", "金融资产", "住房套数"]),
    (
        MEMBER,
        &[
            "编号",
            "称呼",
            "关系",
            "性别",
            "出生日期",
            "共同居住",
            "能独立生活",
            "有法定义务",
            "重病",
            "在校情况",
            "残疾类别",
            "残疾等级",
            "服刑",
            "义务兵",
            "特困供养",
            "随另一方生活",
        ],
    ),
    ("收入", &["*"]),
    ("赡养", &["*"]),
    ("抚养", &["*"]),
    ("车辆", &["*"]),
];

fn is_standard(spec: &FactSpec) -> bool {
    STANDARD
        .iter()
        .filter(|(group, _)| *group == spec.group)
        .any(|(_, names)| names.contains(&"*") || names.contains(&spec.name.as_str()))
}

/// What a form asks.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    specs: Vec<FactSpec>,
    /// Whether the standard sections' facts are questions too: where there is no standard form.
    all: bool,
}

/// One answer as it was typed: `f.家庭.电费户号`, `f.成员.0.残疾人证`, `f.费用.2.金额`.
fn key(group: &str, row: Option<usize>, name: &str) -> String {
    row.map_or_else(|| format!("f.{group}.{name}"), |row| format!("f.{group}.{row}.{name}"))
}

/// The name of a question's field on the form.
pub(crate) fn field(spec: &FactSpec, row: Option<usize>) -> String {
    key(&spec.group, row, &spec.name)
}

/// The name of the field that says whether a person receives a benefit: `f.成员.0.享受低保`.
pub(crate) fn benefit_field(row: usize, benefit: &str) -> String {
    key(MEMBER, Some(row), &format!("享受{benefit}"))
}

/// The name of the tick that says a list is complete.
pub(crate) fn complete(group: &str) -> String {
    key(group, None, "没有别的")
}

impl Questions {
    /// What a programme's form asks; nothing more than the standard sections where it has no policy.
    #[must_use]
    pub fn of(house: &House, programme: &str) -> Self {
        let specs = house.library().policy(programme).map(|policy| policy.facts_needed().to_vec());
        Self { specs: specs.unwrap_or_default(), all: false }
    }

    /// As [`Questions::of`], with the facts of the standard sections asked like all others.
    pub(crate) fn everything(house: &House, programme: &str) -> Self {
        Self { all: true, ..Self::of(house, programme) }
    }

    /// The spec of a fact.
    pub(crate) fn spec(&self, group: &str, name: &str) -> Option<&FactSpec> {
        self.specs.iter().find(|spec| spec.group == group && spec.name == name)
    }

    /// Whether the policy reads a fact of the standard sections.
    pub(crate) fn reads(&self, group: &str, name: &str) -> bool {
        self.specs.iter().any(|spec| spec.group == group && spec.name == name)
    }

    /// Whether the policy reads anything of a list.
    pub(crate) fn reads_list(&self, group: &str) -> bool {
        self.specs.iter().any(|spec| spec.group == group)
    }

    fn asked(&self) -> impl Iterator<Item = &FactSpec> {
        let is_asked = |spec: &&FactSpec| !spec.key && (self.all || (!is_standard(spec) && !spec.derived));
        self.specs.iter().filter(is_asked)
    }

    /// Questions of the household; those that may stay empty because the policy says what holds then, or not.
    pub(crate) fn of_home(&self, may_stay_empty: bool) -> Vec<&FactSpec> {
        self.asked().filter(|spec| spec.group == HOME && spec.default.is_some() == may_stay_empty).collect()
    }

    /// Questions of each person.
    pub(crate) fn of_members(&self) -> Vec<&FactSpec> {
        self.asked().filter(|spec| spec.group == MEMBER).collect()
    }

    /// Lists that are asked row by row, with their columns.
    pub(crate) fn lists(&self) -> Vec<(&str, Vec<&FactSpec>)> {
        let mut lists: Vec<(&str, Vec<&FactSpec>)> = Vec::new();
        for spec in self.asked().filter(|spec| !spec.single && spec.group != MEMBER) {
            match lists.iter_mut().find(|(group, _)| *group == spec.group) {
                Some((_, columns)) => columns.push(spec),
                None => lists.push((&spec.group, vec![spec])),
            }
        }
        lists
    }

    /// Every question with its row, for as many rows as the form has.
    fn each<'q>(&'q self, form: &'q FormData) -> impl Iterator<Item = (&'q FactSpec, Option<usize>)> {
        self.asked().flat_map(move |spec| {
            if spec.single {
                return vec![(spec, None)];
            }
            let rows = if spec.group == MEMBER { form.rows("m") } else { form.rows(&format!("f.{}", spec.group)) };
            rows.into_iter().map(|row| (spec, Some(row))).collect()
        })
    }

    /// Reads the answers, and says what is wrong with them.
    pub(crate) fn read(&self, form: &FormData, problems: &mut Problems, declared: &mut Declaration, today: Day) {
        for (spec, row) in self.each(form) {
            let name = field(spec, row);
            let typed = form.get(&name);
            if typed.is_empty() {
                continue;
            }
            match value_of(spec, typed, today) {
                Ok(value) => {
                    declared.answers.insert(name, value);
                }
                Err(sentence) => problems.add(name, format!("{}：{sentence}", spec.name)),
            }
        }
        for (group, _) in self.lists() {
            if form.ticked(&complete(group)) {
                declared.complete.insert(group.to_owned());
            }
        }
    }

    /// Puts the answers beside the standard facts, and leaves out what the policy does not read.
    pub(crate) fn facts(&self, declared: &Declaration, standard: &Map<String, Json>) -> Map<String, Json> {
        let mut facts = Map::new();
        for (group, value) in standard {
            if self.reads_list(group) {
                facts.insert(group.clone(), self.known(group, value));
            }
        }
        self.add_home(declared, &mut facts);
        self.add_members(declared, &mut facts);
        for (group, columns) in self.lists() {
            if !declared.complete.contains(group) {
                facts.insert(group.to_owned(), Json::Null);
                continue;
            }
            let prefix = format!("f.{group}.");
            let rows: BTreeSet<usize> = declared
                .answers
                .keys()
                .filter_map(|name| name.strip_prefix(&prefix)?.split('.').next()?.parse().ok())
                .collect();
            let rows = rows.into_iter().map(|row| Json::Object(answers(declared, &columns, Some(row))));
            facts.insert(group.to_owned(), Json::Array(rows.collect()));
        }
        facts
    }

    fn add_home(&self, declared: &Declaration, facts: &mut Map<String, Json>) {
        let asked: Vec<&FactSpec> = self.asked().filter(|spec| spec.single).collect();
        for spec in asked {
            let Some(value) = declared.answers.get(&field(spec, None)) else { continue };
            let group = facts.entry(spec.group.clone()).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(group) = group {
                group.insert(spec.name.clone(), as_json(spec, value, declared));
            }
        }
    }

    fn add_members(&self, declared: &Declaration, facts: &mut Map<String, Json>) {
        let columns = self.of_members();
        let Some(Json::Array(rows)) = facts.get_mut(MEMBER) else { return };
        for (member, row) in declared.members.iter().zip(rows) {
            if let Json::Object(row) = row {
                row.append(&mut answers(declared, &columns, Some(member.row)));
            }
        }
    }

    /// A record or list of the standard sections with what the policy knows of it.
    fn known(&self, group: &str, value: &Json) -> Json {
        match value {
            Json::Object(fields) => Json::Object(
                fields
                    .iter()
                    .filter(|(name, value)| {
                        let spec = self.specs.iter().find(|spec| spec.group == group && spec.name == **name);
                        spec.is_some_and(|spec| is_word(spec, value))
                    })
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect(),
            ),
            Json::Array(rows) => Json::Array(rows.iter().map(|row| self.known(group, row)).collect()),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => value.clone(),
        }
    }
}

/// Another policy may have other words for the same fact: what it does not know stays unknown to it.
fn is_word(spec: &FactSpec, value: &Json) -> bool {
    match (&spec.kind, value) {
        (FactKind::Choice(words), Json::String(word)) => words.contains(word),
        _ => true,
    }
}

fn answers(declared: &Declaration, columns: &[&FactSpec], row: Option<usize>) -> Map<String, Json> {
    let known = |spec: &&FactSpec| {
        let value = declared.answers.get(&field(spec, row))?;
        Some((spec.name.clone(), as_json(spec, value, declared)))
    };
    columns.iter().filter_map(known).collect()
}

fn as_json(spec: &FactSpec, value: &str, declared: &Declaration) -> Json {
    match &spec.kind {
        FactKind::Bool => json!(value == "是"),
        FactKind::Reference(_) => value.parse().map_or(Json::Null, |row| json!(crate::assess::key_of(declared, row))),
        FactKind::Number(_) | FactKind::Date | FactKind::Text | FactKind::Choice(_) => json!(value),
    }
}

/// An answer in the words facts are written in.
fn value_of(spec: &FactSpec, typed: &str, today: Day) -> Result<String, String> {
    match &spec.kind {
        FactKind::Number(Unit::Yuan | Unit::YuanMonth | Unit::YuanYear) => match Fen::parse(typed) {
            Ok(fen) if fen >= Fen::ZERO => Ok(fen.to_string()),
            Ok(_) => Err("金额不能是负数。".to_owned()),
            Err(problem) => Err(problem.to_string()),
        },
        FactKind::Number(unit) => {
            let text = kernel::narrow(typed);
            let is_number = text.len() <= 9
                && text.split('.').count() <= 2
                && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
            if is_number {
                Ok(text)
            } else {
                Err(format!("请填数字（单位：{unit}），现在是“{typed}”。"))
            }
        }
        FactKind::Bool => match typed {
            "yes" | "是" => Ok("是".to_owned()),
            "no" | "否" => Ok("否".to_owned()),
            other => Err(format!("请选“是”或“否”，现在是“{other}”。")),
        },
        FactKind::Date => {
            let day = Day::parse(typed).map_err(|problem| problem.to_string())?;
            if day > today.add_months(600) {
                Err("日期太远，请核对。".to_owned())
            } else {
                Ok(day.to_string())
            }
        }
        FactKind::Text if typed.chars().count() > 200 => Err("太长，请不要超过 200 字。".to_owned()),
        FactKind::Text => Ok(typed.to_owned()),
        FactKind::Choice(words) if words.iter().any(|word| word == typed) => Ok(typed.to_owned()),
        FactKind::Choice(words) => Err(format!("请从“{}”里选。", words.join("、"))),
        FactKind::Reference(_) if typed.parse::<usize>().is_ok() => Ok(typed.to_owned()),
        FactKind::Reference(_) => Err("请选择是哪一位。".to_owned()),
    }
}
