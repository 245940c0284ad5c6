//! 离任: a post ends, its sessions at once.

use crate::actor::{Actor, PostId};
use crate::house::House;
use crate::store;
use db::Outcome;
use kernel::Day;

/// Ends a post with `last_day`; when that day is past, its sessions end at once.
///
/// # Errors
/// A refusal when there is no such post or it has ended.
pub async fn end_post(house: &House, actor: &Actor, post: PostId, last_day: Day) -> Outcome<()> {
    crate::check_role(actor, "access.staff")?;
    crate::check_second_factor(actor, house.settings.second_factor)?;
    let mut tx = house.db.begin().await?;
    if !store::posts::end(&mut tx, post, last_day).await? {
        return Err(crate::outside().into());
    }
    if last_day < actor.now.day() {
        store::sessions::end_of_post(&mut tx, post, actor.now).await?;
    }
    let detail = format!("last_day={last_day}");
    tx.log(crate::line(actor, "access.staff", format!("access_posts/{post}"), "", "done", &detail));
    tx.commit().await?;
    Ok(())
}
