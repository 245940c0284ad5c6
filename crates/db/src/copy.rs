//! Moving an install: every row of every table from one database to another, and the form a backup is kept in.

use crate::fault::Fault;
use crate::migrate::{Migration, migrate};
use crate::open::Db;
use crate::tx::Tx;
use crate::value::{Kind, Sql, V};
use kernel::Moment;
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::io::{BufRead, Write};

/// Rows read and written at a time.
const PAGE: i64 = 2_000;

struct Table {
    name: String,
    columns: Vec<String>,
    kinds: Vec<Kind>,
    key: Vec<String>,
}

/// The kind in a column's definition.
fn kind_of(definition: &str) -> Kind {
    match definition.split_whitespace().nth(1) {
        Some("bigint") => Kind::Number,
        Some("bytea") => Kind::Bytes,
        _ => Kind::Text,
    }
}

/// Reads the tables out of the migrations: name, columns and primary key, in the order they were made.
fn tables(migrations: &[Migration]) -> Vec<Table> {
    let mut found = Vec::new();
    for statement in migrations.iter().flat_map(|m| crate::dialect::statements(m.sql)) {
        let text = statement.trim().to_owned();
        if let Some((table, column)) =
            text.strip_prefix("alter table ").and_then(|rest| rest.split_once(" add column "))
        {
            let known = found.iter_mut().find(|known: &&mut Table| known.name == table.trim());
            if let (Some(known), Some(name)) = (known, column.split_whitespace().next()) {
                known.columns.push(name.to_owned());
                known.kinds.push(kind_of(column));
            }
            continue;
        }
        let Some(rest) = text.strip_prefix("create table ") else { continue };
        let Some((name, body)) = rest.split_once('(') else { continue };
        let body = &body[..body.rfind(')').unwrap_or(body.len())];
        let (mut columns, mut kinds) = (Vec::new(), Vec::new());
        let mut key = Vec::new();
        for line in body.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| !line.is_empty()) {
            if let Some(list) = line.strip_prefix("primary key") {
                let list = list.trim().trim_start_matches('(').trim_end_matches(')');
                key = list.split(',').map(|c| c.trim().to_owned()).collect();
            } else if !line.starts_with("unique") && !line.starts_with("check") {
                let column = line.split_whitespace().next().unwrap_or_default().to_owned();
                if line.contains("primary key") {
                    key = vec![column.clone()];
                }
                kinds.push(kind_of(line));
                columns.push(column);
            }
        }
        found.push(Table { name: name.trim().to_owned(), columns, kinds, key });
    }
    found
}

/// The rows after one, in the order of the primary key.
async fn page(tx: &mut Tx, table: &Table, after: Option<&Vec<V>>) -> Result<Vec<Vec<V>>, Fault> {
    let key = table.key.join(", ");
    let mut sql = Sql::new(&format!("select {} from {}", table.columns.join(", "), table.name));
    if let Some(last) = after {
        let places = table.key.iter().map(|key| table.columns.iter().position(|column| column == key));
        let values = places.map(|at| at.and_then(|at| last.get(at).cloned()));
        sql = sql.push(&format!(" where ({key}) > ("));
        for (index, value) in values.enumerate() {
            let value =
                value.ok_or_else(|| Fault::other(format!("table {}: its key is not among its columns", table.name)))?;
            sql = sql.push(if index == 0 { "" } else { ", " }).arg(value);
        }
        sql = sql.push(")");
    }
    let sql = sql.push(&format!(" order by {key}")).with(" limit ", PAGE);
    tx.all(&sql).await?.iter().map(|row| row.values(&table.kinds)).collect()
}

/// Copies everything from one open database into another, which must be empty; answers the number of rows.
///
/// # Errors
/// When the target holds rows already, or a database errs; the target then holds nothing.
pub async fn copy_tables(from: &Db, to: &Db, migrations: &[Migration], now: Moment) -> Result<i64, Fault> {
    migrate(to, migrations, now).await?;
    let mut reader = from.snapshot().await?;
    let mut writer = to.begin().await?;
    let mut rows = 0;
    for table in tables(migrations) {
        prepare(&mut writer, &table).await?;
        let columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
        let mut last = None;
        loop {
            let batch = page(&mut reader, &table, last.as_ref()).await?;
            writer.insert_all(&table.name, &columns, &batch).await?;
            let count = i64::try_from(batch.len()).unwrap_or(i64::MAX);
            rows += count;
            last = batch.into_iter().next_back();
            if count < PAGE {
                break;
            }
        }
    }
    writer.commit().await?;
    to.settle().await?;
    Ok(rows)
}

/// The head of the log is the one row an empty install has; everything else must be absent.
async fn prepare(writer: &mut Tx, table: &Table) -> Result<(), Fault> {
    let count: i64 = writer.one(&Sql::new(&format!("select count(*) from {}", table.name))).await?.only()?;
    if table.name == "db_audit_head" {
        let seq: i64 = writer.one(&Sql::new("select seq from db_audit_head where id = 1")).await?.only()?;
        if seq == 0 {
            writer.exec(&Sql::new("delete from db_audit_head")).await?;
            return Ok(());
        }
    }
    if count > 0 {
        return Err(Fault::other(format!("目标库里已经有数据（表 {}），请换一个空库。", table.name)));
    }
    Ok(())
}

/// One line of a backup.
#[derive(Debug, Serialize, Deserialize)]
pub enum Dump {
    /// The beginning: format and the migrations it was made with.
    Head {
        /// `doudi-backup-1`.
        format: String,
        /// Names of the migrations.
        migrations: Vec<String>,
        /// When it was made, milliseconds.
        at: i64,
    },
    /// Rows of one table: numbers, text, or bytes in hexadecimal.
    Rows {
        /// The table.
        table: String,
        /// Its rows.
        rows: Vec<Vec<Cell>>,
    },
    /// The end: number of rows and SM3 of all lines before.
    End {
        /// How many rows.
        rows: i64,
        /// Digest, hexadecimal.
        digest: String,
    },
}

/// A value in a backup.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A whole number.
    I(i64),
    /// Text.
    T(String),
    /// Bytes, hexadecimal.
    B {
        /// The bytes.
        hex: String,
    },
    /// Nothing, with the letter of its type.
    N {
        /// `i`, `t` or `b`.
        null: char,
    },
}

fn to_cell(value: V) -> Cell {
    match value {
        V::I(Some(v)) => Cell::I(v),
        V::T(Some(v)) => Cell::T(v),
        V::B(Some(v)) => Cell::B { hex: v.iter().map(|byte| format!("{byte:02x}")).collect() },
        V::I(None) => Cell::N { null: 'i' },
        V::T(None) => Cell::N { null: 't' },
        V::B(None) => Cell::N { null: 'b' },
    }
}

fn from_cell(cell: Cell) -> Result<V, Fault> {
    Ok(match cell {
        Cell::I(v) => V::I(Some(v)),
        Cell::T(v) => V::T(Some(v)),
        Cell::B { hex } => {
            let bytes = (0..hex.len() / 2)
                .map(|at| hex.get(at * 2..at * 2 + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
                .collect::<Option<Vec<_>>>();
            V::B(Some(bytes.ok_or_else(|| Fault::other("备份里有读不懂的字节"))?))
        }
        Cell::N { null: 'i' } => V::I(None),
        Cell::N { null: 't' } => V::T(None),
        Cell::N { .. } => V::B(None),
    })
}

/// Writes every row as lines of JSON; answers the number of rows.
///
/// # Errors
/// When the database or the writer errs.
pub async fn dump(from: &Db, migrations: &[Migration], out: &mut impl Write, now: Moment) -> Result<i64, Fault> {
    let mut reader = from.snapshot().await?;
    let mut hasher = Sm3::new();
    let mut rows = 0;
    let names = migrations.iter().map(|m| m.name.to_owned()).collect();
    write_line(
        out,
        &mut hasher,
        &Dump::Head { format: "doudi-backup-1".to_owned(), migrations: names, at: now.millis() },
    )?;
    for table in tables(migrations) {
        let mut last = None;
        loop {
            let batch = page(&mut reader, &table, last.as_ref()).await?;
            let count = i64::try_from(batch.len()).unwrap_or(i64::MAX);
            last = batch.last().cloned();
            rows += count;
            let cells = batch.into_iter().map(|row| row.into_iter().map(to_cell).collect()).collect();
            write_line(out, &mut hasher, &Dump::Rows { table: table.name.clone(), rows: cells })?;
            if count < PAGE {
                break;
            }
        }
    }
    let digest = hasher.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    write_line(out, &mut hasher, &Dump::End { rows, digest })?;
    Ok(rows)
}

fn write_line(out: &mut impl Write, hasher: &mut Sm3, line: &Dump) -> Result<(), Fault> {
    let text = serde_json::to_string(line).map_err(|e| Fault::other(e.to_string()))?;
    hasher.update(text.as_bytes());
    hasher.update(b"\n");
    writeln!(out, "{text}").map_err(|e| Fault::other(format!("备份写不下去：{e}")))
}

/// Reads a backup into an empty database; answers the number of rows.
///
/// # Errors
/// When the backup is cut short or altered, or the target holds rows; the target then holds nothing.
pub async fn restore(to: &Db, migrations: &[Migration], input: &mut impl BufRead, now: Moment) -> Result<i64, Fault> {
    migrate(to, migrations, now).await?;
    let all = tables(migrations);
    let mut writer = to.begin().await?;
    for table in &all {
        prepare(&mut writer, table).await?;
    }
    let mut hasher = Sm3::new();
    let mut count = 0;
    for line in input.lines() {
        let line = line.map_err(|e| Fault::other(format!("备份读不下去：{e}")))?;
        match serde_json::from_str(&line).map_err(|e| Fault::other(format!("备份里有一行读不懂：{e}")))? {
            Dump::Head { format, .. } if format != "doudi-backup-1" => {
                return Err(Fault::other(format!("备份格式“{format}”不认识。")));
            }
            Dump::Head { .. } => {}
            Dump::Rows { table, rows } => {
                let Some(known) = all.iter().find(|t| t.name == table) else {
                    return Err(Fault::other(format!("备份里的表 {table} 这个版本没有，请用做备份的版本恢复。")));
                };
                let columns: Vec<&str> = known.columns.iter().map(String::as_str).collect();
                let rows = rows
                    .into_iter()
                    .map(|row| row.into_iter().map(from_cell).collect::<Result<Vec<_>, _>>())
                    .collect::<Result<Vec<_>, _>>()?;
                count += i64::try_from(rows.len()).unwrap_or(i64::MAX);
                writer.insert_all(&table, &columns, &rows).await?;
            }
            Dump::End { rows, digest } => {
                let ours: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
                if rows != count || digest != ours {
                    return Err(Fault::other("备份校验不符：文件不完整或被改动过，没有恢复任何内容。"));
                }
                writer.commit().await?;
                to.settle().await?;
                return Ok(count);
            }
        }
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
    }
    Err(Fault::other("备份文件不完整：没有结尾，没有恢复任何内容。"))
}
