//! 迁移: a household moves to another village, township or county.

use crate::store;
use crate::types::HouseholdId;
use access::{Actor, House, permit};
use db::Outcome;
use kernel::{PlaceCode, Refusal};

access::actions! {
    /// 迁移家庭.
    Move = "registry.move";
}

/// Moves a household and its present members to a village; history stays where it was written.
///
/// # Errors
/// A refusal when the village does not exist today.
pub async fn move_household(house: &House, actor: &Actor, id: HouseholdId, village: &str, team: &str) -> Outcome<()> {
    let unknown = || Refusal::bad_input("registry.village", "没有这个村（社区），请核对代码。").on_field("village");
    let code = PlaceCode::parse(village).map_err(|_| unknown())?;
    let place = super::place_from_village(house.places, code, actor.now.day()).ok_or_else(unknown)?;
    let mut tx = house.db.begin().await?;
    let mut home = store::households::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    let detail = format!("from={} to={}", home.place.code(), place.code());
    permit::<Move>(&mut tx, actor, &home.place, format!("registry_households/{id}"), &detail, false)?;
    home.place = place.clone();
    team.clone_into(&mut home.team);
    let changed = || Refusal::conflict("registry.changed", "刚才有人也在改这户的档案，请刷新后再办。");
    if !store::households::update(&mut tx, &home).await? {
        return Err(changed().into());
    }
    let members = store::members::of_household(&mut tx, id).await?;
    let ids: Vec<_> = members.iter().filter(|m| m.to.is_none()).map(|m| m.person).collect();
    for mut person in store::persons::of_household(&mut tx, &ids).await? {
        person.place = place.clone();
        team.clone_into(&mut person.team);
        if !store::persons::update(&mut tx, &person).await? {
            return Err(changed().into());
        }
    }
    tx.commit().await?;
    Ok(())
}
