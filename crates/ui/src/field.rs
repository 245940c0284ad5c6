//! Form fields: each with a label, its error beside it, and what was typed kept.

use maud::{Markup, html};

/// Errors by field name, in the order they were found.
#[derive(Debug, Clone, Default)]
pub struct Problems(pub Vec<(String, String)>);

impl Problems {
    /// Adds one.
    pub fn add(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        self.0.push((field.into(), sentence.into()));
    }

    /// The sentence for a field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, sentence)| sentence.as_str())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A text field.
#[derive(Debug, Clone, Copy, Default)]
pub struct Field<'a> {
    /// Name and id.
    pub name: &'a str,
    /// What to enter.
    pub label: &'a str,
    /// What was entered.
    pub value: &'a str,
    /// A word beside the label: 可不填 …
    pub optional: &'a str,
    /// An example.
    pub hint: &'a str,
    /// Extra classes of the input: `id`, `num`, `w12`.
    pub class: &'a str,
    /// `text`, `password`, `search`.
    pub kind: &'a str,
    /// `decimal`, `numeric`, `tel`.
    pub mode: &'a str,
    /// What the check says when it is right.
    pub good: &'a str,
    /// Whether the cursor starts here.
    pub first: bool,
}

/// Draws a text field.
#[must_use]
pub fn text(field: &Field<'_>, problems: &Problems) -> Markup {
    let wrong = problems.of(field.name);
    let described = format!("{}-m", field.name);
    let shown = wrong.is_some() || !field.good.is_empty();
    html! {
        div class=(if wrong.is_some() { "f err" } else { "f" }) {
            label for=(field.name) { (field.label) @if !field.optional.is_empty() { " " span.opt { (field.optional) } } }
            @if !field.hint.is_empty() { p.hint { (field.hint) } }
            @if let Some(sentence) = wrong {
                p.msg.bad id=(described) { span.vh { "错误：" } (sentence) }
            }
            input class={ "in " (field.class) } id=(field.name) name=(field.name) value=(field.value)
                type=(if field.kind.is_empty() { "text" } else { field.kind })
                inputmode=[(!field.mode.is_empty()).then_some(field.mode)]
                autocomplete=(if field.kind == "password" { "current-password" } else { "off" })
                spellcheck="false" autofocus[field.first]
                aria-invalid=[wrong.is_some().then_some("true")]
                aria-describedby=[shown.then_some(described.as_str())];
            @if wrong.is_none() && !field.good.is_empty() {
                p.msg.ok id=(described) { (crate::icon("ok")) (field.good) }
            }
        }
    }
}

/// One choice: value and words.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Sent.
    pub value: String,
    /// Shown.
    pub words: String,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, words: impl Into<String>) -> Self {
        Self { value: value.into(), words: words.into() }
    }
}

/// A drop-down list; the first line asks to choose.
#[must_use]
pub fn select(name: &str, label: &str, options: &[Choice], chosen: &str, problems: &Problems) -> Markup {
    let wrong = problems.of(name);
    let described = format!("{name}-m");
    html! {
        div class=(if wrong.is_some() { "f err" } else { "f" }) {
            label for=(name) { (label) }
            @if let Some(sentence) = wrong { p.msg.bad id=(described) { span.vh { "错误：" } (sentence) } }
            select.in id=(name) name=(name) aria-invalid=[wrong.is_some().then_some("true")]
                aria-describedby=[wrong.is_some().then_some(described.as_str())] {
                option value="" { "请选择" }
                @for option in options {
                    option value=(option.value) selected[option.value == chosen] { (option.words) }
                }
            }
        }
    }
}

/// Radio buttons.
#[must_use]
pub fn choices(name: &str, label: &str, options: &[Choice], chosen: &str, problems: &Problems) -> Markup {
    let wrong = problems.of(name);
    html! {
        fieldset class=(if wrong.is_some() { "f err" } else { "f" }) id=(name) {
            legend { (label) }
            @if let Some(sentence) = wrong { p.msg.bad { span.vh { "错误：" } (sentence) } }
            div.pick {
                @for option in options {
                    label {
                        input type="radio" name=(name) value=(option.value) checked[option.value == chosen];
                        " " (option.words)
                    }
                }
            }
        }
    }
}

/// Boxes of which several may be ticked.
#[must_use]
pub fn ticks(
    name: &str,
    (label, optional): (&str, &str),
    options: &[Choice],
    chosen: &[&str],
    problems: &Problems,
) -> Markup {
    let wrong = problems.of(name);
    html! {
        fieldset class=(if wrong.is_some() { "f err" } else { "f" }) id=(name) {
            legend { (label) @if !optional.is_empty() { " " span.opt { (optional) } } }
            @if let Some(sentence) = wrong { p.msg.bad { span.vh { "错误：" } (sentence) } }
            div.pick {
                @for option in options {
                    label {
                        input type="checkbox" name=(name) value=(option.value) checked[chosen.contains(&option.value.as_str())];
                        " " (option.words)
                    }
                }
            }
        }
    }
}

/// A text of several lines.
#[must_use]
pub fn area(name: &str, label: &str, optional: &str, value: &str, problems: &Problems) -> Markup {
    let wrong = problems.of(name);
    html! {
        div class=(if wrong.is_some() { "f err" } else { "f" }) {
            label for=(name) { (label) @if !optional.is_empty() { " " span.opt { (optional) } } }
            @if let Some(sentence) = wrong { p.msg.bad { span.vh { "错误：" } (sentence) } }
            textarea.in id=(name) name=(name) rows="2" aria-invalid=[wrong.is_some().then_some("true")] { (value) }
        }
    }
}

/// A box to tick.
#[must_use]
pub fn check(name: &str, words: &Markup, ticked: bool, problems: &Problems) -> Markup {
    let wrong = problems.of(name);
    html! {
        div class=(if wrong.is_some() { "f err" } else { "f" }) {
            @if let Some(sentence) = wrong { p.msg.bad { span.vh { "错误：" } (sentence) } }
            label.swear { input type="checkbox" id=(name) name=(name) value="1" checked[ticked]; span { (words) } }
        }
    }
}

/// A value that travels with the form.
#[must_use]
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}
