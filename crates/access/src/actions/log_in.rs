//! 登录: a password, a post, a session.

use crate::actor::{Actor, SessionId};
use crate::house::House;
use crate::store;
use db::{LogLine, Outcome};
use kernel::Refusal;

/// A fresh session.
#[derive(Debug)]
pub struct LoggedIn {
    /// The cookie's value; only its hash is stored.
    pub token: String,
    /// Whether a new password must be chosen first.
    pub must_change: bool,
}

fn wrong() -> Refusal {
    Refusal::bad_input("access.password", "账号或口令不对。请核对大小写；忘了口令请找系统管理员重置。")
        .on_field("password")
}

/// Logs somebody in. The answer takes the same time whether the login exists or not.
///
/// # Errors
/// A refusal when the login or password is wrong, the login must wait, or no post is held today.
pub async fn log_in(house: &House, login: &str, password: &str, address: &str, browser: &str) -> Outcome<LoggedIn> {
    let now = house.now();
    let mut tx = house.db.read().await?;
    let until = store::attempts::locked_until(&mut tx, login).await?;
    let found = store::staff::by_login(&mut tx, login).await?;
    drop(tx);
    if let Some(until) = until.filter(|until| *until > now) {
        let sentence = format!("连续输错次数太多，请在 {} 以后再试。", until.local_minute());
        return Err(Refusal::not_now("access.locked", sentence).on_field("password").into());
    }
    let digest = found.as_ref().map(|staff| staff.password.clone());
    let typed = password.to_owned();
    let passwords = std::sync::Arc::clone(&house.passwords);
    let is_right = tokio::task::spawn_blocking(move || passwords.verify(&typed, digest.as_deref()))
        .await
        .map_err(|e| db::Fault::other(e.to_string()))?
        .map_err(|e| db::Fault::other(e.to_string()))?;
    let Some(staff) = found.filter(|staff| is_right && staff.active) else {
        let mut tx = house.db.begin().await?;
        let failures = store::attempts::failed(&mut tx, login, now).await?;
        tx.log(LogLine {
            at: now,
            actor: "(unknown)".to_owned(),
            post: String::new(),
            action: "access.log_in".to_owned(),
            object: String::new(),
            place: String::new(),
            outcome: "access.password".to_owned(),
            detail: format!("failures={failures}"),
        });
        tx.commit().await?;
        return Err(wrong().into());
    };
    let mut tx = house.db.begin().await?;
    let posts = store::posts::of_staff(&mut tx, staff.id, now.day()).await?;
    let Some(post) = posts.first() else {
        return Err(
            Refusal::forbidden("access.no_post", "您今天没有任职，不能登录。请找系统管理员核对任职起止日期。").into()
        );
    };
    store::attempts::clear(&mut tx, login).await?;
    let token = crypto::token();
    let session = store::sessions::NewSession {
        token_hash: crypto::sm3(token.as_bytes()).to_vec(),
        id: SessionId::mint(house.ids.as_ref(), now),
        staff: staff.id,
        post: post.id,
        address,
        browser,
    };
    store::sessions::insert(&mut tx, &session, now).await?;
    tx.log(LogLine {
        at: now,
        actor: staff.id.to_string(),
        post: post.id.to_string(),
        action: "access.log_in".to_owned(),
        object: format!("access_sessions/{}", session.id),
        place: String::new(),
        outcome: "done".to_owned(),
        detail: String::new(),
    });
    tx.commit().await?;
    Ok(LoggedIn { token, must_change: staff.must_change })
}

/// Characters a password must have at least.
const SHORTEST: usize = 10;

/// Changes the actor's own password.
///
/// # Errors
/// A refusal when the old one is wrong or the new one too easy.
pub async fn change_password(house: &House, actor: &Actor, old: &str, new: &str) -> Outcome<()> {
    if new.chars().count() < SHORTEST {
        let sentence = format!("新口令至少 {SHORTEST} 个字符，可以用一句好记的话。");
        return Err(Refusal::bad_input("access.password_short", sentence).on_field("new").into());
    }
    let mut tx = house.db.begin().await?;
    let staff = store::staff::get(&mut tx, actor.staff).await?.ok_or_else(crate::outside)?;
    let is_right = house.passwords.verify(old, Some(&staff.password)).map_err(|e| db::Fault::other(e.to_string()))?;
    if !is_right {
        return Err(Refusal::bad_input("access.password", "原口令不对。").on_field("old").into());
    }
    if old == new {
        return Err(Refusal::bad_input("access.password_same", "新口令要和原来的不同。").on_field("new").into());
    }
    let digest = house.passwords.hash(new);
    store::staff::set_password(&mut tx, actor.staff, &digest).await?;
    tx.log(crate::line(actor, "access.change_password", actor.staff, "", "done", ""));
    tx.commit().await?;
    Ok(())
}
