//! Words, days and rows; fixed cells; cells carried from one space to another.

use super::super::frame::{Frame, at};
use super::super::op::{KNOWN, Kind, OPEN, Op, Reg, Space, TROUBLE};
use super::{States, at_state, trouble};
use crate::eval::shifted;
use crate::population::{ABSENT, UNKNOWN, day_number, day_of_number};
use crate::program::DateCall;
use crate::unit::Unit;

impl Frame<'_> {
    /// Fixed cells are written again only when the chunk has another size.
    pub(super) fn fill(&mut self, reg: Reg) {
        let entry = &self.plan.entries[reg];
        let count = self.size(entry.space);
        let (mut number, mut code, mut bool, mut state) = (0, 0, 0, KNOWN);
        if let Op::FillNumber(fixed) = entry.op {
            number = fixed;
        } else if let Op::FillCode(fixed) = entry.op {
            code = fixed;
        } else if let Op::FillBool(fixed) = entry.op {
            bool = u8::from(fixed);
        } else if let Op::Unfilled(fixed) = entry.op {
            (number, state) = (1, fixed);
        }
        match entry.kind {
            Kind::Number => self.numbers[reg].resize(count, number),
            Kind::Code => self.codes[reg].resize(count, code),
            Kind::Bool => self.bools[reg].resize(count, bool),
        }
        self.states[reg] = (state != KNOWN).then(|| vec![state; count]);
    }

    pub(super) fn local_row(&mut self, reg: Reg) {
        let Space::List(group) = self.plan.entries[reg].space else {
            return;
        };
        self.codes_into(reg, |frame, out| {
            for pair in frame.offsets[group].windows(2) {
                out.extend((0..pair[1] - pair[0]).map(|row| i32::try_from(row).unwrap_or(i32::MAX)));
            }
            None
        });
    }

    pub(super) fn division(&mut self, reg: Reg) {
        self.codes_into(reg, |frame, out| {
            let of = frame.population.division_of.as_ref();
            let code = |household: usize| of.map_or(0, |of| i32::try_from(of[household]).unwrap_or(0));
            out.extend(frame.households.clone().map(code));
            None
        });
    }

    /// Facts given, and derived where they were not entered.
    pub(super) fn derived(&mut self, reg: Reg, (group, fact): (usize, usize), given: Reg, derived: Reg) {
        let population = self.population;
        let rows = self.rows[group].clone();
        let presence = population.groups[group].facts[fact].as_ref().and_then(|column| column.presence.as_ref());
        let presence = presence.map(|presence| &presence[rows]);
        let absent = |row: usize| presence.is_some_and(|presence| presence[row] == ABSENT);
        let states = |frame: &Self, count: usize| -> States {
            let derived = frame.state(derived);
            let state = |row: usize| match presence {
                Some(presence) if presence[row] == ABSENT => at_state(derived, row),
                Some(presence) if presence[row] == UNKNOWN => OPEN,
                _ => KNOWN,
            };
            let states: Vec<u8> = (0..count).map(state).collect();
            Some(states).filter(|states| states.iter().any(|state| *state != KNOWN))
        };
        fn merge<T: Copy>(given: &[T], derived: &[T], absent: impl Fn(usize) -> bool, out: &mut Vec<T>) -> usize {
            let both = given.iter().zip(derived).enumerate();
            out.extend(both.map(|(row, (given, derived))| if absent(row) { *derived } else { *given }));
            given.len()
        }
        match self.plan.entries[reg].kind {
            Kind::Number => self.numbers_into(reg, |frame, out| {
                let count = merge(frame.number(given), frame.number(derived), absent, out);
                states(frame, count)
            }),
            Kind::Code => self.codes_into(reg, |frame, out| {
                let count = merge(frame.code(given), frame.code(derived), absent, out);
                states(frame, count)
            }),
            Kind::Bool => self.bools_into(reg, |frame, out| {
                let count = merge(frame.bool(given), frame.bool(derived), absent, out);
                states(frame, count)
            }),
        }
    }

    pub(super) fn broadcast(&mut self, reg: Reg, from: Reg) {
        let (source, target) = (self.plan.entries[from].space, self.plan.entries[reg].space);
        self.carry(reg, from, None, |frame| match (source, target) {
            (Space::Households, Space::List(group)) => {
                frame.owners[group].iter().map(|owner| Some(at(*owner))).collect()
            }
            (_, Space::Pairs { outer, inner }) => {
                let Some(pairs) = frame.pairs_of(outer, inner) else {
                    return Vec::new();
                };
                let outer_rows = pairs.outer.iter().map(|row| at(*row));
                match source {
                    Space::List(group) if group == inner => pairs.inner.iter().map(|row| Some(at(*row))).collect(),
                    Space::Households => outer_rows.map(|row| Some(at(frame.owners[outer][row]))).collect(),
                    Space::List(_) | Space::Pairs { .. } => outer_rows.map(Some).collect(),
                }
            }
            _ => (0..frame.size(target)).map(Some).collect(),
        });
    }

    pub(super) fn gather(&mut self, reg: Reg, from: Reg, row: Reg) {
        let Space::List(list) = self.plan.entries[from].space else {
            return;
        };
        let target = self.plan.entries[reg].space;
        self.carry(reg, from, Some(row), |frame| {
            let households: Vec<usize> = match target {
                Space::Households => (0..frame.households.len()).collect(),
                Space::List(group) => frame.owners[group].iter().map(|owner| at(*owner)).collect(),
                Space::Pairs { outer, inner } => frame.pairs_of(outer, inner).map_or_else(Vec::new, |pairs| {
                    pairs.outer.iter().map(|row| at(frame.owners[outer][at(*row)])).collect()
                }),
            };
            let offsets = &frame.offsets[list];
            let cells = households.into_iter().zip(frame.code(row));
            let place = |(household, row): (usize, &i32)| {
                let place = at(offsets[household]) + usize::try_from(*row).ok()?;
                (place < at(offsets[household + 1])).then_some(place)
            };
            cells.map(place).collect()
        });
    }

    /// The cells of another register at these places.
    fn carry(&mut self, reg: Reg, from: Reg, by: Option<Reg>, places: impl FnOnce(&Self) -> Vec<Option<usize>>) {
        let places = places(self);
        let states = |frame: &Self| -> States {
            let source = frame.state(from);
            let by = by.and_then(|by| frame.state(by));
            if source.is_none() && by.is_none() && places.iter().all(Option::is_some) {
                return None;
            }
            let state = |(row, place): (usize, &Option<usize>)| match (at_state(by, row), place) {
                (KNOWN, Some(place)) => at_state(source, *place),
                (KNOWN, None) => TROUBLE,
                (state, _) => state,
            };
            Some(places.iter().enumerate().map(state).collect())
        };
        fn take<T: Copy + Default>(cells: &[T], places: &[Option<usize>], out: &mut Vec<T>) {
            out.extend(places.iter().map(|place| place.map_or(T::default(), |place| cells[place])));
        }
        match self.plan.entries[reg].kind {
            Kind::Number => self.numbers_into(reg, |frame, out| {
                take(frame.number(from), &places, out);
                states(frame)
            }),
            Kind::Code => self.codes_into(reg, |frame, out| {
                take(frame.code(from), &places, out);
                states(frame)
            }),
            Kind::Bool => self.bools_into(reg, |frame, out| {
                take(frame.bool(from), &places, out);
                states(frame)
            }),
        }
    }

    pub(super) fn code_in(&mut self, reg: Reg, of: Reg, codes: &[i32]) {
        self.bools_into(reg, |frame, out| {
            let cells = frame.code(of);
            match codes {
                [one] => out.extend(cells.iter().map(|cell| u8::from(cell == one))),
                [one, two] => out.extend(cells.iter().map(|cell| u8::from(cell == one) | u8::from(cell == two))),
                _ => out.extend(cells.iter().map(|cell| u8::from(codes.contains(cell)))),
            }
            frame.worst(&[of])
        });
    }

    pub(super) fn lookup(&mut self, reg: Reg, table: usize, [division, key, day]: [Option<Reg>; 3]) {
        let table = &self.plan.tables[table];
        let count = self.size(self.plan.entries[reg].space);
        let regs: Vec<Reg> = [division, key, day].into_iter().flatten().collect();
        let mut states = self.worst(&regs);
        let mut cells = Vec::with_capacity(count);
        for row in 0..count {
            let index = |reg: Option<Reg>| reg.map_or(Some(0), |reg| usize::try_from(self.code(reg)[row]).ok());
            let stretch = match day {
                None => Some(0),
                Some(day) => table.days.partition_point(|from| *from <= self.code(day)[row]).checked_sub(1),
            };
            let place = match key {
                None => Some(0),
                Some(_) => index(key).and_then(|word| table.places.get(word).copied().flatten()),
            };
            let cell = stretch.zip(index(division)).zip(place).and_then(|((stretch, division), place)| {
                table.values.get((stretch * table.divisions + division) * table.keys + place).copied().flatten()
            });
            cells.push(cell.unwrap_or(0));
            if cell.is_none() && states.as_ref().is_none_or(|states| states[row] == KNOWN) {
                trouble(&mut states, row, count);
            }
        }
        match self.plan.entries[reg].kind {
            Kind::Number => self.numbers[reg] = cells,
            Kind::Code => self.codes[reg] = cells.iter().map(|cell| i32::try_from(*cell).unwrap_or(0)).collect(),
            Kind::Bool => self.bools[reg] = cells.iter().map(|cell| u8::from(*cell != 0)).collect(),
        }
        self.states[reg] = states;
    }

    pub(super) fn shift(&mut self, reg: Reg, (day, count): (Reg, Reg), scale: i64, unit: Unit, back: bool) {
        self.codes_into(reg, |frame, out| {
            let mut states = frame.worst(&[day, count]);
            let rows = frame.code(day).len();
            for (row, (day, count)) in frame.code(day).iter().zip(frame.number(count)).enumerate() {
                let whole = (count % scale == 0).then(|| count / scale);
                let moved = whole.and_then(|count| {
                    shifted(day_of_number(*day), if back { count.checked_neg()? } else { count }, unit)
                });
                out.push(moved.map_or(0, day_number));
                if moved.is_none() {
                    trouble(&mut states, row, rows);
                }
            }
            states
        });
    }

    pub(super) fn calendar(&mut self, reg: Reg, call: DateCall, a: Reg, b: Option<Reg>) {
        let regs: Vec<Reg> = [Some(a), b].into_iter().flatten().collect();
        let cells: Vec<i64> = (0..self.code(a).len())
            .map(|row| {
                let day = day_of_number(self.code(a)[row]);
                let other = b.map_or(day, |b| day_of_number(self.code(b)[row]));
                match call {
                    DateCall::Age => i64::from(kernel::age_on(day, other)),
                    DateCall::MonthCount => (day.month_of().months_until(other.month_of()) + 1).max(0),
                    DateCall::MonthStart => i64::from(day_number(day.month_of().first_day())),
                    DateCall::NextMonthStart => i64::from(day_number(day.month_of().next().first_day())),
                    DateCall::MonthEnd => i64::from(day_number(day.month_of().last_day())),
                }
            })
            .collect();
        self.states[reg] = self.worst(&regs);
        if self.plan.entries[reg].kind == Kind::Number {
            self.numbers[reg] = cells;
        } else {
            self.codes[reg] = cells.iter().map(|cell| i32::try_from(*cell).unwrap_or(0)).collect();
        }
    }

    pub(super) fn days_between(&mut self, reg: Reg, from: Reg, to: Reg) {
        self.numbers_into(reg, |frame, out| {
            let both = frame.code(from).iter().zip(frame.code(to));
            out.extend(both.map(|(from, to)| i64::from(*to) - i64::from(*from)));
            frame.worst(&[from, to])
        });
    }
}
