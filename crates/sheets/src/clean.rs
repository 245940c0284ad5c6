//! What is taken off a cell that comes in, and how a cell that goes out is kept from becoming a formula.

/// Takes off what nobody sees: spaces at the ends, byte order marks, zero-width and direction marks,
/// control characters. Line breaks inside a cell become a space.
#[must_use]
pub fn clean(cell: &str) -> String {
    let mut kept = String::with_capacity(cell.len());
    for character in cell.chars() {
        match character {
            '\r' => {}
            '\n' | '\t' | '\u{a0}' => kept.push(' '),
            '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => {}
            other if other.is_control() => {}
            other => kept.push(other),
        }
    }
    kept.trim().to_owned()
}

/// Puts `'` before a text that a spreadsheet would run as a formula (ASVS 1.2.10). A negative number stays a number.
#[must_use]
pub fn disarm(text: &str) -> String {
    if is_armed(text) { format!("'{text}") } else { text.to_owned() }
}

/// Takes off the `'` that [`disarm`] put there, and no other.
#[must_use]
pub fn rearm(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_armed(rest)).unwrap_or(text)
}

fn is_armed(text: &str) -> bool {
    if text.starts_with(['\t', '\r']) {
        return true;
    }
    let seen = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}');
    seen.starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠']) && !is_negative_number(text)
}

fn is_negative_number(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('-') else {
        return false;
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    plain(whole) && plain(decimals)
}
