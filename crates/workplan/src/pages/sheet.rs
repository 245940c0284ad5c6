//! 进度表: the whole plan as one workbook: a line for each indicator, task and duty.

use super::{Asked, Shared, plan_of};
use crate::computed::Catalogue;
use crate::curve;
use crate::figures::{Figures, apart};
use crate::overview::event_days;
use crate::periods::{kept, periods};
use crate::store::entries;
use crate::tasks::{self, TaskStanding};
use crate::{Duty, Indicator, Item, Measure, Plan, Quantity};
use access::{Actor, FormData, House, Reply, Scope, download};
use axum::Extension;
use axum::extract::State;
use kernel::{Day, Moment, Refusal};
use sheets::{Cell, Column, XlsxOptions};

const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What the lines are written from.
struct Written<'w> {
    plan: &'w Plan,
    catalogue: &'w Catalogue,
    figures: &'w Figures,
    asked: &'w Asked,
    today: Day,
}

fn columns() -> Vec<Column> {
    let wide = [("事项", 26), ("措施", 30), ("种类", 8), ("内容", 30)];
    let mut columns: Vec<Column> = wide.into_iter().map(|(title, width)| Column::text(title).wide(width)).collect();
    let plain = ["单位", "期限", "目标", "上报数", "系统数", "相差", "完成%", "应到", "态势", "责任科室"];
    columns.extend(plain.into_iter().map(Column::text));
    columns
}

pub(super) async fn show(State(house): State<House>, Extension(catalogue): Shared, actor: Actor) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let today = actor.now.day();
    let asked = Asked::of(&actor, &FormData::default());
    let mut tx = house.db.read().await?;
    let figures = Figures::load(&mut tx, &house, &actor.scope, plan, today).await?;
    let entries = entries::of_year(&mut tx, &Scope::City, plan.year).await?;
    let visits = event_days(&mut tx, plan, Moment::start_of(today.add_days(1))).await?;
    drop(tx);
    let tasks = tasks::all(plan, &entries, today).map_err(Refusal::from)?;
    let written = Written { plan, catalogue: &catalogue, figures: &figures, asked: &asked, today };
    let mut rows = Vec::new();
    for item in &plan.items {
        for measure in &item.measures {
            let head = |kind: &str, what: &str| head(item, measure, kind, what);
            rows.extend(measure.indicators.iter().map(|one| indicator(&written, item, head("指标", &one.name), one)));
            for task in &measure.tasks {
                let own = tasks.iter().filter(|one| one.item.id == item.id && one.task.id == task.id);
                let own = own.filter(|one| asked.county.is_empty() || one.county == asked.county);
                rows.extend(own.map(|one| task_row(&written, item, head("任务", &task.title), one)));
            }
            rows.extend(measure.duties.iter().map(|one| duty(item, head("周期责任", &one.title), one, &visits)));
        }
    }
    let name = asked.name(&house);
    let options = XlsxOptions {
        sheet: "进度".to_owned(),
        title: Some(format!("{}进度（{}，{}）", plan.title, name, today.chinese())),
        made_on: Some(today),
        watermark: Some(format!("{} {} {}", actor.office_name, actor.name, actor.now.local_minute())),
    };
    let bytes = sheets::write_xlsx(&columns(), rows, &options)
        .map_err(|problem| Refusal::not_now("workplan.sheet", format!("进度表没有写成：{problem}")))?;
    house.db.log(access::line(&actor, "workplan.view", "workplan_progress", &asked.county, "exported", "")).await?;
    Ok(download(KIND, &format!("{}进度{today}.xlsx", plan.year), bytes))
}

fn head(item: &Item, measure: &Measure, kind: &str, what: &str) -> Vec<Cell> {
    vec![
        format!("{} {}", item.id, item.title).into(),
        format!("{} {}", measure.no, measure.text).into(),
        kind.into(),
        what.into(),
    ]
}

fn shown(value: Option<Quantity>) -> Cell {
    value.map_or(Cell::Empty, |value| value.shown().into())
}

fn indicator(written: &Written<'_>, item: &Item, mut row: Vec<Cell>, one: &Indicator) -> Vec<Cell> {
    let (plan, catalogue, figures) = (written.plan, written.catalogue, written.figures);
    let at = written.asked.at();
    let target = figures.target(plan, one, at);
    let reported = figures.reported(plan, one, at).map(|(value, _)| value);
    let computed = figures.computed(catalogue, one, at).map(|computed| computed.value);
    let value = reported.or(computed);
    let line = target.map(|target| curve::expected(target, one.direction, (one.from, one.due), written.today));
    let standing = figures.standing((plan, catalogue), one, at, written.today);
    let difference = reported.zip(computed).and_then(|(one, other)| apart(one, other)).map(|(apart, _)| apart);
    let percent = value.zip(target).and_then(|(value, target)| value.percent_of(target));
    row.extend([
        one.unit.as_str().into(),
        one.due.to_string().into(),
        shown(target),
        shown(reported),
        shown(computed),
        shown(difference),
        percent.map_or(Cell::Empty, |percent| percent.decimal(2).into()),
        line.map_or(Cell::Empty, |line| line.decimal(2).into()),
        standing.map_or("只监测", |standing| standing.chinese()).into(),
        item.sections.join("、").into(),
    ]);
    row
}

fn task_row(written: &Written<'_>, item: &Item, mut row: Vec<Cell>, one: &TaskStanding<'_>) -> Vec<Cell> {
    let late = if one.late > 0 {
        format!("{}，迟 {} 个工作日", one.light.chinese(), one.late)
    } else {
        one.light.chinese().to_owned()
    };
    row.extend([
        written.plan.unit_name(&one.county).into(),
        one.task.due.to_string().into(),
        "完成".into(),
        one.done.map_or(Cell::Empty, |day| format!("{day} 完成").into()),
        Cell::Empty,
        Cell::Empty,
        one.percent().to_string().into(),
        one.expected(written.today).to_string().into(),
        late.into(),
        item.sections.join("、").into(),
    ]);
    row
}

fn duty(item: &Item, mut row: Vec<Cell>, one: &Duty, visits: &[(String, Day)]) -> Vec<Cell> {
    let days: Vec<Day> = visits.iter().filter(|(id, _)| *id == one.id).map(|(_, day)| *day).collect();
    let kept = kept(&periods(one.from, one.to, one.every), &days);
    row.extend([
        "期".into(),
        one.to.to_string().into(),
        kept.periods.to_string().into(),
        kept.done.to_string().into(),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        format!("还缺 {} 期", kept.missed.len()).into(),
        item.sections.join("、").into(),
    ]);
    row
}
