//! From text to words (词): one line at a time, so that every word knows its line and column.

use kernel::Day;

use crate::number::Exact;
use crate::problem::{Parsed, Place, Trouble};
use crate::unit::Unit;

/// The largest policy file read, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;

/// Words after which the rest of the line is free text.
const RAW_AFTER: [&str; 11] = ["政策", "级别", "发布", "文号", "承接", "节", "依据", "说法", "名称", "说明", "内容"];

/// Words glued to a number, longest first.
const UNIT_WORDS: [&str; 11] = ["元/月", "元/年", "元", "人", "岁", "天", "月", "年", "个", "倍", "%"];

/// One word of the language.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Word {
    /// A name or keyword.
    Name(String),
    /// A number with the unit glued to it.
    Number(Exact, Option<Unit>),
    /// `2017-01-01`.
    Date(Day),
    /// `“…”`.
    Text(String),
    /// The free text after 依据, 说法, 说明 …
    Raw(String),
    /// An operator or bracket, in its plain form.
    Sign(&'static str),
    /// The end of the file.
    End,
}

/// A word with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub word: Word,
    pub place: Place,
    /// Whether it is the first word of its line.
    pub first: bool,
}

/// Cuts a whole file.
pub(crate) fn lex(text: &str) -> Parsed<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut line = 0;
    for content in text.trim_start_matches('\u{feff}').lines() {
        line += 1;
        lex_line(content, Place { line, column: 1 }, &mut tokens)?;
    }
    tokens.push(Token { word: Word::End, place: Place { line: line + 1, column: 1 }, first: true });
    Ok(tokens)
}

/// Cuts one line that begins at `start`.
pub(crate) fn lex_line(content: &str, start: Place, tokens: &mut Vec<Token>) -> Parsed<()> {
    let mut cursor = Cursor { chars: content.chars().collect(), at: 0, start };
    let mut first = true;
    loop {
        cursor.skip_space();
        let place = cursor.place();
        let Some(next) = cursor.peek(0) else {
            return Ok(());
        };
        if next == '#' {
            return Ok(());
        }
        let word = cursor.word(next, place)?;
        let raw = matches!(&word, Word::Name(name) if RAW_AFTER.contains(&name.as_str()));
        tokens.push(Token { word, place, first });
        first = false;
        if raw {
            cursor.skip_space();
            let place = cursor.place();
            let rest: String = cursor.chars[cursor.at..].iter().collect();
            tokens.push(Token { word: Word::Raw(rest.trim_end().to_owned()), place, first: false });
            return Ok(());
        }
    }
}

struct Cursor {
    chars: Vec<char>,
    at: usize,
    start: Place,
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_name_part(c: char) -> bool {
    is_name_start(c) || c.is_ascii_digit() || c == '·'
}

impl Cursor {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn place(&self) -> Place {
        Place {
            line: self.start.line,
            column: self.start.column.saturating_add(u32::try_from(self.at).unwrap_or(u32::MAX)),
        }
    }

    fn skip_space(&mut self) {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> String {
        let mut text = String::new();
        while let Some(c) = self.peek(0).filter(|c| keep(*c)) {
            text.push(c);
            self.at += 1;
        }
        text
    }

    fn word(&mut self, next: char, place: Place) -> Parsed<Word> {
        if next.is_ascii_digit() {
            return self.number_or_date(place);
        }
        if is_name_start(next) {
            return Ok(Word::Name(self.take_while(is_name_part)));
        }
        if let Some(close) = closing_quote(next) {
            return self.quoted(close, place);
        }
        self.sign(next, place)
    }

    fn quoted(&mut self, close: char, place: Place) -> Parsed<Word> {
        self.at += 1;
        let text = self.take_while(|c| c != close);
        if self.peek(0).is_none() {
            return Err(Trouble::new(place, format!("引号没有关上，请在这一行的文字后面补上“{close}”。")));
        }
        self.at += 1;
        Ok(Word::Text(text))
    }

    fn number_or_date(&mut self, place: Place) -> Parsed<Word> {
        let digits = self.take_while(|c| c.is_ascii_digit());
        if digits.len() == 4 && self.peek(0) == Some('-') && self.digit_at(1) {
            let rest = self.take_while(|c| c.is_ascii_digit() || c == '-');
            let text = format!("{digits}{rest}");
            return match Day::parse(&text) {
                Ok(day) if text.len() == 10 => Ok(Word::Date(day)),
                _ => Err(Trouble::new(
                    place,
                    format!("日期“{text}”不对，请写成四位年、两位月、两位日，例如 2017-01-01。"),
                )),
            };
        }
        let mut text = digits;
        if self.peek(0) == Some('.') && self.digit_at(1) {
            self.at += 1;
            text.push('.');
            text.push_str(&self.take_while(|c| c.is_ascii_digit()));
        }
        let number = Exact::parse(&text).ok_or_else(|| {
            Trouble::new(place, format!("数字“{text}”太长，请核对是否多打了几位（整数不超过18位，小数不超过12位）。"))
        })?;
        self.unit_after(number, place)
    }

    fn digit_at(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|c| c.is_ascii_digit())
    }

    fn unit_after(&mut self, number: Exact, place: Place) -> Parsed<Word> {
        let rest: String = self.chars[self.at..].iter().take(3).collect();
        let Some(word) = UNIT_WORDS.iter().find(|word| rest.starts_with(**word)) else {
            if self.peek(0).is_some_and(is_name_start) {
                let name = self.take_while(is_name_part);
                return Err(Trouble::new(
                    place,
                    format!(
                        "数字后面紧跟的“{name}”不是单位。可用的单位：元、元/月、元/年、人、岁、天、月、年、个、倍、%；名称不能以数字开头。"
                    ),
                ));
            }
            return Ok(Word::Number(number, None));
        };
        self.at += word.chars().count();
        if self.peek(0).is_some_and(is_name_part) {
            return Err(Trouble::new(place, format!("单位“{word}”后面要空一格再写别的字。")));
        }
        if *word == "%" {
            let hundredth = number.over(Exact::whole(100)).unwrap_or(Exact::ZERO);
            return Ok(Word::Number(hundredth, Some(Unit::Plain)));
        }
        Ok(Word::Number(number, Unit::from_word(word)))
    }

    fn sign(&mut self, next: char, place: Place) -> Parsed<Word> {
        let pair: String = [Some(next), self.peek(1)].into_iter().flatten().collect();
        let (sign, width) = match pair.as_str() {
            "<=" => ("<=", 2),
            ">=" => (">=", 2),
            "!=" => ("≠", 2),
            ".." => ("..", 2),
            _ => (single_sign(next).ok_or_else(|| unknown_sign(next, place))?, 1),
        };
        self.at += width;
        Ok(Word::Sign(sign))
    }
}

fn closing_quote(open: char) -> Option<char> {
    match open {
        '“' => Some('”'),
        '"' => Some('"'),
        '「' => Some('」'),
        _ => None,
    }
}

fn single_sign(c: char) -> Option<&'static str> {
    Some(match c {
        '(' | '（' => "(",
        ')' | '）' => ")",
        '[' | '［' => "[",
        ']' | '］' => "]",
        ',' | '，' | '、' => ",",
        ';' | '；' => ";",
        ':' | '：' => ":",
        '|' | '｜' => "|",
        '.' => ".",
        '=' | '＝' => "=",
        '<' | '＜' => "<",
        '>' | '＞' => ">",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "≠",
        '+' | '＋' => "+",
        '-' | '−' | '－' => "-",
        '×' | '*' => "×",
        '÷' | '/' => "÷",
        _ => return None,
    })
}

fn unknown_sign(c: char, place: Place) -> Trouble {
    let advice = match c {
        '！' | '!' => "否定请写“非”。".to_owned(),
        '&' => "“并且”请写“且”。".to_owned(),
        '。' => "句末不要写句号。".to_owned(),
        '《' => "文件名只能写在“依据”后面。".to_owned(),
        _ => "请删去或改用 + − × ÷ < > = ≤ ≥ ( ) 等符号。".to_owned(),
    };
    Trouble::new(place, format!("不认识的符号“{c}”。{advice}"))
}
