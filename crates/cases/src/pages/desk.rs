//! 待办: what the reader must do, by due day; a sentence before a table.

use crate::case::Case;
use crate::reminders::actions_of;
use crate::stage::Stage;
use crate::store;
use crate::store::applications::Which;
use crate::store::drafts::Draft;
use access::{Actor, House, Reply, Role, View, may, see};
use axum::extract::{RawQuery, State};
use db::Problem;
use kernel::Day;
use maud::{Markup, html};
use registry::actions::place_name;

/// Rows of the desk.
const PAGE: i64 = 50;

/// The page a role works from when it has no cases.
fn home_of(role: Role) -> Option<&'static str> {
    match role {
        Role::Cashier | Role::Checker | Role::Payer => Some("/payments/runs"),
        Role::System => Some("/access/offices"),
        Role::Security => Some("/access/tokens"),
        Role::Auditor => Some("/access/audit"),
        Role::Village | Role::Clerk | Role::Verifier | Role::County | Role::Approver | Role::Bureau => None,
    }
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    if let Some(home) = home_of(actor.role) {
        return Ok(see(home));
    }
    let form = access::FormData::parse(query.as_deref().unwrap_or(""));
    let wanted = form.get("step").to_owned();
    let content = content(&house, &actor, &wanted).await?;
    Ok(view.page("待办", &content))
}

struct Sorted {
    first: Vec<Case>,
    soon: Vec<Case>,
    later: Vec<Case>,
}

fn sort(cases: Vec<Case>, today: Day) -> Sorted {
    let mut sorted = Sorted { first: Vec::new(), soon: Vec::new(), later: Vec::new() };
    for case in cases {
        match case.due_on(today) {
            ui::Due::Left(left, _) if left <= 0 => sorted.first.push(case),
            ui::Due::Left(left, _) if left <= 2 => sorted.soon.push(case),
            ui::Due::Left(..) | ui::Due::None | ui::Due::Paused => sorted.later.push(case),
        }
    }
    sorted
}

async fn content(house: &House, actor: &Actor, wanted: &str) -> Result<Markup, Problem> {
    let today = actor.now.day();
    let actions = actions_of(actor.role);
    let chosen: Vec<&str> = actions.iter().copied().filter(|a| wanted.is_empty() || *a == wanted).collect();
    let mut tx = house.db.read().await?;
    let cases = store::applications::page(&mut tx, &actor.scope, Which::Waiting, &chosen, today, 0, PAGE).await?;
    let counts = store::applications::counts_by_action(&mut tx, &actor.scope, &actions, today).await?;
    let posted = store::applications::page(&mut tx, &actor.scope, Which::Posted, &[], today, 0, 6).await?;
    let posted_count = store::applications::count(&mut tx, &actor.scope, Which::Posted, &[], today).await?;
    let waiting = store::applications::page(&mut tx, &actor.scope, Which::Correcting, &[], today, 0, 6).await?;
    let drafts = if may(actor.role, "cases.apply") {
        store::drafts::of_owner(&mut tx, &house.keyring(), actor.staff).await?
    } else {
        Vec::new()
    };
    let overdue = cases.iter().filter(|c| matches!(c.due_on(today), ui::Due::Left(left, _) if left < 0)).count();
    let due_today = cases.iter().filter(|c| matches!(c.due_on(today), ui::Due::Left(0, _))).count();
    let total: i64 = counts.iter().map(|(_, count)| count).sum();
    let sorted = sort(cases, today);
    let tabs: Vec<(String, String, i64, bool)> =
        std::iter::once(("全部".to_owned(), "/".to_owned(), total, wanted.is_empty()))
            .chain(counts.iter().map(|(action, count)| {
                (access::called(action).to_owned(), format!("/?step={action}"), *count, action == wanted)
            }))
            .collect();
    Ok(html! {
        div.headline {
            div {
                h1 { (today.short()) " " (today.weekday_chinese()) "，待办" }
                p.lead {
                    b { (total) } " 件在手"
                    @if overdue + due_today > 0 { "，" span.hot { (overdue) " 件已超期，" (due_today) " 件今天到期" } }
                    "。"
                }
            }
            @if may(actor.role, "cases.apply") {
                div.btns { a.btn href="/cases/new" accesskey="n" { (ui::icon("plus")) "新建申请 " kbd aria-hidden="true" { "N" } } }
            }
        }
        div.cols {
            div.worklist {
                (ui::tabs("按环节筛选", &tabs))
                @if sorted.first.is_empty() && sorted.soon.is_empty() && sorted.later.is_empty() {
                    (ui::empty("现在没有要办的件。", &html! { p { "新的申请和退回的件会出现在这里。" } }))
                } @else {
                    table.ledger.stack {
                        caption.vh { "我的待办，按时限排列" }
                        thead { tr {
                            th scope="col" { "时限" } th scope="col" { "申请人" } th scope="col" { "事项与该做的事" }
                            th scope="col" { "提示" } th.num scope="col" { span.vh { "操作" } }
                        } }
                        tbody {
                            (group(house, "先办：已超期、今天到期", &sorted.first, today)?)
                            (group(house, "这两天", &sorted.soon, today)?)
                            (group(house, "以后", &sorted.later, today)?)
                        }
                    }
                    (ui::pager(&format!("列出 {} 件，共 {total} 件", sorted.first.len() + sorted.soon.len() + sorted.later.len()), None))
                }
            }
            (aside(&drafts, posted_count, &posted, &waiting, today))
        }
    })
}

fn aside(drafts: &[Draft], posted_count: i64, posted: &[Case], waiting: &[Case], today: Day) -> Markup {
    html! {
            aside.side aria-label="旁栏" {
                @if !drafts.is_empty() {
                    section.card {
                        header { h2 { "我的草稿" } }
                        div.b { ul.plain { @for draft in drafts.iter().take(5) {
                            li { a href={ "/cases/drafts/" (draft.id) } { @if draft.title.is_empty() { "（没写姓名）" } @else { (draft.title) } } span.mut.s { (draft.updated.local_minute()) } }
                        } } }
                    }
                }
                (aside_list("正在公示", posted_count, "/cases?which=posted", posted, |case| match &case.stage {
                    Stage::Posted { until, .. } if *until == today => "今天截止".to_owned(),
                    Stage::Posted { until, .. } => until.short(),
                    Stage::Waiting { .. } | Stage::Correcting { .. } | Stage::Approved | Stage::Refused | Stage::Withdrawn => String::new(),
                }))
                (aside_list("等群众补正", i64::try_from(waiting.len()).unwrap_or(0), "/cases?which=correcting", waiting, |case| match &case.stage {
                    Stage::Correcting { since, .. } => format!("{} 天", since.days_until(today)),
                    Stage::Waiting { .. } | Stage::Posted { .. } | Stage::Approved | Stage::Refused | Stage::Withdrawn => String::new(),
                }))
            }
    }
}

fn aside_list(title: &str, count: i64, href: &str, cases: &[Case], right: impl Fn(&Case) -> String) -> Markup {
    html! {
        section.card {
            header { h2 { (title) } a.s href=(href) { "全部 " (count) } }
            div.b {
                @if cases.is_empty() { p.s.mut { "没有。" } }
                ul.plain { @for case in cases { li { a href={ "/cases/" (case.id) } { (case.applicant_name) } span.zhe { (right(case)) } } } }
            }
        }
    }
}

fn group(house: &House, title: &str, cases: &[Case], today: Day) -> Result<Markup, Problem> {
    let mut rows = Vec::new();
    for case in cases {
        rows.push(row(house, case, today)?);
    }
    Ok(html! {
        @if !rows.is_empty() {
            tr.grp { th colspan="5" scope="rowgroup" { (title) } }
            @for row in &rows { (row) }
        }
    })
}

/// One case of a list.
pub(super) fn row(house: &House, case: &Case, today: Day) -> Result<Markup, Problem> {
    let step = case.step_on(&house.procedures, today)?;
    let title = &case.procedure(&house.procedures)?.title;
    let hint = if case.supervised > 0 {
        ui::tag(ui::Tone::Red, "已督办")
    } else if case.kin_of_staff {
        ui::tag(ui::Tone::Amber, "近亲属备案")
    } else if let Some(amount) = case.amount {
        ui::tag(ui::Tone::Plain, &format!("拟 {} 元", amount.grouped()))
    } else {
        ui::tag(ui::Tone::Grey, "事实不全")
    };
    Ok(html! {
        tr {
            (ui::due_cell(case.due_on(today)))
            td data-l="申请人" {
                span.nb { a.nm1 href={ "/cases/" (case.id) } { (case.applicant_name) } " " span.mut.s { (case.persons) " 人户" } }
                span.t2 { (place_name(house, &case.place)) (case.team) }
            }
            td data-l="事项" { span.nb { (title) " · 新申请" } span.t2 { (step.as_ref().map_or("", |step| step.todo.as_str())) } }
            td data-l="提示" { (hint) }
            td.num { a.btn.sec.sm href={ "/cases/" (case.id) } { (step.as_ref().map_or("看", |step| step.name.as_str())) span.vh { " " (case.applicant_name) " 的件" } } }
        }
    })
}
