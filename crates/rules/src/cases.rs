//! The cases of a policy file (案例): run on loading, where one that fails keeps the file out, and on a page, where what
//! was expected stands beside what was computed.

use kernel::Day;
use serde_json::{Map, Value as Json};
use std::sync::Arc;

use crate::answer::{Answer, Value};
use crate::ast::{CaseEntry, CaseText, CaseValue, Expect, Literal, Want};
use crate::eval::Run;
use crate::facts::Facts;
use crate::policy::Policy;
use crate::problem::{LoadError, Place, RuleFault, Trouble};

/// The most expressions that the cases of one file may look at.
const MAX_CASE_STEPS: u64 = 50_000_000;

/// A case as its file has it.
#[derive(Debug, Clone)]
pub(crate) struct StoredCase {
    pub text: Arc<CaseText>,
    /// As it is worded, from its first line to its last.
    pub wording: String,
}

/// One expectation of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseCheck {
    /// The rule: `月救助金`, `成员[甲].计入`.
    pub what: String,
    /// What the case says should come out.
    pub wanted: String,
    /// What came out, or why nothing did.
    pub found: String,
    /// Whether they agree.
    pub holds: bool,
}

/// A case that was run.
#[derive(Debug, Clone)]
pub struct CaseRun {
    /// Its name.
    pub name: String,
    /// The day it is about.
    pub on: Option<Day>,
    /// The division it is about; empty for 默认.
    pub division: String,
    /// As it is worded.
    pub wording: String,
    /// Its facts, with those of the case it builds on.
    pub facts: Facts,
    /// What was expected.
    pub checks: Vec<CaseCheck>,
}

impl CaseRun {
    /// Whether everything came out as expected.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|check| check.holds)
    }
}

/// The lines of each case in a file's text: from its own line to the last that is indented below it.
pub(crate) fn stored(cases: &[CaseText], text: &str) -> Vec<StoredCase> {
    let lines: Vec<&str> = text.lines().collect();
    let wording = |case: &CaseText| {
        let first = usize::try_from(case.name.place.line).unwrap_or(1).saturating_sub(1);
        let below = lines.iter().skip(first + 1).take_while(|line| line.starts_with([' ', '\t', '\u{3000}']));
        lines.iter().skip(first).take(1).chain(below).copied().collect::<Vec<_>>().join("\n")
    };
    cases.iter().map(|case| StoredCase { text: Arc::new(case.clone()), wording: wording(case) }).collect()
}

/// Runs cases in their order, those a later one builds on first; answers those from number `from` on.
pub(crate) fn show_cases(policy: &Policy, cases: &[StoredCase], from: usize) -> Result<Vec<CaseRun>, Trouble> {
    let mut known: Vec<(String, Facts, Option<Day>, String)> = Vec::new();
    let mut runs = Vec::new();
    let mut steps = 0;
    for (index, case) in cases.iter().enumerate() {
        if steps > MAX_CASE_STEPS {
            return Err(Trouble::new(case.text.name.place, "要算的步数太多，请减少案例或一户里的条数。"));
        }
        let (facts, on, division, checks) = run_case(policy, &case.text, &known, &mut steps)?;
        known.push((case.text.name.text.clone(), facts.clone(), on, division.clone()));
        if index >= from {
            let (name, wording) = (case.text.name.text.clone(), case.wording.clone());
            let checks = checks.into_iter().map(|(check, _)| check).collect();
            runs.push(CaseRun { name, on, division, wording, facts, checks });
        }
    }
    Ok(runs)
}

/// Runs the cases of one file and says which do not hold.
pub(crate) fn run_cases(policy: &Policy, cases: &[CaseText], file: &str) -> Vec<LoadError> {
    let mut errors = Vec::new();
    let mut known: Vec<(String, Facts, Option<Day>, String)> = Vec::new();
    let mut steps = 0;
    for case in cases {
        if steps > MAX_CASE_STEPS {
            let sentence = "这个文件的案例要算的步数太多，请把案例分到几个文件，或减少一户里的条数。";
            errors.push(Trouble::new(case.name.place, sentence).in_file(file));
            break;
        }
        match run_case(policy, case, &known, &mut steps) {
            Ok((facts, on, division, checks)) => {
                known.push((case.name.text.clone(), facts, on, division));
                errors.extend(checks.into_iter().filter(|(check, _)| !check.holds).map(|(check, place)| {
                    let sentence = format!(
                        "案例“{}”的“{}”不对：期望{}，算出来是{}。",
                        case.name.text, check.what, check.wanted, check.found
                    );
                    Trouble::new(place, sentence).in_file(file)
                }));
            }
            Err(trouble) => errors.push(trouble.in_file(file)),
        }
    }
    errors
}

type Ran = (Facts, Option<Day>, String, Vec<(CaseCheck, Place)>);

fn run_case(
    policy: &Policy,
    case: &CaseText,
    known: &[(String, Facts, Option<Day>, String)],
    steps: &mut u64,
) -> Result<Ran, Trouble> {
    let problem = |sentence: String| Trouble::new(case.name.place, sentence);
    let (mut facts, mut on, mut division) = (Facts::new(), None, String::new());
    if let Some(name) = &case.based_on {
        let base = known.iter().find(|(known, ..)| *known == name.text);
        let Some((_, base_facts, base_on, base_division)) = base else {
            return Err(Trouble::new(name.place, format!("没有可沿用的案例“{}”，它要写在前面。", name.text)));
        };
        (facts, on, division) = (base_facts.clone(), *base_on, base_division.clone());
    }
    if let Some((day, _)) = case.on {
        on = Some(day);
    }
    if !case.division.is_empty() {
        division.clone_from(&case.division);
    }
    fill(policy, case, &mut facts)?;
    let Some(day) = on else {
        return Err(problem(format!("案例“{}”没有写日期，请在名称后面写：日期 2017-05-01。", case.name.text)));
    };
    let mut checks = Vec::new();
    let bound = policy.bind(&facts, day);
    let run = bound.as_ref().map(|bound| policy.run(bound, day, &division));
    for expect in &case.expects {
        let outcome = match (&run, &expect.row) {
            (Err(fault), _) => Err(RuleFault::clone(fault)),
            (Ok(run), None) => policy.named_answer(run, &expect.name.text),
            (Ok(run), Some((group, row))) => policy.row_answer(run, &group.text, row, &expect.name.text),
        };
        checks.push((check(expect, outcome), expect.name.place));
    }
    *steps += run.as_ref().map_or(0, Run::steps);
    Ok((facts, on, division, checks))
}

/// Lays the facts of a case over those it is based on; a list that is named replaces the old one.
fn fill(policy: &Policy, case: &CaseText, facts: &mut Facts) -> Result<(), Trouble> {
    let specs = policy.facts_needed();
    let mut begun: Vec<&str> = Vec::new();
    for row in &case.rows {
        let group = row.group.text.as_str();
        let spec = specs.iter().find(|spec| spec.group == group);
        let Some(spec) = spec else {
            return Err(Trouble::new(
                row.group.place,
                format!("没有“事实 {group}”，请改正。期望的结果要写在“期望”后面。"),
            ));
        };
        match &row.entry {
            CaseEntry::Empty => {
                facts.put(group, Json::Array(Vec::new()));
            }
            CaseEntry::Unknown => {
                facts.put(group, Json::Null);
            }
            CaseEntry::Values(values) => {
                let mut fields = Map::new();
                for (name, value) in values {
                    fields.insert(name.text.clone(), json(value));
                }
                if spec.single {
                    for (name, value) in fields {
                        facts.set(group, &name, value);
                    }
                } else {
                    if !begun.contains(&group) {
                        facts.put(group, Json::Array(Vec::new()));
                        begun.push(group);
                    }
                    facts.push(group, fields);
                }
            }
        }
    }
    for spec in specs.iter().filter(|spec| !spec.single) {
        facts.empty_list(&spec.group);
    }
    Ok(())
}

fn json(value: &CaseValue) -> Json {
    match value {
        CaseValue::Unknown => Json::Null,
        CaseValue::Known(Literal::Bool(bool)) => Json::Bool(*bool),
        CaseValue::Known(Literal::Text(text)) => Json::String(text.clone()),
    }
}

/// What an expectation is called: the rule, with its row where it is about one.
fn what(expect: &Expect) -> String {
    match &expect.row {
        None => expect.name.text.clone(),
        Some((group, row)) => format!("{}[{row}].{}", group.text, expect.name.text),
    }
}

fn check(expect: &Expect, found: Result<Answer, RuleFault>) -> CaseCheck {
    let (what, wanted) = (what(expect), want_text(&expect.want));
    let answer = match found {
        Ok(answer) => answer,
        Err(fault) => return CaseCheck { what, wanted, found: fault.to_string(), holds: false },
    };
    let holds = match (&expect.want, &answer) {
        (Want::Value(literal), Answer::Known(value)) => same(literal, value),
        (Want::Manual, Answer::Manual { .. }) => true,
        (Want::Unknown(names), Answer::Unknown { missing }) => {
            let mut wanted: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
            let mut got: Vec<&str> =
                missing.iter().map(|m| if m.name.is_empty() { m.group.as_str() } else { m.name.as_str() }).collect();
            wanted.sort_unstable();
            wanted.dedup();
            got.sort_unstable();
            got.dedup();
            wanted.is_empty() || wanted == got
        }
        _ => false,
    };
    CaseCheck { what, wanted, found: answer.show(), holds }
}

fn want_text(want: &Want) -> String {
    match want {
        Want::Value(Literal::Bool(true)) => "是".to_owned(),
        Want::Value(Literal::Bool(false)) => "否".to_owned(),
        Want::Value(Literal::Text(text)) => text.clone(),
        Want::Manual => "转人工".to_owned(),
        Want::Unknown(names) => {
            let names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
            format!("未知（缺：{}）", names.join("、"))
        }
    }
}

fn same(literal: &Literal, value: &Value) -> bool {
    match (literal, value) {
        (Literal::Bool(a), Value::Bool(b)) => a == b,
        (Literal::Text(text), Value::Number { number, .. }) => {
            crate::number::Exact::parse_stored(text) == Some(*number)
        }
        (Literal::Text(text), Value::Date(day)) => *text == day.to_string(),
        (Literal::Text(text), Value::Text(own)) => text == own,
        _ => false,
    }
}
