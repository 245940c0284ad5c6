//! 倒排工期: tasks with a window of their own, as bars over the months, with a table behind.

use crate::schedule::Light;
use crate::tasks::TaskStanding;
use crate::{Plan, Task};
use kernel::Day;
use maud::{Markup, html};

/// Width of the labels.
const LABELS: i64 = 118;
/// Width of the year.
const YEAR: i64 = 660;
/// Height of a row.
const ROW: i64 = 20;

/// One bar: the task, its worst light, how many of how many are done.
struct Bar<'p> {
    task: &'p Task,
    light: Light,
    done: usize,
    all: usize,
}

/// The bars that matter most now: open tasks by their end, the late ones first.
fn bars<'p>(tasks: &[TaskStanding<'p>], most: usize) -> Vec<Bar<'p>> {
    let mut bars: Vec<Bar<'p>> = Vec::new();
    for one in tasks {
        match bars.iter_mut().find(|bar| bar.task.id == one.task.id) {
            Some(bar) => {
                bar.light = bar.light.min(one.light);
                bar.done += usize::from(one.done.is_some());
                bar.all += 1;
            }
            None => bars.push(Bar { task: one.task, light: one.light, done: usize::from(one.done.is_some()), all: 1 }),
        }
    }
    bars.retain(|bar| bar.light != Light::Green);
    bars.sort_by_key(|bar| (bar.task.due, bar.task.id.clone()));
    bars.truncate(most);
    bars
}

/// The drawing and its table.
pub(super) fn gantt(plan: &Plan, tasks: &[TaskStanding<'_>], today: Day, most: usize) -> Markup {
    let bars = bars(tasks, most);
    let days = plan.start.days_until(plan.end).max(1);
    let at = |day: Day| LABELS + plan.start.days_until(day).clamp(0, days) * YEAR / days;
    let high = i64::try_from(bars.len()).unwrap_or(0) * ROW + 34;
    let months: Vec<Day> = (0..12).map(|n| plan.start.add_months(n)).filter(|day| *day <= plan.end).collect();
    // A bar begins with its first milestone, not with the year.
    let from = |bar: &Bar<'_>| {
        let one = tasks.iter().find(|one| one.task.id == bar.task.id);
        let first = one.and_then(|one| one.milestones.first()).map_or(bar.task.start, |(dated, _)| dated.due);
        first.add_days(-14).max(bar.task.start).min(bar.task.due)
    };
    html! {
        svg.gantt viewBox={ "0 0 " (LABELS + YEAR + 90) " " (high) } role="img" aria-label="倒排工期，日期见“任务和督办”" {
            @for month in months.iter().step_by(2) {
                line.gv x1=(at(*month)) y1="14" x2=(at(*month)) y2=(high - 16) {}
                text.gm x=(at(*month) + 2) y=(high - 4) { (month.month()) "月" }
            }
            @for (index, bar) in (0_i64..).zip(&bars) {
                @let y = 18 + index * ROW;
                text.gl x="0" y=(y + 11) { (bar.task.short) }
                rect class={ "gb " (class(bar.light)) } x=(at(from(bar))) y=(y) width=((at(bar.task.due) - at(from(bar))).max(6)) height="13" {}
                text.gd x=(at(bar.task.due) + 5) y=(y + 11) { (bar.task.due.short()) " " (bar.done) "/" (bar.all) }
            }
            line.gt x1=(at(today)) y1="12" x2=(at(today)) y2=(high - 16) {}
            text.gtt x=(at(today)) y="9" { "今天" }
        }
        table.vh {
            caption { "倒排工期" }
            thead { tr { th scope="col" { "任务" } th scope="col" { "期限" } th scope="col" { "灯" } th scope="col" { "完成" } } }
            tbody { @for bar in &bars { tr { td { (bar.task.title) } td { (bar.task.due.chinese()) } td { (bar.light.chinese()) } td { (bar.done) "/" (bar.all) } } } }
        }
    }
}

fn class(light: Light) -> &'static str {
    match light {
        Light::Red => "red",
        Light::Amber => "amb",
        Light::Plain => "",
        Light::Grey => "gry",
        Light::Green => "grn",
    }
}
