//! Parameters (参数): values by date and division, each with its document.
//!
//! Among the values that have begun, the latest wins, whoever it is for; on the same first day a
//! division's own value goes before the 默认 one and a kind's own value before 其余. A day without
//! a value has no value: it is never the nearest.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::Day;

use crate::ast::Operator;
use crate::number::Exact;
use crate::problem::{Place, RuleFault};
use crate::program::{Literal, Symbol};
use crate::unit::Type;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub from: Day,
    pub to: Option<Day>,
    pub division: Option<String>,
    pub key: Option<Symbol>,
    pub value: Literal,
    pub document: String,
    /// Where it was written: file and place; nothing for a value entered in the program.
    pub origin: Option<(Arc<str>, Place)>,
}

/// 约束: what every value of a parameter must keep to, from the file that declares it.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    pub from: Option<Day>,
    /// The kinds it is for; empty for all.
    pub keys: Vec<Symbol>,
    pub operator: Operator,
    pub limit: Limit,
    pub level: String,
    pub document: String,
}

#[derive(Debug, Clone)]
pub(crate) enum Limit {
    Fixed(Exact),
    /// The value of another parameter on the same day.
    Parameter(usize),
}

#[derive(Debug, Clone)]
pub(crate) struct ParameterTable {
    pub name: String,
    pub kind: Type,
    pub by_division: bool,
    /// The words of the kind it is kept by.
    pub keys: Option<Vec<String>>,
    pub note: String,
    pub entries: Vec<Entry>,
    pub bounds: Vec<Bound>,
}

/// One value of a parameter, as the library knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterValue {
    /// The parameter, with `[种类]` where it is kept by kind.
    pub name: String,
    /// The division, or `None` for the 默认 value.
    pub division: Option<String>,
    /// The first day.
    pub from: Day,
    /// The last day, if one was set.
    pub to: Option<Day>,
    /// The value with its unit, as people read it.
    pub value: String,
    /// The document.
    pub document: String,
    /// Whether this parameter may have a value of its own for a division.
    pub by_division: bool,
    /// 说明.
    pub note: String,
}

/// The words of all enumerations.
#[derive(Debug, Clone, Default)]
pub(crate) struct Symbols {
    words: Vec<Arc<str>>,
    known: HashMap<Arc<str>, Symbol>,
}

impl Symbols {
    pub fn intern(&mut self, word: &str) -> Symbol {
        if let Some(symbol) = self.find(word) {
            return symbol;
        }
        let word: Arc<str> = Arc::from(word);
        let symbol = Symbol::try_from(self.words.len()).unwrap_or(Symbol::MAX);
        self.known.insert(Arc::clone(&word), symbol);
        self.words.push(word);
        symbol
    }

    pub fn find(&self, word: &str) -> Option<Symbol> {
        self.known.get(word).copied()
    }

    /// Whether every word has the same number in both.
    pub fn same_words(&self, other: &Self) -> bool {
        self.words == other.words
    }

    pub fn word(&self, symbol: Symbol) -> &str {
        usize::try_from(symbol).ok().and_then(|at| self.words.get(at)).map_or("", |word| word)
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct ParameterStore {
    pub tables: Vec<ParameterTable>,
    pub symbols: Symbols,
}

impl ParameterStore {
    pub fn find(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| table.name == name)
    }

    /// The value on a day, for a division and (where it is kept by kind) a key.
    pub fn lookup(&self, parameter: usize, on: Day, division: &str, key: Option<Symbol>) -> Result<&Entry, RuleFault> {
        let table = &self.tables[parameter];
        let begun = table.entries.iter().filter(|entry| {
            entry.from <= on
                && entry.division.as_deref().is_none_or(|own| own == division)
                && (entry.key.is_none() || entry.key == key)
        });
        begun
            .max_by_key(|entry| (entry.from, entry.division.is_some(), entry.key.is_some()))
            .filter(|entry| entry.to.is_none_or(|to| on <= to))
            .ok_or_else(|| RuleFault::NoParameter {
                name: table.name.clone(),
                on: on.chinese(),
                division: if division.is_empty() { "未写县区".to_owned() } else { division.to_owned() },
                key: key.map_or(String::new(), |key| format!("“{}”这一项", self.symbols.word(key))),
            })
    }

    /// Every value of a parameter as people read it.
    pub fn values(&self, table: &ParameterTable) -> Vec<ParameterValue> {
        let unit = if let Type::Number(unit) = &table.kind { unit.suffix() } else { "" };
        let name = |key: Option<Symbol>| {
            key.map_or_else(|| table.name.clone(), |key| format!("{}[{}]", table.name, self.symbols.word(key)))
        };
        let value = |entry: &Entry| ParameterValue {
            name: name(entry.key),
            division: entry.division.clone(),
            from: entry.from,
            to: entry.to,
            value: format!("{}{unit}", self.literal_text(&entry.value)),
            document: entry.document.clone(),
            by_division: table.by_division,
            note: table.note.clone(),
        };
        table.entries.iter().map(value).collect()
    }

    /// A value typed for a parameter, or why it does not fit.
    pub fn read_value(&self, parameter: usize, text: &str) -> Result<Literal, String> {
        let table = &self.tables[parameter];
        let wrong = |what: &str| format!("参数“{}”的值应是{what}，“{text}”不是，请改正。", table.name);
        match &table.kind {
            Type::Number(unit) => {
                let suffix = unit.to_string();
                let plain = text.trim().trim_end_matches(&suffix).trim();
                let number = match plain.strip_suffix('%') {
                    Some(percent) => Exact::parse(percent).and_then(|n| n.over(Exact::whole(100))),
                    None => Exact::parse_stored(plain),
                };
                number
                    .filter(|n| !n.is_negative())
                    .map(Literal::Number)
                    .ok_or_else(|| wrong(&format!("不小于0的数（{unit}）")))
            }
            Type::Bool => match text.trim() {
                "是" => Ok(Literal::Bool(true)),
                "否" => Ok(Literal::Bool(false)),
                _ => Err(wrong("“是”或“否”")),
            },
            Type::Date => Day::parse(text).map(Literal::Date).map_err(|_| wrong("日期，例如 2017-01-01")),
            Type::Choice(words) => words
                .iter()
                .find(|word| *word == text.trim())
                .and_then(|word| self.symbols.find(word))
                .map(Literal::Symbol)
                .ok_or_else(|| wrong(&format!("{}中的一个", words.join("、")))),
            Type::Text | Type::Record(_) => Err(wrong("数、是非、日期或几选一")),
        }
    }

    /// A text of the parameter's content, for the version hash.
    pub fn canonical(&self, parameter: usize) -> String {
        let table = &self.tables[parameter];
        let mut lines: Vec<String> = table
            .entries
            .iter()
            .map(|entry| {
                format!(
                    "{}|{:?}|{:?}|{:?}|{}|{}",
                    entry.from,
                    entry.to,
                    entry.division,
                    entry.key.map(|key| self.symbols.word(key)),
                    self.literal_text(&entry.value),
                    entry.document
                )
            })
            .collect();
        lines.sort();
        format!("{}\n{}", table.name, lines.join("\n"))
    }

    /// The same for the values in force on one day in one division only.
    pub fn canonical_on(&self, parameter: usize, on: Day, division: &str) -> String {
        let table = &self.tables[parameter];
        let keys: Vec<Option<Symbol>> = match &table.keys {
            None => vec![None],
            Some(words) => words.iter().map(|word| self.symbols.find(word)).collect(),
        };
        let value = |key: &Option<Symbol>| match self.lookup(parameter, on, division, *key) {
            Ok(entry) => format!("{}|{}|{}", entry.from, self.literal_text(&entry.value), entry.document),
            Err(_) => String::new(),
        };
        format!("{}\n{}", table.name, keys.iter().map(value).collect::<Vec<_>>().join("\n"))
    }

    pub fn literal_text(&self, literal: &Literal) -> String {
        match literal {
            Literal::Number(number) => number.to_string(),
            Literal::Bool(true) => "是".to_owned(),
            Literal::Bool(false) => "否".to_owned(),
            Literal::Date(day) => day.to_string(),
            Literal::Symbol(symbol) => self.symbols.word(*symbol).to_owned(),
            Literal::Text(text) => text.to_string(),
        }
    }
}

mod bounds;

/// 128-bit FNV-1a: a stable fingerprint of a text, not a protection against forgery.
pub(crate) fn fingerprint(text: &str, seed: u128) -> u128 {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    text.bytes().fold(seed, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

/// The start of a fingerprint.
pub(crate) const FINGERPRINT_SEED: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
