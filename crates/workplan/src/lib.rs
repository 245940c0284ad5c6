//! `workplan`: the plan of a year, its targets, duties and the wall board.
//!
//! Always true:
//! - a year's plan is a folder of text (`plans/<year>/`); no item, target or deadline stands in Rust;
//! - a value is compared as it is, never as it is shown: 9,999,999.99 is not ten million;
//! - parts of a target add up to it, or they are refused;
//! - one period of a duty needs one event, and two in one period do not repair another.
//!
//! Tables: none yet.
//! Law: the notice of 18 April 2017, 工作要求（一）“倒排工作，挂图作战” and （三）.

pub mod curve;
pub mod periods;
mod plan;
mod quantity;
pub mod schedule;
pub mod split;

pub use plan::{
    Countdown, Duty, Indicator, Item, ItemRole, Measure, Mistake, Plan, ReportedBy, Split, Task, TaskBy, Village,
};
pub use quantity::{Direction, Quantity};

#[cfg(test)]
mod tests;
