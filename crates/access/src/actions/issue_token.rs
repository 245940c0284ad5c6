//! 发放接口令牌.

use crate::actor::{Actor, PostId, StaffId};
use crate::house::House;
use crate::role;
use crate::store;
use db::Outcome;
use kernel::{Moment, Refusal};

/// Days a token lives at most.
const MOST_DAYS: i64 = 366;
const DAY_MS: i64 = 86_400_000;

/// Issues a token that acts in somebody's post, for some of its actions; answers its value, shown once.
///
/// # Errors
/// A refusal when a scope is unknown or the time too long.
pub async fn issue_token(
    house: &House,
    actor: &Actor,
    staff: StaffId,
    post: PostId,
    name: &str,
    scopes: &str,
    days: i64,
) -> Outcome<String> {
    crate::check_role(actor, "access.tokens")?;
    crate::check_second_factor(actor, house.settings.second_factor)?;
    if name.trim().is_empty() {
        return Err(Refusal::bad_input("access.token_name", "请写明令牌给谁用、做什么。").on_field("name").into());
    }
    if let Some(unknown) = scopes.split_whitespace().find(|scope| !role::matrix().contains_key(*scope)) {
        let sentence = format!("没有“{unknown}”这个范围，请照权限表填写。");
        return Err(Refusal::bad_input("access.token_scope", sentence).on_field("scopes").into());
    }
    if scopes.trim().is_empty() || !(1..=MOST_DAYS).contains(&days) {
        let sentence = format!("请至少填一个范围，有效期 1 到 {MOST_DAYS} 天。");
        return Err(Refusal::bad_input("access.token_days", sentence).on_field("days").into());
    }
    let value = crypto::token();
    let token = store::tokens::NewToken {
        hash: crypto::sm3(value.as_bytes()).to_vec(),
        id: house.mint(),
        staff,
        post,
        name: name.trim(),
        scopes,
        expires: Moment::from_millis(actor.now.millis() + days * DAY_MS),
    };
    let mut tx = house.db.begin().await?;
    store::tokens::insert(&mut tx, &token, actor.now).await?;
    tx.log(crate::line(actor, "access.tokens", format!("access_tokens/{}", token.id), "", "done", scopes));
    tx.commit().await?;
    Ok(value)
}
