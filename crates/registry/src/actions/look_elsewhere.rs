//! 跨区调阅: opening a person outside the jurisdiction, with a reason, for a minute; the other side sees it.

use crate::store;
use crate::store::lookups::Lookup;
use access::{Actor, House, check_role, line};
use db::{Outcome, Problem};
use kernel::{IdNumber, Moment, Refusal};

/// Why somebody may need a record of another county or township.
pub const LOOKUP_REASONS: &[&str] =
    &["群众在本地申请救助", "核对是否重复享受", "办理迁移转办", "核实赡养、抚养关系", "处理投诉信访", "群众本人要求"];

/// How long a look lasts, milliseconds.
const MINUTE_MS: i64 = 60_000;
/// How many looks one person of staff may open within a day; more is not casework.
const MOST_A_DAY: i64 = 30;
const DAY_MS: i64 = 86_400_000;

/// Opens the record of an id number outside the actor's jurisdiction for a minute; answers the look's id.
///
/// The whole number must be known: a record is never found by browsing. The look stands in the log, on the person's
/// page and on the list of the county that keeps the record.
///
/// # Errors
/// A refusal when no reason was chosen, nobody outside has this number, or the day's measure is full.
pub async fn look_elsewhere(house: &House, actor: &Actor, typed: &str, reason: &str) -> Outcome<String> {
    check_role(actor, "registry.lookup")?;
    if !LOOKUP_REASONS.contains(&reason) {
        return Err(refused("请先选择为什么要调阅，这会记入日志，对方也会看到。").on_field("reason").into());
    }
    let nobody = || Problem::from(access::outside());
    let number = IdNumber::parse(&kernel::narrow(typed)).map_err(|_| nobody())?;
    let blind = house.keyring().blind(crate::ID_DOMAIN, number.plain());
    let mut tx = house.db.begin().await?;
    let known = store::persons::by_blind(&mut tx, &blind).await?;
    let person = known.into_iter().find(|person| !actor.scope.holds(&person.place)).ok_or_else(nobody)?;
    let since = Moment::from_millis(actor.now.millis() - DAY_MS);
    if store::lookups::count_since(&mut tx, actor.staff, since).await? >= MOST_A_DAY {
        let sentence = format!("一天最多调阅 {MOST_A_DAY} 人，您已经用完。确有需要的，请对方县（区）局协助查询。");
        return Err(Refusal::forbidden("registry.lookups_full", sentence).into());
    }
    let look = Lookup {
        id: house.mint(),
        staff: actor.staff,
        office: actor.office_name.clone(),
        person: person.id,
        place: person.place.clone(),
        reason: reason.to_owned(),
        at: actor.now,
        until: Moment::from_millis(actor.now.millis() + MINUTE_MS),
    };
    store::lookups::insert(&mut tx, &look).await?;
    let object = format!("registry_persons/{}", person.id);
    tx.log(line(actor, "registry.lookup", object, person.place.code(), "done", reason));
    tx.commit().await?;
    Ok(look.id)
}

fn refused(sentence: &str) -> Refusal {
    Refusal::bad_input("registry.lookup", sentence)
}
