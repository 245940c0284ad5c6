//! `workplan_letters`: signed responsibility letters, one a place and version of its targets.

use crate::letter::SignedLetter;
use db::{Fault, Row, Sql, Tx};

const COLUMNS: &str = "id, year, county, township, seq, digest, terms, signed_on, evidence_id, evidence_digest, office, \
                       by_staff, at_ms, mac";

fn read(row: &Row) -> Result<SignedLetter, Fault> {
    let mut c = row.columns();
    let (id, year, county, township, seq, digest) = (c.get()?, c.get()?, c.get()?, c.get()?, c.get()?, c.get()?);
    let text: String = c.get()?;
    let terms = SignedLetter::read_terms(&text)
        .ok_or_else(|| Fault::other(format!("workplan_letters.terms of {id} cannot be read")))?;
    Ok(SignedLetter {
        id,
        year,
        county,
        township,
        seq,
        digest,
        terms,
        signed_on: c.get()?,
        evidence: c.get()?,
        evidence_digest: c.get()?,
        office: c.get()?,
        by: c.get()?,
        at: c.get()?,
        mac: c.get()?,
    })
}

/// Stores a signed letter.
///
/// # Errors
/// [`Fault::Unique`] when somebody else's has the number.
pub async fn insert(tx: &mut Tx, letter: &SignedLetter) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into workplan_letters (id, year, county, township, seq, digest, terms, signed_on, evidence_id, \
         evidence_digest, office, by_staff, at_ms, mac) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
         $14)",
    )
    .bind(&letter.id)
    .bind(letter.year)
    .bind(&letter.county)
    .bind(&letter.township)
    .bind(letter.seq)
    .bind(&letter.digest)
    .bind(SignedLetter::terms_text(&letter.terms)?)
    .bind(letter.signed_on)
    .bind(&letter.evidence)
    .bind(&letter.evidence_digest)
    .bind(&letter.office)
    .bind(&letter.by)
    .bind(letter.at)
    .bind(letter.mac.clone());
    tx.exec(&sql).await.map(drop)
}

/// The signed letters of a place, newest first; the place was found through a scope.
///
/// # Errors
/// When the database does.
pub async fn of_place(tx: &mut Tx, year: i64, county: &str, township: &str) -> Result<Vec<SignedLetter>, Fault> {
    let sql = Sql::new("select ").push(COLUMNS).with(" from workplan_letters where year = ", year);
    let sql = sql.with(" and county = ", county).with(" and township = ", township);
    tx.all(&sql.push(" order by seq desc limit 200")).await?.iter().map(read).collect()
}

/// The newest signed letter of every place of a year; who has signed is no secret between units.
///
/// # Errors
/// When the database does.
pub async fn newest(tx: &mut Tx, year: i64) -> Result<Vec<SignedLetter>, Fault> {
    let sql = Sql::new("select ").push(COLUMNS).with(" from workplan_letters l where year = ", year).push(
        " and not exists (select 1 from workplan_letters n where n.year = l.year and n.county = l.county \
         and n.township = l.township and n.seq > l.seq) order by county, township limit 2000",
    );
    tx.all(&sql).await?.iter().map(read).collect()
}

/// The letter a scan belongs to.
///
/// # Errors
/// When the database does.
pub async fn of_evidence(tx: &mut Tx, evidence: &str) -> Result<Option<SignedLetter>, Fault> {
    let sql = Sql::new("select ").push(COLUMNS).with(" from workplan_letters where evidence_id = ", evidence);
    tx.opt(&sql).await?.as_ref().map(read).transpose()
}

/// A page of all signed letters by id, for examining them.
///
/// # Errors
/// When the database does.
pub async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<SignedLetter>, Fault> {
    let sql = Sql::new("select ").push(COLUMNS).with(" from workplan_letters where id > ", after);
    tx.all(&sql.with(" order by id limit ", limit)).await?.iter().map(read).collect()
}
