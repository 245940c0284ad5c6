//! The plan of a year (年度工作计划), as the folder `plans/<year>/` writes it.

mod assessment;
mod document;
mod read;

use crate::quantity::{Direction, Quantity};
use kernel::{Day, Month};
use std::path::Path;

pub(crate) use assessment::templates;
pub use document::Mistake;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// What an item is to the bureau.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemRole {
    /// 年度目标.
    Header,
    /// 牵头.
    Lead,
    /// 参与.
    Join,
    /// 自身.
    Own,
    /// 工作要求.
    Requirement,
}

impl ItemRole {
    /// All, in the order of the notice.
    pub const ALL: &[Self] = &[Self::Header, Self::Lead, Self::Join, Self::Own, Self::Requirement];

    /// As written in the plan.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Lead => "lead",
            Self::Join => "join",
            Self::Own => "own",
            Self::Requirement => "requirement",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Header => "年度目标",
            Self::Lead => "牵头工作",
            Self::Join => "参与工作",
            Self::Own => "结合扶贫推进重点工作",
            Self::Requirement => "工作要求",
        }
    }
}

/// Which level hands in the figures of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportedBy {
    /// 只由系统计算.
    Nobody,
    /// 市局.
    City,
    /// 县（区）、园区.
    County,
    /// 乡镇.
    Township,
}

impl ReportedBy {
    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Nobody => "系统自动计算，不用上报",
            Self::City => "市局科室上报",
            Self::County => "县（区）、园区上报",
            Self::Township => "乡镇上报，县（区）、园区审核，市局审定",
        }
    }
}

/// How a target is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Not at all.
    None,
    /// The parts add up to it.
    AddUp,
    /// Everybody has the same target: a percentage, an average.
    Same,
    /// Everybody has this much.
    Each(Quantity),
}

/// Something measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// `a4.money`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// `元`, `户`, `%`.
    pub unit: String,
    /// What to reach; `None` is only watched.
    pub target: Option<Quantity>,
    /// Which side is right.
    pub direction: Direction,
    /// How it is shared out.
    pub split: Split,
    /// Who hands figures in.
    pub reported_by: ReportedBy,
    /// Whether parks have a share too, or counties only.
    pub asks_parks: bool,
    /// The computed figure beside it: an id of the registry of indicators.
    pub computed: Option<String>,
    /// First day of the line.
    pub from: Day,
    /// By when.
    pub due: Day,
    /// 口径.
    pub definition: String,
}

impl Indicator {
    /// Whether values of several places are added; of percentages and averages the worst place counts.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        !self.unit.contains(['%', '/'])
    }
}

/// Who does a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskBy {
    /// The bureau.
    City,
    /// Each county.
    EachCounty,
    /// Each county and park.
    EachUnit,
}

/// Something to be done by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// `c2.rules`.
    pub id: String,
    /// What.
    pub title: String,
    /// Its name on the board.
    pub short: String,
    /// The local policy document that comes of it (政策文件), where one does.
    pub document: Option<String>,
    /// Who.
    pub by: TaskBy,
    /// From when.
    pub start: Day,
    /// By when.
    pub due: Day,
    /// Milestones, each with its working days before the end.
    pub milestones: Vec<(String, u32)>,
}

/// 提醒: when those who have a task are reminded of its end (WP-08); a plan that says nothing reminds of nothing ahead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reminding {
    /// Working days before the end.
    pub before: Vec<u32>,
    /// Working days after the end from which the leader is told too, where they are; the owner is told every working day.
    pub leader_after: Option<u32>,
}

/// Something to be done in every period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// `a6.meeting`.
    pub id: String,
    /// What.
    pub title: String,
    /// Months of a period.
    pub every: u32,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// The village it is about: twelve digits.
    pub village: Option<String>,
    /// Whether each leader must have one of their own in every period, by leader's id; else one event keeps a period.
    pub by_leader: bool,
}

/// A measure (措施) of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// ①, 任务.
    pub no: String,
    /// What the notice says, short.
    pub text: String,
    /// What is measured.
    pub indicators: Vec<Indicator>,
    /// What is to be done.
    pub tasks: Vec<Task>,
    /// What is to be done again and again.
    pub duties: Vec<Duty>,
}

/// An item of the notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// `A1`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its name on the board.
    pub short: String,
    /// What it is to the bureau.
    pub role: ItemRole,
    /// The provincial scheme (专项方案).
    pub scheme: Option<String>,
    /// Other departments that lead it.
    pub lead_department: Option<String>,
    /// Departments that are supported.
    pub supports: Vec<String>,
    /// The leader's post.
    pub leader: String,
    /// Sections, by their own names.
    pub sections: Vec<String>,
    /// 任务内容.
    pub content: String,
    /// Measures.
    pub measures: Vec<Measure>,
}

impl Item {
    /// Everything that is measured.
    pub fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.measures.iter().flat_map(|measure| &measure.indicators)
    }

    /// Everything to be done.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.measures.iter().flat_map(|measure| &measure.tasks)
    }

    /// Everything to be done again and again.
    pub fn duties(&self) -> impl Iterator<Item = &Duty> {
        self.measures.iter().flat_map(|measure| &measure.duties)
    }
}

/// A village that the notice names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Village {
    /// Twelve digits.
    pub code: String,
    /// County, township and village.
    pub name: String,
    /// The year it leaves poverty.
    pub exit_year: Option<i64>,
}

/// A day the board counts down to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countdown {
    /// What.
    pub name: String,
    /// When.
    pub day: Day,
}

/// A whole plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The year.
    pub year: i64,
    /// Its title.
    pub title: String,
    /// The document it stands in.
    pub document: String,
    /// Who issued it.
    pub issuer: String,
    /// The document's day.
    pub day: Day,
    /// The city's code, under which the bureau's own figures and tasks stand.
    pub city: String,
    /// First day.
    pub start: Day,
    /// Last day.
    pub end: Day,
    /// Codes of the counties and parks it is sent to.
    pub addressees: Vec<String>,
    /// Their names, in the same order.
    pub names: Vec<String>,
    /// Provincial schemes: id and name.
    pub schemes: Vec<(String, String)>,
    /// The indicator of the villages on the board's map.
    pub board_villages: String,
    /// The indicator of the persons on the board.
    pub board_persons: String,
    /// Leaders of the bureau (局领导): id and post, no names.
    pub leaders: Vec<(String, String)>,
    /// Villages it names.
    pub villages: Vec<Village>,
    /// Days the board counts down to.
    pub countdowns: Vec<Countdown>,
    /// When those who have a task are reminded.
    pub reminding: Reminding,
    /// Items in the order of the notice.
    pub items: Vec<Item>,
    /// The rules of assessment (考核办法).
    pub templates: Vec<crate::assess::Template>,
    /// SM3 of all its files but the assessment's: what was issued can be told from what was changed afterwards.
    pub digest: String,
}

impl Plan {
    /// The plans that come with the program, oldest first.
    ///
    /// # Errors
    /// The mistakes of the first that does not load.
    pub fn embedded() -> Result<Vec<Self>, Vec<Mistake>> {
        EMBEDDED.iter().map(|(_, files)| read::plan(files)).collect()
    }

    /// A plan from a folder.
    ///
    /// # Errors
    /// Its mistakes, each with file, line and what to write.
    pub fn load_dir(folder: &Path) -> Result<Self, Vec<Mistake>> {
        let unreadable = |name: &str, error: &std::io::Error| {
            vec![Mistake {
                file: name.to_owned(), line: 0, sentence: format!("读不出来（{error}），请核对路径。")
            }]
        };
        let entries = std::fs::read_dir(folder).map_err(|error| unreadable(&folder.display().to_string(), &error))?;
        let mut files = Vec::new();
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".toml") {
                let text = std::fs::read_to_string(entry.path()).map_err(|error| unreadable(&name, &error))?;
                files.push((name, text));
            }
        }
        files.sort();
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        read::plan(&files)
    }

    /// The item of this id.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The indicator of this id, with its item.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<(&Item, &Indicator)> {
        self.items.iter().find_map(|item| item.indicators().find(|one| one.id == id).map(|one| (item, one)))
    }

    /// The task of this id, with its item.
    #[must_use]
    pub fn task(&self, id: &str) -> Option<(&Item, &Task)> {
        self.items.iter().find_map(|item| item.tasks().find(|one| one.id == id).map(|one| (item, one)))
    }

    /// The duty of this id, with its item.
    #[must_use]
    pub fn duty(&self, id: &str) -> Option<(&Item, &Duty)> {
        self.items.iter().find_map(|item| item.duties().find(|one| one.id == id).map(|one| (item, one)))
    }

    /// The name of a unit by its code; the city's code is the bureau.
    #[must_use]
    pub fn unit_name<'p>(&'p self, code: &'p str) -> &'p str {
        if code == self.city {
            return "市局";
        }
        let found = self.addressees.iter().position(|known| known == code);
        found.and_then(|index| self.names.get(index)).map_or(code, String::as_str)
    }

    /// The addressees that are counties: six digits; parks have private codes.
    pub fn counties(&self) -> impl Iterator<Item = &str> {
        self.addressees.iter().map(String::as_str).filter(|code| code.bytes().all(|b| b.is_ascii_digit()))
    }

    /// Who has a share of an indicator, by code.
    #[must_use]
    pub fn sharers(&self, indicator: &Indicator) -> Vec<&str> {
        if indicator.asks_parks {
            return self.addressees.iter().map(String::as_str).collect();
        }
        self.counties().collect()
    }

    /// Who does a task, by code; the bureau is the city's code.
    #[must_use]
    pub fn doers(&self, task: &Task) -> Vec<&str> {
        match task.by {
            TaskBy::City => vec![self.city.as_str()],
            TaskBy::EachCounty => self.counties().collect(),
            TaskBy::EachUnit => self.addressees.iter().map(String::as_str).collect(),
        }
    }
}
