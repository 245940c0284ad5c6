//! Tests of reading and writing, one file per subject.

mod clean;
mod csv;
mod fixed;
mod xlsx;
