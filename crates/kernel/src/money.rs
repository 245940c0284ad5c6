//! Money (金额): a whole number of fen, checked arithmetic, named rounding.

use std::fmt;
use std::ops::Neg;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::outcome::ParseProblem;

/// An amount in fen (分), positive or negative.
///
/// There is no `+`: a sum of benefits that overflows must be met, not wrapped or cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fen(i64);

/// A sum or product of money that no longer fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("金额太大，超出了系统能记的范围，请核对数字是否多打了几位。")]
pub struct Overflow;

impl Fen {
    /// No money.
    pub const ZERO: Fen = Fen(0);

    /// An amount of so many fen.
    #[must_use]
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// The number of fen.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Reads yuan as people type them: `3300`, `3,300.5`, `￥３３００．５０元`, `-12.00`.
    ///
    /// # Errors
    /// More than two decimals, commas in the wrong place, other characters, or an amount too large.
    pub fn parse(text: &str) -> Result<Self, ParseProblem> {
        let narrow = crate::narrow(text);
        let plain: String = narrow.chars().filter(|c| *c != ' ').collect();
        let plain = plain.strip_suffix('元').unwrap_or(&plain);
        let plain = plain.strip_prefix(['￥', '¥']).unwrap_or(plain);
        let (negative, digits) = match plain.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest.strip_prefix(['￥', '¥']).unwrap_or(rest)),
            None => (false, plain),
        };
        let fen =
            unsigned_fen(digits).map_err(|why| ParseProblem::new("money", format!("金额“{}”{why}", text.trim())))?;
        Ok(Self(if negative { -fen } else { fen }))
    }

    /// The sum, or `None` when it no longer fits.
    #[must_use]
    pub const fn checked_add(self, other: Fen) -> Option<Fen> {
        match self.0.checked_add(other.0) {
            Some(fen) => Some(Fen(fen)),
            None => None,
        }
    }

    /// The difference, or `None` when it no longer fits.
    #[must_use]
    pub const fn checked_sub(self, other: Fen) -> Option<Fen> {
        match self.0.checked_sub(other.0) {
            Some(fen) => Some(Fen(fen)),
            None => None,
        }
    }

    /// So many times the amount, or `None` when it no longer fits.
    #[must_use]
    pub const fn checked_mul(self, times: i64) -> Option<Fen> {
        match self.0.checked_mul(times) {
            Some(fen) => Some(Fen(fen)),
            None => None,
        }
    }

    /// With commas: `3,300.00`.
    #[must_use]
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (sign, rest) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let (yuan, fen) = rest.split_once('.').unwrap_or((rest, "00"));
        let mut grouped = String::from(sign);
        for (index, digit) in yuan.chars().enumerate() {
            if index > 0 && (yuan.len() - index) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        format!("{grouped}.{fen}")
    }

    /// In the capital numerals of vouchers (大写金额): `叁仟叁佰元整`.
    ///
    /// Source: 《支付结算办法》附一《正确填写票据和结算凭证的基本规定》.
    #[must_use]
    pub fn upper(self) -> String {
        let sign = if self.0 < 0 { "负" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let (yuan, jiao, fen) = (magnitude / 100, magnitude / 10 % 10, magnitude % 10);
        if magnitude == 0 {
            return "零元整".to_owned();
        }
        let mut text = String::from(sign);
        if yuan > 0 {
            text.push_str(&upper_whole(yuan));
            text.push('元');
        }
        match (jiao, fen) {
            (0, 0) => text.push('整'),
            (0, _) => {
                if yuan > 0 {
                    text.push('零');
                }
                text.push_str(numeral(fen));
                text.push('分');
            }
            (_, 0) => {
                text.push_str(numeral(jiao));
                text.push_str("角整");
            }
            (_, _) => {
                text.push_str(numeral(jiao));
                text.push('角');
                text.push_str(numeral(fen));
                text.push('分');
            }
        }
        text
    }
}

fn unsigned_fen(digits: &str) -> Result<i64, &'static str> {
    let (yuan, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if yuan.is_empty() && decimals.is_empty() {
        return Err("里没有数字，请填写数字，例如 3300 或 3300.50。");
    }
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(decimals) || !yuan.bytes().all(|b| b.is_ascii_digit() || b == b',') || yuan.is_empty() {
        return Err("不是金额，请只填数字，例如 3300 或 3300.50。");
    }
    if decimals.len() > 2 {
        return Err("的小数多于两位，金额只到分，请改为两位以内。");
    }
    let mut groups = yuan.split(',');
    let first = groups.next().unwrap_or_default();
    if yuan.contains(',') && (first.is_empty() || first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return Err("的逗号位置不对，千位分隔应每三位一个，也可以不写逗号。");
    }
    let too_large = "太大，请核对是否多打了几位。";
    let yuan: i64 = yuan.replace(',', "").parse().map_err(|_| too_large)?;
    let decimals: i64 = format!("{decimals:0<2}").parse().map_err(|_| too_large)?;
    yuan.checked_mul(100).and_then(|fen| fen.checked_add(decimals)).ok_or(too_large)
}

fn numeral(digit: u64) -> &'static str {
    match digit {
        1 => "壹",
        2 => "贰",
        3 => "叁",
        4 => "肆",
        5 => "伍",
        6 => "陆",
        7 => "柒",
        8 => "捌",
        9 => "玖",
        _ => "零",
    }
}

fn upper_whole(number: u64) -> String {
    const STEPS: [(u64, &str); 5] = [(100_000_000, "亿"), (10_000, "万"), (1_000, "仟"), (100, "佰"), (10, "拾")];
    for (unit, name) in STEPS {
        if number >= unit {
            let rest = number % unit;
            let zero = if rest > 0 && rest < unit / 10 { "零" } else { "" };
            let tail = if rest > 0 { upper_whole(rest) } else { String::new() };
            return format!("{}{name}{zero}{tail}", upper_whole(number / unit));
        }
    }
    numeral(number).to_owned()
}

impl fmt::Display for Fen {
    /// Yuan with two decimals: `3300.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", magnitude / 100, magnitude % 100)
    }
}

impl Neg for Fen {
    type Output = Fen;

    /// The opposite amount. The one value without an opposite stays at the end of the range.
    fn neg(self) -> Fen {
        Fen(self.0.saturating_neg())
    }
}

impl Serialize for Fen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Fen::parse(&text).map_err(de::Error::custom)
    }
}

/// Adds amounts up.
///
/// # Errors
/// [`Overflow`] when the sum no longer fits.
pub fn try_sum(amounts: impl IntoIterator<Item = Fen>) -> Result<Fen, Overflow> {
    amounts.into_iter().try_fold(Fen::ZERO, Fen::checked_add).ok_or(Overflow)
}

/// How a division of money ends (取整方式). Policy names one; there is no default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the fen; half a fen goes away from zero (四舍五入到分).
    FenHalfUp,
    /// Up to the next whole jiao (见分进角).
    JiaoCeil,
    /// Up to the next whole yuan (见角进元).
    YuanCeil,
    /// To the yuan; half a yuan goes away from zero (四舍五入到元).
    YuanHalfUp,
}

impl Rounding {
    /// `numerator_fen / denominator`, computed exactly and rounded once.
    ///
    /// `None` when the denominator is zero or the result does not fit.
    #[must_use]
    pub fn divide(self, numerator_fen: i128, denominator: i128) -> Option<Fen> {
        let step: i128 = match self {
            Rounding::FenHalfUp => 1,
            Rounding::JiaoCeil => 10,
            Rounding::YuanCeil | Rounding::YuanHalfUp => 100,
        };
        let whole = denominator.checked_mul(step)?;
        let steps = match self {
            Rounding::FenHalfUp | Rounding::YuanHalfUp => half_away(numerator_fen, whole)?,
            Rounding::JiaoCeil | Rounding::YuanCeil => ceil(numerator_fen, whole)?,
        };
        i64::try_from(steps.checked_mul(step)?).ok().map(Fen)
    }
}

fn half_away(numerator: i128, denominator: i128) -> Option<i128> {
    let quotient = numerator.checked_div(denominator)?;
    let rest = numerator.checked_rem(denominator)?;
    let negative = (numerator < 0) != (denominator < 0);
    let up = rest.unsigned_abs() >= denominator.unsigned_abs() - rest.unsigned_abs();
    match (up, negative) {
        (false, _) => Some(quotient),
        (true, false) => quotient.checked_add(1),
        (true, true) => quotient.checked_sub(1),
    }
}

fn ceil(numerator: i128, denominator: i128) -> Option<i128> {
    let quotient = numerator.checked_div(denominator)?;
    let rest = numerator.checked_rem(denominator)?;
    let positive = (numerator < 0) == (denominator < 0);
    if rest != 0 && positive { quotient.checked_add(1) } else { Some(quotient) }
}
