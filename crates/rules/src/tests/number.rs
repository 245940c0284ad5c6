//! Exact numbers.

use proptest::prelude::*;

use crate::{Exact, RoundMode};

fn exact(text: &str) -> Exact {
    Exact::parse_stored(text).expect("a number")
}

#[test]
fn rounding_is_half_away_from_zero_up_and_down() {
    let cent = exact("0.01");
    for (value, half, up, down) in [
        ("324.91666", "324.92", "324.92", "324.91"),
        ("0.005", "0.01", "0.01", "0"),
        ("0.0049", "0", "0.01", "0"),
        ("-0.005", "-0.01", "0", "-0.01"),
        ("1/3", "0.33", "0.34", "0.33"),
        ("2", "2", "2", "2"),
    ] {
        let value = exact(value);
        assert_eq!(value.round(cent, RoundMode::HalfUp), Some(exact(half)));
        assert_eq!(value.round(cent, RoundMode::Up), Some(exact(up)));
        assert_eq!(value.round(cent, RoundMode::Down), Some(exact(down)));
    }
    assert_eq!(exact("1").round(Exact::ZERO, RoundMode::Up), None);
}

#[test]
fn overflow_is_no_number() {
    let huge = Exact::ratio(i128::MAX, 1).expect("fits");
    assert_eq!(huge.plus(Exact::ONE), None);
    assert_eq!(huge.times(Exact::whole(2)), None);
    assert_eq!(Exact::ONE.over(Exact::ZERO), None);
    assert_eq!(Exact::ratio(1, 0), None);
    assert_eq!(Exact::ratio(i128::MIN, 3), None);
}

#[test]
fn numbers_are_shown_for_people() {
    assert_eq!(exact("9900").show(2), "9,900.00");
    assert_eq!(exact("1234567.5").show(2), "1,234,567.50");
    assert_eq!(exact("-12.5").show(2), "−12.50");
    assert_eq!(exact("10/3").show(2), "约3.3333");
    assert_eq!(exact("3").show(0), "3");
    assert_eq!(exact("0.5").show(0), "0.5");
    assert_eq!(exact("999").show(0), "999");
    assert_eq!(exact("1000").show(0), "1,000");
}

#[test]
fn only_plain_decimals_are_read() {
    for wrong in ["", "-", "1.", ".5", "1e3", "1,000", "0x1", "1.0000000000000", "一"] {
        assert_eq!(Exact::parse(wrong), None, "{wrong}");
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(top in -1_000_000_000_000_i64..1_000_000_000_000, bottom in 1_i64..100_000) {
        let number = Exact::ratio(i128::from(top), i128::from(bottom)).unwrap();
        prop_assert_eq!(Exact::parse_stored(&number.to_string()), Some(number));
    }

    #[test]
    fn sums_and_products_are_exact(a in -1_000_000_i64..1_000_000, b in 1_i64..1_000, c in -1_000_000_i64..1_000_000, d in 1_i64..1_000) {
        let left = Exact::ratio(i128::from(a), i128::from(b)).unwrap();
        let right = Exact::ratio(i128::from(c), i128::from(d)).unwrap();
        let sum = left.plus(right).unwrap();
        prop_assert_eq!(sum.minus(right), Some(left));
        if c != 0 {
            prop_assert_eq!(left.times(right).unwrap().over(right), Some(left));
        }
        prop_assert_eq!(left.compare(right), (i128::from(a) * i128::from(d)).partial_cmp(&(i128::from(c) * i128::from(b))));
    }
}
