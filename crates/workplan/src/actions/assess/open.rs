//! 开展一次考核: the rules and the facts of the cut-off day are kept, and what can be computed is.

use super::super::common::{issued, past_day, place_of, tell};
use crate::Plan;
use crate::assess::{Facts, Round, RoundState, Score, Sheet, Template, computed, gather, units};
use crate::computed::Catalogue;
use crate::store::assess::{rounds, scores, sheets};
use access::{Actor, House, Permit, permit};
use db::Outcome;
use kernel::{Refusal, WorkingDays};

access::actions! {
    /// 组织考核.
    MayAssess = "workplan.assess";
}

/// Opens a round for a day that has ended; answers its id. Tells `workplan.round_opened`: round, name, day, due, units.
///
/// # Errors
/// A refusal when the day has not ended, was assessed before, or its figures were not taken.
pub async fn open(
    house: &House,
    actor: &Actor,
    (plan, catalogue): (&Plan, &Catalogue),
    (template, day): (&str, &str),
) -> Outcome<String> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_rounds/{}/{template}", plan.year);
    let _permit: Permit<MayAssess> = permit(&mut tx, actor, &place, object, day, false)?;
    issued(&mut tx, plan).await?;
    let no = || Refusal::bad_input("workplan.template", "请选择按哪个考核办法。").on_field("template");
    let template = plan.templates.iter().find(|one| one.id == template).ok_or_else(no)?;
    let today = actor.now.day();
    let day = past_day(day, "day", (plan.start, plan.end), today)?;
    if day == today {
        let sentence = "截止日要选已经过完的一天，当天的数还会变。";
        return Err(Refusal::bad_input("workplan.day_runs", sentence).on_field("day").into());
    }
    let facts = gather(&mut tx, house, (plan, catalogue), template, day).await?;
    let text = facts.text();
    let due = WorkingDays::shipped().add_working_days(today, template.self_days).map_err(Refusal::from)?;
    let round = Round {
        id: house.mint(),
        year: plan.year,
        template: template.id.clone(),
        name: template.name.clone(),
        county: plan.city.clone(),
        day,
        digest: Round::digest_of(&template.text, &text),
        rules: template.text.clone(),
        facts: text,
        state: RoundState::SelfScore,
        self_due: due,
        appeal_due: None,
        opened_by: actor.staff.to_string(),
        opened_at: actor.now,
        ranked_by: None,
        ranked_at: None,
        published_by: None,
        published_at: None,
        closed_by: None,
        closed_at: None,
        version: 1,
        mac: Vec::new(),
    };
    let round = round.signed(&house.keyring());
    match rounds::insert(&mut tx, &round).await {
        Err(fault) if fault.is_unique() => {
            let sentence = format!("按这个办法、截止{}的考核已经开过了，请在列表里打开。", day.chinese());
            return Err(Refusal::conflict("workplan.round_twice", sentence).on_field("day").into());
        }
        other => other?,
    }
    let units = units(plan, template);
    sheets::insert(&mut tx, &blank_sheets(house, plan, &round, &units)).await?;
    scores::insert(&mut tx, &lines(house, template, &round, &facts, &units)).await?;
    let payload = serde_json::json!({
        "round": round.id,
        "name": round.name,
        "day": day.chinese(),
        "due": due.short(),
        "units": units,
    });
    tell(&mut tx, house, actor, ("workplan.round_opened", format!("workplan_rounds/{}", round.id)), payload).await?;
    tx.commit().await?;
    Ok(round.id)
}

/// Every unit is reviewed by the next one of the list, never by itself; a single unit by the bureau.
fn blank_sheets(house: &House, plan: &Plan, round: &Round, units: &[&str]) -> Vec<Sheet> {
    let keys = house.keyring();
    let next = |index: usize| units.get((index + 1) % units.len()).copied().unwrap_or("");
    let sheet = |(index, unit): (usize, &&str)| {
        let reviewer = if next(index) == *unit { plan.city.as_str() } else { next(index) };
        let sheet = Sheet {
            id: house.mint(),
            round: round.id.clone(),
            county: (*unit).to_owned(),
            reviewer: reviewer.to_owned(),
            submitted_by: None,
            submitted_at: None,
            confirmed_by: None,
            confirmed_at: None,
            veto: String::new(),
            veto_by: None,
            total: String::new(),
            place: 0,
            grade: String::new(),
            version: 1,
            mac: Vec::new(),
        };
        sheet.signed(&keys)
    };
    units.iter().enumerate().map(sheet).collect()
}

fn lines(house: &House, template: &Template, round: &Round, facts: &Facts, units: &[&str]) -> Vec<Score> {
    let keys = house.keyring();
    let mut found = Vec::new();
    for unit in units {
        for (criterion, _, most, _) in template.lines() {
            let rule = template.criteria().find(|one| one.id == criterion).map(|one| &one.rule);
            let fact = facts.0.get(*unit).and_then(|facts| facts.get(criterion));
            let score = Score {
                id: house.mint(),
                round: round.id.clone(),
                county: (*unit).to_owned(),
                criterion: criterion.to_owned(),
                computed: rule.zip(fact).and_then(|(rule, fact)| computed(rule, most, fact)),
                own: None,
                own_note: String::new(),
                own_by: None,
                own_at: None,
                evidence: String::new(),
                evidence_digest: String::new(),
                reviewed: None,
                reviewed_note: String::new(),
                reviewed_by: None,
                reviewed_at: None,
                amended: None,
                version: 1,
                mac: Vec::new(),
            };
            found.push(score.signed(&keys));
        }
    }
    found
}
