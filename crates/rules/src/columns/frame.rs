//! The registers of one chunk, and where its households' rows lie.

use std::ops::Range;

use super::op::{Entry, KNOWN, Kind, LookupTable, OPEN, Op, Passes, Reg, Space};
use super::step::Sequence;
use crate::population::{Cells, Population, UNKNOWN};

/// What a program of columns consists of.
pub(crate) struct Plan {
    pub entries: Vec<Entry>,
    pub tables: Vec<LookupTable>,
    /// What is computed event by event.
    pub passes: Vec<Passes>,
    /// The registers that are read in the end; the others are not computed.
    pub live: Vec<bool>,
}

impl Plan {
    pub fn new(entries: Vec<Entry>, tables: Vec<LookupTable>, passes: Vec<Passes>, outputs: &[Reg]) -> Self {
        let mut live = vec![false; entries.len()];
        outputs.iter().for_each(|reg| live[*reg] = true);
        // A register reads earlier ones, except where it adds up events.
        let mut moved = true;
        while std::mem::take(&mut moved) {
            for reg in (0..entries.len()).rev() {
                if live[reg] {
                    entries[reg].op.reads(&mut |read| moved |= !std::mem::replace(&mut live[read], true) && read > reg);
                }
            }
        }
        Self { entries, tables, passes, live }
    }
}

pub(crate) fn at(index: u32) -> usize {
    usize::try_from(index).unwrap_or(0)
}

/// The inner rows of each outer row, within a household.
#[derive(Default)]
pub(crate) struct Pairs {
    pub outer: Vec<u32>,
    pub inner: Vec<u32>,
    /// Where the pairs of each outer row begin, and the end.
    pub offsets: Vec<u32>,
}

pub(crate) struct Frame<'p> {
    pub plan: &'p Plan,
    pub population: &'p Population,
    pub households: Range<usize>,
    /// The rows of each group.
    pub rows: Vec<Range<usize>>,
    /// For each list, where the rows of each household begin, from the chunk's first row.
    pub offsets: Vec<Vec<u32>>,
    /// For each list, the household of each row.
    pub owners: Vec<Vec<u32>>,
    pub pairs: Vec<((usize, usize), Pairs)>,
    pub numbers: Vec<Vec<i64>>,
    pub codes: Vec<Vec<i32>>,
    pub bools: Vec<Vec<u8>>,
    pub states: Vec<Option<Vec<u8>>>,
    /// Running totals of the fold under way.
    pub totals: Vec<i64>,
    /// How the events of each list follow each other.
    pub sequences: Vec<Sequence>,
    /// How often the events under way were computed before.
    pub pass: usize,
    needs_owner: Vec<bool>,
}

impl<'p> Frame<'p> {
    pub fn new(plan: &'p Plan, population: &'p Population) -> Self {
        let (count, groups) = (plan.entries.len(), population.groups.len());
        let mut needs_owner = vec![false; groups];
        let mut pairs: Vec<((usize, usize), Pairs)> = Vec::new();
        for (entry, live) in plan.entries.iter().zip(&plan.live) {
            match entry.space {
                Space::Households => {}
                Space::List(group) => {
                    needs_owner[group] |= matches!(entry.op, Op::Broadcast(_) | Op::Gather { .. } | Op::Load { .. });
                }
                Space::Pairs { outer, inner } => {
                    needs_owner[outer] = true;
                    needs_owner[inner] = true;
                    if *live && !pairs.iter().any(|(known, _)| *known == (outer, inner)) {
                        pairs.push(((outer, inner), Pairs::default()));
                    }
                }
            }
        }
        Self {
            plan,
            population,
            households: 0..0,
            rows: vec![0..0; groups],
            offsets: vec![Vec::new(); groups],
            owners: vec![Vec::new(); groups],
            pairs,
            numbers: vec![Vec::new(); count],
            codes: vec![Vec::new(); count],
            bools: vec![Vec::new(); count],
            states: vec![None; count],
            totals: Vec::new(),
            sequences: vec![Sequence::default(); groups],
            pass: 0,
            needs_owner,
        }
    }

    /// Computes every register for these households.
    pub fn run(&mut self, households: Range<usize>) {
        self.place(households);
        let mut reg = 0;
        while reg < self.plan.entries.len() {
            if self.plan.live[reg] {
                self.step(reg);
            }
            reg += 1;
            if let Some(passes) = self.plan.passes.iter().find(|passes| passes.end == reg) {
                self.pass += 1;
                if self.pass < self.sequences[passes.group].longest {
                    reg = passes.start;
                } else {
                    self.pass = 0;
                }
            }
        }
    }

    /// Where the rows of these households lie.
    fn place(&mut self, households: Range<usize>) {
        for (group, columns) in self.population.groups.iter().enumerate() {
            let Some(offsets) = &columns.offsets else {
                self.rows[group] = households.clone();
                continue;
            };
            let own = &offsets[households.start..=households.end];
            let (first, last) = (own[0], own[own.len() - 1]);
            self.rows[group] = at(first)..at(last);
            self.offsets[group].clear();
            self.offsets[group].extend(own.iter().map(|offset| offset - first));
            if self.needs_owner[group] {
                let owners = &mut self.owners[group];
                owners.clear();
                for (household, pair) in (0_u32..).zip(own.windows(2)) {
                    for _ in pair[0]..pair[1] {
                        owners.push(household);
                    }
                }
            }
        }
        self.households = households;
        let mut pairs = std::mem::take(&mut self.pairs);
        for ((outer, inner), pairs) in &mut pairs {
            self.pair(*outer, *inner, pairs);
        }
        self.pairs = pairs;
    }

    fn pair(&self, outer: usize, inner: usize, pairs: &mut Pairs) {
        pairs.outer.clear();
        pairs.inner.clear();
        pairs.offsets.clear();
        pairs.offsets.push(0);
        for (row, household) in (0_u32..).zip(&self.owners[outer]) {
            let household = at(*household);
            for other in self.offsets[inner][household]..self.offsets[inner][household + 1] {
                pairs.outer.push(row);
                pairs.inner.push(other);
            }
            pairs.offsets.push(u32::try_from(pairs.outer.len()).unwrap_or(u32::MAX));
        }
    }

    pub fn pairs_of(&self, outer: usize, inner: usize) -> Option<&Pairs> {
        self.pairs.iter().find(|(known, _)| *known == (outer, inner)).map(|(_, pairs)| pairs)
    }

    /// Cells of a space.
    pub fn size(&self, space: Space) -> usize {
        match space {
            Space::Households => self.households.len(),
            Space::List(group) => self.rows[group].len(),
            Space::Pairs { outer, inner } => self.pairs_of(outer, inner).map_or(0, |pairs| pairs.outer.len()),
        }
    }

    /// The numbers of a register, straight from the population where it has them in this form.
    pub fn number(&self, reg: Reg) -> &[i64] {
        if let Op::Load { group, fact } = self.plan.entries[reg].op
            && let Some(column) = &self.population.groups[group].facts[fact]
            && let Cells::Wide(cells) = &column.cells
        {
            return &cells[self.rows[group].clone()];
        }
        &self.numbers[reg]
    }

    pub fn bool(&self, reg: Reg) -> &[u8] {
        if let Op::Load { group, fact } = self.plan.entries[reg].op
            && let Some(column) = &self.population.groups[group].facts[fact]
            && let Cells::Byte(cells) = &column.cells
        {
            return &cells[self.rows[group].clone()];
        }
        &self.bools[reg]
    }

    pub fn code(&self, reg: Reg) -> &[i32] {
        if let Op::Load { group, fact } = self.plan.entries[reg].op
            && let Some(column) = &self.population.groups[group].facts[fact]
            && let Cells::Narrow(cells) = &column.cells
        {
            return &cells[self.rows[group].clone()];
        }
        &self.codes[reg]
    }

    pub fn state(&self, reg: Reg) -> Option<&[u8]> {
        self.states[reg].as_deref()
    }

    /// The worst state of several registers of one space.
    pub fn worst(&self, regs: &[Reg]) -> Option<Vec<u8>> {
        let mut all: Option<Vec<u8>> = None;
        for states in regs.iter().filter_map(|reg| self.state(*reg)) {
            match &mut all {
                None => all = Some(states.to_vec()),
                Some(all) => all.iter_mut().zip(states).for_each(|(worst, state)| *worst = (*worst).max(*state)),
            }
        }
        all
    }

    /// Facts from their column, with what is not known of them.
    pub(super) fn load(&mut self, reg: Reg, group: usize, fact: usize) {
        let kind = self.plan.entries[reg].kind;
        let Some(column) = &self.population.groups[group].facts[fact] else {
            return;
        };
        let rows = self.rows[group].clone();
        match (&column.cells, kind) {
            (Cells::Narrow(cells), Kind::Number) => {
                let out = &mut self.numbers[reg];
                out.clear();
                out.extend(cells[rows.clone()].iter().map(|cell| i64::from(*cell)));
            }
            (Cells::Byte(cells), Kind::Number) => {
                let out = &mut self.numbers[reg];
                out.clear();
                out.extend(cells[rows.clone()].iter().map(|cell| i64::from(*cell)));
            }
            (Cells::Byte(cells), Kind::Code) => {
                let out = &mut self.codes[reg];
                out.clear();
                out.extend(cells[rows.clone()].iter().map(|cell| i32::from(*cell)));
            }
            // Read where they are.
            (Cells::Wide(_) | Cells::Narrow(_) | Cells::Byte(_) | Cells::Text(_), _) => {}
        }
        self.states[reg] = column.presence.as_ref().and_then(|presence| {
            let presence = &presence[rows];
            let open = |cell: &u8| if *cell == UNKNOWN { OPEN } else { KNOWN };
            presence.contains(&UNKNOWN).then(|| presence.iter().map(open).collect())
        });
    }
}
