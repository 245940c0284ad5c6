//! The order in fixed-width GBK records (定长文件): one head with count and sum, then one record a payment. The return
//! has a head of its own, so that a file cut short is noticed.

use super::{BankFormat, OrderHead, OrderLine, ReturnRow, TakeRow};
use kernel::{Fen, Refusal};
use sheets::{FixedField, FixedLayout, FixedProblem, LineEnd};

/// Fixed-width GBK.
pub struct GbkFixed;

/// Bytes of a record of the return, without its end.
const RETURN_WIDTH: usize = 101;

fn layout(fields: Vec<FixedField>) -> FixedLayout {
    FixedLayout { fields, line_end: LineEnd::CrLf }
}

fn order_head() -> FixedLayout {
    layout(vec![
        FixedField::text("记录类别", 1),
        FixedField::text("批次号", 40),
        FixedField::text("月份", 6),
        FixedField::number("笔数", 8),
        FixedField::number("合计（分）", 16),
        FixedField::text("备用", 120),
    ])
}

fn order_line() -> FixedLayout {
    layout(vec![
        FixedField::text("记录类别", 1),
        FixedField::text("明细号", 24),
        FixedField::text("户名", 60),
        FixedField::text("开户行", 60),
        FixedField::text("账号", 32),
        FixedField::number("金额（分）", 14),
    ])
}

fn return_head() -> FixedLayout {
    layout(vec![
        FixedField::text("记录类别", 1),
        FixedField::text("批次号", 40),
        FixedField::number("笔数", 8),
        FixedField::number("合计（分）", 16),
        FixedField::text("备用", 36),
    ])
}

fn return_line() -> FixedLayout {
    layout(vec![
        FixedField::text("记录类别", 1),
        FixedField::text("明细号", 24),
        FixedField::number("金额（分）", 14),
        FixedField::text("结果码", 2),
        FixedField::text("原因", 60),
    ])
}

/// Whether the first record has the width and the letter of a return.
pub(super) fn looks_fixed(bytes: &[u8]) -> bool {
    let first = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let first = first.strip_suffix(b"\r").unwrap_or(first);
    first.len() == RETURN_WIDTH && matches!(first.first(), Some(b'H' | b'D'))
}

fn wrong(problems: &[FixedProblem], from: usize) -> Refusal {
    let shown: Vec<String> = problems
        .iter()
        .take(3)
        .map(|problem| FixedProblem { row: problem.row + from, ..problem.clone() }.to_string())
        .collect();
    let sentence = format!("有 {} 处不合银行文件的格式：{}", problems.len(), shown.join(""));
    Refusal::bad_input("payments.bank_format", sentence).on_field("file")
}

impl BankFormat for GbkFixed {
    fn code(&self) -> &'static str {
        "gbk"
    }

    fn chinese(&self) -> &'static str {
        "定长文本（GBK）"
    }

    fn ending(&self) -> &'static str {
        "txt"
    }

    fn media_type(&self) -> &'static str {
        "application/octet-stream"
    }

    fn write(&self, head: &OrderHead, lines: &[OrderLine]) -> Result<Vec<u8>, Refusal> {
        /// Records turned into bytes at a time.
        const AT_ONCE: usize = 5_000;
        let month = head.month.to_string().replace('-', "");
        let first = vec![
            "H".to_owned(),
            head.number.clone(),
            month,
            head.lines.to_string(),
            head.sum.get().to_string(),
            String::new(),
        ];
        let mut bytes = order_head().write(&[first]).map_err(|problems| wrong(&problems, 0))?;
        let layout = order_line();
        for (index, some) in lines.chunks(AT_ONCE).enumerate() {
            let rows: Vec<Vec<String>> = some
                .iter()
                .map(|line| {
                    vec![
                        "D".to_owned(),
                        line.key.clone(),
                        line.name.clone(),
                        line.bank.clone(),
                        line.account.clone(),
                        line.amount.get().to_string(),
                    ]
                })
                .collect();
            bytes.extend(layout.write(&rows).map_err(|problems| wrong(&problems, index * AT_ONCE))?);
        }
        Ok(bytes)
    }

    fn read(&self, bytes: &[u8], take: &mut TakeRow<'_>) -> Result<(), Refusal> {
        if bytes.len() > sheets::Limits::default().bytes {
            let sentence = "文件太大，请请银行分批回盘，再分几次导入。";
            return Err(Refusal::bad_input("payments.bank_format", sentence).on_field("file"));
        }
        let (head, line_layout) = (return_head(), return_line());
        let mut promised = None;
        let (mut rows, mut sum) = (0_i64, Fen::ZERO);
        for (index, record) in bytes.split(|&byte| byte == b'\n').enumerate() {
            let record = record.strip_suffix(b"\r").unwrap_or(record);
            if record.is_empty() {
                continue;
            }
            if record.first() == Some(&b'H') {
                let read = one(&head, record, index)?;
                promised = Some((whole(&read, 2), whole(&read, 3)));
                continue;
            }
            let read = one(&line_layout, record, index)?;
            let amount = whole(&read, 2).map(Fen::new);
            rows += 1;
            sum = amount.and_then(|amount| sum.checked_add(amount)).unwrap_or(sum);
            let text = |at: usize| read.get(at).cloned().unwrap_or_default();
            take(ReturnRow { line: index + 1, key: text(1), amount, code: text(3), reason: text(4) });
        }
        match promised {
            Some((Some(count), Some(total))) if (count, total) == (rows, sum.get()) => Ok(()),
            Some(_) => {
                let sentence = format!(
                    "文件头写的笔数、合计和里面的明细（{rows} 笔，{} 元）不符，文件可能不完整，没有导入。请重新向银行取。",
                    sum.grouped()
                );
                Err(Refusal::bad_input("payments.return_cut", sentence).on_field("file"))
            }
            None => {
                let sentence = "文件没有文件头（H 记录），没有导入。请重新向银行取完整的回盘。";
                Err(Refusal::bad_input("payments.return_cut", sentence).on_field("file"))
            }
        }
    }
}

fn one(layout: &FixedLayout, record: &[u8], index: usize) -> Result<Vec<String>, Refusal> {
    let rows = layout.read(record).map_err(|problems| wrong(&problems, index))?;
    Ok(rows.into_iter().next().unwrap_or_default())
}

fn whole(read: &[String], at: usize) -> Option<i64> {
    read.get(at)?.parse().ok()
}
