//! Typesets a template with its values.

use std::collections::BTreeSet;

use kernel::Day;
use serde_json::Value;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::fault::LetterFault;
use crate::fonts::Fonts;
use crate::world::LetterWorld;

/// Typesets a template and gives the PDF (PDF/A-2u, tagged, for the archive).
///
/// The template can read `/gongwen.typ` (the layout of official letters), `/data.json` (the values),
/// `/fonts.json` (families by role), and, when the values have a text `check_url`, `/qr.svg`.
///
/// The values carry the day of the letter as `on` (or `accepted_on`), `2017-05-09`: the archive format wants a date,
/// and it is never the machine's.
///
/// # Errors
/// What is wrong with the template or the values, or which characters no font has.
pub fn render(template: &str, data: &Value, fonts: &Fonts) -> Result<Vec<u8>, LetterFault> {
    let document = typeset(template, data, fonts);
    // Nothing of a person stays in the typesetter's memory; fonts and layout are cheap to do again.
    comemo::evict(0);
    let document = document?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("兜底 (Doudi)".to_owned())),
        standards: PdfStandards::new(&[PdfStandard::A_2u])
            .map_err(|problem| LetterFault::Template { why: problem.message().to_string() })?,
        timestamp: day_of(data).map(Timestamp::new_utc),
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|problems| template_fault(&problems));
    comemo::evict(0);
    pdf
}

fn day_of(data: &Value) -> Option<Datetime> {
    let text = data.get("on").or_else(|| data.get("accepted_on")).and_then(Value::as_str)?;
    let day = Day::parse(text).ok()?;
    let (month, date) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    Datetime::from_ymd(i32::from(day.year()), month, date)
}

/// The pages before they become a PDF.
pub(crate) fn typeset(template: &str, data: &Value, fonts: &Fonts) -> Result<PagedDocument, LetterFault> {
    let closed = || LetterFault::Data { why: "路径不能用".to_owned() };
    let mut world = LetterWorld::new(fonts, template)
        .and_then(|world| world.with("/data.json", data.to_string()))
        .and_then(|world| world.with("/fonts.json", fonts.as_json()))
        .ok_or_else(closed)?;
    if let Some(url) = data.get("check_url").and_then(Value::as_str) {
        world = world.with("/qr.svg", qr(url)?).ok_or_else(closed)?;
    }
    let document: PagedDocument = typst::compile(&world).output.map_err(|problems| template_fault(&problems))?;
    let mut missing = BTreeSet::new();
    for page in document.pages() {
        visit(&page.frame, &mut |item| missing_glyphs(item, &mut missing));
    }
    if missing.is_empty() {
        Ok(document)
    } else {
        Err(LetterFault::NoGlyph { characters: missing.into_iter().collect() })
    }
}

fn template_fault(problems: &[SourceDiagnostic]) -> LetterFault {
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    LetterFault::Template { why: messages.join("；") }
}

fn qr(url: &str) -> Result<String, LetterFault> {
    let code = qrcode::QrCode::with_error_correction_level(url, qrcode::EcLevel::M).map_err(|_| LetterFault::Qr)?;
    Ok(code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(200, 200).build())
}

/// Shows every drawn item of a frame and of the frames in it, in drawing order.
pub(crate) fn visit(frame: &Frame, see: &mut dyn FnMut(&FrameItem)) {
    for (_, item) in frame.items() {
        if let FrameItem::Group(group) = item {
            visit(&group.frame, see);
        } else {
            see(item);
        }
    }
}

fn missing_glyphs(item: &FrameItem, missing: &mut BTreeSet<char>) {
    let FrameItem::Text(text) = item else { return };
    for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
        missing.extend(text.text.get(glyph.range()).unwrap_or_default().chars());
    }
}
