//! Made-up id numbers with a right check digit and a sequence that is never issued.

/// Weights of GB 11643.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// An id number of 安居区 for a birth date `YYYYMMDD`; men get sequence 999, women 000.
///
/// # Panics
/// When the date has not eight digits.
#[must_use]
pub fn id_number(birth: &str, is_man: bool) -> String {
    assert_eq!(birth.len(), 8, "YYYYMMDD");
    made_up_id("510904", birth, is_man)
}

/// An id number for a region and a birth date.
#[must_use]
pub fn made_up_id(region: &str, birth: &str, is_man: bool) -> String {
    let body = format!("{region}{birth}{}", if is_man { "999" } else { "000" });
    let sum: u32 = body.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight).sum();
    let check = "10X98765432".chars().nth(usize::try_from(sum % 11).unwrap_or(0)).unwrap_or('0');
    format!("{body}{check}")
}
