//! Files to a [`Plan`], with everything that must hold between them.

use super::assessment::{self, ASSESSMENT};
use super::document::{Mistake, Mistakes, Node, parse};
use super::{
    Countdown, Duty, Indicator, Item, ItemRole, Measure, Plan, Reminding, ReportedBy, Split, Task, TaskBy, Village,
};
use crate::quantity::{Direction, Quantity};
use kernel::{Day, Month, PlaceCode};
use std::collections::BTreeSet;

/// The file that holds the plan's head.
const HEAD: &str = "plan.toml";

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|problem| problem.sentence)
}

fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).map_err(|problem| problem.sentence)
}

fn quantity(text: &str) -> Result<Quantity, String> {
    Quantity::parse(text).map_err(|problem| problem.sentence)
}

fn village_code(text: &str) -> Result<String, String> {
    PlaceCode::parse(text).map(|code| code.as_str().to_owned()).map_err(|problem| problem.sentence)
}

/// What the head says of names that the items use.
struct Names {
    schemes: Vec<(String, String)>,
    leaders: Vec<(String, String)>,
    sections: Vec<(String, Vec<String>)>,
    villages: Vec<Village>,
    start: Day,
    end: Day,
}

/// Reads a plan from its files.
pub(super) fn plan(files: &[(&str, &str)]) -> Result<Plan, Vec<Mistake>> {
    let mistakes = Mistakes::default();
    let Some((_, head)) = files.iter().find(|(name, _)| *name == HEAD) else {
        let sentence = "文件夹里没有 plan.toml（总表），请照 plans/2017/plan.toml 写一份。".to_owned();
        return Err(vec![Mistake { file: HEAD.to_owned(), line: 0, sentence }]);
    };
    let mut plan = parse(HEAD, head, &mistakes).and_then(|table| head_of(&Node::root(HEAD, head, &table, &mistakes)));
    let rest = |name: &str| name != HEAD && name != ASSESSMENT;
    for (name, text) in files.iter().filter(|(name, _)| rest(name)) {
        let Some(table) = parse(name, text, &mistakes) else { continue };
        let root = Node::root(name, text, &table, &mistakes);
        if let Some((plan, names)) = &mut plan {
            for node in root.tables("item", "事项") {
                plan.items.push(item(&node, names));
                node.finish();
            }
            root.finish();
        }
    }
    let found = plan.map(|(mut plan, _)| {
        plan.digest = digest(files);
        let rules = files.iter().find(|(name, _)| *name == ASSESSMENT);
        plan.templates = rules.map_or_else(Vec::new, |(_, text)| assessment::read(text, &mistakes));
        plan.items.sort_by_key(|item| ItemRole::ALL.iter().position(|role| *role == item.role));
        plan
    });
    if let Some(plan) = &found {
        whole(plan, &mistakes);
        assessment::against(plan, &mistakes);
    }
    let mistakes = mistakes.take();
    match found {
        Some(plan) if mistakes.is_empty() => Ok(plan),
        _ => Err(mistakes),
    }
}

fn digest(files: &[(&str, &str)]) -> String {
    let mut stream = crypto::Sm3Stream::default();
    for (name, text) in files.iter().filter(|(name, _)| *name != ASSESSMENT) {
        stream.update(name.as_bytes());
        stream.update(&[0]);
        stream.update(text.as_bytes());
        stream.update(&[0]);
    }
    crypto::hex(&stream.finish())
}

/// What must hold of the whole.
fn whole(plan: &Plan, mistakes: &Mistakes) {
    let say = |sentence: String| {
        mistakes.borrow_mut().push(Mistake { file: HEAD.to_owned(), line: 0, sentence });
    };
    if plan.items.is_empty() {
        say("没有一个事项，请在别的 .toml 文件里写 [[item]]。".to_owned());
    }
    for id in [&plan.board_villages, &plan.board_persons] {
        if plan.indicator(id).is_none()
            && !plan.items.is_empty()
            && plan.items.iter().any(|i| i.role == ItemRole::Header)
        {
            say(format!("作战图要的指标“{id}”没有，请改 board_villages、board_persons，或者补上这个指标。"));
        }
    }
    let mut ids = BTreeSet::new();
    let of_items = plan.items.iter().map(|item| item.id.as_str());
    let inner = plan.items.iter().flat_map(|item| {
        let indicators = item.indicators().map(|one| one.id.as_str());
        indicators.chain(item.tasks().map(|one| one.id.as_str())).chain(item.duties().map(|one| one.id.as_str()))
    });
    for id in of_items.chain(inner) {
        let fits = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'));
        if !fits {
            say(format!("编号“{id}”只能用英文字母、数字、点和下划线，它会出现在网址里。"));
        }
        if !ids.insert(id) {
            say(format!("编号“{id}”用了两次，请改其中一个。"));
        }
    }
}

fn head_of(root: &Node<'_>) -> Option<(Plan, Names)> {
    let year = root.number("year");
    if year.is_none() {
        root.wrong_here("缺 year，请写年份，例如 year = 2017。");
    }
    let title = root.must("title").to_owned();
    let document = root.must("document").to_owned();
    let issuer = root.must("issuer").to_owned();
    let city = root.must("city").to_owned();
    let board_villages = root.must("board_villages").to_owned();
    let board_persons = root.must("board_persons").to_owned();
    let days = [root.must_parse("day", day), root.must_parse("start", day), root.must_parse("end", day)];
    let (addressees, unit_names): (Vec<String>, Vec<String>) =
        pairs(root, "addressee", "收文单位", "code", "name").into_iter().unzip();
    if addressees.is_empty() {
        root.wrong_here("没有写收文单位，请写 [[addressee]]，里面有 code 和 name。");
    }
    let names = Names {
        schemes: pairs(root, "scheme", "专项方案", "id", "name"),
        leaders: pairs(root, "leader", "责任领导", "id", "post"),
        sections: sections(root),
        villages: villages(root),
        start: days[1]?,
        end: days[2]?,
    };
    if names.start > names.end {
        root.wrong_field("end", "不能早于 start。");
    }
    let countdowns = countdowns(root);
    let reminding = reminding(root);
    root.finish();
    let plan = Plan {
        year: year?,
        title,
        document,
        issuer,
        city,
        board_villages,
        board_persons,
        day: days[0]?,
        start: names.start,
        end: names.end,
        addressees,
        names: unit_names,
        schemes: names.schemes.clone(),
        leaders: names.leaders.clone(),
        villages: names.villages.clone(),
        countdowns,
        reminding,
        items: Vec::new(),
        templates: Vec::new(),
        digest: String::new(),
    };
    Some((plan, names))
}

fn pairs(
    root: &Node<'_>,
    table: &'static str,
    called: &str,
    first: &'static str,
    second: &'static str,
) -> Vec<(String, String)> {
    let nodes = root.tables(table, called);
    nodes
        .iter()
        .map(|node| {
            let pair = (node.must(first).to_owned(), node.must(second).to_owned());
            node.finish();
            pair
        })
        .collect()
}

fn sections(root: &Node<'_>) -> Vec<(String, Vec<String>)> {
    let nodes = root.tables("section", "科室");
    nodes
        .iter()
        .map(|node| {
            let aliases = node.texts("aliases").into_iter().map(str::to_owned).collect();
            let section = (node.must("name").to_owned(), aliases);
            node.finish();
            section
        })
        .collect()
}

fn villages(root: &Node<'_>) -> Vec<Village> {
    let nodes = root.tables("village", "村");
    nodes
        .iter()
        .map(|node| {
            let village = Village {
                code: node.must_parse("code", village_code).unwrap_or_default(),
                name: node.must("name").to_owned(),
                exit_year: node.number("exit_year"),
            };
            node.text("note");
            node.finish();
            village
        })
        .collect()
}

fn countdowns(root: &Node<'_>) -> Vec<Countdown> {
    let nodes = root.tables("countdown", "倒计时");
    nodes
        .iter()
        .filter_map(|node| {
            let (name, on) = (node.must("name").to_owned(), node.must_parse("day", day));
            node.text("note");
            node.finish();
            Some(Countdown { name, day: on? })
        })
        .collect()
}

/// Working days a reminder may lie before its end.
const MOST_DAYS_BEFORE: i64 = 60;

/// 提醒: `[[reminder]]` with `before`, and `leader_after`.
fn reminding(root: &Node<'_>) -> Reminding {
    let days = |node: &Node<'_>, name: &'static str| {
        let number = node.number(name)?;
        let days = u32::try_from(number).ok().filter(|_| number <= MOST_DAYS_BEFORE);
        if days.is_none() {
            node.wrong_field(name, format_args!("应是 0 到 {MOST_DAYS_BEFORE} 个工作日。"));
        }
        days
    };
    let mut rule = Reminding { before: Vec::new(), leader_after: days(root, "leader_after") };
    for node in &root.tables("reminder", "提醒") {
        match days(node, "before") {
            Some(before) => rule.before.push(before),
            None => node.wrong_here("没有写到期前几个工作日提醒，请写 before。"),
        }
        node.finish();
    }
    rule
}

fn item(node: &Node<'_>, names: &Names) -> Item {
    let roles: Vec<(&str, ItemRole)> = ItemRole::ALL.iter().map(|role| (role.code(), *role)).collect();
    let scheme = node.text("scheme").map(str::to_owned);
    if let Some(scheme) = scheme.as_ref().filter(|id| !names.schemes.iter().any(|(known, _)| known == *id)) {
        node.wrong_field("scheme", format_args!("总表里没有专项方案“{scheme}”，请先在 plan.toml 写 [[scheme]]。"));
    }
    let leader = node.must("leader");
    let post = names.leaders.iter().find(|(id, _)| id == leader).map(|(_, post)| post.clone());
    if post.is_none() {
        node.wrong_field("leader", format_args!("总表里没有责任领导“{leader}”，请先在 plan.toml 写 [[leader]]。"));
    }
    let asks_parks = node.word("units", &[("units", true), ("counties", false), ("city", false)], true);
    let measures: Vec<Measure> =
        node.tables("measure", "措施").iter().map(|one| measure(one, names, asks_parks)).collect();
    if measures.is_empty() {
        node.wrong_here("还没有措施，请写 [[item.measure]]；没有分解成措施的事项不能发布（工作要求（二））。");
    }
    Item {
        id: node.must("id").to_owned(),
        title: node.must("title").to_owned(),
        short: node.must("short").to_owned(),
        role: node.word("role", &roles, ItemRole::Own),
        scheme,
        lead_department: node.text("lead_department").map(str::to_owned),
        supports: node.texts("supports").into_iter().map(str::to_owned).collect(),
        leader: post.unwrap_or_default(),
        sections: node.texts("sections").into_iter().map(|name| section(node, name, names)).collect(),
        content: node.must("content").to_owned(),
        measures,
    }
}

/// A section by its own name, also where the notice uses its other one.
fn section(node: &Node<'_>, name: &str, names: &Names) -> String {
    let found = names.sections.iter().find(|(own, aliases)| own == name || aliases.iter().any(|alias| alias == name));
    match found {
        Some((own, _)) => own.clone(),
        None => {
            node.wrong_field("sections", format_args!("总表里没有科室“{name}”；另一种叫法请写进 aliases。"));
            name.to_owned()
        }
    }
}

fn measure(node: &Node<'_>, names: &Names, asks_parks: bool) -> Measure {
    let measure = Measure {
        no: node.must("no").to_owned(),
        text: node.must("text").to_owned(),
        indicators: node.tables("indicator", "指标").iter().map(|one| indicator(one, names, asks_parks)).collect(),
        tasks: node.tables("task", "任务").iter().map(|one| task(one, names)).collect(),
        duties: node.tables("duty", "周期责任").iter().map(|one| duty(one, names)).collect(),
    };
    if measure.indicators.is_empty() && measure.tasks.is_empty() && measure.duties.is_empty() {
        node.wrong_here("没有指标、任务或周期责任，落不到人，请至少写一个。");
    }
    node.finish();
    measure
}

fn indicator(node: &Node<'_>, names: &Names, asks_parks: bool) -> Indicator {
    let target = node.parsed("target", quantity);
    let split = match node.word("split", &[("none", 0), ("add_up", 1), ("same", 2), ("each", 3)], 0) {
        1 => Split::AddUp,
        2 => Split::Same,
        3 => Split::Each(node.must_parse("each", quantity).unwrap_or(Quantity::ZERO)),
        _ => Split::None,
    };
    if matches!(split, Split::AddUp | Split::Each(_)) && target.is_none() {
        node.wrong_here("要分解就要有总数，请写 target = \"90\"。");
    }
    let levels = [
        ("none", ReportedBy::Nobody),
        ("city", ReportedBy::City),
        ("county", ReportedBy::County),
        ("township", ReportedBy::Township),
    ];
    let computed = node.text("computed").map(str::to_owned);
    let reported_by = node.word("reported_by", &levels, ReportedBy::Nobody);
    if reported_by == ReportedBy::Nobody && computed.is_none() {
        node.wrong_here("没有人上报，系统也不计算。请写 reported_by（city、county、township）或 computed。");
    }
    let due = match (node.parsed("due", day), target) {
        (Some(due), _) => due,
        (None, Some(_)) => {
            node.wrong_here("有目标就要有完成期限，请写 due = \"2017-12-31\"。");
            names.end
        }
        (None, None) => names.end,
    };
    let from = node.parsed("from", day).unwrap_or(names.start);
    if from > due {
        node.wrong_field("from", "不能晚于 due。");
    }
    let ways = [("at_least", Direction::AtLeast), ("at_most", Direction::AtMost)];
    let found = Indicator {
        id: node.must("id").to_owned(),
        name: node.must("name").to_owned(),
        unit: node.must("unit").to_owned(),
        target,
        direction: node.word("direction", &ways, Direction::AtLeast),
        split,
        reported_by,
        asks_parks,
        computed,
        from,
        due,
        definition: node.must("definition").to_owned(),
    };
    node.finish();
    found
}

fn milestone(node: &Node<'_>, text: &str) -> Option<(String, u32)> {
    let found = text.rsplit_once(' ').and_then(|(name, days)| Some((name.trim().to_owned(), days.parse().ok()?)));
    if found.is_none() {
        let sentence = format!("“{text}”应写成“名称 提前几个工作日”，例如 \"起草 30\"，最后一个写 0。");
        node.wrong_field("milestones", sentence);
    }
    found
}

fn task(node: &Node<'_>, names: &Names) -> Task {
    let doers = [("city", TaskBy::City), ("each_county", TaskBy::EachCounty), ("each_unit", TaskBy::EachUnit)];
    let due = node.must_parse("due", day).unwrap_or(names.end);
    let start = node.parsed("start", day).unwrap_or(names.start);
    if start > due {
        node.wrong_field("start", "不能晚于 due。");
    }
    let milestones: Vec<(String, u32)> =
        node.texts("milestones").into_iter().filter_map(|text| milestone(node, text)).collect();
    if milestones.windows(2).any(|pair| pair[0].1 < pair[1].1) {
        node.wrong_field("milestones", "要按先后排，提前的工作日越来越少，最后一个是 0。");
    }
    let found = Task {
        id: node.must("id").to_owned(),
        title: node.must("title").to_owned(),
        short: node.text("short").unwrap_or_else(|| node.must("title")).to_owned(),
        document: node.text("document").map(str::to_owned),
        by: node.word("by", &doers, TaskBy::City),
        start,
        due,
        milestones,
    };
    node.finish();
    found
}

fn duty(node: &Node<'_>, names: &Names) -> Duty {
    let every = node.number("every").and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=12).contains(n));
    if every.is_none() {
        node.wrong_here("缺 every 或写得不对：每几个月一次，写 1 到 12 的整数。");
    }
    let from = node.must_parse("from", month).unwrap_or(names.start.month_of());
    let to = node.must_parse("to", month).unwrap_or(names.end.month_of());
    if from > to {
        node.wrong_field("to", "不能早于 from。");
    }
    let village = node.parsed("village", village_code);
    if village.as_ref().is_some_and(|code| !names.villages.iter().any(|known| known.code == *code)) {
        node.wrong_field("village", "总表里没有这个村，请先在 plan.toml 写 [[village]]。");
    }
    let by_leader = node.word("by", &[("once", false), ("each_leader", true)], false);
    if by_leader && names.leaders.is_empty() {
        node.wrong_field("by", "总表里没有责任领导，请先在 plan.toml 写 [[leader]]。");
    }
    let found = Duty {
        id: node.must("id").to_owned(),
        title: node.must("title").to_owned(),
        every: every.unwrap_or(1),
        from,
        to,
        village,
        by_leader,
    };
    node.finish();
    found
}
