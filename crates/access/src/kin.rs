//! Kin (近亲属): declared by staff, found by keyed hash, and kept away from every decision.

use crate::actor::Actor;
use crate::store;
use db::{Fault, Outcome, Tx};
use kernel::Refusal;

/// Relations that must stand aside: spouse, parents, children, siblings, grandparents and grandchildren
/// (《最低生活保障审核审批办法（试行）》第十四条), and the officer's own household.
pub const RELATIONS: &[&str] =
    &["配偶", "父母", "子女", "兄弟姐妹", "祖父母、外祖父母", "孙子女、外孙子女", "其他近亲属"];

/// How the actor is related to any of these people; the actor's own household counts.
///
/// # Errors
/// When the database does.
pub async fn relation(tx: &mut Tx, actor: &Actor, blinds: &[Vec<u8>]) -> Result<Option<String>, Fault> {
    if let Some(own) = &actor.own_blind
        && blinds.contains(own)
    {
        return Ok(Some("本人或同一家庭".to_owned()));
    }
    store::kin::relation(tx, actor.staff, blinds).await
}

/// Keeps an actor away from the case of their kin.
///
/// # Errors
/// A refusal (403) that says whom to hand over to.
pub async fn recuse(tx: &mut Tx, actor: &Actor, blinds: &[Vec<u8>]) -> Outcome<()> {
    match relation(tx, actor, blinds).await? {
        None => Ok(()),
        Some(relation) => Err(Refusal::forbidden(
            "access.kin",
            format!(
                "您备案过与这户人家的近亲属关系（{relation}），应当回避，不能办理或审批。请交给本单位其他人员办理。"
            ),
        )
        .into()),
    }
}
