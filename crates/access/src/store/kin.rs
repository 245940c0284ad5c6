//! `access_kin`: who declared whom as kin (近亲属备案). The relative is known by keyed hash.

use crate::actor::StaffId;
use db::{Fault, Sql, Tx};
use kernel::Moment;

/// A declaration.
#[derive(Debug, Clone)]
pub struct Kin {
    /// Its id.
    pub id: String,
    /// Sealed name and number.
    pub sealed: Vec<u8>,
    /// 配偶, 父母 …
    pub relation: String,
    /// When.
    pub declared: Moment,
    /// When it ended.
    pub ended: Option<Moment>,
}

/// Stores a declaration.
///
/// # Errors
/// [`Fault::Unique`] when this person is declared already.
pub async fn insert(tx: &mut Tx, staff: StaffId, kin: &Kin, blind: &[u8], declared_by: StaffId) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into access_kin (id, staff_id, person_blind, person_sealed, relation, declared_ms, declared_by) \
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&kin.id)
    .text(staff)
    .bind(blind)
    .bind(kin.sealed.clone())
    .bind(&kin.relation)
    .bind(kin.declared)
    .text(declared_by);
    tx.exec(&sql).await.map(drop)
}

/// What somebody declared.
///
/// # Errors
/// When the database does.
pub async fn of_staff(tx: &mut Tx, staff: StaffId) -> Result<Vec<Kin>, Fault> {
    let sql = Sql::new(
        "select id, person_sealed, relation, declared_ms, ended_ms from access_kin where staff_id = $1 \
         order by declared_ms",
    )
    .text(staff);
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok(Kin { id: c.get()?, sealed: c.get()?, relation: c.get()?, declared: c.get()?, ended: c.get()? })
        })
        .collect()
}

/// How somebody is related to any of these people; `None` when nothing is declared.
///
/// # Errors
/// When the database does.
pub async fn relation(tx: &mut Tx, staff: StaffId, blinds: &[Vec<u8>]) -> Result<Option<String>, Fault> {
    let sql = Sql::new("select relation from access_kin where ended_ms is null and staff_id = ")
        .arg(staff.to_string())
        .push(" and ")
        .within("person_blind", blinds.iter().cloned())
        .push(" limit 1");
    tx.opt(&sql).await?.map(|row| row.only()).transpose()
}

/// Whether any member of staff declared one of these people, for the mandatory county visit (应当全部入户).
///
/// # Errors
/// When the database does.
pub async fn anyone(tx: &mut Tx, blinds: &[Vec<u8>]) -> Result<Option<String>, Fault> {
    let sql = Sql::new(
        "select s.name from access_kin k join access_staff s on s.id = k.staff_id where k.ended_ms is null and ",
    )
    .within("k.person_blind", blinds.iter().cloned())
    .push(" limit 1");
    tx.opt(&sql).await?.map(|row| row.only()).transpose()
}
