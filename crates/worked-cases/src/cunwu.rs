//! 村民会议, through `policies/cunwu`.

use rules::Facts;
use serde_json::{Map, Value as Json};

use crate::fields::Fields;
use crate::management::usual_day;
use crate::reading::{Name, Reading, blank};
use crate::{Actual, Context, Trouble};

const MATTER: &str = "事项";

const COUNTS: [Name; 5] = [
    ("adults", MATTER, "十八周岁以上村民"),
    ("households", MATTER, "全村户数"),
    ("present_adults", MATTER, "到会村民"),
    ("present_households", MATTER, "到会户代表"),
    ("votes_for", MATTER, "赞成票"),
];

pub(crate) fn assembly(input: &Map<String, Json>, context: &Context) -> Result<Actual, Trouble> {
    let fields = Fields::new(input, "输入");
    let on = fields.day("on")?.map_or_else(usual_day, Ok)?;
    let mut facts = Facts::new();
    for (key, group, name) in COUNTS {
        if let Some(count) = fields.whole(key)? {
            facts.set(group, name, count);
        }
    }
    let way = if fields.get("present_households").is_some() { "户代表到会" } else { "村民到会" };
    facts.set(MATTER, "开会方式", way);
    let unknown = blank(&fields, &COUNTS, &mut facts)?;
    fields.finish()?;
    let reading = Reading::of(&context.library, "cunwu", &facts, on, unknown)?;
    let mut actual = Actual::new();
    reading.put_bools(&mut actual, &[("quorum", "到会人数达标"), ("adopted", "表决通过")])?;
    reading.put_missing(&mut actual);
    Ok(actual)
}
