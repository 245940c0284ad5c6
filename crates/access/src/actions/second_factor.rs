//! 动态口令: the second factor.

use crate::actor::Actor;
use crate::house::House;
use crate::store;
use db::Outcome;
use kernel::Refusal;

fn sealed_at(actor: &Actor) -> String {
    format!("access_staff.totp.{}", actor.staff)
}

/// Makes a new secret for the actor and stores it sealed; answers the address an authenticator app reads.
///
/// # Errors
/// A refusal when one exists already.
pub async fn new_secret(house: &House, actor: &Actor) -> Outcome<String> {
    let mut tx = house.db.begin().await?;
    let staff = store::staff::get(&mut tx, actor.staff).await?.ok_or_else(crate::outside)?;
    if staff.totp_sealed.is_some() {
        let sentence = "您已经绑定过动态口令；换手机请找安全管理员解绑。";
        return Err(Refusal::conflict("access.totp_known", sentence).into());
    }
    let secret = crypto::new_totp_secret();
    let sealed = house.keyring().seal(&sealed_at(actor), &secret);
    store::staff::set_totp(&mut tx, actor.staff, sealed).await?;
    tx.log(crate::line(actor, "access.second_factor", format!("access_staff/{}", actor.staff), "", "done", "bound"));
    tx.commit().await?;
    Ok(crypto::Totp::new(&secret).otpauth_uri("Doudi", &staff.login))
}

/// Takes a code; each counts once.
///
/// # Errors
/// A refusal when the code is wrong or was used.
pub async fn confirm_second_factor(house: &House, actor: &Actor, code: &str) -> Outcome<()> {
    let wrong = || {
        Refusal::bad_input("access.totp_wrong", "动态口令不对或已经用过，请等手机上换了下一个再输。").on_field("code")
    };
    let mut tx = house.db.begin().await?;
    let staff = store::staff::get(&mut tx, actor.staff).await?.ok_or_else(crate::outside)?;
    let Some(sealed) = staff.totp_sealed else {
        return Err(Refusal::not_now("access.totp_missing", "您还没有绑定动态口令，请先绑定。").into());
    };
    let secret = house
        .keyring()
        .open(&sealed_at(actor), &sealed)
        .map_err(|e| db::Fault::other(format!("access_staff.totp_sealed: {e}")))?;
    let seconds = u64::try_from(actor.now.millis() / 1000).map_err(|_| db::Fault::other("clock before 1970"))?;
    let step = crypto::Totp::new(&secret).verify(code, seconds, None).ok_or_else(wrong)?;
    let step = i64::try_from(step).map_err(|_| db::Fault::other("time step"))?;
    if !store::staff::use_totp_step(&mut tx, actor.staff, step).await? {
        return Err(wrong().into());
    }
    store::sessions::second_factor(&mut tx, actor.session, actor.now).await?;
    tx.log(crate::line(actor, "access.second_factor", format!("access_sessions/{}", actor.session), "", "done", ""));
    tx.commit().await?;
    Ok(())
}
