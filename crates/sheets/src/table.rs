//! A table in memory, and what the columns of a table that goes out are.

use std::collections::HashSet;

use kernel::Fen;

use crate::csv_in::Encoding;
use crate::limits::Limits;
use crate::problem::SheetProblem;

/// Where a table came from, for the page that asks "is this what you meant?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// An XLSX workbook; its first visible sheet with content.
    Xlsx,
    /// An XLS workbook of the old kind.
    Xls,
    /// Text in this encoding.
    Csv(Encoding),
}

/// Headers and rows of text; every row is as wide as the headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The headers, none empty, none twice.
    pub headers: Vec<String>,
    /// The rows; missing cells at the end are empty texts.
    pub rows: Vec<Vec<String>>,
    /// The line of each row in the file, from 1, for messages.
    pub lines: Vec<usize>,
    /// Where it came from.
    pub source: Source,
}

impl Table {
    /// The place of a header, if the table has it.
    #[must_use]
    pub fn column(&self, header: &str) -> Option<usize> {
        self.headers.iter().position(|known| known == header)
    }
}

/// How many lines with a single cell (a title, “单位：元”) may stand above the headers.
const TITLE_LINES: usize = 3;

/// Gathers rows into a [`Table`] while a file is read.
pub(crate) struct Collector {
    limits: Limits,
    /// Lines with a single cell before anything wider came: titles, or a table of one column.
    leading: Vec<(usize, Vec<String>)>,
    headers: Option<Vec<String>>,
    rows: Vec<Vec<String>>,
    lines: Vec<usize>,
}

impl Collector {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, leading: Vec::new(), headers: None, rows: Vec::new(), lines: Vec::new() }
    }

    pub(crate) fn take(&mut self, line: usize, cells: Vec<String>) -> Result<(), SheetProblem> {
        if self.headers.is_some() {
            return self.row(line, cells);
        }
        let is_title = cells.iter().filter(|cell| !cell.is_empty()).count() < 2;
        if !is_title {
            self.headers = Some(headers(line, cells)?);
            return Ok(());
        }
        self.leading.push((line, cells));
        if self.leading.len() > TITLE_LINES { self.single_column() } else { Ok(()) }
    }

    /// No wider line came: the first line is the header of a table of one column.
    fn single_column(&mut self) -> Result<(), SheetProblem> {
        let mut leading = std::mem::take(&mut self.leading).into_iter();
        let (line, cells) = leading.next().ok_or(SheetProblem::Empty)?;
        self.headers = Some(headers(line, cells)?);
        leading.try_for_each(|(line, cells)| self.row(line, cells))
    }

    fn row(&mut self, line: usize, mut cells: Vec<String>) -> Result<(), SheetProblem> {
        let width = self.headers.as_ref().map_or(0, Vec::len);
        if self.rows.len() + 1 >= self.limits.rows {
            return Err(SheetProblem::TooManyRows { limit: self.limits.rows });
        }
        if cells.iter().skip(width).any(|cell| !cell.is_empty()) {
            return Err(SheetProblem::TooWide { line });
        }
        cells.resize(width, String::new());
        self.rows.push(cells);
        self.lines.push(line);
        Ok(())
    }

    pub(crate) fn finish(mut self, source: Source) -> Result<Table, SheetProblem> {
        if self.headers.is_none() {
            self.single_column()?;
        }
        let headers = self.headers.ok_or(SheetProblem::Empty)?;
        Ok(Table { headers, rows: self.rows, lines: self.lines, source })
    }
}

fn headers(line: usize, mut cells: Vec<String>) -> Result<Vec<String>, SheetProblem> {
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    let mut seen = HashSet::new();
    for (index, header) in cells.iter().enumerate() {
        let why = if header.is_empty() {
            format!("第{}列是空的，请填写列名，或删去空列。", index + 1)
        } else if seen.insert(header) {
            continue;
        } else {
            format!("“{header}”出现了两次，请改成不同的列名。")
        };
        return Err(SheetProblem::Header { line, why });
    }
    Ok(cells)
}

/// What a column of an outgoing table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, also every code, number of a document, date.
    Text,
    /// Yuan with two decimals, as a number that can be summed.
    Amount,
    /// A whole number.
    Count,
}

/// A column of an outgoing table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The header.
    pub title: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Its width in characters of a digit's width; a Chinese character needs two.
    pub width: u32,
}

impl Column {
    /// A text column, wide enough for its title and at least 10 characters.
    #[must_use]
    pub fn text(title: impl Into<String>) -> Self {
        Self::new(title, ColumnKind::Text)
    }

    /// A column of amounts.
    #[must_use]
    pub fn amount(title: impl Into<String>) -> Self {
        Self::new(title, ColumnKind::Amount)
    }

    /// A column of whole numbers.
    #[must_use]
    pub fn count(title: impl Into<String>) -> Self {
        Self::new(title, ColumnKind::Count)
    }

    /// Makes it so many characters wide.
    #[must_use]
    pub fn wide(mut self, width: u32) -> Self {
        self.width = width;
        self
    }

    fn new(title: impl Into<String>, kind: ColumnKind) -> Self {
        let title = title.into();
        let own = title.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>() + 2;
        Self { title, kind, width: own.max(10) }
    }
}

/// A cell of an outgoing table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// An amount.
    Amount(Fen),
    /// A whole number.
    Count(i64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<Fen> for Cell {
    fn from(amount: Fen) -> Self {
        Cell::Amount(amount)
    }
}

impl From<i64> for Cell {
    fn from(count: i64) -> Self {
        Cell::Count(count)
    }
}
