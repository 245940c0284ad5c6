//! Two code systems and the functional zones.
//!
//! The ministry (民政部, 国家地名信息库) and the statistics office number the same townships differently:
//! `510904110` is 保石镇 to the one and 三家镇 to the other. A stored code must say whose it is.

use std::collections::BTreeMap;

use super::code::{Level, PlaceCode};
use super::tree::{Place, Places, code_in};
use crate::table::{self, TableProblem};
use crate::time::Day;

/// A functional zone (园区): it runs townships that the statistics count in a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Our own short code: `GKQ`, `HDXQ`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The townships and offices it runs, as of 2017.
    pub townships: Vec<PlaceCode>,
    /// Whether the list rests on a published source; an estimate must be confirmed by the bureau.
    pub sourced: bool,
}

impl Zone {
    /// Whether it runs the township that this place lies in.
    #[must_use]
    pub fn contains(&self, code: PlaceCode) -> bool {
        self.townships.iter().any(|township| township.contains(code))
    }
}

/// Which county-level office answers for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jurisdiction<'a> {
    /// The county (区县) it lies in.
    County(PlaceCode),
    /// The zone (园区) that runs its township, although it lies in a county.
    Zone(&'a Zone),
}

/// A township as the ministry numbers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinistryTownship {
    /// The ministry's code.
    pub code: PlaceCode,
    /// Its name.
    pub name: String,
    /// The statistics office's code for the same township, where it has one.
    pub statistical: Option<PlaceCode>,
}

/// The ministry's lists before and since the township reform.
#[derive(Debug)]
pub(super) struct Ministry {
    before: Vec<MinistryTownship>,
    since: Vec<MinistryTownship>,
}

impl Ministry {
    pub(super) fn on(&self, day: Day) -> &[MinistryTownship] {
        // The reform is dated 2019 in the ministry's list; the 2019 edition of the tree is the first with it.
        if Places::vintage_on(day) < 2019 { &self.before } else { &self.since }
    }
}

impl Places {
    /// The functional zones (园区).
    #[must_use]
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    /// The zone that runs the township this place lies in, if one does.
    #[must_use]
    pub fn zone_of(&self, code: PlaceCode) -> Option<&Zone> {
        let township = code.at(Level::Township)?;
        self.zones.iter().find(|zone| zone.townships.contains(&township))
    }

    /// Which county-level office answers for a place; `None` above the county.
    #[must_use]
    pub fn jurisdiction(&self, code: PlaceCode) -> Option<Jurisdiction<'_>> {
        match self.zone_of(code) {
            Some(zone) => Some(Jurisdiction::Zone(zone)),
            None => code.at(Level::County).map(Jurisdiction::County),
        }
    }

    /// The townships a county runs itself on a day: its own without those of the zones.
    #[must_use]
    pub fn own_townships(&self, county: PlaceCode, day: Day) -> Vec<&Place> {
        let mut towns = self.children(county, day);
        towns.retain(|town| self.zone_of(town.code).is_none());
        towns
    }

    /// The statistical code of a township given by the ministry's code.
    #[must_use]
    pub fn statistical_of(&self, ministry: PlaceCode, day: Day) -> Option<PlaceCode> {
        self.ministry.on(day).iter().find(|town| town.code == ministry)?.statistical
    }

    /// The ministry's township for a statistical code.
    #[must_use]
    pub fn ministry_of(&self, statistical: PlaceCode, day: Day) -> Option<&MinistryTownship> {
        self.ministry.on(day).iter().find(|town| town.statistical == Some(statistical))
    }
}

pub(super) fn zones(text: &str) -> Result<Vec<Zone>, TableProblem> {
    let mut zones: BTreeMap<String, Zone> = BTreeMap::new();
    for row in table::rows("园区", text, "zone,zone_name,town_code_2017,town,status")? {
        let zone = zones.entry(row.get(0).to_owned()).or_insert_with(|| Zone {
            code: row.get(0).to_owned(),
            name: row.get(1).to_owned(),
            townships: Vec::new(),
            sourced: true,
        });
        zone.townships.push(code_in(&row, 2)?);
        zone.sourced &= row.get(4).starts_with("sourced");
    }
    Ok(zones.into_values().collect())
}

pub(super) fn ministry(before: &str, since: &str) -> Result<Ministry, TableProblem> {
    Ok(Ministry { before: townships(before)?, since: townships(since)? })
}

fn townships(text: &str) -> Result<Vec<MinistryTownship>, TableProblem> {
    let mut towns = Vec::new();
    for row in table::rows("民政区划代码", text, "mca_code,name,county_code,stats_code,same_code")? {
        // Rows without a ministry code are offices that only the statistics know.
        if row.get(0).is_empty() {
            continue;
        }
        let statistical = if row.get(3).is_empty() { None } else { Some(code_in(&row, 3)?) };
        towns.push(MinistryTownship { code: code_in(&row, 0)?, name: row.get(1).to_owned(), statistical });
    }
    towns.sort_by_key(|town| town.code);
    Ok(towns)
}
