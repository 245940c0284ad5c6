//! Column operations (列运算): each reads registers and fills one of its own.

use crate::ast::Operator;
use crate::number::RoundMode;
use crate::program::DateCall;
use crate::unit::Unit;

/// A register: one column of a chunk.
pub(crate) type Reg = usize;

/// What a register has one cell for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Space {
    /// Each household.
    Households,
    /// Each row of a list.
    List(usize),
    /// Each row of the inner list for each row of the outer list, within a household.
    Pairs { outer: usize, inner: usize },
}

/// What the cells of a register are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Number,
    /// A word, a day or a row.
    Code,
    Bool,
}

/// The cell is known.
pub(crate) const KNOWN: u8 = 0;
/// 未知.
pub(crate) const OPEN: u8 = 1;
/// A fault, or a number that does not fit: the row evaluator says which.
pub(crate) const TROUBLE: u8 = 2;

/// How a 取整 rounds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Mode {
    Fixed(RoundMode),
    /// The word is in a register; the words of the three modes.
    Word(Reg, [(i32, RoundMode); 3]),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    /// The facts of a column; its kind says of which type.
    Load {
        group: usize,
        fact: usize,
    },
    /// 推算 where the fact was not entered.
    Derived {
        group: usize,
        fact: usize,
        given: Reg,
        derived: Reg,
    },
    FillNumber(i64),
    FillCode(i32),
    FillBool(bool),
    /// No cell is known.
    Unfilled(u8),
    /// The row's place in its household's list.
    LocalRow,
    /// The household's division.
    Division,
    /// From fewer cells to more.
    Broadcast(Reg),
    /// The cell of the list's row that `row` points to.
    Gather {
        from: Reg,
        row: Reg,
    },
    /// The sum of registers times constants, and a constant.
    Linear {
        terms: Vec<(Reg, i64)>,
        plus: i64,
        checked: bool,
    },
    Product {
        a: Reg,
        b: Reg,
        checked: bool,
    },
    /// The size of a divisor; zero is trouble.
    Divisor(Reg),
    /// `a`, with its sign turned where `by` is below zero.
    Signed {
        a: Reg,
        by: Reg,
    },
    Larger {
        a: Reg,
        b: Reg,
        largest: bool,
    },
    /// `exact`: equal cells mean equal values, also where the condition is unknown.
    Choose {
        condition: Reg,
        yes: Reg,
        no: Reg,
        exact: bool,
    },
    Compare {
        operator: Operator,
        a: Reg,
        b: Reg,
    },
    CodeIn {
        of: Reg,
        codes: Vec<i32>,
    },
    Not(Reg),
    And(Reg, Reg),
    Or(Reg, Reg),
    Sum {
        over: Space,
        filter: Option<Reg>,
        body: Reg,
        checked: bool,
    },
    /// A sum of fractions with a denominator for each row: its top, or its bottom.
    SumFraction {
        over: Space,
        filter: Option<Reg>,
        top: Reg,
        bottom: Reg,
        is_top: bool,
    },
    Count {
        over: Space,
        filter: Option<Reg>,
    },
    Best {
        over: Space,
        filter: Option<Reg>,
        body: Reg,
        largest: bool,
    },
    Any {
        over: Space,
        filter: Option<Reg>,
        body: Reg,
    },
    All {
        over: Space,
        filter: Option<Reg>,
        body: Reg,
    },
    /// `top / (scale × bottom)` to a whole number.
    Round {
        top: Reg,
        scale: i64,
        bottom: Option<Reg>,
        mode: Mode,
    },
    /// A parameter that differs by division, kind or day.
    Lookup {
        table: usize,
        division: Option<Reg>,
        key: Option<Reg>,
        day: Option<Reg>,
    },
    /// A day moved by `count / scale` days, months or years.
    Shift {
        day: Reg,
        count: Reg,
        scale: i64,
        unit: Unit,
        back: bool,
    },
    Calendar {
        call: DateCall,
        a: Reg,
        b: Option<Reg>,
    },
    DaysBetween {
        from: Reg,
        to: Reg,
    },
    /// What the earlier events of the same year (and of the same person) add up to.
    YearTotal {
        group: usize,
        day: Reg,
        each: Option<Reg>,
        filter: Option<Reg>,
        /// `None` until what it adds up is planned, which may be after it.
        body: Option<Reg>,
        /// It adds up results of rules that read it: pass by pass, and one like no other.
        later: Option<usize>,
    },
    /// Exactly one must fit.
    Table {
        fits: Vec<Reg>,
        results: Vec<Reg>,
    },
    /// At most one applies; otherwise the body.
    Exceptions {
        whens: Vec<Reg>,
        values: Vec<Reg>,
        body: Reg,
    },
}

/// A parameter's values by day, division and kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LookupTable {
    /// First days of the stretches, ascending; before the first there is no value.
    pub days: Vec<i32>,
    pub divisions: usize,
    /// The place of each word among the kinds, by its code.
    pub places: Vec<Option<usize>>,
    pub keys: usize,
    /// One for each stretch, division and kind; `None` is no value.
    pub values: Vec<Option<i64>>,
}

/// Rules about events that read each other's results of earlier events: these registers are computed
/// once for the first events of all, once more for the second ones, and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passes {
    pub group: usize,
    /// The first register, and the one after the last.
    pub start: Reg,
    pub end: Reg,
}

/// An operation with its register's kind and space.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Entry {
    pub op: Op,
    pub space: Space,
    pub kind: Kind,
}

impl Op {
    /// The registers it reads.
    pub fn reads(&self, visit: &mut dyn FnMut(Reg)) {
        match self {
            Self::Load { .. }
            | Self::FillNumber(_)
            | Self::FillCode(_)
            | Self::FillBool(_)
            | Self::Unfilled(_)
            | Self::LocalRow
            | Self::Division => {}
            Self::Broadcast(a) | Self::Divisor(a) | Self::CodeIn { of: a, .. } | Self::Not(a) => visit(*a),
            Self::Linear { terms, .. } => terms.iter().for_each(|(reg, _)| visit(*reg)),
            Self::Product { a, b, .. }
            | Self::Larger { a, b, .. }
            | Self::Compare { a, b, .. }
            | Self::And(a, b)
            | Self::Or(a, b)
            | Self::Signed { a, by: b }
            | Self::Gather { from: a, row: b }
            | Self::Derived { given: a, derived: b, .. }
            | Self::Shift { day: a, count: b, .. }
            | Self::DaysBetween { from: a, to: b } => [a, b].into_iter().for_each(|reg| visit(*reg)),
            Self::Choose { condition, yes, no, .. } => [condition, yes, no].into_iter().for_each(|reg| visit(*reg)),
            Self::Count { filter, .. } => filter.iter().for_each(|reg| visit(*reg)),
            Self::Sum { filter, body, .. }
            | Self::Best { filter, body, .. }
            | Self::Any { filter, body, .. }
            | Self::All { filter, body, .. } => filter.iter().chain([body]).for_each(|reg| visit(*reg)),
            Self::SumFraction { filter, top, bottom, .. } => {
                filter.iter().chain([top, bottom]).for_each(|reg| visit(*reg));
            }
            Self::Round { top, bottom, mode, .. } => {
                let word = if let Mode::Word(reg, _) = mode { Some(reg) } else { None };
                [Some(top), bottom.as_ref(), word].into_iter().flatten().for_each(|reg| visit(*reg));
            }
            Self::Lookup { division, key, day, .. } => {
                [division, key, day].into_iter().flatten().for_each(|reg| visit(*reg));
            }
            Self::Calendar { a, b, .. } => [Some(a), b.as_ref()].into_iter().flatten().for_each(|reg| visit(*reg)),
            Self::YearTotal { day, each, filter, body, .. } => {
                [Some(day), each.as_ref(), filter.as_ref(), body.as_ref()]
                    .into_iter()
                    .flatten()
                    .for_each(|reg| visit(*reg));
            }
            Self::Table { fits, results } => fits.iter().chain(results).for_each(|reg| visit(*reg)),
            Self::Exceptions { whens, values, body } => {
                whens.iter().chain(values).chain([body]).for_each(|reg| visit(*reg));
            }
        }
    }
}
