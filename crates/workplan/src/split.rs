//! 目标分解: the parts of a target must add up to it (WP-04, G1.3).

use crate::quantity::Quantity;
use kernel::Refusal;

/// One part: the code of a county, park or township, and its share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The code.
    pub place: String,
    /// Its share.
    pub value: Quantity,
}

/// Checks that the parts give the whole, exactly.
///
/// # Errors
/// A refusal that names the sum and what it should be.
pub fn check(whole: Quantity, parts: &[Part], unit: &str) -> Result<(), Refusal> {
    let mut sum = Quantity::ZERO;
    for part in parts {
        sum = sum.plus(part.value).ok_or_else(|| {
            Refusal::bad_input("workplan.split_size", "数值太大，请核对是不是多写了位数。").on_field(&part.place)
        })?;
    }
    if sum == whole {
        return Ok(());
    }
    let shown: Vec<String> = parts.iter().map(|part| part.value.shown()).collect();
    let apart = sum.distance(whole).unwrap_or(Quantity::ZERO).shown();
    let word = if sum > whole { "多" } else { "少" };
    let sentence = format!(
        "分解的数加起来是 {}{unit}（{}），上级目标是 {}{unit}，{word}了 {apart}{unit}，请改到正好相等。",
        sum.shown(),
        shown.join("＋"),
        whole.shown()
    );
    Err(Refusal::bad_input("workplan.split_sum", sentence).on_field("parts"))
}
