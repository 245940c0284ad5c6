//! Reads the plain tables shipped in `data/`: a header row, commas, no quotes.

/// A shipped table that is not what the program expects.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("随程序附带的表“{table}”第{line}行不对：{why}。请用安装包中的原文件替换后再启动。")]
pub struct TableProblem {
    /// Which table.
    pub table: &'static str,
    /// The line, counted from 1 with the header.
    pub line: usize,
    /// What is wrong.
    pub why: String,
}

/// One row: the fields in the order of the header, and the line for messages.
pub(crate) struct Row<'a> {
    pub(crate) table: &'static str,
    pub(crate) line: usize,
    fields: Vec<&'a str>,
}

impl<'a> Row<'a> {
    pub(crate) fn get(&self, column: usize) -> &'a str {
        self.fields.get(column).copied().unwrap_or_default()
    }

    pub(crate) fn problem(&self, why: impl Into<String>) -> TableProblem {
        TableProblem { table: self.table, line: self.line, why: why.into() }
    }
}

/// Splits a table into rows whose first columns are `header`.
pub(crate) fn rows<'a>(table: &'static str, text: &'a str, header: &str) -> Result<Vec<Row<'a>>, TableProblem> {
    let problem = |line: usize, why: String| TableProblem { table, line, why };
    let mut lines = text.lines().enumerate();
    let first = lines.next().map_or("", |(_, line)| line);
    if first != header && !first.starts_with(&format!("{header},")) {
        return Err(problem(1, format!("表头应为“{header}”")));
    }
    let width = first.split(',').count();
    let mut rows = Vec::new();
    for (index, line) in lines.filter(|(_, line)| !line.is_empty()) {
        if line.contains('"') {
            return Err(problem(index + 1, "不应有引号".to_owned()));
        }
        let fields: Vec<&str> = line.split(',').collect();
        if fields.len() != width {
            return Err(problem(index + 1, format!("应有{width}列，实有{}列", fields.len())));
        }
        rows.push(Row { table, line: index + 1, fields });
    }
    Ok(rows)
}
