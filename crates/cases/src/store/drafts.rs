//! `cases_drafts`: everything typed, sealed.

use crate::case::DraftId;
use access::{Place, StaffId};
use crypto::Keyring;
use db::{Fault, Row, Sql, Tx};
use kernel::Moment;

/// A form being filled in.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// Programme.
    pub programme: String,
    /// The office's place.
    pub place: Place,
    /// Whose it is.
    pub owner: StaffId,
    /// Name of the applicant as far as typed.
    pub title: String,
    /// Names and values as typed.
    pub data: Vec<(String, String)>,
    /// Grows with each save.
    pub version: i64,
    /// Last saved.
    pub updated: Moment,
    /// The case it became.
    pub case: Option<String>,
}

fn title_place(id: DraftId) -> String {
    format!("cases_drafts.title.{id}")
}

fn data_place(id: DraftId) -> String {
    format!("cases_drafts.data.{id}")
}

const SELECT: &str = "select id, programme, county, township, village, owner, title_sealed, data_sealed, version, \
                      updated_ms, case_id from cases_drafts where ";

fn read(row: &Row, keys: &Keyring) -> Result<Draft, Fault> {
    let mut c = row.columns();
    let id = c.parsed()?;
    let programme = c.get()?;
    let place = Place { county: c.get()?, township: c.get()?, village: c.get()? };
    let owner = c.parsed()?;
    let (title, data): (Vec<u8>, Vec<u8>) = (c.get()?, c.get()?);
    let open =
        |place: String, sealed: &[u8]| keys.open(&place, sealed).map_err(|e| Fault::other(format!("{place}: {e}")));
    let data = serde_json::from_slice(&open(data_place(id), &data)?)
        .map_err(|e| Fault::other(format!("cases_drafts.data_sealed {id}: {e}")))?;
    let title = String::from_utf8_lossy(&open(title_place(id), &title)?).into_owned();
    Ok(Draft { id, programme, place, owner, title, data, version: c.get()?, updated: c.get()?, case: c.get()? })
}

fn sealed(keys: &Keyring, draft: &Draft) -> Result<(Vec<u8>, Vec<u8>), Fault> {
    let data = serde_json::to_vec(&draft.data).map_err(|e| Fault::other(e.to_string()))?;
    Ok((keys.seal(&title_place(draft.id), draft.title.as_bytes()), keys.seal(&data_place(draft.id), &data)))
}

/// Stores a new draft.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, keys: &Keyring, draft: &Draft) -> Result<(), Fault> {
    let (title, data) = sealed(keys, draft)?;
    let sql = Sql::new(
        "insert into cases_drafts (id, programme, county, township, village, owner, title_sealed, data_sealed, \
         version, updated_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .text(draft.id)
    .bind(&draft.programme)
    .bind(&draft.place.county)
    .bind(&draft.place.township)
    .bind(&draft.place.village)
    .text(draft.owner)
    .bind(title)
    .bind(data)
    .bind(draft.version)
    .bind(draft.updated);
    tx.exec(&sql).await.map(drop)
}

/// Saves a draft over the version that was seen; `false` when another tab was faster.
///
/// # Errors
/// When the database does.
pub async fn save(tx: &mut Tx, keys: &Keyring, draft: &Draft) -> Result<bool, Fault> {
    let (title, data) = sealed(keys, draft)?;
    let sql = Sql::new(
        "update cases_drafts set title_sealed = $1, data_sealed = $2, version = version + 1, updated_ms = $3 \
         where id = $4 and version = $5 and case_id is null",
    )
    .bind(title)
    .bind(data)
    .bind(draft.updated)
    .text(draft.id)
    .bind(draft.version);
    Ok(tx.exec(&sql).await? == 1)
}

/// A draft of its owner.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, keys: &Keyring, owner: StaffId, id: DraftId) -> Result<Option<Draft>, Fault> {
    let sql = Sql::new(SELECT).with("id = ", id.to_string()).with(" and owner = ", owner.to_string());
    tx.opt(&sql).await?.map(|row| read(&row, keys)).transpose()
}

/// The open drafts of somebody, newest first.
///
/// # Errors
/// When the database does.
pub async fn of_owner(tx: &mut Tx, keys: &Keyring, owner: StaffId) -> Result<Vec<Draft>, Fault> {
    let sql = Sql::new(SELECT)
        .with("owner = ", owner.to_string())
        .push(" and case_id is null order by updated_ms desc limit 20");
    tx.all(&sql).await?.iter().map(|row| read(row, keys)).collect()
}

/// Notes which case a draft became; `false` when it became one already.
///
/// # Errors
/// When the database does.
pub async fn became(tx: &mut Tx, id: DraftId, case: &str) -> Result<bool, Fault> {
    let sql = Sql::new("update cases_drafts set case_id = $1 where id = $2 and case_id is null").bind(case).text(id);
    Ok(tx.exec(&sql).await? == 1)
}
