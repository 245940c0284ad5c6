use std::collections::BTreeSet;

use crate::places::{Jurisdiction, Level, PlaceCode, Places, Relation};
use crate::{Day, places};

fn code(text: &str) -> PlaceCode {
    PlaceCode::parse(text).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn codes_know_their_level_their_parent_and_what_they_contain() {
    let village = code("510904105215");
    assert_eq!((village.level(), village.county6(), village.township9()), (Level::Village, "510904", "510904105"));
    assert_eq!(village.parent(), Some(code("510904105")));
    assert_eq!(village.at(Level::County), Some(code("510904")));
    assert_eq!(code("510904").parent(), Some(code("510900")));
    assert_eq!(code("510900").level(), Level::City);
    assert_eq!(code("51").parent(), None);
    assert!(code("510904").contains(village) && code("510900").contains(village) && village.contains(village));
    assert!(!code("510903").contains(village) && !village.contains(code("510904")));
    for wrong in ["", "51090410521", "510900001000", "000000000000", "51090410521X"] {
        assert!(PlaceCode::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_trees_are_those_of_the_statistics_office() {
    let places = Places::shipped();
    let editions = [
        ("2017-04-18", include_str!("../../../../data/divisions/suining_divisions_2016.csv")),
        ("2018-01-01", include_str!("../../../../data/divisions/suining_divisions_2017.csv")),
        ("2026-01-01", include_str!("../../../../data/divisions/suining_divisions_2023.csv")),
    ];
    for (on, text) in editions {
        let listed: BTreeSet<(PlaceCode, String)> = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').collect::<Vec<_>>())
            .map(|fields| (code(fields[0]), fields[1].to_owned()))
            .collect();
        let found: BTreeSet<(PlaceCode, String)> = [Level::City, Level::County, Level::Township, Level::Village]
            .into_iter()
            .flat_map(|level| places.all(level, day(on)))
            .map(|place| (place.code, place.name.clone()))
            .collect();
        assert_eq!(listed, found, "{on}");
    }
}

#[test]
fn a_place_is_named_from_its_county_down() {
    let places = Places::shipped();
    let then = day("2017-04-18");
    let village = code("510904105215");
    assert_eq!(places.name_path(village, then).unwrap(), "安居区保石镇二黄沟村");
    assert_eq!(places.name_path(code("510900"), then).unwrap(), "遂宁市");
    assert_eq!(places.find(village, then).unwrap().class.as_deref(), Some("220"));
    assert_eq!(places.name_path(village, day("2023-12-01")), None);
    assert_eq!(places.children(code("510900"), then).len(), 5);
}

#[test]
fn names_are_resolved_and_doubles_are_all_shown() {
    let places = Places::shipped();
    let then = day("2017-04-18");
    for text in ["安居区保石镇二黄沟村", "四川省遂宁市安居区保石镇二黄沟村", "保石镇二黄沟村", "安居区二黄沟村"]
    {
        let found = places.resolve(text, then);
        assert_eq!(found.iter().map(|place| place.code).collect::<Vec<_>>(), [code("510904105215")], "{text}");
    }
    let doubles = places.resolve("射洪县幸福村", then);
    assert!(doubles.len() >= 2, "{doubles:?}");
    assert_eq!(places.resolve("射洪县青岗镇幸福村", then).len(), 1);
    assert!(places.resolve("安居区没有镇没有村", then).is_empty());
    assert_eq!(places.resolve("遂宁市", then).len(), 1);
}

#[test]
fn what_became_of_a_place_is_certain_or_a_list_of_candidates() {
    let places = Places::shipped();
    let recoded = places.succession(code("510922110220")).unwrap();
    assert_eq!((recoded.relation, recoded.to), (Relation::Recoded, Some(code("510981110220"))));
    assert!(recoded.certain);
    assert_eq!(places.predecessors(code("510981110220")), [code("510922110220")]);
    let merged = places.succession(code("510904105215")).unwrap();
    assert_eq!((merged.relation, merged.to, merged.certain), (Relation::Merged, None, false));
    assert_eq!(places.find(merged.within, day("2023-12-01")).unwrap().name, "保石镇");
    let county = places.succession(code("510922")).unwrap();
    assert_eq!((county.relation, county.to), (Relation::Renamed, Some(code("510981"))));
}

#[test]
fn every_place_of_2017_has_a_succession_that_ends_in_the_tree_of_2023() {
    let places = Places::shipped();
    let (then, now) = (day("2018-01-01"), day("2023-12-01"));
    for level in [Level::County, Level::Township, Level::Village] {
        for place in places.all(level, then) {
            let change = places.succession(place.code).unwrap_or_else(|| panic!("{place:?}"));
            assert!(places.find(change.within, now).is_some(), "{change:?}");
            assert!(change.to.is_none_or(|to| places.find(to, now).is_some()), "{change:?}");
        }
    }
}

#[test]
fn the_two_code_systems_are_kept_apart() {
    let places = Places::shipped();
    let then = day("2017-04-18");
    assert_eq!(places.statistical_of(code("510904110"), then), Some(code("510904105")));
    assert_eq!(places.ministry_of(code("510904105"), then).unwrap().code, code("510904110"));
    assert_eq!(places.find(code("510904110"), then).unwrap().name, "三家镇");
    assert_eq!(places.ministry_townships(day("2023-12-01")).len(), 95);
}

#[test]
fn zones_run_their_own_townships() {
    let places = Places::shipped();
    assert_eq!(places.zones().len(), 2);
    let zone = places.zone_of(code("510903105000")).unwrap();
    assert_eq!((zone.code.as_str(), zone.sourced), ("GKQ", true));
    assert!(zone.contains(code("510903105201")));
    assert!(places.zones().iter().any(|zone| zone.code == "HDXQ" && !zone.sourced));
    assert_eq!(places.jurisdiction(code("510903105201")), Some(Jurisdiction::Zone(zone)));
    assert_eq!(places.jurisdiction(code("510904105215")), Some(Jurisdiction::County(code("510904"))));
    assert_eq!(places.jurisdiction(code("510900")), None);
    let then = day("2017-04-18");
    let (own, all) = (places.own_townships(code("510903"), then), places.children(code("510903"), then));
    assert_eq!(own.len() + 15, all.len());
    assert!(places.zone_of(code("510904105215")).is_none());
    assert!(places.zone_of(code("510903")).is_none());
}

#[test]
fn the_edition_in_force_is_the_latest_one_closed() {
    assert_eq!(Places::vintage_on(day("2015-01-01")), 2016);
    assert_eq!(Places::vintage_on(day("2017-10-30")), 2016);
    assert_eq!(Places::vintage_on(day("2017-10-31")), 2017);
    assert_eq!(Places::vintage_on(day("2030-01-01")), 2023);
    assert_eq!(Places::shipped().history(code("510922")).len(), 1);
}

#[test]
fn a_damaged_table_names_its_line() {
    let broken = places::PlaceFiles {
        all_vintages: "code,name,official_name,level,parent,kind,first,last,vintages\n5109,遂宁市,遂宁市,city,51,地级市,2016\n",
        classes: &[],
        village_changes: "",
        town_changes: "",
        township_changes: "",
        zones: "",
        ministry_before_2019: "",
        ministry_since_2019: "",
    };
    let problem = Places::read(&broken).unwrap_err();
    assert_eq!(problem.line, 2);
    assert!(problem.to_string().contains("历年区划"));
}

#[test]
fn township_changes_name_the_paper_that_approved_them() {
    let places = Places::shipped();
    assert_eq!(places.township_changes().len(), 59);
    let changes: Vec<_> = places.changes_of(code("510903200")).collect();
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].what.as_str(), changes[0].approval.as_str()), ("撤乡设镇", "川府民政〔2019〕5号"));
    assert_eq!(changes[0].after, Some((code("510903112"), "老池镇".to_owned())));
    assert!(places.township_changes().iter().any(|change| change.before.is_none()));
    assert!(places.township_changes().iter().any(|change| change.after.is_none()));
}
