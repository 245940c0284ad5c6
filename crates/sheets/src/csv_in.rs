//! Reads CSV in UTF-8, GB18030 (so also GBK and GB 2312) and UTF-16, as Excel and WPS save it.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use crate::clean::{clean, rearm};
use crate::limits::Limits;
use crate::problem::SheetProblem;
use crate::table::Source;

/// In which encoding a text file was read; the page shows it with a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a mark.
    Utf8,
    /// GB18030, which contains GBK and GB 2312.
    Gb18030,
    /// UTF-16 with a mark (“Unicode 文本”).
    Utf16,
}

impl Encoding {
    /// The name shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GB18030",
            Encoding::Utf16 => "UTF-16",
        }
    }
}

pub(crate) fn read_csv(
    bytes: &[u8],
    limits: &Limits,
    take: &mut dyn FnMut(usize, Vec<String>) -> Result<(), SheetProblem>,
) -> Result<Source, SheetProblem> {
    let (text, encoding) = decode(bytes)?;
    if text.contains('\0') {
        return Err(SheetProblem::NotATable);
    }
    check_quotes(&text)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut rows = 0;
    let mut lines = Lines::of(&text);
    for record in reader.records() {
        let record = record.map_err(|error| SheetProblem::Csv { line: lines.at(error.position()) })?;
        let line = lines.at(record.position());
        if record.len() > limits.columns && record.iter().skip(limits.columns).any(|cell| !cell.trim().is_empty()) {
            return Err(SheetProblem::TooManyColumns { line, limit: limits.columns });
        }
        let cells: Vec<String> = record.iter().map(|cell| clean(rearm(cell))).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        rows += 1;
        if rows > limits.rows {
            return Err(SheetProblem::TooManyRows { limit: limits.rows });
        }
        take(line, cells)?;
    }
    Ok(Source::Csv(encoding))
}

/// Counts lines up to the start of each record; the reader's own count stops before a CR LF.
struct Lines<'a> {
    bytes: &'a [u8],
    counted: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), counted: 0, line: 1 }
    }

    fn at(&mut self, position: Option<&csv::Position>) -> usize {
        let start = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.counted);
        let breaks = self.bytes.iter().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let end = (start + breaks).clamp(self.counted, self.bytes.len());
        self.line += self.bytes[self.counted..end].iter().filter(|&&byte| byte == b'\n').count();
        self.counted = end;
        self.line
    }
}

/// The mark decides; without one, valid UTF-8 is UTF-8 and anything else must be valid GB18030.
fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), SheetProblem> {
    let (utf16, encoding) = if bytes.starts_with(&[0xff, 0xfe]) {
        (true, UTF_16LE)
    } else if bytes.starts_with(&[0xfe, 0xff]) {
        (true, UTF_16BE)
    } else {
        (false, GB18030)
    };
    if !utf16 {
        let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match str::from_utf8(body) {
            Ok(text) => return Ok((Cow::Borrowed(text), Encoding::Utf8)),
            Err(error) if body.len() < bytes.len() => {
                return Err(SheetProblem::Encoding { line: line_at(body, error.valid_up_to()) });
            }
            Err(_) => {}
        }
    }
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    if damaged {
        let at = text.find('\u{fffd}').unwrap_or(text.len());
        return Err(SheetProblem::Encoding { line: line_at(text.as_bytes(), at) });
    }
    Ok((text, if utf16 { Encoding::Utf16 } else { Encoding::Gb18030 }))
}

fn line_at(bytes: &[u8], at: usize) -> usize {
    bytes[..at.min(bytes.len())].iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// An odd number of quotation marks swallows the rest of the file into one cell; name the line of the last one.
fn check_quotes(text: &str) -> Result<(), SheetProblem> {
    let quotes = text.bytes().filter(|&byte| byte == b'"').count();
    if quotes.is_multiple_of(2) {
        return Ok(());
    }
    let at = text.rfind('"').unwrap_or(0);
    Err(SheetProblem::Csv { line: line_at(text.as_bytes(), at) })
}

/// The separator that the first line uses most: comma, tab or semicolon.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: u8| first.bytes().filter(|&byte| byte == separator).count();
    let (mut best, mut most) = (b',', count(b','));
    for separator in [b'\t', b';'] {
        if count(separator) > most {
            (best, most) = (separator, count(separator));
        }
    }
    best
}
