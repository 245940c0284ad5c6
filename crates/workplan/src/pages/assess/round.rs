//! 一次考核: where it stands, its units, the ranking when it is published, and what must be put right.

use super::super::{Opened, Shared, number, plan_of};
use super::list::rules;
use crate::Plan;
use crate::actions::assess::{self as actions, Step};
use crate::assess::{Round, RoundState, Sheet, Template};
use crate::store::assess::accounts::{self, Account};
use crate::store::assess::appeals::{self, Appeal};
use crate::store::assess::remedies::{self, Remedy};
use crate::store::assess::{rounds, sheets};
use access::{Actor, House, Reply, Scope, Submitted, may, see};
use axum::Extension;
use db::Fault;
use kernel::{Day, Refusal};
use maud::{Markup, html};
use ui::{StepState, Tone};

/// Everything the page is drawn from.
struct Loaded<'p> {
    plan: &'p Plan,
    round: Round,
    template: Template,
    sheets: Vec<Sheet>,
    appeals: Vec<Appeal>,
    remedies: Vec<Remedy>,
    accounts: Vec<Account>,
}

pub(super) async fn show(Opened { house, catalogue, view, actor, id, .. }: Opened) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let mut tx = house.db.read().await?;
    let round = rounds::get(&mut tx, &id).await?.ok_or_else(access::outside)?;
    let template = round.template().ok_or_else(|| Fault::other(format!("the rules of round {id} do not load")))?;
    let sees_accounts = may(actor.role, "workplan.account");
    let loaded = Loaded {
        sheets: sheets::of_round(&mut tx, &id).await?,
        appeals: appeals::of_round(&mut tx, &id).await?,
        remedies: remedies::of_round(&mut tx, &id).await?,
        accounts: if sees_accounts { accounts::of_round(&mut tx, &id).await? } else { Vec::new() },
        plan,
        round,
        template,
    };
    drop(tx);
    if !loaded.accounts.is_empty() {
        let line = access::line(&actor, "workplan.account", format!("workplan_rounds/{id}"), "", "seen", "");
        house.db.log(line).await?;
    }
    Ok(view.page(&loaded.round.name, &content(&house, &actor, &loaded)))
}

fn content(house: &House, actor: &Actor, loaded: &Loaded<'_>) -> Markup {
    let (round, today) = (&loaded.round, actor.now.day());
    html! {
        (ui::crumbs(&[("年度计划", "/workplan"), ("考核评估", "/workplan/rounds")], &round.name))
        div.headline {
            div {
                h1 { (round.name) }
                p.lead { "截止" (round.day.chinese()) "的数，" (round.opened_at.day().chinese()) "开始。自评到" (round.self_due.chinese())
                    @if let Some(due) = round.appeal_due { "，申诉到" (due.chinese()) } "。" }
            }
            @if may(actor.role, "workplan.assess") { div.btns { (step_form(loaded)) } }
        }
        @if !round.is_intact(&house.keyring()) { (ui::note(Tone::Red, "这次考核的记录被改动过", &html! { p { "请不要继续办理，告诉系统管理员。" } })) }
        (stages(round))
        (units(house, actor, loaded))
        @if round.state >= RoundState::Published { (remedy_list(actor, loaded, today)) }
        @if may(actor.role, "workplan.account") && !loaded.accounts.is_empty() { (account_list(house, loaded)) }
        (rules(&loaded.template))
        p.s.mut { "打分办法和截止日的数的摘要（SM3）：" span.mono { (round.digest) } "。doudi verify 会用存下的数重算一遍，逐位核对。" }
    }
}

fn stages(round: &Round) -> Markup {
    let day = |at: Option<kernel::Moment>| at.map_or_else(String::new, |at| at.day().short());
    let below = |state: RoundState| match state {
        RoundState::SelfScore => format!("到{}", round.self_due.short()),
        RoundState::Review => String::new(),
        RoundState::Feedback => round.appeal_due.map_or_else(String::new, |due| format!("申诉到{}", due.short())),
        RoundState::Ranked => day(round.ranked_at),
        RoundState::Published => day(round.published_at),
        RoundState::Closed => day(round.closed_at),
    };
    let steps: Vec<ui::Step> = RoundState::ALL
        .iter()
        .map(|state| ui::Step {
            name: state.chinese().to_owned(),
            below: below(*state),
            state: match (*state < round.state, *state == round.state) {
                (true, _) => StepState::Done,
                (false, true) if round.state == RoundState::Closed => StepState::Done,
                (false, true) => StepState::Now,
                (false, false) => StepState::Todo,
            },
        })
        .collect();
    ui::stage_line(&steps)
}

fn step_form(loaded: &Loaded<'_>) -> Markup {
    let next = match loaded.round.state {
        RoundState::SelfScore => Step::Review,
        RoundState::Review => Step::Feedback,
        RoundState::Feedback => Step::Rank,
        RoundState::Ranked => Step::Publish,
        RoundState::Published => Step::Close,
        RoundState::Closed => return html! {},
    };
    html! {
        form action={ "/workplan/rounds/" (loaded.round.id) "/step" } method="post" {
            (ui::hidden("step", next.code())) (ui::hidden("version", &loaded.round.version.to_string()))
            button.btn type="submit" { (next.chinese()) }
        }
    }
}

/// Whether a reader sees the sheet of a unit: the bureau, the unit itself, and who reviews it.
pub(in crate::pages) fn sees_sheet(actor: &Actor, sheet: &Sheet) -> bool {
    match &actor.scope {
        Scope::City => true,
        Scope::County(own) => *own == sheet.county || *own == sheet.reviewer,
        Scope::Township(..) | Scope::Village(..) | Scope::Nowhere => false,
    }
}

fn units(house: &House, actor: &Actor, loaded: &Loaded<'_>) -> Markup {
    let round = &loaded.round;
    let is_public = round.state >= RoundState::Published;
    let sees_totals = is_public || (actor.scope == Scope::City && round.state >= RoundState::Ranked);
    let mut rows: Vec<&Sheet> = loaded.sheets.iter().collect();
    if sees_totals {
        rows.sort_by_key(|sheet| (sheet.place, sheet.county.clone()));
    } else {
        rows.retain(|sheet| sees_sheet(actor, sheet));
    }
    let keys = house.keyring();
    let open = |sheet: &Sheet| {
        loaded.appeals.iter().filter(|one| one.county == sheet.county && one.answered_by.is_none()).count()
    };
    ui::card(
        "units",
        if sees_totals { "排名" } else { "各单位" },
        &html! {},
        &html! {
            @if rows.is_empty() { p { "公布以后在这里看排名。" } } @else {
                table.ledger.stack {
                    caption.vh { "各单位" }
                    thead { tr {
                        @if sees_totals { th.num scope="col" { "名次" } }
                        th scope="col" { "单位" } th scope="col" { "谁评审" } th scope="col" { "进行到" }
                        @if sees_totals { th.num scope="col" { "得分" } th scope="col" { "等次" } }
                    } }
                    tbody { @for sheet in rows { tr {
                        @if sees_totals { td.num data-l="名次" { (sheet.place) } }
                        td data-l="单位" {
                            @if sees_sheet(actor, sheet) { a.nm1 href={ "/workplan/rounds/" (round.id) "/" (sheet.county) } { (loaded.plan.unit_name(&sheet.county)) } }
                            @else { (loaded.plan.unit_name(&sheet.county)) }
                            @if !sheet.is_intact(&keys) { " " (ui::tag(Tone::Red, "记录被改动")) }
                        }
                        td data-l="谁评审" { (loaded.plan.unit_name(&sheet.reviewer)) "或市局" }
                        td data-l="进行到" { (sheet.chinese()) @if open(sheet) > 0 { " " (ui::tag(Tone::Amber, &format!("{} 件申诉待答复", open(sheet)))) } }
                        @if sees_totals { td.num data-l="得分" { b { (sheet.total) } } td data-l="等次" { (sheet.grade) } }
                    } } }
                }
            }
        },
    )
}

/// The light of a line of the list.
pub(super) fn remedy_tag(one: &Remedy, today: Day) -> Markup {
    match (&one.closed_by, &one.done_by) {
        (Some(_), _) => ui::tag(Tone::Green, "已销号"),
        (None, Some(_)) => ui::tag(Tone::Amber, "等销号"),
        (None, None) if one.due < today => ui::tag(Tone::Red, "超期未改"),
        (None, None) => ui::tag(Tone::Plain, "整改中"),
    }
}

fn remedy_list(actor: &Actor, loaded: &Loaded<'_>, today: Day) -> Markup {
    let is_own = |one: &&Remedy| match &actor.scope {
        Scope::City => true,
        Scope::County(own) => one.county == *own,
        Scope::Township(..) | Scope::Village(..) | Scope::Nowhere => false,
    };
    let rows: Vec<&Remedy> = loaded.remedies.iter().filter(is_own).collect();
    let closed = rows.iter().filter(|one| one.closed_by.is_some()).count();
    ui::card(
        "remedies",
        "整改清单",
        &html! { span.s.mut { "销号 " (closed) "/" (rows.len()) } },
        &html! {
            @if rows.is_empty() { p { "没有要整改的。" } } @else {
                table.ledger.stack {
                    caption.vh { "整改清单" }
                    thead { tr { th scope="col" { "单位" } th scope="col" { "问题" } th scope="col" { "期限" } th scope="col" { "状态" } } }
                    tbody { @for one in rows { tr {
                        td data-l="单位" { a href={ "/workplan/rounds/" (loaded.round.id) "/" (one.county) "#remedies" } { (loaded.plan.unit_name(&one.county)) } }
                        td data-l="问题" { (one.problem) @if !one.done_words.is_empty() { span.t2 { "整改：" (one.done_words) } } }
                        td data-l="期限" { (one.due.short()) }
                        td data-l="状态" { (remedy_tag(one, today)) }
                    } } }
                }
            }
        },
    )
}

fn account_list(house: &House, loaded: &Loaded<'_>) -> Markup {
    let keys = house.keyring();
    ui::card(
        "accounts",
        "问责",
        &html! { span.s.mut { "只有市局看得到" } },
        &html! {
            table.ledger.stack {
                caption.vh { "问责" }
                thead { tr { th scope="col" { "单位" } th scope="col" { "对谁" } th scope="col" { "方式" } th scope="col" { "事实和依据" } th scope="col" { "决定" } } }
                tbody { @for one in &loaded.accounts { tr {
                    td data-l="单位" { (loaded.plan.unit_name(&one.county)) }
                    td data-l="对谁" { @match one.open(&keys) { Some(whom) => (whom), None => (ui::tag(Tone::Red, "被改动，打不开")) } }
                    td data-l="方式" { (one.form.chinese()) }
                    td data-l="事实和依据" { (one.basis) }
                    td data-l="决定" { (one.decision) @if let Some(until) = one.until { span.t2 { "到" (until.chinese()) } } }
                } } }
            }
        },
    )
}

pub(super) async fn step(Extension(catalogue): Shared, to: Submitted) -> Reply {
    let Submitted { house, actor, id, form, .. } = to;
    let plan = plan_of(&catalogue, &house)?;
    let no = || Refusal::bad_input("workplan.step", "表单不完整，请重新打开页面再办。");
    let step: Step = form.get("step").parse().map_err(|()| no())?;
    actions::step(&house, &actor, plan, (&id, step), number(&form, "version")).await?;
    Ok(see(&format!("/workplan/rounds/{id}")))
}
