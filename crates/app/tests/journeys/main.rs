//! Journeys: one story a file, over HTTP, on both databases, with named people and a clock set by hand.

mod assess;
mod board;
mod browser;
mod cases_on_page;
mod crash;
mod decision;
mod discover;
mod full;
mod generated;
mod intake;
mod interface;
mod kin;
mod letters;
mod likely;
mod look;
mod money;
mod moving;
mod new_programme;
mod paper;
mod papers;
mod plan;
#[cfg(feature = "pdf")]
mod print;
mod register;
mod reports;
mod rights;
mod routing;
mod second_factor;
mod secrets;
mod standard;
mod tamper;
mod together;
mod walk;
mod whole_plan;
mod wrong;
