//! 一项一行: what each indicator, task and duty of a plan stands at, for a place and a day. The text, the table and the
//! workbook of a report are all written from these lines, so that they cannot say different things.

use crate::period::Period;
use kernel::Day;
use workplan::curve::{self, Standing};
use workplan::figures::{At, apart};
use workplan::periods::{due_by, kept, periods};
use workplan::schedule::Light;
use workplan::tasks::TaskStanding;
use workplan::{Catalogue, Direction, Duty, Indicator, Item, Overview, Plan, Quantity, Split};

/// What a report is written from.
pub struct Sources<'s> {
    /// The plan.
    pub plan: &'s Plan,
    /// Plans and computed figures.
    pub catalogue: &'s Catalogue,
    /// Everything as it stood at the end of the day.
    pub overview: &'s Overview<'s>,
    /// The period reported on.
    pub period: Period,
    /// The day the figures are of.
    pub day: Day,
    /// The county or park; empty for the whole city.
    pub county: &'s str,
}

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// 指标.
    Indicator,
    /// 任务.
    Task,
    /// 周期责任.
    Duty,
}

impl LineKind {
    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Indicator => "指标",
            Self::Task => "任务",
            Self::Duty => "周期责任",
        }
    }
}

/// Where one indicator, task or duty stands.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it is about.
    pub kind: LineKind,
    /// Its name.
    pub name: String,
    /// Its unit, for a figure.
    pub unit: String,
    /// Its last day.
    pub due: Day,
    /// What to reach, where there is a target.
    pub target: String,
    /// What is reached.
    pub value: String,
    /// In percent of the target, or nothing.
    pub percent: String,
    /// What should be reached.
    pub expected: String,
    /// In a word.
    pub standing: String,
    /// Whether it holds the plan up.
    pub is_behind: bool,
    /// The whole sentence of the report.
    pub sentence: String,
    /// Who holds it up: names of units with what they lack.
    pub behind: Vec<String>,
}

impl<'s> Sources<'s> {
    /// Whose figures.
    #[must_use]
    pub fn at(&self) -> At<'s> {
        if self.county.is_empty() { At::City } else { At::County(self.county) }
    }

    /// Whether the report is of the whole city.
    #[must_use]
    pub fn is_city(&self) -> bool {
        self.county.is_empty()
    }

    /// The place's name.
    #[must_use]
    pub fn place(&self) -> &str {
        if self.is_city() { "全市" } else { self.plan.unit_name(self.county) }
    }

    /// The tasks of the place; the city's are everybody's.
    pub fn tasks(&self) -> impl Iterator<Item = &'s TaskStanding<'s>> {
        let county = self.county;
        self.overview.tasks.iter().filter(move |one| county.is_empty() || one.county == county)
    }

    /// The lines of an item.
    #[must_use]
    pub fn lines(&self, item: &'s Item) -> Vec<Line> {
        let mut lines: Vec<Line> = item.indicators().filter_map(|one| self.indicator(one)).collect();
        for task in item.tasks() {
            let own: Vec<&TaskStanding<'_>> =
                self.tasks().filter(|one| one.item.id == item.id && one.task.id == task.id).collect();
            lines.extend(self.task(&own));
        }
        if self.is_city() {
            lines.extend(item.duties().map(|duty| self.duty(duty)));
        }
        lines
    }

    fn indicator(&self, one: &Indicator) -> Option<Line> {
        let (plan, catalogue, figures) = (self.plan, self.catalogue, &self.overview.figures);
        let at = self.at();
        let target = figures.target(plan, one, at);
        let value = figures.value(plan, catalogue, one, at);
        // A county without a share of it and without a figure has nothing to say.
        if !self.is_city() && target.is_none() && value.is_none() {
            return None;
        }
        let standing = figures.standing((plan, catalogue), one, at, self.day);
        let line = target.map(|target| curve::expected(target, one.direction, (one.from, one.due), self.day));
        let percent = value.zip(target).and_then(|(value, target)| value.percent_of(target));
        let behind = if self.is_city() { self.behind(one) } else { Vec::new() };
        let is_behind = standing.is_some_and(|standing| standing <= Standing::Slow);
        Some(Line {
            kind: LineKind::Indicator,
            name: one.name.clone(),
            unit: one.unit.clone(),
            due: one.due,
            target: target.map_or_else(String::new, Quantity::shown),
            value: value.map_or_else(String::new, Quantity::brief),
            percent: percent.map_or_else(String::new, |percent| percent.decimal(1)),
            expected: line.map_or_else(String::new, Quantity::brief),
            standing: standing.map_or("只监测", Standing::chinese).to_owned(),
            is_behind,
            sentence: self.indicator_sentence(one, (target, value, line), standing, &behind),
            behind,
        })
    }

    fn indicator_sentence(
        &self,
        one: &Indicator,
        (target, value, line): (Option<Quantity>, Option<Quantity>, Option<Quantity>),
        standing: Option<Standing>,
        behind: &[String],
    ) -> String {
        let unit = &one.unit;
        let mut text = format!("{}：", one.name);
        if let Some(target) = target {
            text.push_str(&format!("目标{}{}{unit}，", one.direction.chinese(), target.shown()));
        }
        match value {
            Some(value) => text.push_str(&format!("已达到{}{unit}", value.brief())),
            None => text.push_str("还没有报数"),
        }
        if let (Some(value), Some(target), Direction::AtLeast) = (value, target, one.direction)
            && unit != "%"
            && let Some(percent) = value.percent_of(target)
        {
            text.push_str(&format!("，完成{}%", percent.decimal(1)));
        }
        if let Some(standing) = standing {
            if let (Some(line), Direction::AtLeast) = (line, one.direction) {
                // Villages and people come whole: a fraction of one reads like a mistake.
                let is_whole = unit != "%" && target.is_some_and(Quantity::is_whole);
                let line = if is_whole { line.grouped(0) } else { line.brief() };
                text.push_str(&format!("，按时间应到{line}{unit}"));
            }
            text.push_str(&format!("，{}", standing.chinese()));
        }
        text.push('。');
        if let (Some(value), Some(Standing::On | Standing::Slow | Standing::Late), Direction::AtLeast) =
            (value, standing, one.direction)
            && self.day < one.due
            && one.adds_up()
            && let Some(end) = curve::forecast(value, (one.from, one.due), self.day)
        {
            text.push_str(&format!("照现在的进度，到{}预计为{}{unit}。", one.due.chinese(), end.grouped(0)));
        }
        let figures = &self.overview.figures;
        let reported = figures.reported(self.plan, one, self.at()).map(|(value, _)| value);
        let computed = figures.computed(self.catalogue, one, self.at()).map(|computed| computed.value);
        if let Some((reported, computed)) = reported.zip(computed)
            && let Some((difference, true)) = apart(reported, computed)
        {
            text.push_str(&format!(
                "上报数与系统数（{}{unit}）相差{}{unit}，正在核对。",
                computed.brief(),
                difference.brief()
            ));
        }
        if !behind.is_empty() {
            text.push_str(&format!("落后或偏慢的有：{}。", behind.join("、")));
        }
        text
    }

    /// The units below their own line, with what they have.
    fn behind(&self, one: &Indicator) -> Vec<String> {
        if one.split == Split::None {
            return Vec::new();
        }
        let figures = &self.overview.figures;
        let mut found = Vec::new();
        for code in self.plan.sharers(one) {
            let at = At::County(code);
            let standing = figures.standing((self.plan, self.catalogue), one, at, self.day);
            if standing.is_none_or(|standing| standing > Standing::Slow) {
                continue;
            }
            let value = figures.value(self.plan, self.catalogue, one, at);
            let target = figures.target(self.plan, one, at).map_or_else(String::new, Quantity::brief);
            let words = value.map_or_else(|| "未报".to_owned(), |value| format!("{}/{target}", value.brief()));
            found.push(format!("{}（{words}）", self.plan.unit_name(code)));
        }
        found
    }

    fn task(&self, own: &[&TaskStanding<'_>]) -> Option<Line> {
        let first = own.first()?;
        let task = first.task;
        let done = own.iter().filter(|one| one.done.is_some()).count();
        let now = own.iter().filter(|one| one.done.is_some_and(|day| self.period.holds(day))).count();
        let behind: Vec<String> = own
            .iter()
            .filter(|one| one.light == Light::Red)
            .map(|one| format!("{}（超{}个工作日）", self.plan.unit_name(&one.county), one.late))
            .collect();
        let mut sentence = format!("{}（{}前）：", task.title, task.due.chinese());
        if own.len() == 1 {
            sentence.push_str(&single(first, self.day));
        } else {
            sentence.push_str(&format!("{}家应完成，已完成{done}家", own.len()));
            if now > 0 {
                sentence.push_str(&format!("，其中{}完成{now}家", self.period.this()));
            }
            if !behind.is_empty() {
                sentence.push_str(&format!("；超期{}家：{}", behind.len(), behind.join("、")));
            }
            sentence.push('。');
        }
        let light = own.iter().map(|one| one.light).min().unwrap_or(Light::Plain);
        Some(Line {
            kind: LineKind::Task,
            name: task.title.clone(),
            unit: "家".to_owned(),
            due: task.due,
            target: own.len().to_string(),
            value: done.to_string(),
            percent: (done * 100 / own.len()).to_string(),
            expected: if self.day > task.due { own.len().to_string() } else { String::new() },
            standing: light.chinese().to_owned(),
            is_behind: light == Light::Red,
            sentence,
            behind,
        })
    }

    fn duty(&self, duty: &Duty) -> Line {
        let all = periods(duty.from, duty.to, duty.every);
        let (ended, running) = due_by(&all, self.day);
        let events: Vec<Day> =
            self.overview.visits.iter().filter(|(id, _)| *id == duty.id).map(|(_, day)| *day).collect();
        let result = kept(&ended, &events);
        let missed: Vec<String> = result.missed.iter().map(workplan::periods::Period::chinese).collect();
        let mut sentence = format!("{}：应有{}期，已办{}期", duty.title, result.periods, result.done);
        if !missed.is_empty() {
            sentence.push_str(&format!("，缺{}", missed.join("、")));
        }
        if let Some(period) = running {
            let has = events.iter().any(|day| period.holds(*day));
            sentence.push_str(if has { "；这一期已办" } else { "；这一期还没有办" });
        }
        sentence.push('。');
        Line {
            kind: LineKind::Duty,
            name: duty.title.clone(),
            unit: "期".to_owned(),
            due: duty.to.last_day(),
            target: all.len().to_string(),
            value: kept(&all, &events).done.to_string(),
            percent: String::new(),
            expected: result.periods.to_string(),
            standing: if missed.is_empty() { "正常".to_owned() } else { format!("缺{}期", missed.len()) },
            is_behind: !missed.is_empty(),
            sentence,
            behind: Vec::new(),
        }
    }
}

/// How a task of one office stands.
fn single(one: &TaskStanding<'_>, day: Day) -> String {
    if let Some(done) = one.done {
        return match one.late {
            0 => format!("已于{}完成。", done.chinese()),
            late => format!("已于{}完成，迟{late}个工作日。", done.chinese()),
        };
    }
    let mut text = match (one.light, one.late) {
        (Light::Red, late) => format!("没有完成，超{late}个工作日"),
        (Light::Grey, _) => "还没有到开始的时候".to_owned(),
        (Light::Amber | Light::Plain | Light::Green, _) => "正在办理".to_owned(),
    };
    if let Some(dated) = one.overdue_milestone(day) {
        text.push_str(&format!("，“{}”应在{}完成", dated.name, dated.due.chinese()));
    }
    text.push('。');
    text
}
