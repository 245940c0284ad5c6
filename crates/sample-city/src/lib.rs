//! `sample-city`: a made-up Suining on the real division tree, the same for the same seed.
//!
//! Always true:
//! - every name and number is invented; id numbers use sequence 000 or 999, which are never issued;
//! - amounts, days of clocks and stages come from `rules` and `cases`, never from a formula of its own;
//! - the same seed makes the same rows; only seals differ where the keys are random;
//! - what is planted is told in the report.
//!
//! Tables: none of its own; it writes those of `registry`, `cases`, `payments`, `ledger` and `access` in bulk, and those of
//! `workplan` through its actions.

mod applications;
mod city;
mod declare;
mod draw;
mod fate;
mod homes;
mod id_numbers;
mod load;
mod names;
mod payouts;
mod shapes;
pub mod staff;
mod steps;
mod store;
mod timeline;
mod villages;
mod words;
mod year;

pub use city::{Options, Report, make};
pub use draw::Planted;
pub use fate::Plant;
pub use load::Phase;
pub use names::{Dice, Names};
pub use year::work;

#[cfg(test)]
mod tests;
