//! 提出变更: a value, its first day, its division and its document.

use crate::change::{Change, ChangeId, ChangeState};
use crate::store;
use access::{Actor, House, Place, permit};
use db::{Once, Outcome};
use kernel::{Day, Refusal};

access::actions! {
    /// 提出参数变更.
    Propose = "policies.propose";
}

/// What is proposed.
#[derive(Debug, Clone, Default)]
pub struct Proposal {
    /// The parameter.
    pub parameter: String,
    /// The division's code; empty for 默认.
    pub division: String,
    /// The first day, as typed.
    pub from: String,
    /// The value, as written in a policy.
    pub value: String,
    /// The document.
    pub document: String,
    /// Why.
    pub why: String,
}

/// The city's place, for the log.
pub(super) fn city() -> Place {
    Place { county: String::new(), township: String::new(), village: String::new() }
}

/// Reads a proposal as a change, and lets the library check it.
///
/// # Errors
/// A refusal on the field that is wrong.
pub fn draft_of(house: &House, actor: &Actor, typed: &Proposal) -> Result<Change, Refusal> {
    let on = |field: &str, sentence: String| Refusal::bad_input("policies.change", sentence).on_field(field);
    let library = house.library();
    let values = library.parameters();
    let Some(known) = values.iter().find(|value| value.name == typed.parameter) else {
        return Err(on("parameter", "请选择要变更的参数。".to_owned()));
    };
    if !typed.division.is_empty() {
        let is_county = registry::actions::jurisdictions(house.places).contains(&typed.division);
        if !known.by_division || !is_county {
            return Err(on("division", "这个参数全市一样，或没有这个县区，请选“全市”。".to_owned()));
        }
    }
    let from = Day::parse(&typed.from).map_err(|problem| on("from", problem.to_string()))?;
    if typed.document.trim().is_empty() {
        return Err(on("document", "请写文件名和文号，没有文件不能改。".to_owned()));
    }
    if typed.value.trim().is_empty() {
        return Err(on("value", "请填写新的数值。".to_owned()));
    }
    let change = Change {
        id: ChangeId::mint(house.ids.as_ref(), actor.now),
        parameter: typed.parameter.clone(),
        division: typed.division.clone(),
        from,
        value: kernel::narrow(&typed.value),
        document: typed.document.trim().to_owned(),
        why: typed.why.trim().to_owned(),
        state: ChangeState::Proposed,
        proposed_by: actor.staff.to_string(),
        proposed: actor.now,
        signed_by: String::new(),
        signed: None,
        ended_why: String::new(),
        job: String::new(),
        version: 1,
    };
    change.over(&library).map_err(|error| on("value", error.sentence))?;
    crate::impact::months(&change, actor.now.day().month_of())?;
    Ok(change)
}

/// Proposes a change; the same form proposes once.
///
/// # Errors
/// A refusal on the field that is wrong.
pub async fn propose(house: &House, actor: &Actor, typed: &Proposal, key: &str) -> Outcome<ChangeId> {
    let mut tx = house.db.begin().await?;
    let key = format!("policies.propose/{key}/{}", actor.staff);
    if let Once::Again(known) = db::once(&mut tx, &key).await? {
        return known.parse().map_err(|_| db::Fault::other("policies.propose: the remembered id").into());
    }
    let change = draft_of(house, actor, typed)?;
    let detail = format!("{} {} from={}", change.parameter, change.value, change.from);
    permit::<Propose>(&mut tx, actor, &city(), change.object(), &detail, false)?;
    store::changes::insert(&mut tx, &change).await?;
    db::remember(&mut tx, &key, &change.id.to_string(), actor.now).await?;
    tx.commit().await?;
    Ok(change.id)
}
