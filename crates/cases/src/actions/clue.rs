//! What somebody did about a clue: the household was told, or does not need it.

use super::common::required;
use crate::clue::{ClueId, ClueState};
use crate::store;
use access::{Actor, House, permit};
use db::Outcome;
use kernel::Refusal;

fn stale() -> Refusal {
    Refusal::conflict("cases.stale", "您打开以后，这条线索有人办过。请回到线索看现在的状态，再决定怎么办。")
}

access::actions! {
    /// 办理主动发现线索.
    ActOnClue = "cases.clue";
}

/// How a household was told.
pub const WAYS: &[&str] = &["入户告知", "电话告知", "村（社区）转告", "窗口告知"];
/// Why a household does not need it.
pub const REASONS: &[&str] = &["本人放弃", "情况不符", "已在外地享受", "人已去世或迁走", "联系不上"];

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told<'a> {
    /// One of [`WAYS`].
    Informed(&'a str),
    /// One of [`REASONS`], with what was seen.
    Unneeded(&'a str, &'a str),
}

/// Notes what was done about a clue of the actor's place.
///
/// # Errors
/// A refusal when it is not there, was answered already, changed meanwhile, or the way or reason is none of the list.
pub async fn act_on_clue(house: &House, actor: &Actor, id: ClueId, version: i64, told: Told<'_>) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let mut clue = store::clues::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    let object = format!("cases_clues/{id}");
    let (state, note) = match told {
        Told::Informed(way) => {
            if !WAYS.contains(&way) {
                return Err(Refusal::bad_input("cases.clue_way", "请选怎样告知的。").on_field("way").into());
            }
            (ClueState::Informed, way.to_owned())
        }
        Told::Unneeded(reason, seen) => {
            if !REASONS.contains(&reason) {
                return Err(Refusal::bad_input("cases.clue_reason", "请选不需要的原因。").on_field("reason").into());
            }
            let seen = required(seen, "note", "请写了解到的情况，例如谁说的、哪天问的。")?;
            (ClueState::Unneeded, format!("{reason}：{seen}"))
        }
    };
    // Who is kin stands aside here as on the way to a decision.
    super::common::open_case(&mut tx, house, actor, clue.case).await?;
    permit::<ActOnClue>(&mut tx, actor, &clue.place, object, state.code(), false)?;
    if !clue.state.is_live() {
        let sentence = format!("这条线索已经是“{}”，不用再办。", clue.state.chinese());
        return Err(Refusal::conflict("cases.clue_closed", sentence).into());
    }
    if clue.version != version {
        return Err(stale().into());
    }
    clue.state = state;
    clue.note = note;
    clue.acted = Some(actor.now.day());
    clue.by = actor.staff.to_string();
    if !store::clues::save(&mut tx, &clue).await? {
        return Err(stale().into());
    }
    tx.commit().await?;
    Ok(())
}
