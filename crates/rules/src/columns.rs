//! A whole city at once (全市测算): the same rules over columns, in chunks, on any number of threads.
//!
//! A cell is known, 未知, or trouble (a fault, or a number beyond 64 bits on the way). Known and 未知
//! cells are what the row evaluator would say; a row in trouble is handed to the row evaluator, so
//! every answer is exact. Which facts are missing is asked of the row evaluator, row by row.

use std::collections::BTreeMap;
use std::ops::Range;

use kernel::Day;

use crate::answer::{Answer, Value};
use crate::number::Exact;
use crate::policy::Policy;
use crate::population::{Population, day_of_number, symbol_of};
use crate::problem::RuleFault;
use crate::unit::{Type, Unit};

use self::frame::{Frame, Plan};
use self::op::{KNOWN, Kind, OPEN, Reg, Space, TROUBLE};
use self::plan::{Fraction, Planned, Planner};

mod frame;
mod op;
mod plan;
mod step;

/// Households computed at a time: small enough for the cache, large enough to amortise each step.
const CHUNK: usize = 1024;

/// How the cells of an output are kept.
#[derive(Debug, Clone)]
enum Cells {
    /// `top / (scale × bottom)`.
    Numbers {
        top: Vec<i64>,
        scale: i64,
        bottom: Option<Vec<i64>>,
        unit: Unit,
    },
    Bools(Vec<u8>),
    Codes(Vec<i32>),
    /// Every row was computed by the row evaluator.
    Rows,
}

/// The answers of one definition for a whole population.
#[derive(Debug, Clone)]
pub struct Column {
    name: String,
    kind: Type,
    cells: Cells,
    /// `None`: every answer is known.
    states: Option<Vec<u8>>,
    /// The answers of the row evaluator.
    odd: BTreeMap<usize, Result<Answer, RuleFault>>,
}

/// The answers of several definitions for a whole population.
#[derive(Debug, Clone)]
pub struct Columns {
    columns: Vec<Column>,
    households: usize,
    symbols: crate::parameters::Symbols,
}

/// How an answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is a value.
    Known,
    /// 未知.
    Unknown,
    /// 转人工, or it cannot be computed from these facts.
    Other,
}

impl Columns {
    /// Households.
    #[must_use]
    pub fn len(&self) -> usize {
        self.households
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.households == 0
    }

    /// The column of one definition.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The value of one household: `None` while it is 未知 or has none.
    #[must_use]
    pub fn value(&self, name: &str, household: usize) -> Option<Value> {
        let column = self.column(name)?;
        if let Some(odd) = column.odd.get(&household) {
            return odd.as_ref().ok().and_then(Answer::known).cloned();
        }
        if column.standing(household) != Standing::Known {
            return None;
        }
        Some(match &column.cells {
            Cells::Numbers { unit, .. } => Value::Number { number: column.number(household)?, unit: *unit },
            Cells::Bools(cells) => Value::Bool(*cells.get(household)? != 0),
            Cells::Codes(cells) => {
                let code = *cells.get(household)?;
                match &column.kind {
                    Type::Date => Value::Date(day_of_number(code)),
                    Type::Choice(_) => Value::Text(self.symbols.word(symbol_of(i64::from(code))).to_owned()),
                    Type::Number(_) | Type::Bool | Type::Text | Type::Record(_) => return None,
                }
            }
            Cells::Rows => return None,
        })
    }
}

impl Column {
    /// The definition.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the answer of one household stands.
    #[must_use]
    pub fn standing(&self, household: usize) -> Standing {
        match self.odd.get(&household) {
            Some(Ok(Answer::Known(_))) => return Standing::Known,
            Some(Ok(Answer::Unknown { .. })) => return Standing::Unknown,
            Some(Ok(Answer::Manual { .. }) | Err(_)) => return Standing::Other,
            None => {}
        }
        match self.states.as_ref().and_then(|states| states.get(household)).copied().unwrap_or(KNOWN) {
            KNOWN => Standing::Known,
            OPEN => Standing::Unknown,
            _ => Standing::Other,
        }
    }

    /// What the row evaluator said of a household that the columns could not settle.
    #[must_use]
    pub fn odd(&self, household: usize) -> Option<&Result<Answer, RuleFault>> {
        self.odd.get(&household)
    }

    /// The exact number.
    #[must_use]
    pub fn number(&self, household: usize) -> Option<Exact> {
        if let Some(odd) = self.odd.get(&household) {
            return odd.as_ref().ok()?.known()?.number();
        }
        match &self.cells {
            Cells::Numbers { top, scale, bottom, .. } if self.standing(household) == Standing::Known => {
                let bottom = bottom.as_ref().map_or(Some(1), |bottom| bottom.get(household).copied())?;
                let whole = i128::from(*scale).checked_mul(i128::from(bottom))?;
                Exact::ratio(i128::from(*top.get(household)?), whole)
            }
            Cells::Numbers { .. } | Cells::Bools(_) | Cells::Codes(_) | Cells::Rows => None,
        }
    }

    /// An amount of money in fen; `None` while it is 未知, or is no whole number of fen.
    #[must_use]
    pub fn fen(&self, household: usize) -> Option<i64> {
        if let Cells::Numbers { top, scale: 100, bottom: None, unit } = &self.cells
            && unit.is_money()
            && self.states.is_none()
            && self.odd.is_empty()
        {
            return top.get(household).copied();
        }
        self.number(household)?.times(Exact::whole(100))?.as_whole()
    }

    /// 是 or 否.
    #[must_use]
    pub fn bool(&self, household: usize) -> Option<bool> {
        if let Some(odd) = self.odd.get(&household) {
            return odd.as_ref().ok()?.known()?.bool();
        }
        match &self.cells {
            Cells::Bools(cells) if self.standing(household) == Standing::Known => {
                cells.get(household).map(|cell| *cell != 0)
            }
            Cells::Bools(_) | Cells::Numbers { .. } | Cells::Codes(_) | Cells::Rows => None,
        }
    }
}

/// One output: its definition, and the registers where its cells are.
struct Output {
    definition: usize,
    cells: Option<(Kind, Reg, Option<Reg>, i64)>,
}

impl Policy {
    /// The answers of these household-level definitions for every household, on one day.
    ///
    /// # Errors
    /// A name that is no household-level rule, a population made for another policy, or a day on
    /// which the policy is not in force. What cannot be computed for one household stands in its row.
    pub fn evaluate_all(&self, population: &Population, on: Day, outputs: &[&str]) -> Result<Columns, RuleFault> {
        self.evaluate_all_on(population, on, outputs, 1)
    }

    /// As [`Policy::evaluate_all`], on so many threads.
    ///
    /// # Errors
    /// As [`Policy::evaluate_all`].
    pub fn evaluate_all_on(
        &self,
        population: &Population,
        on: Day,
        outputs: &[&str],
        threads: usize,
    ) -> Result<Columns, RuleFault> {
        self.check_day(on)?;
        self.check_population(population)?;
        let wanted = outputs.iter().map(|name| self.household_rule(name)).collect::<Result<Vec<_>, _>>()?;
        let (plan, outputs) = self.planned(population, on, &wanted);
        let chunks = population.len().div_ceil(CHUNK);
        let each = chunks.div_ceil(threads.max(1)).max(1) * CHUNK;
        let mut columns = self.empty(&outputs, population.len());
        let parts = parts(&mut columns, population.len(), each);
        let odd: Vec<Odd> = if parts.len() <= 1 {
            parts.into_iter().map(|part| self.part(&plan, &outputs, population, on, part)).collect()
        } else {
            std::thread::scope(|scope| {
                let (plan, outputs) = (&plan, &outputs);
                let run = |part| scope.spawn(move || self.part(plan, outputs, population, on, part));
                let running: Vec<_> = parts.into_iter().map(run).collect();
                let done = running.into_iter().map(|part| part.join().map_err(std::panic::resume_unwind));
                done.filter_map(Result::ok).collect()
            })
        };
        for (at, household, answer) in odd.into_iter().flatten() {
            columns[at].odd.insert(household, answer);
        }
        columns.iter_mut().for_each(Column::settle);
        Ok(Columns { columns, households: population.len(), symbols: self.store().symbols.clone() })
    }

    fn check_population(&self, population: &Population) -> Result<(), RuleFault> {
        let own = self.program();
        if population.program.id == own.id && population.program.text_hash == own.text_hash {
            return Ok(());
        }
        Err(RuleFault::Facts {
            key: "人群".to_owned(),
            sentence: format!("这批人群不是按政策“{}”现在的文字整理的，请重新整理。", own.title),
        })
    }

    fn household_rule(&self, name: &str) -> Result<usize, RuleFault> {
        let program = self.program();
        let found = program.definitions.iter().position(|d| d.group.is_none() && d.name == name);
        found.ok_or_else(|| RuleFault::NoSuchName { policy: program.title.clone(), name: name.to_owned() })
    }

    fn planned(&self, population: &Population, on: Day, wanted: &[usize]) -> (Plan, Vec<Output>) {
        let program = self.program();
        let mut planner = Planner::new(&program, self.store(), population, on);
        planner.definitions(wanted);
        let mut outputs = Vec::new();
        for definition in wanted {
            let planned = planner.planned(*definition);
            let cells = planned
                .and_then(|planned| in_registers(&mut planner, &planned, &program.definitions[*definition].kind));
            outputs.push(Output { definition: *definition, cells });
        }
        let regs = outputs.iter().filter_map(|output| output.cells);
        let regs: Vec<Reg> = regs.flat_map(|(_, reg, bottom, _)| [Some(reg), bottom]).flatten().collect();
        (Plan::new(planner.entries, planner.tables, &regs), outputs)
    }

    fn empty(&self, outputs: &[Output], count: usize) -> Vec<Column> {
        let program = self.program();
        let column = |output: &Output| {
            let definition = &program.definitions[output.definition];
            let unit = if let Type::Number(unit) = definition.kind { unit } else { Unit::Plain };
            let cells = match output.cells {
                Some((Kind::Number, _, bottom, scale)) => {
                    Cells::Numbers { top: vec![0; count], scale, bottom: bottom.map(|_| vec![0; count]), unit }
                }
                Some((Kind::Bool, ..)) => Cells::Bools(vec![0; count]),
                Some((Kind::Code, ..)) => Cells::Codes(vec![0; count]),
                None => Cells::Rows,
            };
            let (name, kind) = (definition.name.clone(), definition.kind.clone());
            Column { name, kind, cells, states: Some(vec![KNOWN; count]), odd: BTreeMap::new() }
        };
        outputs.iter().map(column).collect()
    }

    /// The answers of some of the households.
    fn part(
        &self,
        plan: &Plan,
        outputs: &[Output],
        population: &Population,
        on: Day,
        mut part: (Range<usize>, Vec<Slice<'_>>),
    ) -> Odd {
        let mut frame = Frame::new(plan, population);
        let mut odd = Odd::new();
        let (first, last) = (part.0.start, part.0.end);
        let mut start = first;
        while start < last {
            let end = (start + CHUNK).min(last);
            frame.run(start..end);
            let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (at, (slice, output)) in part.1.iter_mut().zip(outputs).enumerate() {
                for row in slice.take(&frame, output, start - first..end - first) {
                    rows.entry(first + row).or_default().push(at);
                }
            }
            for (household, columns) in rows {
                let bound = population.bound(household);
                let run = self.run(&bound, on, population.division(household));
                let answer = |at: usize| (at, household, self.definition_answer(&run, outputs[at].definition));
                odd.extend(columns.into_iter().map(answer));
            }
            start = end;
        }
        odd
    }

    /// The answer of one definition for one household of a population, with the facts it lacks.
    ///
    /// # Errors
    /// As [`Policy::evaluate`], and a name that is no household-level rule.
    pub fn answer_in(
        &self,
        population: &Population,
        household: usize,
        on: Day,
        name: &str,
    ) -> Result<Answer, RuleFault> {
        self.check_day(on)?;
        self.check_population(population)?;
        let definition = self.household_rule(name)?;
        let bound = population.bound(household);
        self.definition_answer(&self.run(&bound, on, population.division(household)), definition)
    }
}

/// The registers of an output, all of them about households.
fn in_registers(planner: &mut Planner<'_>, planned: &Planned, kind: &Type) -> Option<(Kind, Reg, Option<Reg>, i64)> {
    let kind = plan::kind_of(kind)?;
    let (reg, bottom, scale) = match kind {
        Kind::Number => {
            let Fraction { top, scale, bottom } = planner.number(planned)?;
            (top, bottom, scale)
        }
        Kind::Bool => (planner.bool(planned)?, None, 1),
        Kind::Code => (planner.code(planned)?, None, 1),
    };
    let regs = [Some(reg), bottom].into_iter().flatten();
    let households = regs.into_iter().all(|reg| planner.space(reg) == Space::Households);
    households.then_some((kind, reg, bottom, scale))
}

/// The answers of the row evaluator: output, household, answer.
type Odd = Vec<(usize, usize, Result<Answer, RuleFault>)>;

/// The cells of one output for some of the households.
struct Slice<'c> {
    tops: &'c mut [i64],
    bottoms: &'c mut [i64],
    bools: &'c mut [u8],
    codes: &'c mut [i32],
    states: &'c mut [u8],
}

/// The columns cut into parts of `each` households.
fn parts(columns: &mut [Column], count: usize, each: usize) -> Vec<(Range<usize>, Vec<Slice<'_>>)> {
    let starts = (0..count).step_by(each);
    let mut parts: Vec<(Range<usize>, Vec<Slice<'_>>)> =
        starts.map(|start| (start..(start + each).min(count), Vec::new())).collect();
    for column in columns {
        let Column { cells, states, .. } = column;
        let mut rest = Slice {
            tops: &mut [],
            bottoms: &mut [],
            bools: &mut [],
            codes: &mut [],
            states: states.as_deref_mut().unwrap_or_default(),
        };
        match cells {
            Cells::Numbers { top, bottom, .. } => {
                rest.tops = top;
                rest.bottoms = bottom.as_deref_mut().unwrap_or_default();
            }
            Cells::Bools(cells) => rest.bools = cells,
            Cells::Codes(cells) => rest.codes = cells,
            Cells::Rows => {}
        }
        for (range, slices) in &mut parts {
            slices.push(Slice {
                tops: cut(&mut rest.tops, range.len()),
                bottoms: cut(&mut rest.bottoms, range.len()),
                bools: cut(&mut rest.bools, range.len()),
                codes: cut(&mut rest.codes, range.len()),
                states: cut(&mut rest.states, range.len()),
            });
        }
    }
    parts
}

/// The first cells, which are then gone from the rest.
fn cut<'c, T>(rest: &mut &'c mut [T], count: usize) -> &'c mut [T] {
    let count = count.min(rest.len());
    let (head, tail) = std::mem::take(rest).split_at_mut(count);
    *rest = tail;
    head
}

impl Slice<'_> {
    /// Writes the cells of one chunk and says which rows are in trouble.
    fn take(&mut self, frame: &Frame<'_>, output: &Output, rows: Range<usize>) -> Vec<usize> {
        let Some((kind, reg, bottom, _)) = output.cells else {
            self.states[rows.clone()].fill(TROUBLE);
            return rows.collect();
        };
        match kind {
            Kind::Number => self.tops[rows.clone()].copy_from_slice(frame.number(reg)),
            Kind::Bool => self.bools[rows.clone()].copy_from_slice(frame.bool(reg)),
            Kind::Code => self.codes[rows.clone()].copy_from_slice(frame.code(reg)),
        }
        if let Some(bottom) = bottom {
            self.bottoms[rows.clone()].copy_from_slice(frame.number(bottom));
        }
        let regs: Vec<Reg> = [Some(reg), bottom].into_iter().flatten().collect();
        let Some(states) = frame.worst(&regs) else {
            return Vec::new();
        };
        let troubled = states.iter().enumerate().filter(|(_, state)| **state == TROUBLE);
        let troubled = troubled.map(|(row, _)| rows.start + row).collect();
        self.states[rows].copy_from_slice(&states);
        troubled
    }
}

impl Column {
    /// Forgets states that say nothing.
    fn settle(&mut self) {
        if self.states.as_ref().is_some_and(|states| states.iter().all(|state| *state == KNOWN)) {
            self.states = None;
        }
    }
}
