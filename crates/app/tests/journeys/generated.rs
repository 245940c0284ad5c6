//! `docs/generated`: tables for readers that the code itself writes. `cargo xtask docs` writes them, CI compares.

use access::{Needs, Role};
use std::fmt::Write;
use std::path::PathBuf;
use testkit::{Engine, World};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/generated")
}

fn head(title: &str, what: &str) -> String {
    format!("# {title}\n\n{what}\n\nWritten by `cargo xtask docs`; do not edit.\n\n")
}

/// Role × action, with the marks of `matrix.txt`.
fn roles() -> String {
    let mut page = head("Roles and actions (角色 × 事项)", "Who may do what, from `crates/access/src/matrix.txt`.");
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.chinese()).collect();
    let _ = writeln!(page, "| action | 事项 | {} |\n|---|---|{}", roles.join(" | "), ":-:|".repeat(roles.len()));
    for rule in access::matrix().values() {
        let marks: Vec<&str> = Role::ALL.iter().map(|role| if rule.roles.contains(role) { "●" } else { "" }).collect();
        let _ = writeln!(page, "| `{}` | {} | {} |", rule.action, rule.chinese, marks.join(" | "));
    }
    page
}

/// Every route with what it asks.
fn routes(world: &World) -> String {
    let mut page =
        head("Routes (路由)", "Every address the program answers, and what the reader must be allowed to do.");
    page.push_str("| method | path | asks |\n|---|---|---|\n");
    for row in &world.table {
        let asks = match row.needs {
            Needs::Nobody => "nobody: open to all".to_owned(),
            Needs::Somebody => "somebody logged in".to_owned(),
            Needs::Action(action) => format!("`{action}`"),
            Needs::Token(action) => format!("a token for `{action}`"),
        };
        let _ = writeln!(page, "| {} | `{}` | {asks} |", row.method, row.path);
    }
    page
}

/// Every table with its columns, as SQLite has them after all migrations.
async fn tables(world: &World) -> String {
    let mut page = head("Tables (数据表)", "Every table and its columns after all migrations, by slice.");
    let mut tx = world.house.db.read().await.expect("a connection");
    let names =
        db::Sql::new("select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name");
    for row in tx.all(&names).await.expect("tables") {
        let table: String = row.only().expect("a name");
        let columns =
            db::Sql::new("select name, type, \"notnull\" from pragma_table_info($1) order by cid").bind(&table);
        let mut said = Vec::new();
        for column in tx.all(&columns).await.expect("columns") {
            let mut c = column.columns();
            let (name, kind, is_set): (String, String, i64) =
                (c.get().expect("a name"), c.get().expect("a type"), c.get().expect("a flag"));
            said.push(format!("{name} {kind}{}", if is_set == 0 { "?" } else { "" }));
        }
        let _ = writeln!(page, "- **`{table}`**: {}", said.join(", "));
    }
    page.push_str("\nA question mark stands for a column that may be empty.\n");
    page
}

/// Every programme with its steps and clocks.
fn programmes(world: &World) -> String {
    let mut page = head("Programmes and clocks (项目、步骤和时限)", "From `policies/*/procedure.toml`.");
    for procedure in world.house.procedures.all() {
        let _ = writeln!(page, "## {}（{}）\n", procedure.title, procedure.programme);
        for regime in &procedure.regimes {
            let until = regime.to.as_ref().map_or_else(String::new, |to| format!("至 {to}"));
            let _ = writeln!(page, "{}：{} 起{until}，{}\n", regime.id, regime.from, regime.document);
            page.push_str("| step | 步骤 | within | clause | action |\n|---|---|---|---|---|\n");
            for step in &regime.steps {
                let unit = if step.unit == "days" { "日" } else { "个工作日" };
                let assumed = if step.assumed { "（假定）" } else { "" };
                let _ = writeln!(
                    page,
                    "| {} | {} | {} {unit}{assumed} | {} | `{}` |",
                    step.id, step.name, step.within, step.clause, step.action
                );
            }
            page.push('\n');
        }
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

#[tokio::test]
async fn the_generated_tables_are_those_of_this_code() {
    let world = World::new(Engine::Sqlite).await;
    let pages = [
        ("roles.md", roles()),
        ("routes.md", routes(&world)),
        ("tables.md", tables(&world).await),
        ("programmes.md", programmes(&world)),
    ];
    let is_writing = std::env::var_os("DOUDI_WRITE_DOCS").is_some();
    if is_writing {
        std::fs::create_dir_all(folder()).expect("the folder");
    }
    for (name, page) in &pages {
        let path = folder().join(name);
        if is_writing {
            std::fs::write(&path, page).expect("written");
        }
        let stands = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(stands == *page, "docs/generated/{name} is not what the code says: run `cargo xtask docs`");
    }
    world.end().await;
}
