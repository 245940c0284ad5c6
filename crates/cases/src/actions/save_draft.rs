//! 存草稿: keeps everything typed, wrong input too.

use crate::case::DraftId;
use crate::store;
use crate::store::drafts::Draft;
use access::{Actor, FormData, House, Place, Scope};
use db::Outcome;
use kernel::Refusal;

/// A saved draft.
#[derive(Debug)]
pub struct SavedDraft {
    /// Its new version.
    pub version: i64,
    /// When, `10:42`.
    pub at: String,
}

/// The place of the actor's office.
fn office_place(scope: &Scope) -> Result<Place, Refusal> {
    match scope {
        Scope::Township(county, township) => {
            Ok(Place { county: county.clone(), township: township.clone(), village: String::new() })
        }
        Scope::City | Scope::County(_) | Scope::Village(..) | Scope::Nowhere => {
            Err(Refusal::forbidden("cases.window", "申请由乡镇（街道）窗口受理，请换到乡镇经办岗位。"))
        }
    }
}

/// Begins a draft, with what is known already.
///
/// # Errors
/// A refusal when the actor's office takes in no applications.
pub async fn new_draft(house: &House, actor: &Actor, programme: &str, data: Vec<(String, String)>) -> Outcome<DraftId> {
    let id = DraftId::mint(house.ids.as_ref(), actor.now);
    draft_with(house, actor, programme, data, id).await
}

async fn draft_with(
    house: &House,
    actor: &Actor,
    programme: &str,
    data: Vec<(String, String)>,
    id: DraftId,
) -> Outcome<DraftId> {
    let place = office_place(&actor.scope)?;
    if house.procedures.of(programme).is_none() {
        return Err(Refusal::bad_input("cases.programme", "没有这个救助项目，请重新选择。").into());
    }
    let draft = Draft {
        id,
        programme: programme.to_owned(),
        place,
        owner: actor.staff,
        title: title_of(&data),
        data,
        version: 1,
        updated: actor.now,
        case: None,
    };
    let mut tx = house.db.begin().await?;
    access::permit::<super::accept::Apply>(
        &mut tx,
        actor,
        &draft.place,
        format!("cases_drafts/{id}"),
        "new draft",
        false,
    )?;
    store::drafts::insert(&mut tx, &house.keyring(), &draft).await?;
    tx.commit().await?;
    Ok(id)
}

/// The draft of a key that a program sends with its request: the same key is the same draft.
///
/// # Errors
/// A refusal (409) when the key was used with other content.
pub async fn draft_for_key(
    house: &House,
    actor: &Actor,
    programme: &str,
    data: Vec<(String, String)>,
    key: &str,
) -> Outcome<DraftId> {
    let digest = crypto::sm3(format!("cases.api|{}|{key}", actor.staff).as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    let id = DraftId::from_bytes(bytes);
    let known = store::drafts::get(&mut house.db.read().await?, &house.keyring(), actor.staff, id).await?;
    if let Some(known) = known {
        if known.data == data && known.programme == programme {
            return Ok(id);
        }
        let sentence = "这个 Idempotency-Key 用过，但内容不同。同一件事请用同样的内容重发，另一件事请换一个。";
        return Err(Refusal::conflict("cases.key_reused", sentence).into());
    }
    draft_with(house, actor, programme, data, id).await
}

fn title_of(data: &[(String, String)]) -> String {
    data.iter().find(|(name, _)| name == "m.0.name").map_or_else(String::new, |(_, value)| value.trim().to_owned())
}

/// Fields of the form that are not part of what was declared.
const NOT_DATA: &[&str] = &["version", "act"];

/// Saves what was typed over the version that was seen.
///
/// # Errors
/// A refusal (409) when another tab saved in between; what was typed is shown again by the page.
pub async fn save_draft(house: &House, actor: &Actor, id: DraftId, form: &FormData) -> Outcome<SavedDraft> {
    let keys = house.keyring();
    let mut tx = house.db.begin().await?;
    let mut draft = store::drafts::get(&mut tx, &keys, actor.staff, id).await?.ok_or_else(access::outside)?;
    if let Some(case) = &draft.case {
        let sentence = format!("这份草稿已经受理（{case}），请到待办里办理。");
        return Err(Refusal::conflict("cases.draft_done", sentence).into());
    }
    let seen: i64 = form.get("version").parse().unwrap_or(0);
    draft.data = form.pairs().iter().filter(|(name, _)| !NOT_DATA.contains(&name.as_str())).cloned().collect();
    draft.title = title_of(&draft.data);
    draft.version = seen;
    draft.updated = actor.now;
    if !store::drafts::save(&mut tx, &keys, &draft).await? {
        let sentence = "这份草稿在另一个窗口里存过。您现在填的还在下面，请核对后再存；要用那边的，请重新打开草稿。";
        return Err(Refusal::conflict("cases.draft_stale", sentence).into());
    }
    tx.commit().await?;
    let at: String = actor.now.local().chars().skip(11).take(5).collect();
    Ok(SavedDraft { version: seen + 1, at })
}
