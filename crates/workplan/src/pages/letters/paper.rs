//! The letter itself: what the page shows and the printer prints, written once.

use super::Spot;
use crate::letter::Letter;
use access::House;
use kernel::Day;
use letters::{Block, Grid, GridColumn, Responsibility, Setting};
use maud::{Markup, html};

/// Composes the letter of a place.
pub(super) fn compose(house: &House, spot: &Spot, letter: &Letter<'_>, digest: &str, today: Day) -> Responsibility {
    let plan = letter.plan;
    let (unit, above) = spot.offices(house, plan);
    let mut blocks = vec![Block::Paragraph(format!(
        "为层层压实目标责任，按期完成《{}》确定的目标任务，{above}与{unit}签订本责任书。",
        plan.document
    ))];
    let sections = [("目标", goals(letter)), ("任务", tasks(letter)), ("在本地的周期责任", duties(letter))];
    let filled: Vec<(&str, Grid)> = sections.into_iter().filter(|(_, grid)| !grid.rows.is_empty()).collect();
    let last = filled.len();
    for ((title, grid), number) in filled.into_iter().zip(NUMBERS) {
        blocks.push(Block::Heading(format!("{number}、{title}")));
        blocks.push(Block::Table(grid));
    }
    blocks.push(Block::Heading(format!("{}、责任", NUMBERS.get(last).unwrap_or(&""))));
    blocks.extend(clauses(&unit, &above, today).into_iter().map(Block::Paragraph));
    Responsibility {
        title: vec![plan.title.trim_end_matches("计划").to_owned(), "目标责任书".to_owned()],
        unit,
        above,
        on: today,
        blocks,
        plan_digest: plan.digest.clone(),
        terms_digest: digest.to_owned(),
    }
}

const NUMBERS: [&str; 4] = ["一", "二", "三", "四"];

/// What both sides take on: 工作要求（一）“层层压实目标责任，倒排工作，挂图作战”, （三）“强化目标考核”.
fn clauses(unit: &str, above: &str, today: Day) -> Vec<String> {
    vec![
        format!("（一）{unit}主要负责人是第一责任人，把目标、任务落实到人，按时限倒排工期，如实上报进度并附凭证。"),
        format!("（二）{above}按工期检查指导，超期的督办；完成情况列入考核评估。"),
        format!("（三）以上按{}生效的目标分解写成。目标按程序变更的，按新的目标重新签订。", today.chinese()),
        "（四）本责任书一式两份，双方各执一份，签字盖章后的扫描件存入系统。".to_owned(),
    ]
}

fn goals(letter: &Letter<'_>) -> Grid {
    let columns = [
        ("事项", Setting::Short),
        ("指标", Setting::Wide),
        ("目标", Setting::Number),
        ("单位", Setting::Short),
        ("完成时限", Setting::Short),
    ];
    let row = |goal: &crate::letter::Goal<'_>| {
        let one = goal.indicator;
        vec![goal.item.id.clone(), one.name.clone(), goal.words(), one.unit.clone(), one.due.to_string()]
    };
    let rows = letter.goals.iter().map(row).collect();
    Grid { caption: String::new(), columns: GridColumn::all(&columns), rows }
}

fn tasks(letter: &Letter<'_>) -> Grid {
    let columns = [
        ("事项", Setting::Short),
        ("任务", Setting::Wide),
        ("完成时限", Setting::Short),
        ("市局责任领导、科室", Setting::Wide),
    ];
    let row = |(item, task): &(&crate::Item, &crate::Task)| {
        let lead = format!("{}，{}", item.leader, item.sections.join("、"));
        vec![item.id.clone(), task.title.clone(), task.due.to_string(), lead]
    };
    Grid { caption: String::new(), columns: GridColumn::all(&columns), rows: letter.tasks.iter().map(row).collect() }
}

fn duties(letter: &Letter<'_>) -> Grid {
    let columns = [("责任", Setting::Wide), ("村", Setting::Wide), ("周期", Setting::Short), ("起止", Setting::Short)];
    let row = |duty: &&crate::Duty| {
        let village = letter.plan.villages.iter().find(|one| Some(&one.code) == duty.village.as_ref());
        let every = if duty.every == 1 { "每月".to_owned() } else { format!("每{}个月", duty.every) };
        let span = format!("{}到{}", duty.from.chinese(), duty.to.chinese());
        vec![duty.title.clone(), village.map_or_else(String::new, |one| one.name.clone()), every, span]
    };
    Grid { caption: String::new(), columns: GridColumn::all(&columns), rows: letter.duties.iter().map(row).collect() }
}

/// The letter as a page.
pub(super) fn article(of: &Responsibility) -> Markup {
    let sides = [("责任单位（盖章）", &of.unit), ("上级单位（盖章）", &of.above)];
    html! {
        article.official {
            h2 { @for (index, line) in of.title.iter().enumerate() { @if index > 0 { br; } (line) } }
            @for block in &of.blocks { @match block {
                Block::Heading(text) | Block::Subheading(text) | Block::Part(text) => h3 { (text) },
                Block::Paragraph(text) => p { (text) },
                Block::Table(grid) => (table(grid)),
                Block::Closing => {},
            } }
            div.signs { @for (role, office) in sides { div {
                p.to { (role) } p.to { b { (office) } } p.to { "主要负责人（签字）：" } p.to.day { "年　　月　　日" }
            } } }
            p.to.digests.s.mut { "计划摘要 SM3 " span.mono { (of.plan_digest) } br; "目标摘要 SM3 " span.mono { (of.terms_digest) } }
        }
    }
}

fn table(grid: &Grid) -> Markup {
    let class = |setting: Setting| match setting {
        Setting::Number => Some("num"),
        Setting::Short => Some("nb"),
        Setting::Wide => None,
    };
    html! {
        table.ledger.stack {
            thead { tr { @for column in &grid.columns { th class=[class(column.setting)] scope="col" { (column.title) } } } }
            tbody { @for row in &grid.rows { tr {
                @for (column, cell) in grid.columns.iter().zip(row) { td class=[class(column.setting)] data-l=(column.title) { (cell) } }
            } } }
        }
    }
}
