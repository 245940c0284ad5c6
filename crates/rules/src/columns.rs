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
    /// Whether it is the 结论: 是 is 符合, 否 is 不符合.
    verdict: bool,
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
            Cells::Bools(cells) if column.verdict => {
                Value::Text((if *cells.get(household)? != 0 { "符合" } else { "不符合" }).to_owned())
            }
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

    /// 是 or 否; of the 结论, whether it is 符合.
    #[must_use]
    pub fn bool(&self, household: usize) -> Option<bool> {
        if let Some(odd) = self.odd.get(&household) {
            let value = odd.as_ref().ok()?.known()?;
            return value.bool().or_else(|| value.text().filter(|_| self.verdict).map(|text| text == "符合"));
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
    name: String,
    definition: usize,
    /// Whether it is the 结论 itself: 是 is 符合, 否 is 不符合.
    verdict: bool,
    /// 结论 and 金额: a clause that a person must judge goes before.
    guarded: bool,
    /// The conditions of those clauses.
    guards: Vec<Reg>,
    /// 结论, 原因 and 金额 stand together: a fault in one is a fault in all.
    together: bool,
    /// The registers of all three.
    witnesses: Vec<Reg>,
    cells: Option<(Kind, Reg, Option<Reg>, i64)>,
}

impl Policy {
    /// The answers of these household-level rules for every household, on one day. 结论, 原因 and 金额
    /// are those of [`Policy::assess`]: where a clause is for a person to judge, so says the row.
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
        let outputs = outputs.iter().map(|name| self.output(name)).collect::<Result<Vec<_>, _>>()?;
        let (plan, outputs) = self.planned(population, on, outputs);
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
        // Words keep their numbers only while no file has other enumerations.
        let same_words = population.symbols.same_words(&self.store().symbols);
        if population.program.id == own.id && population.program.text_hash == own.text_hash && same_words {
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

    fn output(&self, name: &str) -> Result<Output, RuleFault> {
        let program = self.program();
        let definition = match name {
            "结论" => program.decision,
            "金额" => program.amount,
            "原因" => program.reason.or(program.decision),
            _ => Some(self.household_rule(name)?),
        };
        let definition =
            definition.ok_or_else(|| RuleFault::NoSuchName { policy: program.title.clone(), name: name.to_owned() })?;
        let verdict = name == "结论" || (name == "原因" && program.reason.is_none());
        let (name, guarded) = (name.to_owned(), verdict || name == "金额");
        let together = guarded || name == "原因";
        let (guards, witnesses) = (Vec::new(), Vec::new());
        Ok(Output { name, definition, verdict, guarded, guards, together, witnesses, cells: None })
    }

    fn planned(&self, population: &Population, on: Day, mut outputs: Vec<Output>) -> (Plan, Vec<Output>) {
        let program = self.program();
        let mut planner = Planner::new(&program, self.store(), population, on);
        let conditions = program.manual.iter().filter_map(|clause| clause.when.as_ref());
        let mut wanted: Vec<usize> = outputs.iter().map(|output| output.definition).collect();
        conditions.clone().for_each(|node| planner.read_by(node, &mut wanted));
        let three: Vec<usize> = if outputs.iter().any(|output| output.together) {
            [program.decision, program.reason, program.amount].into_iter().flatten().collect()
        } else {
            Vec::new()
        };
        wanted.extend(&three);
        planner.definitions(&wanted);
        let guards: Option<Vec<Reg>> = conditions.map(|node| planner.guard(node)).collect();
        let witnesses: Option<Vec<Reg>> = three.iter().map(|index| planner.witness(*index)).collect();
        for output in &mut outputs {
            let kind = &program.definitions[output.definition].kind;
            let possible = (!output.guarded || guards.is_some()) && (!output.together || witnesses.is_some());
            let planned = planner.planned(output.definition).filter(|_| possible);
            output.cells = planned.and_then(|planned| in_registers(&mut planner, &planned, kind));
            if let (true, Some(guards)) = (output.guarded, &guards) {
                output.guards.clone_from(guards);
            }
            if let (true, Some(witnesses)) = (output.together, &witnesses) {
                output.witnesses.clone_from(witnesses);
            }
        }
        let regs = outputs.iter().filter_map(|output| output.cells);
        let mut regs: Vec<Reg> = regs.flat_map(|(_, reg, bottom, _)| [Some(reg), bottom]).flatten().collect();
        regs.extend(outputs.iter().flat_map(|output| output.guards.iter().chain(&output.witnesses)));
        (Plan::new(planner.entries, planner.tables, planner.passes, &regs), outputs)
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
            let (name, kind, verdict) = (output.name.clone(), definition.kind.clone(), output.verdict);
            Column { name, kind, verdict, cells, states: Some(vec![KNOWN; count]), odd: BTreeMap::new() }
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
                let answer = |at: usize| (at, household, self.named_answer(&run, &outputs[at].name));
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
        let bound = population.bound(household);
        self.named_answer(&self.run(&bound, on, population.division(household)), name)
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
        let Some(states) = guarded(frame, frame.worst(&regs), output, rows.len()) else {
            return Vec::new();
        };
        let troubled = states.iter().enumerate().filter(|(_, state)| **state == TROUBLE);
        let troubled = troubled.map(|(row, _)| rows.start + row).collect();
        self.states[rows].copy_from_slice(&states);
        troubled
    }
}

/// Where a clause for a person applies, the row evaluator says so; where it may, nothing is known.
fn guarded(frame: &Frame<'_>, states: Option<Vec<u8>>, output: &Output, count: usize) -> Option<Vec<u8>> {
    let mut states = states;
    for own in output.witnesses.iter().filter_map(|witness| frame.state(*witness)) {
        let all = states.get_or_insert_with(|| vec![KNOWN; count]);
        all.iter_mut().zip(own).filter(|(_, own)| **own == TROUBLE).for_each(|(state, _)| *state = TROUBLE);
    }
    for guard in &output.guards {
        let own = frame.state(*guard);
        if own.is_none() && !frame.bool(*guard).contains(&1) {
            continue;
        }
        let all = states.get_or_insert_with(|| vec![KNOWN; count]);
        for (row, (state, applies)) in all.iter_mut().zip(frame.bool(*guard)).enumerate() {
            let open = own.map_or(KNOWN, |own| own[row]);
            *state = (*state).max(if open == KNOWN && *applies != 0 { TROUBLE } else { open });
        }
    }
    states
}

impl Column {
    /// Forgets states that say nothing.
    fn settle(&mut self) {
        if self.states.as_ref().is_some_and(|states| states.iter().all(|state| *state == KNOWN)) {
            self.states = None;
        }
    }
}
