//! 会议材料包: everything a monthly meeting needs, one document: agenda, the board's tables, what is late, the visits and
//! meetings of the period (“五个一”帮扶汇报), the state of the policies, and the report of every county and park.

use crate::library;
use crate::period::Period;
use crate::progress::{body, ranking, supervised};
use crate::standing::Sources;
use access::House;
use db::{Outcome, Tx};
use kernel::{Day, Moment};
use letters::{Block, Grid, GridColumn, Official, Setting};
use workplan::schedule::Light;
use workplan::store::visits::{self, Visit};
use workplan::tasks::TaskStanding;
use workplan::{Catalogue, Overview, Plan};

/// Puts the pack together.
///
/// # Errors
/// When the database does, or the holidays of a year are not known.
pub async fn pack(
    tx: &mut Tx,
    house: &House,
    (catalogue, plan): (&Catalogue, &Plan),
    (period, today): (Period, Day),
) -> Outcome<Official> {
    let day = period.as_of(today);
    let overview = Overview::at_end_of(tx, house, catalogue, plan, day).await?;
    let entries = supervised(tx, plan, day).await?;
    let mut visits = visits::known_at(tx, plan.year, Moment::start_of(day.add_days(1))).await?;
    visits.retain(|visit| period.holds(visit.on));
    let of = |county| Sources { plan, catalogue, overview: &overview, period, day, county };
    let city = of("");
    let mut blocks = agenda(plan);
    blocks.push(Block::Part("材料一　总体情况和各项工作进展".to_owned()));
    blocks.extend(body(&city, &entries));
    blocks.push(Block::Part("材料二　县区进度和事项进度".to_owned()));
    blocks.push(Block::Table(ranking(&city)));
    blocks.push(Block::Table(items(&city)));
    blocks.push(Block::Part("材料三　超期和督办清单".to_owned()));
    blocks.extend(late(&city));
    blocks.push(Block::Part("材料四　“五个一”帮扶和走访、会议记录".to_owned()));
    blocks.extend(visited(plan, &visits, period));
    blocks.push(Block::Part("材料五　县（区）政策库状况".to_owned()));
    blocks.extend(library::blocks(house, &city));
    for (index, code) in plan.addressees.iter().enumerate() {
        let own = of(code);
        blocks.push(Block::Part(format!("材料六之{}　{}工作进展", index + 1, own.place())));
        blocks.extend(body(&own, &entries));
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

fn agenda(plan: &Plan) -> Vec<Block> {
    let points = [
        "通报总体情况和各项工作进展（材料一、二）".to_owned(),
        "督办超期任务（材料三）".to_owned(),
        "听取“五个一”帮扶汇报（材料四）".to_owned(),
        "通报县（区）政策出台和参数更新情况（材料五）".to_owned(),
        format!("{}依次汇报（材料六）", plan.names.join("、")),
        "部署下一步工作".to_owned(),
    ];
    let mut blocks = vec![Block::Heading("会议议程".to_owned())];
    blocks.extend(
        points.into_iter().enumerate().map(|(index, point)| Block::Paragraph(format!("{}. {point}。", index + 1))),
    );
    blocks.push(Block::Closing);
    blocks
}

fn items(sources: &Sources<'_>) -> Grid {
    let columns = [
        ("事项", Setting::Short),
        ("内容", Setting::Wide),
        ("进度", Setting::Number),
        ("应到", Setting::Number),
        ("态势", Setting::Short),
        ("责任科室", Setting::Short),
    ];
    let rows = sources.overview.items.iter().map(|one| {
        vec![
            one.item.id.clone(),
            format!("{}：{}", one.item.title, one.words),
            format!("{}%", one.percent),
            format!("{}%", one.expected),
            one.standing.chinese().to_owned(),
            one.item.sections.join("、"),
        ]
    });
    Grid { caption: "事项进度".to_owned(), columns: GridColumn::all(&columns), rows: rows.collect() }
}

fn late(sources: &Sources<'_>) -> Vec<Block> {
    let mut found: Vec<&TaskStanding<'_>> =
        sources.tasks().filter(|one| one.light == Light::Red || one.supervised.is_some()).collect();
    found.sort_by_key(|one| (std::cmp::Reverse(one.late), one.task.id.clone(), one.county.clone()));
    if found.is_empty() {
        return vec![Block::Paragraph("没有超期的任务，也没有等回复的督办。".to_owned())];
    }
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
    vec![Block::Table(grid)]
}

fn visited(plan: &Plan, visits: &[Visit], period: Period) -> Vec<Block> {
    let mut blocks = Vec::new();
    for duty in plan.items.iter().flat_map(workplan::Item::duties) {
        let own: Vec<&Visit> = visits.iter().filter(|visit| visit.duty == duty.id).collect();
        if own.is_empty() && !duty_runs(duty, period) {
            continue;
        }
        blocks.push(Block::Heading(duty.title.clone()));
        if own.is_empty() {
            blocks.push(Block::Paragraph(format!("{}还没有记录。", period.this())));
        }
        for visit in own {
            let words = format!("{}，{}，{}：{}", visit.on.chinese(), visit.place, visit.people, visit.words);
            blocks.push(Block::Paragraph(words));
        }
    }
    blocks
}

/// Whether a duty has a month in the period.
fn duty_runs(duty: &workplan::Duty, period: Period) -> bool {
    duty.from <= period.last && duty.to >= period.first
}
