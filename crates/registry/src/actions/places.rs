//! Places as offices see them: the statistical tree, with parks (园区) cut out as jurisdictions of their own.

use access::{House, Place};
use kernel::places::Level;
use kernel::{Day, PlaceCode, Places};

/// The jurisdiction of a township: its county's six digits, or the code of the park that runs it.
#[must_use]
pub fn jurisdiction_of(places: &Places, code: PlaceCode) -> String {
    places.zone_of(code).map_or_else(|| code.county6().to_owned(), |zone| zone.code.clone())
}

/// All jurisdictions of the city: counties, then parks.
#[must_use]
pub fn jurisdictions(places: &Places) -> Vec<String> {
    let mut codes: Vec<String> = Places::vintages()
        .iter()
        .flat_map(|vintage| places.all(Level::County, vintage.as_of))
        .map(|place| place.code.county6().to_owned())
        .collect();
    codes.sort();
    codes.dedup();
    codes.extend(places.zones().iter().map(|zone| zone.code.clone()));
    codes
}

/// The place of a village code; `None` when there is no such village that day.
#[must_use]
pub fn place_from_village(places: &Places, code: PlaceCode, day: Day) -> Option<Place> {
    places.find(code, day).filter(|_| code.level() == Level::Village)?;
    Some(Place {
        county: jurisdiction_of(places, code),
        township: code.township9().to_owned(),
        village: code.as_str().to_owned(),
    })
}

/// The name of a jurisdiction.
#[must_use]
pub fn county_name(house: &House, county: &str) -> String {
    if let Some(zone) = house.places.zones().iter().find(|zone| zone.code == county) {
        return zone.name.clone();
    }
    PlaceCode::parse(&format!("{county}000000"))
        .ok()
        .and_then(|code| house.places.find(code, house.now().day()).map(|place| place.name.clone()))
        .unwrap_or_else(|| county.to_owned())
}

/// The name of a place below the county: 保石镇二黄沟村.
#[must_use]
pub fn place_name(house: &House, place: &Place) -> String {
    let day = house.now().day();
    let name = |code: String| {
        let code = PlaceCode::parse(&code).ok()?;
        let found = house.places.find(code, day).or_else(|| house.places.history(code).first().copied())?;
        Some(found.name.clone())
    };
    let township = Some(&place.township).filter(|t| !t.is_empty()).and_then(|t| name(format!("{t}000")));
    let village = Some(&place.village).filter(|v| !v.is_empty()).and_then(|v| name(v.clone()));
    match (township, village) {
        (Some(township), Some(village)) => township + &village,
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => county_name(house, &place.county),
    }
}

/// The villages a township has today: code and name.
#[must_use]
pub fn villages_of(house: &House, township: &str) -> Vec<(String, String)> {
    let Ok(code) = PlaceCode::parse(&format!("{township}000")) else { return Vec::new() };
    let children = house.places.children(code, house.now().day());
    children.into_iter().map(|place| (place.code.as_str().to_owned(), place.name.clone())).collect()
}

/// The townships of a jurisdiction today: nine digits and name.
#[must_use]
pub fn townships_of(house: &House, county: &str) -> Vec<(String, String)> {
    house
        .places
        .all(Level::Township, house.now().day())
        .into_iter()
        .filter(|place| jurisdiction_of(house.places, place.code) == county)
        .map(|place| (place.code.township9().to_owned(), place.name.clone()))
        .collect()
}
