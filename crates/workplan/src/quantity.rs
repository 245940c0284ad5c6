//! 数值: an exact value of an indicator, compared as it is and never as it is shown.

use kernel::{ParseProblem, narrow};
use std::cmp::Ordering;
use std::fmt;

/// A number that is not negative, as a fraction in lowest terms: persons, yuan, percent, yuan a person.
///
/// An average of 69.9975 yuan shows as `70.00` and is still below 70.
#[derive(Debug, Clone, Copy)]
pub struct Quantity {
    top: i128,
    bottom: i128,
}

/// Digits before the point that a person may type.
const MOST_DIGITS: usize = 15;
/// Digits behind the point that a person may type.
const MOST_DECIMALS: usize = 4;

fn common(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self { top: 0, bottom: 1 };

    /// A whole number; below zero counts as zero.
    #[must_use]
    pub fn whole(number: i64) -> Self {
        Self { top: i128::from(number.max(0)), bottom: 1 }
    }

    /// A fraction; `None` when nothing stands below.
    #[must_use]
    pub fn fraction(top: i64, bottom: i64) -> Option<Self> {
        (top >= 0 && bottom > 0).then(|| Self::reduced(i128::from(top), i128::from(bottom)))
    }

    fn reduced(top: i128, bottom: i128) -> Self {
        let by = common(top, bottom);
        Self { top: top / by, bottom: bottom / by }
    }

    /// Reads `300`, `9,999,999.99`, `69.9975`.
    ///
    /// # Errors
    /// Anything else, below zero, more than 15 digits or more than four behind the point.
    pub fn parse(text: &str) -> Result<Self, ParseProblem> {
        let plain = narrow(text).replace([',', '，'], "");
        let problem = || {
            ParseProblem::new(
                "quantity",
                format!("“{}”不是数值，请写成 300 或 1200000.00，最多四位小数。", text.trim()),
            )
        };
        let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let fits = !whole.is_empty() && whole.len() <= MOST_DIGITS && rest.len() <= MOST_DECIMALS;
        if !fits || !digits(whole) || !digits(rest) || plain.ends_with('.') {
            return Err(problem());
        }
        let bottom = 10_i128.pow(u32::try_from(rest.len()).unwrap_or(0));
        let top: i128 = format!("{whole}{rest}").parse().map_err(|_| problem())?;
        Ok(Self::reduced(top, bottom))
    }

    /// Both together; `None` when it does not fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let bottom = self.bottom / common(self.bottom, other.bottom);
        let bottom = bottom.checked_mul(other.bottom)?;
        let (own, its) = (bottom / self.bottom, bottom / other.bottom);
        let top = self.top.checked_mul(own)?.checked_add(other.top.checked_mul(its)?)?;
        Some(Self::reduced(top, bottom))
    }

    /// `of` hundredths… of a whole: this value times a fraction; `None` when it does not fit.
    #[must_use]
    pub fn share(self, part: i64, of: i64) -> Option<Self> {
        let bottom = self.bottom.checked_mul(i128::from(of)).filter(|bottom| *bottom > 0)?;
        Some(Self::reduced(self.top.checked_mul(i128::from(part.max(0)))?, bottom))
    }

    /// How far apart two values are.
    #[must_use]
    pub fn distance(self, other: Self) -> Option<Self> {
        let bottom = self.bottom.checked_mul(other.bottom)?;
        let apart = self.top.checked_mul(other.bottom)?.checked_sub(other.top.checked_mul(self.bottom)?)?;
        Some(Self::reduced(apart.checked_abs()?, bottom))
    }

    /// This in percent of a target; `None` when the target is nothing.
    #[must_use]
    pub fn percent_of(self, target: Self) -> Option<Self> {
        let top = self.top.checked_mul(target.bottom)?.checked_mul(100)?;
        let bottom = self.bottom.checked_mul(target.top).filter(|bottom| *bottom > 0)?;
        Some(Self::reduced(top, bottom))
    }

    /// This times one value over another: points for a share that was reached; `None` when nothing stands below or it
    /// does not fit.
    #[must_use]
    pub fn scaled(self, by: Self, of: Self) -> Option<Self> {
        let top = self.top.checked_mul(by.top)?.checked_mul(of.bottom)?;
        let bottom = self.bottom.checked_mul(by.bottom)?.checked_mul(of.top).filter(|bottom| *bottom > 0)?;
        Some(Self::reduced(top, bottom))
    }

    /// What is left when another is taken away; nothing when that is more. `None` when it does not fit.
    #[must_use]
    pub fn less(self, other: Self) -> Option<Self> {
        if other >= self { Some(Self::ZERO) } else { self.distance(other) }
    }

    /// Whether nothing stands behind the point.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.bottom == 1
    }

    /// As a fraction in lowest terms, to be kept: `9/2`.
    #[must_use]
    pub fn exact(self) -> String {
        format!("{}/{}", self.top, self.bottom)
    }

    /// Reads [`Quantity::exact`].
    #[must_use]
    pub fn from_exact(text: &str) -> Option<Self> {
        let (top, bottom) = text.split_once('/')?;
        let (top, bottom): (i128, i128) = (top.parse().ok()?, bottom.parse().ok()?);
        (top >= 0 && bottom > 0).then(|| Self::reduced(top, bottom))
    }

    /// With so many digits behind the point, half up: for showing only.
    #[must_use]
    pub fn decimal(self, places: u32) -> String {
        let scale = 10_i128.pow(places.min(6));
        let scaled = self.top.saturating_mul(scale);
        let rounded = (scaled.saturating_mul(2).saturating_add(self.bottom)) / (self.bottom * 2);
        let (whole, rest) = (rounded / scale, rounded % scale);
        if places == 0 {
            return whole.to_string();
        }
        format!("{whole}.{rest:0width$}", width = usize::try_from(places).unwrap_or(2))
    }

    /// For people: groups of three; as many digits behind the point as it has, four at most.
    #[must_use]
    pub fn shown(self) -> String {
        let places = (0..=4).find(|places| 10_i128.pow(*places) % self.bottom == 0).unwrap_or(4);
        self.grouped(places)
    }

    /// As [`Quantity::shown`], with two digits behind the point at most: for the board.
    #[must_use]
    pub fn brief(self) -> String {
        let places = (0..=2).find(|places| 10_i128.pow(*places) % self.bottom == 0).unwrap_or(2);
        self.grouped(places)
    }

    /// As [`Quantity::decimal`], in groups of three.
    #[must_use]
    pub fn grouped(self, places: u32) -> String {
        let text = self.decimal(places);
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        if rest.is_empty() { grouped } else { format!("{grouped}.{rest}") }
    }

    /// For a drawing: whole percent from 0 to 100 of a target, cut off, not rounded up.
    #[must_use]
    pub fn bar_of(self, target: Self) -> i64 {
        let percent = self.percent_of(target).unwrap_or(Self::ZERO);
        i64::try_from((percent.top / percent.bottom).clamp(0, 100)).unwrap_or(0)
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = self.top.saturating_mul(other.bottom);
        left.cmp(&other.top.saturating_mul(self.bottom))
    }
}

impl fmt::Display for Quantity {
    /// As stored and read back: no groups, the digits it has.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown().replace(',', ""))
    }
}

/// Which side of the target is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// 不低于.
    AtLeast,
    /// 不高于.
    AtMost,
}

impl Direction {
    /// As shown before the target.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::AtLeast => "不低于",
            Self::AtMost => "不高于",
        }
    }

    /// Whether a value meets the target: exactly, whatever it is rounded to on a page. “以上” includes the number
    /// (民法总则第二百零五条).
    #[must_use]
    pub fn is_met(self, value: Quantity, target: Quantity) -> bool {
        match self {
            Self::AtLeast => value >= target,
            Self::AtMost => value <= target,
        }
    }
}
