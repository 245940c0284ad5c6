//! Writes XLSX row by row: text as text, amounts as numbers with two decimals, never a formula.

use kernel::Day;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::problem::SheetProblem;
use crate::table::{Cell, Column, ColumnKind};

/// What stands around the rows.
#[derive(Debug, Clone, Default)]
pub struct XlsxOptions {
    /// The name of the sheet, at most 31 characters; `[ ] : * ? / \` become `_`.
    pub sheet: String,
    /// A title over the headers, if any.
    pub title: Option<String>,
    /// The day written into the file's properties; without one it is left at the first day of 2000, never the
    /// machine's, so that the same rows give the same bytes.
    pub made_on: Option<Day>,
    /// Who took it out and when: in the footer of every page and on a hidden sheet.
    pub watermark: Option<String>,
}

/// Writes headers and rows.
///
/// # Errors
/// [`SheetProblem::TooManyRows`] beyond what a sheet holds, [`SheetProblem::Write`] when the writer fails.
pub fn write_xlsx(
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Cell>>,
    options: &XlsxOptions,
) -> Result<Vec<u8>, SheetProblem> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
    fill(sheet, columns, rows, options)?;
    if let Some(watermark) = &options.watermark {
        let hidden = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        hidden.set_name("导出说明").map_err(failed)?.set_hidden(true);
        hidden.write_string(0, 0, watermark.as_str()).map_err(failed)?;
    }
    workbook.set_properties(&properties(options.made_on)?);
    workbook.save_to_buffer().map_err(failed)
}

fn properties(made_on: Option<Day>) -> Result<DocProperties, SheetProblem> {
    let (year, month, day) = made_on.map_or((2000, 1, 1), |day| (day.year(), day.month(), day.day()));
    let part = |number: i16| u16::try_from(number).unwrap_or(1);
    let month = u8::try_from(month).unwrap_or(1);
    let day = u8::try_from(day).unwrap_or(1);
    let moment = ExcelDateTime::from_ymd(part(year), month, day).map_err(failed)?;
    Ok(DocProperties::new().set_creation_datetime(&moment))
}

fn failed(error: XlsxError) -> SheetProblem {
    if matches!(error, XlsxError::RowColumnLimitError) {
        return SheetProblem::TooManyRows { limit: 1_048_576 };
    }
    SheetProblem::Write { why: error.to_string() }
}

struct Formats {
    text: Format,
    amount: Format,
    count: Format,
    head: Format,
    title: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        Self {
            text: cell().set_num_format("@"),
            amount: cell().set_num_format("#,##0.00"),
            count: cell().set_num_format("0"),
            head: cell().set_bold().set_align(FormatAlign::Center).set_text_wrap().set_num_format("@"),
            title: Format::new().set_bold().set_font_size(16).set_num_format("@"),
        }
    }
}

fn fill(
    sheet: &mut Worksheet,
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Cell>>,
    options: &XlsxOptions,
) -> Result<(), SheetProblem> {
    let formats = Formats::new();
    sheet.set_name(sheet_name(&options.sheet)).map_err(failed)?;
    for (index, column) in columns.iter().enumerate() {
        let width = column.width.clamp(4, 80) * 7 + 5;
        sheet.set_column_width_pixels(column_number(index)?, width).map_err(failed)?;
    }
    if let Some(watermark) = &options.watermark {
        // A single & starts a command in headers and footers.
        sheet.set_footer(format!("&L{}&R第 &P 页，共 &N 页", watermark.replace('&', "&&")));
    }
    let mut line = 0;
    if let Some(title) = &options.title {
        sheet.write_string_with_format(line, 0, title.as_str(), &formats.title).map_err(failed)?;
        line += 1;
    }
    sheet.set_repeat_rows(0, line).map_err(failed)?.set_freeze_panes(line + 1, 0).map_err(failed)?;
    for (index, column) in columns.iter().enumerate() {
        let number = column_number(index)?;
        sheet.write_string_with_format(line, number, column.title.as_str(), &formats.head).map_err(failed)?;
    }
    for row in rows {
        line += 1;
        for (index, cell) in row.iter().enumerate() {
            let kind = columns.get(index).map_or(ColumnKind::Text, |column| column.kind);
            put(sheet, line, column_number(index)?, cell, kind, &formats)?;
        }
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    kind: ColumnKind,
    formats: &Formats,
) -> Result<(), SheetProblem> {
    let written = match cell {
        Cell::Empty => {
            let format = match kind {
                ColumnKind::Text => &formats.text,
                ColumnKind::Amount => &formats.amount,
                ColumnKind::Count => &formats.count,
            };
            sheet.write_blank(row, column, format)
        }
        Cell::Text(text) => sheet.write_string_with_format(row, column, text.as_str(), &formats.text),
        Cell::Amount(amount) => number(sheet, row, column, &amount.to_string(), &formats.amount),
        Cell::Count(count) => number(sheet, row, column, &count.to_string(), &formats.count),
    };
    written.map(|_| ()).map_err(failed)
}

/// Writes a number when a spreadsheet keeps all its digits, and text when it would not.
fn number<'a>(
    sheet: &'a mut Worksheet,
    row: u32,
    column: u16,
    decimal: &str,
    format: &Format,
) -> Result<&'a mut Worksheet, XlsxError> {
    let digits = decimal.bytes().filter(u8::is_ascii_digit).count();
    match decimal.parse::<f64>() {
        Ok(value) if digits <= 15 => sheet.write_number_with_format(row, column, value, format),
        _ => sheet.write_string_with_format(row, column, decimal, format),
    }
}

fn column_number(index: usize) -> Result<u16, SheetProblem> {
    u16::try_from(index).map_err(|_| SheetProblem::TooManyColumns { line: 1, limit: 16_384 })
}

fn sheet_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') { '_' } else { c })
        .take(31)
        .collect();
    if plain.trim().is_empty() { "表".to_owned() } else { plain }
}
