//! Tests of the kernel, one file per subject.

mod ids;
mod money;
mod time;
