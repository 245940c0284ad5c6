//! Fixed-width records in GBK (定长文件), as banks and social insurance still exchange them.
//!
//! Widths count bytes: a Chinese character has two. A character that GBK does not have is reported with its
//! row and field; the person must choose how the bank writes that name.

use encoding_rs::GBK;

/// On which side a field is filled up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text at the left, filling at the right.
    Left,
    /// Text at the right, filling at the left.
    Right,
}

/// How a record ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// CR LF.
    CrLf,
    /// LF.
    Lf,
}

impl LineEnd {
    const fn bytes(self) -> &'static [u8] {
        match self {
            LineEnd::CrLf => b"\r\n",
            LineEnd::Lf => b"\n",
        }
    }
}

/// One field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedField {
    /// Its Chinese name, for messages.
    pub name: String,
    /// Its width in bytes.
    pub width: usize,
    /// On which side the text stands.
    pub align: Align,
    /// What it is filled up with, an ASCII character such as a space or `0`.
    pub pad: u8,
}

impl FixedField {
    /// Text at the left, spaces at the right.
    #[must_use]
    pub fn text(name: impl Into<String>, width: usize) -> Self {
        Self { name: name.into(), width, align: Align::Left, pad: b' ' }
    }

    /// A number at the right, zeros at the left.
    #[must_use]
    pub fn number(name: impl Into<String>, width: usize) -> Self {
        Self { name: name.into(), width, align: Align::Right, pad: b'0' }
    }
}

/// The layout of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedLayout {
    /// The fields in order.
    pub fields: Vec<FixedField>,
    /// How each record ends.
    pub line_end: LineEnd,
}

/// What is wrong in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FixedProblemKind {
    /// A character that GBK does not have.
    NoCode(char),
    /// More bytes than the field is wide.
    TooLong {
        /// Bytes of the text.
        bytes: usize,
        /// Bytes of the field.
        width: usize,
    },
    /// A line break or another control character.
    Control,
    /// Text that is filled up on the side where it begins or ends with the filling, so that it would not read back.
    LooksLikePadding,
    /// Bytes that are no GBK.
    NotGbk,
    /// A record of another length, or a row with another number of fields.
    Length {
        /// What it has.
        found: usize,
        /// What it should have.
        expected: usize,
    },
}

/// Something wrong in one field of one row; the file is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第{row}行“{field}”：{}", describe(kind))]
pub struct FixedProblem {
    /// The row, from 1.
    pub row: usize,
    /// The field's name; `整行` when it is the record as a whole.
    pub field: String,
    /// What is wrong.
    pub kind: FixedProblemKind,
}

fn describe(kind: &FixedProblemKind) -> String {
    match kind {
        FixedProblemKind::NoCode(character) => {
            format!("“{character}”不在银行用的GBK字库里。请向开户银行问清户名怎么写，再填到“银行户名”里。")
        }
        FixedProblemKind::TooLong { bytes, width } => {
            format!("内容{bytes}字节，超过规定的{width}字节，请缩短。")
        }
        FixedProblemKind::Control => "含有换行等看不见的字符，请删去。".to_owned(),
        FixedProblemKind::LooksLikePadding => "开头或结尾与填充字符相同，读回来会少字，请改正。".to_owned(),
        FixedProblemKind::NotGbk => "不是GBK文字，请核对文件的编码和字段宽度。".to_owned(),
        FixedProblemKind::Length { found, expected } => {
            format!("长度是{found}，应为{expected}，请核对文件格式。")
        }
    }
}

impl FixedLayout {
    /// The bytes of one record without its end.
    #[must_use]
    pub fn record_width(&self) -> usize {
        self.fields.iter().map(|field| field.width).sum()
    }

    /// Writes all rows, or tells everything that is wrong in any of them.
    ///
    /// # Errors
    /// Every problem found, in order of row and field.
    pub fn write(&self, rows: &[Vec<String>]) -> Result<Vec<u8>, Vec<FixedProblem>> {
        let mut bytes = Vec::with_capacity(rows.len() * (self.record_width() + 2));
        let mut problems = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            if row.len() != self.fields.len() {
                let kind = FixedProblemKind::Length { found: row.len(), expected: self.fields.len() };
                problems.push(FixedProblem { row: index + 1, field: "整行".to_owned(), kind });
                continue;
            }
            for (field, text) in self.fields.iter().zip(row) {
                match field.encode(text) {
                    Ok(encoded) => bytes.extend(encoded),
                    Err(kind) => problems.push(FixedProblem { row: index + 1, field: field.name.clone(), kind }),
                }
            }
            bytes.extend_from_slice(self.line_end.bytes());
        }
        if problems.is_empty() { Ok(bytes) } else { Err(problems) }
    }

    /// Reads all records, or tells everything that is wrong in any of them. An empty last line is allowed.
    ///
    /// # Errors
    /// Every problem found, in order of row and field.
    pub fn read(&self, bytes: &[u8]) -> Result<Vec<Vec<String>>, Vec<FixedProblem>> {
        let mut rows = Vec::new();
        let mut problems = Vec::new();
        // Neither byte of a GBK character can be LF, so lines may be split before decoding.
        let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        if body.is_empty() {
            return Ok(rows);
        }
        for (index, line) in body.split(|&byte| byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.len() != self.record_width() {
                let kind = FixedProblemKind::Length { found: line.len(), expected: self.record_width() };
                problems.push(FixedProblem { row: index + 1, field: "整行".to_owned(), kind });
                continue;
            }
            let mut row = Vec::with_capacity(self.fields.len());
            let mut rest = line;
            for field in &self.fields {
                let (own, after) = rest.split_at(field.width);
                rest = after;
                match field.decode(own) {
                    Some(text) => row.push(text),
                    None => problems.push(FixedProblem {
                        row: index + 1,
                        field: field.name.clone(),
                        kind: FixedProblemKind::NotGbk,
                    }),
                }
            }
            rows.push(row);
        }
        if problems.is_empty() { Ok(rows) } else { Err(problems) }
    }
}

impl FixedField {
    fn encode(&self, text: &str) -> Result<Vec<u8>, FixedProblemKind> {
        let mut encoded = Vec::with_capacity(self.width);
        for character in text.chars() {
            if character.is_control() {
                return Err(FixedProblemKind::Control);
            }
            encoded.extend(gbk(character).ok_or(FixedProblemKind::NoCode(character))?);
        }
        if encoded.len() > self.width {
            return Err(FixedProblemKind::TooLong { bytes: encoded.len(), width: self.width });
        }
        if self.is_ambiguous(&encoded) {
            return Err(FixedProblemKind::LooksLikePadding);
        }
        let filling = std::iter::repeat_n(self.pad, self.width - encoded.len());
        Ok(match self.align {
            Align::Left => encoded.into_iter().chain(filling).collect(),
            Align::Right => filling.chain(encoded).collect(),
        })
    }

    /// Zeros before a number change nothing; any other text that touches the filling does.
    fn is_ambiguous(&self, encoded: &[u8]) -> bool {
        let is_number = self.pad == b'0' && self.align == Align::Right && encoded.iter().all(u8::is_ascii_digit);
        let edge = match self.align {
            Align::Left => encoded.last(),
            Align::Right => encoded.first(),
        };
        !is_number && edge == Some(&self.pad)
    }

    fn decode(&self, bytes: &[u8]) -> Option<String> {
        let (text, _, damaged) = GBK.decode(bytes);
        if damaged {
            return None;
        }
        let pad = char::from(self.pad);
        let trimmed = match self.align {
            Align::Left => text.trim_end_matches(pad),
            Align::Right => text.trim_start_matches(pad),
        };
        let is_zero = trimmed.is_empty() && self.pad == b'0';
        Some(if is_zero { "0".to_owned() } else { trimmed.to_owned() })
    }
}

/// The one or two bytes of a character; `None` outside GBK, for the private use area (each system shows
/// something else there) and for the euro sign (one byte in one system, two in another).
fn gbk(character: char) -> Option<Vec<u8>> {
    if matches!(character, '\u{e000}'..='\u{f8ff}' | '€' | '\u{80}') {
        return None;
    }
    let mut buffer = [0_u8; 4];
    let (bytes, _, replaced) = GBK.encode(character.encode_utf8(&mut buffer));
    if replaced { None } else { Some(bytes.into_owned()) }
}
