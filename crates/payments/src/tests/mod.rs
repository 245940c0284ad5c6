//! Tests of this crate; on SQLite, and on PostgreSQL when `DOUDI_TEST_POSTGRES` names a server where databases may be
//! created.

mod amounts;
mod awards;
mod bank;
mod close;
mod corrections;
mod kin;
mod pages;
mod past;
mod returns;
mod runs;
mod scale;
mod tamper;
mod world;
