//! The lines of a message: words, each with the page it leads to.

/// One line: what is to be said, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// In words.
    pub words: String,
    /// The page behind it; may be empty.
    pub href: String,
    /// Whether a time has passed: such lines come first, and make the message urgent.
    pub is_late: bool,
}

impl Line {
    /// A line with a page.
    #[must_use]
    pub fn new(words: impl Into<String>, href: impl Into<String>) -> Self {
        Self { words: words.into(), href: href.into(), is_late: false }
    }

    /// The same, of something whose time has passed.
    #[must_use]
    pub fn late(mut self) -> Self {
        self.is_late = true;
        self
    }

    /// As kept in the words of a message: one line each, late ones first.
    #[must_use]
    pub fn stored(lines: &[Self]) -> String {
        let (late, rest): (Vec<&Self>, Vec<&Self>) = lines.iter().partition(|line| line.is_late);
        let text = |line: &&Self| {
            let words = line.words.replace(['\t', '\n', '\r'], " ");
            let mark = if line.is_late { "!" } else { "" };
            format!("{mark}\t{words}\t{}", line.href)
        };
        late.iter().chain(&rest).map(text).collect::<Vec<_>>().join("\n")
    }

    /// Reads the words of a message; plain text is lines without a page.
    #[must_use]
    pub fn read(words: &str) -> Vec<Self> {
        let line = |text: &str| match text.split('\t').collect::<Vec<_>>().as_slice() {
            [mark, words, href] => Self { words: (*words).to_owned(), href: (*href).to_owned(), is_late: *mark == "!" },
            _ => Self::new(text, ""),
        };
        words.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
    }
}
