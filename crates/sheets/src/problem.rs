//! What can be wrong with a file, said so that the sender can mend it.

/// Why a file cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetProblem {
    /// Nothing in it.
    #[error("文件是空的，请检查选对了文件没有。")]
    Empty,
    /// Another kind of file.
    #[error("这不是表格文件。请上传 XLSX、XLS 或 CSV 文件。")]
    NotATable,
    /// Larger than allowed.
    #[error("文件超过{}MB，请分成几个文件上传。", limit / 1_000_000)]
    TooManyBytes {
        /// The limit in bytes.
        limit: usize,
    },
    /// More rows than allowed.
    #[error("超过{limit}行，请分成几个文件上传。")]
    TooManyRows {
        /// The limit.
        limit: usize,
    },
    /// More columns than allowed.
    #[error("第{line}行超过{limit}列，请删去多余的列后再上传。")]
    TooManyColumns {
        /// Which line.
        line: usize,
        /// The limit.
        limit: usize,
    },
    /// Unpacks to far more than it should, or has too many parts.
    #[error("文件解开后大得不正常，可能有害，没有读取。请在 Excel 或 WPS 里打开原表，另存为新的 XLSX 文件后再上传。")]
    Bomb,
    /// Carries macros.
    #[error("文件里带宏，不能上传。请另存为不带宏的 XLSX 文件。")]
    Macros,
    /// Links to other workbooks.
    #[error("文件里引用了别的工作簿。请全选、复制、“选择性粘贴”为数值，另存后再上传。")]
    ExternalLinks,
    /// Carries a document type definition, which no spreadsheet program writes.
    #[error("文件里有不该有的声明（DTD），可能有害，没有读取。请在 Excel 或 WPS 里另存后再上传。")]
    Dtd,
    /// A damaged package or sheet.
    #[error("表格文件损坏或加了密码，打不开。请去掉密码，在 Excel 或 WPS 里另存为 XLSX 文件后再上传。")]
    Damaged,
    /// Text that is neither UTF-8 nor GB18030.
    #[error("第{line}行的文字编码不对，既不是UTF-8也不是GB18030。请在 Excel 或 WPS 里另存为 XLSX 文件后再上传。")]
    Encoding {
        /// Which line.
        line: usize,
    },
    /// A quotation mark that is not closed, or the like.
    #[error("第{line}行的分隔或引号不对，请检查这一行。")]
    Csv {
        /// Which line.
        line: usize,
    },
    /// A header that is empty or given twice.
    #[error("第{line}行表头{why}")]
    Header {
        /// Which line.
        line: usize,
        /// What is wrong and what to do.
        why: String,
    },
    /// A long number that the spreadsheet kept as a number and so rounded.
    #[error("第{line}行第{column}列是数字格式的长号码，末几位已被表格软件改成了0。请把这一列设为文本格式，重新填写。")]
    LongNumber {
        /// Which line.
        line: usize,
        /// Which column, from 1.
        column: usize,
    },
    /// A cell that shows an error such as `#REF!`.
    #[error("第{line}行第{column}列是公式错误（如 #REF!），请改正后再上传。")]
    ErrorCell {
        /// Which line.
        line: usize,
        /// Which column, from 1.
        column: usize,
    },
    /// A row with more cells than there are headers.
    #[error("第{line}行的内容比表头多出几列，请核对是否错位。")]
    TooWide {
        /// Which line.
        line: usize,
    },
    /// The file could not be written.
    #[error("生成表格没有成功：{why}。请检查磁盘空间后重试。")]
    Write {
        /// What the writer said.
        why: String,
    },
}

impl From<SheetProblem> for kernel::Refusal {
    fn from(problem: SheetProblem) -> Self {
        kernel::Refusal::bad_input("sheet", problem.to_string()).on_field("file")
    }
}
