use proptest::prelude::*;

use crate::{clean, disarm, rearm};

#[test]
fn texts_that_a_spreadsheet_would_run_are_disarmed() {
    for armed in
        ["=1+1", "+86 138", "-cmd", "@SUM(A1)", "|x", "%x", "\t=1", "\r1", "  =1", "＝1+1", "－1", "\u{feff}=1"]
    {
        assert_eq!(disarm(armed), format!("'{armed}"), "{armed:?}");
        assert_eq!(rearm(&disarm(armed)), armed);
    }
    for harmless in ["", "张三", "3300.00", "-12.00", "-5", "a=b", "'张三'"] {
        assert_eq!(disarm(harmless), harmless);
        assert_eq!(rearm(harmless), harmless);
    }
    assert_eq!(disarm("-1+2"), "'-1+2");
    assert_eq!(disarm("-"), "'-");
}

#[test]
fn what_nobody_sees_is_taken_off_and_rare_characters_stay() {
    assert_eq!(clean("\u{feff} 张\u{200b}三\u{202e} "), "张三");
    assert_eq!(clean("上\r\n下"), "上 下");
    assert_eq!(clean("𠮷田㐱𬱖·买买提"), "𠮷田㐱𬱖·买买提");
}

proptest! {
    #[test]
    fn disarming_is_undone_by_rearming(text in "\\PC{0,12}") {
        prop_assume!(!text.starts_with('\''));
        let out = disarm(&text);
        prop_assert_eq!(rearm(&out), text.as_str());
        prop_assert!(disarm(&out) == out);
    }
}
