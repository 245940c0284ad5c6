//! 数: targets, reported and computed figures of a place, side by side.

use crate::computed::{Catalogue, Cell};
use crate::curve::{self, Standing};
use crate::quantity::Quantity;
use crate::report::Report;
use crate::store::splits::TargetSplit;
use crate::store::{reports, snapshots, splits};
use crate::{Indicator, Plan, ReportedBy, Split};
use access::{House, Scope};
use db::{Fault, Tx};
use kernel::{Day, Moment};
use std::collections::BTreeMap;

/// Whose figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At<'c> {
    /// The whole city.
    City,
    /// A county or park.
    County(&'c str),
    /// A township of it.
    Township(&'c str, &'c str),
}

/// Everything that the figures of a plan are read from.
#[derive(Debug, Default)]
pub struct Figures {
    /// Approved figures that count and that no hand has changed.
    pub reported: Vec<Report>,
    /// Figures that a hand has changed: they count nowhere.
    pub broken: Vec<Report>,
    /// Splits in force.
    pub splits: Vec<TargetSplit>,
    /// The day of the computed figures, and when they were taken.
    pub taken: Option<(Day, Moment)>,
    computed: BTreeMap<(String, String, String), (i64, i64, i64)>,
}

/// A computed figure with the rows it opens to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComputedValue {
    /// The value.
    pub value: Quantity,
    /// Rows behind it.
    pub opened: i64,
}

/// The share of difference above which the two numbers are a matter for people, percent (WP-05).
const APART: i64 = 5;

impl Figures {
    /// Targets only: what a place should reach, from the splits.
    #[must_use]
    pub fn of_splits(splits: Vec<TargetSplit>) -> Self {
        Self { splits, ..Self::default() }
    }

    /// Loads the figures of a plan as of a day; the reported ones within a scope.
    ///
    /// # Errors
    /// When the database does.
    pub async fn load(tx: &mut Tx, house: &House, scope: &Scope, plan: &Plan, today: Day) -> Result<Self, Fault> {
        let (all, splits) = (reports::live(tx, scope, plan.year).await?, splits::in_force(tx, plan.year).await?);
        Self::of(tx, house, all, splits, today).await
    }

    /// As [`Figures::load`], as they stood at the end of a day: what was let through later does not count.
    ///
    /// # Errors
    /// When the database does.
    pub async fn at_end_of(tx: &mut Tx, house: &House, scope: &Scope, plan: &Plan, day: Day) -> Result<Self, Fault> {
        let until = Moment::start_of(day.add_days(1));
        let all = reports::counted_at(tx, scope, plan.year, until).await?;
        let splits = splits::in_force_at(tx, plan.year, until).await?;
        Self::of(tx, house, all, splits, day).await
    }

    async fn of(
        tx: &mut Tx,
        house: &House,
        all: Vec<Report>,
        splits: Vec<TargetSplit>,
        today: Day,
    ) -> Result<Self, Fault> {
        let keys = house.keyring();
        let (reported, broken) = all.into_iter().partition(|report: &Report| report.is_intact(&keys));
        let mut figures = Self { reported, broken, splits, ..Self::default() };
        figures.taken = snapshots::latest(tx, today).await?;
        if let Some((day, _)) = figures.taken {
            for stored in snapshots::by_county(tx, day).await? {
                figures.add(&stored.figure, stored.cell);
            }
        }
        Ok(figures)
    }

    /// The figures of a plan as they were on a day: those handed in that are of no later day, and the computed ones taken
    /// on it or last before it.
    ///
    /// # Errors
    /// When the database does.
    pub async fn as_of(tx: &mut Tx, house: &House, plan: &Plan, day: Day) -> Result<Self, Fault> {
        let mut figures = Self::load(tx, house, &Scope::City, plan, day).await?;
        let keys = house.keyring();
        let mut newest: BTreeMap<String, Report> = BTreeMap::new();
        for report in reports::approved_by(tx, plan.year, day).await? {
            if report.is_intact(&keys) {
                // They come in the order of their days: the last one stands.
                newest.insert(report.key(), report);
            }
        }
        figures.reported = newest.into_values().collect();
        Ok(figures)
    }

    /// Adds the townships of one figure.
    ///
    /// # Errors
    /// When the database does.
    pub async fn with_townships(&mut self, tx: &mut Tx, scope: &Scope, figure: &str) -> Result<(), Fault> {
        let Some((day, _)) = self.taken else { return Ok(()) };
        for cell in snapshots::by_township(tx, scope, day, figure).await? {
            if !cell.township.is_empty() {
                self.add(figure, cell);
            }
        }
        Ok(())
    }

    fn add(&mut self, figure: &str, cell: Cell) {
        self.computed.insert((figure.to_owned(), cell.county, cell.township), (cell.top, cell.bottom, cell.opened));
    }

    /// What a place should reach; `None` when it has no target of its own.
    #[must_use]
    pub fn target(&self, plan: &Plan, indicator: &Indicator, at: At<'_>) -> Option<Quantity> {
        let part = |county: &str, place: &str| {
            let split = self.splits.iter().find(|s| s.indicator == indicator.id && s.county == county)?;
            split.parts.iter().find(|part| part.place == place).map(|part| part.value)
        };
        match (at, indicator.split) {
            (At::City, _) | (_, Split::Same) => indicator.target,
            (_, Split::None) | (At::Township(..), Split::Each(_)) => None,
            (At::County(county), Split::Each(each)) => plan.sharers(indicator).contains(&county).then_some(each),
            (At::County(county), Split::AddUp) => part(&plan.city, county),
            (At::Township(county, township), Split::AddUp) => part(county, township),
        }
    }

    /// What was handed in and let through for a place: the sum of those who hand it in, or the worst of them where
    /// adding makes no sense; with how many there are.
    #[must_use]
    pub fn reported(&self, plan: &Plan, indicator: &Indicator, at: At<'_>) -> Option<(Quantity, usize)> {
        let of_level = |report: &&Report| match indicator.reported_by {
            ReportedBy::Nobody => false,
            ReportedBy::City => report.county == plan.city,
            ReportedBy::County => report.county != plan.city && report.township.is_empty(),
            ReportedBy::Township => !report.township.is_empty(),
        };
        let here = |report: &&Report| match at {
            At::City => true,
            At::County(county) => report.county == county,
            At::Township(county, township) => report.county == county && report.township == township,
        };
        let mut found: Option<(Quantity, usize)> = None;
        for report in self.reported.iter().filter(|r| r.indicator == indicator.id).filter(of_level).filter(here) {
            let value = Quantity::parse(&report.value).ok()?;
            found = Some(match found {
                None => (value, 1),
                Some((before, n)) if indicator.adds_up() => (before.plus(value)?, n + 1),
                Some((before, n)) => match indicator.direction {
                    crate::Direction::AtLeast => (before.min(value), n + 1),
                    crate::Direction::AtMost => (before.max(value), n + 1),
                },
            });
        }
        found
    }

    /// What the data say.
    #[must_use]
    pub fn computed(&self, catalogue: &Catalogue, indicator: &Indicator, at: At<'_>) -> Option<ComputedValue> {
        let named = indicator.computed.as_deref()?;
        let (figure, _) = catalogue.figure(named)?;
        self.taken?;
        let (mut top, mut bottom, mut opened) = (0_i64, 0_i64, 0_i64);
        for ((_, county, township), cell) in self.computed.iter().filter(|((id, _, _), _)| id == named) {
            let is_here = match at {
                At::City => township.is_empty(),
                At::County(wanted) => township.is_empty() && county == wanted,
                At::Township(wanted, town) => county == wanted && township == town,
            };
            if is_here {
                top = top.checked_add(cell.0)?;
                bottom = bottom.checked_add(cell.1)?;
                opened = opened.checked_add(cell.2)?;
            }
        }
        Some(ComputedValue { value: figure.kind.value(top, bottom)?, opened })
    }

    /// The value that stands for a place: what was let through, else what the data say.
    #[must_use]
    pub fn value(&self, plan: &Plan, catalogue: &Catalogue, indicator: &Indicator, at: At<'_>) -> Option<Quantity> {
        let reported = self.reported(plan, indicator, at).map(|(value, _)| value);
        reported.or_else(|| self.computed(catalogue, indicator, at).map(|computed| computed.value))
    }

    /// How a place stands: `None` without a target. Nothing handed in is nothing reached.
    #[must_use]
    pub fn standing(
        &self,
        (plan, catalogue): (&Plan, &Catalogue),
        indicator: &Indicator,
        at: At<'_>,
        today: Day,
    ) -> Option<Standing> {
        let target = self.target(plan, indicator, at)?;
        let value = self.value(plan, catalogue, indicator, at);
        if value.is_none() && indicator.direction == crate::Direction::AtMost {
            return None;
        }
        let span = (indicator.from, indicator.due);
        Some(curve::standing(value.unwrap_or(Quantity::ZERO), target, indicator.direction, span, today))
    }
}

/// How far the two numbers are apart, and whether that is a matter for people.
#[must_use]
pub fn apart(reported: Quantity, computed: Quantity) -> Option<(Quantity, bool)> {
    let apart = reported.distance(computed)?;
    let allowed = computed.share(APART, 100)?;
    Some((apart, apart > allowed))
}
