//! 考核评估: rules as text, facts of a day, scores that anybody can compute again.
//!
//! A round keeps the rules' text and the facts of its cut-off day; the computed scores, the totals and the ranking follow
//! from them and from what reviewers wrote. Scores are fractions; two digits are made once, at the end, half up.

mod facts;
mod round;
mod score;
mod template;
mod verify;

pub(crate) use facts::units;
pub use facts::{Fact, Facts, gather};
pub use round::{Round, RoundState, Score, Sheet};
pub use score::{Result, computed, rank, result, taken};
pub use template::{Criterion, Dimension, Extra, ExtraKind, Rule, Template};
pub(crate) use verify::verify;
