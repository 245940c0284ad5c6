//! Rows of the registry's tables.

use super::Rows;
use crate::homes::{Home, Someone};
use crypto::Keyring;
use db::V;
use kernel::{Day, Moment};
use registry::store::accounts::Account;
use registry::{Fact, ID_DOMAIN, Person};

const PERSONS: &[&str] = &[
    "id",
    "county",
    "township",
    "village",
    "team",
    "name",
    "initials",
    "sex",
    "birth",
    "id_sealed",
    "id_blind",
    "no_id_reason",
    "phone_sealed",
    "ethnic",
    "hukou",
    "died_on",
    "merged_into",
    "version",
    "created_ms",
];
const HOUSEHOLDS: &[&str] = &[
    "id",
    "number",
    "county",
    "township",
    "village",
    "team",
    "address",
    "head_id",
    "hukou",
    "opened_on",
    "closed_on",
    "closed_why",
    "version",
    "created_ms",
];
const MEMBERS: &[&str] = &["id", "county", "household_id", "person_id", "relation", "from_day", "to_day"];
const FACTS: &[&str] = &[
    "id",
    "county",
    "subject",
    "subject_id",
    "kind",
    "value_sealed",
    "source",
    "valid_from",
    "valid_to",
    "recorded_ms",
    "recorded_by",
    "replaces",
];
const ACCOUNTS: &[&str] = &[
    "id",
    "county",
    "person_id",
    "kind",
    "bank",
    "number_sealed",
    "number_blind",
    "from_day",
    "to_day",
    "recorded_ms",
    "recorded_by",
];

fn person(keys: &Keyring, home: &Home, one: &Someone) -> Vec<V> {
    let sealed = keys.seal(&Person::id_place(one.id), one.number.plain().as_bytes());
    let phone = (!one.phone.is_empty()).then(|| keys.seal(&Person::phone_place(one.id), one.phone.as_bytes()));
    vec![
        one.id.to_string().into(),
        (&home.place.county).into(),
        (&home.place.township).into(),
        (&home.place.village).into(),
        (&home.team).into(),
        (&one.name).into(),
        registry::names::initials(&one.name).into(),
        one.sex.code().into(),
        one.birth.into(),
        Some(sealed).into(),
        Some(keys.blind(ID_DOMAIN, one.number.plain()).to_vec()).into(),
        "".into(),
        phone.into(),
        one.ethnic.into(),
        home.hukou.code().into(),
        one.died.into(),
        V::T(None),
        1_i64.into(),
        home.created.into(),
    ]
}

fn household(home: &Home, opened: Day) -> Vec<V> {
    vec![
        home.id.to_string().into(),
        (&home.number).into(),
        (&home.place.county).into(),
        (&home.place.township).into(),
        (&home.place.village).into(),
        (&home.team).into(),
        (&home.address).into(),
        home.people[0].id.to_string().into(),
        home.hukou.code().into(),
        opened.into(),
        home.closed.into(),
        if home.closed.is_some() { "户主死亡销户" } else { "" }.into(),
        1_i64.into(),
        home.created.into(),
    ]
}

/// A fact as a row; `subject` is `person` or `household`.
pub(crate) fn fact(keys: &Keyring, rows: &mut Rows, county: &str, subject: &str, fact: &Fact) {
    let row = vec![
        fact.id.to_string().into(),
        county.into(),
        subject.into(),
        (&fact.subject).into(),
        (&fact.kind).into(),
        keys.seal(&format!("registry_facts.value.{}", fact.id), fact.value.as_bytes()).into(),
        (&fact.source).into(),
        fact.valid_from.into(),
        fact.valid_to.into(),
        fact.recorded.into(),
        (&fact.recorded_by).into(),
        fact.replaces.map(|id| id.to_string()).into(),
    ];
    rows.add("registry_facts", FACTS, row);
}

/// An account as a row.
pub(crate) fn account(keys: &Keyring, rows: &mut Rows, county: &str, account: &Account, by: &str, at: Moment) {
    let row = vec![
        account.id.to_string().into(),
        county.into(),
        account.person.to_string().into(),
        (&account.kind).into(),
        (&account.bank).into(),
        keys.seal(&format!("registry_accounts.number.{}", account.id), account.number.as_bytes()).into(),
        keys.blind(registry::ACCOUNT_DOMAIN, &account.number).to_vec().into(),
        account.from.into(),
        account.to.into(),
        at.into(),
        by.into(),
    ];
    rows.add("registry_accounts", ACCOUNTS, row);
}

/// A household with its people, memberships and facts.
pub(crate) fn home(keys: &Keyring, rows: &mut Rows, home: &Home, opened: Day) {
    rows.add("registry_households", HOUSEHOLDS, household(home, opened));
    for one in &home.people {
        rows.add("registry_persons", PERSONS, person(keys, home, one));
        let row = vec![
            (&one.member).into(),
            (&home.place.county).into(),
            home.id.to_string().into(),
            one.id.to_string().into(),
            one.relation.into(),
            one.birth.max(opened).into(),
            one.died.filter(|_| !one.still_listed).into(),
        ];
        rows.add("registry_members", MEMBERS, row);
    }
    for (row_id, person, relation) in &home.also {
        let row = vec![
            row_id.into(),
            (&home.place.county).into(),
            home.id.to_string().into(),
            person.to_string().into(),
            (*relation).into(),
            opened.into(),
            V::T(None),
        ];
        rows.add("registry_members", MEMBERS, row);
    }
    for (subject, one) in &home.facts {
        fact(keys, rows, &home.place.county, subject, one);
    }
}
