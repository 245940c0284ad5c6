//! Looks at an XLSX package before anything in it is believed: sizes, parts, macros, links, DTDs.

use std::io::{Cursor, Read};

use crate::limits::Limits;
use crate::problem::SheetProblem;

/// Below this size of unpacked content the ratio is not looked at; small sheets of equal rows pack very well.
const RATIO_FLOOR: u64 = 10_000_000;
const CHUNK: usize = 64 * 1024;

/// Unpacks every part once without keeping it, counting as it goes: a wrong size in the directory does not help.
pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<(), SheetProblem> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetProblem::Damaged)?;
    if archive.len() > limits.entries {
        return Err(SheetProblem::Bomb);
    }
    let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let by_ratio = packed.saturating_mul(limits.ratio).max(RATIO_FLOOR);
    let mut left = limits.unpacked_bytes.min(by_ratio);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|_| SheetProblem::Damaged)?;
        let name = part.name().map_err(|_| SheetProblem::Damaged)?.to_ascii_lowercase();
        if part.size() > left || name.split('/').any(|step| step == "..") {
            return Err(SheetProblem::Bomb);
        }
        if name.ends_with("vbaproject.bin") {
            return Err(SheetProblem::Macros);
        }
        if name.contains("externallinks/") {
            return Err(SheetProblem::ExternalLinks);
        }
        if [".zip", ".xlsx", ".docx"].iter().any(|ending| name.ends_with(ending)) {
            return Err(SheetProblem::Bomb);
        }
        let is_markup = name.ends_with(".xml") || name.ends_with(".rels");
        left -= drain(&mut part, left, is_markup)?;
    }
    Ok(())
}

/// Reads a part to its end; returns how many bytes it had.
fn drain(part: &mut impl Read, left: u64, is_markup: bool) -> Result<u64, SheetProblem> {
    let mut buffer = vec![0_u8; CHUNK];
    let mut total: u64 = 0;
    let mut tail: Vec<u8> = Vec::new();
    loop {
        let count = part.read(&mut buffer).map_err(|_| SheetProblem::Damaged)?;
        if count == 0 {
            return Ok(total);
        }
        total += u64::try_from(count).unwrap_or(u64::MAX);
        if total > left {
            return Err(SheetProblem::Bomb);
        }
        if is_markup {
            // The mark may lie across two chunks: look at the end of the last one together with this one.
            tail.extend_from_slice(&buffer[..count]);
            if contains(&tail, b"<!DOCTYPE") || contains(&tail, b"<!ENTITY") {
                return Err(SheetProblem::Dtd);
            }
            let keep = tail.len().saturating_sub(8);
            tail.drain(..keep);
        }
    }
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|&byte| byte == b'<') {
        rest = &rest[at..];
        if rest.len() >= mark.len() && rest[..mark.len()].eq_ignore_ascii_case(mark) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}
