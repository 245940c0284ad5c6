//! A checked policy (已检查的政策): every name is a slot, every expression has its type.
//!
//! The tree is the same for one household and for a city in columns: a slot is a column, a row of
//! the environment is a position in it. Nothing in it does input or output.

use std::sync::Arc;

use kernel::Day;

use crate::ast::{AggregateKind, Operator};
use crate::facts::FactSpec;
use crate::number::Exact;
use crate::unit::{Type, Unit};

/// A word of an enumeration.
pub(crate) type Symbol = u32;

/// A value fixed by the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Literal {
    Number(Exact),
    Bool(bool),
    Date(Day),
    Symbol(Symbol),
    Text(Arc<str>),
}

/// A typed expression over slots.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Literal(Literal, Type),
    /// 评定日期.
    On,
    /// The current row of a group.
    SelfRow {
        group: usize,
        kind: Type,
    },
    Fact {
        group: usize,
        fact: usize,
    },
    Definition(usize),
    /// `at`: the list of events on whose day the value is taken; otherwise 评定日期.
    Parameter {
        parameter: usize,
        key: Option<Box<Node>>,
        at: Option<usize>,
    },
    /// The inner expression at the row that the record points to.
    Via {
        record: Box<Node>,
        group: usize,
        inner: Box<Node>,
    },
    Not(Box<Node>),
    Negate(Box<Node>, Unit),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Compare(Operator, Box<Node>, Box<Node>),
    Arithmetic(Operator, Box<Node>, Box<Node>, Type),
    /// A day plus or minus a number of days, months or years.
    Shift(Operator, Box<Node>, Box<Node>, Unit),
    If(Box<Node>, Box<Node>, Box<Node>),
    InSet(Box<Node>, Vec<Node>),
    InRange(Box<Node>, Box<Node>, Box<Node>),
    Round(Box<Node>, Box<Node>, Box<Node>, Unit),
    Extreme {
        largest: bool,
        items: Vec<Node>,
        kind: Type,
    },
    Call(DateCall, Vec<Node>),
    Aggregate {
        kind: AggregateKind,
        group: usize,
        filter: Option<Box<Node>>,
        body: Option<Box<Node>>,
        result: Type,
    },
    /// 年内累计(此前 …): the sum over the earlier events of the same calendar year.
    YearTotal {
        group: usize,
        filter: Option<Box<Node>>,
        body: Box<Node>,
        result: Type,
    },
    Table(Box<TableNode>),
}

/// The calendar functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum DateCall {
    /// 周岁(出生日期, 日期).
    Age,
    /// 月首(日期).
    MonthStart,
    /// 次月首(日期).
    NextMonthStart,
    /// 月末(日期).
    MonthEnd,
    /// 月数(从, 到), both months included; 0 when 到 lies before 从.
    MonthCount,
}

#[derive(Debug, Clone)]
pub(crate) struct TableNode {
    pub heads: Vec<Node>,
    pub rows: Vec<TableRowNode>,
    pub kind: Type,
}

#[derive(Debug, Clone)]
pub(crate) struct TableRowNode {
    pub tests: Vec<CellTestNode>,
    pub result: Node,
    /// 其余: hits when no other row does.
    pub rest: bool,
    pub line: u32,
}

#[derive(Debug, Clone)]
pub(crate) enum CellTestNode {
    Any,
    Compare(Operator, Node),
    /// From, to, and whether the upper end is inside.
    Range(Node, Node, Operator),
    OneOf(Vec<Node>),
}

#[derive(Debug, Clone)]
pub(crate) struct PhraseNode {
    pub when: Option<Node>,
    pub parts: Vec<PhrasePart>,
}

impl PhraseNode {
    /// The text, where nothing has to be filled in.
    pub fn fixed(&self) -> Option<String> {
        match self.parts.as_slice() {
            [PhrasePart::Text(text)] => Some(text.clone()),
            _ => None,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum PhrasePart {
    Text(String),
    Value(Node, PhraseForm),
}

/// `{甲}`, `{甲:数}`, `{甲:月}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PhraseForm {
    Full,
    NumberOnly,
    Month,
}

#[derive(Debug, Clone)]
pub(crate) struct ExceptionNode {
    pub name: String,
    pub when: Node,
    pub value: Node,
    pub clauses: Vec<PhraseNode>,
}

#[derive(Debug, Clone)]
pub(crate) struct Definition {
    pub name: String,
    pub section: String,
    /// `None` for the household, a list for a rule about each of its rows.
    pub group: Option<usize>,
    pub kind: Type,
    pub paid: bool,
    pub body: Node,
    pub exceptions: Vec<ExceptionNode>,
    pub clauses: Vec<PhraseNode>,
    pub plain: Vec<PhraseNode>,
    pub label: Vec<PhraseNode>,
    pub excluded: Option<Node>,
    pub show: bool,
    pub show_when: Option<Node>,
    pub place: crate::problem::Place,
}

#[derive(Debug, Clone)]
pub(crate) struct FactDefinition {
    pub name: String,
    pub kind: Type,
    pub source: String,
    pub note: String,
    pub default: Option<Literal>,
    pub derive: Option<Node>,
}

#[derive(Debug, Clone)]
pub(crate) struct GroupDefinition {
    pub name: String,
    pub single: bool,
    pub key: Option<usize>,
    pub facts: Vec<FactDefinition>,
    pub events: Option<Events>,
}

/// The rows of a list are events (每一次): by which fact they follow each other, and whose they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Events {
    /// The fact with the day.
    pub date: usize,
    /// The fact that says whose event it is; without it all belong together.
    pub each: Option<usize>,
}

/// What is computed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// One definition for all rows of its group.
    One(usize),
    /// Definitions that read each other's results of earlier events: event by event.
    Events { group: usize, definitions: Vec<usize> },
}

#[derive(Debug, Clone)]
pub(crate) struct ManualClause {
    pub name: String,
    pub when: Option<Node>,
    pub content: String,
    pub clause: String,
}

/// A policy ready to run.
#[derive(Debug)]
pub(crate) struct Program {
    pub id: String,
    pub title: String,
    pub level: String,
    pub issuer: String,
    pub document: String,
    pub file: String,
    pub text_hash: u128,
    /// The wording of each rule, by its name as the file writes it.
    pub wordings: std::collections::HashMap<String, String>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub groups: Vec<GroupDefinition>,
    pub definitions: Vec<Definition>,
    /// An order in which each definition comes after those it reads.
    pub order: Vec<Step>,
    pub decision: Option<usize>,
    pub reason: Option<usize>,
    pub amount: Option<usize>,
    pub manual: Vec<ManualClause>,
    /// 检查: told to a person, changes nothing by itself.
    pub checks: Vec<ManualClause>,
    /// The parameters it reads.
    pub parameters: Vec<usize>,
    pub specs: Vec<FactSpec>,
}
