use proptest::prelude::*;

use crate::{
    AccountProblem, CertificateProblem, CreditCode, CreditCodeProblem, CreditKind, Day, DisabilityCertificate, IdForm,
    IdNumber, IdProblem, PayoutAccount, Region, Sex, luhn_valid, mask,
};

/// The example printed in GB 11643.
const STANDARD: &str = "11010519491231002X";

#[test]
fn the_number_of_the_standard_is_read_in_both_forms() {
    let (number, form) = IdNumber::parse_with_form(STANDARD).unwrap();
    assert_eq!(form, IdForm::Eighteen);
    assert_eq!(number.birth(), Day::new(1949, 12, 31).unwrap());
    assert_eq!(number.sex(), Sex::Female);
    let (old, form) = IdNumber::parse_with_form("110105491231002").unwrap();
    assert_eq!((old, form), (number, IdForm::Fifteen));
    assert_eq!(IdNumber::parse(" １１０１０５ 19491231 002x").unwrap(), number);
}

#[test]
fn each_test_that_fails_has_its_own_name() {
    for (text, problem) in [
        ("", IdProblem::Characters),
        ("1101051949123100", IdProblem::Characters),
        ("1101051949123100X2", IdProblem::Characters),
        ("11010549123100X", IdProblem::Characters),
        ("十一零一零五一九四九一二三一零零二十", IdProblem::Characters),
        ("000105194912310021", IdProblem::Region),
        ("110105194902300020", IdProblem::BirthDate),
        ("110105194912310021", IdProblem::CheckDigit),
    ] {
        assert_eq!(IdNumber::parse(text), Err(problem), "{text}");
    }
    let today = Day::new(1949, 12, 30).unwrap();
    assert_eq!(IdNumber::parse_by(STANDARD, today), Err(IdProblem::BornLater));
    assert!(IdNumber::parse_by(STANDARD, today.add_days(1)).is_ok());
}

#[test]
fn a_number_never_prints_itself() {
    let number = IdNumber::parse(STANDARD).unwrap();
    assert_eq!(number.masked(), "110105********002X");
    assert!(!format!("{number:?}").contains("19491231"));
    assert_eq!(number.plain(), STANDARD);
}

#[test]
fn a_made_up_number_gets_the_right_check_character() {
    let birth = Day::new(1949, 12, 31).unwrap();
    assert_eq!(IdNumber::from_parts("110105", birth, 2).unwrap().plain(), STANDARD);
    let number = IdNumber::from_parts("510904", birth, 999).unwrap();
    assert_eq!(IdNumber::parse(number.plain()), Ok(number));
    assert_eq!(IdNumber::from_parts("510904", birth, 1_000), None);
    assert_eq!(IdNumber::from_parts("000000", birth, 0), None);
}

#[test]
fn the_place_of_issue_is_known_or_a_warning() {
    assert_eq!(IdNumber::parse(STANDARD).unwrap().region(), Region::Known("朝阳区"));
    assert_eq!(crate::region_of("510922"), Region::Known("射洪县"));
    assert_eq!(crate::region_of("512836"), Region::Known("射洪县"));
    assert_eq!(crate::region_of("519999"), Region::Unknown);
}

#[test]
fn credit_codes_check_and_tell_what_they_are() {
    let standard = CreditCode::parse("91350100M000100Y43").unwrap();
    assert_eq!((standard.kind().chinese(), standard.area()), ("其他登记机关", "350100"));
    assert!(standard.organisation_code_checks());
    let group = CreditCode::parse("５１５１０９００mj000000x9").unwrap();
    assert_eq!((group.kind(), group.area()), (CreditKind::SocialGroup, "510900"));
    assert_eq!(CreditCode::parse("91350100M000100Y44"), Err(CreditCodeProblem::CheckDigit));
    assert_eq!(CreditCode::parse("91350100M000100Y4"), Err(CreditCodeProblem::Characters));
    assert_eq!(CreditCode::parse("91350100I000100Y43"), Err(CreditCodeProblem::Characters));
    assert_eq!(CreditCode::parse("9135010AM000100Y43"), Err(CreditCodeProblem::Area));
}

#[test]
fn disability_certificates_carry_category_grade_and_replacements() {
    let first = DisabilityCertificate::parse("11010519491231002X42").unwrap();
    assert_eq!((first.category(), first.grade(), first.reissues()), (4, 2, 0));
    let again = DisabilityCertificate::parse("11010519491231002x42b1").unwrap();
    assert_eq!((again.reissues(), again.id()), (1, first.id()));
    assert_eq!(again.plain(), "11010519491231002X42B1");
    for (text, problem) in [
        ("11010519491231002X", CertificateProblem::Length),
        ("11010519491231002X82", CertificateProblem::Category),
        ("11010519491231002X45", CertificateProblem::Grade),
        ("11010519491231002X42C1", CertificateProblem::Reissue),
        ("11010519491231002X42B0", CertificateProblem::Reissue),
        ("11010519491231002142", CertificateProblem::Id(IdProblem::CheckDigit)),
    ] {
        assert_eq!(DisabilityCertificate::parse(text), Err(problem), "{text}");
    }
}

#[test]
fn cards_check_their_last_digit_and_passbooks_do_not() {
    let card = PayoutAccount::parse_card("4111 1111 1111 1111").unwrap();
    assert_eq!(card.masked(), "************1111");
    assert!(!format!("{card:?}").contains("41111"));
    assert_eq!(PayoutAccount::parse_card("4111111111111112"), Err(AccountProblem::CheckDigit));
    assert_eq!(PayoutAccount::parse_card("411111111111"), Err(AccountProblem::CardLength));
    assert_eq!(PayoutAccount::parse_card("4111a"), Err(AccountProblem::Characters));
    assert_eq!(PayoutAccount::parse_passbook("88010120").unwrap().plain(), "88010120");
    assert_eq!(PayoutAccount::parse_passbook("8801"), Err(AccountProblem::PassbookLength));
    assert!(!luhn_valid(""));
}

#[test]
fn masks_hide_what_they_must() {
    assert_eq!(mask::name("张三"), "张*");
    assert_eq!(mask::name("张三丰"), "张*丰");
    assert_eq!(mask::name("欧阳小明"), "欧**明");
    assert_eq!(mask::name("张"), "*");
    assert_eq!(mask::name_strict("王秀兰"), "王**");
    assert_eq!(mask::phone("13800001234"), "138****1234");
    assert_eq!(mask::card("4111111111111111"), "************1111");
    assert_eq!(mask::phone("1234"), "****");
}

proptest! {
    #[test]
    fn changing_one_digit_of_a_number_is_always_noticed(position in 0_usize..17, change in 1_u8..10) {
        let mut bytes = STANDARD.as_bytes().to_vec();
        bytes[position] = b'0' + (bytes[position] - b'0' + change) % 10;
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert!(IdNumber::parse(&changed).is_err());
    }

    #[test]
    fn reading_never_panics(text in "\\PC{0,30}") {
        let _ = IdNumber::parse(&text);
        let _ = CreditCode::parse(&text);
        let _ = DisabilityCertificate::parse(&text);
        let _ = PayoutAccount::parse_card(&text);
        let _ = crate::PlaceCode::parse(&text);
        let _ = crate::Fen::parse(&text);
        let _ = Day::parse(&text);
        let _ = crate::Month::parse(&text);
        let shown = mask::name(&text);
        prop_assert_eq!(shown.chars().count(), text.trim().chars().count());
    }
}
