//! 受理: a complete application becomes a case with its statutory clock.

use super::common;
use crate::assess;
use crate::case::{Case, CaseId, DraftId, Draw, by};
use crate::clue::ClueState;
use crate::declared::Declaration;
use crate::questions::{HOME, MEMBER};
use crate::stage::Stage;
use crate::store;
use crate::store::steps::StepRow;
use access::{Actor, House, Place, permit};
use db::{Outcome, Tx};
use kernel::{PlaceCode, Refusal};
use registry::actions::{NewFact, NewHousehold, NewPerson, TakenIn, place_from_village, record_facts, take_in};

access::actions! {
    /// 受理申请.
    Apply = "cases.apply";
}

/// A case that was taken in.
#[derive(Debug)]
pub struct Accepted {
    /// Its id.
    pub case: CaseId,
    /// 受理号.
    pub number: String,
}

fn place_of(house: &House, actor: &Actor, declared: &Declaration) -> Outcome<Place> {
    let sentence = "居住的村（社区）不在本乡镇，请重新选择；不归本乡镇的，请转到那边的窗口。";
    let wrong = || Refusal::bad_input("cases.village", sentence).on_field("village");
    let code = PlaceCode::parse(&declared.village).map_err(|_| wrong())?;
    let place = place_from_village(house.places, code, actor.now.day()).ok_or_else(wrong)?;
    if actor.scope.holds(&place) { Ok(place) } else { Err(wrong().into()) }
}

fn household_of(declared: &Declaration, place: &Place) -> Outcome<NewHousehold> {
    let hukou =
        declared.hukou.parse().map_err(|()| Refusal::bad_input("cases.hukou", "请选择户口性质。").on_field("hukou"))?;
    let mut persons = Vec::new();
    for member in &declared.members {
        let number = member.number().ok_or_else(|| {
            Refusal::bad_input("cases.id_number", "请核对公民身份号码。").on_field(format!("m.{}.id", member.row))
        })?;
        persons.push(NewPerson {
            name: member.name.clone(),
            sex: number.sex(),
            birth: number.birth(),
            id_number: Some(number),
            no_id_reason: String::new(),
            phone: if member.row == 0 { declared.phone.clone() } else { String::new() },
            relation: member.relation.clone(),
        });
    }
    let account = (!declared.account.is_empty())
        .then(|| (declared.account_kind.clone(), declared.bank.clone(), declared.account.clone()));
    Ok(NewHousehold {
        place: place.clone(),
        team: declared.team.clone(),
        address: declared.address.clone(),
        hukou,
        persons,
        account,
    })
}

/// Takes an application in. Pressed twice, the second press finds the case of the first.
///
/// # Errors
/// A refusal when the village is elsewhere, the household has an open case, an applicant is the clerk's kin …
pub async fn accept(
    house: &House,
    actor: &Actor,
    draft: DraftId,
    programme: &str,
    declared: &Declaration,
) -> Outcome<Accepted> {
    let place = place_of(house, actor, declared)?;
    let today = actor.now.day();
    let procedure =
        house.procedures.of(programme).ok_or_else(|| Refusal::bad_input("cases.programme", "没有这个救助项目。"))?;
    let regime = procedure.regime_on(today).ok_or_else(|| {
        Refusal::not_now("cases.regime", format!("{today} 没有适用的办法，请政策人员核对办理步骤表的日期。"))
    })?;
    let keys = house.keyring();
    let mut tx = house.db.begin().await?;
    let stored = store::drafts::get(&mut tx, &keys, actor.staff, draft).await?.ok_or_else(access::outside)?;
    if let Some(case) = stored.case {
        let id: CaseId = case.parse().map_err(|_| db::Fault::other("cases_drafts.case_id"))?;
        let case = store::applications::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
        return Ok(Accepted { case: id, number: case.number });
    }
    let id = CaseId::mint(house.ids.as_ref(), actor.now);
    permit::<Apply>(&mut tx, actor, &place, format!("cases_applications/{id}"), "", false)?;
    let blinds = common::kin_blinds(&keys, declared);
    access::kin::recuse(&mut tx, actor, &blinds).await?;
    let kin_of_staff = access::store::kin::anyone(&mut tx, &blinds).await?.is_some();
    let home = household_of(declared, &place)?;
    let taken = take_in(&mut tx, house, actor, &home).await?;
    if let Some(number) = store::applications::open_of_household(&mut tx, taken.household, programme).await? {
        let sentence = format!("这户已经有一件正在办的申请（{number}），不能重复受理。");
        return Err(Refusal::conflict("cases.open_case", sentence).on_field("m.0.id").into());
    }
    record(&mut tx, house, actor, &place, declared, &taken).await?;
    let serial = store::counters::next(&mut tx, &format!("{}-{}", place.county, today.year())).await?;
    let applicant = taken.persons.first().copied().ok_or_else(access::outside)?;
    let begun = Stage::begin(regime, today)?;
    let assessment = assess::assess(house, declared, programme, &place, today, today)?;
    let mut case = Case {
        id,
        number: format!("SL-{}-{}-{serial:05}", place.county, today.year()),
        programme: programme.to_owned(),
        regime: regime.id.clone(),
        place: place.clone(),
        team: declared.team.clone(),
        household: taken.household,
        applicant,
        applicant_name: declared.members.first().map_or_else(String::new, |member| member.name.clone()),
        persons: i64::try_from(declared.members.len()).unwrap_or(i64::MAX),
        accepted_on: today,
        stage: begun.stage,
        since: begun.since,
        due: begun.due,
        next_action: begun.next_action,
        declared_sealed: Vec::new(),
        amount: assessment.amount_fen(),
        kin_of_staff,
        draw: if kin_of_staff { Draw::Mandatory } else { Draw::Open },
        supervised: 0,
        accepted_by: by(actor.staff),
        verified_by: String::new(),
        closed_on: None,
        skipped: String::new(),
        version: 1,
    };
    case.skipped = assess::skipped(house, &case, &assessment)?;
    common::seal(&keys, &mut case, declared)?;
    store::applications::insert(&mut tx, &case, actor.now).await?;
    add_first_step(&mut tx, house, actor, &case, declared).await?;
    answer_clue(&mut tx, actor, &case).await?;
    if !store::drafts::became(&mut tx, draft, &id.to_string()).await? {
        return Err(common::stale().into());
    }
    tx.commit().await?;
    Ok(Accepted { case: id, number: case.number })
}

/// A household that applied for what a clue proposed has answered it.
async fn answer_clue(tx: &mut Tx, actor: &Actor, case: &Case) -> Outcome<()> {
    let Some(mut clue) = store::clues::live(tx, case.household, &case.programme).await? else { return Ok(()) };
    clue.state = ClueState::Applied;
    clue.note = case.number.clone();
    clue.acted = Some(actor.now.day());
    clue.by = by(actor.staff);
    if store::clues::save(tx, &clue).await? { Ok(()) } else { Err(common::stale().into()) }
}

/// The timeline begins with the papers that were brought.
async fn add_first_step(tx: &mut Tx, house: &House, actor: &Actor, case: &Case, declared: &Declaration) -> Outcome<()> {
    let mut step = StepRow {
        id: house.mint(),
        case: case.id,
        seq: 0,
        step: "accept".to_owned(),
        outcome: "done".to_owned(),
        by: by(actor.staff),
        on: actor.now.day(),
        at: actor.now,
        note: format!("受理，材料 {} 份", declared.papers.len()),
        detail: serde_json::json!({ "papers": declared.papers }),
    };
    store::steps::add(tx, &house.keyring(), &case.place.county, &mut step).await?;
    Ok(())
}

/// What was declared becomes knowledge of the registry, with its source.
async fn record(
    tx: &mut Tx,
    house: &House,
    actor: &Actor,
    place: &Place,
    declared: &Declaration,
    taken: &TakenIn,
) -> Outcome<()> {
    let today = actor.now.day();
    let fact = |subject: String, kind: String, value: String| NewFact {
        subject,
        kind,
        value,
        source: "本人申报".to_owned(),
        valid_from: today,
    };
    let mut persons = Vec::new();
    for (member, id) in declared.members.iter().zip(&taken.persons) {
        if !member.grade.is_empty() {
            persons.push(fact(
                id.to_string(),
                "残疾类别等级".to_owned(),
                format!("{}{}", member.category, member.grade),
            ));
        }
        if member.serious == Some(true) {
            persons.push(fact(id.to_string(), "重病".to_owned(), "是".to_owned()));
        }
        for income in declared.incomes.iter().filter(|income| income.who == member.row) {
            let kind = format!("收入·{}", income.kind);
            let value = income.amount.map_or_else(|| "未知".to_owned(), |fen| format!("{} 元/年", fen.grouped()));
            persons.push(fact(id.to_string(), kind, value));
        }
    }
    let home = taken.household.to_string();
    let mut household = Vec::new();
    if let Some(fen) = declared.financial {
        household.push(fact(home.clone(), "存款和金融资产".to_owned(), format!("{} 元", fen.grouped())));
    }
    if let Some(houses) = declared.houses {
        household.push(fact(home.clone(), "住房套数".to_owned(), houses.to_string()));
    }
    if !declared.vehicle.is_empty() {
        household.push(fact(home, "车辆".to_owned(), declared.vehicle.clone()));
    }
    for (name, value) in &declared.answers {
        match name.split('.').collect::<Vec<_>>().as_slice() {
            ["f", HOME, kind] => household.push(fact(taken.household.to_string(), (*kind).to_owned(), value.clone())),
            ["f", MEMBER, row, kind] => {
                let asked =
                    declared.members.iter().zip(&taken.persons).find(|(member, _)| member.row.to_string() == *row);
                if let Some((_, id)) = asked {
                    persons.push(fact(id.to_string(), (*kind).to_owned(), value.clone()));
                }
            }
            _ => {}
        }
    }
    record_facts(tx, house, actor, &place.county, &persons, &household).await
}
