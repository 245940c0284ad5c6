//! Facts, parameters and rows in columns.

use std::collections::BTreeSet;

use kernel::Day;

use super::super::op::{Kind, LookupTable, OPEN, Op, Reg, Space, TROUBLE};
use super::numbers::lcm;
use super::{Fraction, Planned, Planner, code_of, kind_of};
use crate::number::Exact;
use crate::population::{ABSENT, day_number};
use crate::program::{Literal, Node, Symbol};

impl Planner<'_> {
    fn space_of(&self, group: usize) -> Space {
        if self.program.groups[group].single { Space::Households } else { Space::List(group) }
    }

    pub(super) fn fact(&mut self, group: usize, fact: usize) -> Option<Planned> {
        let program = self.program;
        let definition = &program.groups[group].facts[fact];
        let kind = kind_of(&definition.kind)?;
        let scope: Vec<usize> = if program.groups[group].single { Vec::new() } else { vec![group] };
        let Some(column) = &self.population.groups[group].facts[fact] else {
            return match (&definition.default, &definition.derive) {
                (Some(default), _) => Some(Planned::Fixed(default.clone())),
                (None, Some(derive)) => self.plan(derive, &scope),
                (None, None) => Some(Planned::Nowhere(OPEN)),
            };
        };
        let space = self.space_of(group);
        let range = (i128::from(column.low), i128::from(column.high));
        let scale = column.scale;
        let absent = column.presence.as_ref().is_some_and(|presence| presence.contains(&ABSENT));
        let given = self.push(Op::Load { group, fact }, space, kind, range);
        let derived = match &definition.derive {
            Some(derive) if absent => self.plan(derive, &scope)?,
            _ => return Some(of_register(given, kind, scale)),
        };
        let (given, derived, scale) = match kind {
            Kind::Number => {
                let derived = self.number(&derived)?;
                let scale = lcm(scale, derived.scale).filter(|_| derived.bottom.is_none())?;
                let column = Fraction {
                    top: given,
                    scale: self.population.groups[group].facts[fact].as_ref()?.scale,
                    bottom: None,
                };
                (
                    self.times_fixed(column.top, scale / column.scale),
                    self.times_fixed(derived.top, scale / derived.scale),
                    scale,
                )
            }
            Kind::Bool => (given, self.bool(&derived)?, 1),
            Kind::Code => (given, self.code(&derived)?, 1),
        };
        let ((low, high), (other_low, other_high)) = (self.ranges[given], self.ranges[derived]);
        let derived = self.lift(derived, space);
        let range = (low.min(other_low), high.max(other_high));
        let reg = self.push(Op::Derived { group, fact, given, derived }, space, kind, range);
        Some(of_register(reg, kind, scale))
    }

    /// The inner expression at the row that a record points to.
    pub(super) fn via(&mut self, record: &Node, group: usize, inner: &Node, scope: &[usize]) -> Option<Planned> {
        let record = self.plan(record, scope)?;
        if let Planned::Nowhere(_) = record {
            return Some(record);
        }
        let row = self.code(&record)?;
        let inner = self.plan(inner, &[group])?;
        let inner = match super::shared_kind([&inner]) {
            Some(Kind::Number) => Planned::Number(self.number(&inner)?),
            Some(Kind::Bool) => Planned::Bool(self.bool(&inner)?),
            Some(Kind::Code) => Planned::Code(self.code(&inner)?),
            None => return None,
        };
        let list = Space::List(group);
        let mut gather = |from: Reg| -> Option<Reg> {
            if ![Space::Households, list].contains(&self.space(from)) {
                return None;
            }
            let (kind, range) = (self.entries[from].kind, self.ranges[from]);
            let from = self.lift(from, list);
            let space = self.space(row);
            Some(self.push(Op::Gather { from, row }, space, kind, range))
        };
        match inner {
            Planned::Number(Fraction { top, scale, bottom }) => {
                let bottom = match bottom {
                    None => None,
                    Some(bottom) => Some(gather(bottom)?),
                };
                Some(Planned::Number(Fraction { top: gather(top)?, scale, bottom }))
            }
            Planned::Bool(reg) => gather(reg).map(Planned::Bool),
            Planned::Code(reg) => gather(reg).map(Planned::Code),
            Planned::Fixed(_) | Planned::Nowhere(_) => None,
        }
    }

    pub(super) fn parameter(
        &mut self,
        parameter: usize,
        key: Option<&Node>,
        at: Option<usize>,
        scope: &[usize],
    ) -> Option<Planned> {
        let day = match at {
            None => None,
            Some(group) => {
                let date = self.program.groups[group].events?.date;
                let planned = self.fact(group, date)?;
                Some(self.code(&planned)?)
            }
        };
        let key = match key {
            None => None,
            Some(key) => Some(self.plan(key, scope)?),
        };
        if let Some(Planned::Nowhere(_)) = key {
            return key;
        }
        let fixed = if let Some(Planned::Fixed(Literal::Symbol(symbol))) = key { Some(symbol) } else { None };
        let key = match &key {
            Some(key) if fixed.is_none() => Some(self.code(key)?),
            _ => None,
        };
        let keys: Vec<Option<Symbol>> = if key.is_some() {
            let words = self.store.tables[parameter].keys.iter().flatten();
            words.map(|word| self.store.symbols.find(word)).collect()
        } else {
            vec![fixed]
        };
        self.lookup(parameter, &keys, key, day, scope)
    }

    /// The days on which a parameter may change.
    fn stretches(&self, parameter: usize) -> Vec<Day> {
        let entries = &self.store.tables[parameter].entries;
        let mut days: BTreeSet<Day> = entries.iter().map(|entry| entry.from).collect();
        days.extend(entries.iter().filter_map(|entry| entry.to).map(|to| to.add_days(1)));
        days.into_iter().collect()
    }

    fn lookup(
        &mut self,
        parameter: usize,
        keys: &[Option<Symbol>],
        key: Option<Reg>,
        day: Option<Reg>,
        scope: &[usize],
    ) -> Option<Planned> {
        let days = if day.is_some() { self.stretches(parameter) } else { vec![self.on] };
        let by_division = self.store.tables[parameter].by_division && self.population.divisions.len() > 1;
        let divisions: &[String] =
            if by_division { &self.population.divisions } else { &self.population.divisions[..1] };
        let mut values: Vec<Option<Literal>> = Vec::new();
        for day in &days {
            for division in divisions {
                for key in keys {
                    let entry = self.store.lookup(parameter, *day, division, *key).ok();
                    values.push(entry.map(|entry| entry.value.clone()));
                }
            }
        }
        if key.is_none() && day.is_none() && values.iter().all(|value| *value == values[0]) {
            return Some(values.swap_remove(0).map_or(Planned::Nowhere(TROUBLE), Planned::Fixed));
        }
        let kind = kind_of(&self.store.tables[parameter].kind)?;
        let (values, scale) = cells(&values, kind)?;
        let mut places = Vec::new();
        for (place, word) in keys.iter().enumerate() {
            let Some(word) = word.and_then(|word| usize::try_from(word).ok()) else { continue };
            if places.len() <= word {
                places.resize(word + 1, None);
            }
            places[word] = Some(place);
        }
        let (low, high) = values.iter().flatten().fold((0, 0), |(low, high), v| (*v.min(&low), *v.max(&high)));
        let table = LookupTable {
            days: days.into_iter().map(day_number).collect(),
            divisions: divisions.len(),
            places,
            keys: keys.len(),
            values,
        };
        let division =
            if by_division { Some(self.push(Op::Division, Space::Households, Kind::Code, (0, 0))) } else { None };
        let table = self.table_index(table);
        let regs: Vec<Reg> = [division, key, day].into_iter().flatten().collect();
        let space = self.common(&regs, scope)?;
        let [division, key, day] = [division, key, day].map(|reg| reg.map(|reg| self.lift(reg, space)));
        let op = Op::Lookup { table, division, key, day };
        let reg = self.push(op, space, kind, (i128::from(low), i128::from(high)));
        Some(of_register(reg, kind, scale))
    }

    fn table_index(&mut self, table: LookupTable) -> usize {
        let known = self.tables.iter().position(|known| *known == table);
        known.unwrap_or_else(|| {
            self.tables.push(table);
            self.tables.len() - 1
        })
    }
}

fn of_register(reg: Reg, kind: Kind, scale: i64) -> Planned {
    match kind {
        Kind::Number => Planned::Number(Fraction { top: reg, scale, bottom: None }),
        Kind::Bool => Planned::Bool(reg),
        Kind::Code => Planned::Code(reg),
    }
}

/// Values as cells of one scale.
fn cells(values: &[Option<Literal>], kind: Kind) -> Option<(Vec<Option<i64>>, i64)> {
    let mut scale = 1;
    for value in values.iter().flatten() {
        if let Literal::Number(number) = value {
            scale = lcm(scale, i64::try_from(number.bottom()).ok()?)?;
        }
    }
    let cell = |value: &Literal| match (value, kind) {
        (Literal::Number(number), Kind::Number) => number.times(Exact::whole(scale)).and_then(Exact::as_whole),
        (Literal::Bool(bool), Kind::Bool) => Some(i64::from(*bool)),
        (literal, _) => code_of(literal).map(i64::from),
    };
    let mut cells = Vec::new();
    for value in values {
        cells.push(match value {
            None => None,
            Some(value) => Some(cell(value)?),
        });
    }
    Some((cells, scale))
}
