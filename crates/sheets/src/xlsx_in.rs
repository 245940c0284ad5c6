//! Reads XLSX cell by cell and XLS as a whole.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, SheetVisible, Xls, Xlsx};

use crate::clean::clean;
use crate::limits::Limits;
use crate::problem::SheetProblem;
use crate::table::Source;

/// From here on a spreadsheet's number has fewer digits than the identity number or card typed into it.
const LONG_NUMBER: f64 = 1e15;

type Take<'a> = &'a mut dyn FnMut(usize, Vec<String>) -> Result<(), SheetProblem>;

pub(crate) fn read_xlsx(bytes: &[u8], limits: &Limits, take: Take<'_>) -> Result<Source, SheetProblem> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| SheetProblem::Damaged)?;
    for name in visible(&workbook) {
        let mut rows = Rows { limits: *limits, line: 0, cells: Vec::new(), taken: 0, take };
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(|_| SheetProblem::Damaged)?;
        while let Some(cell) = cells.next_cell().map_err(|_| SheetProblem::Damaged)? {
            let (row, column) = cell.get_position();
            rows.put(row, column, cell.get_value())?;
        }
        rows.flush()?;
        if rows.taken > 0 {
            return Ok(Source::Xlsx);
        }
    }
    Err(SheetProblem::Empty)
}

pub(crate) fn read_xls(bytes: &[u8], limits: &Limits, take: Take<'_>) -> Result<Source, SheetProblem> {
    let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|_| SheetProblem::Damaged)?;
    for name in visible(&workbook) {
        let range = workbook.worksheet_range(&name).map_err(|_| SheetProblem::Damaged)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut rows = Rows { limits: *limits, line: 0, cells: Vec::new(), taken: 0, take };
        for (row, column, value) in range.used_cells() {
            let place = |offset: usize, first: u32| u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(first);
            rows.put(place(row, first_row), place(column, first_column), &borrowed(value))?;
        }
        rows.flush()?;
        if rows.taken > 0 {
            return Ok(Source::Xls);
        }
    }
    Err(SheetProblem::Empty)
}

fn visible<R: Reader<Cursor<B>>, B: AsRef<[u8]>>(workbook: &R) -> Vec<String> {
    let sheets = workbook.sheets_metadata().iter();
    sheets.filter(|sheet| sheet.visible == SheetVisible::Visible).map(|sheet| sheet.name.clone()).collect()
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// Puts cells that come in reading order together into rows.
struct Rows<'a, 'b> {
    limits: Limits,
    /// The line being filled, from 1; 0 before the first cell.
    line: usize,
    cells: Vec<String>,
    taken: usize,
    take: &'a mut (dyn FnMut(usize, Vec<String>) -> Result<(), SheetProblem> + 'b),
}

impl Rows<'_, '_> {
    fn put(&mut self, row: u32, column: u32, value: &DataRef<'_>) -> Result<(), SheetProblem> {
        let line = usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1);
        let column = usize::try_from(column).unwrap_or(usize::MAX).saturating_add(1);
        let text = text(line, column, value)?;
        if text.is_empty() {
            return Ok(());
        }
        if column > self.limits.columns {
            return Err(SheetProblem::TooManyColumns { line, limit: self.limits.columns });
        }
        if line != self.line {
            self.flush()?;
            self.line = line;
        }
        if self.cells.len() < column {
            self.cells.resize(column, String::new());
        }
        self.cells[column - 1] = text;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), SheetProblem> {
        if self.cells.is_empty() {
            return Ok(());
        }
        self.taken += 1;
        if self.taken > self.limits.rows {
            return Err(SheetProblem::TooManyRows { limit: self.limits.rows });
        }
        (self.take)(self.line, std::mem::take(&mut self.cells))
    }
}

fn text(line: usize, column: usize, value: &DataRef<'_>) -> Result<String, SheetProblem> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => clean(text),
        DataRef::SharedString(text) => clean(text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.abs() >= LONG_NUMBER || !number.is_finite() => {
            return Err(SheetProblem::LongNumber { line, column });
        }
        DataRef::Float(number) => number_text(*number),
        DataRef::Bool(true) => "是".to_owned(),
        DataRef::Bool(false) => "否".to_owned(),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) { day } else { format!("{day} {hour:02}:{minute:02}:{second:02}") }
        }
        DataRef::Error(_) => return Err(SheetProblem::ErrorCell { line, column }),
    })
}

/// A number as the spreadsheet shows it: 15 significant digits, no exponent, no zeros at the end.
fn number_text(number: f64) -> String {
    let scientific = format!("{number:.14e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits = mantissa.replace('.', "");
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (whole, decimals) = match usize::try_from(exponent) {
        Ok(places) => {
            let split = (places + 1).min(digits.len());
            (digits[..split].to_owned(), digits[split..].to_owned())
        }
        Err(_) => {
            let zeros = usize::try_from(exponent.unsigned_abs()).unwrap_or(0).saturating_sub(1);
            ("0".to_owned(), format!("{}{digits}", "0".repeat(zeros)))
        }
    };
    let decimals = decimals.trim_end_matches('0');
    match (decimals.is_empty(), whole.as_str()) {
        (true, "0") => "0".to_owned(),
        (true, whole) => format!("{sign}{whole}"),
        (false, whole) => format!("{sign}{whole}.{decimals}"),
    }
}
