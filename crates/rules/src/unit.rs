//! Units and types (单位、类型): 元/年 is not 元/月, and a yes is not a number.

use std::fmt;

/// The unit of a number (单位).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 元.
    Yuan,
    /// 元/月.
    YuanMonth,
    /// 元/年.
    YuanYear,
    /// 人.
    Person,
    /// 岁, completed years of age.
    Age,
    /// 天.
    Days,
    /// 月, a number of months.
    Months,
    /// 年, a number of years.
    Years,
    /// 数、比例、倍、个: a plain number.
    Plain,
}

impl Unit {
    /// The unit for its word; 数, 比例, 倍 and 个 are the same plain number.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "元" => Self::Yuan,
            "元/月" => Self::YuanMonth,
            "元/年" => Self::YuanYear,
            "人" => Self::Person,
            "岁" => Self::Age,
            "天" => Self::Days,
            "月" => Self::Months,
            "年" => Self::Years,
            "数" | "比例" | "倍" | "个" => Self::Plain,
            _ => return None,
        })
    }

    /// Whether it is money or money by time.
    #[must_use]
    pub fn is_money(self) -> bool {
        matches!(self, Self::Yuan | Self::YuanMonth | Self::YuanYear)
    }

    /// Whether a number of this unit only counts (人, 数) and may scale any other.
    #[must_use]
    pub fn is_count(self) -> bool {
        matches!(self, Self::Person | Self::Plain)
    }

    /// Decimals shown at least.
    #[must_use]
    pub fn decimals(self) -> u32 {
        if self.is_money() { 2 } else { 0 }
    }

    /// What follows the number when it is shown: ` 元/年`, `人`, nothing for a plain number.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Yuan => " 元",
            Self::YuanMonth => " 元/月",
            Self::YuanYear => " 元/年",
            Self::Person => "人",
            Self::Age => "岁",
            Self::Days => "天",
            Self::Months => "个月",
            Self::Years => "年",
            Self::Plain => "",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yuan => "元",
            Self::YuanMonth => "元/月",
            Self::YuanYear => "元/年",
            Self::Person => "人",
            Self::Age => "岁",
            Self::Days => "天",
            Self::Months => "月",
            Self::Years => "年",
            Self::Plain => "数",
        })
    }
}

/// The type of a fact, a parameter, a definition or an expression (类型).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// A number with its unit.
    Number(Unit),
    /// 是非.
    Bool,
    /// 日期.
    Date,
    /// 文字: free text, only for showing.
    Text,
    /// One of these words (枚举).
    Choice(Vec<String>),
    /// A record of the group with this index, by its key (for example the member an income belongs to).
    Record(usize),
}

impl Type {
    /// How the type is called in messages.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Number(unit) => unit.to_string(),
            Self::Bool => "是非".to_owned(),
            Self::Date => "日期".to_owned(),
            Self::Text => "文字".to_owned(),
            Self::Choice(words) => format!("（{}）之一", words.join("、")),
            Self::Record(_) => "记录".to_owned(),
        }
    }
}

/// 是非 as a type that can be lent.
pub(crate) static BOOL: Type = Type::Bool;
/// 日期 as a type that can be lent.
pub(crate) static DATE: Type = Type::Date;

/// A number's type that can be lent.
pub(crate) fn number_type(unit: Unit) -> &'static Type {
    static TYPES: [Type; 9] = [
        Type::Number(Unit::Yuan),
        Type::Number(Unit::YuanMonth),
        Type::Number(Unit::YuanYear),
        Type::Number(Unit::Person),
        Type::Number(Unit::Age),
        Type::Number(Unit::Days),
        Type::Number(Unit::Months),
        Type::Number(Unit::Years),
        Type::Number(Unit::Plain),
    ];
    let own = TYPES.iter().find(|kind| matches!(kind, Type::Number(known) if *known == unit));
    own.unwrap_or(&TYPES[8])
}

/// The unit of a product; `months12` says that one side is the literal `12月`.
///
/// 元/月 × 12月 = 元/年; 元/月 × other months = 元; 元/年 × 年 = 元; counts scale everything.
#[must_use]
pub fn product(left: Unit, right: Unit, months12: bool) -> Option<Unit> {
    match (left, right) {
        (Unit::YuanMonth, Unit::Months) | (Unit::Months, Unit::YuanMonth) => {
            Some(if months12 { Unit::YuanYear } else { Unit::Yuan })
        }
        (Unit::YuanYear, Unit::Years) | (Unit::Years, Unit::YuanYear) => Some(Unit::Yuan),
        (Unit::Person, Unit::Person) => None,
        (Unit::Person, Unit::Plain) | (Unit::Plain, Unit::Person) => Some(Unit::Person),
        (unit, count) | (count, unit) if count.is_count() => Some(unit),
        _ => None,
    }
}

/// The unit of a quotient; `months12` says that the divisor is the literal `12月`.
///
/// 元/年 ÷ 12月 = 元/月; 元 ÷ 年 = 元/年; 元 ÷ 月 = 元/月; equal units give a plain number.
#[must_use]
pub fn quotient(left: Unit, right: Unit, months12: bool) -> Option<Unit> {
    match (left, right) {
        (Unit::YuanYear, Unit::Months) if months12 => Some(Unit::YuanMonth),
        (Unit::Yuan, Unit::Months) => Some(Unit::YuanMonth),
        (Unit::Yuan, Unit::Years) => Some(Unit::YuanYear),
        (a, b) if a == b => Some(Unit::Plain),
        (a, count) if count.is_count() => Some(a),
        _ => None,
    }
}
