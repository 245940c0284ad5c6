//! 政策库状况 (S.1): which county has which local values current, missing or out of date, and which local documents.

use crate::standing::Sources;
use access::House;
use kernel::Day;
use letters::{Block, Grid, GridColumn, Setting};
use rules::ParameterValue;
use std::collections::BTreeMap;
use workplan::Plan;
use workplan::tasks::TaskStanding;

/// Words in a parameter's source that say it is only assumed (`policies/*/local.policy`).
const ASSUMED: &str = "假定";

/// Where a parameter of a county stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// 缺: no value is in force.
    Missing,
    /// 过期: the last value ended, and none follows.
    Expired,
    /// 待确认: the value in force, or a part of its source, is only assumed.
    Assumed,
    /// 现行.
    Current,
}

impl State {
    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Missing => "缺",
            Self::Expired => "过期",
            Self::Assumed => "待确认",
            Self::Current => "现行",
        }
    }

    /// The colour that goes with the word.
    #[must_use]
    pub fn tone(self) -> ui::Tone {
        match self {
            Self::Missing | Self::Expired => ui::Tone::Red,
            Self::Assumed => ui::Tone::Amber,
            Self::Current => ui::Tone::Green,
        }
    }
}

/// A local parameter of a county.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its state.
    pub state: State,
    /// The value in force, or the last one.
    pub value: String,
    /// Its first day.
    pub from: Option<Day>,
    /// Its document.
    pub document: String,
    /// Whether the county has a value of its own, not the city's.
    pub is_own: bool,
}

/// A parameter that may differ by county, with each county's state in the order of the counties asked for.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// By county.
    pub by_county: Vec<Kept>,
}

/// The state of every local parameter on a day, for these counties (code, name). The city's own value counts for a
/// county that has none.
#[must_use]
pub fn parameters(values: &[ParameterValue], counties: &[(&str, &str)], day: Day) -> Vec<Parameter> {
    let mut by_name: BTreeMap<&str, Vec<&ParameterValue>> = BTreeMap::new();
    for value in values.iter().filter(|value| value.by_division) {
        by_name.entry(value.name.as_str()).or_default().push(value);
    }
    by_name
        .into_iter()
        .map(|(name, values)| Parameter {
            name: name.to_owned(),
            by_county: counties.iter().map(|(code, county)| kept(&values, code, county, day)).collect(),
        })
        .collect()
}

fn kept(values: &[&ParameterValue], code: &str, name: &str, day: Day) -> Kept {
    let is_own =
        |value: &ParameterValue| value.division.as_ref().is_some_and(|text| text == name || text.starts_with(code));
    // As the rules choose: a later value before an earlier one, and of the same day its own before the city's.
    let rank = |value: &&&ParameterValue| (value.from, is_own(value));
    let here: Vec<&ParameterValue> =
        values.iter().copied().filter(|value| value.division.is_none() || is_own(value)).collect();
    let begun = || here.iter().filter(|value| value.from <= day);
    let current = begun().filter(|value| value.to.is_none_or(|to| to >= day)).max_by_key(rank);
    let (state, found) = match (current, begun().max_by_key(rank)) {
        (Some(value), _) if value.document.contains(ASSUMED) => (State::Assumed, Some(value)),
        (Some(value), _) => (State::Current, Some(value)),
        (None, Some(value)) => (State::Expired, Some(value)),
        (None, None) => (State::Missing, None),
    };
    Kept {
        state,
        value: found.map_or_else(String::new, |value| value.value.clone()),
        from: found.map(|value| value.from),
        document: found.map_or_else(String::new, |value| value.document.clone()),
        is_own: found.is_some_and(|value| is_own(value)),
    }
}

/// A local document that the plan asks for, with who has issued it.
#[derive(Debug, Clone)]
pub struct Document<'p> {
    /// Its name.
    pub name: &'p str,
    /// The task it comes of.
    pub task: &'p str,
    /// By when.
    pub due: Day,
    /// Each doer's standing.
    pub by: Vec<&'p TaskStanding<'p>>,
}

/// The documents of a plan.
#[must_use]
pub fn documents<'s>(plan: &'s Plan, sources: &Sources<'s>) -> Vec<Document<'s>> {
    let tasks = plan.items.iter().flat_map(workplan::Item::tasks);
    tasks
        .filter_map(|task| {
            let name = task.document.as_deref()?;
            let by: Vec<&TaskStanding<'_>> = sources.tasks().filter(|one| one.task.id == task.id).collect();
            (!by.is_empty()).then_some(Document { name, task: &task.id, due: task.due, by })
        })
        .collect()
}

/// In words: `已出台（2017-04-28）`.
#[must_use]
pub fn document_words(one: &TaskStanding<'_>, day: Day) -> String {
    match one.done {
        Some(done) => format!("已出台（{done}）"),
        None if one.task.due < day => format!("没有出台，超{}个工作日", one.late),
        None => format!("在办，{}前", one.task.due),
    }
}

/// Counties and parks of a plan: code and name; one of them where a county is asked for.
#[must_use]
pub fn units<'p>(plan: &'p Plan, county: &str) -> Vec<(&'p str, &'p str)> {
    plan.addressees
        .iter()
        .filter(|code| county.is_empty() || *code == county)
        .map(|code| (code.as_str(), plan.unit_name(code)))
        .collect()
}

/// The state as part of a document: totals by county, then documents.
#[must_use]
pub fn blocks(house: &House, sources: &Sources<'_>) -> Vec<Block> {
    let units = units(sources.plan, sources.county);
    let found = parameters(&house.library().parameters(), &units, sources.day);
    let states = [State::Current, State::Assumed, State::Expired, State::Missing];
    let mut columns = vec![("单位", Setting::Short), ("地方参数", Setting::Number), ("自己的数", Setting::Number)];
    columns.extend(states.iter().map(|state| (state.chinese(), Setting::Number)));
    let rows = units.iter().enumerate().map(|(index, (_, name))| {
        let own = || found.iter().filter_map(|one| one.by_county.get(index));
        let mut row = vec![(*name).to_owned(), found.len().to_string()];
        row.push(own().filter(|kept| kept.is_own).count().to_string());
        row.extend(states.iter().map(|state| own().filter(|kept| kept.state == *state).count().to_string()));
        row
    });
    let totals = Grid { caption: "地方参数".to_owned(), columns: GridColumn::all(&columns), rows: rows.collect() };
    let columns =
        [("文件", Setting::Wide), ("期限", Setting::Short), ("单位", Setting::Short), ("状况", Setting::Short)];
    let rows = documents(sources.plan, sources).into_iter().flat_map(|document| {
        document
            .by
            .iter()
            .map(|one| {
                vec![
                    document.name.to_owned(),
                    document.due.to_string(),
                    sources.plan.unit_name(&one.county).to_owned(),
                    document_words(one, sources.day),
                ]
            })
            .collect::<Vec<_>>()
    });
    let documents =
        Grid { caption: "政策文件".to_owned(), columns: GridColumn::all(&columns), rows: rows.collect() };
    vec![Block::Table(totals), Block::Table(documents)]
}
