//! `access_posts`.

use crate::actor::{OfficeId, OfficeKind, PostId, StaffId, scope_of};
use crate::role::Role;
use crate::scope::{Place, Scope};
use db::{Fault, Row, Sql, Tx};
use kernel::{Day, Moment};

/// A dated post (任职).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Who holds it.
    pub staff: StaffId,
    /// Where.
    pub office: OfficeId,
    /// As what.
    pub role: Role,
    /// First day.
    pub from: Day,
    /// Last day, included.
    pub to: Option<Day>,
}

/// A post with the names a page shows.
#[derive(Debug, Clone)]
pub struct NamedPost {
    /// The post.
    pub post: Post,
    /// Who holds it.
    pub staff_name: String,
    /// Their login.
    pub login: String,
    /// The office.
    pub office_name: String,
}

fn read(c: &mut db::Columns<'_>) -> Result<Post, Fault> {
    Ok(Post {
        id: c.parsed()?,
        staff: c.parsed()?,
        office: c.parsed()?,
        role: c.parsed()?,
        from: c.get()?,
        to: c.get()?,
    })
}

/// Stores a post.
///
/// # Errors
/// When the database does.
pub async fn insert(tx: &mut Tx, post: &Post, given_by: &str, now: Moment) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into access_posts (id, staff_id, office_id, role, from_day, to_day, given_by, created_ms) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .text(post.id)
    .text(post.staff)
    .text(post.office)
    .bind(post.role.code())
    .bind(post.from)
    .bind(post.to)
    .bind(given_by)
    .bind(now);
    tx.exec(&sql).await.map(drop)
}

/// Ends a post on a day; `false` when it had ended.
///
/// # Errors
/// When the database does.
pub async fn end(tx: &mut Tx, id: PostId, last_day: Day) -> Result<bool, Fault> {
    let sql = Sql::new("update access_posts set to_day = $1 where id = $2 and (to_day is null or to_day > $1)")
        .bind(last_day)
        .text(id);
    Ok(tx.exec(&sql).await? == 1)
}

/// The posts somebody holds on a day.
///
/// # Errors
/// When the database does.
pub async fn of_staff(tx: &mut Tx, staff: StaffId, on: Day) -> Result<Vec<Post>, Fault> {
    let sql = Sql::new(
        "select id, staff_id, office_id, role, from_day, to_day from access_posts where staff_id = $1 \
         and from_day <= $2 and (to_day is null or to_day >= $2) order by from_day, id",
    )
    .text(staff)
    .bind(on);
    tx.all(&sql).await?.iter().map(|row| read(&mut row.columns())).collect()
}

/// The posts of an office, those that ended too, newest first.
///
/// # Errors
/// When the database does.
pub async fn of_office(tx: &mut Tx, office: OfficeId) -> Result<Vec<NamedPost>, Fault> {
    let sql = Sql::new(
        "select p.id, p.staff_id, p.office_id, p.role, p.from_day, p.to_day, s.name, s.login, o.name \
         from access_posts p join access_staff s on s.id = p.staff_id join access_offices o on o.id = p.office_id \
         where p.office_id = $1 order by p.from_day desc, p.id limit 500",
    )
    .text(office);
    tx.all(&sql).await?.iter().map(read_named).collect()
}

/// Everybody who holds a post on a day, for the demo's list of people to log in as.
///
/// # Errors
/// When the database does.
pub async fn current(tx: &mut Tx, on: Day, limit: i64) -> Result<Vec<NamedPost>, Fault> {
    let sql = Sql::new(
        "select p.id, p.staff_id, p.office_id, p.role, p.from_day, p.to_day, s.name, s.login, o.name \
         from access_posts p join access_staff s on s.id = p.staff_id join access_offices o on o.id = p.office_id \
         where p.from_day <= $1 and (p.to_day is null or p.to_day >= $1) order by p.id limit $2",
    )
    .bind(on)
    .bind(limit);
    tx.all(&sql).await?.iter().map(read_named).collect()
}

/// A post that is held, with where its office stands.
#[derive(Debug, Clone)]
pub struct Seat {
    /// The post with its names.
    pub held: NamedPost,
    /// The kind of its office.
    pub kind: OfficeKind,
    /// Where its office is in charge.
    pub place: Place,
}

impl Seat {
    /// Where its holder may look.
    #[must_use]
    pub fn scope(&self) -> Scope {
        scope_of(self.held.post.role, self.kind, &self.place.county, &self.place.township, &self.place.village)
    }
}

/// The posts of some roles in offices of some kinds within a jurisdiction, held on a day by people who work here.
///
/// # Errors
/// When the database does.
pub async fn seats(
    tx: &mut Tx,
    (kinds, roles): (&[OfficeKind], &[Role]),
    within: &Scope,
    on: Day,
) -> Result<Vec<Seat>, Fault> {
    let sql = Sql::new(
        "select p.id, p.staff_id, p.office_id, p.role, p.from_day, p.to_day, s.name, s.login, o.name, o.kind, \
         o.county, o.township, o.village \
         from access_posts p join access_staff s on s.id = p.staff_id join access_offices o on o.id = p.office_id \
         where s.state = 'active' and ",
    )
    .within("o.kind", kinds.iter().map(|kind| kind.code()))
    .push(" and ")
    .within("p.role", roles.iter().map(|role| role.code()))
    .with(" and p.from_day <= ", on)
    .with(" and (p.to_day is null or p.to_day >= ", on)
    .push(")");
    let sql = within.filter(sql, "o.").push(" order by o.county, o.township, o.village, p.id");
    let seat = |row: &Row| {
        let mut c = row.columns();
        let held = NamedPost { post: read(&mut c)?, staff_name: c.get()?, login: c.get()?, office_name: c.get()? };
        let kind = c.parsed()?;
        Ok(Seat { held, kind, place: Place { county: c.get()?, township: c.get()?, village: c.get()? } })
    };
    tx.all(&sql).await?.iter().map(seat).collect()
}

/// Adds to what each of these posts has not read; rows are taken in one order, so that two who deliver to the same posts
/// wait for each other and do not block.
///
/// # Errors
/// When the database does.
pub async fn add_unread(tx: &mut Tx, posts: &[PostId]) -> Result<(), Fault> {
    for some in posts.chunks(500) {
        let sql =
            Sql::new("update access_posts set unread = unread + 1 where id in (select id from access_posts where ")
                .within("id", some.iter().map(ToString::to_string))
                .push(" order by id")
                .push(tx.row_lock())
                .push(")");
        tx.exec(&sql).await?;
    }
    Ok(())
}

/// Takes what was read off what a post has not read.
///
/// # Errors
/// When the database does.
pub async fn take_unread(tx: &mut Tx, post: PostId, count: i64) -> Result<(), Fault> {
    let sql = Sql::new("update access_posts set unread = unread - $1 where id = $2").bind(count).text(post);
    tx.exec(&sql).await.map(drop)
}

fn read_named(row: &Row) -> Result<NamedPost, Fault> {
    let mut c = row.columns();
    Ok(NamedPost { post: read(&mut c)?, staff_name: c.get()?, login: c.get()?, office_name: c.get()? })
}
