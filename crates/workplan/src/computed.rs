//! 自动计算的指标: figures that other crates compute from what the data hold; the binary lists them.

use crate::quantity::Quantity;
use access::{House, Scope};
use db::{Fault, Tx};
use kernel::Day;
use std::pin::Pin;

/// How the two whole numbers of a figure become its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A count: the number above.
    Count,
    /// Money: fen above, shown in yuan.
    Money,
    /// A share: above of below, in percent.
    Percent,
    /// An average: fen above, things below, in yuan for one.
    Average,
}

impl Kind {
    /// The value; `None` when there is nothing to divide by.
    #[must_use]
    pub fn value(self, top: i64, bottom: i64) -> Option<Quantity> {
        match self {
            Self::Count => Quantity::fraction(top, 1),
            Self::Money => Quantity::fraction(top, 100),
            Self::Percent => Quantity::fraction(top, bottom)?.share(100, 1),
            Self::Average => Quantity::fraction(top, bottom)?.share(1, 100),
        }
    }
}

pub use registry::store::figures::{Cell, Line};

/// The future of an answer.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send + 'a>>;

/// Computes the cells of a day, of what the plan says after the figure's id: a programme, a parameter.
pub type Compute = for<'a> fn(&'a House, &'a mut Tx, &'a str, Day) -> Answer<'a, Vec<Cell>>;

/// The rows behind a figure within a scope: of what, on which day, those after an id, so many.
pub type Rows = for<'a> fn(&'a mut Tx, &'a Scope, &'a str, Day, (&'a str, i64)) -> Answer<'a, Vec<Line>>;

/// A figure that the program computes.
#[derive(Clone, Copy)]
pub struct Computed {
    /// `payments.persons`; the first word is the crate. A plan writes `payments.persons/dibao`.
    pub id: &'static str,
    /// How its numbers become a value.
    pub kind: Kind,
    /// What is counted, exactly; the plan's own words (口径) stand beside it.
    pub definition: &'static str,
    /// Computes it.
    pub compute: Compute,
    /// Opens it; none where a number has no rows of its own.
    pub rows: Option<Rows>,
}

/// Everything the pages need beside the house: the plans and the computed figures.
#[derive(Clone)]
pub struct Catalogue {
    /// Plans, oldest first.
    pub plans: Vec<crate::Plan>,
    /// Computed figures.
    pub computed: Vec<Computed>,
}

impl Catalogue {
    /// Puts both together; a plan that names an unknown figure is refused.
    ///
    /// # Errors
    /// Which figure, in Chinese.
    pub fn new(plans: Vec<crate::Plan>, computed: Vec<Computed>) -> Result<Self, Fault> {
        let catalogue = Self { plans, computed };
        for plan in &catalogue.plans {
            for one in plan.items.iter().flat_map(crate::Item::indicators) {
                if let Some(id) = one.computed.as_deref().filter(|id| catalogue.figure(id).is_none()) {
                    let known: Vec<&str> = catalogue.computed.iter().map(|figure| figure.id).collect();
                    let sentence = format!("指标 {} 的 computed：没有“{id}”，可以写：{}。", one.id, known.join("、"));
                    return Err(Fault::other(sentence));
                }
            }
        }
        Ok(catalogue)
    }

    /// The figure that a plan names, and what it is of.
    #[must_use]
    pub fn figure<'n>(&self, named: &'n str) -> Option<(&Computed, &'n str)> {
        let (id, of) = named.split_once('/').unwrap_or((named, ""));
        self.computed.iter().find(|figure| figure.id == id).map(|figure| (figure, of))
    }

    /// Every figure that a plan names, once.
    #[must_use]
    pub fn named(&self) -> std::collections::BTreeSet<&str> {
        let indicators = self.plans.iter().flat_map(|plan| &plan.items).flat_map(crate::Item::indicators);
        indicators.filter_map(|one| one.computed.as_deref()).collect()
    }

    /// The plan in force on a day: that of its year, else the newest.
    #[must_use]
    pub fn plan_on(&self, day: Day) -> Option<&crate::Plan> {
        let of_year = self.plans.iter().find(|plan| plan.year == i64::from(day.year()));
        of_year.or(self.plans.last())
    }
}
