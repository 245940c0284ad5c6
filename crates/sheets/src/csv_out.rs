//! Writes CSV: UTF-8 with a byte order mark (so that Excel shows Chinese), RFC 4180, no formulas.

use crate::clean::disarm;
use crate::problem::SheetProblem;
use crate::table::{Cell, Column};

/// Writes headers and rows.
///
/// # Errors
/// [`SheetProblem::Write`] when a row has another number of cells than there are columns.
pub fn write_csv(columns: &[Column], rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<Vec<u8>, SheetProblem> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    let failed = |error: csv::Error| SheetProblem::Write { why: error.to_string() };
    writer.write_record(columns.iter().map(|column| disarm(&column.title))).map_err(failed)?;
    for row in rows {
        writer.write_record(row.iter().map(text)).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| SheetProblem::Write { why: error.to_string() })
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => disarm(text),
        Cell::Amount(amount) => amount.to_string(),
        Cell::Count(count) => count.to_string(),
    }
}
