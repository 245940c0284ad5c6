//! What goes wrong, in plain Chinese: while loading ([`LoadError`]) and while evaluating ([`RuleFault`]).

use std::fmt;

/// A place in a policy file; lines and columns count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Place {
    /// 行.
    pub line: u32,
    /// 列, in characters.
    pub column: u32,
}

/// Why a policy does not load: where it is and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// The file, as `dibao/dibao.policy`.
    pub file: String,
    /// Where in the file.
    pub place: Place,
    /// What is wrong and what to write instead, in Chinese.
    pub sentence: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.line == 0 {
            write!(f, "{}：{}", self.file, self.sentence)
        } else {
            write!(f, "{} 第{}行第{}列：{}", self.file, self.place.line, self.place.column, self.sentence)
        }
    }
}

impl std::error::Error for LoadError {}

/// A problem inside one file, before the file's name is known to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub place: Place,
    pub sentence: String,
}

impl Trouble {
    pub fn new(place: Place, sentence: impl Into<String>) -> Self {
        Self { place, sentence: sentence.into() }
    }

    pub fn in_file(self, file: &str) -> LoadError {
        LoadError { file: file.to_owned(), place: self.place, sentence: self.sentence }
    }
}

pub(crate) type Parsed<T> = Result<T, Trouble>;

/// Why one evaluation has no answer. It is never replaced by a default.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleFault {
    /// The facts do not fit the policy: a key it does not know, a wrong form.
    #[error("{sentence}")]
    Facts {
        /// The key, as `成员.年龄`.
        key: String,
        /// What is wrong and what to enter.
        sentence: String,
    },
    /// A day, division or kind for which the parameter has no value.
    #[error("参数“{name}”在{on}（{division}）{key}没有值，不能测算。请先在参数里录入这一天起的数值和文件依据。")]
    NoParameter {
        /// The parameter.
        name: String,
        /// The day asked for.
        on: String,
        /// The division asked for.
        division: String,
        /// `“重病”这一项`, or empty.
        key: String,
    },
    /// A number beyond the range, or a division by zero.
    #[error("“{name}”算不出来：{what}。请核对有关数字。")]
    Arithmetic {
        /// The definition.
        name: String,
        /// `除数为零` or `数字太大`.
        what: String,
    },
    /// Two exceptions of one rule apply, or none or two rows of a table.
    #[error("“{name}”：{what}。这是政策文件本身的冲突，请转给政策管理员处理。")]
    Conflict {
        /// The definition.
        name: String,
        /// Which exceptions or rows.
        what: String,
    },
    /// The policy has no such definition, or it is not used for decisions.
    #[error("政策“{policy}”里没有“{name}”。")]
    NoSuchName {
        /// The policy.
        policy: String,
        /// What was asked for.
        name: String,
    },
}
