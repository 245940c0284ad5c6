//! Migrations: written once, run on both engines, remembered by name and digest; a landed one is never edited.

use crate::dialect;
use crate::fault::Fault;
use crate::open::{Db, Engine};
use crate::value::Sql;
use kernel::Moment;
use sm3::{Digest, Sm3};
use std::fmt::Write as _;

/// One migration of one crate.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `crate/number_name`.
    pub name: &'static str,
    /// Portable SQL: only `text`, `bigint` and `bytea` columns.
    pub sql: &'static str,
}

fn digest(text: &str) -> String {
    let mut hex = String::new();
    for byte in Sm3::digest(text.as_bytes()) {
        // Writing to a String cannot fail.
        let _ok = write!(hex, "{byte:02x}");
    }
    hex
}

/// Brings the database up to date; answers how many migrations ran.
///
/// # Errors
/// When a migration that already ran reads differently now, or the database errs.
pub async fn migrate(db: &Db, migrations: &[Migration], now: Moment) -> Result<usize, Fault> {
    let mut tx = db.begin().await?;
    let table = "create table if not exists db_migrations (name text not null primary key, digest text not null, at_ms bigint not null)";
    let is_postgres = db.engine() == Engine::Postgres;
    let words = |statement: &str| {
        if is_postgres { dialect::for_postgres(statement) } else { dialect::for_sqlite(statement) }
    };
    Db::define(&mut tx, &words(table)).await?;
    let mut ran = 0;
    for migration in migrations {
        let ask = Sql::new("select digest from db_migrations where name = $1").bind(migration.name);
        let known: Option<String> = tx.opt(&ask).await?.map(|row| row.only()).transpose()?;
        let digest = digest(migration.sql);
        match known {
            Some(old) if old == digest => continue,
            Some(_) => {
                return Err(Fault::other(format!(
                    "数据库升级步骤 {} 与当初执行的不一样：程序文件可能被改动过，请换回原版程序。",
                    migration.name
                )));
            }
            None => {}
        }
        for statement in dialect::statements(migration.sql) {
            Db::define(&mut tx, &words(&statement)).await?;
        }
        let note = Sql::new("insert into db_migrations (name, digest, at_ms) values ($1, $2, $3)")
            .bind(migration.name)
            .bind(digest)
            .bind(now);
        tx.exec(&note).await?;
        if migration.name == "db/001_house" {
            let head = Sql::new("insert into db_audit_head (id, seq, hash) values (1, 0, $1)").bind(vec![0_u8; 32]);
            tx.exec(&head).await?;
        }
        ran += 1;
    }
    tx.commit().await?;
    Ok(ran)
}

/// The names of the migrations that ran.
///
/// # Errors
/// When the database does.
pub async fn applied(db: &Db) -> Result<Vec<String>, Fault> {
    let rows = db.all(&Sql::new("select name from db_migrations order by name")).await?;
    rows.iter().map(crate::value::Row::only).collect()
}
