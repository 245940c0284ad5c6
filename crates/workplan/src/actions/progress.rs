//! 任务进展 and 督办: what happened to a task, seen from both sides.

use super::common::{issued, past_day, place_of, required, stale, tell};
use crate::store::entries::{self, Entry, EntryKind};
use crate::{Plan, Task};
use access::{Actor, House, Permit, Place, permit};
use db::{Outcome, Tx};
use kernel::{Day, Refusal};

access::actions! {
    /// 登记任务进展.
    MayProgress = "workplan.progress";
    /// 督办任务.
    MaySupervise = "workplan.supervise";
}

/// What a form says of a task.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'f> {
    /// Whose task.
    pub county: &'f str,
    /// What it says.
    pub kind: EntryKind,
    /// The milestone, where it is about one.
    pub milestone: &'f str,
    /// The day, as typed.
    pub on: &'f str,
    /// In words.
    pub words: &'f str,
    /// The newest number when the form was made.
    pub seen: i64,
}

async fn open(tx: &mut Tx, plan: &Plan, task: &Task, county: &str, seen: i64) -> Outcome<Vec<Entry>> {
    issued(tx, plan).await?;
    if !plan.doers(task).contains(&county) {
        return Err(access::outside().into());
    }
    let entries = entries::of_task(tx, plan.year, &task.id, county).await?;
    if entries.last().map_or(0, |last| last.seq) != seen {
        return Err(stale().into());
    }
    Ok(entries)
}

async fn store(tx: &mut Tx, entry: &Entry) -> Outcome<()> {
    match entries::insert(tx, entry).await {
        Err(fault) if fault.is_unique() => Err(stale().into()),
        other => Ok(other?),
    }
}

fn place(county: &str) -> Place {
    Place { county: county.to_owned(), township: String::new(), village: String::new() }
}

/// Whoever has the task says what happened. Tells `workplan.answered` when it answers a supervision: task, title, county,
/// unit, entry.
///
/// # Errors
/// A refusal when it is another's task, when it was done before, when something is missing, or when the form is stale.
pub async fn progress(house: &House, actor: &Actor, plan: &Plan, task: &Task, form: &Progress<'_>) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let object = format!("workplan_entries/{}/{}", task.id, form.county);
    let _permit: Permit<MayProgress> = permit(&mut tx, actor, &place(form.county), object, form.kind.code(), false)?;
    if place_of(actor, plan)?.county != form.county {
        let sentence = "这是别的单位的任务，进展由那个单位自己登记；要催办请用督办。";
        return Err(Refusal::forbidden("workplan.other_task", sentence).into());
    }
    let entries = open(&mut tx, plan, task, form.county, form.seen).await?;
    if entries.iter().any(|entry| entry.kind == EntryKind::Done) && form.kind != EntryKind::Note {
        return Err(Refusal::conflict("workplan.done", "这项任务已经登记完成，只能再补充进展。").into());
    }
    let today = actor.now.day();
    let on = past_day(form.on, "on", (plan.start, plan.end.add_days(366)), today)?;
    let words = required(form.words, "words", "请写明做了什么，完成的写上文号或材料名称。")?;
    let milestone = milestone(task, &entries, form)?;
    let is_supervised = entries.iter().any(|entry| entry.kind == EntryKind::Supervise);
    if form.kind == EntryKind::Answer && !is_supervised {
        return Err(Refusal::not_now("workplan.no_supervision", "这项任务没有督办，不用回复，请选“进展”。").into());
    }
    let entry = new(house, actor, (plan, task, form.county), form.seen, form.kind);
    let entry = Entry { milestone, on, words: words.to_owned(), ..entry };
    store(&mut tx, &entry).await?;
    if entry.kind == EntryKind::Answer {
        let payload = told(plan, task, &entry);
        tell(&mut tx, house, actor, ("workplan.answered", format!("workplan_entries/{}", entry.id)), payload).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What is told of an entry; no free words.
fn told(plan: &Plan, task: &Task, entry: &Entry) -> serde_json::Value {
    serde_json::json!({
        "task": task.id,
        "title": task.short,
        "county": entry.county,
        "unit": plan.unit_name(&entry.county),
        "due": entry.due.map(Day::short),
        "entry": entry.id,
    })
}

fn milestone(task: &Task, entries: &[Entry], form: &Progress<'_>) -> Result<String, Refusal> {
    if form.kind != EntryKind::Milestone {
        return Ok(String::new());
    }
    let wrong = |sentence: String| Refusal::bad_input("workplan.milestone", sentence).on_field("milestone");
    if !task.milestones.iter().any(|(name, _)| name == form.milestone) {
        return Err(wrong("请选择完成了哪个节点。".to_owned()));
    }
    if entries.iter().any(|entry| entry.kind == EntryKind::Milestone && entry.milestone == form.milestone) {
        return Err(wrong(format!("节点“{}”已经登记过了。", form.milestone)));
    }
    Ok(form.milestone.to_owned())
}

fn new(house: &House, actor: &Actor, (plan, task, county): (&Plan, &Task, &str), seen: i64, kind: EntryKind) -> Entry {
    Entry {
        id: house.mint(),
        year: plan.year,
        task: task.id.clone(),
        county: county.to_owned(),
        seq: seen + 1,
        kind,
        milestone: String::new(),
        on: actor.now.day(),
        words: String::new(),
        due: None,
        office: actor.office_name.clone(),
        by: actor.staff.to_string(),
        at: actor.now,
    }
}

/// The bureau supervises a task: words and the day an answer is due. Tells `workplan.supervised`: task, title, county,
/// unit, due, entry.
///
/// # Errors
/// A refusal when it is done, when the words are missing, when the day has passed, or when the form is stale.
pub async fn supervise(
    house: &House,
    actor: &Actor,
    (plan, task, county): (&Plan, &Task, &str),
    (words, due): (&str, &str),
    seen: i64,
) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let object = format!("workplan_entries/{}/{county}", task.id);
    let _permit: Permit<MaySupervise> = permit(&mut tx, actor, &place(county), object, "supervise", false)?;
    let entries = open(&mut tx, plan, task, county, seen).await?;
    if entries.iter().any(|entry| entry.kind == EntryKind::Done) {
        return Err(Refusal::conflict("workplan.done", "这项任务已经完成，不用督办。").into());
    }
    let words = required(words, "words", "请写明督办什么、要求怎么办。")?;
    let due = Day::parse(due).map_err(|problem| Refusal::from(problem).on_field("due"))?;
    if due < actor.now.day() {
        let sentence = "要求回复的日期已经过了，请写今天或以后的日期。";
        return Err(Refusal::bad_input("workplan.past_due", sentence).on_field("due").into());
    }
    let entry = new(house, actor, (plan, task, county), seen, EntryKind::Supervise);
    let entry = Entry { words: words.to_owned(), due: Some(due), ..entry };
    store(&mut tx, &entry).await?;
    let payload = told(plan, task, &entry);
    tell(&mut tx, house, actor, ("workplan.supervised", format!("workplan_entries/{}", entry.id)), payload).await?;
    tx.commit().await?;
    Ok(())
}
