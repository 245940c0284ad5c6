//! What every action does: stand on an issued plan, know whose place it is, do it once.

use crate::Plan;
use crate::store::evidence::{self, Evidence};
use crate::store::issues::{self, Issue};
use access::{Actor, Event, House, Place, Scope};
use db::{Fault, Once, Outcome, Tx};
use kernel::{Day, Refusal};

/// An uploaded file.
#[derive(Debug, Clone, Copy)]
pub struct File<'f> {
    /// Its name.
    pub name: &'f str,
    /// Its content.
    pub bytes: &'f [u8],
}

/// Bytes a piece of evidence may have.
pub(crate) const MOST_BYTES: usize = 2 * 1024 * 1024;
/// Characters a text of a form may have.
const MOST_CHARACTERS: usize = 2_000;

/// The place an actor acts for; the bureau acts for the city.
pub(super) fn place_of(actor: &Actor, plan: &Plan) -> Result<Place, Refusal> {
    let (county, township) = match &actor.scope {
        Scope::City => (plan.city.clone(), String::new()),
        Scope::County(county) => (county.clone(), String::new()),
        Scope::Township(county, township) | Scope::Village(county, township, _) => (county.clone(), township.clone()),
        Scope::Nowhere => return Err(access::outside()),
    };
    Ok(Place { county, township, village: String::new() })
}

/// Tells the rest of the house what was done, in the same transaction.
pub(super) async fn tell(
    tx: &mut Tx,
    house: &House,
    actor: &Actor,
    (name, object): (&'static str, String),
    payload: serde_json::Value,
) -> Outcome<()> {
    house.reactions.tell(tx, house, actor, &Event { name, object, payload }).await
}

/// The plan must have been issued.
pub(super) async fn issued(tx: &mut Tx, plan: &Plan) -> Outcome<Issue> {
    let found = issues::of_year(tx, plan.year).await?;
    let no = || Refusal::not_now("workplan.not_issued", "这一年的计划还没有发布，请等市局发布并签收以后再办。");
    Ok(found.ok_or_else(no)?)
}

/// Whether this very press was done before; then its answer.
pub(super) async fn again(tx: &mut Tx, key: &str) -> Outcome<Option<String>> {
    Ok(match db::once(tx, key).await? {
        Once::First => None,
        Once::Again(result) => Some(result),
    })
}

/// Remembers a press in the transaction that did it.
pub(super) async fn remember(tx: &mut Tx, key: &str, result: &str, actor: &Actor) -> Outcome<()> {
    match db::remember(tx, key, result, actor.now).await {
        Err(fault) if fault.is_unique() => Err(stale().into()),
        other => Ok(other?),
    }
}

/// The form was made for another version.
pub(super) fn stale() -> Refusal {
    Refusal::conflict("workplan.stale", "您打开以后，有别人办过这一项，这一步没有做。请看过最新的情况再办。")
}

/// A text that must be there and has an end.
pub(super) fn required<'t>(text: &'t str, field: &str, sentence: &str) -> Result<&'t str, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::bad_input("workplan.missing", sentence).on_field(field));
    }
    bounded(text, field)
}

/// A text that has an end.
pub(super) fn bounded<'t>(text: &'t str, field: &str) -> Result<&'t str, Refusal> {
    if text.chars().count() > MOST_CHARACTERS {
        let sentence = format!("文字太长，请写在{MOST_CHARACTERS}字以内，详细材料放进凭证文件。");
        return Err(Refusal::bad_input("workplan.long", sentence).on_field(field));
    }
    Ok(text)
}

/// A day of the plan that is not in the future.
pub(super) fn past_day(text: &str, field: &str, (first, last): (Day, Day), today: Day) -> Result<Day, Refusal> {
    let day = Day::parse(text).map_err(|problem| Refusal::from(problem).on_field(field))?;
    if day > today {
        let sentence = format!("{}还没有到，只能登记已经发生的。", day.chinese());
        return Err(Refusal::bad_input("workplan.future", sentence).on_field(field));
    }
    if day < first || day > last {
        let sentence = format!("日期应在{}到{}之间。", first.chinese(), last.chinese());
        return Err(Refusal::bad_input("workplan.outside_year", sentence).on_field(field));
    }
    Ok(day)
}

/// Keeps an uploaded file, sealed for its row; answers its id and digest.
pub(super) async fn keep(
    tx: &mut Tx,
    house: &House,
    actor: &Actor,
    place: &Place,
    file: File<'_>,
) -> Outcome<(String, String)> {
    if file.bytes.len() > MOST_BYTES {
        let sentence = "凭证文件不能超过2MB，请压缩图片或分开上报。";
        return Err(Refusal::bad_input("workplan.evidence_size", sentence).on_field("file").into());
    }
    let name: String = file.name.chars().filter(|c| !c.is_control()).take(120).collect();
    let id = house.mint();
    let digest = crypto::hex(&crypto::sm3(file.bytes));
    let kept = Evidence {
        sealed: house.keyring().seal(&evidence::place(&id), file.bytes),
        id: id.clone(),
        county: place.county.clone(),
        township: place.township.clone(),
        name,
        digest: digest.clone(),
        bytes: i64::try_from(file.bytes.len()).map_err(|_| Fault::other("a file's size does not fit"))?,
        by: actor.staff.to_string(),
        at: actor.now,
    };
    evidence::insert(tx, &kept).await?;
    Ok((id, digest))
}
