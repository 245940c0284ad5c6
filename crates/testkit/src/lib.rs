//! `testkit`: a whole house for a test: every route, named people, a clock that is set by hand, both databases.
//!
//! Always true: a test has a database of its own; the clock moves only when the test says so; made-up id numbers use
//! sequence 000 or 999.

mod people;
mod world;

pub use people::{id_number, made_up_id};
pub use world::{Client, Empty, Engine, Page, Template, World, each_database, empty_database};
