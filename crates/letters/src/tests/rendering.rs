use std::path::PathBuf;

use serde_json::json;

use super::FONTS;
use crate::{Fonts, LetterFault, Role, render};

#[test]
fn values_are_text_and_never_markup() {
    let values = json!({ "name": "#panic(\"x\") *粗* $x$ ]" });
    let text = super::pages("#let data = json(\"/data.json\")\n#data.name", &values).concat();
    assert_eq!(text.replace('\u{200b}', ""), "#panic(\"x\") *粗* $x$ ]");
}

#[test]
fn a_template_sees_nothing_of_the_machine() {
    for template in [
        "#read(\"/etc/passwd\")",
        "#read(\"../../Cargo.toml\")",
        "#import \"@preview/tablex:0.0.8\": tablex",
        "#include \"other.typ\"",
        "#image(\"/qr.svg\")",
        "#datetime.today().display()",
        "#while true {}",
    ] {
        assert!(matches!(render(template, &json!({}), &FONTS), Err(LetterFault::Template { .. })), "{template}");
    }
}

#[test]
fn a_missing_value_and_a_broken_template_are_told() {
    let fault = render("#json(\"/data.json\").name", &json!({ "other": 1 }), &FONTS).unwrap_err();
    assert!(fault.to_string().contains("name"), "{fault}");
    assert!(matches!(render("#let x =", &json!({}), &FONTS), Err(LetterFault::Template { .. })));
}

#[test]
fn a_character_without_a_glyph_is_named() {
    let values = json!({ "name": "张\u{10fffd}" });
    let fault = render("#json(\"/data.json\").name", &values, &FONTS).unwrap_err();
    assert_eq!(fault, LetterFault::NoGlyph { characters: "\u{10fffd}".to_owned() });
}

#[test]
fn an_address_too_long_for_a_code_is_refused() {
    let values = json!({ "check_url": "x".repeat(5_000) });
    assert_eq!(render("x", &values, &FONTS), Err(LetterFault::Qr));
}

#[test]
fn every_role_has_a_family_and_a_machine_without_fonts_is_told_what_to_install() {
    for role in [Role::FangSong, Role::Kai, Role::Hei, Role::Title, Role::Song] {
        assert!(!FONTS.families(role).is_empty(), "{role:?}");
    }
    let missing = Fonts::from_files(&[PathBuf::from("no-such-file.ttf")]).unwrap_err();
    assert!(missing.to_string().contains("fonts-noto-cjk"));
    assert!(FONTS.could_install().iter().all(|package| missing.packages.contains(package)));
}

#[test]
fn letters_are_typeset_side_by_side() {
    let texts: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| crate::Receipt::sample().pdf(&FONTS).unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(texts.windows(2).all(|pair| pair[0] == pair[1]));
}
