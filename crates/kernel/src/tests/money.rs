use proptest::prelude::*;

use crate::{Fen, Overflow, Rounding, try_sum};

#[test]
fn amounts_are_read_as_people_type_them() {
    for (text, fen) in [
        ("3300", 330_000),
        ("3,300.5", 330_050),
        ("￥３，３００．５０元", 330_050),
        (" 0.01 ", 1),
        ("-12.00", -1_200),
        ("12.", 1_200),
    ] {
        assert_eq!(Fen::parse(text).unwrap(), Fen::new(fen), "{text}");
    }
}

#[test]
fn wrong_amounts_are_refused_with_a_reason() {
    for (text, part) in [
        ("", "没有数字"),
        ("三千", "请只填数字"),
        ("1.234", "小数多于两位"),
        ("3,30", "逗号位置"),
        (",300", "逗号位置"),
        ("99999999999999999999", "太大"),
    ] {
        let sentence = Fen::parse(text).unwrap_err().sentence;
        assert!(sentence.contains(part), "{text}: {sentence}");
    }
}

#[test]
fn amounts_are_shown_plain_grouped_and_in_capital_numerals() {
    let amount = Fen::new(330_000);
    assert_eq!(amount.to_string(), "3300.00");
    assert_eq!(amount.grouped(), "3,300.00");
    assert_eq!(Fen::new(-123_456_789).grouped(), "-1,234,567.89");
    for (fen, upper) in [
        (330_000, "叁仟叁佰元整"),
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (10_005, "壹佰元零伍分"),
        (1_055, "壹拾元伍角伍分"),
        (1_005_000_300, "壹仟零伍万零叁元整"),
        (10_000_000_000, "壹亿元整"),
        (100_020_000, "壹佰万零贰佰元整"),
        (-27_500, "负贰佰柒拾伍元整"),
    ] {
        assert_eq!(Fen::new(fen).upper(), upper);
    }
}

#[test]
fn a_sum_that_no_longer_fits_is_an_answer() {
    assert_eq!(try_sum([Fen::new(i64::MAX), Fen::new(1)]), Err(Overflow));
    assert_eq!(try_sum([Fen::new(150), Fen::new(-50)]), Ok(Fen::new(100)));
    assert_eq!(Fen::new(i64::MAX).checked_mul(2), None);
    assert_eq!(Fen::ZERO.checked_sub(Fen::new(1)), Some(-Fen::new(1)));
}

#[test]
fn each_rounding_does_what_its_name_says() {
    let cases = [
        (Rounding::FenHalfUp, 1, 2, 1),
        (Rounding::FenHalfUp, 1, 3, 0),
        (Rounding::FenHalfUp, -1, 2, -1),
        (Rounding::JiaoCeil, 27_501, 1, 27_510),
        (Rounding::JiaoCeil, 27_510, 1, 27_510),
        (Rounding::YuanCeil, 27_501, 1, 27_600),
        (Rounding::YuanCeil, 1, 1_000, 100),
        (Rounding::YuanHalfUp, 27_549, 1, 27_500),
        (Rounding::YuanHalfUp, 27_550, 1, 27_600),
        (Rounding::YuanCeil, -150, 1, -100),
    ];
    for (rounding, numerator, denominator, fen) in cases {
        assert_eq!(
            rounding.divide(numerator, denominator),
            Some(Fen::new(fen)),
            "{rounding:?} {numerator}/{denominator}"
        );
    }
    assert_eq!(Rounding::FenHalfUp.divide(1, 0), None);
    assert_eq!(Rounding::FenHalfUp.divide(i128::MAX, 1), None);
}

#[test]
fn money_in_json_is_a_string() {
    assert_eq!(serde_json::to_string(&Fen::new(32_500)).unwrap(), "\"325.00\"");
    assert_eq!(serde_json::from_str::<Fen>("\"325.00\"").unwrap(), Fen::new(32_500));
    assert!(serde_json::from_str::<Fen>("325.0").is_err());
}

proptest! {
    #[test]
    fn printed_amounts_read_back(fen in (i64::MIN + 1)..i64::MAX) {
        prop_assert_eq!(Fen::parse(&Fen::new(fen).to_string()).unwrap(), Fen::new(fen));
        prop_assert_eq!(Fen::parse(&Fen::new(fen).grouped()).unwrap(), Fen::new(fen));
    }

    #[test]
    fn half_up_is_never_more_than_half_a_step_away(numerator in -1_000_000_i128..1_000_000, denominator in 1_i128..10_000) {
        let fen = i128::from(Rounding::FenHalfUp.divide(numerator, denominator).unwrap().get());
        prop_assert!((fen * denominator - numerator).abs() * 2 <= denominator);
        let yuan = i128::from(Rounding::YuanCeil.divide(numerator, denominator).unwrap().get());
        prop_assert!(yuan % 100 == 0 && yuan * denominator >= numerator && (yuan - 100) * denominator < numerator);
    }
}
