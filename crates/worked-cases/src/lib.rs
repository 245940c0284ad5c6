//! Worked cases (审定样例): a file of inputs and expected answers, run through the product's own engine.
//!
//! What is always true:
//! - Nothing is computed here: policy matters go through the rules engine and `policies/`, indicators and duties
//!   through `workplan`, numbers and codes and working days through `kernel`. This crate only carries values in and out.
//! - `params` and `calendar_…` of the file are laid over what ships; `params_override` of a case over those.
//! - Every key of `expected` is compared; an unknown function or field is a failure that names it.
//! - Facts that an input does not mention are known to be absent, except where it says `"unknown": [...]`.
//!
//! The format is written for officials too: bad input gets a Chinese sentence with its place.

use std::io::{self, Write};

use kernel::WorkingDays;
use rules::Library;
use serde_json::{Map, Value as Json, json};

mod canbu;
mod checks;
mod cishan;
mod cunwu;
mod dibao;
mod dibian;
mod ertong;
mod fields;
mod file;
mod jihua;
mod linshi;
mod management;
mod overlay;
mod reading;
mod tekun;
mod tuopin;
mod words;
mod yiliao;
mod zuhe;

use file::{Case, CaseFile};

/// How many cases held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Cases whose every expected key was met.
    pub passed: usize,
    /// The others.
    pub failed: usize,
}

/// What an answer looks like: the keys of `expected` and more.
type Actual = Map<String, Json>;

/// Why a case has no answer, in Chinese.
type Trouble = String;

/// What the cases of a file share.
struct Context {
    library: Library,
    calendar: WorkingDays,
}

/// Runs a file of cases and writes the differences (or, with `json`, one line for each case).
///
/// A file that cannot be read as cases counts as one failure, with a sentence that says where.
///
/// # Errors
/// Only when `out` cannot be written.
pub fn run(text: &str, library: &Library, json: bool, out: &mut dyn Write) -> io::Result<Summary> {
    let prepared = CaseFile::read(text).and_then(|file| {
        let context = Context { library: overlay::overlaid(library, &file.params)?, calendar: file.calendar.clone() };
        Ok((file, context))
    });
    let (file, context) = match prepared {
        Ok(prepared) => prepared,
        Err(trouble) => return unreadable(&trouble, json, out),
    };
    let mut summary = Summary::default();
    for case in &file.cases {
        let outcome = answer(case, &context);
        let differences = match &outcome {
            Ok(actual) => differences(&case.expected, actual),
            Err(trouble) => vec![trouble.clone()],
        };
        if differences.is_empty() {
            summary.passed += 1;
        } else {
            summary.failed += 1;
        }
        if json {
            json_line(case, &outcome, differences.is_empty(), out)?;
        } else {
            for difference in differences {
                writeln!(out, "{}：{difference}", case.label())?;
            }
        }
    }
    if !json {
        writeln!(out, "{} passed, {} failed", summary.passed, summary.failed)?;
    }
    Ok(summary)
}

fn unreadable(trouble: &str, json: bool, out: &mut dyn Write) -> io::Result<Summary> {
    if json {
        writeln!(out, "{}", json!({"id": null, "passed": false, "error": trouble}))?;
    } else {
        writeln!(out, "{trouble}")?;
        writeln!(out, "0 passed, 1 failed")?;
    }
    Ok(Summary { passed: 0, failed: 1 })
}

fn json_line(case: &Case, outcome: &Result<Actual, Trouble>, passed: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut line = Map::new();
    line.insert("id".to_owned(), Json::String(case.id.clone()));
    line.insert("passed".to_owned(), Json::Bool(passed));
    match outcome {
        Ok(actual) => line.insert("actual".to_owned(), Json::Object(actual.clone())),
        Err(trouble) => {
            line.insert("actual".to_owned(), Json::Null);
            line.insert("error".to_owned(), Json::String(trouble.clone()))
        }
    };
    writeln!(out, "{}", Json::Object(line))
}

/// Sends a case to the function it names.
fn answer(case: &Case, context: &Context) -> Result<Actual, Trouble> {
    let input = &case.input;
    match case.function.as_str() {
        "dibao_assess" => dibao::assess(input, context),
        "dibao_series" => dibao::series(input, context),
        "dibao_start" => management::start(input, context),
        "dibao_stop_share" => management::stop_share(input, context),
        "grace" => management::grace(input, context),
        "quarter_pay" => management::quarter_pay(input, context),
        "backpay" => management::back_pay(input, context),
        "overpay" => management::overpay(input, context),
        "transfer" => management::transfer(input, context),
        "review_cycle" => management::review_cycle(input, context),
        "review_quorum" => management::review_quorum(input, context),
        "sample_size" => management::sample_size(input, context),
        "deadline" => checks::deadline(input, context),
        "id18" => checks::id18(input),
        "uscc" => checks::uscc(input),
        "luhn" => checks::luhn(input),
        "disability_cert" => checks::disability_cert(input),
        "mask" => checks::mask(input),
        other => answer_programme(other, input, context),
    }
}

/// The programmes beside dibao, and the small rules around them.
fn answer_programme(function: &str, input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    match function {
        "low_income" => dibian::low_income(input, context),
        "tekun_assess" => tekun::assess(input, context),
        "tekun_series" => tekun::series(input, context),
        "tekun_minor" => tekun::minor(input, context),
        "selfcare" => tekun::selfcare(input, context),
        "cj_assess" => canbu::assess(input, context),
        "cj_accrual" => canbu::accrual(input, context),
        "cj_average" => canbu::average(input, context),
        "medical" => yiliao::medical(input, context),
        "medical_year" => yiliao::year(input, context),
        "premium" => yiliao::premium(input, context),
        "temp_route" => linshi::route(input, context),
        "temp_emergency_amount" => linshi::emergency(input, context),
        "temp_spend_amount" => linshi::spend(input, context),
        "temp_papers" => linshi::papers(input, context),
        "leftbehind" => ertong::left_behind(input, context),
        "child_topup" => ertong::top_up(input, context),
        "combo" => zuhe::combo(input, context),
        "village_exit" => tuopin::village(input, context),
        "household_exit" => tuopin::household(input, context),
        "link_check" => tuopin::link(input, context),
        "charity_ratio" => cishan::ratio(input, context),
        "assembly" => cunwu::assembly(input, context),
        "indicator" => jihua::indicator(input),
        "duty_periods" => jihua::duty_periods(input),
        other => Err(format!("这一项函数还没有：“{other}”。")),
    }
}

/// One sentence for each expected key that was not met.
fn differences(expected: &Map<String, Json>, actual: &Actual) -> Vec<String> {
    let mut differences = Vec::new();
    for (key, want) in expected {
        match actual.get(key) {
            None => differences.push(format!("期望里的“{key}”，结果里没有这一项。")),
            Some(got) if got == want => {}
            Some(got) => {
                differences.push(format!("“{key}”应为 {want}，算出来是 {got}。"));
            }
        }
    }
    differences
}

#[cfg(test)]
mod tests;
