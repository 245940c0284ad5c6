//! 工作进展情况报告: composed from the figures of a day, always the same for the same figures.

use crate::period::Period;
use crate::standing::{Line, Sources};
use access::House;
use db::{Outcome, Tx};
use kernel::{Day, Moment};
use letters::{Block, Grid, GridColumn, Official, Setting};
use workplan::curve::Standing;
use workplan::schedule::Light;
use workplan::store::entries::{Entry, EntryKind};
use workplan::tasks::TaskStanding;
use workplan::{Catalogue, ItemStanding, Overview, Plan};

/// What a person adds to a report before it is printed.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The addressee; empty takes the usual one.
    pub to: String,
    /// The document's number; empty leaves a gap.
    pub number: String,
    /// Who signs it.
    pub signer: String,
}

/// The report of a county, or of the city where the county is empty.
///
/// # Errors
/// When the database does, or the holidays of a year are not known.
pub async fn report(
    tx: &mut Tx,
    house: &House,
    (catalogue, plan): (&Catalogue, &Plan),
    (period, today): (Period, Day),
    county: &str,
    head: &Head,
) -> Outcome<Official> {
    let day = period.as_of(today);
    let overview = Overview::at_end_of(tx, house, catalogue, plan, day).await?;
    let entries = supervised(tx, plan, day).await?;
    let sources = Sources { plan, catalogue, overview: &overview, period, day, county };
    Ok(compose(&sources, &entries, &house.settings.bureau, head))
}

/// Supervision and answers on record at the end of a day.
pub(crate) async fn supervised(tx: &mut Tx, plan: &Plan, day: Day) -> Outcome<Vec<Entry>> {
    let until = Moment::start_of(day.add_days(1));
    let mut entries = workplan::store::entries::of_year(tx, &access::Scope::City, plan.year).await?;
    entries.retain(|one| matches!(one.kind, EntryKind::Supervise | EntryKind::Answer) && one.at < until);
    Ok(entries)
}

/// The report as an official document.
#[must_use]
pub fn compose(sources: &Sources<'_>, entries: &[Entry], bureau: &str, head: &Head) -> Official {
    let mut blocks = body(sources, entries);
    blocks.push(Block::Paragraph("特此报告。".to_owned()));
    blocks.push(Block::Closing);
    blocks.push(Block::Part("附件：指标和任务进度表".to_owned()));
    blocks.push(annex(sources));
    let city = bureau.trim_end_matches("民政局");
    let (organ, to) = if sources.is_city() {
        (bureau.to_owned(), format!("{city}人民政府"))
    } else {
        (organ_of(bureau, sources), bureau.to_owned())
    };
    let chosen = |text: &str, usual: String| if text.is_empty() { usual } else { text.to_owned() };
    Official {
        organ,
        number: chosen(&head.number, format!("〔{}〕　号", sources.day.year())),
        signer: head.signer.clone(),
        title: vec![format!("关于{}工作进展情况的报告", sources.period.chinese())],
        to: chosen(&head.to, to),
        blocks,
        on: sources.day,
    }
}

/// The office of a county or park, as its letters name it.
fn organ_of(bureau: &str, sources: &Sources<'_>) -> String {
    let city = bureau.trim_end_matches("民政局");
    let is_county = sources.county.bytes().all(|byte| byte.is_ascii_digit());
    format!("{city}{}{}", sources.place(), if is_county { "民政局" } else { "民政事务局" })
}

/// What the report says, without its end and annex.
pub(crate) fn body(sources: &Sources<'_>, entries: &[Entry]) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("一、总体情况".to_owned())];
    blocks.extend(overall(sources));
    blocks.push(Block::Heading("二、各项工作进展".to_owned()));
    blocks.extend(items(sources));
    blocks.push(Block::Heading("三、存在的问题".to_owned()));
    blocks.extend(numbered(problems(sources), "没有落后、超期的工作。"));
    blocks.push(Block::Heading("四、督办情况".to_owned()));
    blocks.extend(supervision(sources, entries));
    blocks.push(Block::Heading("五、下一步工作".to_owned()));
    blocks.extend(numbered(next_steps(sources), "按计划推进，没有在下一期内到期的任务。"));
    blocks
}

pub(crate) fn overall(sources: &Sources<'_>) -> Vec<Block> {
    let tasks: Vec<&TaskStanding<'_>> = sources.tasks().collect();
    let count = |is: &dyn Fn(&TaskStanding<'_>) -> bool| tasks.iter().filter(|one| is(one)).count();
    let done = count(&|one| one.done.is_some());
    let now = count(&|one| one.done.is_some_and(|day| sources.period.holds(day)));
    let (red, amber) = (count(&|one| one.light == Light::Red), count(&|one| one.light == Light::Amber));
    let mut text = format!("截至{}，", sources.day.chinese());
    if sources.is_city() {
        let items = &sources.overview.items;
        let of = |standing: Standing| items.iter().filter(|one| one.standing == standing).count();
        text.push_str(&format!(
            "《{}》{}项工作中，达到{}项、正常{}项、偏慢{}项、落后{}项。",
            sources.plan.title,
            items.len(),
            of(Standing::Met),
            of(Standing::On),
            of(Standing::Slow),
            of(Standing::Late),
        ));
    } else if let Some((place, one)) =
        sources.overview.counties.iter().enumerate().find(|(_, one)| one.code == sources.county)
    {
        text.push_str(&format!(
            "总进度{}%，按时间应到{}%，{}，在{}家单位中排第{}位。",
            one.percent,
            one.expected,
            one.standing.chinese(),
            sources.overview.counties.len(),
            place + 1,
        ));
    }
    text.push_str(&format!(
        "任务共{}项次，已完成{done}项次，其中{}完成{now}项次；超期{red}项次，快到期{amber}项次。",
        tasks.len(),
        sources.period.this(),
    ));
    let mut blocks = vec![Block::Paragraph(text)];
    if let (true, Some((day, at))) = (sources.is_city(), sources.overview.figures.taken) {
        let words = format!("系统自动计算的数取自{}（{}）。", day.chinese(), at.local_minute());
        blocks.push(Block::Paragraph(words));
    }
    if sources.is_city() {
        blocks.push(Block::Table(ranking(sources)));
    }
    blocks
}

/// The counties and parks in their order.
pub(crate) fn ranking(sources: &Sources<'_>) -> Grid {
    let columns = [
        ("位次", Setting::Short),
        ("单位", Setting::Short),
        ("总进度", Setting::Number),
        ("应到", Setting::Number),
        ("态势", Setting::Short),
        ("签收", Setting::Short),
        ("卡在哪", Setting::Wide),
    ];
    let rows = sources.overview.counties.iter().enumerate().map(|(index, one)| {
        vec![
            (index + 1).to_string(),
            one.name.clone(),
            format!("{}%", one.percent),
            format!("{}%", one.expected),
            one.standing.chinese().to_owned(),
            if one.signed { "已签收" } else { "未签收" }.to_owned(),
            one.stuck.as_ref().map_or_else(|| "—".to_owned(), |(words, _)| words.clone()),
        ]
    });
    Grid { caption: "县（区）、园区进度".to_owned(), columns: GridColumn::all(&columns), rows: rows.collect() }
}

/// `（一）`.
fn chinese_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |number: usize| DIGITS.get(number).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

fn items(sources: &Sources<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut number = 0;
    for one in &sources.overview.items {
        let lines = sources.lines(one.item);
        if lines.is_empty() {
            continue;
        }
        number += 1;
        blocks.push(Block::Subheading(format!("（{}）{}", chinese_number(number), one.item.title)));
        if sources.is_city() {
            blocks.push(Block::Paragraph(item_words(one)));
        }
        blocks.extend(lines.into_iter().map(|line| Block::Paragraph(line.sentence)));
    }
    blocks
}

fn item_words(one: &ItemStanding<'_>) -> String {
    format!(
        "进度{}%，按时间应到{}%，{}。责任科室：{}。",
        one.percent,
        one.expected,
        one.standing.chinese(),
        one.item.sections.join("、")
    )
}

pub(crate) fn numbered(sentences: Vec<String>, none: &str) -> Vec<Block> {
    if sentences.is_empty() {
        return vec![Block::Paragraph(none.to_owned())];
    }
    sentences
        .into_iter()
        .enumerate()
        .map(|(index, sentence)| Block::Paragraph(format!("{}. {sentence}", index + 1)))
        .collect()
}

/// Everything behind, item by item, with who holds it up.
fn problems(sources: &Sources<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for one in &sources.overview.items {
        for line in sources.lines(one.item).iter().filter(|line| line.is_behind) {
            found.push(problem(&one.item.short, line));
        }
    }
    if sources.is_city() {
        let open: Vec<&str> =
            sources.overview.counties.iter().filter(|one| !one.signed).map(|one| one.name.as_str()).collect();
        if !open.is_empty() {
            found.push(format!("计划还没有签收：{}。", open.join("、")));
        }
        for report in &sources.overview.figures.broken {
            let unit = sources.plan.unit_name(&report.county);
            found.push(format!("{unit}上报的一个数（{}）记录校验不符，没有计入。", report.indicator));
        }
    }
    found
}

fn problem(item: &str, line: &Line) -> String {
    let mut text = format!("{item}：{}{}", line.name, line.standing);
    if !line.value.is_empty() && !line.expected.is_empty() {
        text.push_str(&format!("，应到{}{}，只有{}{}", line.expected, line.unit, line.value, line.unit));
    }
    if !line.behind.is_empty() {
        text.push_str(&format!("；{}", line.behind.join("、")));
    }
    text.push('。');
    text
}

pub(crate) fn supervision(sources: &Sources<'_>, entries: &[Entry]) -> Vec<Block> {
    let own = |one: &&Entry| sources.is_city() || one.county == sources.county;
    let of = |kind: EntryKind| {
        entries.iter().filter(own).filter(|one| one.kind == kind && sources.period.holds(one.at.day())).count()
    };
    let words = format!(
        "{}发出督办{}件，收到回复{}件。",
        sources.period.this(),
        of(EntryKind::Supervise),
        of(EntryKind::Answer)
    );
    let mut blocks = vec![Block::Paragraph(words)];
    let open = sources.tasks().filter_map(|one| {
        let due = one.supervised?;
        let late = if due < sources.day { "，已过期没有回复" } else { "，还没有回复" };
        Some(format!("{}：{}，限{}回复{late}。", sources.plan.unit_name(&one.county), one.task.title, due.chinese()))
    });
    let open: Vec<String> = open.collect();
    if !open.is_empty() {
        blocks.extend(numbered(open, ""));
    }
    blocks
}

/// What is late, what is due in the next period, and the periodic duties that wait.
pub(crate) fn next_steps(sources: &Sources<'_>) -> Vec<String> {
    let next = sources.period.next();
    let mut steps = Vec::new();
    for item in &sources.plan.items {
        for task in item.tasks() {
            let own: Vec<&TaskStanding<'_>> = sources
                .tasks()
                .filter(|one| one.item.id == item.id && one.task.id == task.id && one.done.is_none())
                .collect();
            let names: Vec<&str> = own.iter().map(|one| sources.plan.unit_name(&one.county)).collect();
            if own.is_empty() {
                continue;
            }
            if task.due <= sources.day {
                steps.push(format!("抓紧补办“{}”：{}。", task.title, names.join("、")));
            } else if task.due <= next.last.last_day() {
                steps.push(format!("{}前完成“{}”：{}。", task.due.chinese(), task.title, names.join("、")));
            } else if let Some((dated, _)) = own
                .iter()
                .flat_map(|one| &one.milestones)
                .find(|(dated, is_done)| !is_done && dated.due > sources.day && dated.due <= next.last.last_day())
            {
                steps.push(format!("{}前完成“{}”的“{}”。", dated.due.chinese(), task.title, dated.name));
            }
        }
        for line in sources.lines(item).iter().filter(|line| {
            line.is_behind && line.kind == crate::standing::LineKind::Indicator && !line.expected.is_empty()
        }) {
            steps.push(format!(
                "赶上“{}”的进度：{}前达到{}{}。",
                line.name,
                line.due.chinese(),
                line.target,
                line.unit
            ));
        }
    }
    steps
}

/// Every indicator and task in one table.
fn annex(sources: &Sources<'_>) -> Block {
    let columns = [
        ("事项", Setting::Short),
        ("内容", Setting::Wide),
        ("单位", Setting::Short),
        ("目标", Setting::Number),
        ("已达到", Setting::Number),
        ("应到", Setting::Number),
        ("态势", Setting::Short),
    ];
    let mut rows = Vec::new();
    for item in &sources.plan.items {
        for line in sources.lines(item) {
            rows.push(vec![
                item.id.clone(),
                line.name,
                line.unit,
                line.target,
                line.value,
                line.expected,
                line.standing,
            ]);
        }
    }
    Block::Table(Grid { caption: String::new(), columns: GridColumn::all(&columns), rows })
}
