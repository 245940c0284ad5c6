//! A population in columns (人群): the facts of many households, one column for each fact.
//!
//! - A list (成员, 收入) is one long column with offsets: household `h` has the rows `offsets[h]..offsets[h + 1]`.
//! - A cell is given, not entered (缺省 or 推算 holds, or it is 未知), or 未知.
//! - Numbers are whole numbers of a fixed part of the unit: money in fen; columns that fit are kept in 32 bits.

use std::sync::Arc;

use kernel::Day;

use crate::facts::Facts;
use crate::number::Exact;
use crate::parameters::Symbols;
use crate::policy::Policy;
use crate::problem::RuleFault;
use crate::program::{FactDefinition, Program, Symbol};
use crate::unit::{Type, Unit};

mod fill;
mod row;

pub(crate) use fill::NumberColumn;

/// How a cell stands.
pub(crate) const GIVEN: u8 = 0;
/// Not entered: 缺省 or 推算 holds, or it is 未知.
pub(crate) const ABSENT: u8 = 1;
/// Entered as 未知.
pub(crate) const UNKNOWN: u8 = 2;

/// The cells of one fact.
#[derive(Debug, Clone)]
pub(crate) enum Cells {
    Wide(Vec<i64>),
    Narrow(Vec<i32>),
    Byte(Vec<u8>),
    Text(Vec<Arc<str>>),
}

impl Cells {
    /// The cell as a number; 0 for a text.
    pub fn get(&self, at: usize) -> i64 {
        match self {
            Self::Wide(cells) => cells.get(at).copied().unwrap_or(0),
            Self::Narrow(cells) => cells.get(at).map_or(0, |cell| i64::from(*cell)),
            Self::Byte(cells) => cells.get(at).map_or(0, |cell| i64::from(*cell)),
            Self::Text(_) => 0,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct FactColumn {
    pub cells: Cells,
    /// `None`: every cell is given.
    pub presence: Option<Vec<u8>>,
    /// A number is `cell / scale`.
    pub scale: i64,
    /// The smallest and the largest cell.
    pub low: i64,
    pub high: i64,
}

impl FactColumn {
    pub fn presence(&self, at: usize) -> u8 {
        self.presence.as_ref().and_then(|presence| presence.get(at)).copied().unwrap_or(GIVEN)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct GroupColumns {
    /// For a list: where the rows of each household begin, and the end.
    pub offsets: Option<Vec<u32>>,
    /// Households whose list as a whole is 未知.
    pub unknown: Option<Vec<bool>>,
    pub facts: Vec<Option<FactColumn>>,
}

/// The facts of many households for one policy.
#[derive(Debug, Clone)]
pub struct Population {
    pub(crate) program: Arc<Program>,
    pub(crate) symbols: Symbols,
    pub(crate) count: usize,
    pub(crate) divisions: Vec<String>,
    /// Which of the divisions each household is in; `None`: all in the first.
    pub(crate) division_of: Option<Vec<u32>>,
    pub(crate) groups: Vec<GroupColumns>,
}

fn fault(key: String, sentence: String) -> RuleFault {
    RuleFault::Facts { key, sentence }
}

impl Population {
    /// `count` households of which nothing is known yet; lists are unknown until they are given.
    #[must_use]
    pub fn new(policy: &Policy, count: usize) -> Self {
        let program = policy.program();
        let groups = program
            .groups
            .iter()
            .map(|group| GroupColumns {
                offsets: (!group.single).then(|| vec![0; count + 1]),
                unknown: (!group.single).then(|| vec![true; count]),
                facts: vec![None; group.facts.len()],
            })
            .collect();
        Self {
            symbols: policy.store().symbols.clone(),
            program,
            count,
            divisions: vec![String::new()],
            division_of: None,
            groups,
        }
    }

    /// Households.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// In which division each household lives: an index into `names` for each.
    ///
    /// # Errors
    /// Another number of households, or an index beyond the names.
    pub fn divisions(&mut self, names: &[&str], of: Vec<u32>) -> Result<&mut Self, RuleFault> {
        let beyond = of.iter().any(|index| usize::try_from(*index).map_or(true, |index| index >= names.len()));
        if of.len() != self.count || beyond {
            return Err(fault("县区".to_owned(), format!("县区应有{}个，并且都在所列的县区里。", self.count)));
        }
        self.divisions = names.iter().map(|name| (*name).to_owned()).collect();
        self.division_of = Some(of);
        Ok(self)
    }

    /// The rows of a list: `offsets[h]..offsets[h + 1]` belong to household `h`.
    ///
    /// # Errors
    /// An unknown list, or offsets that do not rise or do not fit the number of households.
    pub fn list(&mut self, group: &str, offsets: Vec<u32>) -> Result<&mut Self, RuleFault> {
        let count = self.count;
        let columns = self.group(group)?;
        let rising = offsets.windows(2).all(|pair| pair[0] <= pair[1]);
        if columns.offsets.is_none() || offsets.len() != count + 1 || offsets[0] != 0 || !rising {
            let sentence = format!("“{group}”的起止位置不对：应是从0开始、不下降的{}个数。", count + 1);
            return Err(fault(group.to_owned(), sentence));
        }
        columns.offsets = Some(offsets);
        columns.unknown = None;
        Ok(self)
    }

    /// Money in fen (`scale` 100), whole numbers (`scale` 1) or decimals, as `value × scale`.
    ///
    /// # Errors
    /// An unknown fact, one that is not a number, another number of rows, negative or too large numbers.
    pub fn numbers(&mut self, group: &str, fact: &str, scale: i64, values: Vec<i64>) -> Result<&mut Self, RuleFault> {
        let (at, slot, rows) = self.slot(group, fact)?;
        let definition = &self.program.groups[at].facts[slot];
        let Type::Number(unit) = definition.kind else {
            return Err(fault(format!("{group}.{fact}"), format!("“{group}”的“{fact}”不是数。")));
        };
        let fits = if unit.is_money() { scale == 100 } else { scale > 0 };
        if !fits || (unit != Unit::Plain && !unit.is_money() && scale != 1) {
            return Err(fault(format!("{group}.{fact}"), format!("“{fact}”的金额应以分为单位，人数等应是整数。")));
        }
        self.check_rows(group, fact, rows, values.len())?;
        let column = NumberColumn { scale, values }.into_column(group, fact)?;
        self.groups[at].facts[slot] = Some(column);
        Ok(self)
    }

    /// 是 and 否.
    ///
    /// # Errors
    /// An unknown fact, one that is not 是非, or another number of rows.
    pub fn bools(&mut self, group: &str, fact: &str, values: &[bool]) -> Result<&mut Self, RuleFault> {
        self.codes(group, fact, &Type::Bool, values.iter().map(|value| i32::from(*value)).collect())
    }

    /// Days.
    ///
    /// # Errors
    /// As [`Population::bools`].
    pub fn days(&mut self, group: &str, fact: &str, values: &[Day]) -> Result<&mut Self, RuleFault> {
        self.codes(group, fact, &Type::Date, values.iter().map(|day| day_number(*day)).collect())
    }

    /// Words of an enumeration: an index into `words` for each row.
    ///
    /// # Errors
    /// As [`Population::bools`], and a word that is not one of the fact's.
    pub fn words(&mut self, group: &str, fact: &str, words: &[&str], of: &[u8]) -> Result<&mut Self, RuleFault> {
        let (at, slot, _) = self.slot(group, fact)?;
        let kind = self.program.groups[at].facts[slot].kind.clone();
        let own: &[String] = if let Type::Choice(own) = &kind { own } else { &[] };
        let mut symbols = Vec::new();
        for word in words {
            let symbol = self.symbols.find(word).filter(|_| own.iter().any(|known| known == word));
            let symbol = symbol.and_then(|symbol| i32::try_from(symbol).ok()).ok_or_else(|| {
                fault(
                    format!("{group}.{fact}"),
                    format!("“{fact}”没有“{word}”这一项，应是{}中的一个。", own.join("、")),
                )
            })?;
            symbols.push(symbol);
        }
        let codes: Option<Vec<i32>> = of.iter().map(|index| symbols.get(usize::from(*index)).copied()).collect();
        let codes = codes.ok_or_else(|| fault(format!("{group}.{fact}"), format!("“{fact}”有一项超出了所列的词。")))?;
        self.codes(group, fact, &kind, codes)
    }

    /// Which row of its household's list each row points to, from 0.
    ///
    /// # Errors
    /// As [`Population::bools`], and a row that the list does not have.
    pub fn references(&mut self, group: &str, fact: &str, rows: &[u32]) -> Result<&mut Self, RuleFault> {
        let (at, slot, _) = self.slot(group, fact)?;
        let kind = self.program.groups[at].facts[slot].kind.clone();
        if let Type::Record(target) = kind {
            for household in 0..self.count {
                let limit = self.rows_of(target, household).len();
                let beyond = |row: &u32| usize::try_from(*row).map_or(true, |row| row >= limit);
                if rows.get(self.rows_of(at, household)).is_some_and(|own| own.iter().any(beyond)) {
                    return Err(fault(format!("{group}.{fact}"), format!("“{fact}”指到了没有的一条。")));
                }
            }
        }
        let codes = rows.iter().map(|row| i32::try_from(*row).unwrap_or(i32::MAX)).collect();
        self.codes(group, fact, &kind, codes)
    }

    /// Makes the fact 未知 in these rows of its column.
    ///
    /// # Errors
    /// An unknown fact, or a row that is not there.
    pub fn unknown(&mut self, group: &str, fact: &str, rows: &[usize]) -> Result<&mut Self, RuleFault> {
        let (at, slot, count) = self.slot(group, fact)?;
        let column = self.groups[at].facts[slot].as_mut();
        let column =
            column.ok_or_else(|| fault(format!("{group}.{fact}"), format!("“{fact}”还没有填，不必再写未知。")))?;
        let presence = column.presence.get_or_insert_with(|| vec![GIVEN; count]);
        for row in rows {
            let cell = presence.get_mut(*row);
            *cell.ok_or_else(|| fault(format!("{group}.{fact}"), format!("“{group}”没有第{}条。", row + 1)))? = UNKNOWN;
        }
        Ok(self)
    }

    /// Adds one household from its facts.
    ///
    /// # Errors
    /// Facts that do not fit the policy.
    pub fn push(&mut self, facts: &Facts, division: &str) -> Result<&mut Self, RuleFault> {
        self.push_bound(facts, division)?;
        Ok(self)
    }

    pub(crate) fn rows_of(&self, group: usize, household: usize) -> std::ops::Range<usize> {
        match &self.groups[group].offsets {
            None => household..household + 1,
            Some(offsets) => {
                let at =
                    |index: usize| offsets.get(index).and_then(|offset| usize::try_from(*offset).ok()).unwrap_or(0);
                at(household)..at(household + 1)
            }
        }
    }

    pub(crate) fn division(&self, household: usize) -> &str {
        let index = self.division_of.as_ref().and_then(|of| of.get(household)).copied().unwrap_or(0);
        usize::try_from(index).ok().and_then(|index| self.divisions.get(index)).map_or("", String::as_str)
    }

    fn group(&mut self, name: &str) -> Result<&mut GroupColumns, RuleFault> {
        let found = self.program.groups.iter().position(|group| group.name == name);
        match found {
            Some(at) => Ok(&mut self.groups[at]),
            None => Err(fault(name.to_owned(), format!("政策“{}”不认识“{name}”。", self.program.title))),
        }
    }

    /// Group, fact, and how many rows its column has.
    fn slot(&self, group: &str, fact: &str) -> Result<(usize, usize, usize), RuleFault> {
        let at = self.program.groups.iter().position(|g| g.name == group);
        let slot = at.and_then(|at| self.program.groups[at].facts.iter().position(|f| f.name == fact));
        let (Some(at), Some(slot)) = (at, slot) else {
            let sentence = format!("政策“{}”没有“{group}”的“{fact}”这一项事实。", self.program.title);
            return Err(fault(format!("{group}.{fact}"), sentence));
        };
        let rows = if self.count == 0 { 0 } else { self.rows_of(at, self.count - 1).end };
        Ok((at, slot, rows))
    }

    fn check_rows(&self, group: &str, fact: &str, rows: usize, given: usize) -> Result<(), RuleFault> {
        if rows == given {
            return Ok(());
        }
        let sentence = format!("“{group}”的“{fact}”应有{rows}个，给了{given}个。列表要先说明每户有哪几条。");
        Err(fault(format!("{group}.{fact}"), sentence))
    }

    fn codes(&mut self, group: &str, fact: &str, kind: &Type, codes: Vec<i32>) -> Result<&mut Self, RuleFault> {
        let (at, slot, rows) = self.slot(group, fact)?;
        let definition: &FactDefinition = &self.program.groups[at].facts[slot];
        if definition.kind != *kind {
            let sentence = format!("“{group}”的“{fact}”应是{}。", definition.kind.describe());
            return Err(fault(format!("{group}.{fact}"), sentence));
        }
        self.check_rows(group, fact, rows, codes.len())?;
        let (low, high) = (codes.iter().min().copied().unwrap_or(0), codes.iter().max().copied().unwrap_or(0));
        let bytes: Option<Vec<u8>> =
            if u8::try_from(high).is_ok() { codes.iter().map(|code| u8::try_from(*code).ok()).collect() } else { None };
        let cells = bytes.map_or(Cells::Narrow(codes), Cells::Byte);
        let column = FactColumn { cells, presence: None, scale: 1, low: i64::from(low), high: i64::from(high) };
        self.groups[at].facts[slot] = Some(column);
        Ok(self)
    }
}

fn first_day() -> Day {
    Day::new(1800, 1, 1).expect("there is a 1 January 1800")
}

/// Days since 1800-01-01.
pub(crate) fn day_number(day: Day) -> i32 {
    i32::try_from(first_day().days_until(day)).unwrap_or(0)
}

/// The day with this number.
pub(crate) fn day_of_number(number: i32) -> Day {
    first_day().add_days(number)
}

/// A number as `cell / scale`.
pub(crate) fn exact(cell: i64, scale: i64) -> Exact {
    Exact::ratio(i128::from(cell), i128::from(scale)).unwrap_or(Exact::ZERO)
}

pub(crate) fn symbol_of(code: i64) -> Symbol {
    Symbol::try_from(code).unwrap_or(Symbol::MAX)
}
