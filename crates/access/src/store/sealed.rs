//! Columns that hold sealed values (密文列), of every slice: how they are sealed anew with another data key.

use crypto::Keyring;
use db::{Fault, Sql, Tx};

/// A column of sealed values; the row's id is `id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// What its values are sealed for, before the dot and the row's id.
    pub place: &'static str,
}

/// The sealed columns of this crate.
pub const SEALED: &[Sealed] = &[
    Sealed { table: "access_staff", column: "totp_sealed", place: "access_staff.totp" },
    Sealed { table: "access_kin", column: "person_sealed", place: "access_kin.person" },
];

/// One page of rows looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The last row's id: where the next page begins.
    pub last: String,
    /// Values sealed anew.
    pub sealed: u64,
}

/// Seals the values of the next `limit` rows anew where an earlier key was used; `None` after the last row. The
/// content stays what it was, so versions do not move.
///
/// # Errors
/// When a value cannot be opened, or the database errs.
pub async fn reseal_page(
    tx: &mut Tx,
    keys: &Keyring,
    what: &Sealed,
    after: &str,
    limit: i64,
) -> Result<Option<Page>, Fault> {
    let Sealed { table, column, place } = what;
    let ask = Sql::new(&format!("select id, {column} from {table} where "))
        .with("id > ", after)
        .with(" order by id limit ", limit)
        .push(tx.row_lock());
    let mut page = None;
    let mut sealed_anew = 0;
    for row in tx.all(&ask).await? {
        let mut c = row.columns();
        let (id, sealed): (String, Option<Vec<u8>>) = (c.get()?, c.get()?);
        if let Some(old) = sealed.filter(|sealed| !sealed.is_empty() && keys.needs_reseal(sealed)) {
            let place = format!("{place}.{id}");
            let plain = keys.open(&place, &old).map_err(|e| Fault::other(format!("{place}: {e}")))?;
            let update = Sql::new(&format!("update {table} set {column} = $1 where id = $2"))
                .bind(keys.seal(&place, &plain))
                .bind(&id);
            tx.exec(&update).await?;
            sealed_anew += 1;
        }
        page = Some(Page { last: id, sealed: sealed_anew });
    }
    Ok(page)
}
