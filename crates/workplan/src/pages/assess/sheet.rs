//! 考核表: line by line what was computed, what the unit says, what the reviewer says, and what an appeal changed.

use super::super::{Shared, plan_of};
use super::forms;
use super::round::{remedy_tag, sees_sheet};
use crate::Plan;
use crate::assess::{Fact, Facts, Round, RoundState, Score, Sheet, Template, taken};
use crate::computed::Catalogue;
use crate::store::assess::appeals::{self, Appeal};
use crate::store::assess::onsite::{self, Onsite};
use crate::store::assess::remedies::{self, Remedy};
use crate::store::assess::{rounds, scores, sheets};
use access::{Actor, FormData, House, Reply, Scope, View, may};
use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use db::{Fault, Problem};
use maud::{Markup, html};
use ui::{Problems, Tone};

/// Everything the page is drawn from.
pub(super) struct Loaded<'p> {
    pub plan: &'p Plan,
    pub round: Round,
    pub template: Template,
    pub sheet: Sheet,
    facts: Facts,
    pub scores: Vec<Score>,
    pub appeals: Vec<Appeal>,
    onsite: Vec<Onsite>,
    pub remedies: Vec<Remedy>,
}

/// What a reader may do on the page.
pub(super) struct Rights {
    pub is_own: bool,
    pub is_city: bool,
    pub may_review: bool,
}

impl<'p> Loaded<'p> {
    pub(super) async fn load(
        house: &House,
        catalogue: &'p Catalogue,
        actor: &Actor,
        (id, county): (&str, &str),
    ) -> Result<Self, Problem> {
        let plan = plan_of(catalogue, house)?;
        let mut tx = house.db.read().await?;
        let round = rounds::get(&mut tx, id).await?.ok_or_else(access::outside)?;
        let sheet = sheets::get(&mut tx, id, county).await?.ok_or_else(access::outside)?;
        if !sees_sheet(actor, &sheet) {
            return Err(access::outside().into());
        }
        let unreadable = || Fault::other(format!("rules or facts of round {id} do not load"));
        let appeals = appeals::of_round(&mut tx, id).await?;
        let remedies = remedies::of_round(&mut tx, id).await?;
        Ok(Self {
            template: round.template().ok_or_else(unreadable)?,
            facts: Facts::parse(&round.facts).ok_or_else(unreadable)?,
            scores: scores::of_unit(&mut tx, id, county).await?,
            appeals: appeals.into_iter().filter(|one| one.county == county).collect(),
            onsite: onsite::of_unit(&mut tx, id, county).await?,
            remedies: remedies.into_iter().filter(|one| one.county == county).collect(),
            plan,
            round,
            sheet,
        })
    }

    pub(super) fn rights(&self, actor: &Actor) -> Rights {
        let is_own = actor.scope == Scope::County(self.sheet.county.clone());
        let is_city = actor.scope == Scope::City;
        Rights { is_own, is_city, may_review: !is_own && may(actor.role, "workplan.review") }
    }

    pub(super) fn score(&self, criterion: &str) -> Option<&Score> {
        self.scores.iter().find(|score| score.criterion == criterion)
    }

    pub(super) fn appeal(&self, criterion: &str) -> Option<&Appeal> {
        self.appeals.iter().find(|appeal| appeal.criterion == criterion)
    }

    pub(super) fn path(&self) -> String {
        format!("/workplan/rounds/{}/{}", self.round.id, self.sheet.county)
    }

    fn fact(&self, criterion: &str) -> Option<&Fact> {
        self.facts.0.get(&self.sheet.county)?.get(criterion)
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Reply {
    let form = FormData::parse(query.as_deref().unwrap_or(""));
    let loaded = Loaded::load(&house, &catalogue, &actor, (&id, &county)).await?;
    let content = content(&house, &actor, &loaded, &form, &Problems::default());
    Ok(view.page(loaded.plan.unit_name(&county), &content))
}

/// The page with the form that was asked for; a refused one comes back with what was typed.
pub(super) fn content(
    house: &House,
    actor: &Actor,
    loaded: &Loaded<'_>,
    form: &FormData,
    problems: &Problems,
) -> Markup {
    let (round, sheet, rights) = (&loaded.round, &loaded.sheet, loaded.rights(actor));
    let above = format!("/workplan/rounds/{}", round.id);
    let name = loaded.plan.unit_name(&sheet.county);
    let sees_total = round.state >= RoundState::Published || (rights.is_city && round.state >= RoundState::Ranked);
    html! {
        (ui::crumbs(&[("考核评估", "/workplan/rounds"), (round.name.as_str(), above.as_str())], name))
        div.headline { div {
            h1 { (name) " · 考核表" }
            p.lead { (round.state.chinese()) "，" (sheet.chinese()) "。由" (loaded.plan.unit_name(&sheet.reviewer)) "或市局评审。"
                @if sees_total { "得分 " b { (sheet.total) } "，第 " (sheet.place) " 名，" (sheet.grade) "。" } }
        } }
        (ui::error_summary(&problems.0))
        @if !sheet.veto.is_empty() && (!rights.is_own || round.state >= RoundState::Feedback) { (ui::note(Tone::Red, "一票否决", &html! { p { (sheet.veto) } })) }
        (forms::open(house, actor, loaded, form, problems))
        (ui::card("lines", "得分", &html! { span.s.mut { "系统算的分由截止日的数得出，已经锁定" } }, &lines(house, loaded, &rights)))
        (onsite_card(loaded, &rights))
        @if round.state >= RoundState::Published && (rights.is_own || rights.is_city) { (remedies_card(actor, loaded, &rights)) }
        @if rights.is_city && may(actor.role, "workplan.account") && round.state >= RoundState::Feedback {
            p { a href={ (loaded.path()) "?do=account#open" } { "登记问责" } }
        }
    }
}

fn shown(value: Option<crate::Quantity>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| value.decimal(2))
}

fn lines(house: &House, loaded: &Loaded<'_>, rights: &Rights) -> Markup {
    // A unit hears the reviewers' points when the bureau feeds them back.
    let sees_review = !rights.is_own || loaded.round.state >= RoundState::Feedback;
    let keys = house.keyring();
    let why = |id: &str, score: &Score| {
        html! {
            @if let Some(fact) = loaded.fact(id) { (fact.chinese()) }
            @if !score.own_note.is_empty() { (score.own_note) }
            @if !score.evidence.is_empty() { " " a href={ "/workplan/evidence/" (score.evidence) } { "凭证" span.vh { "，" (id) } } span.t2.mono { "SM3 " (score.evidence_digest.get(..12).unwrap_or("")) "…" } }
            @if sees_review && !score.reviewed_note.is_empty() { span.t2 { "评审：" (score.reviewed_note) } }
            @if let Some(appeal) = loaded.appeal(id) { span.t2 { "申诉：" (appeal.words) @if !appeal.evidence.is_empty() { " " a href={ "/workplan/evidence/" (appeal.evidence) } { "申诉凭证" span.vh { "，" (id) } } } }
                @if !appeal.answer.is_empty() { span.t2 { "答复：" (appeal.answer) } } }
            @if !score.is_intact(&keys) { " " (ui::tag(Tone::Red, "记录被改动")) }
        }
    };
    html! {
        table.ledger.stack {
            caption.vh { "得分" }
            thead { tr { th scope="col" { "考核项" } th.num scope="col" { "分值" } th scope="col" { "依据" } th.num scope="col" { "自评" } th.num scope="col" { "得分" } th scope="col" { "办理" } } }
            tbody { @for (id, name, most, is_computed) in loaded.template.lines() {
                @if let Some(score) = loaded.score(id) { tr {
                    td data-l="考核项" { (name) @if is_computed { span.t2 { "系统算，锁定" } } }
                    td.num data-l="分值" { (most.shown()) }
                    td data-l="依据" { (why(id, score)) }
                    td.num data-l="自评" { @if is_computed { "—" } @else { (shown(score.own)) } }
                    td.num data-l="得分" { b { @if sees_review || is_computed { (shown(taken(score))) } @else { "—" } } @if let Some(before) = score.amended.and(score.reviewed.or(score.computed)) { span.t2 { "原 " (before.decimal(2)) } } }
                    td data-l="办理" { (forms::link(loaded, rights, (id, name), is_computed)) }
                } }
            } }
        }
        (forms::whole_sheet(loaded, rights))
    }
}

fn onsite_card(loaded: &Loaded<'_>, rights: &Rights) -> Markup {
    let may_add = rights.is_city && loaded.round.state == RoundState::Review && loaded.sheet.confirmed_by.is_none();
    if rights.is_own && loaded.round.state < RoundState::Feedback {
        return html! {};
    }
    ui::card(
        "onsite",
        "现场核查",
        &html! { @if may_add { a href={ (loaded.path()) "?do=onsite#open" } { "登记现场核查" } } },
        &html! {
            @if loaded.onsite.is_empty() { p { "还没有。" } } @else {
                ol.tl { @for one in &loaded.onsite { li {
                    time datetime=(one.on) { (one.on.short()) } " " (one.findings)
                    span.t2 { (one.first) "、" (one.second) @if !one.evidence.is_empty() { " " a href={ "/workplan/evidence/" (one.evidence) } { "凭证" span.vh { "，" (one.on.short()) "核查" } } } }
                } } }
            }
        },
    )
}

fn remedies_card(actor: &Actor, loaded: &Loaded<'_>, rights: &Rights) -> Markup {
    let today = actor.now.day();
    let is_open = loaded.round.state == RoundState::Published;
    ui::card(
        "remedies",
        "整改清单",
        &html! { @if rights.is_city && is_open { a href={ (loaded.path()) "?do=require#open" } { "加一项" } } },
        &html! {
            @if loaded.remedies.is_empty() { p { "没有要整改的。" } } @else {
                table.ledger.stack {
                    caption.vh { "整改清单" }
                    thead { tr { th scope="col" { "问题" } th scope="col" { "期限" } th scope="col" { "状态" } th scope="col" { "整改情况" } th scope="col" { "办理" } } }
                    tbody { @for one in &loaded.remedies { tr {
                        td data-l="问题" { (one.problem) }
                        td data-l="期限" { (one.due.short()) }
                        td data-l="状态" { (remedy_tag(one, today)) }
                        td data-l="整改情况" { @if one.done_words.is_empty() { "—" } @else { (one.done_words) } @if !one.evidence.is_empty() { " " a href={ "/workplan/evidence/" (one.evidence) } { "凭证" span.vh { "，" (one.problem) } } }
                            @if !one.closed_note.is_empty() { span.t2 { "市局：" (one.closed_note) } } }
                        td data-l="办理" {
                            @if is_open && one.closed_by.is_none() {
                                @if rights.is_own { a href={ (loaded.path()) "?do=done&one=" (one.id) "#open" } { "报整改" span.vh { "：" (one.problem) } } }
                                @else if one.done_by.is_some() { a href={ (loaded.path()) "?do=close&one=" (one.id) "#open" } { "销号" span.vh { "：" (one.problem) } } }
                                @else { a href={ (loaded.path()) "?do=done&one=" (one.id) "#open" } { "代报" span.vh { "：" (one.problem) } } }
                            } @else { "—" }
                        }
                    } } }
                }
            }
        },
    )
}
