//! `registry_facts`: only grows.

use crate::types::{Fact, FactId, open_text};
use crypto::Keyring;
use db::{Fault, Row, Sql, Tx};

fn value_place(id: FactId) -> String {
    format!("registry_facts.value.{id}")
}

fn read(row: &Row, keys: &Keyring) -> Result<Fact, Fault> {
    let mut c = row.columns();
    let id = c.parsed()?;
    let (subject, kind) = (c.get()?, c.get()?);
    let sealed: Vec<u8> = c.get()?;
    Ok(Fact {
        id,
        subject,
        kind,
        value: open_text(keys, &value_place(id), &sealed)?,
        source: c.get()?,
        valid_from: c.get()?,
        valid_to: c.get()?,
        recorded: c.get()?,
        recorded_by: c.get()?,
        replaces: c.parsed_opt()?,
    })
}

/// Stores facts about persons and households of one county; `subject` says which of the two.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, keys: &Keyring, county: &str, subject: &str, facts: &[Fact]) -> Result<(), Fault> {
    let rows: Vec<Vec<db::V>> = facts
        .iter()
        .map(|fact| {
            vec![
                fact.id.to_string().into(),
                county.into(),
                subject.into(),
                (&fact.subject).into(),
                (&fact.kind).into(),
                keys.seal(&value_place(fact.id), fact.value.as_bytes()).into(),
                (&fact.source).into(),
                fact.valid_from.into(),
                fact.valid_to.into(),
                fact.recorded.into(),
                (&fact.recorded_by).into(),
                fact.replaces.map(|id| id.to_string()).into(),
            ]
        })
        .collect();
    let columns = [
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
    tx.insert_all("registry_facts", &columns, &rows).await
}

/// Everything known of some subjects, newest knowledge first.
///
/// # Errors
/// When the database does.
pub async fn of_subjects(tx: &mut Tx, keys: &Keyring, subjects: &[String], limit: i64) -> Result<Vec<Fact>, Fault> {
    let sql = Sql::new(
        "select id, subject_id, kind, value_sealed, source, valid_from, valid_to, recorded_ms, recorded_by, replaces \
         from registry_facts where ",
    )
    .within("subject_id", subjects.iter().cloned())
    .with(" order by recorded_ms desc, id desc limit ", limit);
    tx.all(&sql).await?.iter().map(|row| read(row, keys)).collect()
}
