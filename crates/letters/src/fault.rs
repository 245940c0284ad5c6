//! Why a letter could not be made.

use std::fmt;

/// Why a letter could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterFault {
    /// This build has no typesetting.
    #[error("这个版本没有装打印文书的功能。请换用完整版，或先用网页打印。")]
    NoPdf,
    /// A template that does not compile or asks for a value it was not given.
    #[error("文书模板有错：{why}。请把这句话报给管理员，由写模板的人改正。")]
    Template {
        /// What the typesetter said.
        why: String,
    },
    /// Characters that none of the fonts has.
    #[error(
        "现有字体里没有这些字：{characters}。请在服务器上安装更全的字体（fonts-noto-cjk-extra 或 fonts-babelstone-han），再重新打印。"
    )]
    NoGlyph {
        /// Which.
        characters: String,
    },
    /// A number that must not stand on a public notice.
    #[error("公示内容“{field}”里有像身份证号、手机号或银行卡号的数字，不能公示。请删去后再打印。")]
    PrivateNumber {
        /// Where.
        field: String,
    },
    /// A sum that no longer fits.
    #[error("名册金额合计太大，请核对每一行的金额。")]
    Sum,
    /// A check address too long for a QR code.
    #[error("查询网址太长，做不成二维码。请让管理员缩短网址。")]
    Qr,
    /// Values that cannot be handed to a template.
    #[error("文书内容不能交给模板：{why}")]
    Data {
        /// What is wrong.
        why: String,
    },
}

impl From<LetterFault> for kernel::Refusal {
    fn from(fault: LetterFault) -> Self {
        kernel::Refusal::not_now("letter", fault.to_string())
    }
}

/// No Chinese font on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingFonts {
    /// Names of packages to install, the one that suffices first.
    pub packages: Vec<&'static str>,
}

impl fmt::Display for MissingFonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, others) =
            self.packages.split_first().map_or(("", [].as_slice()), |(first, others)| (*first, others));
        write!(
            f,
            "这台服务器上没有中文字体，打印不了文书。请安装 {first}（apt install {first}），安装后重新启动。\
             想要更像正式公文的仿宋和楷体，再安装 {}。",
            others.join("、")
        )
    }
}

impl std::error::Error for MissingFonts {}

/// The values of a letter as its template sees them.
pub(crate) fn values(letter: &impl serde::Serialize) -> Result<serde_json::Value, LetterFault> {
    serde_json::to_value(letter).map_err(|error| LetterFault::Data { why: error.to_string() })
}

/// A day written in a sample; the tests show every sample, so a wrong one is seen at once.
pub(crate) fn sample_day(text: &str) -> kernel::Day {
    kernel::Day::parse(text).unwrap_or_else(|problem| panic!("{problem}"))
}

/// A month written in a sample.
pub(crate) fn sample_month(text: &str) -> kernel::Month {
    kernel::Month::parse(text).unwrap_or_else(|problem| panic!("{problem}"))
}

/// The masked number of a made-up person born on the first day of a year: sequence 000, right check character.
pub(crate) fn sample_id(year: i16) -> String {
    let birth = kernel::Day::new(year, 1, 1);
    birth.and_then(|birth| kernel::IdNumber::from_parts("510904", birth, 0)).map(|id| id.masked()).unwrap_or_default()
}
