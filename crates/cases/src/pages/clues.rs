//! 主动发现: households that may be entitled to something they have not asked for, and what was done about each.

use crate::actions::{self, REASONS, Told, WAYS};
use crate::clue::{Clue, ClueId, ClueState};
use crate::store;
use crate::store::clues::Spread;
use access::{Actor, FormData, House, Reply, View, may, see};
use axum::extract::{Path, RawQuery, State};
use db::Problem;
use maud::{Markup, html};
use registry::actions::{county_name, place_name};
use rules::{Answer, Assessment, MissingFact};
use std::collections::HashMap;
use ui::{Choice, Problems};

/// Rows of a page.
const PAGE: i64 = 50;

fn title_of(house: &House, programme: &str) -> String {
    house.procedures.of(programme).map_or_else(|| programme.to_owned(), |procedure| procedure.title.clone())
}

fn worth(house: &House, clue: &Clue) -> String {
    match (clue.amount, house.procedures.of(&clue.programme)) {
        (Some(amount), Some(procedure)) => format!("大约{}", procedure.pays.amount(amount)),
        (Some(_) | None, _) => String::new(),
    }
}

pub(super) async fn list(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let state = ClueState::of(form.get("state")).unwrap_or(ClueState::Open);
    let programme = form.get("programme");
    let offset: i64 = form.get("offset").parse::<i64>().unwrap_or(0).clamp(0, 1_000_000);
    let mut tx = house.db.read().await?;
    let clues = store::clues::page(&mut tx, &actor.scope, state, programme, offset, PAGE).await?;
    let counts = store::clues::counts(&mut tx, &actor.scope).await?;
    let spread = store::clues::by_township(&mut tx, &actor.scope).await?;
    drop(tx);
    let of = |state: ClueState| -> i64 {
        counts.iter().filter(|((own, _), _)| own == state.code()).map(|(_, count)| count).sum()
    };
    let tab = |one: ClueState| {
        (one.chinese().to_owned(), format!("/cases/clues?state={}", one.code()), of(one), one == state)
    };
    let tabs: Vec<(String, String, i64, bool)> = ClueState::ALL.into_iter().map(tab).collect();
    let total = if programme.is_empty() {
        of(state)
    } else {
        counts.get(&(state.code().to_owned(), programme.to_owned())).copied().unwrap_or(0)
    };
    let here = format!("/cases/clues?state={}&programme={programme}", state.code());
    let more = (offset + PAGE < total).then(|| format!("{here}&offset={}", offset + PAGE));
    let content = html! {
        (ui::crumbs(&[("待办", "/")], "主动发现"))
        div.headline {
            div {
                h1 { "主动发现" }
                p.lead { b { (of(ClueState::Open)) } " 条待告知，" b { (of(ClueState::Informed)) } " 条已告知还没申请。按各户申报过的情况和今天的政策比对出来，不是决定。" }
            }
            @if may(actor.role, "cases.discover") {
                form action="/cases/clues" method="post" { div.btns { button.btn type="submit" { "重新比对全镇" } } }
            }
        }
        (found(form.get("looked"), form.get("fresh"), form.get("lapsed")))
        (ui::tabs("按状态", &tabs))
        (programmes(&house, state, programme, &counts))
        @if clues.is_empty() { (ui::empty(empty_words(state), &html! {})) } @else {
            (table(&house, &clues))
            (ui::pager(&format!("第 {}–{} 条，共 {total} 条", (offset + 1).min(total), (offset + PAGE).min(total)), more.as_deref()))
        }
        @if spread.len() > 1 { (townships(&house, &spread)) }
    };
    Ok(view.page("主动发现", &content))
}

const fn empty_words(state: ClueState) -> &'static str {
    match state {
        ClueState::Open => "没有待告知的线索。",
        ClueState::Informed => "没有告知后还没申请的。",
        ClueState::Applied => "还没有线索变成申请。",
        ClueState::Unneeded => "没有记为不需要的。",
        ClueState::Lapsed => "没有不再符合的。",
    }
}

/// What the look that was just made found.
fn found(looked: &str, fresh: &str, lapsed: &str) -> Markup {
    let (Ok(looked), Ok(fresh), Ok(lapsed)) = (looked.parse::<u32>(), fresh.parse::<u32>(), lapsed.parse::<u32>())
    else {
        return html! {};
    };
    let rest = format!("比对了 {looked} 户，新发现 {fresh} 条，{lapsed} 条不再符合。");
    ui::flash(ui::Tone::Green, "比对完了。", &rest)
}

fn programmes(house: &House, state: ClueState, chosen: &str, counts: &HashMap<(String, String), i64>) -> Markup {
    let mut shown: Vec<(&str, i64)> = counts
        .iter()
        .filter(|((own, _), _)| own == state.code())
        .map(|((_, programme), count)| (programme.as_str(), *count))
        .collect();
    shown.sort_unstable();
    html! {
        @if shown.len() > 1 {
            p.s {
                "事项：" @if chosen.is_empty() { b { "全部" } } @else { a href={ "/cases/clues?state=" (state.code()) } { "全部" } }
                @for (programme, count) in &shown {
                    " · "
                    @if *programme == chosen { b { (title_of(house, programme)) " " (count) } } @else {
                        a href={ "/cases/clues?state=" (state.code()) "&programme=" (programme) } { (title_of(house, programme)) " " (count) }
                    }
                }
            }
        }
    }
}

fn table(house: &House, clues: &[Clue]) -> Markup {
    html! {
        table.ledger.stack {
            caption.vh { "主动发现的线索" }
            thead { tr { th scope="col" { "户" } th scope="col" { "可能享受" } th scope="col" { "把握" } th scope="col" { "发现" } th.num scope="col" { span.vh { "操作" } } } }
            tbody { @for clue in clues {
                tr {
                    td data-l="户" { a.nm1 href={ "/cases/clues/" (clue.id) } { (clue.name) } span.t2 { (place_name(house, &clue.place)) (clue.team) } }
                    td data-l="可能享受" { (title_of(house, &clue.programme)) @let worth = worth(house, clue); @if !worth.is_empty() { span.t2 { (worth) } } }
                    td data-l="把握" {
                        @if !clue.state.is_live() { (ui::tag(ui::Tone::Grey, clue.state.chinese())) span.t2 { (clue.note) } }
                        @else if clue.missing.is_empty() { (ui::tag(ui::Tone::Green, "符合")) }
                        @else { (ui::tag(ui::Tone::Amber, "还差事实")) span.t2 { (clue.missing) } }
                    }
                    td data-l="发现" { (clue.found) @if clue.state == ClueState::Informed { span.t2 { (clue.note) } } }
                    td.num { a.btn.sec.sm href={ "/cases/clues/" (clue.id) } { @if clue.state.is_live() { "办理" } @else { "看" } span.vh { (clue.name) "的" (title_of(house, &clue.programme)) } } }
                }
            } }
        }
    }
}

fn townships(house: &House, spread: &[Spread]) -> Markup {
    let place = |one: &Spread| access::Place {
        county: one.county.clone(),
        township: one.township.clone(),
        village: String::new(),
    };
    ui::card(
        "spread",
        "各乡镇",
        &html! {},
        &html! {
            table.ledger.stack {
                caption.vh { "各乡镇的线索" }
                thead { tr { th scope="col" { "乡镇" } th.num scope="col" { "待告知" } th.num scope="col" { "已告知" } th.num scope="col" { "已申请" } th scope="col" { "最近发现" } } }
                tbody { @for one in spread { tr {
                    td data-l="乡镇" { (county_name(house, &one.county)) (place_name(house, &place(one))) }
                    td.num data-l="待告知" { (one.open) }
                    td.num data-l="已告知" { (one.informed) }
                    td.num data-l="已申请" { (one.applied) }
                    td data-l="最近发现" { (one.found) }
                } } }
            }
        },
    )
}

pub(super) async fn discover(State(house): State<House>, actor: Actor) -> Reply {
    let found = actions::discover(&house, &actor).await?;
    Ok(see(&format!("/cases/clues?looked={}&fresh={}&lapsed={}", found.households, found.fresh, found.lapsed)))
}

/// A clue with what it stands on, computed again today.
struct Opened {
    clue: Clue,
    assessment: Option<Assessment>,
    declared_on: kernel::Day,
    by: String,
}

async fn opened(house: &House, actor: &Actor, id: &str) -> Result<Opened, Problem> {
    let id: ClueId = id.parse().map_err(|_| access::outside())?;
    let mut tx = house.db.read().await?;
    let clue = store::clues::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    let (case, mut declared) = actions::open_case(&mut tx, house, actor, clue.case).await?;
    let taken = store::applications::taken(&mut tx, &[clue.household.to_string()]).await?;
    let granted = taken.values().flat_map(|taken| taken.granted.iter());
    declared.know_benefits(granted.filter_map(|programme| house.procedures.of(programme)));
    let names = access::store::staff::names(&mut tx, std::slice::from_ref(&clue.by)).await?;
    drop(tx);
    let today = actor.now.day();
    let assessment =
        crate::assess::assess(house, &declared, &clue.programme, &clue.place, case.accepted_on, today).ok();
    let object = format!("cases_clues/{id}");
    house.db.log(access::line(actor, "cases.clues", object, clue.place.code(), "seen", &clue.programme)).await?;
    let by = names.into_iter().next().map_or_else(String::new, |(_, name)| name);
    Ok(Opened { clue, assessment, declared_on: case.accepted_on, by })
}

fn why(opened: &Opened) -> Markup {
    let Some(assessment) = &opened.assessment else {
        return html! { p { "现在的政策对这一天没有数值，暂时算不出来。" } };
    };
    match &assessment.decision {
        Answer::Unknown { .. } => html! {
            p { "问清下面的事实，就知道符不符合：" }
            ul { @for missing in &assessment.missing { li { (MissingFact::show(missing)) } } }
        },
        Answer::Manual { reason, .. } => html! { p { "要人工判断：" (reason) } },
        Answer::Known(_) if assessment.approved() == Some(true) => super::sheet::sheet(assessment, "金额"),
        Answer::Known(_) => html! {
            p { b { "按今天的情况不符合" } "：" (assessment.reason.known().map_or_else(String::new, rules::Value::show)) "。可以记为不需要，或重新比对。" }
        },
    }
}

fn options(words: &[&str]) -> Vec<Choice> {
    std::iter::once(Choice::new("", "请选择")).chain(words.iter().map(|word| Choice::new(*word, *word))).collect()
}

fn forms(actor: &Actor, clue: &Clue, form: &FormData, problems: &Problems) -> Markup {
    let action = format!("/cases/clues/{}", clue.id);
    html! {
        @if may(actor.role, "cases.clue") && clue.state.is_live() {
            (ui::card("told", "告知了没有", &html! {}, &html! {
                form action=(action) method="post" {
                    (ui::hidden("version", &clue.version.to_string()))
                    (ui::select("way", "怎样告知的", &options(WAYS), form.get("way"), problems))
                    div.btns { button.btn type="submit" name="act" value="informed" { @if clue.state == ClueState::Informed { "又告知了一次" } @else { "已告知本人" } } }
                }
            }))
            (ui::card("unneeded", "不需要的", &html! {}, &html! {
                form action=(action) method="post" {
                    (ui::hidden("version", &clue.version.to_string()))
                    (ui::select("reason", "原因", &options(REASONS), form.get("reason"), problems))
                    (ui::area("note", "了解到的情况", "", form.get("note"), problems))
                    div.btns { button.btn.sec type="submit" name="act" value="unneeded" { "记为不需要" } }
                }
            }))
        }
    }
}

fn one_page(house: &House, actor: &Actor, opened: &Opened, form: &FormData, problems: &Problems) -> Markup {
    let clue = &opened.clue;
    let title = title_of(house, &clue.programme);
    let worth = worth(house, clue);
    html! {
        (ui::crumbs(&[("待办", "/"), ("主动发现", "/cases/clues")], &clue.name))
        (ui::error_summary(&problems.0))
        div.headline {
            div {
                h1 { (clue.name) "户可能享受" (title) }
                p.lead { (place_name(house, &clue.place)) (clue.team) @if !worth.is_empty() { "，" b { (worth) } } "。" }
            }
            @if may(actor.role, "cases.apply") && clue.state.is_live() {
                form action="/cases/new" method="post" {
                    (ui::hidden("household", &clue.household.to_string()))
                    (ui::hidden("programme", &clue.programme))
                    div.btns { button.btn type="submit" { "替这户开始申请" } }
                }
            }
        }
        @if let Some(acted) = clue.acted {
            (ui::note(ui::Tone::Plain, clue.state.chinese(), &html! { p.s { (acted.chinese()) "，" (opened.by) "：" (clue.note) } }))
        }
        (ui::card("why", "依据", &html! { a.s href={ "/cases/" (clue.case) } { "看原来的申报" } }, &html! {
            p.s.mut { "按 " (opened.declared_on.chinese()) " 申报的情况和今天的政策算的，不是决定；申请时要重新核对。" }
            (why(opened))
        }))
        (forms(actor, clue, form, problems))
    }
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, Path(id): Path<String>) -> Reply {
    let opened = opened(&house, &actor, &id).await?;
    let content = one_page(&house, &actor, &opened, &FormData::parse(""), &Problems::default());
    Ok(view.page(&opened.clue.name, &content))
}

pub(super) async fn submit(
    State(house): State<House>,
    view: View,
    actor: Actor,
    Path(id): Path<String>,
    form: FormData,
) -> Reply {
    let told = match form.get("act") {
        "unneeded" => Told::Unneeded(form.get("reason"), form.get("note")),
        _ => Told::Informed(form.get("way")),
    };
    let clue: ClueId = id.parse().map_err(|_| access::outside())?;
    let version = form.get("version").parse().unwrap_or(0);
    match actions::act_on_clue(&house, &actor, clue, version, told).await {
        Ok(()) => Ok(see(&format!("/cases/clues/{id}"))),
        Err(Problem::Refusal(refusal)) if refusal.field.is_some() => {
            let mut problems = Problems::default();
            problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
            let opened = opened(&house, &actor, &id).await?;
            Ok(view.again(&opened.clue.name, &one_page(&house, &actor, &opened, &form, &problems)))
        }
        Err(problem) => Err(problem.into()),
    }
}
