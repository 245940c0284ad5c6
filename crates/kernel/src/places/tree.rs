//! The tree of places in each year, and how to find one.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::changes::TownshipChange;
use super::code::{Level, PlaceCode};
use super::schemes::{MinistryTownship, Zone};
use super::succession::Succession;
use super::{PlaceFiles, changes, schemes, succession};
use crate::codes::shipped;
use crate::table::{self, Row, TableProblem};
use crate::time::Day;

/// A yearly edition of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vintage {
    /// The year it is named after, 2016–2023.
    pub year: i16,
    /// The day on which it describes the country.
    pub as_of: Day,
}

/// Closing days of the yearly editions, from the notes the statistics office publishes with them.
const CLOSING_DAYS: [(i16, i8, i8); 8] = [
    (2016, 7, 31),
    (2017, 10, 31),
    (2018, 10, 31),
    (2019, 10, 31),
    (2020, 6, 30),
    (2021, 10, 31),
    (2022, 10, 31),
    (2023, 6, 30),
];

/// A place as listed in one or more editions under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its code.
    pub code: PlaceCode,
    /// The short name: `二黄沟村`.
    pub name: String,
    /// The name as published: `二黄沟村村委会`.
    pub official_name: String,
    /// What it is: 市辖区, 镇, 乡, 街道, 村民委员会, 居民委员会 …
    pub kind: String,
    /// The urban-rural class (城乡分类代码) of 2016–2017; villages only.
    pub class: Option<String>,
    /// The years of the editions that list it, in order.
    pub vintages: Vec<i16>,
}

/// All places, their changes, zones and code systems.
#[derive(Debug)]
pub struct Places {
    places: Vec<Place>,
    by_code: HashMap<PlaceCode, Vec<usize>>,
    children: BTreeMap<PlaceCode, Vec<usize>>,
    pub(super) changes: HashMap<PlaceCode, Succession>,
    pub(super) township_changes: Vec<TownshipChange>,
    pub(super) zones: Vec<Zone>,
    pub(super) ministry: schemes::Ministry,
}

impl Places {
    /// The places of Suining (遂宁市) that come with the program.
    #[must_use]
    pub fn shipped() -> &'static Places {
        static SHIPPED: LazyLock<Places> = LazyLock::new(|| {
            shipped(Places::read(&PlaceFiles {
                all_vintages: include_str!("../../../../data/divisions/suining_divisions_all_vintages.csv"),
                classes: &[
                    include_str!("../../../../data/divisions/suining_divisions_2016.csv"),
                    include_str!("../../../../data/divisions/suining_divisions_2017.csv"),
                ],
                village_changes: include_str!("../../../../data/divisions/crosswalk_villages_2017_2023.csv"),
                town_changes: include_str!("../../../../data/divisions/crosswalk_towns_2017_2023.csv"),
                township_changes: include_str!("../../../../data/divisions/township_changes_official.csv"),
                zones: include_str!("../../../../data/divisions/functional_zones_2017.csv"),
                ministry_before_2019: include_str!("../../../../data/divisions/townships_mca_2017.csv"),
                ministry_since_2019: include_str!("../../../../data/divisions/townships_mca_2026.csv"),
            }))
        });
        &SHIPPED
    }

    /// Reads the tables.
    ///
    /// # Errors
    /// The table, the line and what is wrong with it.
    pub fn read(files: &PlaceFiles<'_>) -> Result<Places, TableProblem> {
        let classes = classes(files.classes)?;
        let mut places = Vec::new();
        let header = "code,name,official_name,level,parent,kind,first,last,vintages";
        for row in table::rows("历年区划", files.all_vintages, header)? {
            places.push(place(&row, &classes)?);
        }
        let mut by_code: HashMap<PlaceCode, Vec<usize>> = HashMap::new();
        let mut children: BTreeMap<PlaceCode, Vec<usize>> = BTreeMap::new();
        for (index, place) in places.iter().enumerate() {
            by_code.entry(place.code).or_default().push(index);
            if let Some(parent) = place.code.parent() {
                children.entry(parent).or_default().push(index);
            }
        }
        Ok(Places {
            places,
            by_code,
            children,
            changes: succession::read(files.village_changes, files.town_changes)?,
            township_changes: changes::read(files.township_changes)?,
            zones: schemes::zones(files.zones)?,
            ministry: schemes::ministry(files.ministry_before_2019, files.ministry_since_2019)?,
        })
    }

    /// The editions, earliest first.
    #[must_use]
    pub fn vintages() -> Vec<Vintage> {
        CLOSING_DAYS
            .iter()
            .filter_map(|&(year, month, day)| Day::new(year, month, day).map(|as_of| Vintage { year, as_of }))
            .collect()
    }

    /// The year of the edition in force on a day: the latest one closed by then, else the earliest.
    #[must_use]
    pub fn vintage_on(day: Day) -> i16 {
        let closed = Self::vintages().into_iter().rev().find(|vintage| vintage.as_of <= day);
        closed.map_or(CLOSING_DAYS[0].0, |vintage| vintage.year)
    }

    /// The place that carried this code on this day.
    #[must_use]
    pub fn find(&self, code: PlaceCode, day: Day) -> Option<&Place> {
        let year = Self::vintage_on(day);
        self.listed(self.by_code.get(&code)?, year).next()
    }

    /// Every name and edition under which this code was ever listed, earliest first.
    #[must_use]
    pub fn history(&self, code: PlaceCode) -> Vec<&Place> {
        let mut found: Vec<&Place> =
            self.by_code.get(&code).into_iter().flatten().filter_map(|&index| self.places.get(index)).collect();
        found.sort_by_key(|place| place.vintages.first().copied());
        found
    }

    /// The places directly below on this day, in the order of their codes.
    #[must_use]
    pub fn children(&self, code: PlaceCode, day: Day) -> Vec<&Place> {
        let year = Self::vintage_on(day);
        let mut found: Vec<&Place> =
            self.children.get(&code).into_iter().flat_map(|indices| self.listed(indices, year)).collect();
        found.sort_by_key(|place| place.code);
        found
    }

    /// All places of one level on this day, in the order of their codes.
    #[must_use]
    pub fn all(&self, level: Level, day: Day) -> Vec<&Place> {
        let year = Self::vintage_on(day);
        let mut found: Vec<&Place> =
            self.places.iter().filter(|place| place.code.level() == level && place.vintages.contains(&year)).collect();
        found.sort_by_key(|place| place.code);
        found
    }

    /// The name from the county down: `安居区保石镇二黄沟村`; the city alone is `遂宁市`.
    #[must_use]
    pub fn name_path(&self, code: PlaceCode, day: Day) -> Option<String> {
        let place = self.find(code, day)?;
        if place.code.level() <= Level::County {
            return Some(place.name.clone());
        }
        let above = self.name_path(place.code.parent()?, day)?;
        Some(format!("{above}{}", place.name))
    }

    /// Places whose full name reads like this on this day: `安居区保石镇二黄沟村`, with or without the
    /// province, the city or the county before it. More than one when the name is not unique.
    #[must_use]
    pub fn resolve(&self, text: &str, day: Day) -> Vec<&Place> {
        let plain = crate::narrow(text).replace(' ', "");
        let year = Self::vintage_on(day);
        let body = plain.strip_prefix("四川省").unwrap_or(&plain);
        let roots = self.places.iter().filter(|place| place.code.level() == Level::City);
        let body = roots.fold(body, |rest, city| {
            rest.strip_prefix(city.name.as_str()).filter(|rest| !rest.is_empty()).unwrap_or(rest)
        });
        let listed = self.places.iter().filter(|place| place.vintages.contains(&year));
        listed
            .filter(|place| body.ends_with(&place.name) || body.ends_with(&place.official_name))
            .filter(|place| self.reads_as(place, body, day))
            .collect()
    }

    fn reads_as(&self, place: &Place, body: &str, day: Day) -> bool {
        [&place.name, &place.official_name].into_iter().any(|name| match body.strip_suffix(name.as_str()) {
            None => false,
            Some("") => true,
            Some(rest) => place
                .code
                .parent()
                .filter(|parent| parent.level() >= Level::County)
                .and_then(|parent| self.find(parent, day))
                .is_some_and(|parent| {
                    self.reads_as(parent, rest, day)
                        || parent.code.parent().and_then(|up| self.find(up, day)).is_some_and(|up| up.name == rest)
                }),
        })
    }

    /// Ministry townships (民政区划代码) on this day, in the order of their codes.
    #[must_use]
    pub fn ministry_townships(&self, day: Day) -> &[MinistryTownship] {
        self.ministry.on(day)
    }

    fn listed<'a>(&'a self, indices: &'a [usize], year: i16) -> impl Iterator<Item = &'a Place> + 'a {
        indices.iter().filter_map(|&index| self.places.get(index)).filter(move |place| place.vintages.contains(&year))
    }
}

fn place(row: &Row<'_>, classes: &HashMap<String, String>) -> Result<Place, TableProblem> {
    let code = code_in(row, 0)?;
    let vintages: Result<Vec<i16>, _> = row.get(8).split(' ').map(str::parse).collect();
    Ok(Place {
        code,
        name: row.get(1).to_owned(),
        official_name: row.get(2).to_owned(),
        kind: row.get(5).to_owned(),
        class: classes.get(row.get(0)).cloned(),
        vintages: vintages.map_err(|_| row.problem("年份不是数字"))?,
    })
}

fn classes(texts: &[&str]) -> Result<HashMap<String, String>, TableProblem> {
    let header = "code,name,official_name,level,parent,kind,urban_rural_class";
    let mut classes = HashMap::new();
    for text in texts {
        for row in table::rows("区划与城乡分类", text, header)? {
            if !row.get(6).is_empty() {
                classes.insert(row.get(0).to_owned(), row.get(6).to_owned());
            }
        }
    }
    Ok(classes)
}

/// Reads a code out of a table.
pub(super) fn code_in(row: &Row<'_>, column: usize) -> Result<PlaceCode, TableProblem> {
    PlaceCode::parse(row.get(column)).map_err(|problem| row.problem(problem.sentence))
}
