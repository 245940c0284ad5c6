//! 低保边缘家庭, through `policies/dibian`.

use rules::Facts;
use serde_json::{Map, Value as Json};

use crate::fields::{Fields, put};
use crate::management::usual_day;
use crate::reading::{Reading, blank};
use crate::{Actual, Context, Trouble, words};

const HOME: &str = "家庭";

pub(crate) fn low_income(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("as_of")?.map_or_else(usual_day, Ok)?;
    let mut facts = Facts::new();
    facts
        .set(HOME, "户口类别", words::register(fields.text("category")?.unwrap_or("rural"))?)
        .set(HOME, "保障人口", fields.must_whole("n")?)
        .set(HOME, "家庭年收入", fields.must_money("income_year")?)
        .set(HOME, "财产符合", fields.bool("assets_ok")?.unwrap_or(true));
    let names = [("n", HOME, "保障人口"), ("income_year", HOME, "家庭年收入"), ("assets_ok", HOME, "财产符合")];
    let unknown = blank(&fields, &names, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, "dibian", &facts, on, unknown)?;
    let class = match reading.word("低收入类别")? {
        Some("低保范围") => Json::from("DIBAO_RANGE"),
        Some("低保边缘") => Json::from("EDGE"),
        Some(_) => Json::from("NONE"),
        None => Json::Null,
    };
    let mut actual = Actual::new();
    put(&mut actual, "class", class);
    reading.put_missing(&mut actual);
    Ok(actual)
}
