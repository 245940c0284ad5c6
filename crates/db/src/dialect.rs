//! The few places where the two databases must be told different words.

/// Turns a portable table definition into SQLite's words: strict tables, its own type names.
#[must_use]
pub(crate) fn for_sqlite(statement: &str) -> String {
    let text = statement.replace(" bigint", " integer").replace(" bytea", " blob");
    if text.trim_start().starts_with("create table") {
        let end = text.rfind(')').map_or(text.len(), |at| at + 1);
        return format!("{} strict", &text[..end]);
    }
    text
}

/// Turns it into PostgreSQL's words: text is compared byte by byte, as SQLite does.
#[must_use]
pub(crate) fn for_postgres(statement: &str) -> String {
    let defines_columns = ["create table", "alter table"].iter().any(|verb| statement.trim_start().starts_with(verb));
    if defines_columns {
        return statement.replace(" text", " text collate \"C\"");
    }
    statement.to_owned()
}

/// What a `select … for update` ends with; SQLite has one writer and needs nothing.
#[must_use]
pub(crate) fn row_lock(is_postgres: bool) -> &'static str {
    if is_postgres { " for update" } else { "" }
}

/// Splits a migration into statements; comments are lines of their own, and no statement holds a semicolon inside.
pub(crate) fn statements(sql: &str) -> impl Iterator<Item = String> {
    let plain: Vec<&str> = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    let parts: Vec<String> = plain.join("\n").split(';').map(str::to_owned).collect();
    parts.into_iter().filter(|part| !part.trim().is_empty())
}
