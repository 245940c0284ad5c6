//! Personal numbers in a text: id numbers, mobile phones, cards, whether they are right or mistyped.

use crate::{IdNumber, luhn_valid};
use std::ops::Range;

/// Digits a group must have to be joined with the next over a space or a hyphen; `2017-05-09` is not one number.
const LEAST_GROUP: usize = 3;

/// A run of digits as it stands in a text.
struct Run {
    /// Where, in characters.
    at: Range<usize>,
    /// Its digits, perhaps with an X at the end.
    digits: String,
    /// Whether it stands in one piece.
    is_whole: bool,
}

fn runs(characters: &[char]) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut index = 0;
    while index < characters.len() {
        let start = index;
        while characters.get(index).is_some_and(char::is_ascii_digit) {
            index += 1;
        }
        if index == start {
            index += 1;
            continue;
        }
        if characters.get(index).is_some_and(|c| matches!(c, 'x' | 'X')) && index - start >= LEAST_GROUP {
            index += 1;
        }
        let digits: String = characters[start..index].iter().collect();
        let joins = found.last().is_some_and(|last| {
            let gap = &characters[last.at.end..start];
            let is_gap = matches!(gap, [' ' | '-']);
            is_gap && digits.len() >= LEAST_GROUP && last.digits.len() >= LEAST_GROUP
        });
        match found.last_mut().filter(|_| joins) {
            Some(last) => {
                last.at.end = index;
                last.digits.push_str(&digits);
                last.is_whole = false;
            }
            None => found.push(Run { at: start..index, digits, is_whole: true }),
        }
    }
    found
}

fn is_mobile(digits: &str) -> bool {
    let local = digits.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(digits);
    local.len() == 11
        && local.starts_with('1')
        && local.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(local.as_bytes()[1], b'3'..=b'9')
}

fn is_personal(run: &Run) -> bool {
    let digits = run.digits.as_str();
    let is_card = (16..=19).contains(&digits.len()) && luhn_valid(digits);
    let holds_id =
        digits.len() >= 18 && (0..=digits.len() - 18).any(|start| IdNumber::parse(&digits[start..start + 18]).is_ok());
    // 受理号 has fifteen digits in pieces: SL-510904-2017-00001.
    let is_old_id = digits.len() == 15 && run.is_whole && IdNumber::parse(digits).is_ok();
    is_mobile(digits) || is_card || holds_id || is_old_id
}

/// Full-width digits and letters are what they look like.
fn narrowed(c: char) -> char {
    match c {
        '０'..='９' | 'Ｘ' | 'ｘ' => crate::narrow(&c.to_string()).chars().next().unwrap_or(c),
        '－' | '—' => '-',
        '　' => ' ',
        other => other,
    }
}

/// Digits from which a number in one piece, or with nothing but spaces in it, is an id number or card, even a mistyped one.
const LEAST_LONG: usize = 15;

/// Whatever is as long as such a number, or as a mobile phone, with nothing but spaces in it.
fn long(characters: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut at, mut digits): (Range<usize>, String) = (0..0, String::new());
    for (index, character) in characters.iter().chain(['.'].iter()).enumerate() {
        if character.is_ascii_digit() {
            at = if digits.is_empty() { index..index + 1 } else { at.start..index + 1 };
            digits.push(*character);
        } else if *character != ' ' {
            if digits.len() >= LEAST_LONG || (digits.len() == 11 && digits.starts_with('1')) {
                found.push(at.clone());
            }
            digits.clear();
        }
    }
    found
}

/// Where in a text (in characters) personal numbers stand: in one piece or in groups, full-width too. A number as long as
/// one is taken for one, even with a wrong check digit; `SL-510904-2017-00001`, dates and counts are not.
#[must_use]
pub fn personal_numbers(text: &str) -> Vec<Range<usize>> {
    let plain: Vec<char> = text.chars().map(narrowed).collect();
    let mut found: Vec<Range<usize>> = runs(&plain).into_iter().filter(is_personal).map(|run| run.at).collect();
    found.extend(long(&plain));
    found
}
