//! 会议材料包: what a monthly meeting reads, one document: agenda, the board on a page, items, what is late and supervised,
//! what must be watched, the visits and meetings of the period (“五个一”帮扶汇报) and what comes next; on demand with annexes:
//! the whole text, the state of the policies, and the report of every county and park.

use crate::library;
use crate::period::Period;
use crate::progress::{body, next_steps, numbered, overall, supervised, supervision};
use crate::standing::Sources;
use access::House;
use db::{Outcome, Tx};
use kernel::{Day, Moment};
use letters::{Block, Grid, GridColumn, Official, Setting};
use workplan::schedule::Light;
use workplan::store::entries::Entry;
use workplan::store::visits::{self, Visit};
use workplan::tasks::TaskStanding;
use workplan::{Catalogue, Overview, Plan};

/// How much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What the meeting reads.
    Meeting,
    /// With the annexes.
    WithAnnexes,
}

/// Puts the pack together.
///
/// # Errors
/// When the database does, or the holidays of a year are not known.
pub async fn pack(
    tx: &mut Tx,
    house: &House,
    (catalogue, plan): (&Catalogue, &Plan),
    (period, today): (Period, Day),
    extent: Extent,
) -> Outcome<Official> {
    let day = period.as_of(today);
    let overview = Overview::at_end_of(tx, house, catalogue, plan, day).await?;
    let entries = supervised(tx, plan, day).await?;
    let mut visits = visits::known_at(tx, plan.year, Moment::start_of(day.add_days(1))).await?;
    visits.retain(|visit| period.holds(visit.on));
    let of = |county| Sources { plan, catalogue, overview: &overview, period, day, county };
    let city = of("");
    let mut blocks = agenda();
    let mut part = |title: &str, content: Vec<Block>| {
        blocks.push(Block::Part(title.to_owned()));
        blocks.extend(content);
    };
    part("材料一　总体情况和县区排位", overall(&city));
    part("材料二　各项工作进度", vec![Block::Table(items(&city))]);
    part("材料三　超期任务和督办", late(&city, &entries));
    part("材料四　要盯的事", watched(&city));
    part("材料五　“五个一”帮扶和走访、会议", vec![Block::Table(visited(plan, &visits, period))]);
    part("材料六　下一步工作", numbered(next_steps(&city), "按计划推进，没有在下一期内到期的任务。"));
    if extent == Extent::WithAnnexes {
        part("附件一　各项工作进展", body(&city, &entries));
        part("附件二　县（区）政策库状况", library::blocks(house, &city));
        for (index, code) in plan.addressees.iter().enumerate() {
            let own = of(code);
            part(&format!("附件三之{}　{}工作进展", index + 1, own.place()), body(&own, &entries));
        }
    }
    Ok(Official {
        organ: house.settings.bureau.clone(),
        number: format!("〔{}〕　号", day.year()),
        signer: String::new(),
        title: vec![format!("{}工作例会材料", period.chinese())],
        to: String::new(),
        blocks,
        on: day,
    })
}

fn agenda() -> Vec<Block> {
    let points = [
        "通报总体情况、县区排位和各项工作进度（材料一、二）",
        "督办超期任务，看要盯的事（材料三、四）",
        "听取“五个一”帮扶汇报（材料五）",
        "排位靠后、任务超期的单位说明原因和完成的日期",
        "部署下一步工作（材料六）",
    ];
    let points = points.iter().enumerate().map(|(index, point)| format!("{}. {point}。", index + 1));
    std::iter::once(Block::Heading("会议议程".to_owned())).chain(points.map(Block::Paragraph)).collect()
}

fn items(sources: &Sources<'_>) -> Grid {
    let columns = [
        ("事项", Setting::Short),
        ("内容", Setting::Wide),
        ("进度", Setting::Number),
        ("应到", Setting::Number),
        ("态势", Setting::Short),
        ("责任科室", Setting::Wide),
    ];
    let rows = sources.overview.items.iter().map(|one| {
        vec![
            one.item.id.clone(),
            format!("{}：{}", one.item.short, one.words),
            format!("{}%", one.percent),
            format!("{}%", one.expected),
            one.standing.chinese().to_owned(),
            one.item.sections.join("、"),
        ]
    });
    Grid { caption: String::new(), columns: GridColumn::all(&columns), rows: rows.collect() }
}

fn late(sources: &Sources<'_>, entries: &[Entry]) -> Vec<Block> {
    let mut found: Vec<&TaskStanding<'_>> =
        sources.tasks().filter(|one| one.light == Light::Red || one.supervised.is_some()).collect();
    found.sort_by_key(|one| (std::cmp::Reverse(one.late), one.task.id.clone(), one.county.clone()));
    if found.is_empty() {
        return vec![Block::Paragraph("没有超期的任务，也没有等回复的督办。".to_owned())];
    }
    let words = supervision(sources, entries).into_iter().next();
    let columns = [
        ("单位", Setting::Short),
        ("任务", Setting::Wide),
        ("期限", Setting::Short),
        ("超工作日", Setting::Number),
        ("督办", Setting::Short),
    ];
    let rows = found.into_iter().map(|one| {
        vec![
            sources.plan.unit_name(&one.county).to_owned(),
            one.task.title.clone(),
            one.task.due.to_string(),
            one.late.to_string(),
            one.supervised.map_or_else(|| "—".to_owned(), |due| format!("限{}回复", due.short())),
        ]
    });
    let grid = Grid { caption: String::new(), columns: GridColumn::all(&columns), rows: rows.collect() };
    words.into_iter().chain([Block::Table(grid)]).collect()
}

/// What the board watches.
fn watched(sources: &Sources<'_>) -> Vec<Block> {
    if sources.overview.watch.is_empty() {
        return vec![Block::Paragraph("没有要盯的事。".to_owned())];
    }
    let columns = [("单位", Setting::Short), ("什么事", Setting::Wide)];
    let rows = sources.overview.watch.iter().map(|one| vec![one.place.clone(), one.words.clone()]);
    vec![Block::Table(Grid { caption: String::new(), columns: GridColumn::all(&columns), rows: rows.collect() })]
}

/// Each duty of the period with its events; one without any says so.
fn visited(plan: &Plan, visits: &[Visit], period: Period) -> Grid {
    let columns = [("周期责任", Setting::Wide), ("次数", Setting::Number), ("记录", Setting::Wide)];
    let mut rows = Vec::new();
    for duty in plan.items.iter().flat_map(workplan::Item::duties) {
        let own: Vec<&Visit> = visits.iter().filter(|visit| visit.duty == duty.id).collect();
        if own.is_empty() && !duty_runs(duty, period) {
            continue;
        }
        let words =
            |visit: &&Visit| format!("{}，{}，{}：{}", visit.on.short(), visit.place, visit.people, visit.words);
        let said: Vec<String> = own.iter().map(words).collect();
        let said = if said.is_empty() { format!("{}还没有记录", period.this()) } else { said.join("；") };
        rows.push(vec![duty.title.clone(), own.len().to_string(), said]);
    }
    Grid { caption: String::new(), columns: GridColumn::all(&columns), rows }
}

/// Whether a duty has a month in the period.
fn duty_runs(duty: &workplan::Duty, period: Period) -> bool {
    duty.from <= period.last && duty.to >= period.first
}
