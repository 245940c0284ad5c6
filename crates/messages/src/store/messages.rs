//! `messages_messages`.

use crate::message::{Kind, Message, MessageId};
use access::{OfficeId, PostId};
use db::{Columns, Fault, Sql, Tx};
use kernel::Moment;

const COLUMNS: &str = "m.id, m.key, m.kind, m.title, m.words, m.href, m.urgent, m.sender_staff, m.sender_office, \
                       m.sender, m.created_ms";

fn read(c: &mut Columns<'_>) -> Result<Message, Fault> {
    Ok(Message {
        id: c.parsed()?,
        key: c.get()?,
        kind: c.parsed()?,
        title: c.get()?,
        words: c.get()?,
        href: c.get()?,
        urgent: c.get()?,
        sender_staff: c.get()?,
        sender_office: c.get()?,
        sender: c.get()?,
        created: c.get()?,
    })
}

/// Stores a message.
///
/// # Errors
/// [`Fault::Unique`] when one of this cause exists.
pub async fn insert(tx: &mut Tx, message: &Message) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into messages_messages (id, key, kind, title, words, href, urgent, sender_staff, sender_office, sender, \
         created_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .text(message.id)
    .bind(&message.key)
    .bind(message.kind.code())
    .bind(&message.title)
    .bind(&message.words)
    .bind(&message.href)
    .bind(message.urgent)
    .bind(&message.sender_staff)
    .bind(&message.sender_office)
    .bind(&message.sender)
    .bind(message.created);
    tx.exec(&sql).await.map(drop)
}

/// The message of a cause.
///
/// # Errors
/// When the database does.
pub async fn by_key(tx: &mut Tx, key: &str) -> Result<Option<MessageId>, Fault> {
    let row = tx.opt(&Sql::new("select id from messages_messages where key = ").arg(key)).await?;
    row.map(|row| row.columns().parsed()).transpose()
}

/// One message, whoever asks: for the sender of what leaves the house.
///
/// # Errors
/// When the database does.
pub async fn get(tx: &mut Tx, id: MessageId) -> Result<Option<Message>, Fault> {
    let sql = Sql::new(&format!("select {COLUMNS} from messages_messages m where m.id = ")).arg(id.to_string());
    tx.opt(&sql).await?.map(|row| read(&mut row.columns())).transpose()
}

/// A message that was delivered to a post, with when it was read.
///
/// # Errors
/// When the database does.
pub async fn of_post(tx: &mut Tx, post: PostId, id: MessageId) -> Result<Option<(Message, Option<Moment>)>, Fault> {
    let sql = Sql::new(&format!(
        "select {COLUMNS}, d.read_ms from messages_deliveries d join messages_messages m on m.id = d.message_id where "
    ))
    .with("d.post_id = ", post.to_string())
    .with(" and d.message_id = ", id.to_string());
    let read_row = |row: db::Row| {
        let mut c = row.columns();
        Ok((read(&mut c)?, c.get()?))
    };
    tx.opt(&sql).await?.map(read_row).transpose()
}

/// Which messages of a post are listed.
#[derive(Debug, Clone, Copy)]
pub struct Which<'w> {
    /// Only those not read.
    pub unread: bool,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only those older than this one: where the page before ended.
    pub before: Option<&'w str>,
}

/// Messages of a post, newest first, with when each was read.
///
/// # Errors
/// When the database does.
pub async fn page(
    tx: &mut Tx,
    post: PostId,
    which: Which<'_>,
    limit: i64,
) -> Result<Vec<(Message, Option<Moment>)>, Fault> {
    let mut sql = Sql::new(&format!(
        "select {COLUMNS}, d.read_ms from messages_deliveries d join messages_messages m on m.id = d.message_id where "
    ))
    .with("d.post_id = ", post.to_string());
    if which.unread {
        sql = sql.push(" and d.read_ms is null");
    }
    if let Some(kind) = which.kind {
        sql = sql.with(" and d.kind = ", kind.code());
    }
    if let Some(before) = which.before {
        sql = sql.with(" and d.message_id < ", before);
    }
    let rows = tx.all(&sql.with(" order by d.message_id desc limit ", limit)).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((read(&mut c)?, c.get()?))
        })
        .collect()
}

/// A message that an office sent.
///
/// # Errors
/// When the database does.
pub async fn sent_by(tx: &mut Tx, office: OfficeId, id: MessageId) -> Result<Option<Message>, Fault> {
    let sql = Sql::new(&format!("select {COLUMNS} from messages_messages m where "))
        .with("m.sender_office = ", office.to_string())
        .with(" and m.id = ", id.to_string());
    tx.opt(&sql).await?.map(|row| read(&mut row.columns())).transpose()
}

/// Something that was sent, as the list shows it.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The message.
    pub message: Message,
    /// Posts that got it.
    pub posts: i64,
    /// Those of them that opened it.
    pub read: i64,
    /// Offices that got it.
    pub offices: i64,
    /// The name of one of them.
    pub office: String,
}

/// What an office sent, newest first, each with who got it and how many of them read it.
///
/// # Errors
/// When the database does.
pub async fn sent(tx: &mut Tx, office: OfficeId, before: Option<&str>, limit: i64) -> Result<Vec<Sent>, Fault> {
    let of = "from messages_deliveries d where d.message_id = m.id";
    let mut sql = Sql::new(&format!(
        "select {COLUMNS}, (select count(*) {of}), (select count(*) {of} and d.read_ms is not null), \
         (select count(distinct d.office) {of}), (select min(d.office) {of}) from messages_messages m where "
    ))
    .with("m.sender_office = ", office.to_string());
    if let Some(before) = before {
        sql = sql.with(" and m.id < ", before);
    }
    let rows = tx.all(&sql.with(" order by m.id desc limit ", limit)).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            let message = read(&mut c)?;
            let (posts, read, offices) = (c.get()?, c.get()?, c.get()?);
            Ok(Sent { message, posts, read, offices, office: c.get::<Option<String>>()?.unwrap_or_default() })
        })
        .collect()
}
