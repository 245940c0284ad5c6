//! Every programme once more in plain Rust, written from its rules (TK, CJ, LS, YL, BY, ET, LB), not
//! from its policy file, against both evaluators on random households.
//!
//! `DOUDI_TEST_ORACLE=1000000 cargo test --release -p rules oracles -- --nocapture` takes a million
//! households a programme on three days each; without it a small number.

use std::collections::BTreeMap;

use kernel::Day;
use serde_json::Value as Json;

use super::dice::Dice;
use super::{day, shipped};
use crate::{
    Answer, Assessment, Columns, Evaluation, Facts, Library, MissingFact, Policy, Population, Standing, Value,
};

mod canbu;
mod dibian;
mod ertong;
mod facts;
mod linshi;
mod monotone;
mod premium;
mod tekun;
mod yiliao;

use self::facts::{Draw, Fact, Maybe, Row, WORLDS, age, anniversary, birthday, date, money, or, pick, standards};

/// Households at a time.
const BATCH: usize = 20_000;
/// Every so many households are asked of the row evaluator as well.
const ROWS_EVERY: usize = 23;
/// Households a test takes.
pub(super) fn count(small: usize) -> usize {
    std::env::var("DOUDI_TEST_ORACLE").ok().and_then(|text| text.parse().ok()).unwrap_or(small)
}

const DIVISIONS: [&str; 3] = ["船山区", "射洪县", ""];

/// The library with more values, as (parameter, division, first day, value).
fn with(values: &[(&str, Option<&str>, &str, &str)]) -> Library {
    values.iter().fold(shipped(), |library, (name, division, from, value)| {
        library.with_parameter(name, *division, day(from), value, "试文").unwrap_or_else(|error| panic!("{error}"))
    })
}

/// What an oracle says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Word(&'static str),
    Fen(u64),
    Count(u64),
    Flag(bool),
}

impl Said {
    fn is(self, value: &Value) -> bool {
        match self {
            Self::Word(word) => value.text() == Some(word),
            Self::Fen(fen) => value.fen().map(kernel::Fen::get) == i64::try_from(fen).ok(),
            Self::Count(count) => value.whole() == i64::try_from(count).ok(),
            Self::Flag(flag) => value.bool() == Some(flag),
        }
    }
}

fn verdict(eligible: bool) -> Said {
    Said::Word(if eligible { "符合" } else { "不符合" })
}

/// A programme by hand.
trait Oracle {
    const POLICY: &'static str;
    /// What is compared: rules about the household, 结论, 原因 and 金额.
    const OUTPUTS: &'static [&'static str];
    const DAYS: [&'static str; 3];
    /// How many different words 原因 (the second output) has to take in the run.
    const REASONS: usize;
    type Household;

    fn library() -> Library;
    fn household(draw: &mut Draw<'_>) -> Self::Household;
    fn division(household: &Self::Household) -> &'static str;
    fn facts(household: &Self::Household) -> Vec<(&'static str, Json)>;
    /// The outputs in one world.
    fn says(household: &Self::Household, world: usize, on: Day) -> Vec<Said>;
    /// Rules about the rows of a list (list, row, rule), in one world; the row evaluator is asked.
    fn says_of_rows(_: &Self::Household, _: usize, _: Day) -> Vec<((&'static str, usize, &'static str), Said)> {
        Vec::new()
    }
}

fn facts_of<O: Oracle>(household: &O::Household) -> Facts {
    let mut facts = Facts::new();
    for (group, json) in O::facts(household) {
        facts.put(group, json);
    }
    facts
}

/// What a run has seen.
#[derive(Default)]
struct Seen {
    known: usize,
    unknown: usize,
    /// 未知 although no world that was drawn differs.
    alike: usize,
    /// Answers that the columns left to the row evaluator.
    odd: usize,
    /// What the columns took, on one thread.
    computing: std::time::Duration,
    rows: usize,
    reasons: BTreeMap<String, usize>,
}

/// One household, with what is 未知 in it.
struct Case<'c> {
    facts: &'c Facts,
    open: bool,
    name: &'c str,
}

impl Case<'_> {
    fn shown(&self) -> String {
        format!("{}\n{}", self.name, self.facts.to_json().unwrap())
    }

    /// A known answer is that of every world; 未知 only where a fact is 未知.
    fn holds(&self, output: &str, known: Option<&Value>, said: &[Said]) {
        match known {
            Some(value) => {
                let right = said.iter().all(|said| said.is(value));
                assert!(right, "{output}: engine {}, by hand {said:?}, {}", value.show(), self.shown());
            }
            None => assert!(self.open, "{output}: 未知, but every fact is known (by hand {said:?}), {}", self.shown()),
        }
    }

    /// What an answer asks for is indeed 未知.
    fn asks(&self, output: &str, missing: &[MissingFact]) {
        assert!(!missing.is_empty(), "{output}: 未知 and nothing to ask for, {}", self.shown());
        for fact in missing {
            let group = &self.facts.groups()[&fact.group];
            let row = fact.row.map_or(group, |row| &group[row]);
            let open = row.is_null() || row.get(&fact.name).is_none_or(Json::is_null);
            assert!(open, "{output}: asks for {}, which is known, {}", fact.show(), self.shown());
        }
    }

    fn answered(&self, output: &str, answer: &Answer, said: &[Said]) {
        self.holds(output, answer.known(), said);
        match answer {
            Answer::Known(_) => {}
            Answer::Unknown { missing } => self.asks(output, missing),
            Answer::Manual { reason, .. } => panic!("{output}: {reason}, {}", self.shown()),
        }
    }
}

fn output<'a>(assessment: &'a Assessment, run: &'a Evaluation, name: &str) -> &'a Answer {
    match name {
        "结论" => &assessment.decision,
        "原因" => &assessment.reason,
        "金额" => &assessment.amount,
        _ => run.value(name).unwrap(),
    }
}

/// The row evaluator on one household.
fn by_rows<O: Oracle>(policy: &Policy, household: &O::Household, case: &Case<'_>, on: Day, said: &[Vec<Said>]) {
    let division = O::division(household);
    let run = policy.evaluate(case.facts, on, division).unwrap_or_else(|fault| panic!("{fault} {}", case.shown()));
    if O::OUTPUTS.contains(&"结论") {
        let assessment = policy.assess(case.facts, on, division).unwrap();
        for (at, name) in O::OUTPUTS.iter().enumerate() {
            case.answered(name, output(&assessment, &run, name), &column_of(said, at));
        }
    } else {
        for (at, name) in O::OUTPUTS.iter().enumerate() {
            case.answered(name, run.value(name).unwrap(), &column_of(said, at));
        }
    }
    let worlds: Vec<_> = (0..said.len()).map(|world| O::says_of_rows(household, world, on)).collect();
    for (at, ((list, row, name), _)) in worlds[0].iter().enumerate() {
        let said: Vec<Said> = worlds.iter().filter_map(|world| world.get(at)).map(|(_, said)| *said).collect();
        case.answered(&format!("{list}[{row}].{name}"), run.row_value(list, *row, name).unwrap(), &said);
    }
}

/// One output in every world.
fn column_of(said: &[Vec<Said>], at: usize) -> Vec<Said> {
    said.iter().map(|world| world[at]).collect()
}

fn by_columns<O: Oracle>(columns: &Columns, index: usize, case: &Case<'_>, said: &[Vec<Said>], seen: &mut Seen) {
    for (at, name) in O::OUTPUTS.iter().enumerate() {
        let column = columns.column(name).unwrap();
        let standing = column.standing(index);
        assert!(standing != Standing::Other, "{name}: {:?}, {}", column.odd(index), case.shown());
        let (value, said) = (columns.value(name, index), column_of(said, at));
        case.holds(name, value.as_ref(), &said);
        match value {
            Some(value) if at == 1 => *seen.reasons.entry(value.show()).or_default() += 1,
            Some(_) => {}
            None => seen.alike += usize::from(said.iter().all(|one| *one == said[0])),
        }
        seen.odd += usize::from(column.odd(index).is_some());
        if standing == Standing::Known {
            seen.known += 1;
        } else {
            seen.unknown += 1;
        }
    }
}

/// Compares the programme with its policy.
fn prove<O: Oracle>(seed: u64) {
    let count = count(2_000);
    let library = O::library();
    let policy = library.policy(O::POLICY).unwrap();
    let mut dice = Dice(seed);
    let (mut done, mut seen) = (0, Seen::default());
    while done < count {
        let drawn: Vec<(O::Household, bool)> = (0..BATCH.min(count - done))
            .map(|_| {
                let mut draw = Draw::new(&mut dice);
                let household = O::household(&mut draw);
                let open = draw.open;
                (household, open)
            })
            .collect();
        let facts: Vec<Facts> = drawn.iter().map(|(household, _)| facts_of::<O>(household)).collect();
        let mut population = Population::new(policy, 0);
        for (facts, (household, _)) in facts.iter().zip(&drawn) {
            population.push(facts, O::division(household)).unwrap_or_else(|fault| panic!("{fault}"));
        }
        for on in O::DAYS.map(day) {
            let start = std::time::Instant::now();
            let columns = policy.evaluate_all(&population, on, O::OUTPUTS).unwrap();
            seen.computing += start.elapsed();
            for (index, ((household, open), facts)) in drawn.iter().zip(&facts).enumerate() {
                let name = format!("household {} on {on} in “{}”", done + index, O::division(household));
                let case = Case { facts, open: *open, name: &name };
                let worlds = if *open { WORLDS } else { 1 };
                let said: Vec<Vec<Said>> = (0..worlds).map(|world| O::says(household, world, on)).collect();
                by_columns::<O>(&columns, index, &case, &said, &mut seen);
                if (done + index).is_multiple_of(ROWS_EVERY) {
                    by_rows::<O>(policy, household, &case, on, &said);
                    seen.rows += 1;
                }
            }
        }
        done += drawn.len();
    }
    println!(
        "{}: {done} households on {} days, no difference: {} answers known, {} 未知 ({} alike in every world), {} not in \
         columns ({} ms), {} households by rows; {:?}",
        O::POLICY,
        O::DAYS.len(),
        seen.known,
        seen.unknown,
        seen.alike,
        seen.odd,
        seen.computing.as_millis(),
        seen.rows,
        seen.reasons
    );
    assert!(seen.odd * 10 < seen.known, "{} of {} not in columns", seen.odd, seen.known);
    assert!(seen.known > count && seen.unknown > count / 20 && seen.rows > 0);
    assert_eq!(seen.reasons.len(), O::REASONS, "{:?}", seen.reasons);
}
