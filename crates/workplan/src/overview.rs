//! 总览: how items and counties stand, what is stuck, and what must be watched today.

use crate::computed::Catalogue;
use crate::curve::{self, Standing};
use crate::figures::At;
pub use crate::figures::Figures;
use crate::periods::{due_by, kept, kept_by_each, periods};
use crate::quantity::Quantity;
use crate::schedule::Light;
use crate::store::entries::{self, Entry};
use crate::store::{issues, visits};
use crate::tasks::{self, TaskStanding};
use crate::{Duty, Indicator, Item, Plan};
use access::{House, Scope};
use db::{Fault, Outcome, Tx};
use kernel::{Day, Moment, Refusal};

/// An item against its line.
#[derive(Debug, Clone)]
pub struct ItemStanding<'p> {
    /// The item.
    pub item: &'p Item,
    /// What is reached, percent.
    pub percent: i64,
    /// What should be, percent.
    pub expected: i64,
    /// In a word.
    pub standing: Standing,
    /// The first figures, in words.
    pub words: String,
}

/// A county or park in the ranking.
#[derive(Debug, Clone)]
pub struct CountyStanding {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Villages that left poverty, and how many should.
    pub villages: (Option<Quantity>, Option<Quantity>),
    /// What is reached, percent.
    pub percent: i64,
    /// What should be, percent.
    pub expected: i64,
    /// In a word.
    pub standing: Standing,
    /// What is stuck, in words, with its page.
    pub stuck: Option<(String, String)>,
    /// Whether it signed for the plan.
    pub signed: bool,
}

/// Something to be watched today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// How urgent: less is more.
    pub rank: i64,
    /// Who or where.
    pub place: String,
    /// What.
    pub words: String,
    /// Its page.
    pub href: String,
}

/// Everything a board shows.
pub struct Overview<'p> {
    /// The figures.
    pub figures: Figures,
    /// All tasks.
    pub tasks: Vec<TaskStanding<'p>>,
    /// Items in the plan's order.
    pub items: Vec<ItemStanding<'p>>,
    /// Counties and parks, the best first.
    pub counties: Vec<CountyStanding>,
    /// What must be watched, the most urgent first.
    pub watch: Vec<Watch>,
    /// Days of visits by duty.
    pub visits: Vec<(String, Day)>,
}

/// What a board is put together from.
struct Gathered {
    figures: Figures,
    entries: Vec<Entry>,
    visits: Vec<(String, Day)>,
    signed: Vec<issues::Receipt>,
    is_issued: bool,
}

/// Percent reached and expected of several parts; each part counts alike.
#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    reached: i64,
    expected: i64,
    parts: i64,
}

impl Mean {
    fn add(&mut self, reached: i64, expected: i64) {
        self.reached += reached.clamp(0, 100);
        self.expected += expected.clamp(0, 100);
        self.parts += 1;
    }

    fn percent(self) -> (i64, i64) {
        let parts = self.parts.max(1);
        (self.reached / parts, self.expected / parts)
    }
}

/// Against the line, by the rule of [`curve::standing`].
fn against(percent: i64, expected: i64) -> Standing {
    match percent {
        100.. => Standing::Met,
        p if p >= expected => Standing::On,
        p if p * 100 < expected * 80 => Standing::Late,
        _ => Standing::Slow,
    }
}

/// What indicators and days are judged by.
struct Judge<'p, 'f> {
    plan: &'p Plan,
    catalogue: &'f Catalogue,
    figures: &'f Figures,
    today: Day,
}

impl Judge<'_, '_> {
    fn indicator(&self, mean: &mut Mean, indicator: &Indicator, at: At<'_>) {
        let Some(target) = self.figures.target(self.plan, indicator, at) else { return };
        let value = self.figures.value(self.plan, self.catalogue, indicator, at);
        let span = (indicator.from, indicator.due);
        let line = curve::expected(target, indicator.direction, span, self.today);
        match indicator.direction {
            crate::Direction::AtLeast => {
                mean.add(value.unwrap_or(Quantity::ZERO).bar_of(target), line.bar_of(target));
            }
            crate::Direction::AtMost => {
                let Some(value) = value else { return };
                mean.add(if value <= target { 100 } else { 0 }, 100);
            }
        }
    }

    fn duty(&self, mean: &mut Mean, duty: &Duty, visits: &[(String, Day)]) {
        let all = periods(duty.from, duty.to, duty.every);
        let (ended, _) = due_by(&all, self.today);
        let events: Vec<Day> = visits.iter().filter(|(id, _)| *id == duty.id).map(|(_, day)| *day).collect();
        let done = kept(&all, &events).done;
        let percent = |part: usize| i64::try_from(part * 100 / all.len().max(1)).unwrap_or(0);
        mean.add(percent(done), percent(ended.len()));
    }

    /// `37/90 个村`; what is only watched has no target.
    fn words(&self, indicator: &Indicator, at: At<'_>) -> Option<String> {
        let value = self.figures.value(self.plan, self.catalogue, indicator, at)?;
        Some(match self.figures.target(self.plan, indicator, at) {
            Some(target) => format!("{} {}/{}{}", indicator.name, value.brief(), target.brief(), indicator.unit),
            None => format!("{} {}{}", indicator.name, value.brief(), indicator.unit),
        })
    }
}

impl<'p> Overview<'p> {
    /// Puts the board together. The ranking is of the whole city for every reader: it holds totals only.
    ///
    /// # Errors
    /// When the database does, or the holidays of a year are not known.
    pub async fn load(tx: &mut Tx, house: &House, catalogue: &Catalogue, plan: &'p Plan, today: Day) -> Outcome<Self> {
        let gathered = Gathered {
            figures: Figures::load(tx, house, &Scope::City, plan, today).await?,
            entries: entries::of_year(tx, &Scope::City, plan.year).await?,
            visits: event_days(tx, plan, Moment::start_of(today.add_days(1))).await?,
            signed: issues::receipts(tx, plan.year).await?,
            is_issued: issues::of_year(tx, plan.year).await?.is_some(),
        };
        Self::of(catalogue, plan, gathered, today)
    }

    /// As [`Overview::load`], as it stood at the end of a day: what was let through, entered or signed later does not
    /// count, so that the report of a month reads the same whenever it is printed.
    ///
    /// # Errors
    /// When the database does, or the holidays of a year are not known.
    pub async fn at_end_of(
        tx: &mut Tx,
        house: &House,
        catalogue: &Catalogue,
        plan: &'p Plan,
        day: Day,
    ) -> Outcome<Self> {
        let until = Moment::start_of(day.add_days(1));
        let mut entries = entries::of_year(tx, &Scope::City, plan.year).await?;
        entries.retain(|entry| entry.at < until);
        let mut signed = issues::receipts(tx, plan.year).await?;
        signed.retain(|receipt| receipt.at < until);
        let gathered = Gathered {
            figures: Figures::at_end_of(tx, house, &Scope::City, plan, day).await?,
            entries,
            visits: event_days(tx, plan, until).await?,
            signed,
            is_issued: issues::of_year(tx, plan.year).await?.is_some_and(|issue| issue.at < until),
        };
        Self::of(catalogue, plan, gathered, day)
    }

    fn of(catalogue: &Catalogue, plan: &'p Plan, gathered: Gathered, today: Day) -> Outcome<Self> {
        let Gathered { figures, entries, visits, signed, is_issued } = gathered;
        let tasks = tasks::all(plan, &entries, today).map_err(Refusal::from)?;
        let judge = Judge { plan, catalogue, figures: &figures, today };
        let items = plan.items.iter().map(|item| item_standing(&judge, item, &tasks, &visits)).collect();
        let mut counties: Vec<CountyStanding> = plan
            .addressees
            .iter()
            .map(|code| {
                let is_signed = signed.iter().any(|receipt| receipt.county == *code);
                county_standing(&judge, code, &tasks, is_signed)
            })
            .collect();
        counties.sort_by_key(|county| (-county.percent, county.code.clone()));
        let mut watch = watch_tasks(plan, &tasks, today);
        watch.extend(watch_duties(plan, &visits, today));
        if is_issued {
            watch.extend(watch_unsigned(&counties));
        }
        watch.extend(figures.broken.iter().map(|report| Watch {
            rank: -1_000,
            place: plan.unit_name(&report.county).to_owned(),
            words: format!("一条上报（{}）的记录校验不符，没有计入", report.indicator),
            href: format!("/workplan/indicators/{}", report.indicator),
        }));
        watch.sort_by_key(|one| one.rank);
        Ok(Self { items, counties, watch, visits, tasks, figures })
    }
}

/// The days that keep periods, by duty: those of its events, or, where each leader needs one, those on which the last of
/// them had been there; as far as they were on record before a moment.
///
/// # Errors
/// When the database does.
pub(crate) async fn event_days(tx: &mut Tx, plan: &Plan, until: Moment) -> Result<Vec<(String, Day)>, Fault> {
    let mut days = visits::days(tx, plan.year, until).await?;
    let by_leader: Vec<&Duty> = plan.items.iter().flat_map(Item::duties).filter(|duty| duty.by_leader).collect();
    if by_leader.is_empty() {
        return Ok(days);
    }
    days.retain(|(id, _)| !by_leader.iter().any(|duty| duty.id == *id));
    let attended = visits::leaders_days(tx, plan.year, until).await?;
    let leaders: Vec<String> = plan.leaders.iter().map(|(id, _)| id.clone()).collect();
    for duty in by_leader {
        let own: Vec<_> = attended.iter().filter(|(id, _)| *id == duty.id).map(|(_, day)| day.clone()).collect();
        let kept = kept_by_each(&periods(duty.from, duty.to, duty.every), &leaders, &own);
        days.extend(kept.into_iter().map(|day| (duty.id.clone(), day)));
    }
    Ok(days)
}

fn item_standing<'p>(
    judge: &Judge<'_, '_>,
    item: &'p Item,
    tasks: &[TaskStanding<'_>],
    visits: &[(String, Day)],
) -> ItemStanding<'p> {
    let mut mean = Mean::default();
    for indicator in item.indicators() {
        judge.indicator(&mut mean, indicator, At::City);
    }
    for task in item.tasks() {
        let mut of_task = Mean::default();
        for one in tasks.iter().filter(|one| one.task.id == task.id) {
            of_task.add(one.percent(), one.expected(judge.today));
        }
        let (percent, expected) = of_task.percent();
        mean.add(percent, expected);
    }
    for duty in item.duties() {
        judge.duty(&mut mean, duty, visits);
    }
    let (percent, expected) = mean.percent();
    let mut words: Vec<String> = item.indicators().filter_map(|one| judge.words(one, At::City)).take(2).collect();
    if words.is_empty() {
        words.extend(task_words(item, tasks));
    }
    if words.is_empty() {
        words.push("还没有数".to_owned());
    }
    ItemStanding { item, percent, expected, standing: against(percent, expected), words: words.join("；") }
}

fn task_words(item: &Item, tasks: &[TaskStanding<'_>]) -> Option<String> {
    let own: Vec<&TaskStanding<'_>> = tasks.iter().filter(|one| one.item.id == item.id).collect();
    let done = own.iter().filter(|one| one.done.is_some()).count();
    (!own.is_empty()).then(|| format!("任务完成 {done}/{}", own.len()))
}

fn county_standing(judge: &Judge<'_, '_>, code: &str, tasks: &[TaskStanding<'_>], signed: bool) -> CountyStanding {
    let mut mean = Mean::default();
    let at = At::County(code);
    let mut worst: Option<(Standing, &Indicator)> = None;
    let mut villages = (None, None);
    for indicator in judge.plan.items.iter().flat_map(Item::indicators) {
        judge.indicator(&mut mean, indicator, at);
        if indicator.id == judge.plan.board_villages {
            villages = (
                judge.figures.value(judge.plan, judge.catalogue, indicator, at),
                judge.figures.target(judge.plan, indicator, at),
            );
        }
        let standing = judge.figures.standing((judge.plan, judge.catalogue), indicator, at, judge.today);
        if let Some(standing) = standing.filter(|s| worst.is_none_or(|(before, _)| *s < before)) {
            worst = Some((standing, indicator));
        }
    }
    let own: Vec<&TaskStanding<'_>> = tasks.iter().filter(|one| one.county == code).collect();
    for one in &own {
        mean.add(one.percent(), one.expected(judge.today));
    }
    let (percent, expected) = mean.percent();
    let late = own.iter().filter(|one| one.light == Light::Red).max_by_key(|one| one.late);
    let stuck = match late {
        Some(one) => {
            let words = format!("{} 超 {} 天", one.task.short, one.late);
            Some((words, format!("/workplan/tasks/{}?county={code}", one.task.id)))
        }
        None => worst.filter(|(standing, _)| *standing <= Standing::Slow).map(|(standing, indicator)| {
            let words = format!("{}{}", indicator.name, standing.chinese());
            (words, format!("/workplan/indicators/{}?county={code}", indicator.id))
        }),
    };
    let name = judge.plan.unit_name(code).to_owned();
    let standing = against(percent, expected);
    CountyStanding { code: code.to_owned(), name, villages, percent, expected, standing, stuck, signed }
}

fn watch_tasks(plan: &Plan, tasks: &[TaskStanding<'_>], today: Day) -> Vec<Watch> {
    let mut found = Vec::new();
    for task in plan.items.iter().flat_map(Item::tasks) {
        let own = || tasks.iter().filter(|one| one.task.id == task.id);
        let late: Vec<&TaskStanding<'_>> = own().filter(|one| one.light == Light::Red).collect();
        for one in late.iter().filter(|one| one.supervised.is_some()) {
            let due = one.supervised.map_or_else(String::new, |day| format!("，限{}回复", day.short()));
            found.push(Watch {
                rank: -500 - i64::from(one.late),
                place: plan.unit_name(&one.county).to_owned(),
                words: format!("{} 已督办{due}", task.short),
                href: format!("/workplan/tasks/{}?county={}", task.id, one.county),
            });
        }
        let rest: Vec<&&TaskStanding<'_>> = late.iter().filter(|one| one.supervised.is_none()).collect();
        if let Some(first) = rest.first() {
            let place = plan.unit_name(&first.county).to_owned();
            let place = if rest.len() > 1 { format!("{place}等 {} 家", rest.len()) } else { place };
            found.push(Watch {
                rank: -i64::from(first.late),
                place,
                words: format!("{} 超 {} 个工作日", task.short, first.late),
                href: format!("/workplan/tasks?light=red&task={}", task.id),
            });
        }
        let behind: Vec<(&TaskStanding<'_>, &str)> = own()
            .filter(|one| one.light != Light::Red)
            .filter_map(|one| one.overdue_milestone(today).map(|dated| (one, dated.name.as_str())))
            .collect();
        if let Some((first, milestone)) = behind.first() {
            let place = plan.unit_name(&first.county).to_owned();
            let place = if behind.len() > 1 { format!("{place}等 {} 家", behind.len()) } else { place };
            found.push(Watch {
                rank: 10,
                place,
                words: format!("{}：“{milestone}”该完成了", task.short),
                href: format!("/workplan/tasks?task={}", task.id),
            });
        }
    }
    found
}

fn watch_duties(plan: &Plan, visits: &[(String, Day)], today: Day) -> Vec<Watch> {
    let mut found = Vec::new();
    let mut lacking = Vec::new();
    for duty in plan.items.iter().flat_map(Item::duties) {
        let all = periods(duty.from, duty.to, duty.every);
        let events: Vec<Day> = visits.iter().filter(|(id, _)| *id == duty.id).map(|(_, day)| *day).collect();
        let (ended, running) = due_by(&all, today);
        let missed = kept(&ended, &events).missed;
        let href = format!("/workplan/duties/{}", duty.id);
        if let Some(last) = missed.last() {
            lacking.push((duty, missed.len(), last.chinese()));
        } else if let Some(period) = running.filter(|period| !events.iter().any(|day| period.holds(*day))) {
            let left = today.days_until(period.last.last_day());
            let words = format!("{}：这一期还没有，剩 {left} 天", duty.title);
            found.push(Watch { rank: left, place: "市局".to_owned(), words, href });
        }
    }
    // One line for all of them: the list is short, and other things are late too.
    if let Some((duty, times, last)) = lacking.first() {
        let (words, href) = if lacking.len() == 1 {
            (format!("{}：缺 {times} 次，最近是{last}", duty.title), format!("/workplan/duties/{}", duty.id))
        } else {
            (format!("{} 项周期责任有缺，如{}", lacking.len(), duty.title), "/workplan/tasks#duties".to_owned())
        };
        found.push(Watch { rank: -20, place: "市局".to_owned(), words, href });
    }
    found
}

fn watch_unsigned(counties: &[CountyStanding]) -> Option<Watch> {
    let open: Vec<&str> = counties.iter().filter(|c| !c.signed).map(|c| c.name.as_str()).collect();
    let first = open.first()?;
    let place = if open.len() > 1 { format!("{first}等 {} 家", open.len()) } else { (*first).to_owned() };
    Some(Watch { rank: -100, place, words: "计划还没有签收".to_owned(), href: "/workplan#receipts".to_owned() })
}
