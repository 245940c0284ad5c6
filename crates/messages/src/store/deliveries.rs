//! `messages_deliveries`.

use crate::message::{Delivery, Kind, MessageId};
use access::PostId;
use access::store::posts::NamedPost;
use db::{Fault, Sql, Tx, V};
use kernel::Moment;

const COLUMNS: &[&str] = &["message_id", "post_id", "staff_id", "office", "role", "kind", "delivered_ms", "read_ms"];

/// Delivers a message to posts.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, id: MessageId, kind: Kind, to: &[NamedPost], now: Moment) -> Result<(), Fault> {
    let rows: Vec<Vec<V>> = to
        .iter()
        .map(|one| {
            vec![
                id.to_string().into(),
                one.post.id.to_string().into(),
                one.post.staff.to_string().into(),
                one.office_name.clone().into(),
                one.post.role.code().into(),
                kind.code().into(),
                now.into(),
                None::<i64>.into(),
            ]
        })
        .collect();
    tx.insert_all("messages_deliveries", COLUMNS, &rows).await
}

/// Notes that a post opened a message; `false` when it had before.
///
/// # Errors
/// When the database does.
pub async fn mark_read(tx: &mut Tx, post: PostId, id: MessageId, now: Moment) -> Result<bool, Fault> {
    let sql = Sql::new("update messages_deliveries set read_ms = ")
        .arg(now)
        .with(" where message_id = ", id.to_string())
        .with(" and post_id = ", post.to_string())
        .push(" and read_ms is null");
    Ok(tx.exec(&sql).await? == 1)
}

/// To whom a message went, those who have not opened it first.
///
/// # Errors
/// When the database does.
pub async fn of_message(tx: &mut Tx, id: MessageId) -> Result<Vec<Delivery>, Fault> {
    let sql = Sql::new("select staff_id, office, role, read_ms from messages_deliveries where message_id = ")
        .arg(id.to_string())
        .push(" order by case when read_ms is null then 0 else 1 end, read_ms, office, staff_id");
    tx.all(&sql)
        .await?
        .iter()
        .map(|row| {
            let mut c = row.columns();
            Ok(Delivery { staff: c.get()?, office: c.get()?, role: c.get()?, read: c.get()? })
        })
        .collect()
}

/// How many posts got the message of a key, and how many of them opened it; nothing when there is none.
///
/// # Errors
/// When the database does.
pub async fn read_of(tx: &mut Tx, key: &str) -> Result<Option<(i64, i64)>, Fault> {
    let sql = Sql::new(
        "select count(*), cast(coalesce(sum(case when d.read_ms is null then 0 else 1 end), 0) as bigint) \
         from messages_messages m join messages_deliveries d on d.message_id = m.id where m.key = ",
    )
    .arg(key);
    let row = tx.one(&sql).await?;
    let mut c = row.columns();
    let (all, read): (i64, i64) = (c.get()?, c.get()?);
    Ok((all > 0).then_some((all, read)))
}

/// How many messages a post has, and how many of them it has not read, by kind.
///
/// # Errors
/// When the database does.
pub async fn counts(tx: &mut Tx, post: PostId) -> Result<Vec<(Kind, i64, i64)>, Fault> {
    let sql = Sql::new(
        "select kind, count(*), cast(sum(case when read_ms is null then 1 else 0 end) as bigint) \
         from messages_deliveries where post_id = ",
    )
    .arg(post.to_string())
    .push(" group by kind");
    tx.all(&sql)
        .await?
        .iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.parsed()?, c.get()?, c.get()?))
        })
        .collect()
}
