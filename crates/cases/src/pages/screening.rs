//! The card that says what else a household may be entitled to.

use crate::screening::{Likely, Screened};
use maud::{Markup, html};
use registry::HouseholdId;

/// Facts named before the rest is only counted.
const NAMED: usize = 3;

fn tag(likely: &Likely) -> Markup {
    match likely {
        Likely::Entitled(_) => ui::tag(ui::Tone::Green, "可能符合"),
        Likely::Judged(_) => ui::tag(ui::Tone::Amber, "要人判断"),
        Likely::Open(_) => ui::tag(ui::Tone::Grey, "还不知道"),
        Likely::No(_) => ui::tag(ui::Tone::Plain, "不符合"),
    }
}

fn words(one: &Screened) -> String {
    match &one.likely {
        Likely::Entitled(Some(amount)) => format!("大约{}", one.pays.amount(*amount)),
        Likely::Entitled(None) => String::new(),
        Likely::Judged(why) | Likely::No(why) => why.clone(),
        Likely::Open(missing) => {
            let named: Vec<String> = missing.iter().take(NAMED).map(rules::MissingFact::show).collect();
            let more = missing.len().saturating_sub(NAMED);
            let rest = if more > 0 { format!("等 {} 项", missing.len()) } else { String::new() };
            format!("还差：{}{rest}", named.join("、"))
        }
    }
}

/// The card; with a household that is registered, each programme can be applied for at once.
pub(super) fn card(found: &[Screened], household: Option<HouseholdId>) -> Markup {
    let (open, no): (Vec<_>, Vec<_>) = found.iter().partition(|one| !matches!(one.likely, Likely::No(_)));
    html! {
        @if !found.is_empty() {
            (ui::card("also", "还能享受什么", &html! { span.s.mut { "按已知的情况，不是决定" } }, &html! {
                ul.also {
                    @for one in &open { (line(one, household)) }
                }
                @if open.is_empty() { p.mut { "其他项目按已知的情况都不符合。" } }
                @if !no.is_empty() {
                    details {
                        summary { "不符合的 " (no.len()) " 项和原因" }
                        ul.also { @for one in &no { (line(one, household)) } }
                    }
                }
            }))
        }
    }
}

fn line(one: &Screened, household: Option<HouseholdId>) -> Markup {
    let said = words(one);
    html! {
        li {
            div { b { (one.title) } " " (tag(&one.likely)) @if !said.is_empty() { span.t2 { (said) } } }
            @if let (Some(household), false) = (household, matches!(one.likely, Likely::No(_))) {
                form action="/cases/new" method="post" {
                    (ui::hidden("household", &household.to_string()))
                    (ui::hidden("programme", &one.programme))
                    button.btn.sec.sm type="submit" { "申请" span.vh { (one.title) } }
                }
            }
        }
    }
}
