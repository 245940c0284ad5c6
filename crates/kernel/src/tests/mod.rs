//! Tests of the kernel, one file per subject.

mod codes;
mod ids;
mod money;
mod numbers;
mod places;
mod time;
mod working_days;
