//! The bank file and the roster (发放名册).

use super::run::read;
use super::{is_blind, programme_title};
use crate::actions;
use crate::line::{Line, LineState};
use crate::run::{Run, RunState};
use crate::store;
use access::{Actor, House, Reply, download};
use axum::extract::{Path, State};
use db::{Fault, Problem, Tx};
use kernel::Refusal;
use letters::{Roster, RosterRow};
use registry::actions::{county_name, place_name};
use std::collections::HashMap;

pub(super) async fn bank(State(house): State<House>, actor: Actor, Path(id): Path<String>) -> Reply {
    let (run, format, bytes) = actions::bank_file(&house, &actor, read(&id)?).await?;
    Ok(download(format.media_type(), &format!("{}.{}", run.number, format.ending()), bytes))
}

/// A roster on paper has at most so many lines; more belong into several, by township.
const MOST_ROWS: i64 = 5_000;

async fn persons(tx: &mut Tx, house: &House, lines: &[Line]) -> Result<HashMap<String, String>, Fault> {
    let keys = house.keyring();
    let mut found = HashMap::with_capacity(lines.len());
    for some in lines.chunks(crate::plan::AT_ONCE) {
        let ids: Vec<_> = some.iter().map(|line| line.person).collect();
        for person in registry::store::persons::of_household(tx, &ids).await? {
            found.insert(person.id.to_string(), person.masked_id(&keys)?);
        }
    }
    Ok(found)
}

/// How many persons each award covers.
async fn members(tx: &mut Tx, lines: &[Line]) -> Result<HashMap<String, u32>, Fault> {
    let mut found = HashMap::with_capacity(lines.len());
    for some in lines.chunks(crate::plan::AT_ONCE) {
        let ids: Vec<String> = some.iter().map(|line| line.award.to_string()).collect();
        for award in store::awards::with_ids(tx, &ids).await? {
            found.insert(award.id.to_string(), u32::try_from(award.persons).unwrap_or(0));
        }
    }
    Ok(found)
}

async fn name_of(tx: &mut Tx, staff: Option<&str>) -> Result<Option<String>, Fault> {
    let Some(staff) = staff else { return Ok(None) };
    Ok(access::store::staff::names(tx, &[staff.to_owned()]).await?.into_iter().next().map(|(_, name)| name))
}

async fn roster_of(tx: &mut Tx, house: &House, actor: &Actor, run: &Run) -> Result<Roster, Problem> {
    let ask = store::lines::LineQuestion { limit: MOST_ROWS + 1, ..Default::default() };
    let mut lines = store::lines::search(tx, &actor.scope, run.id, &ask).await?;
    if i64::try_from(lines.len()).unwrap_or(i64::MAX) > MOST_ROWS {
        let sentence = format!("名册超过 {MOST_ROWS} 行，一份纸印不下。请各乡镇分别打印本乡镇的名册。");
        return Err(Refusal::not_now("payments.roster_long", sentence).into());
    }
    lines.retain(|line| line.state != LineState::Held);
    let numbers = persons(tx, house, &lines).await?;
    let members = members(tx, &lines).await?;
    let by = |done: &Option<crate::run::Done>| done.as_ref().map(|done| done.by.clone());
    let rows = lines
        .iter()
        .map(|line| RosterRow {
            name: line.name.clone(),
            id_masked: numbers.get(&line.person.to_string()).cloned().unwrap_or_default(),
            group: place_name(house, &line.place),
            members: members.get(&line.award.to_string()).copied().unwrap_or(0),
            account_masked: format!("****{}", line.account_tail),
            amount: line.amount,
            remark: if line.month == run.month { String::new() } else { format!("补{}", line.month.chinese()) },
        })
        .collect();
    Ok(Roster {
        programme: programme_title(house, &run.programme),
        month: run.month,
        place: county_name(house, &run.county),
        batch: run.number.clone(),
        rows,
        organ: format!("{}民政局", county_name(house, &run.county)),
        on: actor.now.day(),
        prepared_by: name_of(tx, Some(&run.drafted.by)).await?.unwrap_or_default(),
        checked_by: name_of(tx, by(&run.counted).as_deref()).await?,
        approved_by: name_of(tx, by(&run.approved).as_deref()).await?,
    })
}

pub(super) async fn roster(State(house): State<House>, actor: Actor, Path(id): Path<String>) -> Reply {
    let id = read(&id)?;
    let mut tx = house.db.read().await?;
    let run = store::runs::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    if run.state == RunState::Draft {
        return Err(Refusal::not_now("payments.roster_draft", "名册还没有冻结，冻结以后才能打印。").into());
    }
    if is_blind(&run, &actor) {
        return Err(Refusal::not_now("payments.blind", "清点通过以后才能打印带合计的名册。").into());
    }
    let roster = roster_of(&mut tx, &house, &actor, &run).await?;
    drop(tx);
    house.db.log(access::line(&actor, "payments.view", run.object(), &run.county, "seen", "roster")).await?;
    let values = roster.values().map_err(|fault| Fault::other(format!("letter: {fault}")))?;
    let bytes = house.printer.print(Roster::TEMPLATE, &values)?;
    Ok(download("application/pdf", &format!("发放名册-{}.pdf", run.number), bytes))
}
