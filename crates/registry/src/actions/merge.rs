//! 合并重复的人, and the way back.

use crate::store;
use crate::store::merges::Merge;
use crate::types::{Person, PersonId};
use access::{Actor, House, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 合并重复的人.
    MergePersons = "registry.merge";
}

/// Merges `from` into `into`: its memberships move, the record stays and points to the other.
///
/// # Errors
/// A refusal when they are the same record, or both have different id numbers.
pub async fn merge(house: &House, actor: &Actor, from: PersonId, into: PersonId, reason: &str) -> Outcome<String> {
    if reason.trim().is_empty() {
        return Err(Refusal::bad_input("registry.merge_reason", "请写明凭什么认定是同一个人。")
            .on_field("merge_reason")
            .into());
    }
    let mut tx = house.db.begin().await?;
    let gone = store::persons::get(&mut tx, &actor.scope, from).await?.ok_or_else(access::outside)?;
    let stays = store::persons::get(&mut tx, &actor.scope, into).await?.ok_or_else(access::outside)?;
    permit::<MergePersons>(&mut tx, actor, &stays.place, format!("registry_persons/{into}"), reason, false)?;
    if from == into || gone.merged_into.is_some() || stays.merged_into.is_some() {
        let sentence = "这两条记录不能合并：是同一条，或其中一条已经合并过。";
        return Err(Refusal::conflict("registry.merge_same", sentence).into());
    }
    if gone.id_blind.is_some() && stays.id_blind.is_some() && gone.id_blind != stays.id_blind {
        let sentence = "两条记录的公民身份号码不同，不能合并。号码有误的，请先更正号码。";
        return Err(Refusal::conflict("registry.merge_numbers", sentence).into());
    }
    let moved: Vec<String> =
        store::members::of_person(&mut tx, from).await?.into_iter().map(|member| member.id).collect();
    store::members::hand_over(&mut tx, &moved, into).await?;
    let changed = Person { merged_into: Some(into), ..gone };
    if !store::persons::update(&mut tx, &changed).await? {
        return Err(Refusal::conflict("registry.changed", "刚才有人也在改这个人的档案，请刷新后再办。").into());
    }
    let merge = Merge {
        id: house.mint(),
        from,
        into,
        moved: moved.join(" "),
        reason: reason.trim().to_owned(),
        at: actor.now,
        undone: None,
    };
    store::merges::insert(&mut tx, &stays.place.county, &merge, &actor.staff.to_string()).await?;
    tx.commit().await?;
    Ok(merge.id)
}

/// Undoes a merge: the memberships that moved go back.
///
/// # Errors
/// A refusal when there is none to undo.
pub async fn undo_merge(house: &House, actor: &Actor, from: PersonId) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let gone = store::persons::get(&mut tx, &actor.scope, from).await?.ok_or_else(access::outside)?;
    permit::<MergePersons>(&mut tx, actor, &gone.place, format!("registry_persons/{from}"), "undo", false)?;
    let merges = store::merges::of_person(&mut tx, from).await?;
    let Some(merge) = merges.iter().rev().find(|merge| merge.from == from && merge.undone.is_none()) else {
        return Err(Refusal::conflict("registry.merge_none", "这条记录没有可以撤销的合并。").into());
    };
    let moved: Vec<String> = merge.moved.split_whitespace().map(str::to_owned).collect();
    store::members::hand_over(&mut tx, &moved, from).await?;
    store::merges::undo(&mut tx, &merge.id, actor.now).await?;
    let changed = Person { merged_into: None, ..gone };
    if !store::persons::update(&mut tx, &changed).await? {
        return Err(Refusal::conflict("registry.changed", "刚才有人也在改这个人的档案，请刷新后再办。").into());
    }
    tx.commit().await?;
    Ok(())
}
