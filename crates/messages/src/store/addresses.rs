//! `messages_addresses`: sealed; an address that is no longer wanted stays, ended.

use crate::message::{Channel, Wants};
use access::StaffId;
use crypto::Keyring;
use db::{Fault, Row, Sql, Tx};
use kernel::Moment;

/// Where somebody wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Its id.
    pub id: String,
    /// Whose: a staff id.
    pub staff: String,
    /// Which way.
    pub channel: Channel,
    /// Sealed for this row.
    pub sealed: Vec<u8>,
    /// What they want.
    pub wants: Wants,
}

impl Address {
    fn place(id: &str) -> String {
        format!("messages_addresses.address.{id}")
    }

    /// Seals an address for a row.
    #[must_use]
    pub fn seal(keys: &Keyring, id: &str, plain: &str) -> Vec<u8> {
        keys.seal(&Self::place(id), plain.as_bytes())
    }

    /// The number or address in clear.
    ///
    /// # Errors
    /// When it cannot be opened: the row was altered or the key is another.
    pub fn plain(&self, keys: &Keyring) -> Result<String, Fault> {
        let place = Self::place(&self.id);
        let bytes = keys.open(&place, &self.sealed).map_err(|error| Fault::other(format!("{place}: {error}")))?;
        String::from_utf8(bytes.to_vec()).map_err(|_| Fault::other(format!("{place}: is no text")))
    }
}

const SELECT: &str =
    "select id, staff_id, channel, address_sealed, wants from messages_addresses where ended_ms is null";

fn read(row: &Row) -> Result<Address, Fault> {
    let mut c = row.columns();
    Ok(Address { id: c.get()?, staff: c.get()?, channel: c.parsed()?, sealed: c.get()?, wants: c.parsed()? })
}

/// Stores an address.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, address: &Address, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into messages_addresses (id, staff_id, channel, address_sealed, wants, since_ms, ended_ms) \
         values ($1, $2, $3, $4, $5, $6, null)",
    )
    .bind(&address.id)
    .bind(&address.staff)
    .bind(address.channel.code())
    .bind(address.sealed.clone())
    .bind(address.wants.code())
    .bind(now);
    tx.exec(&sql).await.map(drop)
}

/// Ends what somebody has for a channel.
///
/// # Errors
/// When the database does.
pub async fn end(tx: &mut Tx, staff: StaffId, channel: Channel, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new("update messages_addresses set ended_ms = ")
        .arg(now)
        .with(" where staff_id = ", staff.to_string())
        .with(" and channel = ", channel.code())
        .push(" and ended_ms is null");
    tx.exec(&sql).await.map(drop)
}

/// The addresses of several people.
///
/// # Errors
/// When the database does.
pub async fn of_staff(tx: &mut Tx, staff: &[String]) -> Result<Vec<Address>, Fault> {
    let mut found = Vec::new();
    for some in staff.chunks(500) {
        let sql = Sql::new(SELECT).push(" and ").within("staff_id", some.iter().cloned()).push(" order by id");
        for row in tx.all(&sql).await? {
            found.push(read(&row)?);
        }
    }
    Ok(found)
}
