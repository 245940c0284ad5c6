//! What became of the places of 2017 by 2023 (区划沿革): the mergers of 2018–2020 and 射洪 becoming a city.

use std::collections::HashMap;

use super::code::{Level, PlaceCode};
use super::tree::{Places, code_in};
use crate::table::{self, Row, TableProblem};

/// How a place of 2017 goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Same code, same name.
    Same,
    /// Same name, new code.
    Recoded,
    /// New name, perhaps a new code too.
    Renamed,
    /// Gone; it is part of another place now.
    Merged,
}

/// What became of one place of 2017.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The code in 2017.
    pub from: PlaceCode,
    /// How it goes on.
    pub relation: Relation,
    /// The years of the editions in which something changed.
    pub changed_in: Vec<i16>,
    /// The place that took its part, where the tables show exactly one. `None` for a merged village:
    /// only its township is certain, and a person must decide from the documents.
    pub to: Option<PlaceCode>,
    /// The township it lies in now; for a county the county itself.
    pub within: PlaceCode,
    /// For a merged village the new or renamed villages of that township: candidates, no answer.
    pub candidates: Vec<PlaceCode>,
    /// Whether the tables leave no doubt. A renamed village is a likely, not a certain one.
    pub certain: bool,
}

impl Places {
    /// What became of a place of 2017 by 2023. `None` when it is not in the tree of 2017.
    #[must_use]
    pub fn succession(&self, code: PlaceCode) -> Option<&Succession> {
        self.changes.get(&code)
    }

    /// The places of 2017 that this place of 2023 surely goes back to, in the order of their codes.
    #[must_use]
    pub fn predecessors(&self, code: PlaceCode) -> Vec<PlaceCode> {
        let mut found: Vec<PlaceCode> =
            self.changes.values().filter(|change| change.to == Some(code)).map(|change| change.from).collect();
        found.sort_unstable();
        found
    }
}

pub(super) fn read(villages: &str, towns: &str) -> Result<HashMap<PlaceCode, Succession>, TableProblem> {
    let mut changes = HashMap::new();
    let header = "code_2017,name_2017,town_code_2017,town_2017,county_2017,relation,changed_in,code_2023,name_2023,\
                  town_code_2023,town_2023,confidence,guess_2023,candidates_2023";
    for row in table::rows("村级沿革", villages, header)? {
        let change = village(&row)?;
        changes.insert(change.from, change);
    }
    for row in table::rows("乡镇沿革", towns, "level,code_2017,name_2017,relation,code_2023")? {
        let change = town(&row)?;
        changes.insert(change.from, change);
    }
    Ok(changes)
}

fn village(row: &Row<'_>) -> Result<Succession, TableProblem> {
    let to = if row.get(7).is_empty() { None } else { Some(code_in(row, 7)?) };
    let mut candidates = Vec::new();
    for candidate in row.get(13).split_whitespace() {
        let digits = candidate.split(':').next().unwrap_or_default();
        candidates.push(PlaceCode::parse(digits).map_err(|problem| row.problem(problem.sentence))?);
    }
    Ok(Succession {
        from: code_in(row, 0)?,
        relation: relation(row, row.get(5))?,
        changed_in: years(row, row.get(6))?,
        to,
        within: code_in(row, 9)?,
        candidates,
        certain: row.get(11) == "high",
    })
}

fn town(row: &Row<'_>) -> Result<Succession, TableProblem> {
    let to = code_in(row, 4)?;
    let split = row.get(3).contains("split");
    Ok(Succession {
        from: code_in(row, 1)?,
        relation: relation(row, row.get(3))?,
        changed_in: Vec::new(),
        to: Some(to),
        within: to.at(Level::Township).or(to.at(Level::County)).unwrap_or(to),
        candidates: Vec::new(),
        certain: !split,
    })
}

fn relation(row: &Row<'_>, text: &str) -> Result<Relation, TableProblem> {
    match text.split([' ', '+']).next() {
        Some("same") => Ok(Relation::Same),
        Some("recoded") => Ok(Relation::Recoded),
        Some("renamed") => Ok(Relation::Renamed),
        Some("merged") => Ok(Relation::Merged),
        _ => Err(row.problem(format!("不认识的沿革关系“{text}”"))),
    }
}

fn years(row: &Row<'_>, text: &str) -> Result<Vec<i16>, TableProblem> {
    text.split_whitespace().map(|year| year.parse().map_err(|_| row.problem("年份不是数字"))).collect()
}
