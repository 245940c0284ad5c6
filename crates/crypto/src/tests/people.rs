use std::time::Instant;

use crate::{CryptoFault, Passwords, Totp, new_totp_secret, token};

#[test]
fn a_password_fits_its_own_hash_only() {
    let passwords = Passwords::cheap_for_tests();
    let stored = passwords.hash("春江水暖鸭先知");
    assert!(stored.starts_with("$argon2id$v=19$"));
    assert_eq!(passwords.verify("春江水暖鸭先知", Some(&stored)), Ok(true));
    assert_eq!(passwords.verify("春江水暖", Some(&stored)), Ok(false));
    assert_eq!(passwords.verify("x", Some("not a hash")), Err(CryptoFault::PasswordHash));
    assert_ne!(stored, passwords.hash("春江水暖鸭先知"));
    assert_eq!(passwords.hash_with_salt("a", &[1; 16]), passwords.hash_with_salt("a", &[1; 16]));
}

#[test]
fn nobody_can_sign_in_and_it_takes_as_long() {
    let passwords = Passwords::standard();
    let stored = passwords.hash("right");
    assert!(stored.contains("m=19456,t=2,p=1"), "{stored}");
    assert_eq!(passwords.verify("", None), Ok(false));
    let mut times = [0_u128; 2];
    for _ in 0..5 {
        for (slot, account) in times.iter_mut().zip([Some(stored.as_str()), None]) {
            let start = Instant::now();
            assert_eq!(passwords.verify("wrong", account), Ok(false));
            *slot += start.elapsed().as_micros();
        }
    }
    let (known, unknown) = (times[0], times[1]);
    assert!(unknown * 2 > known && known * 2 > unknown, "known {known} µs, unknown {unknown} µs");
}

#[test]
fn one_time_codes_are_those_of_rfc_6238() {
    let totp = Totp::new(b"12345678901234567890");
    assert_eq!(totp.code_at(59), "287082");
    assert_eq!(totp.code_at(1_111_111_109), "081804");
    assert_eq!(totp.code_at(20_000_000_000), "353130");
}

#[test]
fn a_code_is_good_for_three_steps_and_once() {
    let totp = Totp::new(&new_totp_secret());
    let now = 1_494_297_727;
    let code = totp.code_at(now);
    let step = totp.verify(&code, now, None).unwrap();
    assert_eq!(step, now / 30);
    assert_eq!(totp.verify(&code, now + 30, None), Some(step));
    assert_eq!(totp.verify(&code, now - 30, None), Some(step));
    assert_eq!(totp.verify(&code, now + 90, None), None);
    assert_eq!(totp.verify(&code, now, Some(step)), None);
    assert_eq!(totp.verify(&code, now, Some(step - 1)), Some(step));
    let (first, rest) = code.split_at(3);
    assert_eq!(totp.verify(&format!(" {first} {rest}"), now, None), Some(step));
    for wrong in ["", "abcdef", "1234567", "一二三四五六"] {
        assert_eq!(totp.verify(wrong, now, None), None, "{wrong}");
    }
}

#[test]
fn the_address_for_the_app_names_issuer_and_account() {
    let uri = Totp::new(b"12345678901234567890").otpauth_uri("兜底", "li.na");
    let expected = "otpauth://totp/%E5%85%9C%E5%BA%95:li.na?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
                    &issuer=%E5%85%9C%E5%BA%95&algorithm=SHA1&digits=6&period=30";
    assert_eq!(uri, expected);
}

#[test]
fn tokens_are_long_and_never_the_same() {
    let (one, two) = (token(), token());
    assert_eq!(one.len(), 43);
    assert_ne!(one, two);
}
