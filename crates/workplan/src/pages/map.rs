//! 地图: the counties from `data/map`, as a drawing of whole numbers.

use crate::Quantity;
use crate::curve::Standing;
use crate::overview::{CountyStanding, Overview};
use maud::{Markup, html};
use std::fmt::Write;
use std::sync::LazyLock;

/// Width of the drawing.
const WIDE: i64 = 480;
/// Room around the land.
const EDGE: i64 = 12;
/// The cosine of 30.6° north in ten-thousandths: how much shorter a degree of longitude is there.
const NARROWER: i64 = 8_607;

/// A county's outline.
struct Outline {
    /// Codes it has or had.
    codes: Vec<String>,
    name: String,
    /// Rings of points as the drawing takes them; a county may lie in several pieces.
    rings: Vec<Vec<(i64, i64)>>,
    /// Where its name stands.
    label: (i64, i64),
}

struct Map {
    outlines: Vec<Outline>,
    high: i64,
}

/// Hundred-thousandths of a degree from a number of the file.
fn parsed(number: &serde_json::Value) -> i64 {
    let text = number.to_string();
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let digits = format!("{rest:0<5}");
    format!("{whole}{}", digits.get(..5).unwrap_or("00000")).parse().unwrap_or(0)
}

fn point(pair: &serde_json::Value) -> (i64, i64) {
    (parsed(&pair[0]), parsed(&pair[1]))
}

/// The outer rings of a feature, whether it is one piece or several.
fn rings(feature: &serde_json::Value) -> Vec<Vec<(i64, i64)>> {
    let geometry = &feature["geometry"];
    let ring = |ring: &serde_json::Value| ring.as_array().into_iter().flatten().map(point).collect();
    let pieces = geometry["coordinates"].as_array().into_iter().flatten();
    if geometry["type"] == "MultiPolygon" {
        return pieces.map(|piece| ring(&piece[0])).collect();
    }
    pieces.take(1).map(ring).collect()
}

static MAP: LazyLock<Map> = LazyLock::new(|| {
    let text = include_str!("../../../../data/map/suining_counties.geojson");
    let file: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let features = file["features"].as_array().cloned().unwrap_or_default();
    let all: Vec<(i64, i64)> = features.iter().flat_map(rings).flatten().collect();
    let west = all.iter().map(|p| p.0).min().unwrap_or(0);
    let east = all.iter().map(|p| p.0).max().unwrap_or(1);
    let (south, north) = (all.iter().map(|p| p.1).min().unwrap_or(0), all.iter().map(|p| p.1).max().unwrap_or(1));
    let across = ((east - west) * NARROWER / 10_000).max(1);
    let room = WIDE - 2 * EDGE;
    let place = |(x, y): (i64, i64)| {
        let right = (x - west) * NARROWER / 10_000;
        (EDGE + right * room / across, EDGE + (north - y) * room / across)
    };
    let outlines = features
        .iter()
        .map(|feature| {
            let of = |key: &str| feature["properties"][key].as_str().unwrap_or("").to_owned();
            Outline {
                codes: vec![of("adcode"), of("adcode_2017")],
                name: of("name_2017"),
                rings: rings(feature).into_iter().map(|ring| ring.into_iter().map(place).collect()).collect(),
                label: place(point(&feature["properties"]["centroid"])),
            }
        })
        .collect();
    Map { outlines, high: (north - south) * room / across + 2 * EDGE }
});

fn path(rings: &[Vec<(i64, i64)>]) -> String {
    let mut text = String::new();
    for points in rings {
        for (index, (x, y)) in points.iter().enumerate() {
            // Writing into a string cannot fail.
            let _ok = write!(text, "{}{x} {y}", if index == 0 { "M" } else { "L" });
        }
        text.push('Z');
    }
    text
}

fn whole(value: Option<Quantity>) -> i64 {
    value.map_or(0, |value| value.decimal(0).parse().unwrap_or(0))
}

/// Villages in a row of the little dots.
const A_ROW: i64 = 10;

/// The dots of a county's villages: full ones have left poverty. They stand in rows, not where the villages lie.
fn dots(county: &CountyStanding, (x, y): (i64, i64)) -> Markup {
    let (done, all) = (whole(county.villages.0), whole(county.villages.1).min(60));
    html! {
        @for index in 0..all {
            @let (column, row) = (index % A_ROW, index / A_ROW);
            @let width = all.min(A_ROW);
            circle class=(if index < done { "v-done" } else { "v-todo" })
                cx=(x - width * 11 / 2 + column * 11 + 5) cy=(y + 26 + row * 11) r="4" {}
        }
    }
}

/// The map with the villages by county; the ranking is the table beside it.
pub(super) fn map(overview: &Overview<'_>) -> Markup {
    let of = |outline: &Outline| overview.counties.iter().find(|county| outline.codes.contains(&county.code));
    let fill = |county: Option<&CountyStanding>| match county.map(|county| county.standing) {
        Some(Standing::Met) => "map-county map-good",
        Some(Standing::On) => "map-county map-ok",
        Some(Standing::Slow) => "map-county map-slow",
        Some(Standing::Late) => "map-county map-late",
        None => "map-county map-none",
    };
    html! {
        svg.map viewBox={ "0 0 " (WIDE) " " (MAP.high) } role="img" aria-label="五个县（区）的贫困村退出情况，数字见县区排位表" {
            g.map-land { @for outline in &MAP.outlines { path class=(fill(of(outline))) d=(path(&outline.rings)) {} } }
            @for outline in &MAP.outlines {
                @let (x, y) = outline.label;
                text.map-name x=(x) y=(y) { (outline.name) }
                @if let Some(county) = of(outline) {
                    text.map-num x=(x) y=(y + 17) { @match county.villages.1 { Some(all) => { (whole(county.villages.0)) "/" (all.shown()) " 村" } None => "未分解" } }
                    (dots(county, outline.label))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_county_of_the_file_has_an_outline_within_the_drawing_and_its_name_inside() {
        assert_eq!(MAP.outlines.len(), 5);
        for outline in &MAP.outlines {
            let points: Vec<&(i64, i64)> = outline.rings.iter().flatten().collect();
            assert!(points.len() > 90, "{} has {} points", outline.name, points.len());
            let (left, right) = (points.iter().map(|p| p.0).min().unwrap(), points.iter().map(|p| p.0).max().unwrap());
            let (top, bottom) = (points.iter().map(|p| p.1).min().unwrap(), points.iter().map(|p| p.1).max().unwrap());
            assert!(left >= 0 && right <= WIDE && top >= 0 && bottom <= MAP.high, "{}", outline.name);
            assert!(right - left > 80 && bottom - top > 80, "{} is too small", outline.name);
            let (x, y) = outline.label;
            assert!((left..=right).contains(&x) && (top..=bottom).contains(&y), "{}", outline.name);
        }
    }
}
