//! 作战图: the wall board of a meeting room. No recipient's name is on it; every number opens.

use super::{Opened, gantt, map, plan_of};
use crate::computed::Catalogue;
use crate::figures::At;
use crate::overview::{CountyStanding, ItemStanding, Overview};
use crate::{ItemRole, Plan, Quantity};
use access::{FormData, Reply};
use axum::http::{HeaderName, HeaderValue};
use db::Fault;
use kernel::Moment;
use maud::{Markup, html};

/// Lines of the watch list.
const WATCHED: usize = 5;
/// Bars of the schedule.
const BARS: usize = 5;
/// The board itself.
const BOARD: &str = "/workplan/board";
/// Seconds between two loads of a live board.
const LIVE_SECONDS: u32 = 60;

pub(super) async fn show(Opened { house, catalogue, view, actor, query: form, .. }: Opened) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let today = actor.now.day();
    let mut tx = house.db.read().await?;
    let overview = Overview::load(&mut tx, &house, &catalogue, plan, today).await?;
    drop(tx);
    let seen = Seen::of(&form);
    let content = html! {
        (head(plan, &overview, actor.now, seen))
        main #main class=(if seen.is_a0 { "wall a0" } else { "wall" }) {
            section.mapbox aria-labelledby="mh" { (map_box(&catalogue, plan, &overview)) }
            section.tasks aria-labelledby="th" { (items_box(&overview, seen)) }
            section.side2 aria-labelledby="ch" { (side(plan, &overview)) }
            section.gbox aria-labelledby="gh" {
                h2 #gh { "倒排工期" }
                section.gscroll tabindex="0" aria-label="倒排工期图" { (gantt::gantt(plan, &overview.tasks, today, BARS)) }
            }
        }
    };
    let mut page = view.wall("作战图", &content);
    if seen.is_live {
        // A header, so that it works without script, and stops with the link that asks for the page without it.
        let next = Seen { is_rest: !seen.is_rest, ..seen }.href();
        let value = HeaderValue::from_str(&format!("{LIVE_SECONDS}; url={next}"));
        page.headers_mut().insert(HeaderName::from_static("refresh"), value.map_err(|e| Fault::other(e.to_string()))?);
    }
    Ok(page)
}

/// How a board is looked at.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// The six that the bureau takes part in and its own, instead of those it leads.
    is_rest: bool,
    /// It loads itself anew, in turns the one six and the other.
    is_live: bool,
    /// Laid out for a sheet of A0.
    is_a0: bool,
}

impl Seen {
    fn of(form: &FormData) -> Self {
        let is_rest = form.get("which") == "rest";
        Self { is_rest, is_live: form.get("live") == "1", is_a0: form.get("paper") == "a0" }
    }

    fn href(self) -> String {
        let asked =
            [self.is_rest.then_some("which=rest"), self.is_live.then_some("live=1"), self.is_a0.then_some("paper=a0")];
        let query = asked.into_iter().flatten().collect::<Vec<_>>().join("&");
        if query.is_empty() { BOARD.to_owned() } else { format!("{BOARD}?{query}") }
    }
}

fn head(plan: &Plan, overview: &Overview<'_>, now: Moment, seen: Seen) -> Markup {
    let today = now.day();
    let (live, paper) = (Seen { is_live: !seen.is_live, ..seen }, Seen { is_a0: !seen.is_a0, ..seen });
    let ahead: Vec<_> = plan.countdowns.iter().filter(|one| one.day >= today).collect();
    html! {
        header.wt {
            div.wl {
                i.seal aria-hidden="true" { "民" }
                div {
                    h1 { (plan.issuer.trim_end_matches('局')) "系统脱贫攻坚作战图" }
                    p { (plan.year) " 年度　" (now.day().short()) " " (super::clock(now)) "　"
                        @match overview.figures.taken { Some((day, at)) => { "系统数取于" (day.short()) " " (super::clock(at)) } None => { "系统数还没有取" } }
                    }
                    p.noprint {
                        @if seen.is_live { "自动刷新开着，" (LIVE_SECONDS) " 秒一次　" a href=(live.href()) { "暂停" } }
                        @else { a href=(seen.href()) { "刷新" } "　" a href=(live.href()) { "自动刷新" } }
                        "　" a href=(paper.href()) { @if seen.is_a0 { "按 A3 打印" } @else { "按 A0 打印" } }
                        "　" a href="/workplan" { "返回计划" }
                    }
                }
            }
            dl.cd { @for (index, one) in ahead.iter().enumerate() {
                @let left = today.days_until(one.day);
                div class=(if index + 1 == ahead.len() { "yr" } else if left <= 30 { "hot" } else { "" }) {
                    dt { (one.name) small { (one.day.short()) } }
                    dd { b { (left) } " 天" }
                }
            } }
        }
    }
}

fn figure(catalogue: &Catalogue, plan: &Plan, overview: &Overview<'_>, id: &str) -> (Quantity, Option<Quantity>) {
    let Some((_, indicator)) = plan.indicator(id) else { return (Quantity::ZERO, None) };
    let value = overview.figures.value(plan, catalogue, indicator, At::City).unwrap_or(Quantity::ZERO);
    (value, overview.figures.target(plan, indicator, At::City))
}

fn map_box(catalogue: &Catalogue, plan: &Plan, overview: &Overview<'_>) -> Markup {
    let (value, target) = figure(catalogue, plan, overview, &plan.board_villages);
    let all = target.unwrap_or(Quantity::ZERO);
    let left = if value < all { all.distance(value).unwrap_or(all) } else { Quantity::ZERO };
    let href = format!("/workplan/indicators/{}", plan.board_villages);
    let title = plan.items.first().map_or("贫困村退出", |item| item.short.as_str());
    html! {
        h2 #mh { a href=(href) { (title) } }
        p.tot { b { (value.shown()) } span { "村已退出" } b.zhu { (left.shown()) } span { "村在攻坚" } }
        (map::map(overview))
        (persons(catalogue, plan, overview))
        p.lg {
            span { svg viewBox="0 0 10 10" aria-hidden="true" { circle.v-done cx="5" cy="5" r="4.5" {} } "已退出" }
            span { svg viewBox="0 0 10 10" aria-hidden="true" { circle.v-todo cx="5" cy="5" r="4" {} } "在攻坚" }
            span { svg viewBox="0 0 10 10" aria-hidden="true" { rect.map-late x="0" y="0" width="10" height="10" {} } "落后的县" }
        }
        p.lg.s { "点子按县排列，不是村的实际位置" }
    }
}

/// The persons who leave poverty, below the map.
fn persons(catalogue: &Catalogue, plan: &Plan, overview: &Overview<'_>) -> Markup {
    let (value, target) = figure(catalogue, plan, overview, &plan.board_persons);
    let all = target.unwrap_or(Quantity::ZERO);
    let name = plan.indicator(&plan.board_persons).map_or("", |(_, one)| one.name.as_str());
    html! {
        div.big2 {
            h2 { a href={ "/workplan/indicators/" (plan.board_persons) } { (name) } }
            p { b { (value.shown()) } "人，目标 " (all.shown()) }
            svg.pb.good viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                rect.bg x="0" y="0" width="100" height="4" {}
                rect.fg x="0" y="0" width=(value.bar_of(all)) height="4" {}
            }
        }
    }
}

fn items_box(overview: &Overview<'_>, seen: Seen) -> Markup {
    let is_shown = |one: &&ItemStanding<'_>| match one.item.role {
        ItemRole::Lead => !seen.is_rest,
        ItemRole::Join | ItemRole::Own => seen.is_rest,
        ItemRole::Header | ItemRole::Requirement => false,
    };
    let items: Vec<&ItemStanding<'_>> = overview.items.iter().filter(is_shown).collect();
    html! {
        div.mt {
            h2 #th { @if seen.is_rest { "参与和自身工作" } @else { "牵头工作" } }
            p.s { a href=(Seen { is_rest: !seen.is_rest, ..seen }.href()) { @if seen.is_rest { "看六项牵头" } @else { "看参与和自身六项" } } "　竖线是应到的位置" }
        }
        ol { @for (index, one) in items.iter().enumerate() { (item(one, index + 1)) } }
    }
}

fn item(one: &ItemStanding<'_>, number: usize) -> Markup {
    let class = one.standing.class();
    html! {
        li class={ "tk " (class) } {
            span.no aria-hidden="true" { (number) }
            div {
                p.t { b { a href={ "/workplan/items/" (one.item.id) } { (one.item.short) } } span.g { "应到 " (one.expected) "%" } }
                svg class={ "pb " (class) } viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                    rect.bg x="0" y="0" width="100" height="4" {}
                    rect.fg x="0" y="0" width=(one.percent) height="4" {}
                    rect.ex x=(one.expected.min(99)) y="-1" width="1" height="6" {}
                }
                p.d { span { (one.words) } span { (one.item.sections.first().map_or("", |section| section.as_str())) } }
            }
            p.pc { b { (one.percent) } small { "%" } span.fl { (one.standing.chinese()) } }
        }
    }
}

fn side(plan: &Plan, overview: &Overview<'_>) -> Markup {
    html! {
        div {
            h2 #ch { "县区排位" }
            (ranking(plan, overview))
        }
        div {
            h2 { "今天要盯" }
            @if overview.watch.is_empty() { p { "没有超期，也没有要盯的。" } } @else {
                ol.watch { @for one in overview.watch.iter().take(WATCHED) {
                    li { b { (one.place) } " " a href=(one.href) { (one.words) } }
                } }
                @if overview.watch.len() > WATCHED { p.s { a href="/workplan/tasks" { "还有 " (overview.watch.len() - WATCHED) " 条" } } }
            }
        }
    }
}

fn ranking(plan: &Plan, overview: &Overview<'_>) -> Markup {
    let villages = |county: &CountyStanding| match county.villages {
        (_, None) => "—".to_owned(),
        (value, Some(target)) => format!("{}/{}", value.unwrap_or(Quantity::ZERO).shown(), target.shown()),
    };
    let href = |county: &CountyStanding| format!("/workplan/indicators/{}?county={}", plan.board_villages, county.code);
    html! {
        table.ledger.cty {
            caption.vh { "县区排位" }
            thead { tr { th scope="col" { "县区" } th.num scope="col" { "村" } th.num scope="col" { "总进度" } th scope="col" { "态势" } th scope="col" { "卡在哪" } } }
            tbody { @for county in &overview.counties { tr {
                th scope="row" { a href=(href(county)) { (county.name) } }
                td.num { (villages(county)) }
                td.num { (county.percent) "%" }
                td { (ui::tag(county.standing.tone(), county.standing.chinese())) }
                td.why { @if let Some((words, href)) = &county.stuck { a href=(href) { (words) } } @else { "—" } }
            } } }
        }
    }
}
