//! 登记事实: what became known, from where, and since when it is true.

use crate::store;
use crate::types::{AccountId, Fact, FactId, PersonId};
use access::{Actor, House, Place, permit};
use db::{Outcome, Tx};
use kernel::{Day, PayoutAccount, Refusal};

access::actions! {
    /// 登记和更正.
    Edit = "registry.edit";
}

/// A fact to record.
#[derive(Debug, Clone)]
pub struct NewFact {
    /// Person or household, as text.
    pub subject: String,
    /// What it is about.
    pub kind: String,
    /// The value.
    pub value: String,
    /// From where.
    pub source: String,
    /// True from.
    pub valid_from: Day,
}

/// Records facts in the transaction of whoever learned them.
///
/// # Errors
/// When the database does.
pub async fn record_facts(
    tx: &mut Tx,
    house: &House,
    actor: &Actor,
    county: &str,
    about_person: &[NewFact],
    about_household: &[NewFact],
) -> Outcome<()> {
    let keys = house.keyring();
    for (subject, list) in [("person", about_person), ("household", about_household)] {
        let facts: Vec<Fact> = list
            .iter()
            .map(|new| Fact {
                id: FactId::mint(house.ids.as_ref(), actor.now),
                subject: new.subject.clone(),
                kind: new.kind.clone(),
                value: new.value.clone(),
                source: new.source.clone(),
                valid_from: new.valid_from,
                valid_to: None,
                recorded: actor.now,
                recorded_by: actor.staff.to_string(),
                replaces: None,
            })
            .collect();
        store::facts::insert(tx, &keys, county, subject, &facts).await?;
    }
    Ok(())
}

/// Records a death: the month is paid in full, what follows is recalculated (DB-15).
///
/// # Errors
/// A refusal when the day is in the future or before birth.
pub async fn died(house: &House, actor: &Actor, id: PersonId, on: Day, source: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let person = store::persons::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    permit::<Edit>(&mut tx, actor, &person.place, format!("registry_persons/{id}"), "died", false)?;
    if on > actor.now.day() || on < person.birth {
        let sentence = format!("死亡日期应在 {} 和今天之间，请核对证明。", person.birth);
        return Err(Refusal::bad_input("registry.death_day", sentence).on_field("died_on").into());
    }
    let changed = crate::types::Person { died_on: Some(on), ..person.clone() };
    if !store::persons::update(&mut tx, &changed).await? {
        return Err(Refusal::conflict("registry.changed", "刚才有人也在改这个人的档案，请刷新后再办。").into());
    }
    let fact = NewFact {
        subject: id.to_string(),
        kind: "死亡日期".to_owned(),
        value: on.to_string(),
        source: source.to_owned(),
        valid_from: on,
    };
    record_facts(&mut tx, house, actor, &person.place.county, &[fact], &[]).await?;
    tx.commit().await?;
    Ok(())
}

/// Reads an account as typed: a card by its check digit, a passbook by its digits.
///
/// # Errors
/// A refusal that says which digit is wrong or missing.
fn read_account(kind: &str, number: &str) -> Outcome<PayoutAccount> {
    let read =
        if kind == "passbook" { PayoutAccount::parse_passbook(number) } else { PayoutAccount::parse_card(number) };
    Ok(read.map_err(|problem| Refusal::bad_input("registry.account", problem.to_string()).on_field("number"))?)
}

/// Changes where a person is paid to, in the caller's transaction; the caller holds the permission.
///
/// # Errors
/// A refusal when the number is wrong.
#[expect(clippy::too_many_arguments, reason = "an account is whose, where, and three words")]
pub async fn change_account(
    tx: &mut Tx,
    house: &House,
    actor: &Actor,
    place: &Place,
    person: PersonId,
    kind: &str,
    bank: &str,
    number: &str,
) -> Outcome<AccountId> {
    let account = read_account(kind, number)?;
    super::change_account_of(tx, house, actor, place, person, kind, bank, account.plain()).await
}
