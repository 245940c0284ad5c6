//! A permission is a value: only this module makes it, and making it writes the log line.

use crate::actor::{Actor, StaffId};
use crate::role;
use crate::scope::Place;
use db::{LogLine, Outcome, Tx};
use kernel::Refusal;
use std::fmt::Display;
use std::marker::PhantomData;

/// Something a post may be allowed to do; its name stands in the table `matrix.txt`.
pub trait Action: Send + Sync + 'static {
    /// `cases.approve`.
    const NAME: &'static str;
    /// Whether it asks for the second factor where that is switched on.
    const SECOND_FACTOR: bool = false;
}

/// Declares actions as types.
#[macro_export]
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal $(, $second:ident)?;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl $crate::Action for $name {
            const NAME: &'static str = $text;
            $(const SECOND_FACTOR: bool = $crate::$second;)?
        }
    )*};
}

/// For [`actions!`]: this action asks for the second factor.
pub const WITH_SECOND_FACTOR: bool = true;

/// Proof that an actor may do `A` at a place, already in the log of the transaction it was made in.
#[derive(Debug)]
pub struct Permit<A: Action> {
    staff: StaffId,
    action: PhantomData<A>,
}

impl<A: Action> Permit<A> {
    /// Who got it.
    #[must_use]
    pub fn staff(&self) -> StaffId {
        self.staff
    }
}

/// How long a second factor counts, milliseconds.
const SECOND_FACTOR_MS: i64 = 10 * 60_000;

/// Asks for a permission. The log line is stored with the transaction's commit.
///
/// # Errors
/// A refusal (403) when the role may not, (404) when the place is outside the actor's jurisdiction: what lies
/// outside does not exist for them.
pub fn permit<A: Action>(
    tx: &mut Tx,
    actor: &Actor,
    place: &Place,
    object: impl Display,
    detail: &str,
    second_factor_on: bool,
) -> Outcome<Permit<A>> {
    check_role(actor, A::NAME)?;
    if !actor.scope.holds(place) {
        return Err(outside().into());
    }
    if A::SECOND_FACTOR {
        check_second_factor(actor, second_factor_on)?;
    }
    tx.log(line(actor, A::NAME, object, place.code(), "done", detail));
    Ok(Permit { staff: actor.staff, action: PhantomData })
}

/// The code of the refusal for want of the second factor.
pub(crate) const NEEDS_SECOND_FACTOR: &str = "access.second_factor";

/// Whether the second factor was given within the last ten minutes, where it is switched on.
///
/// # Errors
/// A refusal that says where to give it.
pub fn check_second_factor(actor: &Actor, is_on: bool) -> Result<(), Refusal> {
    if !is_on || actor.now.millis() - actor.second_factor_at.millis() <= SECOND_FACTOR_MS {
        return Ok(());
    }
    let sentence = "这一步要先输动态口令。请到“我的账号”输入六位动态口令，再用浏览器的“后退”回到这一页，重新提交。";
    Err(Refusal::forbidden(NEEDS_SECOND_FACTOR, sentence))
}

/// What lies outside the jurisdiction does not exist.
#[must_use]
pub fn outside() -> Refusal {
    Refusal::not_found("access.outside", "没有找到。可能号码不对，或者它不在您的管辖范围里。")
}

/// Whether the role may do an action at all.
///
/// # Errors
/// A refusal that says who may.
pub fn check_role(actor: &Actor, action: &str) -> Result<(), Refusal> {
    if role::may(actor.role, action) {
        return Ok(());
    }
    let who = role::matrix()
        .get(action)
        .map_or_else(String::new, |rule| rule.roles.iter().map(|r| r.chinese()).collect::<Vec<_>>().join("、"));
    let sentence = if who.is_empty() {
        "这件事没有人有权做，请找系统管理员核对权限表。".to_owned()
    } else {
        format!(
            "“{}”要由{who}来做，您现在的岗位是{}。需要的话请找本单位的系统管理员任职。",
            role::called(action),
            actor.role.chinese()
        )
    };
    Err(Refusal::forbidden("access.role", sentence))
}

/// A log line of this actor.
#[must_use]
pub fn line(actor: &Actor, action: &str, object: impl Display, place: &str, outcome: &str, detail: &str) -> LogLine {
    LogLine {
        at: actor.now,
        actor: actor.staff.to_string(),
        post: actor.post.to_string(),
        action: action.to_owned(),
        object: object.to_string(),
        place: place.to_owned(),
        outcome: outcome.to_owned(),
        detail: detail.to_owned(),
    }
}
