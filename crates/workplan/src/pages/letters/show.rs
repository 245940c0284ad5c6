//! 目标责任书 of a place: what it says, how it stands, and the signed ones.

use super::{Spot, paper};
use crate::Plan;
use crate::actions::{self, SignedForm};
use crate::computed::Catalogue;
use crate::figures::Figures;
use crate::letter::{Letter, SignedLetter, Standing};
use crate::pages::{Opened, Shared, again, files, plan_of, pressed, problems_of, refused};
use crate::store::{evidence, issues, letters as store, splits};
use access::{Actor, FormData, House, Reply, View, download, may, see};
use axum::Extension;
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use db::{Outcome, Problem};
use kernel::Refusal;
use letters::Responsibility;
use maud::{Markup, html};
use ui::{Field, Problems, Tone};

/// Everything the page is drawn from.
struct Loaded<'p> {
    plan: &'p Plan,
    spot: Spot,
    figures: Figures,
    letter: Letter<'p>,
    digest: String,
    is_issued: bool,
    kept: Vec<SignedLetter>,
    /// The newest of every place, for the townships of a unit.
    newest: Vec<SignedLetter>,
    files: Vec<(String, String)>,
    staff: Vec<(String, String)>,
}

impl<'p> Loaded<'p> {
    async fn load(house: &House, catalogue: &'p Catalogue, actor: &Actor, code: &str) -> Result<Self, Problem> {
        let plan = plan_of(catalogue, house)?;
        let spot = Spot::of(house, plan, code)?;
        if !actor.scope.holds(&spot.place) {
            return Err(access::outside().into());
        }
        let mut tx = house.db.read().await?;
        let figures = Figures::of_splits(splits::in_force(&mut tx, plan.year).await?);
        let kept = store::of_place(&mut tx, plan.year, &spot.place.county, &spot.place.township).await?;
        let newest = store::newest(&mut tx, plan.year).await?;
        let papers: Vec<String> = kept.iter().map(|one| one.evidence.clone()).collect();
        let people: Vec<String> = kept.iter().map(|one| one.by.clone()).collect();
        let letter = spot.letter(plan, &figures);
        Ok(Self {
            digest: letter.digest(),
            is_issued: issues::of_year(&mut tx, plan.year).await?.is_some(),
            files: evidence::names(&mut tx, &papers).await?,
            staff: access::store::staff::names(&mut tx, &people).await?,
            plan,
            spot,
            figures,
            letter,
            kept,
            newest,
        })
    }

    fn standing(&self) -> Standing {
        self.letter.standing(self.kept.first())
    }

    fn title(&self) -> String {
        format!("{}目标责任书", self.spot.name)
    }
}

pub(super) async fn show(Opened { house, catalogue, view, actor, id: code, .. }: Opened) -> Reply {
    let loaded = Loaded::load(&house, &catalogue, &actor, &code).await?;
    Ok(view.page(&loaded.title(), &content(&house, &actor, &loaded, &FormData::default(), &Problems::default())))
}

fn content(house: &House, actor: &Actor, loaded: &Loaded<'_>, form: &FormData, problems: &Problems) -> Markup {
    let (spot, letter, standing) = (&loaded.spot, &loaded.letter, loaded.standing());
    let above = format!("/workplan/letters/{}", spot.place.county);
    let mut crumbs = vec![("待办", "/"), ("年度计划", "/workplan")];
    if !spot.place.township.is_empty() && !matches!(actor.scope, access::Scope::Township(..)) {
        crumbs.push((loaded.plan.unit_name(&spot.place.county), above.as_str()));
    }
    html! {
        (ui::crumbs(&crumbs, "目标责任书"))
        div.headline.noprint {
            div { h1 { "目标责任书 · " (spot.name) } p.lead { (ui::tag(standing.tone(), standing.chinese())) " " (lead(loaded, standing)) } }
            div.btns {
                @if letter.has_targets() && may(actor.role, "workplan.letter") { a.btn.sec href={ (spot.path()) "/pdf" } { "打印责任书（PDF）" } }
            }
        }
        (ui::error_summary(&problems.0))
        div.noprint {
            (notes(loaded, standing))
            @if may_keep(actor, loaded, standing) { (keep_card(house, loaded, form, problems)) }
            @if !loaded.kept.is_empty() { (kept_card(house, loaded)) }
        }
        @if !letter.has_targets() {
            @if let Err(refusal) = letter.must_have_targets() { (ui::empty("目标还没有分解到这里", &html! { p { (refusal.sentence) } })) }
        } @else {
            (paper::article(&paper::compose(house, spot, letter, &loaded.digest, actor.now.day())))
        }
        div.noprint.after { @if spot.place.township.is_empty() { (towns_card(house, loaded)) } }
    }
}

fn lead(loaded: &Loaded<'_>, standing: Standing) -> String {
    let signed = loaded.kept.first().map_or_else(String::new, |one| one.signed_on.chinese());
    match standing {
        Standing::NoTargets => "分解以后才能打印、签订。".to_owned(),
        Standing::Unsigned => "打印出来，双方签字盖章，再把扫描件存进来。".to_owned(),
        Standing::Signed => format!("{signed}签订，与现在的目标一致。"),
        Standing::Changed => format!("{signed}签订的以后，目标已经变更，责任书要重签。"),
    }
}

fn notes(loaded: &Loaded<'_>, standing: Standing) -> Markup {
    let open: Vec<&str> = loaded.letter.open.iter().map(|one| one.name.as_str()).collect();
    html! {
        @if standing == Standing::Changed || !open.is_empty() { h2.vh { "要注意的" } }
        @if let (Standing::Changed, Some(before)) = (standing, loaded.kept.first()) {
            (ui::note(Tone::Red, "目标已经变更，责任书要重签", &html! {
                p { "签订以后变了这些：" }
                ul { @for change in before.changes(&loaded.letter.terms()) { li { (change) } } }
            }))
        }
        @if loaded.letter.has_targets() && !open.is_empty() {
            (ui::note(Tone::Amber, &format!("还有 {} 个目标没有分解到这里", open.len()), &html! {
                p { (open.join("、")) "。分解以后责任书要重签，最好分完再签。" }
            }))
        }
    }
}

fn may_keep(actor: &Actor, loaded: &Loaded<'_>, standing: Standing) -> bool {
    loaded.is_issued
        && loaded.letter.has_targets()
        && standing != Standing::Signed
        && may(actor.role, "workplan.letter_signed")
}

fn keep_card(house: &House, loaded: &Loaded<'_>, form: &FormData, problems: &Problems) -> Markup {
    let fresh = house.mint();
    let key = if form.get("key").is_empty() { &fresh } else { form.get("key") };
    ui::card(
        "keep",
        "存签好的责任书",
        &html! {},
        &html! {
            form action={ (loaded.spot.path()) "/signed#keep" } method="post" enctype="multipart/form-data" {
                (ui::hidden("key", key)) (ui::hidden("seen", &loaded.digest))
                (ui::text(&Field { name: "on", label: "签订日期", value: form.get("on"), class: "w12", optional: "如 2017-05-09", ..Field::default() }, problems))
                (files::field(problems, "签字盖章以后的扫描件（PDF、JPG、PNG，2MB以内）", true))
                div.btns { button.btn type="submit" { "存入" } }
            }
        },
    )
}

fn kept_card(house: &House, loaded: &Loaded<'_>) -> Markup {
    let keys = house.keyring();
    let named =
        |all: &[(String, String)], id: &str| all.iter().find(|(known, _)| known == id).map(|(_, name)| name.clone());
    ui::card(
        "kept",
        "签过的责任书",
        &html! {},
        &html! {
            table.ledger.stack {
                caption.vh { "签过的责任书" }
                thead { tr { th scope="col" { "第几次" } th scope="col" { "签订日期" } th scope="col" { "扫描件" } th scope="col" { "谁存的" } th scope="col" { "与现在的目标" } } }
                tbody { @for one in &loaded.kept { tr {
                    td data-l="第几次" { "第 " (one.seq) " 次" }
                    td data-l="签订日期" { (one.signed_on.chinese()) }
                    td data-l="扫描件" { a href={ "/workplan/evidence/" (one.evidence) } { (named(&loaded.files, &one.evidence).unwrap_or_else(|| "扫描件".to_owned())) } span.t2.mono { "SM3 " (one.evidence_digest.get(..12).unwrap_or("")) "…" } }
                    td data-l="谁存的" { (named(&loaded.staff, &one.by).unwrap_or_default()) span.t2 { (one.office) "，" (one.at.local_minute()) } }
                    td data-l="与现在的目标" {
                        @if one.digest == loaded.digest { (ui::tag(Tone::Green, "一致")) } @else { (ui::tag(Tone::Grey, "已变更")) }
                        @if !one.is_intact(&keys) { " " (ui::tag(Tone::Red, "记录被改动")) }
                    }
                } } }
            }
        },
    )
}

fn towns_card(house: &House, loaded: &Loaded<'_>) -> Markup {
    let of = (loaded.plan, &loaded.figures);
    ui::card(
        "towns",
        "乡镇（街道）的责任书",
        &html! {},
        &html! {
            table.ledger.stack {
                caption.vh { "乡镇（街道）的责任书" }
                thead { tr { th scope="col" { "乡镇（街道）" } th scope="col" { "责任书" } th scope="col" { "签订日期" } } }
                tbody { @for town in Spot::below(house, &loaded.spot.place.county) {
                    @let standing = town.standing(of, &loaded.newest);
                    tr {
                        td data-l="乡镇（街道）" { a.nm1 href=(town.path()) { (town.name) } }
                        td data-l="责任书" { (ui::tag(standing.tone(), standing.chinese())) }
                        td data-l="签订日期" { @match town.newest(&loaded.newest) { Some(one) => (one.signed_on.chinese()), None => "—" } }
                    }
                } }
            }
        },
    )
}

pub(super) async fn pdf(Opened { house, catalogue, actor, id: code, .. }: Opened) -> Reply {
    let loaded = Loaded::load(&house, &catalogue, &actor, &code).await?;
    loaded.letter.must_have_targets()?;
    let paper = paper::compose(&house, &loaded.spot, &loaded.letter, &loaded.digest, actor.now.day());
    let values = paper.values().map_err(Refusal::from)?;
    let bytes = house.printer.print(Responsibility::TEMPLATE, &values)?;
    let object = format!("workplan_letters/{}/{}", loaded.plan.year, loaded.spot.place.code());
    house.db.log(access::line(&actor, "workplan.letter", object, loaded.spot.place.code(), "printed", "")).await?;
    Ok(download("application/pdf", &format!("{}.pdf", loaded.title()), bytes))
}

pub(super) async fn keep(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path(code): Path<String>,
    parts: Multipart,
) -> Reply {
    let loaded = Loaded::load(&house, &catalogue, &actor, &code).await?;
    let (sent, is_whole) = files::taken(parts).await;
    let outcome = match is_whole {
        Ok(()) => kept(&house, &actor, &loaded, &sent).await,
        Err(refusal) => Err(refusal.into()),
    };
    let Some(refusal) = refused(outcome)? else { return Ok(see(&format!("{}#kept", loaded.spot.path()))) };
    // What is shown again is how it stands now.
    let now = Loaded::load(&house, &catalogue, &actor, &code).await?;
    let page = content(&house, &actor, &now, &sent.form, &problems_of(&refusal));
    Ok(again(&view, &now.title(), &refusal, &page))
}

async fn kept(house: &House, actor: &Actor, loaded: &Loaded<'_>, sent: &files::Sent) -> Outcome<()> {
    let form = SignedForm {
        place: &loaded.spot.place,
        towns: &loaded.spot.towns,
        on: sent.form.get("on"),
        seen: sent.form.get("seen"),
        file: sent.file()?,
        key: pressed(&sent.form)?,
    };
    actions::keep_letter(house, actor, loaded.plan, &form).await
}
