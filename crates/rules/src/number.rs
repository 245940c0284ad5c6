//! Exact numbers (精确数): fractions of two `i128`, never a float.

use std::cmp::Ordering;
use std::fmt;

/// An exact fraction in lowest terms with a positive denominator.
///
/// Every operation that could leave the range returns `None`; the caller turns that into a fault
/// of that evaluation (溢出), never into a wrapped or clipped number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Exact {
    top: i128,
    bottom: i128,
}

/// How a number leaves the exact world (取整方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoundMode {
    /// 四舍五入: half goes away from zero.
    HalfUp,
    /// 向上: to the next step (见分进角, 见角进元).
    Up,
    /// 向下: to the step below (去尾).
    Down,
}

impl RoundMode {
    /// The three words a policy may write.
    pub const WORDS: [&'static str; 3] = ["四舍五入", "向上", "向下"];

    /// The mode for its word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "四舍五入" => Some(Self::HalfUp),
            "向上" => Some(Self::Up),
            "向下" => Some(Self::Down),
            _ => None,
        }
    }

    /// The word for the mode.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::HalfUp => "四舍五入",
            Self::Up => "向上进位",
            Self::Down => "舍去尾数",
        }
    }
}

impl PartialOrd for Exact {
    /// `None` only when the comparison does not fit.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.compare(*other)
    }
}

fn digit(value: u128) -> char {
    u32::try_from(value).ok().and_then(|value| char::from_digit(value, 10)).unwrap_or('0')
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(1)
}

impl Exact {
    /// 0.
    pub const ZERO: Exact = Exact { top: 0, bottom: 1 };
    /// 1.
    pub const ONE: Exact = Exact { top: 1, bottom: 1 };

    /// A whole number.
    #[must_use]
    pub fn whole(number: i64) -> Self {
        Self { top: i128::from(number), bottom: 1 }
    }

    /// `top / bottom` in lowest terms; `None` for a zero denominator or out of range.
    #[must_use]
    pub fn ratio(top: i128, bottom: i128) -> Option<Self> {
        if bottom == 1 {
            return Some(Self { top, bottom });
        }
        if bottom == 0 || top == i128::MIN || bottom == i128::MIN {
            return None;
        }
        let common = gcd(top, bottom);
        let sign = if bottom < 0 { -1 } else { 1 };
        Some(Self { top: top / common * sign, bottom: bottom / common * sign })
    }

    /// Reads `3300`, `3300.50`, `-12.5`; nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(decimals) || whole.len() > 18 || decimals.len() > 12 {
            return None;
        }
        let bottom = 10_i128.checked_pow(u32::try_from(decimals.len()).ok()?)?;
        let top = whole.parse::<i128>().ok()?.checked_mul(bottom)?;
        let top = top.checked_add(decimals.parse::<i128>().ok()?)?;
        Self::ratio(if negative { -top } else { top }, bottom)
    }

    /// The numerator.
    #[must_use]
    pub fn top(self) -> i128 {
        self.top
    }

    /// The denominator, at least 1.
    #[must_use]
    pub fn bottom(self) -> i128 {
        self.bottom
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.top < 0
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.top == 0
    }

    /// The whole number it is, if it is one and fits.
    #[must_use]
    pub fn as_whole(self) -> Option<i64> {
        (self.bottom == 1).then(|| i64::try_from(self.top).ok())?
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        if self.bottom == other.bottom {
            return Self::ratio(self.top.checked_add(other.top)?, self.bottom);
        }
        let left = self.top.checked_mul(other.bottom)?;
        let right = other.top.checked_mul(self.bottom)?;
        Self::ratio(left.checked_add(right)?, self.bottom.checked_mul(other.bottom)?)
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.opposite()?)
    }

    /// The opposite.
    #[must_use]
    pub fn opposite(self) -> Option<Self> {
        Some(Self { top: self.top.checked_neg()?, bottom: self.bottom })
    }

    /// The product.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        Self::ratio(self.top.checked_mul(other.top)?, self.bottom.checked_mul(other.bottom)?)
    }

    /// The quotient; `None` also for a division by zero.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        if other.top == 0 {
            return None;
        }
        Self::ratio(self.top.checked_mul(other.bottom)?, self.bottom.checked_mul(other.top)?)
    }

    /// The order, exactly (by cross-multiplication); `None` when that does not fit.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        if self.bottom == other.bottom {
            return Some(self.top.cmp(&other.top));
        }
        let left = self.top.checked_mul(other.bottom)?;
        Some(left.cmp(&other.top.checked_mul(self.bottom)?))
    }

    /// The nearest multiple of `step` (above zero) in the way `mode` says.
    #[must_use]
    pub fn round(self, step: Self, mode: RoundMode) -> Option<Self> {
        if step.top <= 0 {
            return None;
        }
        let steps = self.over(step)?;
        let floor = steps.top.div_euclid(steps.bottom);
        let rest = steps.top.rem_euclid(steps.bottom);
        let up = match mode {
            RoundMode::Down => false,
            RoundMode::Up => rest > 0,
            RoundMode::HalfUp => {
                let twice = rest.checked_mul(2)?;
                twice > steps.bottom || (twice == steps.bottom && steps.top > 0)
            }
        };
        let whole = if up { floor.checked_add(1)? } else { floor };
        Self::ratio(whole, 1)?.times(step)
    }

    /// The decimals needed to write it exactly, if at most `limit`.
    fn decimals(self, limit: u32) -> Option<u32> {
        (0..=limit).find(|n| 10_i128.checked_pow(*n).is_some_and(|power| power % self.bottom == 0))
    }

    /// For people: at least `least` decimals, thousands separated; a number that does not end
    /// within four decimals is shown to four and marked 约.
    #[must_use]
    pub fn show(self, least: u32) -> String {
        let (number, digits, about) = match self.decimals(4) {
            Some(digits) => (Some(self), digits.max(least), ""),
            None => {
                let step = Self { top: 1, bottom: 10_000 };
                (self.round(step, RoundMode::HalfUp), 4, "约")
            }
        };
        let plain = number.and_then(|n| n.fixed(digits));
        plain.map_or_else(|| self.to_string(), |text| format!("{about}{text}"))
    }

    fn fixed(self, digits: u32) -> Option<String> {
        let power = 10_i128.checked_pow(digits)?;
        let scaled = self.top.checked_mul(power)?.checked_div(self.bottom)?;
        let mut digits_left = scaled.unsigned_abs();
        let mut reversed = String::with_capacity(24);
        for _ in 0..digits {
            reversed.push(digit(digits_left % 10));
            digits_left /= 10;
        }
        if digits > 0 {
            reversed.push('.');
        }
        let mut written = 0;
        while written == 0 || digits_left > 0 {
            if written > 0 && written % 3 == 0 {
                reversed.push(',');
            }
            reversed.push(digit(digits_left % 10));
            digits_left /= 10;
            written += 1;
        }
        if scaled < 0 {
            reversed.push('−');
        }
        let text: String = reversed.chars().rev().collect();
        Some(text)
    }

    /// For files: `3300.5` or `10/3`, which [`Exact::parse_stored`] reads back.
    #[must_use]
    pub fn parse_stored(text: &str) -> Option<Self> {
        match text.split_once('/') {
            Some((top, bottom)) => Self::ratio(top.parse().ok()?, bottom.parse().ok()?),
            None => Self::parse(text),
        }
    }
}

impl fmt::Display for Exact {
    /// `3300.5`, or `10/3` for a number whose decimals do not end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.decimals(12).and_then(|digits| self.fixed(digits));
        match plain {
            Some(text) => f.write_str(&text.replace(',', "").replace('−', "-")),
            None => write!(f, "{}/{}", self.top, self.bottom),
        }
    }
}
