//! Unified social credit codes (统一社会信用代码), GB 32100-2015.

use std::fmt;

use crate::outcome::Refusal;

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A credit code whose characters and check character are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode([u8; 18]);

/// What kind of body carries the code, as far as civil affairs registers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CreditKind {
    /// 社会团体 (51).
    SocialGroup,
    /// 民办非企业单位 (52).
    PrivateNonEnterprise,
    /// 基金会 (53).
    Foundation,
    /// 基层群众性自治组织 (54).
    SelfGovernment,
    /// Another body registered by civil affairs (59).
    OtherCivilAffairs,
    /// Registered by another department (1 organs, 9 companies …).
    OtherDepartment,
}

impl CreditKind {
    /// The Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            CreditKind::SocialGroup => "社会团体",
            CreditKind::PrivateNonEnterprise => "民办非企业单位",
            CreditKind::Foundation => "基金会",
            CreditKind::SelfGovernment => "基层群众性自治组织",
            CreditKind::OtherCivilAffairs => "民政部门登记的其他组织",
            CreditKind::OtherDepartment => "其他登记机关",
        }
    }
}

/// Which test a code failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CreditCodeProblem {
    /// Not 18 characters, or one that the standard does not use.
    Characters,
    /// The six area digits are not digits.
    Area,
    /// The last character does not fit the others.
    CheckDigit,
}

impl CreditCodeProblem {
    /// A short stable name for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            CreditCodeProblem::Characters => "CHARACTERS",
            CreditCodeProblem::Area => "AREA",
            CreditCodeProblem::CheckDigit => "CHECK_DIGIT",
        }
    }

    /// What is wrong and what to do, in Chinese.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            CreditCodeProblem::Characters => {
                "统一社会信用代码应为18位数字或大写字母，不含 I、O、S、V、Z，请对照登记证书核对。"
            }
            CreditCodeProblem::Area => "统一社会信用代码第3至8位应为6位数字的行政区划，请对照登记证书核对。",
            CreditCodeProblem::CheckDigit => {
                "统一社会信用代码末位校验不符，多半是有一位输错了，请对照登记证书逐位核对。"
            }
        }
    }
}

impl fmt::Display for CreditCodeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl std::error::Error for CreditCodeProblem {}

impl From<CreditCodeProblem> for Refusal {
    fn from(problem: CreditCodeProblem) -> Self {
        Refusal::bad_input("credit-code", problem.sentence())
    }
}

impl CreditCode {
    /// Reads 18 characters; full-width and small letters are brought into form.
    ///
    /// # Errors
    /// The first test it fails.
    pub fn parse(text: &str) -> Result<Self, CreditCodeProblem> {
        let plain = crate::narrow(text).to_ascii_uppercase();
        let characters: [u8; 18] = plain.as_bytes().try_into().map_err(|_| CreditCodeProblem::Characters)?;
        let mut sum = 0;
        let mut weight = 1;
        for &byte in &characters[..17] {
            sum += value(byte).ok_or(CreditCodeProblem::Characters)? * weight;
            weight = weight * 3 % 31;
        }
        let last = value(characters[17]).ok_or(CreditCodeProblem::Characters)?;
        if !characters[2..8].iter().all(u8::is_ascii_digit) {
            return Err(CreditCodeProblem::Area);
        }
        if (sum + last) % 31 != 0 {
            return Err(CreditCodeProblem::CheckDigit);
        }
        Ok(Self(characters))
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The six digits of the registering authority's area.
    #[must_use]
    pub fn area(&self) -> &str {
        &self.as_str()[2..8]
    }

    /// What kind of body carries it.
    #[must_use]
    pub fn kind(&self) -> CreditKind {
        match (self.0[0], self.0[1]) {
            (b'5', b'1') => CreditKind::SocialGroup,
            (b'5', b'2') => CreditKind::PrivateNonEnterprise,
            (b'5', b'3') => CreditKind::Foundation,
            (b'5', b'4') => CreditKind::SelfGovernment,
            (b'5', _) => CreditKind::OtherCivilAffairs,
            (_, _) => CreditKind::OtherDepartment,
        }
    }

    /// Whether the inner organisation code (组织机构代码, GB 11714) checks too.
    /// Old codes exist that do not: show a warning, never refuse.
    #[must_use]
    pub fn organisation_code_checks(&self) -> bool {
        const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
        let inner = &self.0[8..17];
        let sum: u32 =
            inner.iter().zip(WEIGHTS).map(|(&byte, weight)| char::from(byte).to_digit(36).unwrap_or(0) * weight).sum();
        let expected = match 11 - sum % 11 {
            10 => 'X',
            11 => '0',
            digit => char::from_digit(digit, 10).unwrap_or('0'),
        };
        char::from(inner[8]) == expected
    }
}

fn value(byte: u8) -> Option<u32> {
    ALPHABET.bytes().position(|known| known == byte).and_then(|index| u32::try_from(index).ok())
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
