//! 截止日的数: what the computed scores of a round follow from. Kept with the round, word for word.

use super::template::{Criterion, Rule, Template};
use crate::computed::Catalogue;
use crate::figures::{At, Figures};
use crate::periods::{kept, periods};
use crate::quantity::{Direction, Quantity};
use crate::store::entries::{self, Entry, EntryKind};
use crate::store::reports;
use crate::{Plan, schedule};
use access::{House, Scope};
use db::{Fault, Outcome, Tx};
use kernel::{Day, Refusal, WorkingDays};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// What a criterion of a unit is scored from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The unit has no such target or task, or its day has not come: it does not count.
    Absent,
    /// A value and its target; no value is nothing reached.
    Value {
        /// What was reached.
        value: Option<Quantity>,
        /// What was to be reached.
        target: Quantity,
        /// Which side is right.
        direction: Direction,
    },
    /// Working days late; nothing when in time.
    Late(u32),
    /// Periods kept, of periods due.
    Periods {
        /// With a figure handed in.
        done: usize,
        /// All that ended.
        due: usize,
    },
}

/// The facts of a round, by unit and criterion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(pub BTreeMap<String, BTreeMap<String, Fact>>);

impl Fact {
    fn json(&self) -> Json {
        match self {
            Self::Absent => json!({}),
            Self::Value { value, target, direction } => json!({
                "value": value.map(Quantity::exact),
                "target": target.exact(),
                "at_most": *direction == Direction::AtMost,
            }),
            Self::Late(days) => json!({ "late": days }),
            Self::Periods { done, due } => json!({ "done": done, "due": due }),
        }
    }

    fn of(json: &Json) -> Option<Self> {
        let whole = |name: &str| json.get(name).and_then(Json::as_u64);
        if let Some(target) = json.get("target") {
            let value = json.get("value")?;
            let value = if value.is_null() { None } else { Some(Quantity::from_exact(value.as_str()?)?) };
            let direction = if json.get("at_most")?.as_bool()? { Direction::AtMost } else { Direction::AtLeast };
            return Some(Self::Value { value, target: Quantity::from_exact(target.as_str()?)?, direction });
        }
        if let Some(late) = whole("late") {
            return Some(Self::Late(u32::try_from(late).ok()?));
        }
        if let Some(due) = whole("due") {
            return Some(Self::Periods {
                done: usize::try_from(whole("done")?).ok()?,
                due: usize::try_from(due).ok()?,
            });
        }
        json.as_object()?.is_empty().then_some(Self::Absent)
    }

    /// In words, for the sheet.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::Absent => "没有这项目标，不计分".to_owned(),
            Self::Value { value: None, target, direction } => {
                format!("没有数，目标{} {}", direction.chinese(), target.shown())
            }
            Self::Value { value: Some(value), target, direction } => {
                format!("{}，目标{} {}", short(*value, *target), direction.chinese(), target.shown())
            }
            Self::Late(0) => "按期".to_owned(),
            Self::Late(days) => format!("迟 {days} 个工作日"),
            Self::Periods { done, due } => format!("{done}/{due} 期"),
        }
    }
}

/// A value with two digits behind the point at most, unless that would hide that it falls short of its target.
fn short(value: Quantity, target: Quantity) -> String {
    if value.brief() == target.brief() { value.shown() } else { value.brief() }
}

impl Facts {
    /// As a round keeps them.
    #[must_use]
    pub fn text(&self) -> String {
        let units: Map<String, Json> = self
            .0
            .iter()
            .map(|(unit, facts)| {
                let facts: Map<String, Json> = facts.iter().map(|(id, fact)| (id.clone(), fact.json())).collect();
                (unit.clone(), Json::Object(facts))
            })
            .collect();
        Json::Object(units).to_string()
    }

    /// Reads [`Facts::text`]; `None` when a hand has spoiled it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let json: Json = serde_json::from_str(text).ok()?;
        let mut found = Self::default();
        for (unit, facts) in json.as_object()? {
            let facts: Option<BTreeMap<String, Fact>> =
                facts.as_object()?.iter().map(|(id, fact)| Some((id.clone(), Fact::of(fact)?))).collect();
            found.0.insert(unit.clone(), facts?);
        }
        Some(found)
    }
}

/// What the facts are taken from.
struct Sources<'s> {
    plan: &'s Plan,
    catalogue: &'s Catalogue,
    figures: Figures,
    entries: Vec<Entry>,
    handed: Vec<(String, Day)>,
    day: Day,
}

/// The facts of every assessed unit on a day that has ended.
///
/// # Errors
/// A refusal when the computed figures of that very day were not taken but are asked for, or a year's holidays are not
/// known; a fault when the database errs.
pub async fn gather(
    tx: &mut Tx,
    house: &House,
    (plan, catalogue): (&Plan, &Catalogue),
    template: &Template,
    day: Day,
) -> Outcome<Facts> {
    let figures = Figures::as_of(tx, house, plan, day).await?;
    let asks_data = template.criteria().any(|one| names_computed(plan, one));
    if asks_data && figures.taken.is_none_or(|(taken, _)| taken != day) {
        let sentence = format!("{}没有取过系统数，不能用这一天的数考核，请选有取数的日子。", day.chinese());
        return Err(Refusal::not_now("workplan.no_snapshot", sentence).on_field("day").into());
    }
    let entries = entries::of_year(tx, &Scope::City, plan.year).await?;
    let handed = reports::handed_days(tx, plan.year, day).await?;
    let sources = Sources { plan, catalogue, figures, entries, handed, day };
    let mut facts = Facts::default();
    for unit in units(plan, template) {
        let mut own = BTreeMap::new();
        for one in template.criteria().filter(|one| one.rule.is_computed()) {
            own.insert(one.id.clone(), sources.fact(unit, &one.rule)?);
        }
        facts.0.insert(unit.to_owned(), own);
    }
    Ok(facts)
}

/// The units that a template assesses.
pub(crate) fn units<'p>(plan: &'p Plan, template: &Template) -> Vec<&'p str> {
    if template.asks_parks { plan.addressees.iter().map(String::as_str).collect() } else { plan.counties().collect() }
}

fn names_computed(plan: &Plan, one: &Criterion) -> bool {
    let (Rule::Ratio { indicator } | Rule::Threshold { indicator }) = &one.rule else { return false };
    plan.indicator(indicator).is_some_and(|(_, found)| found.computed.is_some())
}

impl Sources<'_> {
    fn fact(&self, unit: &str, rule: &Rule) -> Outcome<Fact> {
        match rule {
            Rule::Ratio { indicator } | Rule::Threshold { indicator } => {
                let (_, found) = self.plan.indicator(indicator).ok_or_else(|| gone(indicator))?;
                let at = At::County(unit);
                let target = self.figures.target(self.plan, found, at).filter(|target| {
                    // Nothing to reach is nothing to be scored for; nothing to exceed is.
                    *target > Quantity::ZERO || found.direction == Direction::AtMost
                });
                let Some(target) = target else { return Ok(Fact::Absent) };
                let value = self.figures.value(self.plan, self.catalogue, found, at);
                Ok(Fact::Value { value, target, direction: found.direction })
            }
            Rule::Deadline { task } => self.deadline(unit, task),
            Rule::Reporting { every, from } => {
                let all = periods(*from, self.day.month_of(), *every);
                let ended: Vec<_> = all.into_iter().filter(|period| period.last.last_day() <= self.day).collect();
                let days: Vec<Day> =
                    self.handed.iter().filter(|(county, _)| county == unit).map(|(_, day)| *day).collect();
                let kept = kept(&ended, &days);
                Ok(if ended.is_empty() { Fact::Absent } else { Fact::Periods { done: kept.done, due: kept.periods } })
            }
            Rule::Hand => Ok(Fact::Absent),
        }
    }

    fn deadline(&self, unit: &str, id: &str) -> Outcome<Fact> {
        let (_, task) = self.plan.task(id).ok_or_else(|| gone(id))?;
        if !self.plan.doers(task).contains(&unit) {
            return Ok(Fact::Absent);
        }
        let is_done = |entry: &&Entry| entry.kind == EntryKind::Done && entry.task == id && entry.county == unit;
        let done = self.entries.iter().find(is_done).map(|entry| entry.on).filter(|on| *on <= self.day);
        if done.is_none() && task.due > self.day {
            return Ok(Fact::Absent);
        }
        let late = schedule::late_by(task.due, done, self.day, WorkingDays::shipped()).map_err(Refusal::from)?;
        Ok(Fact::Late(late))
    }
}

fn gone(id: &str) -> Fault {
    Fault::other(format!("the plan has no {id}"))
}
