//! Masks (脱敏): what a screen or a public page may show of a name or a number.
//!
//! Done on the server, never in the browser. The forms are those of PUB-03 in the requirements.

/// A name on the internet: `张*`, `张*丰`, `欧**明`; a single character becomes `*`.
#[must_use]
pub fn name(name: &str) -> String {
    let characters: Vec<char> = name.trim().chars().collect();
    match characters.as_slice() {
        [] => String::new(),
        [_] => "*".to_owned(),
        [first, _] => format!("{first}*"),
        [first, middle @ .., last] => format!("{first}{}{last}", "*".repeat(middle.len())),
    }
}

/// Surname only, for strict public notices: `王**`.
#[must_use]
pub fn name_strict(name: &str) -> String {
    let mut characters = name.trim().chars();
    match (characters.next(), characters.count()) {
        (None, _) => String::new(),
        (Some(_), 0) => "*".to_owned(),
        (Some(first), rest) => format!("{first}{}", "*".repeat(rest)),
    }
}

/// An identity number: first six and last four, `510904********0005`.
#[must_use]
pub fn id(number: &str) -> String {
    middle(number, 6, 4)
}

/// A phone: first three and last four, `138****1234`.
#[must_use]
pub fn phone(number: &str) -> String {
    middle(number, 3, 4)
}

/// A bank card: only the last four.
#[must_use]
pub fn card(number: &str) -> String {
    middle(number, 0, 4)
}

/// A card or passbook: only the last four.
#[must_use]
pub fn account(number: &str) -> String {
    card(number)
}

/// Stars between the first and the last characters. A text too short to hide anything is all stars.
fn middle(text: &str, first: usize, last: usize) -> String {
    let characters: Vec<char> = text.trim().chars().collect();
    let count = characters.len();
    if count <= first + last {
        return "*".repeat(count);
    }
    let mut shown: String = characters[..first].iter().collect();
    shown.push_str(&"*".repeat(count - first - last));
    shown.extend(&characters[count - last..]);
    shown
}
