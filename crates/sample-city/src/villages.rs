//! The real villages and communities of 2017, and how many of the made-up people live in each.

use access::{House, Place};
use kernel::PlaceCode;
use kernel::places::Level;
use registry::actions::{jurisdiction_of, jurisdictions};
use std::collections::HashMap;

const CALIBRATION: &str = include_str!("../../../data/stats/calibration_2017.csv");
const KNOWN_TOWNS: &str = include_str!("../../../data/stats/town_population_known.csv");
/// The featured township has at least so many people, so that its desk is never empty.
const FEATURED_AT_LEAST: u64 = 420;

/// A village or community and how many people it shall have.
#[derive(Debug, Clone)]
pub(crate) struct Village {
    /// Where.
    pub(crate) place: Place,
    /// The county's six digits, also inside a park.
    pub(crate) county6: String,
    /// People to make.
    pub(crate) persons: u64,
    /// How many of a thousand households are of agricultural hukou.
    pub(crate) rural: u64,
}

/// A township with its villages.
#[derive(Debug, Clone)]
pub(crate) struct Township {
    /// Nine digits.
    pub(crate) code: String,
    /// Its villages.
    pub(crate) villages: Vec<Village>,
}

impl Township {
    /// People to make.
    pub(crate) fn people(&self) -> u64 {
        self.villages.iter().map(|village| village.persons).sum()
    }
}

/// A county or park with its townships.
#[derive(Debug, Clone)]
pub(crate) struct Jurisdiction {
    /// Its code.
    pub(crate) code: String,
    /// Its townships.
    pub(crate) townships: Vec<Township>,
}

/// People of a village by its urban-rural class (城乡分类代码), before townships and counties are fitted.
fn class_weight(class: Option<&str>) -> u64 {
    match class {
        Some("111") => 5_000,
        Some("112") => 3_500,
        Some("121") => 3_000,
        Some("122") => 2_000,
        Some("123") => 1_500,
        Some("210") => 1_600,
        Some(_) | None => 1_150,
    }
}

/// Households of agricultural hukou in a thousand, by class.
fn rural_share(class: Option<&str>) -> u64 {
    match class {
        Some("111") => 80,
        Some("112") => 450,
        Some("121") => 420,
        Some("122" | "123") => 700,
        Some(_) | None => 965,
    }
}

/// The part of a township's name that stays when it becomes a town or an office.
fn stem(name: &str) -> &str {
    ["街道", "镇", "乡"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

fn known_towns() -> HashMap<(String, String), u64> {
    let mut known = HashMap::new();
    for line in KNOWN_TOWNS.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [town, county, population, ..] = cells.as_slice() else { continue };
        let Ok(population) = population.parse::<u64>() else { continue };
        for name in ["船山区", "安居区", "射洪县", "大英县", "蓬溪县"] {
            let is_here = county.contains(name) || county.replace('市', "县").contains(name);
            if is_here {
                known.entry((name.to_owned(), stem(town).to_owned())).or_insert(population);
            }
        }
    }
    known
}

fn county_populations() -> HashMap<String, u64> {
    let rows = CALIBRATION.lines().filter_map(|line| line.strip_prefix("hukou_population_model,"));
    rows.filter_map(|line| {
        let mut cells = line.split(',');
        Some((cells.next()?.to_owned(), cells.next()?.parse().ok()?))
    })
    .collect()
}

struct Weighed {
    code: PlaceCode,
    class: Option<String>,
    weight: u64,
}

/// The villages of a county, weighed so that they sum to its people of 2017.
fn weigh(house: &House, county: PlaceCode, population: u64, known: &HashMap<(String, String), u64>) -> Vec<Weighed> {
    let today = house.now().day();
    let county_name = house.places.find(county, today).map_or("", |place| place.name.as_str());
    let mut towns = Vec::new();
    for town in house.places.children(county, today) {
        let villages = house.places.children(town.code, today);
        let base: u64 = villages.iter().map(|village| class_weight(village.class.as_deref())).sum();
        let told = known.get(&(county_name.to_owned(), stem(&town.name).to_owned()));
        towns.push((villages, base.max(1), told.copied().unwrap_or(base)));
    }
    let total: u64 = towns.iter().map(|(_, _, people)| people).sum::<u64>().max(1);
    let mut weighed = Vec::new();
    for (villages, base, people) in towns {
        for village in villages {
            let class = village.class.clone();
            let weight = class_weight(class.as_deref()) * people * (population / 100) / base / (total / 100).max(1);
            weighed.push(Weighed { code: village.code, class, weight: weight.max(1) });
        }
    }
    weighed
}

/// The city with so many people, jurisdiction by jurisdiction.
pub(crate) fn city(house: &House, persons: u64, featured: &str) -> Vec<Jurisdiction> {
    let today = house.now().day();
    let (known, populations) = (known_towns(), county_populations());
    let mut weighed = Vec::new();
    for county in house.places.all(Level::County, today) {
        let population = populations.get(&county.name).copied().unwrap_or(500_000);
        weighed.extend(weigh(house, county.code, population, &known));
    }
    let total: u64 = weighed.iter().map(|village| village.weight).sum::<u64>().max(1);
    let (mut upto, mut given) = (0_u64, 0_u64);
    let mut villages = Vec::with_capacity(weighed.len());
    for one in weighed {
        upto += one.weight;
        let target = u64::try_from(u128::from(persons) * u128::from(upto) / u128::from(total)).unwrap_or(given);
        let place = Place {
            county: jurisdiction_of(house.places, one.code),
            township: one.code.township9().to_owned(),
            village: one.code.as_str().to_owned(),
        };
        let county6 = one.code.county6().to_owned();
        villages.push(Village { place, county6, persons: target - given, rural: rural_share(one.class.as_deref()) });
        given = target;
    }
    raise(&mut villages, featured);
    jurisdictions(house.places).into_iter().filter_map(|code| gather(&villages, code)).collect()
}

/// Gives the featured township its least number of people.
fn raise(villages: &mut [Village], featured: &str) {
    let here: Vec<usize> = (0..villages.len()).filter(|index| villages[*index].place.township == featured).collect();
    let have: u64 = here.iter().map(|index| villages[*index].persons).sum();
    let Some(missing) = FEATURED_AT_LEAST.checked_sub(have) else { return };
    let count = u64::try_from(here.len()).unwrap_or(1).max(1);
    for index in here {
        villages[index].persons += missing.div_ceil(count);
    }
}

fn gather(villages: &[Village], code: String) -> Option<Jurisdiction> {
    let mut townships: Vec<Township> = Vec::new();
    for village in villages.iter().filter(|village| village.place.county == code) {
        match townships.last_mut() {
            Some(last) if last.code == village.place.township => last.villages.push(village.clone()),
            Some(_) | None => {
                townships.push(Township { code: village.place.township.clone(), villages: vec![village.clone()] });
            }
        }
    }
    (!townships.is_empty()).then_some(Jurisdiction { code, townships })
}
