//! Every letter is typeset from its sample, and what it says is read back from the pages.

use std::sync::LazyLock;

use serde_json::Value;
use typst::layout::FrameItem;

use crate::Fonts;
use crate::render::{typeset, visit};

mod letters;
mod rendering;

/// The fonts of this machine; the tests need any Chinese font.
pub(crate) static FONTS: LazyLock<Fonts> =
    LazyLock::new(|| Fonts::discover(&[]).unwrap_or_else(|missing| panic!("{missing}")));

/// The texts of each page, in drawing order.
pub(crate) fn pages(template: &str, values: &Value) -> Vec<String> {
    let document = typeset(template, values, &FONTS).unwrap_or_else(|fault| panic!("{fault}"));
    let mut pages = Vec::new();
    for page in document.pages() {
        let mut text = String::new();
        visit(&page.frame, &mut |item| {
            if let FrameItem::Text(run) = item {
                text.push_str(&run.text);
            }
        });
        pages.push(text);
    }
    pages
}
