//! 指标: a number, place by place, with what is behind it, how it is shared out and what was handed in.

use super::item::difference;
use super::{Asked, Opened, indicator_forms, indicator_of, plan_of};
use crate::computed::Catalogue;
use crate::curve;
use crate::figures::{At, Figures};
use crate::letter::SignedLetter;
use crate::report::Report;
use crate::store::splits::TargetSplit;
use crate::store::{evidence, letters, reports, splits};
use crate::{Indicator, Item, Plan};
use access::{Actor, FormData, House, Place, Reply, may};
use db::Problem;
use kernel::Day;
use maud::{Markup, html};
use registry::actions::{townships_of, villages_of};
use ui::Problems;

/// Reports listed on the page.
const LISTED: i64 = 40;

/// Everything the page is drawn from.
pub(super) struct Loaded<'p> {
    pub plan: &'p Plan,
    pub item: &'p Item,
    pub indicator: &'p Indicator,
    pub asked: Asked,
    pub figures: Figures,
    pub history: Vec<TargetSplit>,
    pub reports: Vec<Report>,
    pub names: Vec<(String, String)>,
    /// The newest signed responsibility letters.
    pub signed: Vec<SignedLetter>,
}

impl<'p> Loaded<'p> {
    pub(super) async fn load(
        house: &House,
        catalogue: &'p Catalogue,
        actor: &Actor,
        id: &str,
        asked: Asked,
    ) -> Result<Self, Problem> {
        let plan = plan_of(catalogue, house)?;
        let (item, indicator) = indicator_of(plan, id)?;
        let mut tx = house.db.read().await?;
        let mut figures = Figures::load(&mut tx, house, &actor.scope, plan, actor.now.day()).await?;
        if let Some(figure) = &indicator.computed {
            figures.with_townships(&mut tx, &actor.scope, figure).await?;
        }
        let all = splits::of_indicator(&mut tx, plan.year, id).await?;
        let whose = if asked.county.is_empty() { &plan.city } else { &asked.county };
        let history = all.into_iter().filter(|split| split.county == *whose).collect();
        let reports = reports::of_indicator(&mut tx, &asked.scope(), plan.year, id, LISTED).await?;
        let ids: Vec<String> = reports.iter().map(|report| report.evidence.clone()).collect();
        let names = evidence::names(&mut tx, &ids).await?;
        let signed = letters::newest(&mut tx, plan.year).await?;
        Ok(Self { plan, item, indicator, asked, figures, history, reports, names, signed })
    }

    /// The places one level below, with their names.
    pub(super) fn below(&self, house: &House) -> Vec<(Asked, String)> {
        match self.asked.at() {
            At::City => self
                .plan
                .sharers(self.indicator)
                .into_iter()
                .map(|code| {
                    let asked = Asked { county: code.to_owned(), ..Asked::default() };
                    (asked, self.plan.unit_name(code).to_owned())
                })
                .collect(),
            At::County(county) => townships_of(house, county)
                .into_iter()
                .map(|(code, name)| (Asked { county: county.to_owned(), township: code, ..Asked::default() }, name))
                .collect(),
            At::Township(..) => Vec::new(),
        }
    }
}

pub(super) async fn show(Opened { house, catalogue, view, actor, id, query: form }: Opened) -> Reply {
    let asked = Asked::of(&actor, &form);
    let loaded = Loaded::load(&house, &catalogue, &actor, &id, asked).await?;
    let content = content(&house, &catalogue, &actor, &loaded, &FormData::default(), &Problems::default());
    Ok(view.page(&loaded.indicator.name, &content))
}

/// The page; a form that was refused comes back with what was typed.
pub(super) fn content(
    house: &House,
    catalogue: &Catalogue,
    actor: &Actor,
    loaded: &Loaded<'_>,
    form: &FormData,
    problems: &Problems,
) -> Markup {
    let (one, asked, today) = (loaded.indicator, &loaded.asked, actor.now.day());
    let item = format!("/workplan/items/{}", loaded.item.id);
    let top = format!("/workplan/indicators/{}", one.id);
    let mut crumbs = vec![("年度计划", "/workplan"), (loaded.item.short.as_str(), item.as_str())];
    let county = Asked { county: asked.county.clone(), ..Asked::default() };
    let (county_name, county_href) = (county.name(house), format!("{top}{}", county.query()));
    if actor.scope == access::Scope::City && !asked.county.is_empty() {
        crumbs.push(("全市", &top));
    }
    if !asked.township.is_empty() {
        crumbs.push((&county_name, &county_href));
    }
    let figure = one.computed.as_deref().and_then(|named| catalogue.figure(named)).map(|(figure, _)| figure);
    html! {
        (ui::crumbs(&crumbs, &asked.name(house)))
        div.headline {
            div { h1 { (one.name) " · " (asked.name(house)) } p.lead { (lead(catalogue, loaded, today)) } }
        }
        (ui::error_summary(&problems.0))
        div.card { div.b {
            p { b { "口径　" } (one.definition) }
            @if let Some(figure) = figure { p { b { "系统怎么算　" } (figure.definition) @match loaded.figures.taken {
                Some((day, at)) => { " 取数时间 " (day.chinese()) " " (super::clock(at)) "。" }
                None => { " 还没有取过数。" }
            } } }
            p { b { "谁上报　" } (one.reported_by.chinese()) "。" }
        } }
        (places_card(house, catalogue, loaded, today))
        @if !asked.township.is_empty() { (villages_card(house, actor, asked)) }
        (indicator_forms::split_card(house, actor, loaded, form, problems))
        (reports_card(house, actor, loaded))
        (indicator_forms::report_card(house, actor, loaded, form, problems))
    }
}

fn lead(catalogue: &Catalogue, loaded: &Loaded<'_>, today: Day) -> Markup {
    let (one, at) = (loaded.indicator, loaded.asked.at());
    let value = loaded.figures.value(loaded.plan, catalogue, one, at);
    let target = loaded.figures.target(loaded.plan, one, at);
    let span = (one.from, one.due);
    html! {
        @match value { Some(value) => { "现在 " b { (value.shown()) } " " (one.unit) "。" } None => { "还没有数。" } }
        @if let Some(target) = target {
            "目标" (one.direction.chinese()) " " (target.shown()) " " (one.unit) "，到" (one.due.chinese()) "。"
            @if let Some(percent) = value.and_then(|value| value.percent_of(target)) { "完成 " (percent.decimal(2)) "%，" }
            "按时间应到 " (curve::expected(target, one.direction, span, today).grouped(2)) "。"
            @if let Some(end) = value.and_then(|value| curve::forecast(value, span, today)).filter(|_| one.adds_up()) {
                "照这个速度到期是 " (end.grouped(2)) "。"
            }
        } @else { "这一级没有目标数。" }
    }
}

fn places_card(house: &House, catalogue: &Catalogue, loaded: &Loaded<'_>, today: Day) -> Markup {
    let mut rows = vec![(loaded.asked.clone(), loaded.asked.name(house))];
    rows.extend(loaded.below(house));
    let title = if rows.len() > 1 { "各单位" } else { "本单位" };
    let word = "点单位看下一级，点系统数看是哪些。";
    ui::card(
        "places",
        title,
        &html! { span.s.mut { (word) } },
        &html! {
            table.ledger.stack {
                caption.vh { (title) }
                thead { tr { th scope="col" { "单位" } th.num scope="col" { "目标" } th.num scope="col" { "上报数" } th.num scope="col" { "系统数" } th.num scope="col" { "完成" } th scope="col" { "态势" } } }
                tbody { @for (index, (asked, name)) in rows.iter().enumerate() {
                    (place_row(catalogue, loaded, asked, name, (index == 0, today)))
                } }
            }
        },
    )
}

/// The villages of the township, each to its page.
fn villages_card(house: &House, actor: &Actor, asked: &Asked) -> Markup {
    let place = |village: &str| Place {
        county: asked.county.clone(),
        township: asked.township.clone(),
        village: village.to_owned(),
    };
    let mut villages = villages_of(house, &asked.township);
    villages.retain(|(code, _)| actor.scope.holds(&place(code)));
    if villages.is_empty() {
        return html! {};
    }
    ui::card(
        "villages",
        "各村",
        &html! { span.s.mut { "点村看明细和走访" } },
        &html! { p { @for (code, name) in &villages { a href={ "/workplan/villages/" (code) } { (name) } "　" } } },
    )
}

fn place_row(
    catalogue: &Catalogue,
    loaded: &Loaded<'_>,
    asked: &Asked,
    name: &str,
    (is_first, today): (bool, Day),
) -> Markup {
    let (one, at, figures) = (loaded.indicator, asked.at(), &loaded.figures);
    let target = figures.target(loaded.plan, one, at);
    let reported = figures.reported(loaded.plan, one, at);
    let computed = figures.computed(catalogue, one, at);
    let value = figures.value(loaded.plan, catalogue, one, at);
    let percent = value.zip(target).and_then(|(value, target)| value.percent_of(target));
    let has_rows =
        one.computed.as_deref().and_then(|named| catalogue.figure(named)).is_some_and(|f| f.0.rows.is_some());
    html! { tr {
        td data-l="单位" {
            @if is_first { b { (name) } } @else { a.nm1 href={ "/workplan/indicators/" (one.id) (asked.query()) } { (name) } }
        }
        td.num data-l="目标" { @match target { Some(target) => (target.shown()), None => "—" } }
        td.num data-l="上报数" { @match reported { Some((value, n)) => { (value.shown()) @if n > 1 { span.t2 { (n) " 家" @if !one.adds_up() { "，取最差" } } } } None => "—" } }
        td.num data-l="系统数" {
            @match computed {
                Some(computed) if has_rows => { a href={ "/workplan/indicators/" (one.id) "/rows" (asked.query()) } { (computed.value.shown()) span.vh { "，看 " (name) " 的明细" } } span.t2 { "明细 " (computed.opened) " 行" } }
                Some(computed) => (computed.value.shown()),
                None => "—",
            }
            @if let (Some((reported, _)), Some(computed)) = (reported, computed) { (difference(reported, computed.value)) }
        }
        td.num data-l="完成" { @match percent { Some(percent) => { (percent.decimal(2)) "%" } None => "—" } }
        td data-l="态势" { @match figures.standing((loaded.plan, catalogue), one, at, today) {
            Some(standing) => (ui::tag(standing.tone(), standing.chinese())),
            None => span.mut { "—" },
        } }
    } }
}

fn reports_card(house: &House, actor: &Actor, loaded: &Loaded<'_>) -> Markup {
    if loaded.reports.is_empty() {
        return html! {};
    }
    let keys = house.keyring();
    let name =
        |id: &str| loaded.names.iter().find(|(known, _)| known == id).map_or("凭证", |(_, name)| name.as_str());
    let whose = |report: &Report| {
        if report.county == loaded.plan.city {
            return "市局".to_owned();
        }
        Asked { county: report.county.clone(), township: report.township.clone(), ..Asked::default() }.name(house)
    };
    ui::card(
        "reports",
        "上报记录",
        &html! { @if may(actor.role, "workplan.check") { a href="/workplan/reports" { "去审核" } } },
        &html! {
            table.ledger.stack {
                caption.vh { "上报记录" }
                thead { tr { th scope="col" { "单位" } th scope="col" { "截至" } th.num scope="col" { "数" } th scope="col" { "状态" } th scope="col" { "凭证" } th scope="col" { "意见" } } }
                tbody { @for report in &loaded.reports { tr {
                    td data-l="单位" { (whose(report)) span.t2 { (report.at.day().short()) "报" } }
                    td data-l="截至" { (report.as_of.short()) }
                    td.num data-l="数" { (report.value) span.t2 { (report.note) } }
                    td data-l="状态" { (ui::tag(report.state.tone(), report.state.chinese()))
                        @if report.live_key.is_some() { span.t2 { "现用" } }
                        @if !report.is_intact(&keys) { " " (ui::tag(ui::Tone::Red, "记录被改动，不计入")) } }
                    td data-l="凭证" { a href={ "/workplan/evidence/" (report.evidence) } { (name(&report.evidence)) } span.t2.mono { "SM3 " (report.evidence_digest.get(..12).unwrap_or("")) "…" } }
                    td data-l="意见" { (report.county_note) @if !report.city_note.is_empty() { span.t2 { "市局：" (report.city_note) } } }
                } } }
            }
        },
    )
}
