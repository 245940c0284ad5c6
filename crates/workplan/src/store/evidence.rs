//! `workplan_evidence`: what was uploaded, sealed for its row.

use crypto::Keyring;
use db::{Fault, Row, Sql, Tx};
use kernel::Moment;

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its id.
    pub id: String,
    /// The county or park; the city's code for the bureau's own.
    pub county: String,
    /// Nine digits, or nothing.
    pub township: String,
    /// The file's name.
    pub name: String,
    /// SM3 of the content.
    pub digest: String,
    /// Its size.
    pub bytes: i64,
    /// The content, sealed.
    pub sealed: Vec<u8>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// The place a content is sealed for.
#[must_use]
pub fn place(id: &str) -> String {
    format!("workplan_evidence.content.{id}")
}

impl Evidence {
    /// The content, when it is what was uploaded; `None` when a hand has changed it.
    #[must_use]
    pub fn open(&self, keys: &Keyring) -> Option<Vec<u8>> {
        let plain = keys.open(&place(&self.id), &self.sealed).ok()?;
        (crypto::hex(&crypto::sm3(&plain)) == self.digest).then(|| plain.to_vec())
    }
}

/// Stores a piece.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, evidence: &Evidence) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into workplan_evidence (id, county, township, name, digest, bytes, content_sealed, by_staff, at_ms) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&evidence.id)
    .bind(&evidence.county)
    .bind(&evidence.township)
    .bind(&evidence.name)
    .bind(&evidence.digest)
    .bind(evidence.bytes)
    .bind(evidence.sealed.clone())
    .bind(&evidence.by)
    .bind(evidence.at);
    tx.exec(&sql).await.map(drop)
}

fn read(row: &Row) -> Result<Evidence, Fault> {
    let mut c = row.columns();
    Ok(Evidence {
        id: c.get()?,
        county: c.get()?,
        township: c.get()?,
        name: c.get()?,
        digest: c.get()?,
        bytes: c.get()?,
        sealed: c.get()?,
        by: c.get()?,
        at: c.get()?,
    })
}

const SELECT: &str =
    "select id, county, township, name, digest, bytes, content_sealed, by_staff, at_ms from workplan_evidence where ";

/// One piece; what it belongs to was loaded through a scope.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, id: &str) -> Result<Option<Evidence>, Fault> {
    tx.opt(&Sql::new(SELECT).with("id = ", id)).await?.as_ref().map(read).transpose()
}

/// A page of all pieces by id, for examining them.
///
/// # Errors
/// When the database does.
pub async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Evidence>, Fault> {
    let sql = Sql::new(SELECT).with("id > ", after).with(" order by id limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The names of these pieces.
///
/// # Errors
/// When the database does.
pub async fn names(tx: &mut Tx, ids: &[String]) -> Result<Vec<(String, String)>, Fault> {
    let sql = Sql::new("select id, name from workplan_evidence where ").within("id", ids.iter().cloned());
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, c.get()?))
        })
        .collect()
}
