//! 查看完整号码: a look at something masked, with a reason, for a minute, logged.

use crate::actor::Actor;
use crate::house::House;
use crate::permit::permit;
use crate::scope::Place;
use crate::store;
use db::Outcome;
use kernel::{Moment, Refusal};

crate::actions! {
    /// 看完整号码.
    Reveal = "registry.reveal";
}

/// Reasons to choose from.
pub const REASONS: &[&str] = &["核对证件", "核对账户", "群众本人要求", "上级核查", "处理投诉"];
/// How long a look lasts, milliseconds.
const MINUTE_MS: i64 = 60_000;

/// Opens `object` for the actor for one minute.
///
/// # Errors
/// A refusal when no reason is given or the place is outside.
pub async fn reveal(house: &House, actor: &Actor, place: &Place, object: &str, reason: &str) -> Outcome<()> {
    if !REASONS.contains(&reason) {
        let sentence = "请先选择为什么要看完整号码，这会记入日志。";
        return Err(Refusal::bad_input("access.reason", sentence).on_field("reason").into());
    }
    let mut tx = house.db.begin().await?;
    permit::<Reveal>(&mut tx, actor, place, object, reason, false)?;
    let until = Moment::from_millis(actor.now.millis() + MINUTE_MS);
    store::reveals::insert(&mut tx, &house.mint(), actor.staff, object, reason, until).await?;
    tx.commit().await?;
    Ok(())
}
