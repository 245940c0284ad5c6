//! Places (行政区划): the tree from city to village in every year since 2016, what became of each place,
//! the two code systems, and the functional zones that run townships of their own.
//!
//! What is always true: a code is looked up on a day, because codes are given again and names change;
//! a successor that no document proves is a list of candidates, never a guess.
//!
//! Source: the division codes for statistics (统计用区划代码) and the change lists of the Ministry of Civil Affairs.

mod changes;
mod code;
mod schemes;
mod succession;
mod tree;

pub use changes::TownshipChange;
pub use code::{Level, PlaceCode};
pub use schemes::{Jurisdiction, MinistryTownship, Zone};
pub use succession::{Relation, Succession};
pub use tree::{Place, Places, Vintage};

/// The texts a [`Places`] is read from, all CSV.
#[derive(Debug, Clone, Copy)]
pub struct PlaceFiles<'a> {
    /// Every code ever listed, with the years it was listed in.
    pub all_vintages: &'a str,
    /// Trees with the urban-rural class of villages, the later one last.
    pub classes: &'a [&'a str],
    /// Villages of 2017 and what became of them.
    pub village_changes: &'a str,
    /// Counties and townships of 2017 and what became of them.
    pub town_changes: &'a str,
    /// The ministry's list of township changes.
    pub township_changes: &'a str,
    /// Functional zones and the townships they run.
    pub zones: &'a str,
    /// Township codes of the ministry before the reform of 2019.
    pub ministry_before_2019: &'a str,
    /// Township codes of the ministry after the reform of 2019.
    pub ministry_since_2019: &'a str,
}
