//! `sample-city`: a made-up Suining on the real division tree, the same for the same seed.
//!
//! Always true: every name and number is invented; id numbers use sequence 000 or 999, which are never issued.

mod names;
pub mod staff;

pub use names::{Dice, Names};
