//! 任职: gives somebody a dated post.

use crate::actor::{Actor, OfficeId, OfficeKind, PostId, StaffId};
use crate::house::House;
use crate::role::Role;
use crate::store;
use crate::store::posts::Post;
use db::Outcome;
use kernel::{Day, Refusal};

/// Where a role belongs: a township clerk sits in a township.
fn fits(role: Role, kind: OfficeKind) -> bool {
    match role {
        Role::Village => kind == OfficeKind::Village,
        Role::Clerk | Role::Verifier => kind == OfficeKind::Township,
        Role::County | Role::Approver | Role::Cashier | Role::Checker | Role::Payer => {
            matches!(kind, OfficeKind::County | OfficeKind::Park)
        }
        Role::Bureau => kind == OfficeKind::City,
        Role::System | Role::Security | Role::Auditor => {
            matches!(kind, OfficeKind::City | OfficeKind::County | OfficeKind::Park)
        }
    }
}

/// The three administrators exclude each other and every other post (三员分立).
fn is_apart(role: Role) -> bool {
    matches!(role, Role::System | Role::Security | Role::Auditor)
}

/// Gives a post from a day on.
///
/// # Errors
/// A refusal when the post does not belong to that office, or clashes with one already held.
pub async fn give_post(
    house: &House,
    actor: &Actor,
    staff: StaffId,
    office: OfficeId,
    role: Role,
    from: Day,
    to: Option<Day>,
) -> Outcome<PostId> {
    crate::check_role(actor, "access.staff")?;
    crate::check_second_factor(actor, house.settings.second_factor)?;
    if staff == actor.staff {
        return Err(Refusal::forbidden("access.own_post", "不能给自己任职，请另一位系统管理员办理。").into());
    }
    if to.is_some_and(|to| to < from) {
        return Err(Refusal::bad_input("access.post_days", "结束日期早于开始日期，请核对。").on_field("to").into());
    }
    let mut tx = house.db.begin().await?;
    let place = store::offices::get(&mut tx, office).await?.ok_or_else(crate::outside)?;
    if store::staff::get(&mut tx, staff).await?.is_none() {
        return Err(crate::outside().into());
    }
    if !fits(role, place.kind) {
        let sentence = format!("{}不设“{}”岗位，请换机构或岗位。", place.kind.chinese(), role.chinese());
        return Err(Refusal::bad_input("access.post_place", sentence).on_field("role").into());
    }
    let held = store::posts::of_staff(&mut tx, staff, from).await?;
    if let Some(other) =
        held.iter().find(|post| is_apart(post.role) != is_apart(role) || (is_apart(role) && post.role != role))
    {
        let sentence = format!(
            "这个人已任“{}”，系统、安全、审计三员和业务岗位不能由同一人担任。请先结束原任职。",
            other.role.chinese()
        );
        return Err(Refusal::conflict("access.three_officers", sentence).on_field("role").into());
    }
    let post = Post { id: PostId::mint(house.ids.as_ref(), actor.now), staff, office, role, from, to };
    store::posts::insert(&mut tx, &post, &actor.staff.to_string(), actor.now).await?;
    let detail = format!("staff={staff} role={} from={from}", role.code());
    tx.log(crate::line(
        actor,
        "access.staff",
        format!("access_posts/{}", post.id),
        place.place.code(),
        "done",
        &detail,
    ));
    tx.commit().await?;
    Ok(post.id)
}
