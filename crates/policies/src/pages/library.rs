//! 政策库: every policy in force, what it is about, and the changes that are under way.

use crate::change::{Change, ChangeState};
use crate::store;
use access::{Actor, House, Reply, View, may};
use axum::extract::State;
use maud::{Markup, html};
use rules::Policy;

/// Changes listed.
const NEWEST: i64 = 20;

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor) -> Reply {
    let library = house.library();
    let changes = store::changes::newest(&mut house.db.read().await?, NEWEST).await?;
    let (programmes, others): (Vec<&Policy>, Vec<&Policy>) =
        library.policies().iter().partition(|policy| house.procedures.of(policy.id()).is_some());
    let content = html! {
        (ui::crumbs(&[("待办", "/")], "政策库"))
        div.headline {
            div { h1 { "政策库" } p.lead { "系统只按这里写的算。共 " b { (library.policies().len()) } " 份，每条规定都写着依据。" } }
            @if may(actor.role, "policies.propose") { div.btns { a.btn href="/policies/changes/new" { "提出参数变更" } } }
        }
        (table("救助项目", &programmes))
        (changes_card(&house, &changes))
        (table("地方数值和日常管理", &others))
    };
    Ok(view.page("政策库", &content))
}

fn table(title: &str, policies: &[&Policy]) -> Markup {
    html! {
        (ui::card(title, title, &html! { span.s.mut { (policies.len()) " 份" } }, &html! {
            table.ledger.stack {
                caption.vh { (title) }
                thead { tr { th scope="col" { "名称" } th scope="col" { "级别、发布" } th scope="col" { "文件" } th.num scope="col" { "规定" } th scope="col" { "版本" } } }
                tbody { @for policy in policies {
                    tr {
                        td data-l="名称" { a.nm1 href={ "/policies/library/" (policy.id()) } { (policy.title()) } }
                        td data-l="级别、发布" { (policy.level()) span.t2 { (policy.issuer()) } }
                        td data-l="文件" { (policy.document()) }
                        td.num data-l="规定" { (policy.rules().len()) }
                        td.mono data-l="版本" { (policy.version().chars().take(8).collect::<String>()) }
                    }
                } }
            }
        }))
    }
}

/// The state of a change as a tag.
pub(super) fn state_tag(state: ChangeState) -> Markup {
    let tone = match state {
        ChangeState::Proposed => ui::Tone::Amber,
        ChangeState::Signed => ui::Tone::Green,
        ChangeState::Withdrawn => ui::Tone::Grey,
    };
    ui::tag(tone, state.chinese())
}

/// Changes, newest first.
pub(super) fn changes_card(house: &House, changes: &[Change]) -> Markup {
    ui::card(
        "changes",
        "参数变更",
        &html! {},
        &html! {
            @if changes.is_empty() { p.mut { "还没有人提出过变更。" } } @else {
                table.ledger.stack {
                    caption.vh { "参数变更" }
                    thead { tr { th scope="col" { "参数" } th scope="col" { "新值" } th scope="col" { "从哪天起" } th scope="col" { "文件" } th scope="col" { "状态" } } }
                    tbody { @for change in changes {
                        tr {
                            td data-l="参数" { a.nm1 href={ "/policies/changes/" (change.id) } { (change.parameter) } span.t2 { (super::division_name(house, &change.division)) } }
                            td data-l="新值" { (change.value) }
                            td data-l="从哪天起" { (change.from.chinese()) }
                            td data-l="文件" { (change.document) }
                            td data-l="状态" { (state_tag(change.state)) }
                        }
                    } }
                }
            }
        },
    )
}
