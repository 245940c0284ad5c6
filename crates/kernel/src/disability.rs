//! Disability certificates of the second generation (第二代残疾人证).

use std::fmt;

use crate::id_number::{IdNumber, IdProblem};
use crate::outcome::Refusal;

/// A certificate number: identity number, category, grade, and how often it was replaced.
///
/// Holds an identity number, so it has no `Display`; `Debug` shows the mask.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DisabilityCertificate {
    id: IdNumber,
    category: u8,
    grade: u8,
    reissues: u8,
}

/// Which part of a certificate number is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateProblem {
    /// Neither 20 characters nor 22 ending in `B1` to `B9`.
    Length,
    /// The first 18 characters are no identity number.
    Id(IdProblem),
    /// The 19th character is not 1–7.
    Category,
    /// The 20th character is not 1–4.
    Grade,
    /// The end is not `B` and a digit.
    Reissue,
}

impl CertificateProblem {
    /// A short stable name for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            CertificateProblem::Length => "LENGTH",
            CertificateProblem::Id(problem) => problem.code(),
            CertificateProblem::Category => "CATEGORY",
            CertificateProblem::Grade => "GRADE",
            CertificateProblem::Reissue => "REISSUE",
        }
    }
}

impl fmt::Display for CertificateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CertificateProblem::Length => f.write_str(
                "残疾人证号应为20位：18位身份证号加1位类别加1位等级；补换过的在后面加B1、B2。请对照证件核对。",
            ),
            CertificateProblem::Id(problem) => write!(f, "残疾人证号的前18位不对：{}", problem.sentence()),
            CertificateProblem::Category => {
                f.write_str("残疾人证号第19位是残疾类别，应为1至7（1视力、2听力、3言语、4肢体、5智力、6精神、7多重）。")
            }
            CertificateProblem::Grade => f.write_str("残疾人证号第20位是残疾等级，应为1至4（1最重）。"),
            CertificateProblem::Reissue => f.write_str("残疾人证号末尾的补换次数应写成B1、B2这样的形式。"),
        }
    }
}

impl std::error::Error for CertificateProblem {}

impl From<CertificateProblem> for Refusal {
    fn from(problem: CertificateProblem) -> Self {
        Refusal::bad_input("disability-certificate", problem.to_string())
    }
}

impl DisabilityCertificate {
    /// Reads 20 characters, or 22 with the count of replacements.
    ///
    /// # Errors
    /// The first part that is wrong.
    pub fn parse(text: &str) -> Result<Self, CertificateProblem> {
        let plain = crate::narrow(text).replace(' ', "").to_ascii_uppercase();
        if !plain.is_ascii() || !matches!(plain.len(), 20 | 22) {
            return Err(CertificateProblem::Length);
        }
        let id = IdNumber::parse(&plain[..18]).map_err(CertificateProblem::Id)?;
        let category = digit(&plain[18..19], 7).ok_or(CertificateProblem::Category)?;
        let grade = digit(&plain[19..20], 4).ok_or(CertificateProblem::Grade)?;
        let reissues = match plain[20..].strip_prefix('B') {
            Some(count) => digit(count, 9).ok_or(CertificateProblem::Reissue)?,
            None if plain.len() == 20 => 0,
            None => return Err(CertificateProblem::Reissue),
        };
        Ok(Self { id, category, grade, reissues })
    }

    /// The holder's identity number: the key, since grade and replacement change.
    #[must_use]
    pub const fn id(&self) -> IdNumber {
        self.id
    }

    /// The category (残疾类别), 1–7 of GB/T 26341.
    #[must_use]
    pub const fn category(&self) -> u8 {
        self.category
    }

    /// The grade (残疾等级), 1 (worst) to 4.
    #[must_use]
    pub const fn grade(&self) -> u8 {
        self.grade
    }

    /// How often the certificate was replaced.
    #[must_use]
    pub const fn reissues(&self) -> u8 {
        self.reissues
    }

    /// The whole number in clear. Whoever calls this shows or stores personal information.
    #[must_use]
    pub fn plain(&self) -> String {
        let base = format!("{}{}{}", self.id.plain(), self.category, self.grade);
        if self.reissues == 0 { base } else { format!("{base}B{}", self.reissues) }
    }
}

fn digit(text: &str, most: u8) -> Option<u8> {
    text.parse().ok().filter(|value| (1..=most).contains(value))
}

impl fmt::Debug for DisabilityCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DisabilityCertificate({}, {}, {})", self.id.masked(), self.category, self.grade)
    }
}
