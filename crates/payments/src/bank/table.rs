//! The order as a table with headers: CSV (UTF-8 with a mark) or XLSX; the return in either, UTF-8 or GB18030.

use super::{BankFormat, OrderHead, OrderLine, ReturnRow, TakeRow};
use kernel::{Fen, Refusal};
use sheets::{Cell, Column, Limits, SheetProblem, XlsxOptions};

/// CSV.
pub struct CsvTable;
/// XLSX.
pub struct XlsxTable;

/// Titles may stand above the headers of a return.
const TITLE_LINES: usize = 5;

fn columns() -> Vec<Column> {
    vec![
        Column::text("明细号").wide(28),
        Column::text("户名").wide(16),
        Column::text("开户行").wide(24),
        Column::text("账号").wide(24),
        Column::amount("金额"),
    ]
}

fn rows(lines: &[OrderLine]) -> impl Iterator<Item = Vec<Cell>> {
    lines.iter().map(|line| {
        vec![
            line.key.clone().into(),
            line.name.clone().into(),
            line.bank.clone().into(),
            line.account.clone().into(),
            line.amount.into(),
        ]
    })
}

/// Where each column of a return stands.
struct Header {
    key: usize,
    amount: usize,
    code: usize,
    reason: Option<usize>,
}

impl Header {
    fn read(cells: &[String]) -> Option<Self> {
        let find = |names: &[&str]| cells.iter().position(|cell| names.contains(&cell.as_str()));
        Some(Self {
            key: find(&["明细号"])?,
            amount: find(&["金额", "金额（元）", "金额(元)", "交易金额"])?,
            code: find(&["结果", "结果码", "返回码"])?,
            reason: find(&["原因", "失败原因", "返回信息", "备注"]),
        })
    }

    fn row(&self, line: usize, cells: &[String]) -> ReturnRow {
        let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim()).to_owned();
        ReturnRow {
            line,
            key: cell(self.key),
            amount: Fen::parse(&cell(self.amount)).ok(),
            code: cell(self.code),
            reason: self.reason.map(cell).unwrap_or_default(),
        }
    }
}

fn read(bytes: &[u8], take: &mut TakeRow<'_>) -> Result<(), Refusal> {
    let (mut header, mut titles) = (None, 0);
    let done = sheets::read_rows(bytes, &Limits::default(), &mut |line, cells| {
        match &header {
            Some(header) => take(Header::row(header, line, &cells)),
            None => {
                header = Header::read(&cells);
                titles += 1;
                if header.is_none() && titles > TITLE_LINES {
                    return Err(SheetProblem::NotATable);
                }
            }
        }
        Ok(())
    });
    if header.is_none() && matches!(done, Ok(_) | Err(SheetProblem::NotATable)) {
        let sentence = "回盘里没有找到表头。要有“明细号”“金额”“结果”三列（“原因”可以没有），请核对文件。";
        return Err(Refusal::bad_input("payments.return_header", sentence).on_field("file"));
    }
    done?;
    Ok(())
}

impl BankFormat for CsvTable {
    fn code(&self) -> &'static str {
        "csv"
    }

    fn chinese(&self) -> &'static str {
        "CSV 表格"
    }

    fn ending(&self) -> &'static str {
        "csv"
    }

    fn media_type(&self) -> &'static str {
        "text/csv; charset=utf-8"
    }

    fn write(&self, _head: &OrderHead, lines: &[OrderLine]) -> Result<Vec<u8>, Refusal> {
        Ok(sheets::write_csv(&columns(), rows(lines))?)
    }

    fn read(&self, bytes: &[u8], take: &mut TakeRow<'_>) -> Result<(), Refusal> {
        read(bytes, take)
    }
}

impl BankFormat for XlsxTable {
    fn code(&self) -> &'static str {
        "xlsx"
    }

    fn chinese(&self) -> &'static str {
        "XLSX 表格"
    }

    fn ending(&self) -> &'static str {
        "xlsx"
    }

    fn media_type(&self) -> &'static str {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    }

    fn write(&self, head: &OrderHead, lines: &[OrderLine]) -> Result<Vec<u8>, Refusal> {
        let title =
            format!("{}　{}　{} 笔　合计 {} 元", head.number, head.month.chinese(), head.lines, head.sum.grouped());
        let options = XlsxOptions { sheet: "代发".to_owned(), title: Some(title), made_on: None, watermark: None };
        Ok(sheets::write_xlsx(&columns(), rows(lines), &options)?)
    }

    fn read(&self, bytes: &[u8], take: &mut TakeRow<'_>) -> Result<(), Refusal> {
        read(bytes, take)
    }
}
