//! The pieces pages are made of.

use maud::{Markup, PreEscaped, html};

/// What a colour says besides its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Just information.
    Plain,
    /// Rests.
    Grey,
    /// Good.
    Green,
    /// Look here.
    Amber,
    /// Overdue or refused.
    Red,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Grey => "gry",
            Self::Green => "grn",
            Self::Amber => "amb",
            Self::Red => "red",
        }
    }
}

/// A line icon of the sprite.
#[must_use]
pub fn icon(name: &str) -> Markup {
    PreEscaped(format!("<svg class=\"i\" aria-hidden=\"true\"><use href=\"#{name}\"></use></svg>"))
}

/// A tag with words.
#[must_use]
pub fn tag(tone: Tone, words: &str) -> Markup {
    html! { span class={ "tag " (tone.class()) } { (words) } }
}

/// The four characters of a case's state, two by two.
#[must_use]
pub fn stamp(four: &str) -> Markup {
    let first: String = four.chars().take(2).collect();
    let rest: String = four.chars().skip(2).collect();
    html! { span.stamp aria-hidden="true" { (first) br; (rest) } span.vh { "状态：" (four) } }
}

/// Where this page lies.
#[must_use]
pub fn crumbs(links: &[(&str, &str)], here: &str) -> Markup {
    html! {
        nav.crumbs aria-label="位置" {
            @for (label, href) in links { a href=(href) { (label) } " › " }
            (here)
        }
    }
}

/// A message at the top: what was done, or what was not.
#[must_use]
pub fn flash(tone: Tone, strong: &str, rest: &str) -> Markup {
    let picture = match tone {
        Tone::Red => "x",
        Tone::Amber => "w",
        Tone::Plain | Tone::Grey | Tone::Green => "ok",
    };
    html! {
        div class={ "flash " (tone.class()) } role="status" { (icon(picture)) p { b { (strong) } (rest) } }
    }
}

/// A block that asks for attention.
#[must_use]
pub fn note(tone: Tone, title: &str, content: &Markup) -> Markup {
    html! {
        div class={ "note " (tone.class()) } { h3 { (icon("w")) (title) } (content) }
    }
}

/// A sheet of paper with a heading.
#[must_use]
pub fn card(id: &str, title: &str, aside: &Markup, content: &Markup) -> Markup {
    html! {
        section.card id=[(!id.is_empty()).then_some(id)] {
            header { h2 { (title) } (aside) }
            div.b { (content) }
        }
    }
}

/// What to say when there is nothing.
#[must_use]
pub fn empty(title: &str, next: &Markup) -> Markup {
    html! { div.empty { p { b { (title) } } (next) } }
}

/// All errors of a form, each a link to its field.
#[must_use]
pub fn error_summary(problems: &[(String, String)]) -> Markup {
    html! {
        @if !problems.is_empty() {
            div.sumerr role="alert" aria-labelledby="es" tabindex="-1" {
                h2 #es { "有 " (problems.len()) " 处要改" }
                ul { @for (field, sentence) in problems { li {
                    @if field.is_empty() { (sentence) } @else { a href={ "#" (field) } { (sentence) } }
                } } }
            }
        }
    }
}

/// How much of a statutory time is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// No clock runs.
    None,
    /// The clock is stopped (补正、公示).
    Paused,
    /// This many working days are left; negative when overdue. The second number is the whole time.
    Left(i64, i64),
}

impl Due {
    /// In words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::None => "不限".to_owned(),
            Self::Paused => "停表".to_owned(),
            Self::Left(0, _) => "今天".to_owned(),
            Self::Left(left, _) if left < 0 => format!("超 {} 天", -left),
            Self::Left(left, _) => format!("剩 {left} 天"),
        }
    }

    /// Its colour.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            Self::None | Self::Paused => Tone::Plain,
            Self::Left(left, _) if left <= 0 => Tone::Red,
            Self::Left(left, _) if left <= 2 => Tone::Amber,
            Self::Left(..) => Tone::Plain,
        }
    }

    fn bars(self) -> i64 {
        match self {
            Self::None | Self::Paused => 0,
            Self::Left(left, _) if left <= 0 => 5,
            Self::Left(left, all) => (5 - left * 5 / all.max(1)).clamp(1, 4),
        }
    }
}

/// The due cell of a list: words and five bars.
#[must_use]
pub fn due_cell(due: Due) -> Markup {
    html! {
        td class={ "due " (due.tone().class()) } data-l="时限" {
            (due.words())
            svg viewBox="0 0 68 6" aria-hidden="true" {
                @for bar in 0..5_i64 {
                    rect x=(bar * 14) y="0" width="12" height="6"
                        fill=(if bar < due.bars() { "currentColor" } else { "#DFD9CB" }) {}
                }
            }
        }
    }
}

/// Where a step of a procedure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// Here.
    Now,
    /// Ahead.
    Todo,
}

/// One step of the stage line.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// A day or what is left.
    pub below: String,
    /// Where it stands.
    pub state: StepState,
}

/// The stage line of a case.
#[must_use]
pub fn stage_line(steps: &[Step]) -> Markup {
    html! {
        section aria-label="办理进度" { ol.stage {
            @for step in steps {
                @let class = match step.state { StepState::Done => "done", StepState::Now => "now", StepState::Todo => "todo" };
                li class=(class) aria-current=[(step.state == StepState::Now).then_some("step")] {
                    (step.name) span { (step.below) }
                }
            }
        } }
    }
}

/// Tabs with counts: label, link, count, chosen.
#[must_use]
pub fn tabs(label: &str, items: &[(String, String, i64, bool)]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            @for (name, href, count, chosen) in items {
                a href=(href) aria-current=[chosen.then_some("true")] { (name) span.n { (count) } }
            }
        }
    }
}

/// What is shown of how many, and the way on.
#[must_use]
pub fn pager(shown: &str, next: Option<&str>) -> Markup {
    html! {
        p.pager.s.mut { (shown) @if let Some(href) = next { "　" a href=(href) rel="next" { "下一页" } } }
    }
}
