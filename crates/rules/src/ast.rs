//! The tree of a policy file as it is written (语法树), before any name is looked up.

use kernel::Day;

use crate::number::Exact;
use crate::problem::Place;
use crate::unit::Unit;

/// An expression with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expr {
    pub kind: ExprKind,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ExprKind {
    Number(Exact, Option<Unit>),
    Date(Day),
    Text(String),
    Bool(bool),
    Name(String),
    /// `谁.年龄`.
    Field(Box<Expr>, String),
    /// `分类施保[重病]`.
    Index(String, Box<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `x 在 (甲, 乙)`.
    InSet(Box<Expr>, Vec<Expr>),
    /// `x 在 1..3`, both ends included.
    InRange(Box<Expr>, Box<Expr>, Box<Expr>),
    Call(String, Vec<Expr>),
    Aggregate(Aggregate),
    /// `年内累计(此前 自付 其中 可救助)`.
    YearTotal(Box<Expr>, Option<Box<Expr>>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Aggregate {
    pub kind: AggregateKind,
    pub group: String,
    pub filter: Option<Box<Expr>>,
    pub body: Option<Box<Expr>>,
}

/// 计数、求和、最大、最小、存在、全部.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AggregateKind {
    Count,
    Sum,
    Max,
    Min,
    Any,
    All,
}

impl AggregateKind {
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "计数" => Self::Count,
            "求和" => Self::Sum,
            "最大" => Self::Max,
            "最小" => Self::Min,
            "存在" => Self::Any,
            "全部" => Self::All,
            _ => return None,
        })
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Count => "计数",
            Self::Sum => "求和",
            Self::Max => "最大",
            Self::Min => "最小",
            Self::Any => "存在",
            Self::All => "全部",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Operator {
    Or,
    And,
    Less,
    AtMost,
    More,
    AtLeast,
    Is,
    IsNot,
    Plus,
    Minus,
    Times,
    Over,
}

impl Operator {
    /// How the operator is shown.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Or => "或",
            Self::And => "且",
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::More => ">",
            Self::AtLeast => "≥",
            Self::Is => "=",
            Self::IsNot => "≠",
            Self::Plus => "+",
            Self::Minus => "−",
            Self::Times => "×",
            Self::Over => "÷",
        }
    }
}

/// A name with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Named {
    pub text: String,
    pub place: Place,
}

/// A type as written: 元/年, 是非, a group, a 枚举, or `甲|乙`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TypeText {
    Word(Named),
    Choice(Vec<Named>),
}

/// A text that may hold only under a condition (依据, 说法, 名称).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Phrase {
    pub when: Option<Expr>,
    pub text: String,
    pub place: Place,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Source {
    pub title: String,
    pub id: Option<Named>,
    pub level: String,
    pub issuer: String,
    pub document: String,
    pub follows: String,
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub choices: Vec<(Named, Vec<Named>)>,
    pub parameters: Vec<Parameter>,
    pub groups: Vec<Group>,
    pub rules: Vec<Rule>,
    pub outcome: Option<Outcome>,
    pub amount: Option<Named>,
    pub untranslated: Vec<Untranslated>,
    pub checks: Vec<Untranslated>,
    pub cases: Vec<CaseText>,
}

impl Source {
    /// Whether nothing but cases is written.
    pub(crate) fn is_cases_only(&self) -> bool {
        let words = [&self.title, &self.level, &self.issuer, &self.document, &self.follows];
        words.iter().all(|word| word.is_empty())
            && self.id.is_none()
            && self.from.is_none()
            && self.to.is_none()
            && self.outcome.is_none()
            && self.amount.is_none()
            && self.choices.is_empty()
            && self.parameters.is_empty()
            && self.groups.is_empty()
            && self.rules.is_empty()
            && self.untranslated.is_empty()
            && self.checks.is_empty()
    }
}

/// 参数, 待定 or 填定.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub name: Named,
    pub role: ParameterRole,
    pub kind: Option<TypeText>,
    pub by_division: bool,
    pub key: Option<TypeText>,
    pub note: String,
    pub rows: Vec<ParameterRow>,
    pub bounds: Vec<BoundText>,
}

/// `约束 [2021-10-28 起] [低保对象, 特困人员] >= 70% 依据 …`.
#[derive(Debug, Clone)]
pub(crate) struct BoundText {
    pub from: Option<Day>,
    pub labels: Vec<Named>,
    pub operator: Operator,
    pub value: Expr,
    pub document: String,
    pub place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParameterRole {
    /// Declared and given here.
    Own,
    /// 待定: declared here, given elsewhere.
    Open,
    /// 填定: given here, declared elsewhere.
    Fill,
}

#[derive(Debug, Clone)]
pub(crate) struct ParameterRow {
    pub from: Day,
    pub to: Option<Day>,
    pub cells: Vec<ParameterCell>,
    pub document: String,
    pub place: Place,
}

/// One value: `3300`, `默认 3300`, `射洪县 3600`, `重病 55`.
#[derive(Debug, Clone)]
pub(crate) struct ParameterCell {
    pub label: Option<Named>,
    pub value: Expr,
}

#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub name: Named,
    pub yearly: Option<Yearly>,
    pub facts: Vec<Fact>,
}

/// `年度 自然年 按 结算日期 [每个 谁]`: the rows are events of a year, in the order of this day.
#[derive(Debug, Clone)]
pub(crate) struct Yearly {
    pub date: Named,
    pub each: Option<Named>,
}

#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub name: Named,
    pub kind: TypeText,
    pub source: String,
    pub default: Option<Expr>,
    pub derive: Option<Expr>,
    pub key: bool,
    pub note: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub section: String,
    pub group: Option<Named>,
    pub name: Named,
    pub kind: TypeText,
    pub paid: bool,
    pub body: RuleBody,
    pub exceptions: Vec<Exception>,
    pub clauses: Vec<Phrase>,
    pub plain: Vec<Phrase>,
    pub label: Vec<Phrase>,
    pub excluded: Option<Expr>,
    pub show: Option<bool>,
    pub show_when: Option<Expr>,
    pub note: String,
}

#[derive(Debug, Clone)]
pub(crate) enum RuleBody {
    Formula(Expr),
    Table(Table),
}

#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub heads: Vec<Expr>,
    pub rows: Vec<TableRow>,
}

#[derive(Debug, Clone)]
pub(crate) struct TableRow {
    pub cells: Vec<CellTest>,
    pub result: Expr,
    pub place: Place,
}

/// A cell of a table: what the head must be.
#[derive(Debug, Clone)]
pub(crate) enum CellTest {
    Any,
    Compare(Operator, Expr),
    /// `0.5 .. 1` with both ends, `0.5 .. < 1` without the upper.
    Range(Expr, Expr, Operator),
    /// `其余`: when no other row hits.
    Rest,
    OneOf(Vec<Expr>),
}

#[derive(Debug, Clone)]
pub(crate) struct Exception {
    pub name: Named,
    pub when: Expr,
    pub value: Expr,
    pub clauses: Vec<Phrase>,
}

#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub decision: Named,
    pub reason: Option<Named>,
}

#[derive(Debug, Clone)]
pub(crate) struct Untranslated {
    pub name: Named,
    pub when: Option<Expr>,
    pub content: String,
    pub clause: String,
}

#[derive(Debug, Clone)]
pub(crate) struct CaseText {
    pub name: Named,
    pub on: Option<(Day, Place)>,
    pub division: String,
    pub based_on: Option<Named>,
    pub rows: Vec<CaseRow>,
    pub expects: Vec<Expect>,
}

/// `家庭 存款 28.81 ; 住房套数 1`, or `车辆 无`.
#[derive(Debug, Clone)]
pub(crate) struct CaseRow {
    pub group: Named,
    /// `None` for 无 (an empty list), `Some(None)` inside for 未知.
    pub entry: CaseEntry,
}

#[derive(Debug, Clone)]
pub(crate) enum CaseEntry {
    Empty,
    Unknown,
    Values(Vec<(Named, CaseValue)>),
}

#[derive(Debug, Clone)]
pub(crate) enum CaseValue {
    Unknown,
    Known(Literal),
}

/// A literal of a case, as it would stand in JSON.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Text(String),
    Bool(bool),
}

#[derive(Debug, Clone)]
pub(crate) struct Expect {
    /// `费用[2].救助金额`: the list and which of its rows.
    pub row: Option<(Named, String)>,
    pub name: Named,
    pub want: Want,
}

#[derive(Debug, Clone)]
pub(crate) enum Want {
    Value(Literal),
    Unknown(Vec<Named>),
    Manual,
}
