//! Twelve-digit division codes (统计用区划代码).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::outcome::ParseProblem;

/// A division code: province 2, city 2, county 2, township 3, village 3 digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceCode([u8; 12]);

/// How far down the tree a code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 省.
    Province,
    /// 市 (地级).
    City,
    /// 区县.
    County,
    /// 乡镇、街道.
    Township,
    /// 村、社区.
    Village,
}

impl Level {
    /// How many leading digits say which place it is.
    #[must_use]
    pub const fn digits(self) -> usize {
        match self {
            Level::Province => 2,
            Level::City => 4,
            Level::County => 6,
            Level::Township => 9,
            Level::Village => 12,
        }
    }

    /// The Chinese word.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Level::Province => "省",
            Level::City => "市",
            Level::County => "区县",
            Level::Township => "乡镇（街道）",
            Level::Village => "村（社区）",
        }
    }

    /// The level above.
    #[must_use]
    pub const fn above(self) -> Option<Level> {
        match self {
            Level::Province => None,
            Level::City => Some(Level::Province),
            Level::County => Some(Level::City),
            Level::Township => Some(Level::County),
            Level::Village => Some(Level::Township),
        }
    }
}

impl PlaceCode {
    /// Reads 12 digits, or the 2, 4, 6 or 9 leading ones.
    ///
    /// # Errors
    /// Another length, another character, or zeros where the code goes on below (`510900001000`).
    pub fn parse(text: &str) -> Result<Self, ParseProblem> {
        let plain = crate::narrow(text);
        let problem =
            || ParseProblem::new("place", format!("区划代码“{plain}”不对，应为12位数字（县6位、乡镇3位、村3位）。"));
        if !matches!(plain.len(), 2 | 4 | 6 | 9 | 12) || !plain.bytes().all(|b| b.is_ascii_digit()) {
            return Err(problem());
        }
        let mut digits = [b'0'; 12];
        digits[..plain.len()].copy_from_slice(plain.as_bytes());
        let code = Self(digits);
        let steps = [&digits[..2], &digits[2..4], &digits[4..6], &digits[6..9], &digits[9..]];
        let filled = steps.map(|step| step.iter().any(|&digit| digit != b'0'));
        if !filled[0] || filled.windows(2).any(|pair| !pair[0] && pair[1]) {
            return Err(problem());
        }
        Ok(code)
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How far down it points.
    #[must_use]
    pub fn level(&self) -> Level {
        let filled = |from: usize, to: usize| self.0[from..to].iter().any(|&digit| digit != b'0');
        if filled(9, 12) {
            Level::Village
        } else if filled(6, 9) {
            Level::Township
        } else if filled(4, 6) {
            Level::County
        } else if filled(2, 4) {
            Level::City
        } else {
            Level::Province
        }
    }

    /// The leading digits that say which place it is; every place within begins with them.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.as_str()[..self.level().digits()]
    }

    /// The six digits of the county it lies in (zeros at the end for a city or province).
    #[must_use]
    pub fn county6(&self) -> &str {
        &self.as_str()[..6]
    }

    /// The nine digits of the township it lies in (zeros at the end for anything higher).
    #[must_use]
    pub fn township9(&self) -> &str {
        &self.as_str()[..9]
    }

    /// Whether the other place is this one or lies within it.
    #[must_use]
    pub fn contains(&self, other: PlaceCode) -> bool {
        other.as_str().starts_with(self.prefix())
    }

    /// The place it lies in at a level, itself when it is of that level; `None` when it is higher.
    #[must_use]
    pub fn at(&self, level: Level) -> Option<PlaceCode> {
        if self.level() < level {
            return None;
        }
        let mut digits = [b'0'; 12];
        digits[..level.digits()].copy_from_slice(&self.0[..level.digits()]);
        Some(Self(digits))
    }

    /// The place one level up.
    #[must_use]
    pub fn parent(&self) -> Option<PlaceCode> {
        self.at(self.level().above()?)
    }
}

impl fmt::Display for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlaceCode({})", self.as_str())
    }
}

impl FromStr for PlaceCode {
    type Err = ParseProblem;

    fn from_str(text: &str) -> Result<Self, ParseProblem> {
        PlaceCode::parse(text)
    }
}

impl Serialize for PlaceCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PlaceCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        PlaceCode::parse(&text).map_err(de::Error::custom)
    }
}
