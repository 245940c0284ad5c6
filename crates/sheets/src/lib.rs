//! Tables in and out: XLSX, XLS, CSV, and the fixed-width files of banks.
//!
//! What is always true:
//! - What comes in is text, cell by cell; numbers that a spreadsheet has already spoilt are refused, not repaired.
//! - What goes out holds no formula, and no text that a spreadsheet would take for one.
//! - Nothing is read before its size is known: 50 MB, 1,000,000 rows, 200 columns (see [`Limits`]).
//! - A character the receiver cannot write is reported with its row and field, never replaced.
//!
//! Tables: none.

mod clean;
mod csv_in;
mod csv_out;
mod fixed;
mod limits;
mod problem;
mod table;
mod xlsx_in;
mod xlsx_out;
mod zip_guard;

pub use clean::{clean, disarm, rearm};
pub use csv_in::Encoding;
pub use csv_out::write_csv;
pub use fixed::{Align, FixedField, FixedLayout, FixedProblem, FixedProblemKind, LineEnd};
pub use limits::Limits;
pub use problem::SheetProblem;
pub use table::{Cell, Column, ColumnKind, Source, Table};
pub use xlsx_out::{XlsxOptions, write_xlsx};

/// Reads a file of any kind we know, with the standard limits.
///
/// # Errors
/// What is wrong with the file and what to do, with row and column where it is in one place.
pub fn read(bytes: &[u8]) -> Result<Table, SheetProblem> {
    read_within(bytes, &Limits::default())
}

/// Reads a file of any kind we know.
///
/// # Errors
/// As [`read`].
pub fn read_within(bytes: &[u8], limits: &Limits) -> Result<Table, SheetProblem> {
    let mut collected = table::Collector::new(*limits);
    let source = read_rows(bytes, limits, &mut |line, cells| collected.take(line, cells))?;
    collected.finish(source)
}

/// Reads a file row by row without keeping it: `take` gets the line number from 1 and the cells of each row
/// that is not empty, headers first.
///
/// # Errors
/// As [`read`], or what `take` answers.
pub fn read_rows(
    bytes: &[u8],
    limits: &Limits,
    take: &mut dyn FnMut(usize, Vec<String>) -> Result<(), SheetProblem>,
) -> Result<Source, SheetProblem> {
    if bytes.len() > limits.bytes {
        return Err(SheetProblem::TooManyBytes { limit: limits.bytes });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(SheetProblem::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        zip_guard::check(bytes, limits)?;
        return xlsx_in::read_xlsx(bytes, limits, take);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return xlsx_in::read_xls(bytes, limits, take);
    }
    if bytes.starts_with(b"%PDF") || bytes.starts_with(b"\x89PNG") || bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Err(SheetProblem::NotATable);
    }
    csv_in::read_csv(bytes, limits, take)
}

#[cfg(test)]
mod tests;
