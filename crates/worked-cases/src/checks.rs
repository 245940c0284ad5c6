//! Numbers, codes, masks and working days: straight to `kernel`.

use kernel::{CreditCode, Deadline, DeadlineUnit, DisabilityCertificate, IdForm, IdNumber, luhn_valid};
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, put};
use crate::{Actual, Context, Trouble};

pub(crate) fn deadline(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let start = fields.must_day("start")?;
    let n = u32::try_from(fields.must_whole("n")?).map_err(|_| "天数太大。".to_owned())?;
    let unit = match fields.must_text("unit")? {
        "workdays" => DeadlineUnit::WorkingDays,
        "days" => DeadlineUnit::Days,
        other => return Err(format!("unit 不认识“{other}”，应写 workdays 或 days。")),
    };
    fields.finish()?;
    let due = Deadline { n, unit }.due(start, &context.calendar).map_err(|problem| problem.to_string())?;
    let mut actual = Actual::new();
    put(&mut actual, "due", due.to_string());
    Ok(actual)
}

fn invalid(code: &str, sentence: impl Into<String>) -> Actual {
    let mut actual = Actual::new();
    put(&mut actual, "valid", false);
    put(&mut actual, "reason", code);
    put(&mut actual, "sentence", sentence.into());
    actual
}

fn valid() -> Actual {
    let mut actual = Actual::new();
    put(&mut actual, "valid", true);
    actual
}

pub(crate) fn id18(input: &Map<String, Json>) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let text = fields.must_text("id")?;
    let today = fields.day("today")?;
    fields.finish()?;
    let parsed = IdNumber::parse_with_form(text).and_then(|(number, form)| match today {
        Some(today) => IdNumber::parse_by(text, today).map(|number| (number, form)),
        None => Ok((number, form)),
    });
    Ok(match parsed {
        Err(problem) => invalid(problem.code(), problem.sentence()),
        Ok((number, form)) => {
            let mut actual = valid();
            put(&mut actual, "id18", number.plain());
            put(&mut actual, "birth", number.birth().to_string());
            put(&mut actual, "sex", number.sex().code());
            put(&mut actual, "converted", form == IdForm::Fifteen);
            actual
        }
    })
}

pub(crate) fn uscc(input: &Map<String, Json>) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let text = fields.must_text("code")?;
    fields.finish()?;
    Ok(match CreditCode::parse(text) {
        Err(problem) => invalid(problem.code(), problem.sentence()),
        Ok(code) => {
            let mut actual = valid();
            put(&mut actual, "kind", code.kind().chinese());
            put(&mut actual, "area", code.area());
            put(&mut actual, "organisation_code_valid", code.organisation_code_checks());
            actual
        }
    })
}

pub(crate) fn luhn(input: &Map<String, Json>) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let number = fields.must_text("number")?;
    fields.finish()?;
    let mut actual = Actual::new();
    put(&mut actual, "valid", luhn_valid(number));
    Ok(actual)
}

pub(crate) fn disability_cert(input: &Map<String, Json>) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let number = fields.must_text("number")?;
    fields.finish()?;
    Ok(match DisabilityCertificate::parse(number) {
        Err(problem) => invalid(problem.code(), problem.to_string()),
        Ok(certificate) => {
            let mut actual = valid();
            put(&mut actual, "category", certificate.category());
            put(&mut actual, "grade", certificate.grade());
            put(&mut actual, "reissues", certificate.reissues());
            actual
        }
    })
}

pub(crate) fn mask(input: &Map<String, Json>) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let kind = fields.must_text("kind")?;
    let value = fields.must_text("value")?;
    fields.finish()?;
    let masked = match kind {
        "name" => kernel::mask::name(value),
        "id" => kernel::mask::id(value),
        "phone" => kernel::mask::phone(value),
        "bank" | "card" => kernel::mask::card(value),
        other => {
            return Err(format!("kind 不认识“{other}”，应写 name、id、phone 或 bank。"));
        }
    };
    let mut actual = Actual::new();
    put(&mut actual, "masked", masked);
    Ok(actual)
}
