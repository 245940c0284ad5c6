//! The cases of a policy file (案例): run on loading; one that fails keeps the file out.

use kernel::Day;
use serde_json::{Map, Value as Json};

use crate::answer::{Answer, Value};
use crate::ast::{CaseEntry, CaseText, CaseValue, Expect, Literal, Want};
use crate::eval::Run;
use crate::facts::Facts;
use crate::policy::Policy;
use crate::problem::{LoadError, RuleFault, Trouble};

/// The most expressions that the cases of one file may look at.
const MAX_CASE_STEPS: u64 = 50_000_000;

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
            Ok((facts, on, division, problems)) => {
                known.push((case.name.text.clone(), facts, on, division));
                errors.extend(problems.into_iter().map(|trouble| trouble.in_file(file)));
            }
            Err(trouble) => errors.push(trouble.in_file(file)),
        }
    }
    errors
}

type Ran = (Facts, Option<Day>, String, Vec<Trouble>);

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
    let mut problems = Vec::new();
    let bound = policy.bind(&facts, day);
    let run = bound.as_ref().map(|bound| policy.run(bound, day, &division));
    for expect in &case.expects {
        let outcome = match (&run, &expect.row) {
            (Err(fault), _) => Err(RuleFault::clone(fault)),
            (Ok(run), None) => policy.named_answer(run, &expect.name.text),
            (Ok(run), Some((group, row))) => policy.row_answer(run, &group.text, row, &expect.name.text),
        };
        if let Some(difference) = difference(expect, outcome) {
            problems.push(Trouble::new(
                expect.name.place,
                format!("案例“{}”的“{}”不对：{difference}", case.name.text, expect.name.text),
            ));
        }
    }
    *steps += run.as_ref().map_or(0, Run::steps);
    Ok((facts, on, division, problems))
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

fn difference(expect: &Expect, found: Result<Answer, RuleFault>) -> Option<String> {
    let answer = match found {
        Ok(answer) => answer,
        Err(fault) => return Some(fault.to_string()),
    };
    let fits = match (&expect.want, &answer) {
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
    if fits {
        return None;
    }
    Some(format!("期望{}，算出来是{}。", want_text(&expect.want), answer.show()))
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
