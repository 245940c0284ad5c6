//! The policy language (政策语言): rules, parameters and cases written in Chinese beside their clause.
//!
//! What is always true:
//! - A 规定 or a parameter value without its 依据 does not load; load errors are Chinese sentences with file, line and column.
//! - Numbers are exact fractions; the only way out is 取整, exactly once on each amount paid.
//! - A missing fact is 未知, never zero, and the answer names the facts that could change it.
//! - A day for which a parameter has no value is an error, never the nearest value.
//! - Evaluation reads facts, day and division, and nothing else: no file, no clock, no chance.
//! - The cases of a file run whenever it is loaded; a file whose cases fail does not load.
//! - Events of a year (`事实 费用 年度 自然年 按 结算日期`) follow each other by day, then in the order given;
//!   `年内累计(此前 自付 其中 条件)` adds up the earlier ones of the same calendar year, also results of
//!   rules about them, and rules about an event read parameters on the day of that event.
//! - One household is computed with its explanation, a whole city over columns ([`Population`]); both say the same,
//!   and what the columns cannot settle exactly goes to the row evaluator (decision 0008).
//!
//! Tables: none. Law: none of its own; every number and every condition stands in `policies/`.

mod answer;
mod ast;
mod bind;
mod cases;
mod columns;
mod compile;
mod eval;
mod explain;
mod facts;
mod format;
mod lexer;
mod library;
mod number;
mod parameters;
mod parser;
mod policy;
mod population;
mod problem;
mod program;
mod receipt;
mod unit;
mod wording;

pub use answer::{
    Answer, Assessment, Finding, MissingFact, NamedAnswer, TraceLine, UsedFact, UsedParameter, Value, show_missing,
};
pub use cases::{CaseCheck, CaseRun};
pub use columns::{Column, Columns, Standing};
pub use facts::{FactKind, FactSpec, Facts};
pub use format::format_policy;
pub use library::Library;
pub use number::{Exact, RoundMode};
pub use parameters::ParameterValue;
pub use policy::{Evaluation, Policy, RowAnswers, RuleHead};
pub use population::Population;
pub use problem::{LoadError, Place, RuleFault};
pub use receipt::{Receipt, Replay};
pub use unit::{Type, Unit};

#[cfg(test)]
mod tests;
