//! Bank formats (银行文件): how an order is written and its return is read. One adapter a file.

mod fixed;
mod table;

use crate::line::LineState;
use kernel::{Fen, Month, Refusal};

pub use fixed::GbkFixed;
pub use table::{CsvTable, XlsxTable};

/// What stands at the head of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderHead {
    /// The run's number.
    pub number: String,
    /// The month.
    pub month: Month,
    /// How many lines.
    pub lines: i64,
    /// Their sum, fen.
    pub sum: Fen,
}

/// One payment of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// 明细号: 24 characters.
    pub key: String,
    /// 户名.
    pub name: String,
    /// 开户行.
    pub bank: String,
    /// 账号.
    pub account: String,
    /// Fen.
    pub amount: Fen,
}

/// One row of a return file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnRow {
    /// The line of the file, from 1.
    pub line: usize,
    /// 明细号.
    pub key: String,
    /// The amount; none when it cannot be read.
    pub amount: Option<Fen>,
    /// 结果: a code or a word.
    pub code: String,
    /// 原因.
    pub reason: String,
}

/// Takes the rows of a return file one by one.
pub type TakeRow<'t> = dyn FnMut(ReturnRow) + 't;

/// A way to write orders and read returns.
pub trait BankFormat: Send + Sync {
    /// As stored.
    fn code(&self) -> &'static str;
    /// As shown.
    fn chinese(&self) -> &'static str;
    /// The ending of the file's name.
    fn ending(&self) -> &'static str;
    /// The media type of the file.
    fn media_type(&self) -> &'static str;
    /// Writes an order; the same order gives the same bytes.
    ///
    /// # Errors
    /// A refusal that names the line and field the bank's file cannot hold.
    fn write(&self, head: &OrderHead, lines: &[OrderLine]) -> Result<Vec<u8>, Refusal>;
    /// Reads a return, row by row.
    ///
    /// # Errors
    /// A refusal when the file as a whole cannot be read; single odd rows are given on as they are.
    fn read(&self, bytes: &[u8], take: &mut TakeRow<'_>) -> Result<(), Refusal>;
}

/// All formats, the usual one first.
pub const FORMATS: &[&dyn BankFormat] = &[&CsvTable, &XlsxTable, &GbkFixed];

/// The format with this code.
#[must_use]
pub fn format(code: &str) -> Option<&'static dyn BankFormat> {
    FORMATS.iter().copied().find(|format| format.code() == code)
}

/// The format of a return file, told from its first bytes: a bank may answer otherwise than it was asked.
#[must_use]
pub fn format_of(bytes: &[u8]) -> &'static dyn BankFormat {
    if bytes.starts_with(b"PK\x03\x04") {
        &XlsxTable
    } else if fixed::looks_fixed(bytes) {
        &GbkFixed
    } else {
        &CsvTable
    }
}

/// What a result means: 00 到账; 01–09 退汇; 10 and 20 待查 (20 is the bank's 没有, which counts only in writing).
/// Words are understood too. `None` for anything else.
#[must_use]
pub fn outcome_of(code: &str) -> Option<LineState> {
    match kernel::narrow(code).as_str() {
        "00" | "0000" | "成功" | "到账" | "入账成功" => Some(LineState::Arrived),
        "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "失败" | "退汇" | "入账失败" => {
            Some(LineState::Returned)
        }
        "10" | "20" | "待查" | "处理中" | "没有" | "未收到" => Some(LineState::Unknown),
        _ => None,
    }
}
