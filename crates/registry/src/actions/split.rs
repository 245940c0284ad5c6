//! 分户: some members leave and live by themselves.

use crate::store;
use crate::types::{Household, HouseholdId, Member, PersonId};
use access::{Actor, House, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 登记和更正.
    Edit = "registry.edit";
}

/// Splits members off a household into a new one; the first of them is its head.
///
/// # Errors
/// A refusal when nobody is chosen, nobody stays, or the head is among them.
pub async fn split(house: &House, actor: &Actor, from: HouseholdId, leaving: &[PersonId]) -> Outcome<HouseholdId> {
    let mut tx = house.db.begin().await?;
    let home = store::households::get(&mut tx, &actor.scope, from).await?.ok_or_else(access::outside)?;
    permit::<Edit>(&mut tx, actor, &home.place, format!("registry_households/{from}"), "split", false)?;
    let members = store::members::of_household(&mut tx, from).await?;
    let now: Vec<&Member> = members.iter().filter(|member| member.to.is_none()).collect();
    let going: Vec<&&Member> = now.iter().filter(|member| leaving.contains(&member.person)).collect();
    let Some(first) = going.first() else {
        return Err(Refusal::bad_input("registry.split_nobody", "请勾选分出去的人。").into());
    };
    if going.len() == now.len() || leaving.contains(&home.head) {
        let sentence = "户主要留在原户，原户至少留一人；户主离开的，请先变更户主。";
        return Err(Refusal::bad_input("registry.split_head", sentence).into());
    }
    let today = actor.now.day();
    let id = HouseholdId::mint(house.ids.as_ref(), actor.now);
    let tail: String = id.to_string().chars().rev().take(8).collect::<String>().to_uppercase();
    let new = Household {
        id,
        number: format!("H-{}-{tail}", home.place.township),
        head: first.person,
        opened_on: today,
        closed_on: None,
        closed_why: String::new(),
        version: 1,
        ..home.clone()
    };
    store::households::insert(&mut tx, &new, actor.now).await?;
    for (index, member) in going.iter().enumerate() {
        store::members::end(&mut tx, &member.id, today.add_days(-1)).await?;
        let relation = if index == 0 { "本人".to_owned() } else { member.relation.clone() };
        let joined = Member { id: house.mint(), household: id, person: member.person, relation, from: today, to: None };
        store::members::insert(&mut tx, &home.place.county, &joined).await?;
    }
    tx.commit().await?;
    Ok(id)
}
