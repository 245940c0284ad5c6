//! The frame of every page: header, rail and foot.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Letter size chosen by the reader (字号); kept in a cookie, works without script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// 标准.
    #[default]
    Normal,
    /// 大.
    Large,
    /// 特大.
    Larger,
}

impl Size {
    /// As written in the cookie.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "m",
            Self::Large => "l",
            Self::Larger => "xl",
        }
    }

    /// From the cookie; anything else is the normal size.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        match code {
            "l" => Self::Large,
            "xl" => Self::Larger,
            _ => Self::Normal,
        }
    }
}

/// One link of the rail.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// What it says.
    pub label: String,
    /// Where it goes.
    pub href: String,
    /// A number beside it.
    pub count: Option<i64>,
}

/// Links under one heading.
#[derive(Debug, Clone)]
pub struct NavGroup {
    /// The heading.
    pub title: String,
    /// The links.
    pub items: Vec<NavItem>,
}

/// Everything around the content.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// The office, beside the brand.
    pub office: String,
    /// Who is logged in; empty on public pages.
    pub me: String,
    /// Their post.
    pub post: String,
    /// The rail.
    pub nav: Vec<NavGroup>,
    /// Path of this page, to mark its link.
    pub here: String,
    /// Whether the search box is shown.
    pub can_search: bool,
    /// Letter size.
    pub size: Size,
    /// A word that this is a demonstration with made-up people.
    pub demo: bool,
    /// Messages not read yet; none where there are no messages.
    pub messages: Option<i64>,
}

const SPRITE: &str = include_str!("../assets/sprite.svg");

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            title { (title) " · 民政兜底" }
            meta name="viewport" content="width=device-width,initial-scale=1";
            link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
            link rel="stylesheet" href=(concat!("/assets/app.css?v=", env!("CARGO_PKG_VERSION")));
            script src=(concat!("/assets/app.js?v=", env!("CARGO_PKG_VERSION"))) defer {}
        }
    }
}

fn size_attribute(size: Size) -> Option<&'static str> {
    match size {
        Size::Normal => None,
        Size::Large | Size::Larger => Some(size.code()),
    }
}

fn header(frame: &Frame) -> Markup {
    html! {
        header.top {
            a.brand href="/" { i.seal aria-hidden="true" { "民" } b { "民政兜底" } span { (frame.office) } }
            @if frame.can_search {
                form.find role="search" action="/registry/search" method="post" {
                    button.go type="submit" aria-label="查" { (crate::icon("s")) }
                    label.vh for="q" { "查人查件" }
                    input #q name="q" type="search" accesskey="/" autocomplete="off"
                        placeholder="姓名、拼音、身份证号、受理号、村名";
                    kbd aria-hidden="true" { "/" }
                }
            }
            @if !frame.me.is_empty() {
                nav.who aria-label="我的账号" {
                    @if let Some(unread) = frame.messages { (bell(unread)) }
                    a href="/access/me" {
                        span.av aria-hidden="true" { (frame.me.chars().next().map(String::from).unwrap_or_default()) }
                        span.nm { (frame.me) " " (frame.post) }
                        span.vh { "，我的账号" }
                    }
                }
            }
        }
    }
}

/// 铃: how many messages wait; a hundred and more are as good as a hundred.
fn bell(unread: i64) -> Markup {
    html! {
        a.bell href="/messages" title="消息" {
            (crate::icon("b"))
            @if unread > 0 {
                sup { @if unread > 99 { "99+" } @else { (unread) } } span.vh { "条未读消息" }
            } @else { span.vh { "消息，都读过了" } }
        }
    }
}

fn foot(frame: &Frame) -> Markup {
    html! {
        footer.foot {
            p.s.mut {
                @if frame.demo { "演示系统，人和事都是编的。" }
                "字号 "
                @for (size, name) in [(Size::Normal, "标准"), (Size::Large, "大"), (Size::Larger, "特大")] {
                    @if size == frame.size { b { (name) } " " } @else {
                        a href=(format!("/access/size?size={}&back={}", size.code(), frame.here)) { (name) } " "
                    }
                }
            }
        }
    }
}

/// A whole page with rail.
#[must_use]
pub fn page(frame: &Frame, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" data-size=[size_attribute(frame.size)] {
            (head(title))
            body {
                (PreEscaped(SPRITE))
                a.skip href="#main" { "跳到正文" }
                (header(frame))
                div.shell {
                    nav.rail aria-label="功能" {
                        @for group in &frame.nav {
                            h2 { (group.title) }
                            @for item in &group.items {
                                a href=(item.href) aria-current=[(item.href == frame.here).then_some("page")] {
                                    (item.label)
                                    @if let Some(count) = item.count { span.n { (count) } }
                                }
                            }
                        }
                    }
                    main.main #main {
                        (content)
                        (foot(frame))
                    }
                }
            }
        }
    }
}

/// A page without rail: login, errors before login, public pages.
#[must_use]
pub fn plain_page(frame: &Frame, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" data-size=[size_attribute(frame.size)] {
            (head(title))
            body {
                (PreEscaped(SPRITE))
                a.skip href="#main" { "跳到正文" }
                (header(frame))
                main.main.solo #main {
                    (content)
                    (foot(frame))
                }
            }
        }
    }
}

/// A page for the wall of a meeting room: a stylesheet of its own, no rail, the content fills the window.
#[must_use]
pub fn wall_page(frame: &Frame, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" data-size=[size_attribute(frame.size)] {
            head {
                meta charset="utf-8";
                title { (title) " · 民政兜底" }
                meta name="viewport" content="width=device-width,initial-scale=1";
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href=(concat!("/assets/app.css?v=", env!("CARGO_PKG_VERSION")));
                link rel="stylesheet" href=(concat!("/assets/wall.css?v=", env!("CARGO_PKG_VERSION")));
                script src=(concat!("/assets/app.js?v=", env!("CARGO_PKG_VERSION"))) defer {}
            }
            body.wallbody {
                (PreEscaped(SPRITE))
                a.skip href="#main" { "跳到正文" }
                (content)
            }
        }
    }
}
