//! 变更户主: another member heads the household.

use super::split::Edit;
use crate::store;
use crate::types::{HouseholdId, Member, PersonId};
use access::{Actor, House, permit};
use db::Outcome;
use kernel::Refusal;

/// How a member is related to the new head, from both relations to the old one; what does not follow is 其他, and the
/// next application asks.
fn relation_to(head: &str, member: &str) -> &'static str {
    match (head, member) {
        ("配偶", "本人") => "配偶",
        ("配偶", "子女") | ("父母", "本人" | "兄弟姐妹") => "子女",
        ("子女", "本人" | "配偶") => "父母",
        ("子女", "子女") | ("兄弟姐妹", "本人") => "兄弟姐妹",
        ("父母", "子女") | ("祖父母", "本人") => "孙子女",
        ("父母", "配偶") => "子女配偶",
        ("孙子女", "本人" | "配偶") => "祖父母",
        _ => "其他",
    }
}

/// Makes another present, living member the head.
///
/// # Errors
/// A refusal when that person does not live in the household, has died, or is the head already.
pub async fn change_head(house: &House, actor: &Actor, id: HouseholdId, head: PersonId) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let mut home = store::households::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    permit::<Edit>(&mut tx, actor, &home.place, format!("registry_households/{id}"), "head", false)?;
    let refused = |sentence: &str| Refusal::bad_input("registry.head", sentence).on_field("head");
    let members = store::members::of_household(&mut tx, id).await?;
    if head == home.head || !members.iter().any(|member| member.to.is_none() && member.person == head) {
        return Err(refused("请选一位现在住在这户的其他人。").into());
    }
    if store::persons::of_household(&mut tx, &[head]).await?.iter().any(|person| person.died_on.is_some()) {
        return Err(refused("这个人已登记死亡，不能当户主。").into());
    }
    let today = actor.now.day();
    let here: Vec<&Member> = members.iter().filter(|member| member.to.is_none()).collect();
    let was =
        here.iter().find(|member| member.person == head).map(|member| member.relation.clone()).unwrap_or_default();
    for member in here {
        let relation = if member.person == head { "本人" } else { relation_to(&was, &member.relation) };
        if relation != member.relation {
            store::members::end(&mut tx, &member.id, today.add_days(-1)).await?;
            let again = Member { id: house.mint(), relation: relation.to_owned(), from: today, ..member.clone() };
            store::members::insert(&mut tx, &home.place.county, &again).await?;
        }
    }
    home.head = head;
    if !store::households::update(&mut tx, &home).await? {
        return Err(Refusal::conflict("registry.changed", "刚才有人也在改这户的档案，请刷新后再办。").into());
    }
    tx.commit().await?;
    Ok(())
}
