//! Tests of a build without typesetting.

use crate::{Decision, Fonts, LetterFault, Receipt};

#[test]
fn every_call_says_that_this_build_cannot_print() {
    let fonts = Fonts::discover(&[]).unwrap();
    assert_eq!(Receipt::sample().pdf(&fonts), Err(LetterFault::NoPdf));
    assert_eq!(Decision::sample_approval().pdf(&fonts), Err(LetterFault::NoPdf));
}
