//! 退出: ends a session of one's own; the security administrator ends those of others and unbinds lost phones.

use crate::actor::{Actor, SessionId};
use crate::house::House;
use crate::store;
use db::Outcome;
use kernel::Refusal;

/// Ends somebody else's session: a machine left open, a lost phone.
///
/// # Errors
/// A refusal when there is no reason, or no such open session.
pub async fn end_other_session(house: &House, actor: &Actor, id: SessionId, reason: &str) -> Outcome<()> {
    crate::check_role(actor, "access.sessions")?;
    let reason = reason_of(reason)?;
    let mut tx = house.db.begin().await?;
    if !store::sessions::end_any(&mut tx, id, actor.now).await? {
        return Err(crate::outside().into());
    }
    tx.log(crate::line(actor, "access.sessions", format!("access_sessions/{id}"), "", "done", reason));
    tx.commit().await?;
    Ok(())
}

/// Takes the second factor off an account whose phone is gone; its sessions end, and a new one is bound at the next
/// login.
///
/// # Errors
/// A refusal when there is no reason, no such account, nothing bound, or it is the actor's own.
pub async fn unbind_second_factor(house: &House, actor: &Actor, login: &str, reason: &str) -> Outcome<()> {
    crate::check_role(actor, "access.sessions")?;
    crate::check_second_factor(actor, house.settings.second_factor)?;
    let reason = reason_of(reason)?;
    let mut tx = house.db.begin().await?;
    let unknown = || Refusal::bad_input("access.login_unknown", "没有这个账号，请核对。").on_field("login");
    let staff = store::staff::by_login(&mut tx, login).await?.ok_or_else(unknown)?;
    if staff.id == actor.staff {
        let sentence = "不能解绑自己的动态口令，请另一位安全管理员办理。";
        return Err(Refusal::forbidden("access.own_totp", sentence).into());
    }
    if staff.totp_sealed.is_none() {
        let sentence = "这个账号没有绑定动态口令，不用解绑；本人登录后在“我的账号”绑定。";
        return Err(Refusal::bad_input("access.totp_none", sentence).on_field("login").into());
    }
    store::staff::clear_totp(&mut tx, staff.id).await?;
    store::sessions::end_of_staff(&mut tx, staff.id, actor.now).await?;
    let detail = format!("unbound: {reason}");
    tx.log(crate::line(actor, "access.sessions", format!("access_staff/{}", staff.id), "", "done", &detail));
    tx.commit().await?;
    Ok(())
}

fn reason_of(reason: &str) -> Result<&str, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::bad_input("access.reason", "请写原因，审计时看得到。").on_field("reason"));
    }
    Ok(reason)
}

/// Ends one of the actor's own sessions.
///
/// # Errors
/// A refusal when it is not theirs or has ended.
pub async fn end_session(house: &House, actor: &Actor, id: SessionId) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    if !store::sessions::end(&mut tx, actor.staff, id, actor.now).await? {
        return Err(crate::outside().into());
    }
    tx.log(crate::line(actor, "access.log_out", format!("access_sessions/{id}"), "", "done", ""));
    tx.commit().await?;
    Ok(())
}
