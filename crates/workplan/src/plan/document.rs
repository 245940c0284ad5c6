//! One file of a plan, read field by field; every mistake has its line and says what to write.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Something a plan writes wrongly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub file: String,
    /// The line; zero for the whole file.
    pub line: usize,
    /// What is wrong and what to write.
    pub sentence: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}：{}", self.file, self.sentence),
            line => write!(f, "{} 第{line}行：{}", self.file, self.sentence),
        }
    }
}

/// The mistakes found so far.
pub(super) type Mistakes = Rc<RefCell<Vec<Mistake>>>;

/// A table of a file.
pub(super) struct Node<'t> {
    file: &'t str,
    text: &'t str,
    table: &'t DeTable<'t>,
    at: usize,
    title: String,
    mistakes: Mistakes,
    asked: RefCell<Vec<&'static str>>,
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// Parses a file.
pub(super) fn parse<'t>(file: &str, text: &'t str, mistakes: &Mistakes) -> Option<Spanned<DeTable<'t>>> {
    match DeTable::parse(text) {
        Ok(table) => Some(table),
        Err(error) => {
            let line = error.span().map_or(0, |span| line_of(text, span.start));
            let sentence = format!(
                "这一行的写法不对（{}）。文字要用英文双引号，日期写成 \"2017-05-09\"，列表写成 [\"甲\", \"乙\"]。",
                error.message()
            );
            mistakes.borrow_mut().push(Mistake { file: file.to_owned(), line, sentence });
            None
        }
    }
}

impl<'t> Node<'t> {
    pub(super) fn root(file: &'t str, text: &'t str, table: &'t Spanned<DeTable<'t>>, mistakes: &Mistakes) -> Self {
        Self {
            file,
            text,
            table: table.get_ref(),
            at: 0,
            title: "总表".to_owned(),
            mistakes: Rc::clone(mistakes),
            asked: RefCell::default(),
        }
    }

    /// Notes a mistake at a place of the file.
    fn wrong(&self, at: usize, sentence: String) {
        let mistake = Mistake { file: self.file.to_owned(), line: line_of(self.text, at), sentence };
        self.mistakes.borrow_mut().push(mistake);
    }

    /// Notes a mistake about this table.
    pub(super) fn wrong_here(&self, sentence: impl fmt::Display) {
        self.wrong(self.at, format!("{}：{sentence}", self.title));
    }

    /// Notes a mistake about a field.
    pub(super) fn wrong_field(&self, name: &'static str, sentence: impl fmt::Display) {
        let at = self.get(name).map_or(self.at, |value| value.span().start);
        self.wrong(at, format!("{}的 {name}：{sentence}", self.title));
    }

    fn get(&self, name: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        if !self.asked.borrow().contains(&name) {
            self.asked.borrow_mut().push(name);
        }
        self.table.get(name)
    }

    /// A text that may be left out.
    pub(super) fn text(&self, name: &'static str) -> Option<&'t str> {
        let value = self.get(name)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_field(name, "应写成文字，两边用英文双引号。");
        }
        text
    }

    /// A text that must be there.
    pub(super) fn must(&self, name: &'static str) -> &'t str {
        if self.get(name).is_none() {
            self.wrong_here(format_args!("缺 {name}，请补上，例如 {name} = \"…\"。"));
            return "";
        }
        let text = self.text(name).unwrap_or_default();
        if text.trim().is_empty() {
            self.wrong_field(name, "不能空着。");
        }
        text
    }

    /// A whole number that may be left out.
    pub(super) fn number(&self, name: &'static str) -> Option<i64> {
        let value = self.get(name)?;
        let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        if number.is_none() {
            self.wrong_field(name, "应写成整数，不加引号。");
        }
        number
    }

    /// A text read by its type's parser; the parser's own sentence says what is wrong.
    pub(super) fn parsed<T>(&self, name: &'static str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(name)?;
        match read(text) {
            Ok(value) => Some(value),
            Err(sentence) => {
                self.wrong_field(name, sentence);
                None
            }
        }
    }

    /// As [`Node::parsed`], and its absence is a mistake.
    pub(super) fn must_parse<T>(&self, name: &'static str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        if self.get(name).is_none() {
            self.must(name);
            return None;
        }
        self.parsed(name, read)
    }

    /// One word of a list of words.
    pub(super) fn word<T: Copy>(&self, name: &'static str, words: &[(&str, T)], usual: T) -> T {
        let Some(text) = self.text(name) else { return usual };
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        found.unwrap_or_else(|| {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.wrong_field(name, format_args!("不认识“{text}”，可以写：{}。", all.join("、")));
            usual
        })
    }

    /// A list of texts; empty when it is left out.
    pub(super) fn texts(&self, name: &'static str) -> Vec<&'t str> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_field(name, "应写成列表，例如 [\"甲\", \"乙\"]。");
            return Vec::new();
        };
        list.iter()
            .filter_map(|one| {
                let text = one.get_ref().as_str();
                if text.is_none() {
                    self.wrong(one.span().start, format!("{}的 {name}：列表里只能写文字。", self.title));
                }
                text
            })
            .collect()
    }

    /// The tables `[[name]]`; each is called by its id, name or text.
    pub(super) fn tables(&self, name: &'static str, called: &str) -> Vec<Node<'t>> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_field(name, format_args!("应写成 [[{name}]]。"));
            return Vec::new();
        };
        let mut nodes = Vec::new();
        for one in list.iter() {
            let Some(table) = one.get_ref().as_table() else {
                self.wrong(one.span().start, format!("{}的 {name} 应写成 [[{name}]]。", self.title));
                continue;
            };
            let named = ["id", "name", "code", "text"].iter().find_map(|key| table.get(*key)?.get_ref().as_str());
            nodes.push(Node {
                file: self.file,
                text: self.text,
                table,
                at: one.span().start,
                title: format!("{called} {}", named.unwrap_or("（没有写名字）")),
                mistakes: Rc::clone(&self.mistakes),
                asked: RefCell::default(),
            });
        }
        nodes
    }

    /// Names every field that nobody asked for.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref();
            if !asked.contains(&name) {
                let sentence = format!("{}里不认识“{name}”，可以写：{}。", self.title, asked.join("、"));
                self.wrong(key.span().start, sentence);
            }
        }
    }
}
