//! Personal numbers are found however they are written, and nothing else is taken for one.

use crate::numbers::{blotted, refuse};
use kernel::{Day, IdNumber};
use proptest::prelude::*;

const PERSONAL: &[&str] = &[
    "请联系 13800000000。",
    "电话138-0000-0000",
    "电话 138 0000 0000 找我",
    "+8613800000000",
    "１３８００００００００",
    "卡号6222021234567890128",
    "卡号 6222 0212 3456 7890 128",
    "旧证510904680505001",
    "号码抄错一位 510904199001010000",
    "一个一个写 1 3 8 0 0 0 0 0 0 0 0",
];

const HARMLESS: &[&str] = &[
    "",
    "受理号 SL-510904-2017-00001，请在 2017-05-12 前办结",
    "2017-05-09 2017-06-01 两天",
    "3,650,000 人，2017 年 1 月至 12 月",
    "遂民发〔2017〕12号",
    "批次 DB-201705-510904-01",
    "12349 热线，0825-2345678",
    "村码 510904105215",
];

#[test]
fn a_number_of_a_person_is_refused_however_it_is_written() {
    for text in PERSONAL {
        let refusal = refuse(text, "words").expect_err(text);
        assert_eq!(refusal.field.as_deref(), Some("words"));
        assert!(!blotted(text).chars().any(|c| c.is_numeric()), "{}", blotted(text));
    }
}

#[test]
fn dates_documents_and_counts_are_no_persons() {
    for text in HARMLESS {
        assert!(refuse(text, "words").is_ok(), "{text}");
        assert_eq!(blotted(text), *text);
    }
}

proptest! {
    #[test]
    fn no_id_number_gets_through(days in 0_i32..30_000, sequence in prop::sample::select(vec![0_u16, 999]), gap in 0_usize..3) {
        let birth = Day::new(1930, 1, 1).expect("a day").add_days(days);
        let number = IdNumber::from_parts("510904", birth, sequence).expect("a number");
        let plain = number.plain();
        let written = match gap {
            0 => plain.to_owned(),
            1 => format!("{} {} {}", &plain[..6], &plain[6..14], &plain[14..]),
            _ => format!("{}-{}-{}", &plain[..6], &plain[6..14], &plain[14..]),
        };
        let text = format!("张某（{written}）的件");
        prop_assert!(refuse(&text, "words").is_err());
        let clean = blotted(&text);
        prop_assert!(!clean.contains(&plain[6..14]), "{clean}");
        prop_assert!(clean.starts_with("张某（") && clean.ends_with("）的件"));
    }
}
