//! 登记家庭: persons and their household, in the transaction of whoever takes them in.

use crate::store;
use crate::store::accounts::Account;
use crate::types::{AccountId, Household, HouseholdId, Hukou, Member, Person, PersonId};
use access::{Actor, House, Place};
use db::{Outcome, Tx};
use kernel::{Day, IdNumber, Refusal, Sex};

/// Somebody to register.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Name.
    pub name: String,
    /// Id number.
    pub id_number: Option<IdNumber>,
    /// Why there is none: 无户口 …
    pub no_id_reason: String,
    /// Sex, for those without number.
    pub sex: Sex,
    /// Birth, for those without number.
    pub birth: Day,
    /// Phone.
    pub phone: String,
    /// Relation to the head, in words.
    pub relation: String,
}

/// A household to register.
#[derive(Debug, Clone)]
pub struct NewHousehold {
    /// Where.
    pub place: Place,
    /// 组.
    pub team: String,
    /// House number or description.
    pub address: String,
    /// 户口性质.
    pub hukou: Hukou,
    /// The head first.
    pub persons: Vec<NewPerson>,
    /// Account of the head: kind, bank and number.
    pub account: Option<(String, String, String)>,
}

/// What was registered.
#[derive(Debug, Clone)]
pub struct TakenIn {
    /// The household.
    pub household: HouseholdId,
    /// The persons, in the order given.
    pub persons: Vec<PersonId>,
}

fn number_of(place: &Place, id: HouseholdId) -> String {
    let tail: String = id.to_string().chars().rev().take(8).collect::<String>().to_uppercase();
    format!("H-{}-{tail}", place.township)
}

async fn person(tx: &mut Tx, house: &House, actor: &Actor, new: &NewPerson, home: &NewHousehold) -> Outcome<PersonId> {
    let keys = house.keyring();
    let blind = new.id_number.as_ref().map(|number| keys.blind(crate::ID_DOMAIN, number.plain()).to_vec());
    if let Some(blind) = &blind {
        let known = store::persons::by_blind(tx, blind).await?;
        if let Some(found) = known.iter().find(|person| person.place.county == home.place.county) {
            if found.name != new.name {
                let sentence = format!(
                    "“{}”的号码在系统里登记的是另一个名字，请核对证件；确是同一人改名的，请先到个人档案更正姓名。",
                    new.name
                );
                return Err(Refusal::conflict("registry.name_differs", sentence).into());
            }
            let mut changed = found.clone();
            changed.place = home.place.clone();
            changed.team.clone_from(&home.team);
            if !new.phone.is_empty() {
                changed.phone_sealed = Some(keys.seal(&Person::phone_place(found.id), new.phone.as_bytes()));
            }
            if !store::persons::update(tx, &changed).await? {
                let sentence = "刚才有人也在改这个人的档案，请刷新后再提交一次。";
                return Err(Refusal::conflict("registry.changed", sentence).into());
            }
            return Ok(found.id);
        }
    }
    let id = PersonId::mint(house.ids.as_ref(), actor.now);
    let (sex, birth) = new.id_number.as_ref().map_or((new.sex, new.birth), |n| (n.sex(), n.birth()));
    let row = Person {
        id,
        place: home.place.clone(),
        team: home.team.clone(),
        name: new.name.clone(),
        sex,
        birth,
        id_sealed: new.id_number.as_ref().map(|n| keys.seal(&Person::id_place(id), n.plain().as_bytes())),
        id_blind: blind,
        no_id_reason: new.no_id_reason.clone(),
        phone_sealed: (!new.phone.is_empty()).then(|| keys.seal(&Person::phone_place(id), new.phone.as_bytes())),
        ethnic: "01".to_owned(),
        hukou: home.hukou,
        died_on: None,
        merged_into: None,
        version: 1,
    };
    store::persons::insert(tx, &row, actor.now).await?;
    Ok(id)
}

/// Registers a household, or brings the open household of its head up to date.
///
/// # Errors
/// A refusal when a number belongs to somebody with another name.
pub async fn take_in(tx: &mut Tx, house: &House, actor: &Actor, new: &NewHousehold) -> Outcome<TakenIn> {
    let today = actor.now.day();
    let mut persons = Vec::with_capacity(new.persons.len());
    for one in &new.persons {
        persons.push(person(tx, house, actor, one, new).await?);
    }
    let Some(head) = persons.first().copied() else {
        return Err(Refusal::bad_input("registry.no_head", "请至少填写申请人。").into());
    };
    let known = store::households::of_person(tx, &actor.scope, head, today).await?;
    let household = if let Some(mut home) = known.into_iter().find(|home| home.head == head) {
        home.place = new.place.clone();
        home.team.clone_from(&new.team);
        home.address.clone_from(&new.address);
        home.hukou = new.hukou;
        if !store::households::update(tx, &home).await? {
            return Err(Refusal::conflict("registry.changed", "刚才有人也在改这户的档案，请再提交一次。").into());
        }
        home.id
    } else {
        let id = HouseholdId::mint(house.ids.as_ref(), actor.now);
        let home = Household {
            id,
            number: number_of(&new.place, id),
            place: new.place.clone(),
            team: new.team.clone(),
            address: new.address.clone(),
            head,
            hukou: new.hukou,
            opened_on: today,
            closed_on: None,
            closed_why: String::new(),
            version: 1,
        };
        store::households::insert(tx, &home, actor.now).await?;
        id
    };
    members(tx, house, new, household, &persons, today).await?;
    if let Some((kind, bank, number)) = &new.account {
        super::change_account_of(tx, house, actor, &new.place, head, kind, bank, number).await?;
    }
    Ok(TakenIn { household, persons })
}

async fn members(
    tx: &mut Tx,
    house: &House,
    new: &NewHousehold,
    household: HouseholdId,
    persons: &[PersonId],
    today: Day,
) -> Outcome<()> {
    let before = store::members::of_household(tx, household).await?;
    for old in before.iter().filter(|m| m.to.is_none() && !persons.contains(&m.person)) {
        store::members::end(tx, &old.id, today.add_days(-1)).await?;
    }
    for (one, person) in new.persons.iter().zip(persons) {
        if before.iter().any(|m| m.to.is_none() && m.person == *person) {
            continue;
        }
        let member = Member {
            id: house.mint(),
            household,
            person: *person,
            relation: one.relation.clone(),
            from: today,
            to: None,
        };
        store::members::insert(tx, &new.place.county, &member).await?;
    }
    Ok(())
}

/// For [`take_in`]: the same account again changes nothing.
#[expect(clippy::too_many_arguments, reason = "an account is whose, where, and three words")]
pub(super) async fn change_account_of(
    tx: &mut Tx,
    house: &House,
    actor: &Actor,
    place: &Place,
    person: PersonId,
    kind: &str,
    bank: &str,
    number: &str,
) -> Outcome<AccountId> {
    let keys = house.keyring();
    if let Some(now) = store::accounts::current(tx, &keys, person).await?
        && now.number == number
        && now.bank == bank
    {
        return Ok(now.id);
    }
    let today = actor.now.day();
    store::accounts::end(tx, person, today.add_days(-1)).await?;
    let account = Account {
        id: AccountId::mint(house.ids.as_ref(), actor.now),
        person,
        kind: kind.to_owned(),
        bank: bank.to_owned(),
        number: number.to_owned(),
        from: today,
        to: None,
    };
    store::accounts::insert(tx, &keys, &place.county, &account, &actor.staff.to_string(), actor.now).await?;
    Ok(account.id)
}
