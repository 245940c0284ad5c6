//! No message carries a personal number.

use kernel::{Refusal, personal_numbers};

/// Refuses a text that a person typed with such a number in it.
///
/// # Errors
/// A refusal for this field.
pub fn refuse(text: &str, field: &str) -> Result<(), Refusal> {
    if personal_numbers(text).is_empty() {
        return Ok(());
    }
    let sentence = "这里写了身份证号、手机号或银行账号。消息会转发到短信和邮件，不能带这些号码；请写受理号或户的链接。";
    Err(Refusal::bad_input("messages.number", sentence).on_field(field))
}

/// A text made by the program, with such numbers blotted out.
#[must_use]
pub fn blotted(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for at in personal_numbers(text) {
        for character in &mut characters[at] {
            *character = '*';
        }
    }
    characters.into_iter().collect()
}
