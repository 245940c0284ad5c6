//! A no is an answer: what is refused, why, and what to do next.

use std::fmt;

/// What kind of no it is; the pages choose the status code from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// What was typed or sent cannot be used as it is (400, 422).
    BadInput,
    /// There is no such thing, or it lies outside what the caller may see (404).
    NotFound,
    /// The caller's post does not carry this permission (403).
    Forbidden,
    /// Somebody else changed it meanwhile, or it was already done (409).
    Conflict,
    /// It may be done, but not at this stage or on this day (409).
    NotNow,
}

/// A refusal in plain Chinese: what, why and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// A short stable name for programs, such as `notice-still-open`.
    pub code: &'static str,
    /// The sentence a person reads.
    pub sentence: String,
    /// What kind of no it is.
    pub kind: RefusalKind,
    /// The form field it belongs to, if it belongs to one.
    pub field: Option<String>,
}

impl Refusal {
    fn new(kind: RefusalKind, code: &'static str, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), kind, field: None }
    }

    /// What was typed or sent cannot be used as it is.
    pub fn bad_input(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::new(RefusalKind::BadInput, code, sentence)
    }

    /// There is no such thing within the caller's scope.
    pub fn not_found(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::new(RefusalKind::NotFound, code, sentence)
    }

    /// The caller's post does not carry this permission.
    pub fn forbidden(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::new(RefusalKind::Forbidden, code, sentence)
    }

    /// Somebody else changed it meanwhile, or it was already done.
    pub fn conflict(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::new(RefusalKind::Conflict, code, sentence)
    }

    /// It may be done, but not at this stage or on this day.
    pub fn not_now(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::new(RefusalKind::NotNow, code, sentence)
    }

    /// Ties the refusal to the form field it is about.
    #[must_use]
    pub fn on_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Refusal {}

/// A text that could not be read as the value it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseProblem {
    /// A short stable name of the value that was expected, such as `money`.
    pub expected: &'static str,
    /// What is wrong and what to type instead, in Chinese.
    pub sentence: String,
}

impl ParseProblem {
    /// A problem with a text that should have been an `expected`.
    pub fn new(expected: &'static str, sentence: impl Into<String>) -> Self {
        Self { expected, sentence: sentence.into() }
    }
}

impl fmt::Display for ParseProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for ParseProblem {}

impl From<ParseProblem> for Refusal {
    fn from(problem: ParseProblem) -> Self {
        Refusal::bad_input(problem.expected, problem.sentence)
    }
}
