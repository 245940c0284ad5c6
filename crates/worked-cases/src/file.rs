//! The file: params, calendar, cases.

use kernel::{Day, WorkingDays};
use serde_json::{Map, Value as Json};

use crate::Trouble;

/// The largest file read, in bytes.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// The most cases of one file.
const MAX_CASES: usize = 100_000;

/// One case.
pub(crate) struct Case {
    pub id: String,
    pub title: String,
    pub function: String,
    pub input: Map<String, Json>,
    pub expected: Map<String, Json>,
}

impl Case {
    /// `DB-001 一对老夫妻`.
    pub fn label(&self) -> String {
        if self.title.is_empty() { self.id.clone() } else { format!("{} {}", self.id, self.title) }
    }
}

/// A whole file, taken apart.
pub(crate) struct CaseFile {
    pub params: Map<String, Json>,
    pub calendar: WorkingDays,
    pub cases: Vec<Case>,
}

impl CaseFile {
    pub fn read(text: &str) -> Result<Self, Trouble> {
        if text.len() > MAX_BYTES {
            return Err("文件超过16 MB，请分成几个文件。".to_owned());
        }
        let document: Json = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            format!(
                "文件第{}行第{}列附近不是合格的JSON，请检查引号、逗号和括号是否配对。",
                error.line(),
                error.column()
            )
        })?;
        let Json::Object(top) = document else {
            return Err("文件最外层应是 {…}，里面有 cases。".to_owned());
        };
        let mut file = Self { params: Map::new(), calendar: WorkingDays::shipped().clone(), cases: Vec::new() };
        for (key, value) in top {
            match (key.as_str(), value) {
                ("schema" | "money" | "说明", _) => {}
                ("params", Json::Object(params)) => file.params = params,
                ("cases", Json::Array(cases)) if cases.len() <= MAX_CASES => {
                    for (index, case) in cases.into_iter().enumerate() {
                        file.cases.push(read_case(index + 1, case)?);
                    }
                }
                (name, Json::Object(lists)) if name.starts_with("calendar_") => {
                    let year = read_calendar(name, &lists)?;
                    file.calendar = file.calendar.overlaid(&year);
                }
                ("params" | "cases", _) => {
                    return Err(format!("“{key}”的写法不对，或者条数太多。"));
                }
                (other, _) => {
                    return Err(format!(
                        "文件最外层不认识“{other}”，可以有 schema、money、params、calendar_年份、cases。"
                    ));
                }
            }
        }
        if file.cases.is_empty() {
            return Err("文件里没有样例（cases 是空的）。".to_owned());
        }
        Ok(file)
    }
}

fn read_case(number: usize, case: Json) -> Result<Case, Trouble> {
    let Json::Object(mut fields) = case else {
        return Err(format!("cases 第{number}条应是 {{…}}。"));
    };
    let text =
        |fields: &Map<String, Json>, name: &str| fields.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let id = text(&fields, "id");
    let place = if id.is_empty() { format!("cases 第{number}条") } else { format!("样例 {id}") };
    let title = text(&fields, "title");
    let function = text(&fields, "function");
    if id.is_empty() {
        return Err(format!("{place}没有 id。"));
    }
    if function.is_empty() {
        return Err(format!("{place}没有写 function（要算哪一项）。"));
    }
    let mut object = |name: &str| match fields.remove(name) {
        Some(Json::Object(object)) => Ok(object),
        _ => Err(format!("{place}缺 {name}，应写成 {{…}}。")),
    };
    let input = object("input")?;
    let expected = object("expected")?;
    if expected.is_empty() {
        return Err(format!("{place}的 expected 是空的，没有可以核对的结果。"));
    }
    Ok(Case { id, title, function, input, expected })
}

fn read_calendar(name: &str, lists: &Map<String, Json>) -> Result<WorkingDays, Trouble> {
    let (mut holidays, mut worked) = (Vec::new(), Vec::new());
    for (key, days) in lists {
        let target = match key.as_str() {
            "holidays" => &mut holidays,
            "working_weekends" => &mut worked,
            other => {
                return Err(format!("{name} 不认识“{other}”，只有 holidays 和 working_weekends。"));
            }
        };
        let Json::Array(days) = days else {
            return Err(format!("{name} 的 {key} 应是日期的列表 […]。"));
        };
        for day in days {
            let parsed = day.as_str().and_then(|text| Day::parse(text).ok());
            target.push(parsed.ok_or_else(|| format!("{name} 的 {key} 里，{day} 不是日期。"))?);
        }
    }
    Ok(WorkingDays::from_lists(holidays, worked))
}
