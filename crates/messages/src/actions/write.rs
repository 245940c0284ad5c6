//! 发通知: a person writes to the posts below, and sees who has read it.

use super::deliver::{New, deliver};
use crate::message::{Kind, MessageId};
use crate::numbers;
use crate::store::messages;
use access::store::posts::{self, Seat};
use access::{Actor, House, OfficeKind, Place, Role, Scope, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 发通知.
    Write = "messages.write";
}

/// The roles that a notice may go to, with the kinds of offices they are found in.
pub const RECEIVERS: &[(Role, &[OfficeKind])] = &[
    (Role::Bureau, &[OfficeKind::City]),
    (Role::County, &[OfficeKind::County, OfficeKind::Park]),
    (Role::Approver, &[OfficeKind::County, OfficeKind::Park]),
    (Role::Cashier, &[OfficeKind::County, OfficeKind::Park]),
    (Role::Checker, &[OfficeKind::County, OfficeKind::Park]),
    (Role::Payer, &[OfficeKind::County, OfficeKind::Park]),
    (Role::Verifier, &[OfficeKind::Township]),
    (Role::Clerk, &[OfficeKind::Township]),
    (Role::Village, &[OfficeKind::Village]),
];

/// Characters a notice may have; longer ones are documents.
pub const MOST_CHARACTERS: usize = 2_000;
/// Characters of its title.
const MOST_TITLE: usize = 60;

/// What is to be sent.
#[derive(Debug, Clone)]
pub struct Notice<'n> {
    /// Made when the form was drawn, so that pressing twice sends once.
    pub form: &'n str,
    /// In one line.
    pub title: &'n str,
    /// The rest.
    pub words: &'n str,
    /// Roles that get it.
    pub roles: Vec<Role>,
    /// Counties (six digits or a park's code) or townships (nine digits) that get it; none means all below.
    pub places: Vec<&'n str>,
    /// Whether each must open it.
    pub urgent: bool,
}

/// The kinds of offices below somebody's own that they may write to, their own kind included.
#[must_use]
pub fn kinds_below(scope: &Scope) -> &'static [OfficeKind] {
    match scope {
        Scope::City => OfficeKind::ALL,
        Scope::County(_) => &[OfficeKind::County, OfficeKind::Park, OfficeKind::Township, OfficeKind::Village],
        Scope::Township(..) => &[OfficeKind::Township, OfficeKind::Village],
        Scope::Village(..) => &[OfficeKind::Village],
        Scope::Nowhere => &[],
    }
}

fn checked(notice: &Notice<'_>) -> Result<(String, String), Refusal> {
    let missing = |field: &str, sentence: &str| Refusal::bad_input("messages.missing", sentence).on_field(field);
    let (title, words) = (notice.title.trim(), notice.words.trim());
    if title.is_empty() {
        return Err(missing("title", "请写标题，收的人先看到的是它。"));
    }
    if title.chars().count() > MOST_TITLE {
        let sentence = format!("标题请写在 {MOST_TITLE} 字以内。");
        return Err(Refusal::bad_input("messages.long", sentence).on_field("title"));
    }
    if words.is_empty() {
        return Err(missing("words", "请写通知的内容。"));
    }
    if words.chars().count() > MOST_CHARACTERS {
        let sentence = format!("内容请写在 {MOST_CHARACTERS} 字以内，长的请发文件。");
        return Err(Refusal::bad_input("messages.long", sentence).on_field("words"));
    }
    numbers::refuse(title, "title")?;
    numbers::refuse(words, "words")?;
    if notice.roles.is_empty() {
        return Err(missing("role", "请选择发给哪些岗位。"));
    }
    // Tabs are the program's own mark between words and page.
    Ok((title.replace('\t', " "), words.replace('\t', " ")))
}

/// Those who get it, each post once.
async fn receivers(tx: &mut db::Tx, actor: &Actor, notice: &Notice<'_>) -> Outcome<Vec<Seat>> {
    let below = kinds_below(&actor.scope);
    let mut found = Vec::new();
    for (role, kinds) in RECEIVERS.iter().filter(|(role, _)| notice.roles.contains(role)) {
        let kinds: Vec<OfficeKind> = kinds.iter().copied().filter(|kind| below.contains(kind)).collect();
        found.extend(posts::seats(tx, (&kinds, &[*role]), &actor.scope, actor.now.day()).await?);
    }
    let is_at = |place: &Place| {
        notice.places.is_empty() || notice.places.iter().any(|code| place.county == *code || place.township == *code)
    };
    found.retain(|seat| is_at(&seat.place));
    Ok(found)
}

/// Sends a notice to the posts below; answers its id. The same form sent again answers the first one.
///
/// # Errors
/// A refusal when something is missing or too long, holds a personal number, or nobody is there to get it.
pub async fn write(house: &House, actor: &Actor, notice: &Notice<'_>) -> Outcome<MessageId> {
    access::check_role(actor, "messages.write")?;
    let (title, words) = checked(notice)?;
    let form: kernel::RawId = kernel::RawId::parse(notice.form).map_err(|_| access::outside())?;
    let key = format!("messages.notice/{}/{}", actor.staff, form.text());
    let mut tx = house.db.begin().await?;
    if let Some(before) = messages::by_key(&mut tx, &key).await? {
        return Ok(before);
    }
    let to = receivers(&mut tx, actor, notice).await?;
    let new = New {
        key: &key,
        kind: Kind::Notice,
        title: &title,
        words: &words,
        href: "",
        urgent: notice.urgent,
        from: Some(actor),
    };
    let sent = match deliver(&mut tx, house, &new, &to).await {
        Err(fault) if fault.is_unique() => {
            let sentence = "这份通知刚刚已经发出，没有重复发。请在“已发”里看。";
            return Err(Refusal::conflict("messages.sent", sentence).into());
        }
        other => other?,
    };
    let Some(id) = sent else {
        let sentence = "选的单位里没有人在这些岗位上，没有发出。请换岗位或单位。";
        return Err(Refusal::bad_input("messages.nobody", sentence).on_field("role").into());
    };
    let place = place_of(actor);
    permit::<Write>(&mut tx, actor, &place, format!("messages/{id}"), &format!("{} 个岗位", to.len()), false)?;
    tx.commit().await?;
    Ok(id)
}

/// The place in whose name the actor writes.
fn place_of(actor: &Actor) -> Place {
    let (county, township) = match &actor.scope {
        Scope::County(county) => (county.clone(), String::new()),
        Scope::Township(county, township) | Scope::Village(county, township, _) => (county.clone(), township.clone()),
        Scope::City | Scope::Nowhere => (String::new(), String::new()),
    };
    Place { county, township, village: String::new() }
}
