//! The formatter (整理格式): indentation, spaces, blank lines and the columns of tables; words,
//! comments and free texts stay as they are.

use crate::lexer::{Token, Word, lex, lex_line};
use crate::problem::{LoadError, Parsed, Place, Trouble};

/// A policy text in its tidy form. The result means exactly the same: word for word, line for line.
///
/// # Errors
/// A text that cannot be cut into words, with its place and what to write instead.
pub fn format_policy(text: &str, file: &str) -> Result<String, LoadError> {
    formatted(text).map_err(|trouble| trouble.in_file(file))
}

fn formatted(text: &str) -> Parsed<String> {
    if text.len() > crate::lexer::MAX_BYTES {
        return Err(Trouble::new(Place::default(), "文件超过256 KB，请把政策拆成几个文件。"));
    }
    let before = lex(text)?;
    let mut lines: Vec<Line> = Vec::new();
    for (number, content) in (1_u32..).zip(text.trim_start_matches('\u{feff}').lines()) {
        lines.push(Line::read(content, number)?);
    }
    join_tables(&mut lines);
    align_tables(&mut lines);
    let mut result = String::new();
    let (mut blank, mut in_exception) = (true, false);
    for line in &lines {
        if line.is_blank() {
            if !blank {
                result.push('\n');
            }
            blank = true;
            continue;
        }
        blank = false;
        in_exception = match line.first_word() {
            Some("例外") => true,
            Some("依据") => in_exception,
            Some(_) => false,
            None => in_exception,
        };
        let depth = match (line.indented, in_exception && line.first_word() == Some("依据")) {
            (false, _) => 0,
            (true, false) => 2,
            (true, true) => 4,
        };
        result.push_str(&" ".repeat(depth));
        result.push_str(line.shown().trim_end());
        result.push('\n');
    }
    let result = format!("{}\n", result.trim_end());
    let same =
        |a: &Token, b: &Token| a.word == b.word && a.first == b.first && (a.place.column == 1) == (b.place.column == 1);
    let after = lex(&result)?;
    if before.len() == after.len() && before.iter().zip(&after).all(|(a, b)| same(a, b)) {
        return Ok(result);
    }
    Err(Trouble::new(Place::default(), "这份文字整理后意思会变，没有改动。请把它发给开发人员。"))
}

/// One line: its words as they are written, the spaces before them, and a comment.
struct Line {
    words: Vec<(String, Word)>,
    /// Spaces before each word.
    gaps: Vec<usize>,
    comment: String,
    indented: bool,
}

impl Line {
    fn read(content: &str, number: u32) -> Parsed<Self> {
        let mut tokens: Vec<Token> = Vec::new();
        lex_line(content, Place { line: number, column: 1 }, &mut tokens)?;
        let chars: Vec<char> = content.chars().collect();
        let start = |token: &Token| usize::try_from(token.place.column).unwrap_or(1) - 1;
        let raw_end = matches!(tokens.last(), Some(Token { word: Word::Raw(_), .. }));
        let code_end = if raw_end { chars.len() } else { comment_start(&chars, tokens.last().map_or(0, start)) };
        let comment: String = chars[code_end..].iter().collect();
        let (mut words, mut gaps) = (Vec::new(), Vec::new());
        let mut last_end = 0;
        for (index, token) in tokens.iter().enumerate() {
            let begin = start(token);
            let end = tokens.get(index + 1).map_or(code_end, start);
            let text: String = chars[begin..end].iter().collect();
            let text = text.trim_end().to_owned();
            gaps.push(begin.saturating_sub(last_end));
            last_end = begin + text.chars().count();
            words.push((text, token.word.clone()));
        }
        let indented = content.starts_with(char::is_whitespace);
        Ok(Self { words, gaps, comment: comment.trim_end().to_owned(), indented })
    }

    fn is_blank(&self) -> bool {
        self.words.is_empty() && self.comment.is_empty()
    }

    fn first_word(&self) -> Option<&str> {
        self.words.first().map(|(text, _)| text.as_str())
    }

    fn is_row(&self) -> bool {
        self.first_word().is_some_and(|text| text == "|" || text == "｜")
    }

    /// The words with one space where there was any; two before the 依据 of a value.
    fn shown(&self) -> String {
        let mut shown = String::new();
        let dated = matches!(self.words.first(), Some((_, Word::Date(_)))) && self.indented;
        for (index, ((text, _), gap)) in self.words.iter().zip(&self.gaps).enumerate() {
            if index > 0 {
                let wide = text == "依据" && dated;
                shown.push_str(" ".repeat(if wide { 2 } else { (*gap).min(1) }).as_str());
            }
            shown.push_str(text);
        }
        if !self.comment.is_empty() {
            shown.push_str(if shown.is_empty() { "" } else { "  " });
            shown.push_str(&self.comment);
        }
        shown
    }

    /// The cells of a row of a table.
    fn cells(&self) -> Vec<String> {
        let mut cells = vec![String::new()];
        for ((text, word), gap) in self.words.iter().zip(&self.gaps).skip(1) {
            if *word == Word::Sign("|") {
                cells.push(String::new());
            } else if let Some(cell) = cells.last_mut() {
                cell.push_str(if *gap > 0 && !cell.is_empty() { " " } else { "" });
                cell.push_str(text);
            }
        }
        if cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        cells
    }
}

/// Where the comment begins behind the last word.
fn comment_start(chars: &[char], last: usize) -> usize {
    let mut close: Option<char> = None;
    for (at, c) in chars.iter().enumerate().skip(last) {
        match (close, c) {
            (Some(end), c) if *c == end => close = None,
            (Some(_), _) => {}
            (None, '“') => close = Some('”'),
            (None, '"') => close = Some('"'),
            (None, '「') => close = Some('」'),
            (None, '#') => return at,
            (None, _) => {}
        }
    }
    chars.len()
}

/// Takes blank lines out of tables.
fn join_tables(lines: &mut Vec<Line>) {
    let mut at = 0;
    while at < lines.len() {
        let next = lines[at..].iter().position(|line| !line.is_blank()).map_or(lines.len(), |skip| at + skip);
        let inside = at > 0 && lines[at - 1].is_row() && lines.get(next).is_some_and(Line::is_row);
        if inside {
            lines.drain(at..next);
        }
        at += 1;
    }
}

/// Gives the cells of each table the same width down the table.
fn align_tables(lines: &mut [Line]) {
    let mut start = 0;
    while start < lines.len() {
        let count = lines[start..].iter().take_while(|line| line.is_row()).count();
        if count > 0 {
            align(&mut lines[start..start + count]);
        }
        start += count.max(1);
    }
}

fn align(rows: &mut [Line]) {
    let cells: Vec<Vec<String>> = rows.iter().map(Line::cells).collect();
    let columns = cells.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| cells.iter().filter_map(|row| row.get(column)).map(|cell| wide(cell)).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    for (row, cells) in rows.iter_mut().zip(&cells) {
        let mut text = String::from("|");
        for (cell, width) in cells.iter().zip(&widths) {
            text.push_str(&format!(" {cell}{} |", " ".repeat(width - wide(cell))));
        }
        row.words = vec![(text, Word::Sign("|"))];
        row.gaps = vec![0];
    }
}

/// How many columns a text takes where a Chinese character takes two.
fn wide(text: &str) -> usize {
    text.chars().map(|c| if u32::from(c) >= 0x1100 && !('‐'..='⁞').contains(&c) { 2 } else { 1 }).sum()
}
