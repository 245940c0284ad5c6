//! A small city, looked at from all sides.

mod cases_hold;
mod determinism;
mod money;
mod numbers;
mod planted;
mod world;
mod year;
