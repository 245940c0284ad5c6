//! Citizen identity numbers (公民身份号码), GB 11643-1999.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use crate::codes;
use crate::mask;
use crate::outcome::Refusal;
use crate::table;
use crate::time::Day;

pub use crate::codes::Sex;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: &[u8; 11] = b"10X98765432";
/// First two digits of every province, of the residence permits for Hong Kong, Macao and Taiwan (81–83),
/// and of the permanent residence permits of foreigners (91).
const PROVINCES: [&str; 36] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83", "91",
];

/// A citizen identity number that passed all four tests, in its 18-character form.
///
/// It is personal information: it has no `Display` and no JSON form, and `Debug` shows the mask.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber {
    characters: [u8; 18],
    birth: Day,
}

/// In which form the number was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdForm {
    /// The 18 characters of today.
    Eighteen,
    /// The 15 digits in use until 2013, brought to 18.
    Fifteen,
}

/// Which of the tests a number failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdProblem {
    /// Not 18 characters (or 15 digits), or a character that cannot stand there.
    Characters,
    /// The first two digits are no province.
    Region,
    /// The date of birth does not exist.
    BirthDate,
    /// The last character does not fit the other seventeen.
    CheckDigit,
    /// Born after the day it was checked on.
    BornLater,
}

/// What is known of the first six digits: the place where the number was given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    /// The names the code stood for, several when it was used twice (`绵阳市 / 万县市`).
    Known(&'static str),
    /// Not in any table we have. Police codes outside GB/T 2260 exist: a warning, never a refusal.
    Unknown,
}

impl IdProblem {
    /// A short stable name for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            IdProblem::Characters => "CHARACTERS",
            IdProblem::Region => "REGION",
            IdProblem::BirthDate => "BIRTH_DATE",
            IdProblem::CheckDigit => "CHECK_DIGIT",
            IdProblem::BornLater => "BORN_LATER",
        }
    }

    /// What is wrong and what to do, in Chinese; it never repeats the number.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            IdProblem::Characters => "身份证号应为18位数字（末位可以是X），旧证为15位数字，请核对有没有漏字、多字。",
            IdProblem::Region => "身份证号开头两位不是任何省份的代码，请对照证件核对前6位。",
            IdProblem::BirthDate => "身份证号第7至14位的出生日期不存在，请对照证件核对。",
            IdProblem::CheckDigit => "身份证号末位校验不符，多半是有一位输错了，请对照证件逐位核对。",
            IdProblem::BornLater => "身份证号里的出生日期晚于今天，请对照证件核对第7至14位。",
        }
    }
}

impl fmt::Display for IdProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl std::error::Error for IdProblem {}

impl From<IdProblem> for Refusal {
    fn from(problem: IdProblem) -> Self {
        Refusal::bad_input("id-number", problem.sentence())
    }
}

impl IdNumber {
    /// Reads 18 characters or 15 digits; full-width digits, spaces and a small x are brought into form.
    ///
    /// # Errors
    /// The first of the four tests it fails: characters, region, birth date, check digit.
    pub fn parse(text: &str) -> Result<Self, IdProblem> {
        Self::parse_with_form(text).map(|(number, _)| number)
    }

    /// As [`IdNumber::parse`], and tells in which form it was written.
    ///
    /// # Errors
    /// As [`IdNumber::parse`].
    pub fn parse_with_form(text: &str) -> Result<(Self, IdForm), IdProblem> {
        let plain: String = crate::narrow(text).chars().filter(|c| *c != ' ').collect();
        let bytes = plain.to_ascii_uppercase().into_bytes();
        match bytes.len() {
            18 => {
                let characters: [u8; 18] = bytes.try_into().map_err(|_| IdProblem::Characters)?;
                Ok((Self::from_characters(characters)?, IdForm::Eighteen))
            }
            15 => {
                let characters = eighteen(&bytes).ok_or(IdProblem::Characters)?;
                Ok((Self::from_characters(characters)?, IdForm::Fifteen))
            }
            _ => Err(IdProblem::Characters),
        }
    }

    /// As [`IdNumber::parse`], and refuses a birth after `today`.
    ///
    /// # Errors
    /// As [`IdNumber::parse`], or [`IdProblem::BornLater`].
    pub fn parse_by(text: &str, today: Day) -> Result<Self, IdProblem> {
        let number = Self::parse(text)?;
        if number.birth > today { Err(IdProblem::BornLater) } else { Ok(number) }
    }

    /// Puts a number together from its parts and adds the check character: for made-up people in samples and
    /// tests, whose sequence is 0 or 999. `None` when a part cannot stand in a number.
    #[must_use]
    pub fn from_parts(prefix: &str, birth: Day, sequence: u16) -> Option<Self> {
        let year_month_day = birth.to_string().replace('-', "");
        let body = format!("{prefix}{year_month_day}{sequence:03}").into_bytes();
        let mut characters = [b'0'; 18];
        characters[..17].copy_from_slice(body.get(..17).filter(|_| body.len() == 17)?);
        characters[17] = check_character(&characters[..17])?;
        Self::from_characters(characters).ok()
    }

    fn from_characters(characters: [u8; 18]) -> Result<Self, IdProblem> {
        let (body, last) = (&characters[..17], characters[17]);
        if !body.iter().all(u8::is_ascii_digit) || !(last.is_ascii_digit() || last == b'X') {
            return Err(IdProblem::Characters);
        }
        let text = str::from_utf8(&characters).map_err(|_| IdProblem::Characters)?;
        if !PROVINCES.contains(&&text[..2]) && !text.starts_with('9') {
            return Err(IdProblem::Region);
        }
        let birth = birth_of(text).ok_or(IdProblem::BirthDate)?;
        if check_character(body) != Some(last) {
            return Err(IdProblem::CheckDigit);
        }
        Ok(Self { characters, birth })
    }

    /// The 18 characters in clear. Whoever calls this shows or stores personal information.
    #[must_use]
    pub fn plain(&self) -> &str {
        str::from_utf8(&self.characters).unwrap_or_default()
    }

    /// The day of birth written in the number.
    #[must_use]
    pub const fn birth(&self) -> Day {
        self.birth
    }

    /// The sex written in the number: odd is male, even is female.
    #[must_use]
    pub fn sex(&self) -> Sex {
        if self.characters[16] % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// First six and last four: `510904********0005`.
    #[must_use]
    pub fn masked(&self) -> String {
        mask::id(self.plain())
    }

    /// The first six digits: the place where the number was given out.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.plain()[..6]
    }

    /// What the first six digits stood for.
    #[must_use]
    pub fn region(&self) -> Region {
        region_of(self.prefix())
    }
}

/// What six leading digits stood for, from every table of codes since 1980.
#[must_use]
pub fn region_of(prefix: &str) -> Region {
    static PREFIXES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let text = include_str!("../../../data/gb2260/id_prefixes.csv");
        codes::shipped(table::rows("身份证号前六位", text, "prefix,names,first_year,last_year"))
            .iter()
            .map(|row| (row.get(0), row.get(1)))
            .collect()
    });
    PREFIXES.get(prefix).map_or(Region::Unknown, |names| Region::Known(names))
}

/// Puts the century in and the check character on (GB 11643-1999).
fn eighteen(digits: &[u8]) -> Option<[u8; 18]> {
    let mut characters = [b'0'; 18];
    characters[..6].copy_from_slice(digits.get(..6)?);
    characters[6..8].copy_from_slice(b"19");
    characters[8..17].copy_from_slice(digits.get(6..15)?);
    characters[17] = check_character(&characters[..17])?;
    Some(characters)
}

/// ISO 7064 MOD 11-2 over seventeen digits; `None` when one is no digit.
fn check_character(body: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for (&byte, weight) in body.iter().zip(WEIGHTS) {
        sum += char::from(byte).to_digit(10)? * weight;
    }
    let index = usize::try_from(sum % 11).ok()?;
    CHECK_CHARACTERS.get(index).copied()
}

fn birth_of(text: &str) -> Option<Day> {
    Day::new(text[6..10].parse().ok()?, text[10..12].parse().ok()?, text[12..14].parse().ok()?)
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdNumber({})", self.masked())
    }
}
